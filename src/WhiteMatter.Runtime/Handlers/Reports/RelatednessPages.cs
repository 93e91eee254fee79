using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Relatedness;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on how people are related.</summary>
internal static class RelatednessPages
{
    public static RelatednessReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var found = JsonDocumentFile.Read<RelatednessDocument>(material.ArtifactOf(step), RelatednessDocument.FileName);
        var components = material.Steps.FirstOrDefault(other => other.Parameters is ComponentsParameters && other.Declaration == step.Declaration);
        return new RelatednessReport
        {
            Name = step.Declaration,
            Description = material.DocOf(step),
            People = found.People,
            Unrelated = found.Unrelated,
            Considered = found.Considered,
            Variants = found.Variants,
            Kinship = found.Kinship,
            Pairs = [.. found.Pairs.Select(pair => new RelatedPairs(Words(pair.Degree), KinshipDegrees.Bound(pair.Degree), pair.Pairs))],
            Components = components is null ? null : ComponentsOf(material, components, cancellationToken),
        };
    }

    private static string Words(KinshipDegree degree) => degree switch
    {
        KinshipDegree.Duplicate => "duplicates and twins",
        KinshipDegree.First => "first degree",
        KinshipDegree.Second => "second degree",
        _ => "third degree",
    };

    private static ComponentsReport ComponentsOf(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var document = JsonDocumentFile.Read<ComponentsDocument>(artifact, ComponentsDocument.FileName);
        string[] names = [.. Enumerable.Range(1, Math.Min(2, document.Eigenvalues.Length)).Select(i => $"PC{i}")];
        var columns = DelimitedTable.Read(
            artifact.PathOf(ComponentsHandler.FileName),
            [.. names.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] },
            cancellationToken);
        ImmutableArray<double> Column(int index) => index < columns.Count ? [.. ((NumericColumn)columns[index]).Values] : [];
        return new ComponentsReport(document.Eigenvalues, document.Fitted, document.Projected, Column(0), Column(1));
    }
}
