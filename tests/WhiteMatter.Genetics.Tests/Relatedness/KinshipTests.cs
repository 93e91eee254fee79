using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Relatedness;

public sealed class KinshipTests
{
    [PeerFact("plink2")]
    public void KinshipIsPlink2sToItsLastDigitForEveryPair()
    {
        using var families = new Families(150, 4000, 0.02, 3);
        using var peer = new Plink2().Run("--bfile", families.Prefix, "--make-king-table");
        using var packed = families.Pack();
        var ours = KinshipEstimation.FindPairs(packed, double.NegativeInfinity, 2, null, CancellationToken.None)
            .ToDictionary(pair => (pair.First, pair.Second));
        var rows = peer.Rows("kin0");
        Assert.Equal(rows.Count, ours.Count);
        foreach (var row in rows)
        {
            int a = Number(row["IID1"]), b = Number(row["IID2"]);
            var pair = ours[(Math.Min(a, b), Math.Max(a, b))];
            Assert.Equal(Plink2.Number(row["NSNP"]), pair.Called);
            // Six digits are printed.
            Equal(row["HETHET"], (double)pair.BothHeterozygous / pair.Called);
            Equal(row["IBS0"], (double)pair.OppositeHomozygotes / pair.Called);
            Equal(row["KINSHIP"], pair.Kinship);
        }
    }

    [PeerFact("plink2")]
    public void AsManyUnrelatedPeopleAreKeptAsPlink2Keeps()
    {
        foreach (var cutoff in (double[])[0.0442, 0.0884, 0.177])
        {
            using var families = new Families(400, 3000, 0.005, 11);
            using var peer = new Plink2().Run("--bfile", families.Prefix, "--king-cutoff", cutoff.ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var packed = families.Pack();
            var pairs = KinshipEstimation.FindPairs(packed, cutoff, 2, null, CancellationToken.None).Where(pair => pair.Kinship > cutoff).ToArray();
            var kept = UnrelatedSet.Find(400, pairs.Select(pair => (pair.First, pair.Second)));
            Assert.DoesNotContain(pairs, pair => kept[pair.First] && kept[pair.Second]);
            var theirs = peer.Rows("king.cutoff.in.id").Count;
            Assert.True(kept.Count(one => one) >= theirs, $"{kept.Count(one => one)} people are kept at {cutoff}, by PLINK 2 {theirs}");
        }
    }

    [Fact]
    public void PairsDoNotDependOnMemoryOrThreads()
    {
        using var families = new Families(400, 300, 0.02, 5);
        using var whole = families.Pack();
        using var parts = families.Pack(memory: 300 * 32 * 2);
        Assert.Equal(1, whole.Blocks);
        Assert.Equal(4, parts.Blocks);
        var expected = KinshipEstimation.FindPairs(whole, 0.1, 1, null, CancellationToken.None);
        Assert.True(expected.Length > 100);
        Assert.Equal(expected, KinshipEstimation.FindPairs(parts, 0.1, 2, null, CancellationToken.None));
    }

    [Fact]
    public void DegreesOfDrawnFamiliesAreFound()
    {
        using var families = new Families(100, 20000, 0, 8);
        using var packed = families.Pack();
        var degrees = KinshipEstimation.FindPairs(packed, KinshipDegrees.Bound(KinshipDegree.Second), 2, null, CancellationToken.None)
            .Where(pair => pair.First < 10 && pair.Second < 10)
            .ToDictionary(pair => (pair.First, pair.Second), pair => KinshipDegrees.Of(pair.Kinship));
        Assert.Equal(KinshipDegree.Duplicate, degrees[(4, 5)]);
        Assert.Equal(KinshipDegree.First, degrees[(0, 2)]);
        Assert.Equal(KinshipDegree.First, degrees[(2, 3)]);
        Assert.Equal(KinshipDegree.First, degrees[(6, 7)]);
        Assert.Equal(KinshipDegree.Second, degrees[(0, 7)]);
        Assert.Equal(KinshipDegree.Second, degrees[(3, 7)]);
        Assert.False(degrees.ContainsKey((8, 9)));
    }

    [Fact]
    public void FamiliesUpTo32PeopleLoseAsFewAsCanBe()
    {
        var random = new Random(4);
        for (var round = 0; round < 60; round++)
        {
            var people = random.Next(2, 17);
            var pairs = new List<(int, int)>();
            for (var i = 0; i < people; i++)
            {
                for (var j = i + 1; j < people; j++)
                {
                    if (random.NextDouble() < 0.25)
                    {
                        pairs.Add((i, j));
                    }
                }
            }

            // Every set is tried.
            var best = Enumerable.Range(0, 1 << people)
                .Where(set => pairs.TrueForAll(pair => (set >> pair.Item1 & 1) == 0 || (set >> pair.Item2 & 1) == 0))
                .Max(set => int.PopCount(set));
            var kept = UnrelatedSet.Find(people, pairs);
            Assert.DoesNotContain(pairs, pair => kept[pair.Item1] && kept[pair.Item2]);
            Assert.Equal(best, kept.Count(one => one));
        }
    }

    [Fact]
    public void AFamilyOfThousandsKeepsNobodyRelated()
    {
        var random = new Random(9);
        var pairs = Enumerable.Range(0, 9000).Select(_ => (random.Next(3000), random.Next(3000))).Where(pair => pair.Item1 < pair.Item2).ToList();
        var kept = UnrelatedSet.Find(3000, pairs);
        Assert.DoesNotContain(pairs, pair => kept[pair.Item1] && kept[pair.Item2]);
        Assert.Equal(kept, UnrelatedSet.Find(3000, Enumerable.Reverse(pairs)));
        // Nobody who could stay is left out.
        for (var person = 0; person < 3000; person++)
        {
            Assert.True(kept[person] || pairs.Exists(pair => (pair.Item1 == person && kept[pair.Item2]) || (pair.Item2 == person && kept[pair.Item1])));
        }
    }

    private static int Number(string id) => int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static void Equal(string printed, double ours)
    {
        var theirs = Plink2.Number(printed);
        Assert.True(Math.Abs(theirs - ours) <= 0.51e-6 * Math.Max(1, Math.Abs(theirs)), $"PLINK 2 prints {printed}, ours is {ours:R}");
    }
}
