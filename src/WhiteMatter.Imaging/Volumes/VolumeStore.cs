using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Volumes;

/// <summary>
/// The volumes of many people inside one mask, as <see cref="VolumeStoreWriter"/> wrote them: any person, any range of voxels, from any
/// number of threads at once. Memory: the identifiers, the mask's index and 32 bytes a person; no volume.
/// </summary>
public sealed class VolumeStore : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly (long Offset, NiftiDataType Type, double Slope, double Intercept)[] _records;

    private VolumeStore(
        SafeFileHandle file,
        (long, NiftiDataType, double, double)[] records,
        VolumeMask mask,
        ImmutableArray<string> ids,
        ImmutableArray<string>? families)
    {
        _file = file;
        _records = records;
        Mask = mask;
        Ids = ids;
        Families = families;
    }

    /// <summary>The grid the volumes have in common.</summary>
    public VolumeGrid Grid => Mask.Grid;

    /// <summary>The voxels that are kept.</summary>
    public VolumeMask Mask { get; }

    /// <summary>The index of each kept voxel in its volume, x fastest, ascending.</summary>
    public ImmutableArray<int> MaskIndex => Mask.Index;

    /// <summary>Each person's identifier.</summary>
    public ImmutableArray<string> Ids { get; }

    /// <summary>Each person's family, where people are named by both; else null.</summary>
    public ImmutableArray<string>? Families { get; }

    /// <summary>How many people there are.</summary>
    public int People => Ids.Length;

    /// <summary>Voxels of each volume.</summary>
    public int Voxels => Mask.Count;

    /// <summary>Opens a store and checks that its two files fit each other and their sizes.</summary>
    /// <param name="volumesPath">The file <c>volumes.bin</c>.</param>
    /// <param name="descriptionPath">The file <c>volumes.json</c>.</param>
    /// <exception cref="InvalidDataException">They are none of a store, are cut short, or contradict each other.</exception>
    public static VolumeStore Open(string volumesPath, string descriptionPath)
    {
        using var description = new FileStream(descriptionPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var (mask, ids, families) = VolumeStoreDescription.Read(description);
        var file = File.OpenHandle(volumesPath, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        try
        {
            return new VolumeStore(file, ReadRecords(file, ids.Length, mask.Count), mask, ids, families);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a person's values inside the mask, as they are in the image's file; all are finite.</summary>
    /// <param name="person">The person's place in <see cref="Ids"/>.</param>
    /// <param name="values">Receives <see cref="Voxels"/> values.</param>
    public void Read(int person, Span<float> values)
    {
        if (values.Length != Voxels)
        {
            throw new ArgumentException($"{Voxels} values are needed, {values.Length} given.", nameof(values));
        }

        ReadRange(person, 0, values);
    }

    /// <summary>Reads some of a person's values.</summary>
    /// <param name="person">The person's place in <see cref="Ids"/>.</param>
    /// <param name="first">Place of the first voxel in <see cref="MaskIndex"/>.</param>
    /// <param name="values">Receives the values from there on.</param>
    public void ReadRange(int person, int first, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)first + values.Length, Voxels);
        var (offset, type, slope, intercept) = _records[person];
        var bytes = type.Bytes();
        offset += (long)first * bytes;
        if (type == NiftiDataType.Float32)
        {
            Fill(MemoryMarshal.AsBytes(values), offset);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(values.Length * bytes);
        try
        {
            var stored = buffer.AsSpan(0, values.Length * bytes);
            Fill(stored, offset);
            VoxelDecoder.Decode(type, stored, slope, intercept, values);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    internal (NiftiDataType Type, double Slope, double Intercept, byte[] Stored) ReadStored(int person)
    {
        var (offset, type, slope, intercept) = _records[person];
        var stored = new byte[Voxels * type.Bytes()];
        Fill(stored, offset);
        return (type, slope, intercept, stored);
    }

    private static (long, NiftiDataType, double, double)[] ReadRecords(SafeFileHandle file, int people, int voxels)
    {
        var length = RandomAccess.GetLength(file);
        var first = length - VolumeStoreWriter.TrailerBytes - ((long)people * VolumeStoreWriter.RecordBytes);
        if (first < sizeof(ulong))
        {
            throw Contradiction();
        }

        var bytes = new byte[length - first];
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        Fill(file, bytes, first);
        Fill(file, magic, 0);
        var trailer = bytes.AsSpan(bytes.Length - VolumeStoreWriter.TrailerBytes);
        if (BinaryPrimitives.ReadUInt64LittleEndian(magic) != VolumeStoreWriter.Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(trailer[16..]) != VolumeStoreWriter.Magic
            || BinaryPrimitives.ReadInt64LittleEndian(trailer) != first
            || BinaryPrimitives.ReadInt32LittleEndian(trailer[8..]) != people
            || BinaryPrimitives.ReadInt32LittleEndian(trailer[12..]) != voxels)
        {
            throw Contradiction();
        }

        var records = new (long Offset, NiftiDataType Type, double Slope, double Intercept)[people];
        long expected = sizeof(ulong);
        for (var i = 0; i < people; i++)
        {
            var record = bytes.AsSpan(i * VolumeStoreWriter.RecordBytes);
            var type = (NiftiDataType)BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
            if (BinaryPrimitives.ReadInt64LittleEndian(record) != expected || !Enum.IsDefined(type))
            {
                throw Contradiction();
            }

            records[i] = (expected, type, BinaryPrimitives.ReadDoubleLittleEndian(record[16..]), BinaryPrimitives.ReadDoubleLittleEndian(record[24..]));
            expected += (long)voxels * type.Bytes();
        }

        return expected == first ? records : throw Contradiction();
    }

    private static InvalidDataException Contradiction() => new("The volumes are no store, are cut short, or are not those of their description.");

    private static void Fill(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The volumes became shorter while they were read.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    private void Fill(Span<byte> bytes, long offset) => Fill(_file, bytes, offset);
}
