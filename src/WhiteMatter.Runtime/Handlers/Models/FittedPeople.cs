using System.Text;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning.Training;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>
/// Who a model was fitted on: the file <c>fitted.tsv</c> of its artifact, and of what is made of its latents, there those among the people encoded.
/// </summary>
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

    /// <summary>Passes on whom models were fitted on from traits to traits of the same people; nothing where the first are no latents.</summary>
    public static void Pass(Artifact traits, ArtifactDraft draft)
    {
        if (traits.Has(FileName))
        {
            Read(traits).Write(draft, FileName);
        }
    }

    /// <summary>Those of some people whom one of several models was fitted on.</summary>
    /// <param name="people">The people.</param>
    /// <param name="fitted">Artifacts that say whom a model was fitted on.</param>
    public static PeopleList Among(PeopleList people, IEnumerable<Artifact> fitted)
    {
        var known = fitted.SelectMany(artifact => Read(artifact).Keys()).ToHashSet();
        int[] rows = [.. people.Keys().Index().Where(person => known.Contains(person.Item)).Select(person => person.Index)];
        return new PeopleList([.. rows.Select(row => people.Ids[row])], people.Families is { } families ? [.. rows.Select(row => families[row])] : null);
    }

    /// <summary>Refuses to test latents in people whom their model was fitted on.</summary>
    /// <param name="context">The step that tests them.</param>
    /// <param name="traits">The step of the traits, which need not be latents.</param>
    /// <param name="people">The traits' people.</param>
    /// <param name="tested">Whose traits are tested, by their places among these.</param>
    /// <exception cref="RunFailureException">The model was fitted on some of them.</exception>
    public static void RefuseTested<TParameters>(StepContext<TParameters> context, string traits, PeopleList people, IReadOnlyCollection<int> tested)
        where TParameters : StepParameters
    {
        var artifact = context.Upstream(traits);
        if (!artifact.Has(FileName))
        {
            return;
        }

        var fitted = Read(artifact).Keys().ToHashSet();
        string[] found = [.. tested.Where(place => fitted.Contains((people.Families?[place] ?? "", people.Ids[place]))).Select(place => people.Ids[place])];
        if (found.Length > 0)
        {
            throw new RunFailureException(
                ModelCodes.FittedPeopleTested,
                WholeNumber.Text(found.Length),
                WholeNumber.Text(tested.Count),
                context.Step.Declaration,
                context.Plan.Find(traits)!.Declaration,
                string.Join(", ", found.Take(StoredVolumes.NamesInMessages)));
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
