using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A file of genotypes with those that describe it.</summary>
/// <param name="Genotypes">Genotypes.</param>
/// <param name="Variants">The list of its variants; null where the file itself lists them.</param>
/// <param name="Samples">The list of its people; null where the file itself names them.</param>
public sealed record GenotypeFileSet(FileReference Genotypes, FileReference? Variants, FileReference? Samples);

/// <summary>
/// Validates genotype files and indexes them. The people of all files are the same in the same order; the variants of one file come
/// after those of the file before. Artifact, private to its owner: <c>samples.fam</c> and <c>variants.bim</c>, in which allele 1 is the
/// one that is counted; <c>genotypes.json</c>, the people and variants of each file; and, of formats that list their variants
/// themselves, <c>addresses.bin</c>, where each variant stands in its file; where variants are chosen by name, <c>chosen.bin</c>, a bit a
/// variant from the lowest of each byte. Values <c>samples</c>, <c>variants</c> (of the files), <c>chosen</c> (of those, the ones that the lists keep).
/// </summary>
/// <param name="Format">The format of all files.</param>
/// <param name="Files">The files, in order.</param>
/// <param name="Extract">A file of identifiers: only those variants are used; null for all.</param>
/// <param name="Exclude">A file of identifiers: those variants are not used; null for none.</param>
/// <param name="Build">The build of the positions where planning did not see them: a position beyond a chromosome's end refuses it; null where planning saw them.</param>
public sealed record GenotypesParameters(
    GenotypeFormat Format,
    ImmutableArray<GenotypeFileSet> Files,
    FileReference? Extract = null,
    FileReference? Exclude = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Build = null)
    : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "genotypes";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
