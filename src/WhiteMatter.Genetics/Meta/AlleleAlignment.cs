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

    /// <summary>Whether they are on different strands.</summary>
    /// <param name="match">How they lie.</param>
    public static bool IsFlipped(this AlleleMatch match) => match is AlleleMatch.Flipped or AlleleMatch.FlippedAndSwapped;

    /// <summary>Whether the pair reads the same on both strands: A and T, or C and G.</summary>
    /// <param name="first">An allele.</param>
    /// <param name="second">The other.</param>
    public static bool IsAmbiguous(string first, string second) => first.Length == 1 && second.Length == 1 && Equal(Complement(first), second);

    /// <summary>
    /// Which of two variants at one place is the one asked for: one of the same alleles, else one of the same on the other strand.
    /// </summary>
    /// <param name="matches">How the alleles of those at the place lie to those asked for.</param>
    /// <returns>The place in the list; −1 where there is none.</returns>
    public static int Best(ReadOnlySpan<AlleleMatch> matches)
    {
        var best = matches.IndexOfAny(AlleleMatch.Same, AlleleMatch.Swapped);
        return best >= 0 ? best : matches.IndexOfAny(AlleleMatch.Flipped, AlleleMatch.FlippedAndSwapped);
    }

    /// <summary>
    /// Whether alleles that read the same on both strands are read on different ones, as frequencies tell: those of the same letter lie on the same
    /// side of a half, or on different ones.
    /// </summary>
    /// <param name="frequency">Frequency of a letter in one list.</param>
    /// <param name="theirs">Frequency of the same letter in the other.</param>
    /// <param name="mostMinor">Minor allele frequencies above this do not tell.</param>
    /// <returns>Null where nothing tells.</returns>
    public static bool? AreOnOtherStrands(double frequency, double theirs, double mostMinor) =>
        Math.Min(frequency, 1 - frequency) <= mostMinor && Math.Min(theirs, 1 - theirs) <= mostMinor ? frequency > 0.5 != theirs > 0.5 : null;

    /// <summary>
    /// How two pairs of alleles lie to each other, in capitals or not; pairs that read the same on both strands are taken at their word.
    /// </summary>
    /// <param name="effect">Effect allele of the first list.</param>
    /// <param name="other">Its other allele.</param>
    /// <param name="theirEffect">Effect allele of the second list.</param>
    /// <param name="theirOther">Its other allele.</param>
    public static AlleleMatch Match(string effect, string other, string theirEffect, string theirOther)
    {
        if (Equal(effect, theirEffect) && Equal(other, theirOther))
        {
            return AlleleMatch.Same;
        }

        if (Equal(effect, theirOther) && Equal(other, theirEffect))
        {
            return AlleleMatch.Swapped;
        }

        // Longer alleles are written along the reference; one on the other strand would stand at another place.
        if (effect.Length != 1 || other.Length != 1)
        {
            return AlleleMatch.None;
        }

        var (complement, otherComplement) = (Complement(effect), Complement(other));
        return Equal(complement, theirEffect) && Equal(otherComplement, theirOther) ? AlleleMatch.Flipped
            : Equal(complement, theirOther) && Equal(otherComplement, theirEffect) ? AlleleMatch.FlippedAndSwapped
            : AlleleMatch.None;
    }

    private static bool Equal(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Complement(string allele) => allele switch
    {
        "A" or "a" => "T",
        "C" or "c" => "G",
        "G" or "g" => "C",
        "T" or "t" => "A",
        _ => "",
    };
}
