using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Relatedness;

/// <summary>Computes the sparse genetic relationship matrix of all people of a relatedness.</summary>
/// <remarks>Memory: the packed genotypes as <see cref="RelatednessHandler"/> has them, and the pairs that are kept.</remarks>
public sealed class RelationshipsHandler : IStepHandler<RelationshipsParameters>
{
    /// <summary>The matrix; <see cref="SparseRelationshipMatrix.Read"/> reads it.</summary>
    internal const string FileName = "relationships.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<RelationshipsParameters> context, CancellationToken cancellationToken)
    {
        var basis = ComponentsHandler.ReadBasis(context.Input("relatedness"));
        using var source = GenotypeSet.Open(context.Input("genotypes"), context.PathsOf(context.Parameters.Genotypes), context.Cores);
        using var packed = PackedPeople.Read(
            source,
            basis.Samples,
            basis.Variants,
            RelatednessHandler.PackedBytes,
            Path.Combine(context.Scratch, "people.bin"),
            context.Cores,
            null,
            cancellationToken);
        source.CheckUnchanged();
        var all = (long)basis.Samples.Length * (basis.Samples.Length - 1) / 2;
        var matrix = RelationshipEstimation.Compute(
            packed,
            basis.Ids,
            basis.Families,
            StandardisedWeights.Of(basis.Frequencies),
            context.Parameters.Cutoff,
            context.Cores,
            new StepTicks(done => context.Advance(done, all, "pairs compared")),
            cancellationToken);
        using (var stream = context.Output.Create(FileName))
        {
            matrix.Write(stream);
        }

        context.Output.SetValue("people", matrix.People);
        context.Output.SetValue("pairs", matrix.Values.LongLength);
        return ValueTask.CompletedTask;
    }
}
