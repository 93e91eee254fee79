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

#pragma warning disable CS1591 // the texts say it
    public const string StoreOpened = "store-opened";
    public const string FileWritten = "file-written";
    public const string FileSynced = "file-synced";
    public const string RecordWritten = "record-written";
    public const string DraftSynced = "draft-synced";
    public const string ArtifactRenamed = "artifact-renamed";
    public const string ArtifactCommitted = "artifact-committed";
    public const string LatestWritten = "latest-written";
    public const string LatestRenamed = "latest-renamed";
    public const string ShardFinished = "shard-finished";
    public const string MergeStarted = "merge-started";
    public const string MergeFinished = "merge-finished";
    public const string ShardsRemoved = "shards-removed";
    public const string ManifestWritten = "manifest-written";
    public const string ResultLinked = "result-linked";
    public const string ResultRenamed = "result-renamed";
    public const string PublishFinished = "publish-finished";
#pragma warning restore CS1591

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
