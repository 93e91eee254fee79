using System.Collections.Immutable;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>A file of a genotype set.</summary>
/// <param name="Samples">Its people.</param>
/// <param name="Variants">Its variants.</param>
/// <param name="Dosages">Whether it may have dosages beside calls.</param>
public sealed record GenotypesDocumentFile(int Samples, int Variants, bool Dosages);

/// <summary>What the files of a genotype set hold, in their order: the file <c>genotypes.json</c> of its artifact.</summary>
/// <param name="Format">Their format.</param>
/// <param name="Files">The files.</param>
public sealed record GenotypesDocument(GenotypeFormat Format, ImmutableArray<GenotypesDocumentFile> Files)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "genotypes.json";
}
