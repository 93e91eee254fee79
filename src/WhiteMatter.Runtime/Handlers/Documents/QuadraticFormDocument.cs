using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>How a quadratic form of the traits' z was made.</summary>
/// <param name="Score">The z it is made of.</param>
/// <param name="Distribution">What it is compared with.</param>
/// <param name="People">n, people of the design.</param>
/// <param name="CovariateRank">c, rank of the covariates with intercept.</param>
/// <param name="Rank">K, directions of the traits that are kept: the degrees of freedom.</param>
/// <param name="EigenvalueFloor">Eigenvalues under this share of the greatest are left out.</param>
/// <param name="LeastEigenvalue">The least eigenvalue of R.</param>
/// <param name="LeastEigenvalueKept">The least that is kept.</param>
/// <param name="GreatestEigenvalue">The greatest.</param>
/// <param name="Traits">The traits, in the order that <c>drivers.bin</c> counts them in.</param>
public sealed record QuadraticFormDocument(
    JointScore Score,
    JointDistribution Distribution,
    int People,
    int CovariateRank,
    int Rank,
    double EigenvalueFloor,
    double LeastEigenvalue,
    double LeastEigenvalueKept,
    double GreatestEigenvalue,
    ImmutableArray<string> Traits) : JointDocument
{
    /// <summary>The form in words, with K: <c>T = z'R⁻¹z with z = t/√(1 + t²/df), χ² with 16 degrees of freedom</c>.</summary>
    [JsonIgnore]
    public override string InWords => (Distribution, Score) switch
    {
        (JointDistribution.F, _) => string.Create(
            CultureInfo.InvariantCulture,
            $"exact F of all traits with {Rank} and n - {CovariateRank} - {Rank} degrees of freedom"),
        (_, JointScore.Wald) => string.Create(
            CultureInfo.InvariantCulture, $"T = z'R^-1 z with z = beta/SE, chi-squared with {Rank} degrees of freedom"),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"T = z'R^-1 z with z = t/sqrt(1 + t^2/df), chi-squared with {Rank} degrees of freedom"),
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Caption => "the statistic is of all traits together and has no sign";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? DegreesOfFreedom => Rank;

    /// <inheritdoc/>
    [JsonIgnore]
    public override ImmutableArray<KeyValuePair<string, int>> Numbers => [new("rank", Rank)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Remarks
    {
        get
        {
            var left = Rank < Traits.Length
                ? string.Create(CultureInfo.InvariantCulture, $"; {Traits.Length - Rank} of {Traits.Length} directions of the traits are left out")
                : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{left}. Eigenvalues of the traits' correlation from {LeastEigenvalueKept:G3} to {GreatestEigenvalue:G3}.");
        }
    }

    internal static QuadraticFormDocument Of(QuadraticFormParameters parameters, QuadraticFormTest test) =>
        new(
            parameters.Score,
            parameters.Distribution,
            test.Tested.People,
            test.Tested.Rank,
            test.Rank,
            parameters.EigenvalueFloor,
            test.LeastEigenvalue,
            test.LeastEigenvalueKept,
            test.GreatestEigenvalue,
            [.. test.Tested.Traits]);
}
