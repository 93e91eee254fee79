using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Smoothing;
using WhiteMatter.Imaging.Volumes;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Smoothing;

public sealed class MaskedGaussianTests
{
    private const int X = 17;
    private const int Y = 14;
    private const int Z = 11;

    /// <summary>Voxels of 1.5 × 2 × 3 mm, the first axis to the left.</summary>
    private static readonly VolumeGrid Grid = new(X, Y, Z, [-1.5, 0, 0, 12, 0, 2, 0, -14, 0, 0, 3, -16]);

    private static readonly VolumeMask Mask = VolumeMask.Of(
        Grid, i => Math.Pow((i % X) - 7.2, 2) + Math.Pow((i / X % Y) - 6.5, 2) + Math.Pow(1.4 * ((i / X / Y) - 5), 2) < 42 && i % 13 != 0);

    /// <summary>
    /// Expected: scipy 1.10.1, the quotient of gaussian_filter(x m, σ, mode="constant") and gaussian_filter(m, σ, mode="constant") inside the mask m, σ in voxels of each axis.
    /// </summary>
    [SciPyFact]
    public void It_is_the_quotient_of_scipys_filters_of_values_and_mask()
    {
        using var folder = new TemporaryFolder();
        var values = Values();
        File.WriteAllBytes(folder["values.f32"], MemoryMarshal.AsBytes(Mask.Spread(values).AsSpan()));
        File.WriteAllBytes(folder["mask.f32"], MemoryMarshal.AsBytes(Mask.Spread(Enumerable.Repeat(1f, Mask.Count).ToArray()).AsSpan()));
        Nibabel.Expect(
            """
            import sys, numpy, scipy.ndimage as n
            folder, sigma = sys.argv[1], float(sys.argv[2])
            x, m = (numpy.fromfile(f"{folder}/{name}.f32", numpy.float32).astype(float).reshape(11, 14, 17) for name in ("values", "mask"))
            s = (sigma / 3, sigma / 2, sigma / 1.5)
            q = n.gaussian_filter(x * m, s, mode="constant") / n.gaussian_filter(m, s, mode="constant")
            q.tofile(f"{folder}/smoothed.f64")
            """,
            folder.Path,
            3.0.ToString(CultureInfo.InvariantCulture));
        var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder["smoothed.f64"]));
        new MaskedGaussian(Mask, 3).Apply(values);
        for (var v = 0; v < values.Length; v++)
        {
            Assert.Equal(expected[Mask.Index[v]], values[v], 2e-6 * Math.Abs(expected[Mask.Index[v]]));
        }
    }

    [Fact]
    public void A_constant_stays_constant_up_to_the_border_and_no_smoothing_changes_nothing()
    {
        var constant = Enumerable.Repeat(2.5f, Mask.Count).ToArray();
        new MaskedGaussian(Mask, 4).Apply(constant);
        Assert.All(constant, value => Assert.Equal(2.5f, value, 1e-6f));
        var values = Values();
        new MaskedGaussian(Mask, 0).Apply(values);
        Assert.Equal(Values(), values);
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_number_of_threads()
    {
        var (one, three) = (Values(), Values());
        new MaskedGaussian(Mask, 3, 1).Apply(one);
        new MaskedGaussian(Mask, 3, 3).Apply(three);
        Assert.Equal(one, three);
    }

    private static float[] Values()
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, Mask.Count).Select(_ => (float)(10 * random.NextDouble()))];
    }
}
