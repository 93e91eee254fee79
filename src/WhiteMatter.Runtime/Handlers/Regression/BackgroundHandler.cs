using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Predicts the traits of a design from the whole genome, by ridge regression in two levels.</summary>
/// <remarks>
/// Memory: the design, the genotypes of a block, for each fold a block's product with itself, and 256 MiB of predictions. Disk: 4 bytes for each
/// trait, block, penalty and person until the step is done, in its checkpoint: a run that was killed goes on after the last whole block.
/// </remarks>
public sealed class BackgroundHandler : IStepHandler<BackgroundParameters>
{
    /// <summary>The file of its artifact with the predictions.</summary>
    internal const string FileName = "background.bin";

    /// <summary>Where fewer people lack a trait their zeros change its predictions by less than folds do.</summary>
    private const double SmallShare = 0.02;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<BackgroundParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var design = DesignHandler.Read(context.Input("design"));
        BinaryTraits.Refuse(context, RegressionCodes.BinaryTrait, cancellationToken);
        ReportLacking(context, design);
        var genotypes = context.Input("genotypes");
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        var filter = VariantPredicate.Compile(
            parameters.Keep, genotypes, () => variants, (step, member) => context.Upstream(step).Value(member));
        string[] chromosomes = [.. variants.Chromosomes.Where(Chromosome.IsAutosome)];
        int[] numbers = [.. variants.Chromosomes.Select(name => Array.IndexOf(chromosomes, name))];
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(parameters.Genotypes), context.Cores);
        var from = new BackgroundGenotypes(
            source,
            BackgroundPeople.Rows(context, design, cancellationToken),
            filter,
            chromosomes,
            variant => numbers[variants.ChromosomeIndex(variant)]);
        var told = false;
        var fit = WholeGenomeRidge.Run(
            design,
            from,
            new RidgeOptions(parameters.BlockSize, parameters.Folds, context.Cores),
            context.Checkpoint,
            context.Output.PathFor(FileName),
            Progress,
            cancellationToken);
        source.CheckUnchanged();
        Write(context, fit);
        return ValueTask.CompletedTask;

        void Progress(int done, int all)
        {
            if (!told && done > 0)
            {
                context.Report(RegressionCodes.Resumed, context.Step.Declaration, WholeNumber.Text(done), WholeNumber.Text(all));
            }

            told = true;
            context.Advance(done, all, "blocks");
        }
    }

    /// <summary>Says that people who lack a trait count as average in it, where they are more than a few.</summary>
    private static void ReportLacking(StepContext<BackgroundParameters> context, AssociationDesign design)
    {
        if (!design.HasMissingTraits)
        {
            return;
        }

        double[] lacking = [.. design.Traits.Select((_, t) => design.Missing.AsSpan(t * design.People, design.People).Count((byte)1) / (double)design.People)];
        if (lacking.Count(share => share > SmallShare) is var traits and > 0)
        {
            context.Report(
                RegressionCodes.TraitsOfDifferentPeople,
                context.Step.Declaration,
                WholeNumber.Text(traits),
                WholeNumber.Text(lacking.Length),
                Percent(SmallShare),
                design.Traits[Array.IndexOf(lacking, lacking.Max())],
                Percent(lacking.Max()));
        }

        static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + "%";
    }

    private static void Write(StepContext<BackgroundParameters> context, RidgeFit fit)
    {
        var document = new BackgroundDocument(
            fit.Variants,
            fit.Blocks,
            context.Parameters.Folds,
            [.. RidgeOptions.Heritabilities],
            [.. fit.Traits.Select(trait => new BackgroundTraitResult(trait.Name, trait.MeanSquares, trait.Chosen, trait.R2))]);
        JsonDocumentFile.Write(context.Output, BackgroundDocument.FileName, document);
        context.Output.SetValue("variants", fit.Variants);
        context.Output.SetValue("r2", document.MedianR2);
    }
}
