using System.Globalization;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Simulation;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>Chooses the causal variants of a simulation, and says in the table's codes why it cannot.</summary>
internal static class CausalChoice
{
    /// <summary>Chooses the variants of each effect.</summary>
    /// <exception cref="RunFailureException">A named variant cannot be causal, or too few can be drawn.</exception>
    public static IReadOnlyList<IReadOnlyList<CausalVariant>> Choose(
        StepContext<SimulationParameters> context,
        IReadOnlyList<HeritableEffect> effects,
        BimFile variants,
        GenotypeSource source,
        CancellationToken cancellationToken)
    {
        var filter = VariantPredicate.Compile(
            context.Parameters.Keep, context.Input("genotypes"), () => variants, (step, member) => context.Upstream(step).Value(member));
        var requests = effects.Select(effect => new CausalRequest(effect.Variant, effect.Variant is null ? effect.Variants : 1)).ToArray();
        try
        {
            return [.. CausalVariants.Choose(variants, source, filter, requests, context.Parameters.Seed, cancellationToken)];
        }
        catch (CausalChoiceException exception) when (exception.Problem == CausalProblem.TooFewVariants)
        {
            throw new RunFailureException(
                SimulationCodes.TooFewVariants,
                exception,
                context.Step.Declaration,
                WholeNumber.Text(exception.Wanted),
                WholeNumber.Text(exception.Found),
                WholeNumber.Text(CausalVariants.LeastDistance / 1_000_000) + " Mb",
                CausalVariants.MostRSquared.ToString(CultureInfo.InvariantCulture));
        }
        catch (CausalChoiceException exception)
        {
            var problem = exception.Problem switch
            {
                CausalProblem.VariantUnknown => "the genotypes have no variant of this name",
                CausalProblem.VariantRemoved => "the genotypes' keep removes it",
                CausalProblem.VariantOutsideAutosomes => "it is on no autosome",
                _ => "the genotyped people are all alike in it",
            };
            throw new RunFailureException(SimulationCodes.VariantUnusable, exception, context.Step.Declaration, exception.Variant, problem);
        }
    }

    /// <summary>Warns of variants of two effects that are inherited together, which only named ones are.</summary>
    public static void ReportLinked(
        StepContext<SimulationParameters> context, BimFile variants, IReadOnlyList<(IReadOnlyList<CausalVariant> Variants, int[] Regions)> effects)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                foreach (var (first, second) in effects[j].Variants.SelectMany(first => effects[i].Variants.Select(second => (first, second))))
                {
                    // One variant may have an effect of its own size in other regions.
                    var r2 = first.RSquaredWith(second);
                    if (r2 >= CausalVariants.MostRSquared && (first.Index != second.Index || effects[i].Regions.Intersect(effects[j].Regions).Any()))
                    {
                        context.Report(
                            SimulationCodes.VariantsLinked,
                            context.Step.Declaration,
                            variants.Id(first.Index),
                            variants.Id(second.Index),
                            r2.ToString("0.###", CultureInfo.InvariantCulture));
                    }
                }
            }
        }
    }
}
