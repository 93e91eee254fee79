using WhiteMatter.Genetics.Association;

namespace EndToEnd;

/// <summary>A study run in a folder of its own, through the launcher, with a store of its own.</summary>
internal sealed class StudyRun : IDisposable
{
    public StudyRun() => Folder = Directory.CreateTempSubdirectory("wmstudy-test-").FullName;

    public string Folder { get; }

    public string Store => Path.Combine(Folder, ".wmstudy");

    /// <summary>Puts a copy of an example here, its data linked.</summary>
    public string CopyExample(string name)
    {
        var data = Path.Combine(Repository.Root, "dsl-examples", "data");

        // Any command on an example makes the launcher set up that example's data.
        Command.Study(Repository.Root, "check", Path.Combine("dsl-examples", name)).Expect(0);
        var link = Path.Combine(Folder, "data");
        if (!Directory.Exists(link))
        {
            Directory.CreateSymbolicLink(link, new DirectoryInfo(data).LinkTarget ?? data);
        }

        var copy = Path.Combine(Folder, name);
        File.Copy(Repository.Example(name), copy, overwrite: true);
        return copy;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public CommandResult Wmstudy(params string[] arguments) => Command.Study(Folder, arguments);

    /// <summary>The one file of this name among the store's artifacts.</summary>
    public string Artifact(string name) => Directory.EnumerateFiles(Path.Combine(Store, "artifacts"), name, SearchOption.AllDirectories).Single();

    /// <summary>The one table of effects among the store's artifacts; those of joint tests hold none.</summary>
    public AssociationTable Association()
    {
        var found = new List<AssociationTable>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Store, "artifacts"), "association.bin", SearchOption.AllDirectories))
        {
            var table = AssociationTable.Open(path);
            if (table.Header.IsSigned)
            {
                found.Add(table);
            }
            else
            {
                table.Dispose();
            }
        }

        return found.Single();
    }

    /// <summary>Removes what runs have left: the store and the results.</summary>
    public void Clean()
    {
        foreach (var path in new[] { Store, Path.Combine(Folder, "results") })
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
