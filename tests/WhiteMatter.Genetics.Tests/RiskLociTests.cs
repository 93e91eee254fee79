using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class RiskLociTests
{
    private const double IndependentR2 = 0.6, LeadR2 = 0.1, Significant = 1.2, Candidate = 0.6, Frequency = 0.05;

    [Fact]
    public void Risk_loci_equal_those_of_a_brute_force_search_by_the_definition()
    {
        using var set = new SyntheticFileset(220, 600, 0.02, seed: 61, flips: 0.06);
        var study = new SyntheticStudy(set, 220, traits: 3, missing: 0, seed: 62);
        using var bed = set.Open();
        using var table = Associations.Of(bed, study.Design, set.PathOf("association.bin"));
        var variants = set.Variants();
        const long Window = 60_000, Merge = 12_000;
        var found = Find(table, variants, bed, study.Design, Window, Merge, null);
        var expected = new List<string>();
        var block = table.CreateBuffer();
        for (var t = 0; t < 3; t++)
        {
            var logP = new double[600];
            var common = new bool[600];
            for (var b = 0; b < table.Blocks; b++)
            {
                table.Read(b, block);
                for (var v = 0; v < block.Count; v++)
                {
                    logP[block.Variant[v]] = block.NegLog10P[(t * block.Count) + v];
                    var frequency = A1Frequency(set.Genotypes[block.Variant[v]]);
                    common[block.Variant[v]] = Math.Min(frequency, 1 - frequency) >= Frequency;
                }
            }

            expected.AddRange(ByDefinition(t, logP, common, set, variants, Window, Merge));
        }

        Assert.NotEmpty(expected);
        Assert.Contains(found, locus => locus.Clumps.Length > locus.Leads);
        Assert.Contains(found, locus => locus.Leads > 1);
        Assert.Equal(expected, found.Select(locus => $"{locus.Trait}:{locus.Start}-{locus.End} {locus.Lead.Index} of {locus.Clumps.Length}, {locus.Leads} leads, {locus.Variants} variants"));
    }

    [Fact]
    public void Spans_in_a_region_that_counts_as_one_become_one_locus()
    {
        using var set = new SyntheticFileset(220, 600, 0, seed: 61, flips: 0.06);
        var study = new SyntheticStudy(set, 220, traits: 1, missing: 0, seed: 62);
        using var bed = set.Open();
        using var table = Associations.Of(bed, study.Design, set.PathOf("association.bin"));
        var apart = Find(table, set.Variants(), bed, study.Design, 60_000, 1, null).Where(locus => locus.Chromosome == "1").ToList();
        Assert.InRange(apart.Count, 3, 100);
        var region = new GenomicRegion("1", apart[0].End, apart[1].Start);
        var one = Find(table, set.Variants(), bed, study.Design, 60_000, 1, region).Where(locus => locus.Chromosome == "1").ToList();
        Assert.Equal(apart.Count - 1, one.Count);
        Assert.Equal((apart[0].Start, apart[1].End), (one[0].Start, one[0].End));
        Assert.Equal(apart[0].Clumps.Length + apart[1].Clumps.Length, one[0].Clumps.Length);
    }

    [Fact]
    public void The_major_histocompatibility_complex_is_fumas_on_grch37_and_the_same_genes_on_the_others()
    {
        // getLD.py of FUMA: 29614758 and 33170276. MOG begins at 29,656,981 and COL11A2 ends at 33,192,499 on GRCh38 (Ensembl), 10 kb inside.
        Assert.Equal(new GenomicRegion("6", 29_614_758, 33_170_276), GenomicRegion.MajorHistocompatibilityComplex("GRCh37"));
        Assert.Equal(new GenomicRegion("6", 29_656_981 - 10_000, 33_192_499 + 10_000), GenomicRegion.MajorHistocompatibilityComplex("GRCh38"));
        Assert.Throws<ArgumentOutOfRangeException>(() => GenomicRegion.MajorHistocompatibilityComplex("T2T"));
        Assert.Equal(0, GenomicRegion.MajorHistocompatibilityComplex("GRCh37").DistanceTo("6", 1, 29_614_758));
        Assert.Equal(5, GenomicRegion.MajorHistocompatibilityComplex("GRCh37").DistanceTo("6", 33_170_281, 33_170_281));
        Assert.Null(GenomicRegion.MajorHistocompatibilityComplex("GRCh37").DistanceTo("5", 1, 40_000_000));
    }

    private static System.Collections.Immutable.ImmutableArray<Locus> Find(
        AssociationTable table, BimFile variants, BedFile bed, AssociationDesign design, long window, long merge, GenomicRegion? whole) =>
        RiskLoci.Find(
            table,
            variants,
            bed,
            design.SampleIndex,
            new ClumpingOptions(Significant, Candidate, IndependentR2, window, merge, 2) { MembersShared = true, MinorAlleleFrequency = Frequency },
            LeadR2,
            whole,
            null,
            CancellationToken.None);

    /// <summary>The definition word by word, over all pairs of variants.</summary>
    private static IEnumerable<string> ByDefinition(int trait, double[] logP, bool[] common, SyntheticFileset set, BimFile variants, long window, long merge)
    {
        bool Near(int a, int b) => variants.ChromosomeOf(a) == variants.ChromosomeOf(b) && Math.Abs(variants.Position(a) - variants.Position(b)) < window;
        double R2(int a, int b) => LocusFinderTests.R2(set.Genotypes[a], set.Genotypes[b]);
        int[] Candidates(int of) => [.. Enumerable.Range(0, logP.Length).Where(v => v == of || (logP[v] >= Candidate && common[v] && Near(v, of) && R2(v, of) >= IndependentR2))];

        var independent = new List<int>();
        var bound = new HashSet<int>();
        foreach (var v in Enumerable.Range(0, logP.Length).Where(v => logP[v] >= Significant && common[v]).OrderByDescending(v => logP[v]).ThenBy(v => v))
        {
            if (!bound.Contains(v))
            {
                independent.Add(v);
                bound.UnionWith(Candidates(v));
            }
        }

        var leads = new List<int>();
        foreach (var v in independent)
        {
            if (leads.All(lead => !Near(v, lead) || R2(v, lead) < LeadR2))
            {
                leads.Add(v);
            }
        }

        // Each lead with the independent variants correlated with it, and their candidates; then joined until nothing lies near.
        var loci = leads.Select(lead =>
        {
            var with = independent.Where(v => v == lead || (Near(v, lead) && R2(v, lead) >= LeadR2)).ToHashSet();
            return (With: with, Variants: with.SelectMany(Candidates).ToHashSet());
        }).ToList();
        for (var joined = true; joined;)
        {
            joined = false;
            for (var a = 0; a < loci.Count && !joined; a++)
            {
                for (var b = a + 1; b < loci.Count && !joined; b++)
                {
                    var (startA, endA) = Span(loci[a].Variants);
                    var (startB, endB) = Span(loci[b].Variants);
                    if (variants.ChromosomeOf(loci[a].Variants.First()) == variants.ChromosomeOf(loci[b].Variants.First())
                        && Math.Max(startA, startB) - Math.Min(endA, endB) < merge)
                    {
                        loci[a].With.UnionWith(loci[b].With);
                        loci[a].Variants.UnionWith(loci[b].Variants);
                        loci.RemoveAt(b);
                        joined = true;
                    }
                }
            }
        }

        return loci.OrderBy(locus => locus.Variants.Min()).Select(locus =>
        {
            var (start, end) = Span(locus.Variants);
            var lead = locus.With.OrderByDescending(v => logP[v]).ThenBy(v => v).First();
            return $"{trait}:{start}-{end} {lead} of {locus.With.Count}, {locus.With.Count(leads.Contains)} leads, {locus.Variants.Count} variants";
        });

        (int Start, int End) Span(HashSet<int> of) => (of.Min(v => variants.Position(v)), of.Max(v => variants.Position(v)));
    }

    private static double A1Frequency(sbyte[] genotypes) => genotypes.Where(g => g >= 0).Average(g => g / 2.0);
}
