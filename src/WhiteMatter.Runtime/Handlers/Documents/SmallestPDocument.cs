using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>How the smallest P of the traits was corrected for their number.</summary>
/// <param name="People">n, people of the design.</param>
/// <param name="CovariateRank">c, rank of the covariates with intercept.</param>
/// <param name="EffectiveTraits">M, the number of independent traits that all of them count as.</param>
/// <param name="Traits">The traits, in the order that <c>drivers.bin</c> counts them in.</param>
public sealed record SmallestPDocument(int People, int CovariateRank, int EffectiveTraits, ImmutableArray<string> Traits) : JointDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string InWords => string.Create(
        CultureInfo.InvariantCulture,
        $"-log10 of the smallest P of a trait; the joint P is 1 - (1 - smallest P)^M with M = {EffectiveTraits} effective traits (Li and Ji 2005)");

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Caption => "the statistic is −log10 of the smallest P of a trait and has no sign";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? DegreesOfFreedom => null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override ImmutableArray<KeyValuePair<string, int>> Numbers => [new("effective_traits", EffectiveTraits)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Remarks => EffectiveTraits == Traits.Length
        ? "."
        : string.Create(
            CultureInfo.InvariantCulture, $". The traits are correlated: a very small P may be too small by up to {(double)Traits.Length / EffectiveTraits:G3} times.");
}
