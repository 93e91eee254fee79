using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Formats.Nifti;

/// <summary>
/// Writes NIfTI-1 single files, NIfTI-2 where an edge has more than 32,767 voxels: least significant byte first, no scaling, sform,
/// and qform too where the affine does not shear.
/// </summary>
internal static class NiftiWriter
{
    private const int ChunkVoxels = 1 << 16;

    /// <summary>The standard's number of three bytes a voxel.</summary>
    private const short Rgb24 = 128;

    public static void Write(Stream stream, VolumeGrid grid, ReadOnlySpan<float> values, NiftiWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(grid);
        if (values.Length != grid.Voxels)
        {
            throw new ArgumentException($"{values.Length} values do not fill a grid of {grid.Voxels} voxels.", nameof(values));
        }

        if (grid.Affine.Length != VolumeGrid.AffineLength || !NiftiOrientation.IsUsable(grid.Affine))
        {
            throw new ArgumentException("The affine has no inverse.", nameof(grid));
        }

        var header = Math.Max(grid.X, Math.Max(grid.Y, grid.Z)) > short.MaxValue ? Second(grid, options) : First(grid, options);
        if (!options.Compress)
        {
            WriteAll(stream, header, values, options.DataType);
            return;
        }

        using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        WriteAll(packed, header, values, options.DataType);
    }

    /// <summary>Writes red, green and blue of each voxel.</summary>
    public static void WriteColours(Stream stream, VolumeGrid grid, ReadOnlySpan<byte> colours)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(grid);
        if (colours.Length != 3 * grid.Voxels || Math.Max(grid.X, Math.Max(grid.Y, grid.Z)) > short.MaxValue)
        {
            throw new ArgumentException($"{colours.Length} bytes are not the colours of a grid of {grid.Voxels} voxels.", nameof(colours));
        }

