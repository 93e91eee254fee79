namespace WhiteMatter.Runtime.Tests.Toy;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("wmstudy-test-").FullName)
    {
    }

    /// <summary>Takes a folder that is there, such as another process's.</summary>
    public TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
