namespace WhiteMatter.Reporting.Tests;

/// <summary>A meta-analysis and a replication for the page.</summary>
internal static class SampleStudies
{
    public static MetaReport Meta(string text = "all") => new(
        text,
        text,
        false,
        [new CombinedStudy(text, 1000, 10, 20, 5, 3, 1), new CombinedStudy("second", 900, 0, 0, 0, 0, 0)],
        [
            new ForestPicture(
                text, text, text, text, text, [new ForestRow(text, 0.2, 0.1, 1.34, 500), new ForestRow("second", -0.1, 0.2, 0.2, null)], new ForestRow("combined", 0.14, 0.089, 0.93, 500), 1.8, 44.4, 0.75),
        ]);

    public static ReplicationReport Replication(string text = "again") => new(
        text,
        text,
        text,
        0.025,
        true,
        [
            new ReplicatedLocus(text, text, text, text, text, 0.2, 0.03, 9, text, true, 0.9, 0.15, 0.05, 2.6, true, ""),
            new ReplicatedLocus(text, text, text, text, text, -0.2, 0.03, 9, null, false, double.NaN, double.NaN, double.NaN, double.NaN, null, text),
        ]);
}
