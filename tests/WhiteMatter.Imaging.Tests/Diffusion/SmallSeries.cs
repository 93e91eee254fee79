using System.Runtime.InteropServices;
using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Diffusion;

namespace WhiteMatter.Imaging.Tests.Diffusion;

/// <summary>A diffusion series that tests fit: a file, or one whose tensors are known.</summary>
internal sealed record SmallSeries(DiffusionScheme Scheme, float[][] Volumes, VolumeGrid Grid)
{
    /// <summary>Where DIPY's own small series are.</summary>
    public const string DipyFiles = "/usr/lib/python3/dist-packages/dipy/data/files";

    /// <summary>Places of all voxels.</summary>
    public int[] All => [.. Enumerable.Range(0, (int)Grid.Voxels)];

    public static SmallSeries Read(string image, string bValues, string directions, SchemeOptions? options = null)
    {
        using var reader = NiftiReader.Open(image);
        var header = reader.Header;
        var scheme = DiffusionScheme.Of(GradientFiles.Read(bValues, directions), header.Grid, options ?? new SchemeOptions());
        return new SmallSeries(scheme, DiffusionSeries.Read(reader, scheme), header.Grid);
    }

    public static SmallSeries Shared()
    {
        var name = Path.Combine(SharedData.Find("dwi")!, "dti_tra_dir16_AP_9_134431");
        return Read(name + ".nii.gz", name + ".bval", name + ".bvec");
    }

    /// <summary>DIPY's series of 64 directions, whose volume without weighting has the direction NaN.</summary>
    public static SmallSeries Dipy64()
    {
        var name = Path.Combine(DipyFiles, "small_64D");
        return Read(name + ".nii", name + ".bval", name + ".bvec");
    }

    /// <summary>A table of one volume without weighting and directions on a spiral over a half sphere.</summary>
    public static GradientTable Spiral(int directions, double b = 1000)
    {
        var golden = Math.PI * (3 - Math.Sqrt(5));
        return new GradientTable(
            [0, .. Enumerable.Repeat(b, directions)],
            [default, .. Enumerable.Range(0, directions).Select(i =>
            {
                var z = 1 - ((i + 0.5) / directions);
                var radius = Math.Sqrt(1 - (z * z));
                return new GradientDirection(radius * Math.Cos(golden * i), radius * Math.Sin(golden * i), z);
            })]);
    }

    public TensorMaps Fit(TensorFitMethod method, TensorConvention convention = TensorConvention.MRtrix, int threads = 1, int[]? index = null) =>
        TensorFit.Run(Scheme, Volumes, index ?? All, new TensorOptions { Method = method, Convention = convention, Threads = threads });

    /// <summary>Values that a script left in a file as doubles.</summary>
    public static double[] Doubles(string path) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray();

    public static double GreatestDifference(IReadOnlyList<double> expected, IReadOnlyList<float> found) =>
        expected.Count == found.Count ? Enumerable.Range(0, expected.Count).Max(i => Math.Abs(expected[i] - found[i])) : double.NaN;
}
