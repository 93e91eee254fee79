using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Fits a mixed model with a sparse relationship matrix to every trait of a design.</summary>
/// <remarks>
/// Memory: the design, the covariates once more, 8 bytes for each person and trait, for each family its people² numbers of 8 bytes, and
/// 512 MiB of genotypes.
/// </remarks>
public sealed class VarianceHandler : IStepHandler<VarianceParameters>
{
    /// <summary>The file of its artifact with what the models leave of the traits.</summary>
    internal const string FileName = "scores.bin";

    /// <summary>Fewer variants than these calibrate scores with more than a per cent of error.</summary>
    private const int FewVariants = 100;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<VarianceParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        context.NoteSeed(parameters.Seed);
        BinaryTraits.Refuse(context, MixedModelCodes.BinaryTrait, cancellationToken);
        var design = DesignHandler.Read(context.Input("design"));
        var relationships = RelatedPeople.Relationships(context, design, cancellationToken);
        var genotypes = context.Input("genotypes");
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        var filter = VariantPredicate.Compile(
            parameters.Keep, genotypes, () => variants, (step, member) => context.Upstream(step).Value(member));
        bool[] autosomes = [.. variants.Chromosomes.Select(name => Chromosome.IsAutosome(name))];
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(parameters.Genotypes), context.Cores);
        var fit = SparseMixedFit.Run(
            design,
            relationships,
            new CalibrationGenotypes(
                source, design.SampleIndex, filter, variant => autosomes[variants.ChromosomeIndex(variant)], parameters.Seed),
            context.Cores,
            (done, all) => context.Advance(done, all, "traits"),
            cancellationToken);
        source.CheckUnchanged();
        Write(context, fit);
        Report(context, fit);
        return ValueTask.CompletedTask;
    }

    private static void Write(StepContext<VarianceParameters> context, SparseMixedFit fit)
    {
        using (var stream = context.Output.Create(FileName))
        {
            MixedTraits.WriteScores(stream, fit.Scores);
        }

        var document = VarianceDocument.Of(fit.Variants, fit.LargestFamily, fit.Traits);
        JsonDocumentFile.Write(context.Output, VarianceDocument.FileName, document);
        context.Output.SetValue("heritability", document.MedianHeritability);
        context.Output.SetValue("calibration_variants", fit.Variants);
        context.Output.SetValue("largest_family", fit.LargestFamily);
    }

    private static void Report(StepContext<VarianceParameters> context, SparseMixedFit fit)
    {
        MixedFindings.Report(context, fit.Traits);
        if (fit.Variants < FewVariants)
        {
            context.Report(
                MixedModelCodes.FewToCalibrate,
                context.Step.Declaration,
                WholeNumber.Text(fit.Variants),
                WholeNumber.Text(CalibrationGenotypes.Wanted));
        }
    }
}
