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

        foreach (var relatedness in document.Relatedness)
        {
            Counts(relatedness.Name, relatedness.People, relatedness.Unrelated, relatedness.People - relatedness.Unrelated, relatedness.Variants, relatedness.Considered - relatedness.Variants);
            foreach (var degree in relatedness.Pairs)
            {
                Counts(relatedness.Name, degree.Pairs);
            }
        }

        foreach (var images in document.Images)
        {
            Counts(
                images.Name, images.People, images.Missing, images.Removed, images.Outliers, images.Voxels, images.People + images.Removed - images.Outliers);
            if (images.Mean is { } mean)
            {
                Volume(images.Name, mean);
            }
        }

        foreach (var model in document.Models)
        {
            Model(model);
        }

        foreach (var ensemble in document.Ensembles)
        {
            Counts(ensemble.Name, ensemble.People, ensemble.Networks);
        }

        foreach (var interpretation in document.Interpretations)
        {
            Counts(interpretation.Name, interpretation.People, interpretation.Directions);
            Volume(interpretation.Name, interpretation.Mean);
            foreach (var latent in interpretation.Pictures)
            {
                Volume(interpretation.Name, latent.Map);
                foreach (var (_, volume) in latent.Walk)
                {
                    Volume(interpretation.Name, volume);
                }
            }
        }

        foreach (var prediction in document.Predictions)
        {
            Counts(prediction.Name, prediction.People, prediction.Cases ?? 0, prediction.People - (prediction.Cases ?? 0), prediction.Permutations);
        }

        foreach (var table in document.Regions)
        {
            foreach (var region in table.Regions)
            {
                Counts(region.Name, table.People, region.Voxels, region.People, table.People - region.People);
            }
        }

        foreach (var truth in document.Truths)
        {
            foreach (var variant in truth.Variants)
            {
                if (variant.Rising < 0 || variant.Rising > variant.Regions.Length)
                {
                    throw new ArgumentException($"{variant.Rising} of the {variant.Regions.Length} regions of {variant.Id} are said to rise.", nameof(document));
                }
            }
        }

        foreach (var association in document.Associations)
        {
            Association(association);
        }
    }

    private static void Model(ModelReport model)
    {
        Counts(model.Name, model.Parameters, model.FittedPeople, model.ValidationPeople);
        if (model.Reconstruction is not { } reconstruction)
        {
            return;
        }

        Counts(model.Name, reconstruction.People);
        Volume(model.Name, reconstruction.Mean);
        Volume(model.Name, reconstruction.Reconstructed);
        var (a, b) = (reconstruction.Mean, reconstruction.Reconstructed);
        if ((a.X, a.Y, a.Z) != (b.X, b.Y, b.Z) || !a.Affine.SequenceEqual(b.Affine))
        {
            throw new ArgumentException($"The means before and after {model.Name} are not on one grid.", "document");
        }
    }

    private static void Volume(string name, VolumeData volume)
    {
        var voxels = (long)volume.X * volume.Y * volume.Z;
        if (volume.X < 1 || volume.Y < 1 || volume.Z < 1 || volume.Values.Length != voxels || (!volume.Mask.IsEmpty && volume.Mask.Length != voxels))
        {
            throw new ArgumentException($"A volume of {name} has {volume.Values.Length} values and a mask of {volume.Mask.Length} on a grid of {volume.X} × {volume.Y} × {volume.Z}.", "document");
        }

        if (!VolumeOrientation.IsUsable(volume.Affine))
        {
            throw new ArgumentException($"The affine of a volume of {name} has an axis of no length, or axes that coincide.", "document");
        }
    }

    private static void Counts(string name, params ReadOnlySpan<long> counts)
    {
        foreach (var count in counts)
        {
            if (count < 0)
            {
                throw new ArgumentException($"A count of {name} is {count}.", "document");
            }
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
