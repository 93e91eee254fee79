namespace WhiteMatter.Reporting;

/// <summary>Where a variant is and what its alleles are.</summary>
public abstract record PlacedVariant
{
    /// <summary>Chromosome name.</summary>
    public required string Chromosome { get; init; }

    /// <summary>Position of the chromosome in genome order, for sorting.</summary>
    public required int ChromosomeOrder { get; init; }

    /// <summary>Base pair position, from 1.</summary>
    public required long Position { get; init; }

    /// <summary>The allele β counts.</summary>
    public required string EffectAllele { get; init; }

    /// <summary>The other allele.</summary>
    public required string OtherAllele { get; init; }

    /// <summary>Frequency of the effect allele.</summary>
    public required double EffectAlleleFrequency { get; init; }
}
