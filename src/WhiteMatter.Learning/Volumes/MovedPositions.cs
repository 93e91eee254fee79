namespace WhiteMatter.Learning.Volumes;

/// <summary>An image mirrored, scaled, turned and moved about the grid's centre: where each voxel's value comes from.</summary>
internal readonly struct MovedPositions
{
    private readonly VolumeSize _size;
    private readonly double[] _matrix;
    private readonly double[] _offset;

    private MovedPositions(VolumeSize size, double[] matrix, double[] offset) => (_size, _matrix, _offset) = (size, matrix, offset);

    /// <summary>Rows of the 3 × 3 matrix A of the position A v + b that the value of the voxel v is sampled at.</summary>
    public ReadOnlySpan<double> Matrix => _matrix;

    /// <summary>b.</summary>
    public ReadOnlySpan<double> Offset => _offset;

    /// <summary>
    /// Of an image that is mirrored, then scaled by s, turned by R = Rz Ry Rx and moved by t, in mm: the value at u is that of the image at F R'(u − t)/s, F the mirror.
    /// </summary>
    /// <param name="size">The grid.</param>
    /// <param name="edges">Edges of a voxel, in mm.</param>
    /// <param name="mirrored">The axis that is mirrored; null for none.</param>
    /// <param name="scale">s.</param>
    /// <param name="turns">Angles about x, y, z, in degrees.</param>
    /// <param name="shift">t.</param>
    public static MovedPositions Of(
        VolumeSize size, (double X, double Y, double Z) edges, int? mirrored, double scale, (double X, double Y, double Z) turns, (double X, double Y, double Z) shift)
    {
        double[] edge = [edges.X, edges.Y, edges.Z];
        double[] move = [shift.X, shift.Y, shift.Z];
        double[] centre = [(size.X - 1) / 2.0, (size.Y - 1) / 2.0, (size.Z - 1) / 2.0];
        var turn = Turn(turns);
        var (matrix, offset) = (new double[9], new double[3]);
        for (var row = 0; row < 3; row++)
        {
            var factor = (row == mirrored ? -1 : 1) / (scale * edge[row]);
            offset[row] = centre[row];
            for (var column = 0; column < 3; column++)
            {
                // The inverse of a turn is its transpose.
                var entry = factor * turn[(3 * column) + row];
                matrix[(3 * row) + column] = entry * edge[column];
                offset[row] -= entry * ((edge[column] * centre[column]) + move[column]);
            }
        }

        return new MovedPositions(size, matrix, offset);
    }

    /// <summary>Samples an image by trilinear interpolation; what lies outside the grid is 0.</summary>
    /// <param name="image">Values in the layout of a tensor of shape X × Y × Z.</param>
    /// <param name="places">Places of the voxels that are wanted.</param>
    /// <param name="moved">Where they are written, in the same layout.</param>
    public void Sample(ReadOnlySpan<float> image, ReadOnlySpan<int> places, Span<float> moved)
    {
        var (a, b) = (_matrix, _offset);
        var plane = _size.Y * _size.Z;
        foreach (var place in places)
        {
            var x = place / plane;
            var y = (place - (x * plane)) / _size.Z;
            var z = place - (x * plane) - (y * _size.Z);
            moved[place] = At(
                image,
                (a[0] * x) + (a[1] * y) + (a[2] * z) + b[0],
                (a[3] * x) + (a[4] * y) + (a[5] * z) + b[1],
                (a[6] * x) + (a[7] * y) + (a[8] * z) + b[2]);
        }
    }

    private float At(ReadOnlySpan<float> image, double x, double y, double z)
    {
        var (left, back, low) = (Math.Floor(x), Math.Floor(y), Math.Floor(z));
        if (!(left >= -1 && left < _size.X && back >= -1 && back < _size.Y && low >= -1 && low < _size.Z))
        {
            return 0;
        }

        var (i, j, k) = ((int)left, (int)back, (int)low);
        var (u, v, w) = (x - left, y - back, z - low);
        if (i >= 0 && i + 1 < _size.X && j >= 0 && j + 1 < _size.Y && k >= 0 && k + 1 < _size.Z)
        {
            var plane = _size.Y * _size.Z;
            var near = image.Slice((((i * _size.Y) + j) * _size.Z) + k, plane + _size.Z + 2);
            return (float)Mix(
                u,
                Mix(v, Mix(w, near[0], near[1]), Mix(w, near[_size.Z], near[_size.Z + 1])),
                Mix(v, Mix(w, near[plane], near[plane + 1]), Mix(w, near[plane + _size.Z], near[plane + _size.Z + 1])));
        }

        // At the border what lies outside is 0.
        double sum = 0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (p, q, r) = (i + (corner >> 2), j + ((corner >> 1) & 1), k + (corner & 1));
            if ((uint)p < (uint)_size.X && (uint)q < (uint)_size.Y && (uint)r < (uint)_size.Z)
            {
                var weight = ((corner & 4) != 0 ? u : 1 - u) * ((corner & 2) != 0 ? v : 1 - v) * ((corner & 1) != 0 ? w : 1 - w);
                sum += weight * image[(((p * _size.Y) + q) * _size.Z) + r];
            }
        }

        return (float)sum;
    }

    private static double Mix(double share, double first, double second) => first + (share * (second - first));

    private static double[] Turn((double X, double Y, double Z) degrees)
    {
        var (sx, cx) = Math.SinCos(degrees.X * Math.PI / 180);
        var (sy, cy) = Math.SinCos(degrees.Y * Math.PI / 180);
        var (sz, cz) = Math.SinCos(degrees.Z * Math.PI / 180);
        return
        [
            cz * cy, (cz * sy * sx) - (sz * cx), (cz * sy * cx) + (sz * sx),
            sz * cy, (sz * sy * sx) + (cz * cx), (sz * sy * cx) - (cz * sx),
            -sy, cy * sx, cy * cx,
        ];
    }
}
