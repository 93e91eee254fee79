using System.Text;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning.Training;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>Who a model was fitted on: the file <c>fitted.tsv</c> of its artifact.</summary>
internal static class FittedPeople
{
    public const string FileName = "fitted.tsv";

    private const string IdColumn = "id";
    private const string FamilyColumn = "family";
    private const string RoleColumn = "role";

    public static void Write(ArtifactDraft draft, StoredVolumes volumes, TrainingSplit split)
    {
        using var stream = draft.Create(FileName);
        using var table = new TsvWriter(
            stream, volumes.Families is null ? [IdColumn, RoleColumn] : [FamilyColumn, IdColumn, RoleColumn]);
        foreach (var (row, role) in split.Training.Select(row => (row, "training")).Concat(split.Validation.Select(row => (row, "validation"))).Order())
        {
            if (volumes.Families is { } families)
            {
                table.WriteRow(families[row], volumes.Ids[row], role);
            }
            else
            {
                table.WriteRow(volumes.Ids[row], role);
            }
        }
    }

    /// <summary>Their names, with their families where they have some.</summary>
    public static PeopleList Read(Artifact model)
    {
        var path = model.PathOf(FileName);
        var head = File.ReadLines(path, Encoding.UTF8).Take(2).ToList();
        var hasFamilies = head[0].StartsWith(FamilyColumn, StringComparison.Ordinal);
        if (head.Count == 1)
        {
            // Weights from elsewhere, fitted on nobody of the study.
            return new PeopleList([], hasFamilies ? [] : null);
        }

        var table = PeopleTable.Read(path, IdColumn, hasFamilies ? FamilyColumn : null, [], new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [] });
        return new PeopleList(table.Ids, table.Families);
    }
}
