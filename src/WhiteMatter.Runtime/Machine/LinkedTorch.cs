namespace WhiteMatter.Runtime.Machine;

/// <summary>The libtorch in a folder of its own that the program was built against, as the build noted it beside the program.</summary>
/// <param name="Version">Its version, such as <c>2.11.0+cu130</c>.</param>
/// <param name="HasCuda">Whether it is one for CUDA.</param>
public sealed record LinkedTorch(string Version, bool HasCuda)
{
    /// <summary>The note's file.</summary>
    public const string FileName = "libwhitematter_torch.txt";

    /// <summary>Reads the note; null where there is none, as with the system's libtorch.</summary>
    /// <param name="folder">The program's folder.</param>
    public static LinkedTorch? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        return new LinkedTorch(Value("version"), Value("cuda") == "yes");

        string Value(string name) =>
            lines.FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";
    }
}
