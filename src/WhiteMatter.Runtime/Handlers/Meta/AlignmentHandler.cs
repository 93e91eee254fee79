using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>Lays statistics on the variants of genotypes, so that r² can be taken from these.</summary>
/// <remarks>Memory: the positions of both lists of variants, eight bytes a variant of the genotypes, and one block of results.</remarks>
public sealed class AlignmentHandler : IStepHandler<AlignmentParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<AlignmentParameters> context, CancellationToken cancellationToken)
    {
        var reference = GenotypeSet.Variants(context.Input("genotypes"), cancellationToken);
        var variants = GenotypeSet.Variants(context.Input("variants"), cancellationToken);
        using var source = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        if (reference.FirstUnsortedLine is { } line)
        {
            throw new RunFailureException(MetaCodes.StudyUnsorted, context.Step.Declaration, "the reference", reference.Id((int)line - 1));
        }

        long matched;
        using (var output = context.Output.Create(AssociationHandler.FileName))
        {
            matched = StatisticsAlignment.Write(
                source, variants, reference, output, new StepTicks(done => context.Advance(done, reference.Count, "variants")), cancellationToken);
        }

        if (matched < source.Variants)
        {
            context.Report(
                MetaCodes.NotInReference, context.Step.Declaration, WholeNumber.Text(source.Variants - matched), WholeNumber.Text(source.Variants));
        }

        context.Output.SetValue("variants", matched);
        return ValueTask.CompletedTask;
    }
}
