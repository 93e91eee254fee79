using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Models;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on how far networks of several seeds agree.</summary>
internal static class EnsemblePages
{
    /// <summary>The ensembles that a page rests on: also where it shows results of their latents alone.</summary>
    public static IEnumerable<PlanStep> Behind(ReportMaterial material) => material.Steps.Where(step => step.Parameters is EnsembleParameters);

    public static EnsembleReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var networks = (int)artifact.Value("members");
        var agreement = Read(EnsembleHandler.AgreementName, "fitted", [.. Enumerable.Range(1, networks).Select(network => "network_" + WholeNumber.Text(network)), "applied"]);
        var members = Read(EnsembleHandler.MembersName, "first", ["second", "mean_square", "chance"]);
        var canonical = Read("canonical.tsv", "first", ["second", "r"]);
        return new EnsembleReport
        {
            Name = step.Declaration,
            Model = material.InputOf(material.InputOf(step, EnsembleParameters.MemberRole + "1"), "model").Declaration,
            Networks = networks,
            People = (long)artifact.Value("people"),
            Latents =
            [
                .. Enumerable.Range(0, agreement[0].Length).Select(row => new LatentAgreement(
                    EncodingHandler.LatentName(row + 1), agreement[0][row], agreement[^1][row], [.. agreement[1..^1].Select(network => network[row])])),
            ],
            Pairs =
            [
                .. Enumerable.Range(0, members[0].Length).Select(row =>
                {
                    var found = Enumerable.Range(0, canonical[0].Length)
                        .Where(at => canonical[0][at] == members[0][row] && canonical[1][at] == members[1][row])
                        .Select(at => canonical[2][at])
                        .DefaultIfEmpty(double.NaN)
                        .ToArray();
                    return new NetworkPair((int)members[0][row], (int)members[1][row], members[2][row], members[3][row], found.Max(), found.Min());
                }),
            ],
        };

        double[][] Read(string name, string first, string[] others) =>
        [
            .. DelimitedTable.Read(
                artifact.PathOf(name),
                [.. others.Prepend(first).Select(column => new ColumnRequest(column, ColumnReading.Numeric))],
                new TableOptions { Delimiter = Delimiter.Tab },
                cancellationToken).Select(column => ((NumericColumn)column).Values.ToArray()),
        ];
    }
}
