using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Meta;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on one replication.</summary>
internal static class ReplicationPages
{
    private static readonly string[] s_texts =
        ["trait", "lead", "chromosome", "effect_allele", "other_allele", "tested_variant", "proxy", "same_direction", "replicated", "obstacle"];

    public static ReplicationReport Of(ReportMaterial material, PlanStep step)
    {
        var artifact = material.ArtifactOf(step);
        var signed = !double.IsNaN(artifact.Value("same_direction"));
        return new ReplicationReport(
            step.Declaration,
            material.InputOf(step, "loci").Declaration,
            material.InputOf(step, "association").Declaration,
            ((ReplicationParameters)step.Parameters).P is { } p && material.RestsOnFewPeople(p) ? null : artifact.Value("p"),
            signed,
            [.. artifact.Value("count") == 0 ? [] : Rows(artifact)]);
    }

    private static IEnumerable<ReplicatedLocus> Rows(Artifact artifact)
    {
        var columns = DelimitedTable.Read(
            artifact.PathOf(ReplicationHandler.FileName),
            [.. ReplicationHandler.Columns.Select(name => new ColumnRequest(name, s_texts.Contains(name) ? ColumnReading.Text : ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] }).ToDictionary(column => column.Name);
        for (var row = 0; row < columns["trait"].Count; row++)
        {
            yield return new ReplicatedLocus(
                Text("trait", row) ?? "NA",
                Text("lead", row) ?? "NA",
                string.Create(CultureInfo.InvariantCulture, $"{Text("chromosome", row)}:{Number("position", row):N0}"),
                Text("effect_allele", row) ?? "NA",
                Text("other_allele", row) ?? "NA",
                Number("beta", row),
                Number("standard_error", row),
                Number("neg_log_10_p_value", row),
                Text("tested_variant", row),
                Text("proxy", row) == "true",
                Number("r2", row),
                Number("replication_beta", row),
                Number("replication_standard_error", row),
                Number("replication_neg_log_10_p_value", row),
                Text("replicated", row) switch { "true" => true, "false" => false, _ => null },
                Text("obstacle", row) ?? "");
        }

        string? Text(string name, int row) => ((TextColumn)columns[name])[row];
        double Number(string name, int row) => ((NumericColumn)columns[name]).Values[row];
    }
}
