namespace WhiteMatter.Genetics.Clumping;

/// <summary>A stretch of a chromosome.</summary>
/// <param name="Chromosome">The chromosome's normalised name.</param>
/// <param name="Start">Its first base pair.</param>
/// <param name="End">Its last.</param>
public readonly record struct GenomicRegion(string Chromosome, long Start, long End)
{
    /// <summary>
    /// The major histocompatibility complex, whose long linkage disequilibrium makes one locus of it: from 10 kb before MOG to 10 kb after
    /// COL11A2, as FUMA has it for GRCh37. The sequence between is the same in the three builds; it only lies elsewhere.
    /// </summary>
    /// <param name="build">GRCh36, GRCh37 or GRCh38.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another build.</exception>
    public static GenomicRegion MajorHistocompatibilityComplex(string build) => build switch
    {
        "GRCh36" => Shifted(107_979),
        "GRCh37" => Shifted(0),
        "GRCh38" => Shifted(32_223),
        _ => throw new ArgumentOutOfRangeException(nameof(build), build, "no build of the human genome that is known here"),
    };

    /// <summary>Base pairs between the region and a stretch of a chromosome; 0 where they overlap, null on another chromosome.</summary>
    /// <param name="chromosome">The chromosome's normalised name.</param>
    /// <param name="start">The stretch's first base pair.</param>
    /// <param name="end">Its last.</param>
    public long? DistanceTo(string chromosome, long start, long end) =>
        chromosome != Chromosome ? null : Math.Max(0, Math.Max(Start - end, start - End));

    private static GenomicRegion Shifted(long by) => new("6", 29_614_758 + by, 33_170_276 + by);
}
