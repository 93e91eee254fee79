using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>
/// Drawn families of four, parents and two children, of two populations whose frequencies differ, with traits of a given heritability by descent:
/// u of a parent is normal, of a child the mean of its parents' and half as much variance of its own. No variant moves a trait, but those that
/// are planted. Covariates: the population, and age.
/// </summary>
internal sealed class FamilyStudy : IDisposable
{
    private readonly KeyedDraws _draws;
    private readonly double[][] _covariates;
    private readonly double[][] _traits;
    private ulong _place;

    /// <param name="planted">Variants that move every trait, each with this share of its variance.</param>
    public FamilyStudy(int families, int variants, int traits, double heritability, double missing = 0, long seed = 1, int planted = 0, double share = 0)
    {
        _draws = KeyedDraws.For(seed, "families of four");
        People = 4 * families;
        Files = new SyntheticFileset(4, variants, 0, 1);
        for (var v = 0; v < variants; v++)
        {
            Files.Genotypes[v] = Genotypes(missing);
        }

        Files.Rewrite();
        _covariates =
        [
            [.. Enumerable.Repeat(1.0, People)],
            [.. Enumerable.Range(0, People).Select(i => (double)(i / 4 % 2))],
            [.. Enumerable.Range(0, People).Select(_ => 40 + (30 * Next()))],
        ];
        _traits = [.. Enumerable.Range(0, traits).Select(_ => Trait(heritability, planted, share))];
        Design = DesignOf(_traits);
    }

    public SyntheticFileset Files { get; }

    public int People { get; }

    public AssociationDesign Design { get; }

    public double[][] Covariates => _covariates;

    public double[][] Traits => _traits;

    /// <summary>Pairs of a family; what is below is noise and population.</summary>
    public SparseRelationshipMatrix Relationships(double cutoff = 0.2)
    {
        using var source = Files.Open();
        int[] everybody = [.. Enumerable.Range(0, People)], variants = [.. Enumerable.Range(0, source.VariantCount)];
        using var packed = PackedPeople.Read(source, everybody, variants, long.MaxValue, Files.PathOf("scratch"), 2, null, default);
        var weights = StandardisedWeights.Of(CallFrequencies.Of(source, variants, everybody, 2, default));
        return RelationshipEstimation.Compute(packed, [.. everybody.Select(i => $"I{i}")], null, weights, cutoff, 2, null, default);
    }

    /// <summary>The same people and covariates with other traits, NaN where they are missing.</summary>
    public AssociationDesign DesignOf(double[][] traits)
    {
        string[] names = ["(Intercept)", "population", "age"];
        int[] rows = [.. Enumerable.Range(0, People)];
        var matrix = new TraitMatrix([.. rows.Select(i => $"I{i}")], null, [.. traits.Select((_, t) => $"t{t}")], [.. traits]);
        return AssociationDesignBuilder.Build(
            new AssociationPeople(rows, rows, rows, [], null!), People, _covariates, names, OrthonormalBasis.Create(_covariates, names), matrix, rankTransform: false).Design;
    }

    public SparseMixedFit Fit(SparseRelationshipMatrix relationships, AssociationDesign? design = null, int threads = 2)
    {
        design ??= Design;
        using var source = Files.Open();
        return SparseMixedFit.Run(
            design, relationships, new CalibrationGenotypes(source, design.SampleIndex, null, _ => true, 1), threads, null, default);
    }

    /// <summary>Tests every variant by the fit's scores; β, its error and −log10 P are variant after variant.</summary>
    public AssociationBlock Scores(SparseMixedFit fit, AssociationDesign? design = null) => Blocks(design ?? Design, (source, range, output) => ScoreAssociation.Run(
        design ?? Design,
        new MixedTraits(design ?? Design, [.. fit.Traits.Select(trait => new TraitScore(trait.People, trait.Gamma))], fit.Scores),
        source,
        range,
        new AssociationOptions(5, 2),
        output,
        default));

    public AssociationBlock Linear() => Blocks(Design, (source, range, output) =>
        LinearAssociation.Run(Design, source, range, new AssociationOptions(5, 2), output, default));

    /// <summary>Least squares in the parents alone, who are unrelated.</summary>
    public AssociationBlock LinearOfParents()
    {
        var parents = DesignOf([.. _traits.Select(trait => trait.Select((value, i) => i % 4 < 2 ? value : double.NaN).ToArray())]);
        return Blocks(parents, (source, range, output) => LinearAssociation.Run(parents, source, range, new AssociationOptions(5, 2), output, default));
    }

    public void Dispose() => Files.Dispose();

    private AssociationBlock Blocks(AssociationDesign design, Action<BedFile, AssociationRange, Stream> run)
    {
        var path = Files.PathOf("table.bin");
        using var source = Files.Open();
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new(People, design.Rank, design.HasMissingTraits, design.Traits)))
        {
            using var blocks = new MemoryStream();
            run(source, new AssociationRange(null, 0, source.VariantCount, source.VariantCount, null), blocks);
            blocks.Position = 0;
            writer.Append(blocks, default);
            writer.Complete();
        }

        using var table = AssociationTable.Open(path);
        var block = table.CreateBuffer();
        table.Read(0, block);
        return block;
    }

    private sbyte[] Genotypes(double missing)
    {
        var common = 0.15 + (0.7 * Next());
        double[] frequency = [common, Math.Clamp(common + (0.2 * (Next() - 0.5)), 0.05, 0.95)];
        var copies = new sbyte[People];
        for (var first = 0; first < People; first += 4)
        {
            var p = frequency[first / 4 % 2];
            for (var parent = first; parent < first + 2; parent++)
            {
                copies[parent] = (sbyte)((Next() < p ? 1 : 0) + (Next() < p ? 1 : 0));
            }

            for (var child = first + 2; child < first + 4; child++)
            {
                copies[child] = (sbyte)(Passed(copies[first]) + Passed(copies[first + 1]));
            }
        }

        for (var i = 0; i < People && missing > 0; i++)
        {
            copies[i] = Next() < missing ? (sbyte)-1 : copies[i];
        }

        return copies;

        int Passed(sbyte ofParent) => ofParent == 1 ? (int)(2 * Next()) : ofParent / 2;
    }

    private double[] Trait(double heritability, int planted, double share)
    {
        var trait = new double[People];
        for (var first = 0; first < People; first += 4)
        {
            var (mother, father) = (Normal(), Normal());
            double[] u = [mother, father, ((mother + father) / 2) + (Math.Sqrt(0.5) * Normal()), ((mother + father) / 2) + (Math.Sqrt(0.5) * Normal())];
            for (var i = 0; i < 4; i++)
            {
                trait[first + i] = (Math.Sqrt(heritability) * u[i]) + (Math.Sqrt(1 - heritability) * Normal()) + (0.5 * _covariates[1][first + i]) + (0.02 * _covariates[2][first + i]);
            }
        }

        for (var v = 0; v < planted; v++)
        {
            var copies = Files.Genotypes[v];
            var mean = copies.Average(one => one);
            var deviation = Math.Sqrt(copies.Average(one => (one - mean) * (one - mean)));
            for (var i = 0; i < People; i++)
            {
                trait[i] += Math.Sqrt(share) * (copies[i] - mean) / deviation;
            }
        }

        return trait;
    }

    private double Next() => _draws.Uniform(_place++);

    private double Normal() => _draws.Normal(_place++);
}
