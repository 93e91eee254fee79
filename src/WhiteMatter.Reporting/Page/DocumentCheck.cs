namespace WhiteMatter.Reporting;

/// <summary>Refuses documents that contradict themselves, before a byte is written.</summary>
internal static class DocumentCheck
{
    public static void ThrowIfContradictory(ReportDocument document)
    {
        foreach (var flow in document.PeopleFlows.Concat(document.VariantFlows))
        {
            foreach (var step in flow.Steps)
            {
                if (step.In < 0 || step.Out < 0 || step.Losses.Any(loss => loss.Count < 0))
                {
                    throw new ArgumentException($"Step '{step.Label}' of {flow.Name} loses more than it had, or has a negative count.", nameof(document));
                }
            }
        }

        foreach (var file in document.Files)
        {
            if (file.Path.StartsWith('/') || file.Path.Contains('\\') || file.Path.Split('/').Contains(".."))
            {
                throw new ArgumentException($"The path of a result file is relative to the report and below it; '{file.Path}' is not.", nameof(document));
            }
        }

        foreach (var association in document.Associations)
        {
            Association(association);
        }
    }

    private static void Association(AssociationReport association)
    {
        foreach (var variant in association.PlotVariants)
        {
            if ((uint)variant.Chromosome >= (uint)association.Genome.Chromosomes.Length)
            {
                throw new ArgumentException($"Variant {variant.Id} of {association.Name} is on chromosome number {variant.Chromosome}, which the layout does not have.", "document");
            }
        }

        foreach (var plot in association.Plots)
        {
            if (!(plot.Threshold > 0 && plot.Threshold <= 1))
            {
                throw new ArgumentException($"The threshold of '{plot.Label}' is {plot.Threshold}; it is a P value.", "document");
            }

            foreach (var point in plot.Points)
            {
                if ((uint)point.Variant >= (uint)association.PlotVariants.Length)
                {
                    throw new ArgumentException($"A point of '{plot.Label}' refers to variant {point.Variant} of {association.PlotVariants.Length}.", "document");
                }

                if (!(point.NegLog10P >= 0 && double.IsFinite(point.NegLog10P)))
                {
                    throw new ArgumentException($"A point of '{plot.Label}' has -log10 P = {point.NegLog10P}; it must be finite and 0 or more.", "document");
                }

                if ((plot.IsOverview || association.IsJoint) && (uint)point.Trait >= (uint)association.Traits.Length)
                {
                    throw new ArgumentException($"A point of '{plot.Label}' refers to trait {point.Trait} of {association.Traits.Length}.", "document");
                }
            }
        }
    }
}
