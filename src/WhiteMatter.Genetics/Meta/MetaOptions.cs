namespace WhiteMatter.Genetics.Meta;

/// <summary>What is done with variants whose alleles read the same on both strands.</summary>
public enum AmbiguousAlleles
{
    /// <summary>Frequencies tell the strand; a study whose frequency is near a half or not known is left out of a variant that others have too.</summary>
    ByFrequency,

    /// <summary>Such variants are left out.</summary>
    LeaveOut,

    /// <summary>All studies are taken to be on the same strand.</summary>
    Trust,
}

/// <summary>How studies are combined.</summary>
/// <param name="Scheme">How they are weighted.</param>
/// <param name="Model">What they have in common.</param>
/// <param name="Ambiguous">What is done with alleles that read the same on both strands.</param>
/// <param name="AmbiguousFrequency">Minor allele frequencies above this do not tell the strand.</param>
/// <param name="MinimumStudies">A variant that fewer studies have is left out of a trait.</param>
public sealed record MetaOptions(
    MetaScheme Scheme, MetaModel Model, AmbiguousAlleles Ambiguous, double AmbiguousFrequency, int MinimumStudies);

/// <summary>What became of one study's variants.</summary>
public sealed class MetaSourceCounts
{
    /// <summary>Variants with a test in some trait that is combined.</summary>
    public long Variants { get; internal set; }

    /// <summary>Of these those whose alleles were exchanged.</summary>
    public long Swapped { get; internal set; }

    /// <summary>Those that were on the other strand.</summary>
    public long Flipped { get; internal set; }

    /// <summary>Those whose strand frequencies told.</summary>
    public long AmbiguousResolved { get; internal set; }

    /// <summary>Those left out as nothing told their strand, or as such variants are left out.</summary>
    public long AmbiguousLeftOut { get; internal set; }

    /// <summary>Those left out as an earlier one of the study has the same alleles at the same place.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Those whose frequency is more than 0.2 from that of the first study that has them.</summary>
    public long FrequencyDiffers { get; internal set; }
}

/// <summary>What became of all variants.</summary>
/// <param name="Variants">Different variants of all studies.</param>
/// <param name="Combined">Those with a result in some trait.</param>
/// <param name="TooFewStudies">Those that too few studies have.</param>
/// <param name="Sources">What became of each study's variants.</param>
public sealed record MetaCounts(long Variants, long Combined, long TooFewStudies, IReadOnlyList<MetaSourceCounts> Sources);
