using System.Collections.Immutable;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>What an association found in one trait.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Tested">Variants with a test.</param>
/// <param name="LambdaGc">Median χ² over that of χ²₁; NaN when nothing was tested.</param>
/// <param name="MaximumNegLog10P">Largest −log10 P.</param>
/// <param name="TopVariant">Row of the .bim file of the smallest P; −1 when nothing was tested.</param>
public sealed record AssociationTraitResult(string Trait, long Tested, double LambdaGc, double MaximumNegLog10P, int TopVariant);

/// <summary>What an association found: the file <c>association.json</c> of its artifact.</summary>
/// <param name="VariantsInFile">Variants of the genotype file.</param>
/// <param name="RemovedByKeep">Variants the genotypes' keep removed.</param>
/// <param name="Monomorphic">Kept variants that do not vary.</param>
/// <param name="Collinear">Kept variants the covariates determine.</param>
/// <param name="TooFewPeople">Kept variants with too few people in some trait.</param>
/// <param name="Tested">Kept variants with a test in every trait.</param>
/// <param name="Traits">The traits.</param>
public sealed record AssociationDocument(
    long VariantsInFile,
    long RemovedByKeep,
    long Monomorphic,
    long Collinear,
    long TooFewPeople,
    long Tested,
    ImmutableArray<AssociationTraitResult> Traits)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "association.json";

    /// <summary>The median over traits of λ; NaN when nothing was tested.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double MedianLambda
    {
        get
        {
            var lambdas = Traits.Select(trait => trait.LambdaGc).Where(double.IsFinite).Order().ToArray();
            return lambdas.Length == 0 ? double.NaN : (lambdas[(lambdas.Length - 1) / 2] + lambdas[lambdas.Length / 2]) / 2;
        }
    }

    internal static AssociationDocument Of(AssociationSummary summary) =>
        new(
            summary.InFile,
            summary.RemovedByFilter,
            summary.Monomorphic,
            summary.Collinear,
            summary.TooFewPeople,
            summary.Tested,
            [.. summary.Traits.Select(trait => new AssociationTraitResult(
                trait.Trait, trait.Tested, trait.LambdaGc, trait.MaximumNegLog10P, trait.TopVariant))]);
}
