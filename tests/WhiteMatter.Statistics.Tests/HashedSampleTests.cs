using Xunit;

namespace WhiteMatter.Statistics.Tests;

public class HashedSampleTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 20_000).Select(i => $"S{i:00000}")];

    [Fact]
    public void A_place_is_the_head_of_SHA256()
    {
        // printf '20260603\0blueprint\0S00001' | sha256sum   (GNU coreutils 9.1)
        Assert.Equal(0xdee0278604c83d66UL, HashedSample.Place(20260603, "blueprint", "S00001"));
    }

    [Fact]
    public void A_draw_does_not_depend_on_the_order_of_the_table()
    {
        var shuffled = People.OrderBy(id => HashedSample.Place(1, "other", id)).ToArray();
        Assert.Equal(
            HashedSample.DrawNumber(7, "k", People, 600).Select(i => People[i]).Order(StringComparer.Ordinal),
            HashedSample.DrawNumber(7, "k", shuffled, 600).Select(i => shuffled[i]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_share_keeps_its_people_when_others_join()
    {
        var before = HashedSample.DrawShare(7, "k", People[..15_000], 0.15).Select(i => People[i]).ToHashSet();
        var after = HashedSample.DrawShare(7, "k", People, 0.15).Select(i => People[i]).ToHashSet();
        Assert.Subset(after, before);
        Assert.Equal(before, after.Where(id => Array.IndexOf(People, id) < 15_000).ToHashSet());
    }

    [Fact]
    public void A_share_is_near_its_size_and_differs_with_seed_and_key()
    {
        // 20,000 × 0.15 = 3000, standard deviation 50.5: five of them either way.
        var drawn = HashedSample.DrawShare(7, "k", People, 0.15);
        Assert.InRange(drawn.Length, 2747, 3253);
        foreach (var other in new[] { HashedSample.DrawShare(8, "k", People, 0.15), HashedSample.DrawShare(7, "l", People, 0.15) })
        {
            // Independent draws share 0.15² of the people: 450, standard deviation 21.
            Assert.InRange(drawn.Intersect(other).Count(), 345, 555);
        }
    }

    [Fact]
    public void The_borders_draw_nobody_and_everybody()
    {
        Assert.Empty(HashedSample.DrawShare(7, "k", People, 0));
        Assert.Equal(People.Length, HashedSample.DrawShare(7, "k", People, 1).Length);
        Assert.Empty(HashedSample.DrawNumber(7, "k", People, 0));
        Assert.Equal(Enumerable.Range(0, People.Length), HashedSample.DrawNumber(7, "k", People, People.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashedSample.DrawNumber(7, "k", People, People.Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashedSample.DrawShare(7, "k", People, 1.01));
    }
}
