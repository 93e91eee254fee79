using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Meta;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on one meta-analysis: its studies, and what each says of the strongest variants.</summary>
internal static class MetaPages
{
    private static readonly string[] s_texts = ["trait", "variant", "chromosome", "effect_allele", "other_allele", "study"];

    public static MetaReport Of(ReportMaterial material, PlanStep step)
    {
        var artifact = material.ArtifactOf(step);
        var document = JsonDocumentFile.Read<MetaDocument>(artifact, MetaDocument.FileName);
        return new MetaReport(
            step.Declaration,
            document.Method,
            ((MetaParameters)step.Parameters).Weights == StudyWeights.SampleSize,
            [
                .. document.Studies.Select(study => new CombinedStudy(
                    study.Name, study.Variants, study.Swapped, study.Flipped, study.AmbiguousResolved, study.AmbiguousLeftOut, study.Duplicates)),
            ],
            [.. Forests(artifact.PathOf(MetaForest.FileName))]);
    }

    private static IEnumerable<ForestPicture> Forests(string path)
    {
        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] };
        var columns = DelimitedTable.Read(
            path, [.. MetaForest.Columns.Select(name => new ColumnRequest(name, s_texts.Contains(name) ? ColumnReading.Text : ColumnReading.Numeric))], options)
            .ToDictionary(column => column.Name);
        var studies = ImmutableArray.CreateBuilder<ForestRow>();
        for (var row = 0; row < columns["trait"].Count; row++)
        {
            var people = Number("n", row);
            var here = new ForestRow(
                Text("study", row), Number("beta", row), Number("standard_error", row), Number("neg_log_10_p_value", row), double.IsNaN(people) ? null : (long)people);
            if (here.Study != MetaForest.Together || double.IsNaN(Number("q", row)))
            {
                studies.Add(here);
                continue;
            }

            yield return new ForestPicture(
                Text("trait", row),
                Text("variant", row),
                string.Create(CultureInfo.InvariantCulture, $"{Text("chromosome", row)}:{Number("position", row):N0}"),
                Text("effect_allele", row),
                Text("other_allele", row),
                studies.ToImmutable(),
                here,
                Number("q", row),
                Number("i2", row),
                Number("heterogeneity_neg_log_10_p_value", row));
            studies.Clear();
        }

        string Text(string name, int row) => ((TextColumn)columns[name])[row] ?? "NA";
        double Number(string name, int row) => ((NumericColumn)columns[name]).Values[row];
    }
}
