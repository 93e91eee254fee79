namespace WhiteMatter.Genetics.Association;

/// <summary>The kernels of a scan: that of everybody's design, and those of chromosomes of which people do not all have two, made when they are met.</summary>
internal sealed class PloidyKernels : IDisposable
{
    private readonly SexChromosomes? _chromosomes;
    private readonly Func<AssociationDesign, AssociationKernel> _kernelOf;
    private readonly bool _isBinary;
    private readonly AssociationDesign _design;
    private readonly Dictionary<ChromosomePloidy, (AssociationDesign Design, AssociationKernel? Kernel)> _made = [];

    public PloidyKernels(
        AssociationDesign design, SexChromosomes? chromosomes, Func<AssociationDesign, AssociationKernel> kernelOf, bool isBinary)
    {
        _design = design;
        _chromosomes = chromosomes;
        _kernelOf = kernelOf;
        _isBinary = isBinary;
        OfEverybody = kernelOf(design);
        (Design, Kernel) = (design, OfEverybody);
    }

    /// <summary>The kernel of everybody's design.</summary>
    public AssociationKernel OfEverybody { get; }

    /// <summary>The design of the variants at hand.</summary>
    public AssociationDesign Design { get; private set; }

    /// <summary>Their kernel; null where too few people have the chromosome.</summary>
    public AssociationKernel? Kernel { get; private set; }

    /// <summary>Whether the people of the design have one of the chromosome.</summary>
    public bool IsHaploid { get; private set; }

    /// <summary>Of how many copies the variants at hand are.</summary>
    public ChromosomePloidy Ploidy { get; private set; }

    /// <summary>Goes to a variant.</summary>
    /// <returns>How many variants from there on are of the same design.</returns>
    public long Take(long variant)
    {
        var ploidy = ChromosomePloidy.Two;
        var end = long.MaxValue;
        foreach (var run in _chromosomes?.Runs ?? [])
        {
            if (variant < run.First)
            {
                end = Math.Min(end, run.First);
            }
            else if (variant < run.First + run.Count)
            {
                (ploidy, end) = (run.Ploidy, run.First + run.Count);
            }
        }

        Ploidy = ploidy;
        if (_chromosomes?.HaveDesigns == true)
        {
            IsHaploid = ploidy is ChromosomePloidy.Y or ChromosomePloidy.One;
            (Design, Kernel) = Of(ploidy);
        }

        return end - variant;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        OfEverybody.Dispose();
        foreach (var (_, kernel) in _made.Values)
        {
            kernel?.Dispose();
        }
    }

    private (AssociationDesign Design, AssociationKernel? Kernel) Of(ChromosomePloidy ploidy)
    {
        if (ploidy is ChromosomePloidy.Two or ChromosomePloidy.One)
        {
            return (_design, OfEverybody);
        }

        if (!_made.TryGetValue(ploidy, out var made))
        {
            var design = _chromosomes!.DesignOf(_design, ploidy, _isBinary);
            made = design is null ? (_design, null) : (design, _kernelOf(design));
            _made.Add(ploidy, made);
        }

        return made;
    }
}
