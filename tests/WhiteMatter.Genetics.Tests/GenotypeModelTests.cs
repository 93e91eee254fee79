using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Codings of genotypes, means in the place of the missing, and chromosomes of which people do not all have two, against least squares.</summary>
public sealed class GenotypeModelTests
{
    private const int People = 163;
    private const int Variants = 90;

    [Theory]
    [InlineData(AlleleCoding.Dominant, 0.0)]
    [InlineData(AlleleCoding.Dominant, 0.05)]
    [InlineData(AlleleCoding.Recessive, 0.0)]
    [InlineData(AlleleCoding.Recessive, 0.05)]
    public void Dominance_and_recessiveness_are_regressions_on_whether_there_are_copies(AlleleCoding coding, double missingTraits)
    {
        using var set = new SyntheticFileset(People, Variants, 0.02, seed: 31);
        var study = new SyntheticStudy(set, People, traits: 3, missingTraits, seed: 32);
        Compare(
            set,
            study,
            new AssociationOptions(5, 2),
            range => range with { Coding = coding },
            (_, copies) => [.. copies.Select(g => g < 0 ? -1 : coding == AlleleCoding.Dominant ? Math.Min(g, 1.0) : Math.Max(g - 1, 0.0))]);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    public void People_without_a_genotype_may_have_the_mean_of_the_others(double missingTraits)
    {
        using var set = new SyntheticFileset(People, Variants, 0.04, seed: 33);
        var study = new SyntheticStudy(set, People, traits: 3, missingTraits, seed: 34);
        Compare(
            set,
            study,
            new AssociationOptions(5, 2) { ImputesMean = true },
            range => range,
            (_, copies) =>
            {
                var mean = copies.Where(g => g >= 0).Average(g => (double)g);
                return [.. copies.Select(g => g < 0 ? mean : g)];
            });
    }

    /// <summary>PLINK 2's --xchr-model 2: men are 0 and 2 on X with sex a covariate; Y is of men, of one copy, as are mitochondria.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    public void Sex_chromosomes_are_tested_in_those_who_have_them(double missingTraits)
    {
        using var set = new SyntheticFileset(People, Variants, 0.02, seed: 35);
        var study = new SyntheticStudy(set, People, traits: 3, missingTraits, seed: 36);
        Sex[] sex = [.. Enumerable.Range(0, People).Select(i => i % 19 == 0 ? Sex.Unknown : i % 2 == 0 ? Sex.Male : Sex.Female)];
        PloidyRun[] runs = [new(10, 30, ChromosomePloidy.X), new(50, 20, ChromosomePloidy.Y), new(75, 5, ChromosomePloidy.One)];
        ChromosomePloidy PloidyOf(int variant) =>
            runs.FirstOrDefault(run => variant >= run.First && variant < run.First + run.Count) is { Count: > 0 } run ? run.Ploidy : ChromosomePloidy.Two;
        Compare(
            set,
            study,
            new AssociationOptions(5, 2),
            range => range with { SexChromosomes = new SexChromosomes(runs, sex) },
            (variant, copies) => PloidyOf(variant) switch
            {
                ChromosomePloidy.X => [.. copies.Select((g, i) => sex[i] == Sex.Unknown ? -1.0 : g)],
                ChromosomePloidy.Y => [.. copies.Select((g, i) => sex[i] == Sex.Male && g >= 0 ? g / 2.0 : -1)],
                ChromosomePloidy.One => [.. copies.Select(g => g < 0 ? -1 : g / 2.0)],
                _ => [.. copies.Select(g => (double)g)],
            },
            variant => PloidyOf(variant) == ChromosomePloidy.X ? [.. sex.Select(one => (double)one)] : null);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    public void An_interaction_is_of_the_product_beside_genotype_and_covariate(double missingTraits)
    {
        using var set = new SyntheticFileset(People, Variants, 0.02, seed: 41);
        var study = new SyntheticStudy(set, People, traits: 3, missingTraits, seed: 42);
        var age = study.Covariate(1);
        Compare(
            set,
            study,
            (design, bed, range, output) => InteractionAssociation.Run(design, age, bed, range, 2, output, CancellationToken.None),
            range => range,
            (_, copies) => [.. copies.Select((g, i) => g < 0 ? -1 : g * age[i])],
            variant => [.. set.Genotypes[variant].Select(g => (double)g)]);
    }

    [Fact]
    public void A_chromosome_that_too_few_people_have_is_not_tested()
    {
        using var set = new SyntheticFileset(People, Variants, 0, seed: 37);
        var study = new SyntheticStudy(set, People, traits: 2, missing: 0, seed: 38);
        Sex[] women = [.. Enumerable.Repeat(Sex.Female, People)];
        using var table = Associate(
            set,
            study.Design,
            (design, bed, range, output) => LinearAssociation.Run(design, bed, range, new AssociationOptions(5, 1), output, CancellationToken.None),
            range => range with { SexChromosomes = new SexChromosomes([new(0, 20, ChromosomePloidy.Y)], women) });
        var block = table.CreateBuffer();
        table.Read(0, block);
        for (var v = 0; v < block.Count; v++)
        {
            Assert.Equal(v < 20, block.Reason[v] == UntestedReason.TooFewPeople);
            Assert.Equal(v < 20, double.IsNaN(block.Beta[v]));
        }
    }

    /// <summary>Every cell against least squares on what the genotypes are to mean, negative where a person is out.</summary>
    private static void Compare(
        SyntheticFileset set,
        SyntheticStudy study,
        AssociationOptions options,
        Func<AssociationRange, AssociationRange> change,
        Func<int, sbyte[], double[]> meaning,
        Func<int, double[]?>? covariate = null) => Compare(
            set, study, (design, bed, range, output) => LinearAssociation.Run(design, bed, range, options, output, CancellationToken.None), change, meaning, covariate);

    private static void Compare(
        SyntheticFileset set,
        SyntheticStudy study,
        Action<AssociationDesign, BedFile, AssociationRange, Stream> run,
        Func<AssociationRange, AssociationRange> change,
        Func<int, sbyte[], double[]> meaning,
        Func<int, double[]?>? covariate = null)
    {
        using var table = Associate(set, study.Design, run, change);
        var block = table.CreateBuffer();
        var compared = 0;
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                for (var t = 0; t < block.Traits; t++)
                {
                    var cell = (t * block.Count) + v;
                    var variant = block.Variant[v];
                    var (beta, se) = (block.Beta[cell], block.StandardError[cell]);
                    if (study.Fit(meaning(variant, set.Genotypes[variant]), t, covariate?.Invoke(variant)) is not { } fit)
                    {
                        Assert.True(double.IsNaN(beta));
                        continue;
                    }

                    Assert.True(Math.Abs(fit.Beta - beta) <= 1e-8 * fit.StandardError, $"variant {variant}, trait {t}: {fit.Beta} {beta}");
                    Assert.True(Math.Abs(fit.StandardError - se) <= 1e-8 * fit.StandardError, $"variant {variant}, trait {t}: {fit.StandardError} {se}");
                    compared++;
                }
            }
        }

        Assert.True(compared > 200, $"{compared} cells were compared");
    }

    private static AssociationTable Associate(
        SyntheticFileset set, AssociationDesign design, Action<AssociationDesign, BedFile, AssociationRange, Stream> run, Func<AssociationRange, AssociationRange> change)
    {
        var path = set.PathOf("association.bin");
        using (var output = File.Create(path))
        using (var bed = set.Open())
        using (var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(design.People, design.Rank, design.HasMissingTraits, design.Traits)))
        using (var blocks = new MemoryStream())
        {
            run(design, bed, change(new AssociationRange(null, 0, bed.VariantCount, 64, null)), blocks);
            blocks.Position = 0;
            writer.Append(blocks, CancellationToken.None);
            writer.Complete();
        }

        return AssociationTable.Open(path);
    }
}
