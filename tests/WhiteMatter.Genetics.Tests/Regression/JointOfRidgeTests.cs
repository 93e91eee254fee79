using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Genetics.Regression;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>Joint tests after a whole-genome regression: R is that of what is tested on each chromosome.</summary>
public sealed class JointOfRidgeTests
{
    private const int People = 160, Variants = 90, Traits = 3;

    [Fact]
    public void T_is_what_the_traits_without_their_chromosomes_explain_of_the_genotype()
    {
        using var set = new SyntheticFileset(People, Variants, 0, seed: 141);
        var traits = JointStudy.Gaussians(Traits, People, 0.4, 142);
        for (var i = 0; i < People; i++)
        {
            // Much of each trait is of a chromosome of its own, so that R changes from one to the next.
            for (var t = 0; t < Traits; t++)
            {
                traits[t][i] += 1.5 * set.Genotypes[(30 * t) + 12][i];
            }
        }

        var study = new JointStudy(set, traits, 143);
        var design = study.Design;
        var variants = set.Variants();
        var folder = Directory.CreateTempSubdirectory("wm-ridge-").FullName;
        try
        {
            using var source = set.Open();
            WholeGenomeRidge.Run(
                design,
                new BackgroundGenotypes(source, design.SampleIndex, null, [.. variants.Chromosomes], variants.ChromosomeIndex),
                new RidgeOptions(20, 5, 2),
                folder,
                set.PathOf("background.bin"),
                null,
                default);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        using var predictions = BackgroundPredictions.Open(set.PathOf("background.bin"));
        var tested = new BackgroundTraits(design, predictions, variants.ChromosomeOf);
        using var association = Associate(set, design, tested);
        var correlations = TraitCorrelations.Of(design, tested, Variants, 2, default);
        Assert.Equal(3, correlations.Matrices.Count);
        Assert.True(Largest(correlations.Matrices[0], correlations.Matrices[1]) > 0.02, "R changes from chromosome to chromosome.");
        var rows = study.Run(association, QuadraticFormTest.Create(association.Header, design, correlations, new QuadraticFormOptions(JointForm.Score, false, 1e-6, 2))).Rows;
        var left = new double[People * Traits];
        for (var v = 0; v < Variants; v += 4)
        {
            // z is ρ √(n − c), so T is n − c times the share of the genotype's variance that the left traits explain beside the covariates.
            tested.Fill(tested.GroupOf(v), left);
            double[][] columns = [.. study.Covariates, .. left.Chunk(People)];
            var expected = (People - design.Rank) * (double)DecimalElimination.Explained(columns, design.Rank, [.. set.Genotypes[v].Select(g => (double)g)]);
            Assert.Equal(expected, rows[v].Statistic, 1e-6 * expected);
        }
    }

    [Fact]
    public void Without_what_was_tested_the_test_is_refused()
    {
        using var set = new SyntheticFileset(60, 20, 0, seed: 144);
        var design = new JointStudy(set, JointStudy.Gaussians(2, 60, 0.4, 145), 146).Design;
        var header = new AssociationTableHeader(60, design.Rank, false, design.Traits) { Statistic = TableStatistic.SignedScore };
        var options = new QuadraticFormOptions(JointForm.Score, false, 1e-6, 1);
        Assert.Equal(JointProblem.NotOfTraits, Assert.Throws<JointException>(() => QuadraticFormTest.Create(header, design, options, default)).Problem);
        Assert.Equal(JointProblem.NotOfTraits, Assert.Throws<JointException>(() => SmallestPTest.Create(header, design, 1, default)).Problem);
    }

    [Fact]
    public void Correlations_are_found_by_variant_and_read_back()
    {
        using var set = new SyntheticFileset(40, 30, 0, seed: 147);
        var design = new JointStudy(set, JointStudy.Gaussians(2, 40, 0.4, 148), 149).Design;
        var written = TraitCorrelations.Of(design, new Turns(design), 30, 1, default);
        using var stream = new MemoryStream();
        written.Write(stream);
        stream.Position = 0;
        var read = TraitCorrelations.Read(stream);
        Assert.Equal(written.Matrices, read.Matrices);
        Assert.Equal([0, 0, 1, 1, 0], new[] { 0, 9, 10, 19, 29 }.Select(read.PlaceOf));

        // The second group has the second trait's sign turned.
        Assert.Equal(-read.Matrices[0][1], read.Matrices[1][1], 1e-12);
        Assert.Throws<InvalidDataException>(() => TraitCorrelations.Read(new MemoryStream(stream.ToArray()[..^8])));
        Assert.Throws<InvalidDataException>(() => TraitCorrelations.Read(new MemoryStream(new byte[64])));
    }

    private static double Largest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private static AssociationTable Associate(SyntheticFileset set, AssociationDesign design, ScoreTraits tested)
    {
        using var source = set.Open();
        using var blocks = new MemoryStream();
        ScoreAssociation.Run(design, tested, source, new AssociationRange(null, 0, Variants, 64, null), new AssociationOptions(5, 2), blocks, default);
        blocks.Position = 0;
        using (var output = File.Create(set.PathOf("score.bin")))
        using (var writer = AssociationTableWriter.Create(output, new(People, design.Rank, false, design.Traits) { Statistic = TableStatistic.SignedScore }))
        {
            writer.Append(blocks, default);
            writer.Complete();
        }

        return AssociationTable.Open(set.PathOf("score.bin"));
    }

    /// <summary>Variants 10 to 19 have another group, with the second trait's sign turned.</summary>
    private sealed class Turns(AssociationDesign design) : ScoreTraits
    {
        public override int GroupOf(int variant) => variant / 10 == 1 ? 1 : 0;

        public override void Fill(int group, Span<double> traits)
        {
            design.Residuals.CopyTo(traits);
            for (var i = 0; group == 1 && i < design.People; i++)
            {
                traits[design.People + i] *= -1;
            }
        }
    }
}
