using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Transforms;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Resampling;

/// <summary>
/// Brings an image to the voxels of a mask on a template's grid. Positions are in double precision, results in single; the bytes do not depend on the number of
/// threads. Cost on one core of a busy machine with AVX2 for each voxel of the mask about 25 ns (nearest), 50 ns (linear) and 160 ns (cubic, the filter of an
/// image of as many voxels included), and three linear readings more with a field. Memory: the image, 4 bytes a voxel.
/// </summary>
public static class VolumeResampler
{
    /// <summary>Resamples.</summary>
    /// <param name="image">The image's grid.</param>
    /// <param name="values">Its values; those that are not finite are taken as 0, and the array is changed.</param>
    /// <param name="map">From the mask's voxels to the image's.</param>
    /// <param name="mask">The voxels that are wanted.</param>
    /// <param name="interpolation">How values between voxels are found.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One value a voxel of the mask: 0 outside the image or a field of FSL, and NaN where the nearest voxel of the image is not finite.</returns>
    public static float[] Run(
        VolumeGrid image, float[] values, SpatialMap map, VolumeMask mask, Interpolation interpolation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(mask);
        var unknown = TakeOut(values);
        var result = new float[mask.Count];
        Fill(new VolumeSampler(image, values, interpolation), map, mask, result, cancellationToken);
        if (unknown is not null)
        {
            var near = new float[mask.Count];
            Fill(new VolumeSampler(image, unknown, Interpolation.Nearest), map, mask, near, cancellationToken);
            for (var v = 0; v < near.Length; v++)
            {
                result[v] = near[v] == 0 ? result[v] : float.NaN;
            }
        }

        return result;
    }

    /// <summary>Puts 0 where values are not finite, and returns a volume that is 1 there; null where all are.</summary>
    private static float[]? TakeOut(float[] values)
    {
        if (VoxelDecoder.CountNonFinite(values) == 0)
        {
            return null;
        }

        var unknown = new float[values.Length];
        for (var v = 0; v < values.Length; v++)
        {
            if (!float.IsFinite(values[v]))
            {
                (values[v], unknown[v]) = (0, 1);
            }
        }

        return unknown;
    }

    private static void Fill(VolumeSampler sampler, SpatialMap map, VolumeMask mask, float[] result, CancellationToken cancellationToken)
    {
        var (width, height) = (mask.Grid.X, mask.Grid.Y);
        var fields = map.Warp is { } warp ? Array.ConvertAll(warp.Components, component => new VolumeSampler(warp.Grid, component, Interpolation.Linear)) : null;
        var straight = map.Image.After(map.Point);
        var at = 0;
        foreach (var (first, length) in mask.Runs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var done = 0; done < length;)
            {
                // A run may go on in the next row.
                var voxel = first + done;
                var (i, j, k) = (voxel % width, voxel / width % height, voxel / width / height);
                var count = Math.Min(length - done, width - i);
                var row = result.AsSpan(at + done, count);
                if (fields is null)
                {
                    sampler.Row(straight.Of(0, j, k), (straight.Rows[0], straight.Rows[4], straight.Rows[8]), i, row);
                }
                else
                {
                    Warped(sampler, map, fields, i, j, k, row);
                }

                done += count;
            }

            at += length;
        }
    }

    private static void Warped(VolumeSampler sampler, SpatialMap map, VolumeSampler[] fields, int i, int j, int k, Span<float> row)
    {
        var grid = map.Warp!.Grid;
        for (var n = 0; n < row.Length; n++)
        {
            var (x, y, z) = map.Field.Of(i + n, j, k);
            if (map.Warp.Convention == TransformConvention.Fsl && !(IsInside(x, grid.X) && IsInside(y, grid.Y) && IsInside(z, grid.Z)))
            {
                row[n] = 0;
                continue;
            }

            // ITK's fields move nothing outside.
            var (p, q, r) = map.Point.Of(i + n, j, k);
            var (a, b, c) = map.Image.Of(p + fields[0].At(x, y, z), q + fields[1].At(x, y, z), r + fields[2].At(x, y, z));
            row[n] = sampler.At(a, b, c);
        }
    }

    private static bool IsInside(double index, int size) => index >= -VolumeSampler.Rounding && index <= size - 1 + VolumeSampler.Rounding;
}
