using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Looks for traits of two values, which models of quantitative traits do not take.</summary>
internal static class BinaryTraits
{
    /// <summary>Refuses the first of the step's traits, those of its input <c>traits</c>, that has no more than two values.</summary>
    /// <param name="context">The step.</param>
    /// <param name="row">The code to refuse with: of declaration and trait.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RunFailureException">There is such a trait.</exception>
    public static void Refuse<TParameters>(StepContext<TParameters> context, DiagnosticDescriptor row, CancellationToken cancellationToken)
        where TParameters : StepParameters
    {
        using var stream = context.Input("traits").OpenRead(TraitsHandler.FileName);
        var traits = TraitMatrix.Read(stream);
        for (var t = 0; t < traits.Names.Length; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!HasThree(traits.Values[t]))
            {
                throw new RunFailureException(row, context.Step.Declaration, traits.Names[t]);
            }
        }
    }

    private static bool HasThree(IEnumerable<double> values)
    {
        var (first, second) = (double.NaN, double.NaN);
        foreach (var value in values.Where(double.IsFinite))
        {
            if (double.IsNaN(first))
            {
                first = value;
            }
            else if (value != first && double.IsNaN(second))
            {
                second = value;
            }
            else if (value != first && value != second)
            {
                return true;
            }
        }

        return false;
    }
}
