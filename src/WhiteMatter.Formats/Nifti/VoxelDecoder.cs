using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace WhiteMatter.Formats.Nifti;

/// <summary>Turns stored voxels into values: slope × stored + intercept in double precision, rounded to single.</summary>
public static class VoxelDecoder
{
    /// <summary>Decodes voxels stored least significant byte first.</summary>
    /// <param name="type">The stored type.</param>
    /// <param name="stored">The stored voxels.</param>
    /// <param name="slope">Factor of the stored values.</param>
    /// <param name="intercept">What is added to them.</param>
    /// <param name="values">Receives one value a voxel.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Decode(NiftiDataType type, ReadOnlySpan<byte> stored, double slope, double intercept, Span<float> values)
    {
        if (stored.Length != (long)values.Length * type.Bytes())
        {
            throw new ArgumentException($"{stored.Length} bytes are no {values.Length} voxels of {type.Name()}.", nameof(stored));
        }

        switch (type)
        {
            case NiftiDataType.Float32 when slope == 1 && intercept == 0:
                stored.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case NiftiDataType.UInt8:
                Convert<byte>(stored, slope, intercept, values);
                break;
            case NiftiDataType.Int8:
                Convert<sbyte>(stored, slope, intercept, values);
                break;
            case NiftiDataType.Int16:
                Convert<short>(stored, slope, intercept, values);
                break;
            case NiftiDataType.UInt16:
                Convert<ushort>(stored, slope, intercept, values);
                break;
            case NiftiDataType.Int32:
                Convert<int>(stored, slope, intercept, values);
                break;
            case NiftiDataType.UInt32:
                Convert<uint>(stored, slope, intercept, values);
                break;
            case NiftiDataType.Int64:
                Convert<long>(stored, slope, intercept, values);
                break;
            case NiftiDataType.UInt64:
                Convert<ulong>(stored, slope, intercept, values);
                break;
            case NiftiDataType.Float32:
                Convert<float>(stored, slope, intercept, values);
                break;
            default:
                Convert<double>(stored, slope, intercept, values);
                break;
        }
    }

    /// <summary>How many values are NaN or infinite.</summary>
    /// <param name="values">The values.</param>
    public static long CountNonFinite(ReadOnlySpan<float> values)
    {
        // x − x is 0 for a finite x and NaN for any other.
        var bad = 0L;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (var vector in vectors)
        {
            var difference = vector - vector;
            if (!Vector.EqualsAll(difference, Vector<float>.Zero))
            {
                for (var i = 0; i < Vector<float>.Count; i++)
                {
                    bad += float.IsFinite(vector[i]) ? 0 : 1;
                }
            }
        }

        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
        {
            bad += float.IsFinite(value) ? 0 : 1;
        }

        return bad;
    }

    /// <summary>Reverses the bytes of each voxel in place.</summary>
    internal static void ReverseBytes(NiftiDataType type, Span<byte> stored)
    {
        switch (type.Bytes())
        {
            case 2:
                var words = MemoryMarshal.Cast<byte, ushort>(stored);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                var doubleWords = MemoryMarshal.Cast<byte, uint>(stored);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            case 8:
                var quadWords = MemoryMarshal.Cast<byte, ulong>(stored);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> stored, double slope, double intercept, Span<float> values)
        where T : unmanaged, INumberBase<T>
    {
        var from = MemoryMarshal.Cast<byte, T>(stored);
        if (slope == 1 && intercept == 0)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = float.CreateTruncating(from[i]);
            }

            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((slope * double.CreateTruncating(from[i])) + intercept);
        }
    }
}
