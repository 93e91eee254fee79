using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Relatedness;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Decomposes the whole relationship matrix of a design's people and fits a mixed model to every trait.</summary>
/// <remarks>
/// Memory: the matrix, a copy of it and its vectors, 8 bytes × people² each, and the vectors of each further group of traits with people of
/// their own. Time: people² × variants / 2 products, and 9 people³ operations for each group.
/// </remarks>
public sealed class DenseVarianceHandler : IStepHandler<DenseVarianceParameters>
{
    /// <summary>The file of its artifact with the directions.</summary>
    internal const string FileName = "directions.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<DenseVarianceParameters> context, CancellationToken cancellationToken)
    {
        BinaryTraits.Refuse(context, MixedModelCodes.BinaryTrait, cancellationToken);
        var design = DesignHandler.Read(context.Input("design"));
        DenseMixedModel.Check(design);
        var model = DenseMixedModel.Decompose(
            Matrix(context, design, cancellationToken), design, context.Cores, (done, all) => context.Advance(done, all, "directions"), cancellationToken);
        using (var stream = context.Output.Create(FileName))
        {
            model.Write(stream);
        }

        var fits = model.Fit(design);
        var document = VarianceDocument.Of(0, model.Groups.Max(group => group.Group.People.Length), fits);
        JsonDocumentFile.Write(context.Output, VarianceDocument.FileName, document);
        context.Output.SetValue("heritability", document.MedianHeritability);
        MixedFindings.Report(context, fits);
        return ValueTask.CompletedTask;
    }

    private static double[][] Matrix(StepContext<DenseVarianceParameters> context, AssociationDesign design, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var basis = ComponentsHandler.ReadBasis(context.Input("relatedness"));
        int[] samples = [.. RelatedPeople.Places(context, design, basis, cancellationToken).Select(place => basis.Samples[place])];
        using var source = GenotypeSet.Open(RelatedPeople.Genotypes(context), context.PathsOf(parameters.Genotypes), context.Cores);
        using var packed = PackedPeople.Read(
            source,
            samples,
            basis.Variants,
            RelatednessHandler.PackedBytes,
            Path.Combine(context.Scratch, "people.bin"),
            context.Cores,
            null,
            cancellationToken);
        var frequencies = CallFrequencies.Of(source, basis.Variants, samples, context.Cores, cancellationToken);
        source.CheckUnchanged();
        var weights = parameters.Scale == RelationshipScale.Centred ? StandardisedWeights.Centred(frequencies) : StandardisedWeights.Of(frequencies);
        var all = (long)samples.Length * (samples.Length - 1) / 2;
        return DenseRelationships.Compute(
            packed, weights, context.Cores, new StepTicks(done => context.Advance(done, all, "pairs compared")), cancellationToken);
    }
}
