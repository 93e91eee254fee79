using System.Runtime.InteropServices;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>Where a variant's genotypes stand in its file; <c>wm_variant_address</c>.</summary>
/// <param name="Place">The variant's number (BED, PGEN) or a place in the file.</param>
/// <param name="Allele">Which alternate allele is counted, from 1.</param>
/// <param name="Length">Bytes of the record where the format has them, else 0.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VariantAddress(long Place, int Allele, int Length);
