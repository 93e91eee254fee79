using Xunit;

namespace WhiteMatter.Torch.Tests;

/// <summary>Comparisons of lists of numbers.</summary>
internal static class Close
{
    /// <summary>Differences are within 1e-6, or another share, of the largest number; not-a-number and infinities stand at the same places.</summary>
    public static void To(double[] expected, double[] actual, string what, double share = 1e-6)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, expected {expected.Length}");
        var scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < expected.Length; i++)
        {
            var same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= share * scale;
            Assert.True(same, $"{what}: value {i} is {actual[i]:R}, expected {expected[i]:R}");
        }
    }

    /// <summary>The numbers are the same, bit for bit.</summary>
    public static void Exactly(double[] expected, double[] actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, expected {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i].Equals(actual[i]), $"{what}: value {i} is {actual[i]:R}, expected {expected[i]:R}");
        }
    }
}
