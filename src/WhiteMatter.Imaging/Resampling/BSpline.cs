using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Resampling;

/// <summary>
/// Coefficients of the cubic B-spline through the values of a volume (Unser 1993), the volume mirrored about its first and last voxel
/// centres, as <c>scipy.ndimage.spline_filter(order = 3, mode = "mirror")</c> computes them.
/// </summary>
internal static class BSpline
{
    /// <summary>√3 − 2.</summary>
    private static readonly double Pole = Math.Sqrt(3) - 2;

    /// <summary>Turns values into coefficients in place.</summary>
    public static void Filter(VolumeGrid grid, float[] values)
    {
        int[] size = [grid.X, grid.Y, grid.Z];
        int[] stride = [1, grid.X, grid.X * grid.Y];
        for (var axis = 0; axis < 3; axis++)
        {
            var length = size[axis];
            if (length == 1)
            {
                continue;
            }

            // Along the other axes lines are filtered side by side, a row of x at a time, so that memory is read in order.
            var width = axis == 0 ? 1 : grid.X;
            var line = new double[length * width];
            for (var start = 0; start < values.Length; start = Next(start, axis, size, stride))
            {
                Load(values, start, stride[axis], line, length, width);
                Filter(line, length, width);
                Store(values, start, stride[axis], line, length, width);
            }
        }
    }

    /// <summary>The first voxel of the next line, or rows of lines.</summary>
    private static int Next(int start, int axis, int[] size, int[] stride) => axis switch
    {
        0 => start + size[0],
        1 => start + stride[2],
        _ => start + stride[1] < stride[2] ? start + stride[1] : int.MaxValue,
    };

    private static void Load(float[] values, int start, int stride, double[] line, int length, int width)
    {
        for (var i = 0; i < length; i++)
        {
            for (var x = 0; x < width; x++)
            {
                line[(i * width) + x] = 6 * (double)values[start + (i * stride) + x];
            }
        }
    }

    private static void Store(float[] values, int start, int stride, double[] line, int length, int width)
    {
        for (var i = 0; i < length; i++)
        {
            for (var x = 0; x < width; x++)
            {
                values[start + (i * stride) + x] = (float)line[(i * width) + x];
            }
        }
    }

    private static void Filter(double[] c, int length, int width)
    {
        var last = (length - 1) * width;
        var power = Math.Pow(Pole, length - 1);
        for (var x = 0; x < width; x++)
        {
            var sum = c[x] + (power * c[last + x]);
            var z = Pole;
            for (var i = 1; i < length - 1; i++)
            {
                sum += z * (c[(i * width) + x] + (power * c[last - (i * width) + x]));
                z *= Pole;
                if (Math.Abs(z) < 1e-20)
                {
                    break;
                }
            }

            c[x] = sum / (1 - (power * power));
        }

        for (var i = width; i < c.Length; i++)
        {
            c[i] += Pole * c[i - width];
        }

        for (var x = 0; x < width; x++)
        {
            c[last + x] = (Pole / ((Pole * Pole) - 1)) * ((Pole * c[last - width + x]) + c[last + x]);
        }

        for (var i = last - 1; i >= 0; i--)
        {
            c[i] = Pole * (c[i + width] - c[i]);
        }
    }
}
