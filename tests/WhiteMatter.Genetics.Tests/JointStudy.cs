using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Given traits with drawn covariates (intercept, age, sex) in the people of a fileset, through the association to joint tests.</summary>
internal sealed class JointStudy
{
    private readonly SyntheticFileset _set;

    public JointStudy(SyntheticFileset set, double[][] traits, int seed)
    {
        _set = set;
        var random = new Random(seed);
        var people = set.Genotypes[0].Length;
        Covariates =
        [
            [.. Enumerable.Repeat(1.0, people)],
            [.. Enumerable.Range(0, people).Select(_ => 40 + (40 * random.NextDouble()))],
            [.. Enumerable.Range(0, people).Select(_ => (double)random.Next(2))],
        ];
        string[] names = ["(Intercept)", "age", "sex"];
        var matrix = new TraitMatrix(
            [.. Enumerable.Range(0, people).Select(i => $"I{i}")], null, [.. Enumerable.Range(0, traits.Length).Select(t => $"t{t}")], [.. traits]);
        var rows = Enumerable.Range(0, people).ToArray();
        var everyone = new AssociationPeople(rows, rows, rows, [], null!);
        (Design, _) = AssociationDesignBuilder.Build(
            everyone, people, Covariates, names, OrthonormalBasis.Create(Covariates, names), matrix, rankTransform: false);
    }

    public double[][] Covariates { get; }

    public AssociationDesign Design { get; init; }

    public static double[][] Gaussians(int traits, int people, double shared, int seed)
    {
        var random = new Random(seed);
        var common = Enumerable.Range(0, people).Select(_ => Gaussian(random)).ToArray();
        return [.. Enumerable.Range(0, traits).Select(_ => common.Select(c => (Math.Sqrt(shared) * c) + (Math.Sqrt(1 - shared) * Gaussian(random))).ToArray())];
    }

    /// <summary>Makes a share of the traits' values missing.</summary>
    public static void Blank(double[][] traits, double share, int seed)
    {
        var random = new Random(seed);
        foreach (var trait in traits)
        {
            for (var i = 0; i < trait.Length; i++)
            {
                trait[i] = random.NextDouble() < share ? double.NaN : trait[i];
            }
        }
    }

    public static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The association of every variant, in blocks of 128.</summary>
    /// <param name="chromosomes">The variants that are not of autosomes.</param>
    public AssociationTable Associate(SexChromosomes? chromosomes = null)
    {
        var path = _set.PathOf($"association-{Guid.NewGuid():N}.bin");
        using (var output = File.Create(path))
        using (var bed = _set.Open())
        using (var writer = AssociationTableWriter.Create(
            output, new AssociationTableHeader(Design.People, Design.Rank, Design.HasMissingTraits, Design.Traits)))
        {
            using var blocks = new MemoryStream();
            LinearAssociation.Run(
                Design,
                bed,
                new AssociationRange(null, 0, bed.VariantCount, 128, null) { SexChromosomes = chromosomes },
                new AssociationOptions(5, 2),
                blocks,
                CancellationToken.None);
            blocks.Position = 0;
            writer.Append(blocks, CancellationToken.None);
            writer.Complete();
        }

        return AssociationTable.Open(path);
    }

    /// <summary>The joint test of an association: what it states, its table, and the bytes of table and driving traits.</summary>
    public JointRun Joint(AssociationTable association, JointForm form, bool useF, double floor = 1e-6, int threads = 2) =>
        Run(association, QuadraticFormTest.Create(association.Header, Design, new QuadraticFormOptions(form, useF, floor, threads), CancellationToken.None));

    /// <summary>A prepared test of an association.</summary>
    public JointRun Run(AssociationTable association, JointTest test)
    {
        var path = _set.PathOf($"joint-{Guid.NewGuid():N}.bin");
        var drivers = path + ".drivers";
        using (var output = File.Create(path))
        using (var driversOutput = File.Create(drivers))
        using (var writer = AssociationTableWriter.Create(output, test.Header))
        {
            test.Run(association, writer, new DrivingTraitsWriter(driversOutput), null, CancellationToken.None);
            writer.Complete();
        }

        using var table = AssociationTable.Open(path);
        var block = table.CreateBuffer();
        var rows = new List<JointRow>();
        using var traits = DrivingTraits.Open(drivers);
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                rows.Add(new JointRow(
                    block.Variant[v], block.Reason[v], block.Beta[v], block.StandardError[v], block.NegLog10P[v], block.PeopleOf(0, v), traits.Of(block.Variant[v])));
            }
        }

        return new JointRun(test, table.Header, rows, File.ReadAllBytes(path), File.ReadAllBytes(drivers));
    }

    /// <summary>The largest distance of an empirical distribution of P values from the uniform (Kolmogorov and Smirnov), times √count.</summary>
    public static double KolmogorovSmirnov(IEnumerable<double> negLog10P)
    {
        var p = negLog10P.Select(value => Math.Pow(10, -value)).Order().ToArray();
        var largest = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            largest = Math.Max(largest, Math.Max(p[i] - ((double)i / p.Length), ((i + 1.0) / p.Length) - p[i]));
        }

        return largest * Math.Sqrt(p.Length);
    }
}

internal sealed record JointRow(
    int Variant, UntestedReason Reason, double Statistic, double StandardError, double NegLog10P, int People, int Driver);

internal sealed record JointRun(
    JointTest Test, AssociationTableHeader Header, IReadOnlyList<JointRow> Rows, byte[] Table, byte[] Drivers)
{
    public QuadraticFormTest Form => (QuadraticFormTest)Test;
}
