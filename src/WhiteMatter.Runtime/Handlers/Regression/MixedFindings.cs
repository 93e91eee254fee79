using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>What is told of the variance components of traits.</summary>
internal static class MixedFindings
{
    /// <summary>Counts the traits whose likelihood is greatest at a border.</summary>
    /// <param name="context">The step.</param>
    /// <param name="fits">The traits.</param>
    public static void Report<TParameters>(StepContext<TParameters> context, IReadOnlyCollection<TraitMixedFit> fits)
        where TParameters : StepParameters
    {
        var borders = fits.Where(fit => double.IsNaN(fit.Components.StandardError)).ToArray();
        Tell(MixedModelCodes.NoHeritability, borders.Count(fit => fit.Components.Heritability < 0.5));
        Tell(MixedModelCodes.AllHeritable, borders.Count(fit => fit.Components.Heritability > 0.5));

        void Tell(DiagnosticDescriptor row, int traits)
        {
            if (traits > 0)
            {
                context.Report(row, context.Step.Declaration, WholeNumber.Text(traits), WholeNumber.Text(fits.Count));
            }
        }
    }
}
