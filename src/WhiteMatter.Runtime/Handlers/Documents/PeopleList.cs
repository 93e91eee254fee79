using System.Text;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>A cohort's people: the file <c>people.tsv</c> of its artifact.</summary>
/// <param name="Ids">Their identifiers.</param>
/// <param name="Families">Their families, where people are named by both.</param>
internal sealed record PeopleList(IReadOnlyList<string> Ids, IReadOnlyList<string>? Families)
{
    public const string FileName = "people.tsv";

    private const string IdColumn = "id";
    private const string FamilyColumn = "family";

    /// <summary>A person's name as one text: identifier, or family and identifier.</summary>
    public IEnumerable<(string Family, string Id)> Keys()
    {
        for (var i = 0; i < Ids.Count; i++)
        {
            yield return (Families is null ? "" : Families[i], Ids[i]);
        }
    }

    public void Write(ArtifactDraft draft, string name = FileName)
    {
        using var stream = draft.Create(name);
        using var table = new TsvWriter(stream, Families is null ? [IdColumn] : [FamilyColumn, IdColumn]);
        for (var i = 0; i < Ids.Count; i++)
        {
            if (Families is null)
            {
                table.WriteRow(Ids[i]);
            }
            else
            {
                table.WriteRow(Families[i], Ids[i]);
            }
        }
    }

    public static PeopleList Read(Artifact artifact)
    {
        var path = artifact.PathOf(FileName);
        var hasFamilies = File.ReadLines(path, Encoding.UTF8).First().StartsWith(FamilyColumn, StringComparison.Ordinal);
        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [] };
        var table = PeopleTable.Read(path, IdColumn, hasFamilies ? FamilyColumn : null, [], options);
        return new PeopleList(table.Ids, table.Families);
    }
}
