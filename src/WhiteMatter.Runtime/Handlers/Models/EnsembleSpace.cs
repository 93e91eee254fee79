using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>What the networks of an ensemble have in common, as steps read and fit it.</summary>
internal static class EnsembleSpace
{
    /// <summary>The latents that the inputs of a role hold, network by network.</summary>
    public static TraitMatrix[] Read<TParameters>(StepContext<TParameters> context, string role)
        where TParameters : StepParameters =>
    [
        .. context.Step.Inputs.Where(input => input.Role.StartsWith(role, StringComparison.Ordinal)).Select(input =>
        {
            using var stream = context.Input(input.Role).OpenRead(TraitsHandler.FileName);
            return TraitMatrix.Read(stream);
        }),
    ];

    /// <summary>Fits it in the people that the networks are fitted on.</summary>
    public static SharedSpace Fit<TParameters>(StepContext<TParameters> context, TraitMatrix[] fitted, int latents)
        where TParameters : StepParameters =>
        SharedSpace.Of([.. fitted.Select(member => member.Values)], latents)
            ?? throw new RunFailureException(
                ModelCodes.EnsembleOfFewPeople,
                context.Step.Declaration,
                WholeNumber.Text(fitted[0].Ids.Length),
                WholeNumber.Text(fitted.Length),
                WholeNumber.Text(fitted.Sum(member => member.Names.Length)));
}
