using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Relatedness;

/// <summary>Counts the related pairs among the people of a linear association, where a relatedness is at hand.</summary>
internal static class RelativesCheck
{
    /// <summary>Reports the pairs of each relatedness among the step's inputs.</summary>
    /// <param name="context">The step.</param>
    /// <param name="people">Family (empty where there are none) and identifier of each person of the association.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static void Report(StepContext<DesignParameters> context, IEnumerable<(string Family, string Id)> people, CancellationToken cancellationToken)
    {
        HashSet<(string, string)>? present = null;
        foreach (var input in context.Step.Inputs.Where(input => context.Plan.Find(input.StepId)?.Parameters is RelatednessParameters))
        {
            var parameters = (RelatednessParameters)context.Plan.Find(input.StepId)!.Parameters;
            var artifact = context.Input(input.Role);
            if (artifact.Value("related_pairs") == 0)
            {
                continue;
            }

            present ??= [.. people];
            var path = artifact.PathOf(RelatednessHandler.PairsName);
            var named = File.ReadLines(path).First().StartsWith("family1\t", StringComparison.Ordinal);
            string[] names = named ? ["family1", "id1", "family2", "id2"] : ["id1", "id2"];
            var columns = DelimitedTable.Read(
                path,
                [.. names.Select(name => new ColumnRequest(name, ColumnReading.Text)), new ColumnRequest("kinship", ColumnReading.Numeric)],
                new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [] },
                cancellationToken);
            var kinship = (NumericColumn)columns[^1];
            var pairs = Enumerable.Range(0, kinship.Count).Count(row =>
                kinship.Values[row] > parameters.Kinship && present.Contains(Person(row, 0)) && present.Contains(Person(row, names.Length / 2)));
            if (pairs > 0)
            {
                context.Report(
                    RelatednessCodes.RelativesInLinear,
                    WholeNumber.Text(pairs),
                    context.Step.Declaration,
                    context.Plan.Find(input.StepId)!.Declaration);
            }

            (string, string) Person(int row, int first) =>
                named ? (Text(first, row), Text(first + 1, row)) : ("", Text(first, row));

            string Text(int column, int row) => ((TextColumn)columns[column])[row] ?? "";
        }
    }
}
