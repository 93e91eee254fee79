using System.Collections.Immutable;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>What became of the variants of one study.</summary>
/// <param name="Name">The study.</param>
/// <param name="Variants">Variants with a test in some trait that is combined.</param>
/// <param name="Swapped">Those whose alleles were exchanged.</param>
/// <param name="Flipped">Those that were on the other strand.</param>
/// <param name="AmbiguousResolved">Those whose strand frequencies told.</param>
/// <param name="AmbiguousLeftOut">Those left out as nothing told their strand.</param>
/// <param name="Duplicates">Those left out as an earlier one has the same alleles at the same place.</param>
/// <param name="FrequencyDiffers">Those whose frequency is more than 0.2 from that of the first study that has them.</param>
public sealed record MetaStudy(
    string Name, long Variants, long Swapped, long Flipped, long AmbiguousResolved, long AmbiguousLeftOut, long Duplicates, long FrequencyDiffers);

/// <summary>What a meta-analysis made of its studies: the file <c>meta.json</c> of its artifact.</summary>
/// <param name="Method">How studies were combined, in words.</param>
/// <param name="Variants">Different variants of all studies.</param>
/// <param name="Combined">Those with a result.</param>
/// <param name="Studies">The studies.</param>
public sealed record MetaDocument(string Method, long Variants, long Combined, ImmutableArray<MetaStudy> Studies)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "meta.json";
}
