using System.Collections.Immutable;
using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>What was found of people's kinship: the file <c>relatedness.json</c> of its artifact.</summary>
/// <param name="People">People who were compared.</param>
/// <param name="Unrelated">Those of whom no two are related.</param>
/// <param name="Considered">Variants that passed before pruning.</param>
/// <param name="Variants">Variants that people were compared by.</param>
/// <param name="Kinship">The kinship above which people are related.</param>
/// <param name="Pairs">Pairs of each degree, those beyond the third not counted.</param>
public sealed record RelatednessDocument(
    int People, int Unrelated, int Considered, int Variants, double Kinship, ImmutableArray<DegreeCount> Pairs)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "relatedness.json";
}

/// <summary>Pairs of one degree.</summary>
/// <param name="Degree">The degree.</param>
/// <param name="Pairs">How many.</param>
public sealed record DegreeCount(KinshipDegree Degree, long Pairs);

/// <summary>What was found of the components: the file <c>components.json</c> of its artifact.</summary>
/// <param name="Eigenvalues">Eigenvalues of the relationship matrix, falling.</param>
/// <param name="Fitted">People they were computed with.</param>
/// <param name="Projected">People who were projected.</param>
/// <param name="Residual">What is left unconverged, as a share.</param>
/// <param name="Passes">Passes over the genotypes.</param>
public sealed record ComponentsDocument(ImmutableArray<double> Eigenvalues, int Fitted, int Projected, double Residual, int Passes)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "components.json";
}
