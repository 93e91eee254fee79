using System.Buffers.Binary;
using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Volumes;

/// <summary>
/// Writes volumes one after another. <c>volumes.bin</c>, least significant byte first: the magic, the voxels of each person inside the
/// mask, then for each person a record of 32 bytes (offset, stored type, 4 bytes unused, slope, intercept), then the offset of
/// the first record, the number of people, the number of voxels and the magic again. The stream need not seek.
/// </summary>
public sealed class VolumeStoreWriter
{
    internal const ulong Magic = 0x314C_4F56_4D57_4D49; // "IMWMVOL1"
    internal const int RecordBytes = 32;
    internal const int TrailerBytes = 24;

    private readonly Stream _stream;
    private readonly VolumeMask _mask;
    private readonly List<(long Offset, NiftiDataType Type, double Slope, double Intercept)> _records = [];
    private long _position;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="mask">The voxels that each volume has.</param>
    public VolumeStoreWriter(Stream stream, VolumeMask mask)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(mask);
        _stream = stream;
        _mask = mask;
        Put(Magic);
    }

    /// <summary>Writes the next person's volume.</summary>
    /// <param name="volume">The volume, of the writer's mask.</param>
    public void Append(MaskedVolume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Append(volume.Type, volume.Slope, volume.Intercept, volume.Stored);
    }

    /// <summary>Writes the next person's volume as another store has it.</summary>
    /// <param name="source">The other store, of the same mask.</param>
    /// <param name="person">The person's place there.</param>
    public void Append(VolumeStore source, int person)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (type, slope, intercept, stored) = source.ReadStored(person);
        Append(type, slope, intercept, stored);
    }

    /// <summary>Ends the file and writes <c>volumes.json</c>.</summary>
    /// <param name="description">Where the description goes; left open.</param>
    /// <param name="ids">Each person's identifier, in the order of the volumes.</param>
    /// <param name="families">Each person's family, or null.</param>
    public void Finish(Stream description, IReadOnlyList<string> ids, IReadOnlyList<string>? families)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count != _records.Count || (families is not null && families.Count != ids.Count))
        {
            throw new ArgumentException($"{ids.Count} people are named and {_records.Count} volumes were written.", nameof(ids));
        }

        var first = _position;
        Span<byte> record = stackalloc byte[RecordBytes];
        foreach (var (offset, type, slope, intercept) in _records)
        {
            record.Clear();
            BinaryPrimitives.WriteInt64LittleEndian(record, offset);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], (int)type);
            BinaryPrimitives.WriteDoubleLittleEndian(record[16..], slope);
            BinaryPrimitives.WriteDoubleLittleEndian(record[24..], intercept);
            _stream.Write(record);
        }

        Put((ulong)first);
        Span<byte> counts = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(counts, _records.Count);
        BinaryPrimitives.WriteInt32LittleEndian(counts[4..], _mask.Count);
        _stream.Write(counts);
        Put(Magic);
        VolumeStoreDescription.Write(description, _mask, ids, families);
    }

    private void Append(NiftiDataType type, double slope, double intercept, byte[] stored)
    {
        if (stored.Length != (long)_mask.Count * type.Bytes())
        {
            throw new ArgumentException($"The volume has {stored.Length / type.Bytes()} voxels and the mask {_mask.Count}.", nameof(stored));
        }

        _records.Add((_position, type, slope, intercept));
        _stream.Write(stored);
        _position += stored.Length;
    }

    private void Put(ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        _stream.Write(bytes);
        _position += bytes.Length;
    }
}
