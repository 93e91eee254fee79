using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>How a joint test against permuted genotypes was made.</summary>
/// <param name="Form">What is taken of a variant.</param>
/// <param name="People">n, people of the design.</param>
/// <param name="CovariateRank">c, rank of the covariates with intercept.</param>
/// <param name="NullVariants">Permuted variants that the null is of.</param>
/// <param name="Score">The z.</param>
/// <param name="Rank">Directions of the traits that are kept.</param>
/// <param name="EigenvalueFloor">Eigenvalues under this share of the greatest are left out.</param>
/// <param name="EigenvaluesKept">The number of the eigenvalue of C that smaller ones are raised to; 0 for none.</param>
/// <param name="First">The gamma distribution's shape, or the beta distribution's first shape.</param>
/// <param name="Second">The gamma distribution's scale, or the beta distribution's second shape.</param>
/// <param name="LeastEigenvalue">The least eigenvalue of C that is kept, once the small ones are raised.</param>
/// <param name="GreatestEigenvalue">The greatest.</param>
/// <param name="Traits">The traits, in the order that <c>drivers.bin</c> counts them in.</param>
public sealed record PermutationDocument(
    PermutedForm Form,
    int People,
    int CovariateRank,
    int NullVariants,
    JointScore Score,
    int Rank,
    double EigenvalueFloor,
    int EigenvaluesKept,
    double First,
    double Second,
    double LeastEigenvalue,
    double GreatestEigenvalue,
    ImmutableArray<string> Traits) : JointDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string InWords => Form == PermutedForm.SmallestP
        ? string.Create(CultureInfo.InvariantCulture, $"-log10 of the smallest P of a trait, against beta({First:G5}, {Second:G5}) fitted to {NullVariants} permuted variants")
        : string.Create(CultureInfo.InvariantCulture, $"T = z'C^-1 z with z = {(Score == JointScore.Wald ? "beta/SE" : "t/sqrt(1 + t^2/df)")}, against gamma({First:G5}, {Second:G5}) fitted to {NullVariants} permuted variants");

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Caption => Form == PermutedForm.SmallestP
        ? "the statistic is −log10 of the smallest P of a trait and has no sign"
        : "the statistic is of all traits together and has no sign";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? DegreesOfFreedom => null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override ImmutableArray<KeyValuePair<string, int>> Numbers => [new("null_variants", NullVariants), new("rank", Rank)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Remarks => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Rank < Traits.Length ? $"; {Traits.Length - Rank} of {Traits.Length} directions of the traits are left out" : "")}{(EigenvaluesKept > 0 ? $"; eigenvalues of C beyond the first {EigenvaluesKept} are raised to its size" : "")}. Eigenvalues of C from {LeastEigenvalue:G3} to {GreatestEigenvalue:G3}.");

    internal static PermutationDocument Of(PermutationParameters parameters, PermutationTest test) =>
        new(
            parameters.Form,
            test.Tested.People,
            test.Tested.Rank,
            (int)Math.Min(int.MaxValue, test.NullVariants),
            parameters.Score,
            test.Rank,
            parameters.EigenvalueFloor,
            parameters.EigenvaluesKept,
            test.First,
            test.Second,
            test.LeastEigenvalue,
            test.GreatestEigenvalue,
            [.. test.Tested.Traits]);
}
