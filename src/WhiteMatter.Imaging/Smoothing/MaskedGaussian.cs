using System.Numerics;
using System.Runtime.InteropServices;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Smoothing;

/// <summary>
/// Gaussian smoothing inside a mask: S(v) = Σ G(v − u) x(u) / Σ G(v − u), both sums over the voxels u of the mask, so that a constant stays constant
/// up to the mask's border and nothing outside it enters.
/// </summary>
/// <remarks>
/// G is a product of three Gaussians along the grid's axes, each cut off at four standard deviations (as scipy.ndimage.gaussian_filter does; it is then the
/// quotient of two of its results with <c>mode = "constant"</c>). Sums are in double precision in a fixed order, so that the bytes do not depend on the number of
/// threads. Memory: 24 bytes a voxel of the box around the mask.
/// </remarks>
public sealed class MaskedGaussian
{
    private const double Cut = 4;

    private readonly int[] _place;
    private readonly (int X, int Y, int Z) _size;
    private readonly double[][] _kernels;
    private readonly double[] _weights;
    private readonly double[] _from;
    private readonly double[] _into;
    private readonly int _threads;

    /// <summary>Prepares the smoothing.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="sigma">Standard deviation of the Gaussian in mm; 0 smooths nothing.</param>
    /// <param name="threads">Threads to use.</param>
    public MaskedGaussian(VolumeMask mask, double sigma, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        ArgumentOutOfRangeException.ThrowIfZero(mask.Count);
        _threads = threads;
        var (x, y, z) = mask.Grid.VoxelSize;
        _kernels = [Kernel(sigma / x), Kernel(sigma / y), Kernel(sigma / z)];
        (_place, _size) = Box(mask);
        var voxels = checked(_size.X * _size.Y * _size.Z);
        (_from, _into) = (new double[voxels], new double[voxels]);
        _weights = new double[mask.Count];
        foreach (var place in _place)
        {
            _from[place] = 1;
        }

        Pass();
        for (var v = 0; v < _place.Length; v++)
        {
            _weights[v] = _from[_place[v]];
        }
    }

    /// <summary>Smooths values inside the mask in place. Not for several threads at once.</summary>
    /// <param name="values">One value a voxel of the mask.</param>
    public void Apply(Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _place.Length);
        Array.Clear(_from);
        for (var v = 0; v < _place.Length; v++)
        {
            _from[_place[v]] = values[v];
        }

        Pass();
        for (var v = 0; v < _place.Length; v++)
        {
            values[v] = (float)(_from[_place[v]] / _weights[v]);
        }
    }

    /// <summary>Weights of the voxels at the distances −r … r, which sum to 1.</summary>
    private static double[] Kernel(double sigma)
    {
        var radius = (int)((Cut * sigma) + 0.5);
        var kernel = new double[(2 * radius) + 1];
        double sum = 0;
        for (var i = -radius; i <= radius; i++)
        {
            kernel[i + radius] = radius == 0 ? 1 : Math.Exp(-0.5 * i * i / (sigma * sigma));
            sum += kernel[i + radius];
        }

        return Array.ConvertAll(kernel, weight => weight / sum);
    }

    private static (int[] Place, (int X, int Y, int Z) Size) Box(VolumeMask mask)
    {
        var (width, height) = (mask.Grid.X, mask.Grid.Y);
        var (low, size) = mask.Box ?? throw new ArgumentException("The mask has no voxel.", nameof(mask));
        var place = new int[mask.Count];
        for (var v = 0; v < place.Length; v++)
        {
            var voxel = mask.Index[v];
            var (x, y, z) = (voxel % width, voxel / width % height, voxel / width / height);
            place[v] = x - low.X + (size.X * (y - low.Y + (size.Y * (z - low.Z))));
        }

        return (place, size);
    }

    /// <summary>Smooths the box along its three axes, from <see cref="_from"/> back into it.</summary>
    private void Pass()
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = _threads };
        var (x, y, z) = _size;
        Parallel.For(0, z, options, slice => Along(slice * y, y, 1, x, _kernels[0], _from, _into, alongRow: true));
        Parallel.For(0, z, options, slice => Along(slice * y, y, x, x, _kernels[1], _into, _from, alongRow: false));
        Parallel.For(0, y, options, row => Along(row, z, x * y, x, _kernels[2], _from, _into, alongRow: false));
        _into.CopyTo(_from, 0);
    }

    /// <summary>
    /// Smooths rows of voxels along x. Along the row itself each weight adds the row moved by its distance; else each weight adds the row so many rows away.
    /// </summary>
    private static void Along(int first, int rows, int stride, int width, double[] kernel, double[] from, double[] into, bool alongRow)
    {
        var radius = kernel.Length / 2;
        for (var row = 0; row < rows; row++)
        {
            var at = alongRow ? (first + row) * width : (first * width) + (row * stride);
            var sum = into.AsSpan(at, width);
            sum.Clear();
            for (var i = -radius; i <= radius; i++)
            {
                if (alongRow)
                {
                    var (low, high) = (Math.Max(0, -i), Math.Min(width, width - i));
                    if (low < high)
                    {
                        AddScaled(kernel[i + radius], from.AsSpan(at + low + i, high - low), sum[low..high]);
                    }
                }
                else if (row + i >= 0 && row + i < rows)
                {
                    AddScaled(kernel[i + radius], from.AsSpan(at + (i * stride), width), sum);
                }
            }
        }
    }

    private static void AddScaled(double scale, ReadOnlySpan<double> values, Span<double> sums)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(values);
        var wideSums = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var factor = new Vector<double>(scale);
        for (var i = 0; i < wide.Length; i++)
        {
            wideSums[i] += factor * wide[i];
        }

        for (var i = wide.Length * Vector<double>.Count; i < values.Length; i++)
        {
            sums[i] += scale * values[i];
        }
    }
}
