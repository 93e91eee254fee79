using System.Collections.Immutable;
using WhiteMatter.Formats.Annotation;
using WhiteMatter.Genetics.Clumping;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class LocusNeighbourTests
{
    private static readonly GeneMap Genes = new(
    [
        new GeneLocation("far", "1", 9_000, 9_500, false),
        new GeneLocation("left", "1", 100, 200, false),
        new GeneLocation("host", "1", 150, 400, true),
        new GeneLocation("right", "1", 500, 600, false),
        new GeneLocation("other", "2", 240, 260, false),
    ]);

    [Fact]
    public void Nearest_genes_are_those_around_a_position_or_the_least_away_all_of_them_where_equally_near()
    {
        Assert.Equal(["left", "host"], Genes.Nearest("1", 180).Select(gene => gene.Name));
        Assert.Equal(["host", "right"], Genes.Nearest("1", 450).Select(gene => gene.Name));
        Assert.Equal(["right"], Genes.Nearest("1", 4_000).Select(gene => gene.Name));
        Assert.Empty(Genes.Nearest("3", 1));
    }

    [Fact]
    public void Genes_within_a_locus_are_those_that_overlap_it_by_their_start()
    {
        Assert.Equal(["host", "right"], Genes.Within("1", 201, 500).Select(gene => gene.Name));
        Assert.Empty(Genes.Within("1", 601, 8_999));
    }

    [Fact]
    public void A_locus_is_known_when_a_published_one_of_its_chromosome_lies_within_the_distance_of_its_span()
    {
        var lead = new VariantResult(0, 1, 1, 9, 100, 0.5);
        Locus At(string chromosome, long start, long end) => new(0, chromosome, start, end, lead, [new Clump(0, lead, [])], 1);
        ImmutableArray<Locus> loci = [At("1", 1_000, 2_000), At("1", 2_600, 2_700), At("2", 1_000, 2_000)];
        var known = new KnownLoci([new PublishedLocus("a", "", "1", 2_500, 2_500), new PublishedLocus("b", "", "1", 1_500, 1_600)]);
        Assert.Equal([true, false, false], known.AreKnown(loci, 0).ToArray());
        Assert.Equal([true, true, false], known.AreKnown(loci, 100).ToArray());
        Assert.Equal(("b", 0L), (known.NearestTo(loci[0])!.Value.Published.Name, known.NearestTo(loci[0])!.Value.Distance));
        Assert.Null(known.NearestTo(loci[2]));
    }
}
