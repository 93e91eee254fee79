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
/// <param name="EigenvaluesKept">The number of the eigenvalue of C that smaller ones are raised to; 0 for none.</param>
/// <param name="First">The gamma distribution's shape, or the beta distribution's first shape.</param>
/// <param name="Second">The gamma distribution's scale, or the beta distribution's second shape.</param>
/// <param name="LeastEigenvalue">The least eigenvalue of C, once the small ones are raised.</param>
/// <param name="GreatestEigenvalue">The greatest.</param>
/// <param name="Traits">The traits, in the order that <c>drivers.bin</c> counts them in.</param>
public sealed record PermutationDocument(
    PermutedForm Form,
    int People,
    int CovariateRank,
    int NullVariants,
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
        : string.Create(CultureInfo.InvariantCulture, $"T = z'C^-1 z with z = beta/SE, against gamma({First:G5}, {Second:G5}) fitted to {NullVariants} permuted variants");

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
    public override KeyValuePair<string, int> Number => new("null_variants", NullVariants);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Remarks => string.Create(
        CultureInfo.InvariantCulture,
        $"{(EigenvaluesKept > 0 ? $"; eigenvalues of C beyond the first {EigenvaluesKept} are raised to its size" : "")}. Eigenvalues of C from {LeastEigenvalue:G3} to {GreatestEigenvalue:G3}.");

    internal static PermutationDocument Of(PermutationParameters parameters, PermutationTest test) =>
        new(
            parameters.Form,
            test.Tested.People,
            test.Tested.Rank,
            (int)Math.Min(int.MaxValue, test.NullVariants),
            parameters.EigenvaluesKept,
            test.First,
            test.Second,
            test.LeastEigenvalue,
            test.GreatestEigenvalue,
            [.. test.Tested.Traits]);
}
