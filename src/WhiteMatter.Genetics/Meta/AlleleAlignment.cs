namespace WhiteMatter.Genetics.Meta;

/// <summary>How the alleles of one list lie to those of another.</summary>
public enum AlleleMatch
{
    /// <summary>They are of another variant.</summary>
    None,

    /// <summary>Effect and other allele are the same.</summary>
    Same,

    /// <summary>Effect and other allele are exchanged: the effect changes its sign.</summary>
    Swapped,

    /// <summary>They are the same on the other strand.</summary>
    Flipped,

    /// <summary>They are exchanged, on the other strand.</summary>
    FlippedAndSwapped,
}

/// <summary>Lays alleles of two lists of variants beside each other.</summary>
public static class AlleleAlignment
{
    /// <summary>Whether an effect of the one is of the other with its sign changed.</summary>
    /// <param name="match">How they lie.</param>
    public static bool IsSwapped(this AlleleMatch match) => match is AlleleMatch.Swapped or AlleleMatch.FlippedAndSwapped;

    /// <summary>Whether the pair reads the same on both strands: A and T, or C and G.</summary>
    /// <param name="first">An allele.</param>
    /// <param name="second">The other.</param>
    public static bool IsAmbiguous(string first, string second) => first.Length == 1 && second.Length == 1 && Complement(first) == second;

    /// <summary>How two pairs of alleles lie to each other; pairs that read the same on both strands are taken at their word.</summary>
    /// <param name="effect">Effect allele of the first list.</param>
    /// <param name="other">Its other allele.</param>
    /// <param name="theirEffect">Effect allele of the second list.</param>
    /// <param name="theirOther">Its other allele.</param>
    public static AlleleMatch Match(string effect, string other, string theirEffect, string theirOther)
    {
        if (effect == theirEffect && other == theirOther)
        {
            return AlleleMatch.Same;
        }

        if (effect == theirOther && other == theirEffect)
        {
            return AlleleMatch.Swapped;
        }

        // Longer alleles are written along the reference; one on the other strand would stand at another place.
        if (effect.Length != 1 || other.Length != 1)
        {
            return AlleleMatch.None;
        }

        var (complement, otherComplement) = (Complement(effect), Complement(other));
        return complement == theirEffect && otherComplement == theirOther ? AlleleMatch.Flipped
            : complement == theirOther && otherComplement == theirEffect ? AlleleMatch.FlippedAndSwapped
            : AlleleMatch.None;
    }

    private static string Complement(string allele) => allele switch
    {
        "A" => "T",
        "C" => "G",
        "G" => "C",
        "T" => "A",
        _ => "",
    };
}
