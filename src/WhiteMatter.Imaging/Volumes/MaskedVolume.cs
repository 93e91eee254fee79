using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Volumes;

/// <summary>
/// The voxels of one image inside a mask, as a <see cref="VolumeStore"/> keeps them: whole numbers of at most 2 bytes as they are
/// stored, with slope and intercept; all others as float32, to which 8-byte and 4-byte whole numbers and float64 are rounded.
/// </summary>
public sealed class MaskedVolume
{
    private MaskedVolume(NiftiDataType type, double slope, double intercept, byte[] stored, float[] values, long nonFinite)
    {
        Type = type;
        Slope = slope;
        Intercept = intercept;
        Stored = stored;
        Values = values;
        NonFinite = nonFinite;
    }

    /// <summary>The stored type.</summary>
    public NiftiDataType Type { get; }

    /// <summary>Factor of the stored values.</summary>
    public double Slope { get; }

    /// <summary>What is added to them.</summary>
    public double Intercept { get; }

    /// <summary>The stored voxels, least significant byte first.</summary>
    public byte[] Stored { get; }

    /// <summary>The values; finite.</summary>
    public float[] Values { get; }

    /// <summary>How many voxels inside the mask were NaN or infinite; they are 0 here, as voxels without a measurement are.</summary>
    public long NonFinite { get; }

    /// <summary>Reads the next volume of a file and keeps what is inside a mask.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="mask">The mask, of the file's numbers of voxels.</param>
    /// <param name="buffer">Room for the whole volume as stored; grown where it is too small, for use again.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Formats.DataFormatException">The file ends early or is damaged.</exception>
    public static MaskedVolume Read(NiftiReader reader, VolumeMask mask, ref byte[] buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(buffer);
        var header = reader.Header;
        if ((header.Grid.X, header.Grid.Y, header.Grid.Z) != (mask.Grid.X, mask.Grid.Y, mask.Grid.Z))
        {
            throw new ArgumentException("The mask has other numbers of voxels than the file.", nameof(mask));
        }

        // Whole numbers of 1 or 2 bytes are kept as they are; all others pass through float32.
        var bytes = Math.Min(header.DataType.Bytes(), sizeof(float));
        var length = (int)header.Grid.Voxels * bytes;
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        var volume = buffer.AsSpan(0, length);
        var values = new float[mask.Count];
        if (bytes > 2)
        {
            reader.ReadVolume(MemoryMarshal.Cast<byte, float>(volume), cancellationToken);
            mask.Crop(volume, bytes, MemoryMarshal.AsBytes(values.AsSpan()));
            return Of(values);
        }

        reader.ReadStored(volume, cancellationToken);
        var stored = new byte[mask.Count * bytes];
        mask.Crop(volume, bytes, stored);
        VoxelDecoder.Decode(header.DataType, stored, header.Slope, header.Intercept, values);
        return VoxelDecoder.CountNonFinite(values) == 0
            ? new MaskedVolume(header.DataType, header.Slope, header.Intercept, stored, values, 0)
            : Of(values);
    }

    /// <summary>A volume of values that were computed.</summary>
    /// <param name="values">One value a voxel of the mask; those that are not finite become 0.</param>
    public static MaskedVolume Of(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var nonFinite = VoxelDecoder.CountNonFinite(values);
        return new MaskedVolume(NiftiDataType.Float32, 1, 0, Finite(values, nonFinite), values, nonFinite);
    }

    private static byte[] Finite(float[] values, long nonFinite)
    {
        if (nonFinite > 0)
        {
            foreach (ref var value in values.AsSpan())
            {
                value = float.IsFinite(value) ? value : 0;
            }
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
