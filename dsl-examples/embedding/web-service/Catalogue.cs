using WhiteMatter.Plan.Hosting;

namespace WebService;

/// <summary>The files that a study may name: headers alone. A true service would fill this from a database of its data sets.</summary>
internal static class Catalogue
{
    /// <summary>The names, for those who write studies.</summary>
    public static IReadOnlyList<string> Names { get; } = ["people.tsv", "chips.bed"];

    /// <summary>What a study sees, and nothing else: any other path is not there.</summary>
    public static IStudyHost Host { get; } = new InMemoryHost()
        .WithTable("people.tsv", new TableHeader(
            [
                Column("IID", ColumnContent.Text),
                Column("age", ColumnContent.Number),
                Column("sex", ColumnContent.Text, "F", "M"),
                Column("height", ColumnContent.Number),
            ],
            20_000,
            true))
        .WithGenotypes("chips.bed", 20_000, 500_000, [.. Enumerable.Range(1, 22).Select(chromosome => $"{chromosome}")], "GRCh37");

    private static TableColumn Column(string name, ColumnContent content, params string[] levels) => new(name, content, [.. levels]);
}
