using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Logistic regression of every binary trait on every variant.</summary>
public sealed class LogisticHandler : AssociationHandler<LogisticParameters>
{
    private protected override bool HasRemarks => true;

    /// <summary>Where every small P is to be Firth's there is nothing to say of those that are.</summary>
    private protected override bool ReportsFirth(LogisticParameters parameters) => parameters.Firth == FirthUse.Fallback;

    private protected override void Associate(
        StepContext<LogisticParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken)
    {
        var firth = context.Parameters.Firth switch
        {
            FirthUse.Always => FirthLikelihood.Always,
            FirthUse.Never => FirthLikelihood.Never,
            FirthUse.Approximate => FirthLikelihood.Approximate,
            _ => FirthLikelihood.Fallback,
        };
        var settings = new LogisticSettings(firth, context.Cores)
        {
            ImputesMean = context.Parameters.MissingGenotypes == MissingGenotypes.Mean,
            Environment = context.Parameters.Interaction is null ? null : DesignHandler.ReadInteraction(context.Input("design"), design.People),
        };
        foreach (var trait in LogisticAssociation.Run(design, source, range, settings, output, cancellationToken))
        {
            context.Report(BinaryTraitCodes.CovariatesSeparate, trait);
        }
    }
}
