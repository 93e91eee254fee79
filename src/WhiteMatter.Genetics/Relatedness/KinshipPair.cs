namespace WhiteMatter.Genetics.Relatedness;

/// <summary>Two people with what their kinship is computed from, over the variants that both have.</summary>
/// <param name="First">The number of one person.</param>
/// <param name="Second">The number of the other, larger.</param>
/// <param name="Called">Variants that both have.</param>
/// <param name="BothHeterozygous">Of those, where both are heterozygous.</param>
/// <param name="OppositeHomozygotes">Where they are different homozygotes: no allele is shared by state.</param>
/// <param name="Kinship">KING-robust kinship: 0.5 for duplicates and monozygotic twins, 0.25 in the first degree.</param>
public readonly record struct KinshipPair(int First, int Second, int Called, int BothHeterozygous, int OppositeHomozygotes, double Kinship);

/// <summary>How near two people are, by the bounds that Manichaikul and others 2010 give (Bioinformatics 26:2867).</summary>
public enum KinshipDegree
{
    /// <summary>Duplicates or monozygotic twins: kinship above 2^-1.5, 0.354.</summary>
    Duplicate,

    /// <summary>Parents, children, full siblings: above 2^-2.5, 0.177.</summary>
    First,

    /// <summary>Half siblings, grandparents, uncles and aunts: above 2^-3.5, 0.0884.</summary>
    Second,

    /// <summary>First cousins: above 2^-4.5, 0.0442.</summary>
    Third,

    /// <summary>More distant, or unrelated.</summary>
    Distant,
}

/// <summary>Degrees of kinship.</summary>
public static class KinshipDegrees
{
    /// <summary>The kinship above which two people are of a degree or nearer: 2^-1.5, 2^-2.5, 2^-3.5, 2^-4.5.</summary>
    public static double Bound(KinshipDegree degree) => Math.Pow(2, -1.5 - (int)degree);

    /// <summary>The degree of a kinship.</summary>
    public static KinshipDegree Of(double kinship)
    {
        var degree = KinshipDegree.Duplicate;
        while (degree < KinshipDegree.Distant && !(kinship > Bound(degree)))
        {
            degree++;
        }

        return degree;
    }
}
