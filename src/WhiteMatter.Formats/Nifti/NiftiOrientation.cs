using System.Collections.Immutable;

namespace WhiteMatter.Formats.Nifti;

/// <summary>Turns the orientation fields of a NIfTI header into affines and back (nifti1.h of the NIfTI-1 standard, methods 2 and 3).</summary>
internal static class NiftiOrientation
{
    /// <summary>Below these a² of a quaternion is rounding, in the standard's own code for single and for double precision.</summary>
    public const double RoundingOfSingle = 1e-7;
    public const double RoundingOfDouble = 1e-15;

    /// <summary>The affine of a quaternion (b, c, d), its offsets, the voxel edges and qfac (±1).</summary>
    public static ImmutableArray<double> FromQuaternion(
        double b, double c, double d, (double X, double Y, double Z) offset, (double X, double Y, double Z) edge, double qfac, double rounding)
    {
        var rest = 1 - ((b * b) + (c * c) + (d * d));
        double a;
        if (rest < rounding)
        {
            // A turn by 180 degrees, up to rounding: the standard's own code normalises it.
            var length = Math.Sqrt((b * b) + (c * c) + (d * d));
            (a, b, c, d) = (0, b / length, c / length, d / length);
        }
        else
        {
            a = Math.Sqrt(rest);
        }

        var dz = edge.Z * qfac;
        return
        [
            ((a * a) + (b * b) - (c * c) - (d * d)) * edge.X, 2 * ((b * c) - (a * d)) * edge.Y, 2 * ((b * d) + (a * c)) * dz, offset.X,
            2 * ((b * c) + (a * d)) * edge.X, ((a * a) + (c * c) - (b * b) - (d * d)) * edge.Y, 2 * ((c * d) - (a * b)) * dz, offset.Y,
            2 * ((b * d) - (a * c)) * edge.X, 2 * ((c * d) + (a * b)) * edge.Y, ((a * a) + (d * d) - (c * c) - (b * b)) * dz, offset.Z,
        ];
    }

    /// <summary>The quaternion of an affine; null where it shears, which no quaternion can say.</summary>
    public static (double B, double C, double D, double QFac)? ToQuaternion(VolumeGrid grid)
    {
        var (x, y, z) = grid.VoxelSize;
        var m = grid.Affine;
        double[] r =
        [
            m[0] / x, m[1] / y, m[2] / z,
            m[4] / x, m[5] / y, m[6] / z,
            m[8] / x, m[9] / y, m[10] / z,
        ];
        for (var p = 0; p < 3; p++)
        {
            for (var q = 0; q < p; q++)
            {
                if (Math.Abs((r[p] * r[q]) + (r[3 + p] * r[3 + q]) + (r[6 + p] * r[6 + q])) > 1e-6)
                {
                    return null;
                }
            }
        }

        var qfac = 1.0;
        if (Determinant(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]) < 0)
        {
            qfac = -1;
            (r[2], r[5], r[8]) = (-r[2], -r[5], -r[8]);
        }

        var trace = r[0] + r[4] + r[8] + 1;
        if (trace > 0.5)
        {
            var a = 0.5 * Math.Sqrt(trace);
            return (0.25 * (r[7] - r[5]) / a, 0.25 * (r[2] - r[6]) / a, 0.25 * (r[3] - r[1]) / a, qfac);
        }

        var xd = 1 + r[0] - (r[4] + r[8]);
        var yd = 1 + r[4] - (r[0] + r[8]);
        var zd = 1 + r[8] - (r[0] + r[4]);
        double s, b, c, d;
        if (xd > 1)
        {
            b = 0.5 * Math.Sqrt(xd);
            (c, d, s) = (0.25 * (r[1] + r[3]) / b, 0.25 * (r[2] + r[6]) / b, 0.25 * (r[7] - r[5]) / b);
        }
        else if (yd > 1)
        {
            c = 0.5 * Math.Sqrt(yd);
            (b, d, s) = (0.25 * (r[1] + r[3]) / c, 0.25 * (r[5] + r[7]) / c, 0.25 * (r[2] - r[6]) / c);
        }
        else
        {
            d = 0.5 * Math.Sqrt(zd);
            (b, c, s) = (0.25 * (r[2] + r[6]) / d, 0.25 * (r[5] + r[7]) / d, 0.25 * (r[3] - r[1]) / d);
        }

        return s < 0 ? (-b, -c, -d, qfac) : (b, c, d, qfac);
    }

    /// <summary>The affine taken where a header says nothing: the volume's centre at 0, the first axis to the left.</summary>
    public static ImmutableArray<double> Assumed(int x, int y, int z, (double X, double Y, double Z) edge) =>
    [
        -edge.X, 0, 0, (x - 1) / 2.0 * edge.X,
        0, edge.Y, 0, -(y - 1) / 2.0 * edge.Y,
        0, 0, edge.Z, -(z - 1) / 2.0 * edge.Z,
    ];

    /// <summary>Whether an affine is finite and gives each voxel a place of its own.</summary>
    public static bool IsUsable(ImmutableArray<double> affine)
    {
        foreach (var value in affine)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        var scale = Enumerable.Range(0, 3).Select(column => Math.Max(Math.Abs(affine[column]), Math.Max(Math.Abs(affine[4 + column]), Math.Abs(affine[8 + column])))).ToArray();
        if (scale.Min() < 1e-12)
        {
            return false;
        }

        var determinant = Determinant(
            affine[0] / scale[0], affine[1] / scale[1], affine[2] / scale[2],
            affine[4] / scale[0], affine[5] / scale[1], affine[6] / scale[2],
            affine[8] / scale[0], affine[9] / scale[1], affine[10] / scale[2]);
        return Math.Abs(determinant) > 1e-9;
    }

    private static double Determinant(double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
        (a * ((e * i) - (f * h))) - (b * ((d * i) - (f * g))) + (c * ((d * h) - (e * g)));
}
