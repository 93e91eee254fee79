namespace WhiteMatter.Genetics.Association;

/// <summary>Why a variant has no test, as the kernel says it, or a remark on its test.</summary>
public enum UntestedReason : byte
{
    /// <summary>It was tested.</summary>
    Tested = 0,

    /// <summary>The genotype is constant in the people used.</summary>
    Monomorphic = 1,

    /// <summary>The covariates explain the genotype.</summary>
    Collinear = 2,

    /// <summary>Fewer than one degree of freedom is left.</summary>
    TooFewPeople = 3,

    /// <summary>The trait has no variance in the people used.</summary>
    ConstantTrait = 4,

    /// <summary>Nothing is left unexplained; β is given, the standard error is 0.</summary>
    PerfectFit = 5,

    /// <summary>It was tested, by Firth's penalised likelihood.</summary>
    Firth = 6,

    /// <summary>No greatest likelihood was found.</summary>
    NotConverged = 7,

    /// <summary>An allele is in cases alone or in controls alone, and Firth's likelihood was not asked for.</summary>
    Separated = 8,
}

/// <summary>What follows from a reason.</summary>
public static class UntestedReasons
{
    /// <summary>Whether there is a test all the same.</summary>
    /// <param name="reason">The reason.</param>
    public static bool IsTested(this UntestedReason reason) =>
        reason is UntestedReason.Tested or UntestedReason.Firth;
}

/// <summary>
/// The results of up to <see cref="Capacity"/> variants in k traits. Cells are trait after trait: cell (trait t, variant v) stands at
/// t · <see cref="Count"/> + v.
/// </summary>
public sealed class AssociationBlock
{
    /// <summary>Makes room for a block.</summary>
    /// <param name="capacity">Most variants it will hold.</param>
    /// <param name="traits">k.</param>
    /// <param name="hasMissingTraits">Whether people differ between traits.</param>
    /// <param name="hasRemarks">Whether cells have remarks.</param>
    public AssociationBlock(int capacity, int traits, bool hasMissingTraits, bool hasRemarks = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(traits);
        Capacity = capacity;
        Traits = traits;
        Variant = new int[capacity];
        Counts = new VariantCounts[capacity];
        Reason = new UntestedReason[capacity];
        var cells = checked(capacity * traits);
        Beta = new double[cells];
        StandardError = new double[cells];
        NegLog10P = new double[cells];
        CellPeople = hasMissingTraits ? new int[cells] : null;
        Remark = hasRemarks ? new byte[cells] : null;
        Spread = new double[capacity];
    }

    /// <summary>Most variants it can hold.</summary>
    public int Capacity { get; }

    /// <summary>k.</summary>
    public int Traits { get; }

    /// <summary>Variants it holds: those the filter kept, tested or not.</summary>
    public int Count { get; internal set; }

    /// <summary>First variant of the file this block is about.</summary>
    public long FirstFileVariant { get; internal set; }

    /// <summary>Variants of the file this block is about, kept or not.</summary>
    public int FileVariants { get; internal set; }

    /// <summary>For each variant its zero-based row of the .bim file.</summary>
    public int[] Variant { get; }

    /// <summary>For each variant its genotype counts in the design's people.</summary>
    public VariantCounts[] Counts { get; }

    /// <summary>For each variant why some trait has no test.</summary>
    public UntestedReason[] Reason { get; }

    /// <summary>
    /// Effect of one copy of A1, in the trait's units, or the statistic of a joint test (<see cref="AssociationTableHeader.IsSigned"/>);
    /// NaN where there is no test.
    /// </summary>
    public double[] Beta { get; }

    /// <summary>Its standard error; NaN for a joint test.</summary>
    public double[] StandardError { get; }

    /// <summary>−log10 of the two-sided P.</summary>
    public double[] NegLog10P { get; }

    /// <summary>People with trait and genotype for each cell; null when every trait is complete.</summary>
    public int[]? CellPeople { get; }

    /// <summary>A remark on each cell, of the method's own meaning, 0 where there is none; null when no cell has any.</summary>
    public byte[]? Remark { get; }

    /// <summary>c, the rank of the covariates: n − c − 1 degrees of freedom are left; below 0 where there is no such number.</summary>
    public int Rank { get; set; } = -1;

    /// <summary>
    /// Whether a table that is written need not hold P where it is that of Student's t = β / SE: half the bytes, and P is computed again at
    /// each reading. Cells that differ are stored as they are.
    /// </summary>
    public bool DerivesP { get; set; }

    /// <summary>For each variant the number that its standard errors follow from; see <see cref="SpreadForm"/>.</summary>
    internal double[] Spread { get; }

    /// <summary>How they do.</summary>
    internal SpreadForm SpreadForm { get; set; }

    /// <summary>Says what the arrays were filled with: consecutive variants of a file, all of them kept.</summary>
    /// <param name="firstFileVariant">First variant of the file.</param>
    /// <param name="count">Number of variants.</param>
    public void Hold(long firstFileVariant, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        FirstFileVariant = firstFileVariant;
        FileVariants = count;
        Count = count;
    }

    /// <summary>People with trait and genotype.</summary>
    /// <param name="trait">Trait.</param>
    /// <param name="variant">Variant of this block.</param>
    public int PeopleOf(int trait, int variant) => CellPeople is null ? Counts[variant].Called : CellPeople[(trait * Count) + variant];
}
