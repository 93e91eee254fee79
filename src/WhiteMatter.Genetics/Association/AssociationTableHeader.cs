namespace WhiteMatter.Genetics.Association;

/// <summary>What the cells of an association table hold.</summary>
public enum TableStatistic
{
    /// <summary>β and its standard error: an effect with a sign.</summary>
    SignedEffect = 0,

    /// <summary>T = z'R⁻¹z in the place of β, compared with χ²; no standard error and no sign.</summary>
    JointChiSquared = 1,

    /// <summary>F of all traits in the place of β; no standard error and no sign.</summary>
    JointF = 2,

    /// <summary>−log10 of the smallest P of a trait in the place of β; no standard error, no sign and no degrees of freedom.</summary>
    JointSmallestP = 3,

    /// <summary>β and a standard error with which β/SE is a score statistic, normal under the null: a mixed or a whole-genome model's.</summary>
    SignedScore = 4,

    /// <summary>T = z'C⁻¹z in the place of β, compared with what permuted genotypes give; no standard error, no sign and no degrees of freedom.</summary>
    JointPermuted = 5,
}

/// <summary>What an association table is about.</summary>
/// <param name="People">n, people of the design.</param>
/// <param name="Rank">c, rank of the covariates with intercept.</param>
/// <param name="HasMissingTraits">Whether people differ between traits.</param>
/// <param name="Traits">Names of the traits; of a joint test the one name <see cref="JointTrait"/>.</param>
public sealed record AssociationTableHeader(int People, int Rank, bool HasMissingTraits, string[] Traits)
{
    /// <summary>The name of the one trait of a table of joint statistics.</summary>
    public const string JointTrait = "joint";

    /// <summary>Whether cells have remarks (<see cref="AssociationBlock.Remark"/>).</summary>
    public bool HasRemarks { get; init; }

    /// <summary>What the cells hold.</summary>
    public TableStatistic Statistic { get; init; }

    /// <summary>K, degrees of freedom of a joint statistic (of F's numerator), 0 where it has none; 1 for signed effects.</summary>
    public int StatisticDegrees { get; init; } = 1;

    /// <summary>Whether the cells hold effects with a sign, so that β and its standard error may be read from them.</summary>
    public bool IsSigned => Statistic is TableStatistic.SignedEffect or TableStatistic.SignedScore;

    /// <summary>Whether β/SE is a score statistic already, and no Student's t.</summary>
    public bool IsScore => Statistic == TableStatistic.SignedScore;
}
