using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Store;

/// <summary>A whole artifact of a store. The first use of a file in a process hashes it, so that damage never goes on unseen.</summary>
public sealed class Artifact
{
    private readonly ArtifactStore _store;

    internal Artifact(ArtifactStore store, ArtifactRecord record)
    {
        _store = store;
        Record = record;
    }

    /// <summary>Its provenance.</summary>
    public ArtifactRecord Record { get; }

    /// <summary>Its folder.</summary>
    public string Folder => _store.Layout.Artifact(Record.Fingerprint);

    /// <summary>Whether it holds a file.</summary>
    /// <param name="name">The file's name.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The path of a file, once its content is known to be what was written.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="RunFailureException">The artifact has no such file, or it is damaged.</exception>
    public string PathOf(string name)
    {
        var file = Find(name)
            ?? throw new RunFailureException(RunCodes.ArtifactDamaged, name, Record.StepId, Record.Fingerprint.Short, "it is not part of the artifact");
        _store.EnsureWhole(Record, file);
        return Path.Combine(Folder, name);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="RunFailureException">The artifact has no such file, or it is damaged.</exception>
    public FileStream OpenRead(string name) => new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    /// <summary>A value the artifact states.</summary>
    /// <param name="name">Its name, such as <c>count</c>.</param>
    /// <exception cref="KeyNotFoundException">It states no such value.</exception>
    public double Value(string name) => Record.Values[name];

    private ArtifactFile? Find(string name)
    {
        foreach (var file in Record.Files)
        {
            if (string.Equals(file.Name, name, StringComparison.Ordinal))
            {
                return file;
            }
        }

        return null;
    }
}
