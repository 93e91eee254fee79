using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhiteMatter.Learning.Weights;

namespace WhiteMatter.Learning.Training;

/// <summary>
/// A folder that keeps the last checkpoint of a training: a safetensors file with every tensor and the state in its header, and the file
/// <c>current.json</c> that names it with its SHA-256. The tensors are durable before <c>current.json</c> is renamed into place, and
/// the checkpoint before it is removed after; a killed process leaves one of the two, whole.
/// </summary>
/// <param name="path">The folder, which is there.</param>
/// <param name="flushFolder">Makes names in a folder durable; null leaves that to the file system.</param>
public sealed class CheckpointFolder(string path, Action<string>? flushFolder = null)
{
    private const string PointerName = "current.json";
    private const string StateName = "state";

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    private string Pointer => System.IO.Path.Combine(Path, PointerName);

    /// <summary>Keeps a checkpoint in place of the one before.</summary>
    /// <param name="state">Where the training stands.</param>
    /// <param name="tensors">Every tensor it needs to go on.</param>
    internal void Save(TrainingState state, IEnumerable<TensorToStore> tensors)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"epoch-{state.Epochs:D5}.safetensors");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [StateName] = JsonSerializer.Serialize(state, Json) };
        string hash;
        using (var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            using var file = new FileStream(InFolder(name), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
            SafetensorsWriter.Write(new HashedStream(file, sha), tensors, metadata);
            file.Flush(flushToDisk: true);
            hash = Convert.ToHexStringLower(sha.GetHashAndReset());
        }

        var temporary = InFolder(PointerName + ".tmp");
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            JsonSerializer.Serialize(file, new CheckpointPointer(name, hash), Json);
            file.Flush(flushToDisk: true);
        }

        flushFolder?.Invoke(Path);
        File.Move(temporary, Pointer, overwrite: true);
        flushFolder?.Invoke(Path);
        RemoveOthers(name);
    }

    /// <summary>Opens the checkpoint once its content is known to be what was written.</summary>
    /// <param name="key">What the training is of.</param>
    /// <param name="problem">Why a checkpoint that is there cannot be used, as the end of a sentence; null when there is none or it can be.</param>
    /// <returns>State and tensors, or null when there is nothing to go on from. The caller disposes of the file.</returns>
    internal (TrainingState State, SafetensorsFile Tensors)? Open(string key, out string? problem)
    {
        problem = null;
        if (!File.Exists(Pointer))
        {
            return null;
        }

        SafetensorsFile? tensors = null;
        try
        {
            var pointer = JsonSerializer.Deserialize<CheckpointPointer>(File.ReadAllBytes(Pointer), Json);
            if (pointer is null || pointer.File is null || System.IO.Path.GetFileName(pointer.File) != pointer.File)
            {
                problem = "it names no file";
                return null;
            }

            using (var file = new FileStream(InFolder(pointer.File), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20))
            {
                if (Convert.ToHexStringLower(SHA256.HashData(file)) != pointer.Sha256)
                {
                    problem = "its content is not what was written";
                    return null;
                }
            }

            tensors = SafetensorsFile.Open(InFolder(pointer.File));
            var state = JsonSerializer.Deserialize<TrainingState>(tensors.Metadata[StateName], Json);
            if (state?.Key == key)
            {
                var opened = tensors;
                tensors = null;
                return (state, opened);
            }

            problem = "it is of another training";
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or LearningException)
        {
            problem = exception.Message.TrimEnd('.');
            return null;
        }
        finally
        {
            tensors?.Dispose();
        }
    }

    private string InFolder(string name) => System.IO.Path.Combine(Path, name);

    private void RemoveOthers(string current)
    {
        foreach (var file in Directory.EnumerateFiles(Path, "epoch-*.safetensors"))
        {
            if (System.IO.Path.GetFileName(file) != current)
            {
                File.Delete(file);
            }
        }
    }

    private sealed record CheckpointPointer(string File, string Sha256);
}
