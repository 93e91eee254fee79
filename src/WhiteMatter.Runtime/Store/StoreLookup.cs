namespace WhiteMatter.Runtime.Store;

/// <summary>What a store has under a fingerprint.</summary>
public abstract record StoreLookup
{
    private StoreLookup()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record Absent : StoreLookup;

    /// <summary>An artifact whose files have the sizes its record states.</summary>
    /// <param name="Artifact">The artifact.</param>
    public sealed record Whole(Artifact Artifact) : StoreLookup;

    /// <summary>Something that cannot be used.</summary>
    /// <param name="File">The file concerned.</param>
    /// <param name="Problem">What is wrong with it.</param>
    public sealed record Damaged(string File, string Problem) : StoreLookup;
}
