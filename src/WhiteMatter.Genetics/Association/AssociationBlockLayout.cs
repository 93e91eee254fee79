using System.Runtime.InteropServices;

namespace WhiteMatter.Genetics.Association;

/// <summary>How a block of an association table begins.</summary>
/// <param name="Count">Variants it holds.</param>
/// <param name="FirstFileVariant">First variant of the file it is about.</param>
/// <param name="FileVariants">Variants of the file it is about.</param>
/// <param name="Traits">k.</param>
/// <param name="Rank">c where P is that of Student's t, else below 0.</param>
/// <param name="Form">What standard errors have in common.</param>
/// <param name="VariantBytes">Bytes of the section of variants.</param>
/// <param name="Columns">1 where cells have people of their own, 2 where they have remarks, added up.</param>
/// <param name="Largest">Largest −log10 P of the block; −1 where nothing was tested.</param>
/// <param name="BodyBytes">Bytes after this header.</param>
internal readonly record struct AssociationBlockLayout(
    int Count,
    long FirstFileVariant,
    int FileVariants,
    int Traits,
    int Rank,
    SpreadForm Form,
    int VariantBytes,
    int Columns,
    float Largest,
    long BodyBytes)
{
    /// <summary>Bytes of the header.</summary>
    public const int Bytes = 56;

    /// <summary>Bytes a trait takes in the list of chunks: its size, and its largest −log10 P.</summary>
    public const int DirectoryEntry = sizeof(uint) + sizeof(float);

    private const uint Magic = 0x324B_424D; // "MBK2"

    /// <summary>Bytes of the list of chunks.</summary>
    public int DirectoryBytes => DirectoryEntry * Traits;

    /// <summary>Bytes of all chunks.</summary>
    public long ChunkBytes => BodyBytes - DirectoryBytes - VariantBytes;

    /// <summary>What <see cref="Columns"/> is for a block.</summary>
    public static int ColumnsOf(AssociationBlock block) => (block.CellPeople is null ? 0 : 1) | (block.Remark is null ? 0 : 2);

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> to)
    {
        MemoryMarshal.Write(to, Magic);
        MemoryMarshal.Write(to[4..], Count);
        MemoryMarshal.Write(to[8..], FirstFileVariant);
        MemoryMarshal.Write(to[16..], FileVariants);
        MemoryMarshal.Write(to[20..], Traits);
        MemoryMarshal.Write(to[24..], Rank);
        MemoryMarshal.Write(to[28..], (int)Form);
        MemoryMarshal.Write(to[32..], VariantBytes);
        MemoryMarshal.Write(to[36..], Columns);
        MemoryMarshal.Write(to[40..], Largest);
        MemoryMarshal.Write(to[44..], 0);
        MemoryMarshal.Write(to[48..], BodyBytes);
    }

    /// <summary>Reads a header; null where there is none, or its numbers cannot be.</summary>
    public static AssociationBlockLayout? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Bytes || MemoryMarshal.Read<uint>(from) != Magic)
        {
            return null;
        }

        var layout = new AssociationBlockLayout(
            MemoryMarshal.Read<int>(from[4..]),
            MemoryMarshal.Read<long>(from[8..]),
            MemoryMarshal.Read<int>(from[16..]),
            MemoryMarshal.Read<int>(from[20..]),
            MemoryMarshal.Read<int>(from[24..]),
            (SpreadForm)MemoryMarshal.Read<int>(from[28..]),
            MemoryMarshal.Read<int>(from[32..]),
            MemoryMarshal.Read<int>(from[36..]),
            MemoryMarshal.Read<float>(from[40..]),
            MemoryMarshal.Read<long>(from[48..]));
        return layout is { Count: >= 0, FirstFileVariant: >= 0, Traits: >= 0, VariantBytes: >= 4, Columns: >= 0 and <= 3 }
            && layout.FileVariants >= layout.Count
            && Enum.IsDefined(layout.Form)
            && layout.Traits <= int.MaxValue / DirectoryEntry
            && layout.ChunkBytes >= 0
            ? layout
            : null;
    }
}
