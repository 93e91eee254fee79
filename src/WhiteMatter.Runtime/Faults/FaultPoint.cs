using System.Globalization;
using WhiteMatter.Runtime.Interop;

namespace WhiteMatter.Runtime.Faults;

/// <summary>
/// Places at which a test may end the process as a power cut would, so that what a killed run leaves behind is tested and not
/// assumed. A run reads the wish once, from the text <c>kill:&lt;point&gt;:&lt;n&gt;</c> (the n-th time the point is passed).
/// </summary>
public sealed class FaultPoint
{
    /// <summary>The environment variable a command reads the wish from.</summary>
    public const string Variable = "WMSTUDY_FAULT";

    private readonly string? _point;
    private int _left;

    private FaultPoint(string? point, int occurrence)
    {
        _point = point;
        _left = occurrence;
    }

    /// <summary>No fault: passing a point costs a comparison with null.</summary>
    public static FaultPoint None { get; } = new(null, 0);

    /// <summary>Every point, in the order a run passes them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        StoreOpened, FileWritten, FileSynced, RecordWritten, DraftSynced, ArtifactRenamed, ArtifactCommitted, LatestWritten,
        LatestRenamed, ShardFinished, MergeStarted, MergeFinished, ShardsRemoved, ManifestWritten, ResultLinked, ResultRenamed,
        PublishFinished,
    ];

    /// <summary>The store is open and its lock held.</summary>
    public const string StoreOpened = "store-opened";
    /// <summary>The files of a draft have their bytes, unsynced.</summary>
    public const string FileWritten = "file-written";
    /// <summary>The files of a draft are on disk.</summary>
    public const string FileSynced = "file-synced";
    /// <summary>A draft has its record.</summary>
    public const string RecordWritten = "record-written";
    /// <summary>A draft is on disk, under its temporary name.</summary>
    public const string DraftSynced = "draft-synced";
    /// <summary>An artifact has its name, its folder unsynced.</summary>
    public const string ArtifactRenamed = "artifact-renamed";
    /// <summary>An artifact is on disk under its name.</summary>
    public const string ArtifactCommitted = "artifact-committed";
    /// <summary>A list of the latest artifacts is written under a temporary name.</summary>
    public const string LatestWritten = "latest-written";
    /// <summary>A list of the latest artifacts has its name.</summary>
    public const string LatestRenamed = "latest-renamed";
    /// <summary>A shard of a step has finished.</summary>
    public const string ShardFinished = "shard-finished";
    /// <summary>All shards are there and their merge begins.</summary>
    public const string MergeStarted = "merge-started";
    /// <summary>The merged artifact is committed, its shards are still there.</summary>
    public const string MergeFinished = "merge-finished";
    /// <summary>The shards of a merged step are gone.</summary>
    public const string ShardsRemoved = "shards-removed";
    /// <summary>The results folder has its list of what is to be published.</summary>
    public const string ManifestWritten = "manifest-written";
    /// <summary>A result is in the results folder under a temporary name.</summary>
    public const string ResultLinked = "result-linked";
    /// <summary>A result has its name.</summary>
    public const string ResultRenamed = "result-renamed";
    /// <summary>Everything is published.</summary>
    public const string PublishFinished = "publish-finished";

    /// <summary>Reads a wish.</summary>
    /// <param name="wish">Such as <c>kill:artifact-renamed:2</c>; null or empty for none.</param>
    /// <exception cref="FormatException">The text is no such wish, or names no point.</exception>
    public static FaultPoint Parse(string? wish)
    {
        if (string.IsNullOrEmpty(wish))
        {
            return None;
        }

        var parts = wish.Split(':');
        return parts is ["kill", var point, var count]
            && All.Contains(point)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var occurrence)
            && occurrence > 0
                ? new FaultPoint(point, occurrence)
                : throw new FormatException($"'{wish}' is not kill:<point>:<n> with a point of {string.Join(", ", All)}.");
    }

    /// <summary>Passes a point.</summary>
    /// <param name="point">Its name.</param>
    public void Pass(string point)
    {
        if (_point is not null && string.Equals(_point, point, StringComparison.Ordinal) && Interlocked.Decrement(ref _left) == 0)
        {
            PosixFile.KillSelf();
        }
    }
}
