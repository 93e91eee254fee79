using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public class KeyedDrawsTests
{
    [Fact]
    public void The_generator_gives_the_published_blocks()
    {
        // Random123 1.14.0, tests/kat_vectors, "philox4x32 10".
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), KeyedDraws.Block((0, 0, 0, 0), (0, 0)));
        const uint Ones = 0xffffffff;
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), KeyedDraws.Block((Ones, Ones, Ones, Ones), (Ones, Ones)));

        // The digits of pi.
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            KeyedDraws.Block((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), (0xa4093822, 0x299f31d0)));
    }

    [Fact]
    public void A_draw_depends_on_seed_purpose_owner_and_place_alone()
    {
        var draws = KeyedDraws.For(7, "noise", "S1");
        var forwards = Enumerable.Range(0, 100).Select(i => draws.Bits((ulong)i)).ToArray();
        var backwards = Enumerable.Range(0, 100).Reverse().Select(i => KeyedDraws.For(7, "noise", "S1").Bits((ulong)i)).Reverse().ToArray();
        Assert.Equal(forwards, backwards);
        Assert.Equal(100, forwards.Distinct().Count());
        Assert.All(
            [KeyedDraws.For(8, "noise", "S1"), KeyedDraws.For(7, "value", "S1"), KeyedDraws.For(7, "noise", "S2")],
            other => Assert.Empty(forwards.Intersect(Enumerable.Range(0, 100).Select(i => other.Bits((ulong)i)))));
    }

    [Fact]
    public void Normal_draws_follow_the_normal_distribution()
    {
        const int N = 200_000;
        var draws = KeyedDraws.For(1, "test");
        var sorted = Enumerable.Range(0, N).Select(i => draws.Normal((ulong)i)).Order().ToArray();
        var distance = 0.0;
        for (var i = 0; i < N; i++)
        {
            var p = Normal.Cumulative(sorted[i]);
            distance = Math.Max(distance, Math.Max(p - (i / (double)N), ((i + 1) / (double)N) - p));
        }

        // Kolmogorov's limit: P(√N D > 1.95) = 0.001.
        Assert.True(Math.Sqrt(N) * distance < 1.95, $"√N D = {Math.Sqrt(N) * distance}");
    }

    [Fact]
    public void Quantiles_by_arithmetic_are_those_of_the_library()
    {
        // Expected: Normal.Quantile, which DistributionTests hold against mpmath.
        for (var k = 1; k < 4000; k++)
        {
            Near(k / 4000.0);
        }

        for (var exponent = -53; exponent <= -2; exponent++)
        {
            Near(Math.ScaleB(1.3, exponent));
            Near(1 - Math.ScaleB(1, exponent));
        }

        static void Near(double p)
        {
            var expected = Normal.Quantile(p);
            Assert.True(
                Math.Abs(Normal.ArithmeticQuantile(p) - expected) <= 2e-15 * Math.Max(1, Math.Abs(expected)), $"p = {p:R}: {expected:R}");
        }
    }

    [Fact]
    public void Uniform_draws_are_inside_the_interval_and_whole_numbers_below_their_bound()
    {
        var draws = KeyedDraws.For(2, "test");
        var tally = new int[7];
        for (var i = 0UL; i < 70_000; i++)
        {
            Assert.True(draws.Uniform(i) is > 0 and < 1);
            tally[draws.Below(i, 7)]++;
        }

        // 10,000 expected of each, standard deviation 92.6: five of them either way.
        Assert.All(tally, count => Assert.InRange(count, 9537, 10463));
        Assert.Throws<ArgumentOutOfRangeException>(() => draws.Below(0, 0));
    }
}
