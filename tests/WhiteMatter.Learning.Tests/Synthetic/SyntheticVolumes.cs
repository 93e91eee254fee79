using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Learning.Tests.Synthetic;

/// <summary>Smooth volumes of people inside a ball, each a mixture of a few waves, with the noise of a seed.</summary>
internal sealed class SyntheticVolumes : IVolumeSource
{
    private readonly int[] _mask;
    private readonly float[][] _values;
    private readonly int[] _absent;

    public SyntheticVolumes(VolumeSize size, int people, int seed = 1, double ball = 1.1, params int[] absent)
    {
        _absent = absent;
        Size = size;
        Ids = [.. Enumerable.Range(1, people).Select(n => $"P{n}")];
        _mask = [.. Enumerable.Range(0, (int)size.Voxels).Where(voxel => Inside(size, voxel, ball))];
        _values = new float[people][];
        var random = new Random(seed);
        for (var person = 0; person < people; person++)
        {
            double[] weights = [.. Enumerable.Range(0, 4).Select(_ => random.NextDouble() - 0.5)];
            _values[person] = [.. _mask.Select(voxel => (float)(0.4 + Wave(size, voxel, weights) + (0.02 * (random.NextDouble() - 0.5))))];
        }
    }

    public IReadOnlyList<string> Ids { get; }

    public VolumeSize Size { get; }

    public ReadOnlyMemory<int> MaskIndex => _mask;

    /// <summary>A person's values, to be changed by a test.</summary>
    public float[] this[int person] => _values[person];

    public bool Has(int person) => !_absent.Contains(person);

    public void Read(int person, Span<float> values) => _values[person].CopyTo(values);

    private static bool Inside(VolumeSize size, int voxel, double ball)
    {
        var (x, y, z) = Place(size, voxel);
        return (x * x) + (y * y) + (z * z) <= ball;
    }

    private static double Wave(VolumeSize size, int voxel, double[] weights)
    {
        var (x, y, z) = Place(size, voxel);
        return (weights[0] * x * 0.3) + (weights[1] * Math.Sin(3 * y) * 0.3) + (weights[2] * z * x * 0.3) + (weights[3] * Math.Cos(2 * (x + z)) * 0.3);
    }

    private static (double X, double Y, double Z) Place(VolumeSize size, int voxel) =>
        (Along(voxel % size.X, size.X), Along(voxel / size.X % size.Y, size.Y), Along(voxel / size.X / size.Y, size.Z));

    private static double Along(int at, int size) => size == 1 ? 0 : (2.0 * at / (size - 1)) - 1;
}
