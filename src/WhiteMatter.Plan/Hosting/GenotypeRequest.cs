using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>Formats of genotype files.</summary>
public enum GenotypeFormat
{
    /// <summary>PLINK 1: .bed with .bim and .fam beside it.</summary>
    Bed,

    /// <summary>PLINK 2: .pgen with .pvar or .pvar.zst and .psam beside it.</summary>
    Pgen,

    /// <summary>BGEN, which may have a .sample file beside it.</summary>
    Bgen,

    /// <summary>VCF or BCF.</summary>
    Vcf,
}

/// <summary>Genotype files as a study names them: the same people in each, the variants of one after those of another.</summary>
/// <param name="Format">The format of all of them.</param>
/// <param name="Paths">The files that hold genotypes, in order.</param>
/// <param name="Samples">A file that names the people of every file, where the study gives one; null for those beside or within the files.</param>
public sealed record GenotypeRequest(GenotypeFormat Format, ImmutableArray<string> Paths, string? Samples)
{
    /// <summary>A text that requests for the same files share.</summary>
    public string Key { get; } = string.Join('\n', [Format.ToString(), Samples ?? "", .. Paths]);

    /// <inheritdoc/>
    public bool Equals(GenotypeRequest? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