        var header = First(grid, NiftiWriteOptions.Default);
        Put(header, 70, Rgb24);
        Put(header, 72, (short)24);
        using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        packed.Write(header);
        packed.Write(colours);
    }

    private static void WriteAll(Stream stream, byte[] header, ReadOnlySpan<float> values, NiftiDataType type)
    {
        stream.Write(header);
        var bytes = type.Bytes();
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkVoxels * bytes);
        try
        {
            while (!values.IsEmpty)
            {
                var count = Math.Min(values.Length, ChunkVoxels);
                var chunk = buffer.AsSpan(0, count * bytes);
                Encode(type, values[..count], chunk);
                stream.Write(chunk);
                values = values[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Encode(NiftiDataType type, ReadOnlySpan<float> values, Span<byte> stored)
    {
        switch (type)
        {
            case NiftiDataType.Float32:
                MemoryMarshal.AsBytes(values).CopyTo(stored);
                break;
            case NiftiDataType.Float64:
                var doubles = MemoryMarshal.Cast<byte, double>(stored);
                for (var i = 0; i < values.Length; i++)
                {
                    doubles[i] = values[i];
                }

                break;
            case NiftiDataType.UInt8:
                Whole<byte>(type, values, stored);
                break;
            case NiftiDataType.Int8:
                Whole<sbyte>(type, values, stored);
                break;
            case NiftiDataType.Int16:
                Whole<short>(type, values, stored);
                break;
            case NiftiDataType.UInt16:
                Whole<ushort>(type, values, stored);
                break;
            case NiftiDataType.Int32:
                Whole<int>(type, values, stored);
                break;
            case NiftiDataType.UInt32:
                Whole<uint>(type, values, stored);
                break;
            case NiftiDataType.Int64:
                Whole<long>(type, values, stored);
                break;
            default:
                Whole<ulong>(type, values, stored);
                break;
        }
    }

    private static void Whole<T>(NiftiDataType type, ReadOnlySpan<float> values, Span<byte> stored)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var to = MemoryMarshal.Cast<byte, T>(stored);
        for (var i = 0; i < values.Length; i++)
        {
            var whole = T.CreateSaturating(values[i]);
            if (float.CreateTruncating(whole) != values[i])
            {
                throw new ArgumentException(FormattableString.Invariant($"{values[i]} cannot be written as {type.Name()}."), nameof(values));
            }

            to[i] = whole;
        }
    }

    private static byte[] First(VolumeGrid grid, NiftiWriteOptions options)
    {
        var header = new byte[NiftiHeaderParser.LengthOfFirst + 4];
        Put(header, 0, NiftiHeaderParser.LengthOfFirst);
        header[38] = (byte)'r';
        Span<short> dimensions = [3, (short)grid.X, (short)grid.Y, (short)grid.Z, 1, 1, 1, 1];
        MemoryMarshal.AsBytes(dimensions).CopyTo(header.AsSpan(40));
        Put(header, 70, (short)options.DataType);
        Put(header, 72, (short)(options.DataType.Bytes() * 8));
        Put(header, 108, (float)header.Length);
        Put(header, 112, 1f);
        header[123] = 2; // millimetres
        Describe(header.AsSpan(148, 79), options.Description);
        var (x, y, z) = grid.VoxelSize;
        var quaternion = NiftiOrientation.ToQuaternion(grid);
        Span<float> edges = [(float)(quaternion?.QFac ?? 1), (float)x, (float)y, (float)z, 0, 0, 0, 0];
        MemoryMarshal.AsBytes(edges).CopyTo(header.AsSpan(76));
        if (quaternion is { } turn)
        {
            Put(header, 252, options.FormCode);
            Span<float> fields = [(float)turn.B, (float)turn.C, (float)turn.D, (float)grid.Affine[3], (float)grid.Affine[7], (float)grid.Affine[11]];
            MemoryMarshal.AsBytes(fields).CopyTo(header.AsSpan(256));
        }

        Put(header, 254, options.FormCode);
        for (var i = 0; i < VolumeGrid.AffineLength; i++)
        {
            Put(header, 280 + (4 * i), (float)grid.Affine[i]);
        }

        "n+1\0"u8.CopyTo(header.AsSpan(344));
        return header;
    }

    private static byte[] Second(VolumeGrid grid, NiftiWriteOptions options)
    {
        var header = new byte[NiftiHeaderParser.LengthOfSecond + 4];
        Put(header, 0, NiftiHeaderParser.LengthOfSecond);
        "n+2\0\r\n\x1a\n"u8.CopyTo(header.AsSpan(4));
        Put(header, 12, (short)options.DataType);
        Put(header, 14, (short)(options.DataType.Bytes() * 8));
        Span<long> dimensions = [3, grid.X, grid.Y, grid.Z, 1, 1, 1, 1];
        MemoryMarshal.AsBytes(dimensions).CopyTo(header.AsSpan(16));
        var (x, y, z) = grid.VoxelSize;
        var quaternion = NiftiOrientation.ToQuaternion(grid);
        Span<double> edges = [quaternion?.QFac ?? 1, x, y, z, 0, 0, 0, 0];
        MemoryMarshal.AsBytes(edges).CopyTo(header.AsSpan(104));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(168), header.Length);
        Put(header, 176, 1.0);
        Describe(header.AsSpan(240, 79), options.Description);
        if (quaternion is { } turn)
        {
            Put(header, 344, (int)options.FormCode);
            Span<double> fields = [turn.B, turn.C, turn.D, grid.Affine[3], grid.Affine[7], grid.Affine[11]];
            MemoryMarshal.AsBytes(fields).CopyTo(header.AsSpan(352));
        }

        Put(header, 348, (int)options.FormCode);
        for (var i = 0; i < VolumeGrid.AffineLength; i++)
        {
            Put(header, 400 + (8 * i), grid.Affine[i]);
        }

        Put(header, 500, 2); // millimetres
        return header;
    }

    private static void Describe(Span<byte> field, string text)
    {
        if (text.Length > field.Length || !Ascii.IsValid(text))
        {
            throw new ArgumentException($"'{text}' is no description of at most {field.Length} ASCII characters.", nameof(text));
        }

        Encoding.ASCII.GetBytes(text, field);
    }

    private static void Put<T>(byte[] header, int at, T value)
        where T : unmanaged => MemoryMarshal.Write(header.AsSpan(at), in value);
}
