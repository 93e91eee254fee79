using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Learning.Weights;

/// <summary>
/// Reads the format safetensors (https://github.com/huggingface/safetensors). Nothing in the file is executed, and no size it states is
/// believed: the header must fit the file and the tensors must fill the rest of it without gap or overlap. Memory: the header.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    internal const string MetadataName = "__metadata__";

    /// <summary>Bytes a header may have, as in the format's own reader.</summary>
    private const long MostHeaderBytes = 100_000_000;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ImmutableDictionary<string, long> _offsets;

    private SafetensorsFile(string path, SafeFileHandle file, ImmutableArray<StoredTensor> tensors, ImmutableDictionary<string, long> offsets, ImmutableDictionary<string, string> metadata)
    {
        _path = path;
        _file = file;
        _offsets = offsets;
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors, in the order of their places in the file.</summary>
    public ImmutableArray<StoredTensor> Tensors { get; }

    /// <summary>The texts in the header.</summary>
    public ImmutableDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LearningException">It is no such file, or not all of one.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return Open(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor's values.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="offset">The first byte to read.</param>
    /// <param name="values">Where to, little-endian, the last edge running fastest.</param>
    /// <exception cref="LearningException">The file ends early.</exception>
    public void Read(StoredTensor tensor, long offset, Span<byte> values)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + values.Length, tensor.Bytes);
        ReadExactly(_path, _file, _offsets[tensor.Name] + offset, values);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static SafetensorsFile Open(string path, SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        if (size < sizeof(ulong))
        {
            throw Damaged(path, $"it has {size} bytes");
        }

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        ReadExactly(path, file, 0, prefix);
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerBytes > (ulong)Math.Min(size - sizeof(ulong), MostHeaderBytes))
        {
            throw Damaged(path, $"it states a header of {headerBytes} bytes and has {size} in all");
        }

        var header = new byte[headerBytes];
        ReadExactly(path, file, sizeof(ulong), header);
        var entries = new List<(StoredTensor Tensor, long Begin, long End)>();
        var metadata = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        try
        {
            Parse(header, entries, metadata);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw Damaged(path, "its header cannot be read: " + exception.Message, exception);
        }

        var data = sizeof(ulong) + (long)headerBytes;
        var offsets = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long next = 0;
        foreach (var (tensor, begin, end) in entries)
        {
            if (begin != next || end < begin || end > size - data)
            {
                throw Damaged(path, $"the tensor {tensor.Name} stands at bytes {begin} to {end}, and {next} to at most {size - data} are free");
            }

            if (!offsets.TryAdd(tensor.Name, data + begin))
            {
                throw Damaged(path, $"it has two tensors {tensor.Name}");
            }

            next = end;
        }

        return next == size - data
            ? new SafetensorsFile(path, file, [.. entries.Select(entry => entry.Tensor)], offsets.ToImmutable(), metadata.ToImmutable())
            : throw Damaged(path, $"it has {size - data} bytes of tensors and its header tells of {next}");
    }

    private static void Parse(byte[] header, List<(StoredTensor Tensor, long Begin, long End)> entries, ImmutableDictionary<string, string>.Builder metadata)
    {
        using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4 });
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals(MetadataName))
            {
                foreach (var text in property.Value.EnumerateObject())
                {
                    metadata[text.Name] = text.Value.GetString() ?? throw new FormatException($"the text {text.Name} is null");
                }

                continue;
            }

            var name = property.Name;
            var typeName = property.Value.GetProperty("dtype").GetString();
            if (!Enum.TryParse<TensorType>(typeName, out var type) || type.ToString() != typeName)
            {
                throw new FormatException($"the tensor {name} has the unknown type {typeName}");
            }

            ImmutableArray<long> shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(edge => edge.GetInt64())];
            if (shape.Any(edge => edge < 0))
            {
                throw new FormatException($"the tensor {name} has a negative edge");
            }

            var place = property.Value.GetProperty("data_offsets");
            if (place.GetArrayLength() != 2)
            {
                throw new FormatException($"the tensor {name} has not two offsets");
            }

            var (begin, end) = (place[0].GetInt64(), place[1].GetInt64());
            var tensor = new StoredTensor(name, type, shape);
            if (begin < 0 || checked(end - begin) != tensor.Bytes)
            {
                throw new FormatException($"the tensor {name} of {tensor.ShapeText} has bytes {begin} to {end}");
            }

            entries.Add((tensor, begin, end));
        }
    }

    private static void ReadExactly(string path, SafeFileHandle file, long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0)
            {
                throw Damaged(path, "it ends early");
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    private static LearningException Damaged(string path, string why, Exception? inner = null) =>
        new(LearningProblem.WeightsDamaged, $"'{path}' is no whole safetensors file: {why}.", inner);
}
