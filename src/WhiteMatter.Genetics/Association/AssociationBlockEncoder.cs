using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Turns blocks of results into the bytes of a table, one block after another in the same memory: that of one block's bytes. They
/// depend on the results alone, not on the threads.
/// </summary>
/// <param name="threads">Threads to use.</param>
internal sealed class AssociationBlockEncoder(int threads)
{
    private byte[] _variants = [];
    private byte[] _directory = [];
    private byte[] _chunks = [];
    private int[] _called = [];

    /// <summary>Writes a block.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="block">The block.</param>
    /// <returns>What it begins with.</returns>
    public AssociationBlockLayout Write(Stream output, AssociationBlock block)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(block);
        if (_called.Length < block.Count)
        {
            _called = new int[block.Count];
        }

        for (var v = 0; v < block.Count; v++)
        {
            _called[v] = block.Counts[v].Called;
        }

        block.SpreadForm = FindReference(block);
        var variantBytes = EncodeVariants(block);
        var room = NativeResults.CellsBound(block.Count);
        var directoryBytes = AssociationBlockLayout.DirectoryEntry * block.Traits;
        _directory = AtLeast(_directory, directoryBytes);
        _chunks = AtLeast(_chunks, checked(room * block.Traits));
        if (threads > 1)
        {
            Parallel.For(0, block.Traits, new ParallelOptions { MaxDegreeOfParallelism = threads }, trait => EncodeTrait(block, trait, room));
        }
        else
        {
            for (var trait = 0; trait < block.Traits; trait++)
            {
                EncodeTrait(block, trait, room);
            }
        }

        var chunkBytes = 0L;
        var largest = -1f;
        for (var trait = 0; trait < block.Traits; trait++)
        {
            chunkBytes += SizeOf(trait);
            largest = MathF.Max(largest, MemoryMarshal.Read<float>(_directory.AsSpan((AssociationBlockLayout.DirectoryEntry * trait) + sizeof(uint))));
        }

        var layout = new AssociationBlockLayout(
            block.Count,
            block.FirstFileVariant,
            block.FileVariants,
            block.Traits,
            block.Rank,
            block.SpreadForm,
            variantBytes,
            AssociationBlockLayout.ColumnsOf(block),
            largest,
            directoryBytes + variantBytes + chunkBytes);
        Span<byte> header = stackalloc byte[AssociationBlockLayout.Bytes];
        layout.Write(header);
        output.Write(header);
        output.Write(_directory.AsSpan(0, directoryBytes));
        output.Write(_variants.AsSpan(0, variantBytes));
        for (var trait = 0; trait < block.Traits; trait++)
        {
            output.Write(_chunks.AsSpan(room * trait, SizeOf(trait)));
        }

        return layout;
    }

    private int SizeOf(int trait) => MemoryMarshal.Read<int>(_directory.AsSpan(AssociationBlockLayout.DirectoryEntry * trait));

    private void EncodeTrait(AssociationBlock block, int trait, int room)
    {
        var size = NativeResults.Encode(block, trait, _called, _chunks.AsSpan(room * trait, room));
        var entry = _directory.AsSpan(AssociationBlockLayout.DirectoryEntry * trait);
        MemoryMarshal.Write(entry, size);
        MemoryMarshal.Write(entry[sizeof(uint)..], LargestOf(block.NegLog10P.AsSpan(trait * block.Count, block.Count)));
    }

    /// <summary>The largest number, rounded up to single precision so that nothing is above it; −1 where there is none.</summary>
    private static float LargestOf(ReadOnlySpan<double> negLog10P)
    {
        var largest = -1.0;
        foreach (var value in negLog10P)
        {
            largest = value > largest ? value : largest;
        }

        var rounded = (float)largest;
        return rounded < largest ? MathF.BitIncrement(rounded) : rounded;
    }

    /// <summary>Takes the first trait with standard errors for the reference, and tries it on the second.</summary>
    private SpreadForm FindReference(AssociationBlock block)
    {
        var first = NextWithErrors(block, 0);
        var second = NextWithErrors(block, first + 1);
        return first < 0 || second < 0 ? SpreadForm.None : NativeResults.Reference(block, _called, first, second, block.Spread);
    }

    private static int NextWithErrors(AssociationBlock block, int trait)
    {
        for (; trait < block.Traits; trait++)
        {
            foreach (var error in block.StandardError.AsSpan(trait * block.Count, block.Count))
            {
                if (error > 0)
                {
                    return trait;
                }
            }
        }

        return -1;
    }

    private int EncodeVariants(AssociationBlock block)
    {
        var count = block.Count;
        _variants = AtLeast(
            _variants,
            NativeResults.PlanesBound(count, sizeof(int)) + NativeResults.PlanesBound(count, Unsafe.SizeOf<VariantCounts>())
                + NativeResults.PlanesBound(count, sizeof(byte)) + NativeResults.PlanesBound(count, sizeof(double)) + sizeof(uint));
        var size = NativeResults.EncodePlanes<int>(block.Variant.AsSpan(0, count), _variants);
        size += NativeResults.EncodePlanes<VariantCounts>(block.Counts.AsSpan(0, count), _variants.AsSpan(size));
        size += NativeResults.EncodePlanes<UntestedReason>(block.Reason.AsSpan(0, count), _variants.AsSpan(size));
        if (block.SpreadForm != SpreadForm.None)
        {
            size += NativeResults.EncodePlanes<double>(block.Spread.AsSpan(0, count), _variants.AsSpan(size));
        }

        MemoryMarshal.Write(_variants.AsSpan(size), NativeResults.Checksum(_variants.AsSpan(0, size)));
        return size + sizeof(uint);
    }

    private static byte[] AtLeast(byte[] buffer, int size) => buffer.Length < size ? new byte[size] : buffer;
}
