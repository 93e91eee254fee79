namespace WhiteMatter.Reporting;

/// <summary>
/// How the axes of a grid lie in the body: each to its nearest anatomical axis, as the affine says. Turning a volume so that it runs to the
/// right, to the front and upward permutes and mirrors voxels and interpolates nothing.
/// </summary>
internal sealed class VolumeOrientation
{
    private static readonly int[][] Orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    private readonly int[] gridAxis;
    private readonly bool[] mirrored;
    private readonly double[] origin;

    /// <summary>Reads the axes off an affine.</summary>
    /// <param name="volume">A volume with a usable affine (<see cref="IsUsable"/>).</param>
    public VolumeOrientation(VolumeData volume)
    {
        var affine = volume.Affine;
        int[] sizes = [volume.X, volume.Y, volume.Z];
        var lengths = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            lengths[axis] = Math.Sqrt(Square(affine[axis]) + Square(affine[4 + axis]) + Square(affine[8 + axis]));
        }

        // Of the six ways to pair body axes with grid axes, the one along which the cosines are largest together.
        gridAxis = Orders.MaxBy(order => Enumerable.Range(0, 3).Sum(body => Math.Abs(Cosine(body, order[body]))))!;
        mirrored = new bool[3];
        Sizes = new int[3];
        VoxelSizes = new double[3];
        origin = new double[3];
        for (var body = 0; body < 3; body++)
        {
            var axis = gridAxis[body];
            mirrored[body] = affine[(4 * body) + axis] < 0;
            Sizes[body] = sizes[axis];
            VoxelSizes[body] = lengths[axis];
            TiltDegrees = Math.Max(TiltDegrees, Math.Acos(Math.Min(1, Math.Abs(Cosine(body, axis)))) * 180 / Math.PI);
        }

        // The centre of the volume keeps its place along each body axis, so that a tilted grid is off by the tilt alone.
        for (var body = 0; body < 3; body++)
        {
            var centre = affine[(4 * body) + 3];
            for (var axis = 0; axis < 3; axis++)
            {
                centre += affine[(4 * body) + axis] * (sizes[axis] - 1) / 2;
            }

            origin[body] = centre - (VoxelSizes[body] * (Sizes[body] - 1) / 2);
        }

        double Cosine(int body, int axis) => affine[(4 * body) + axis] / lengths[axis];
    }

    /// <summary>Voxels to the right, to the front and upward.</summary>
    public int[] Sizes { get; }

    /// <summary>Edges of a voxel in mm along the same axes.</summary>
    public double[] VoxelSizes { get; }

    /// <summary>The largest angle between a grid axis and its body axis.</summary>
    public double TiltDegrees { get; }

    /// <summary>Letters of the directions in which the three grid axes grow, such as LAS.</summary>
    public string Code
    {
        get
        {
            var code = new char[3];
            for (var body = 0; body < 3; body++)
            {
                code[gridAxis[body]] = (mirrored[body] ? "LPI" : "RAS")[body];
            }

            return new string(code);
        }
    }

    /// <summary>Whether an affine has three axes that differ: finite numbers, no axis of length 0, no two alike.</summary>
    /// <param name="affine">The affine.</param>
    public static bool IsUsable(IReadOnlyList<double> affine)
    {
        if (affine.Count != 12 || affine.Any(number => !double.IsFinite(number)))
        {
            return false;
        }

        var (a, b, c) = (affine[0], affine[1], affine[2]);
        var determinant = (a * ((affine[5] * affine[10]) - (affine[6] * affine[9])))
            - (b * ((affine[4] * affine[10]) - (affine[6] * affine[8])))
            + (c * ((affine[4] * affine[9]) - (affine[5] * affine[8])));
        return Math.Abs(determinant) > 1e-12;
    }

    /// <summary>Place along a body axis of a turned volume, in mm.</summary>
    /// <param name="body">0 to the right, 1 to the front, 2 upward.</param>
    /// <param name="index">Index along it.</param>
    public double Millimetres(int body, int index) => origin[body] + (index * VoxelSizes[body]);

    /// <summary>Index into the volume's values of a voxel of the turned volume.</summary>
    /// <param name="volume">A volume on the grid.</param>
    /// <param name="right">Index to the right.</param>
    /// <param name="front">Index to the front.</param>
    /// <param name="up">Index upward.</param>
    public int Index(VolumeData volume, int right, int front, int up)
    {
        Span<int> place = stackalloc int[3];
        place[gridAxis[0]] = mirrored[0] ? Sizes[0] - 1 - right : right;
        place[gridAxis[1]] = mirrored[1] ? Sizes[1] - 1 - front : front;
        place[gridAxis[2]] = mirrored[2] ? Sizes[2] - 1 - up : up;
        return place[0] + (volume.X * (place[1] + (volume.Y * place[2])));
    }

    private static double Square(double value) => value * value;
}
