using System.Globalization;
using System.Text;

namespace WhiteMatter.Benchmarks;

/// <summary>How the people of a drawn cohort are related and where they come from.</summary>
/// <param name="Name">What a row is called.</param>
/// <param name="FamilyShare">Share of the people who are in families of two parents and two children; the others have no relatives.</param>
/// <param name="Populations">Populations of equal size whose allele frequencies differ.</param>
internal sealed record CohortShape(string Name, double FamilyShare, int Populations);

/// <summary>
/// A drawn cohort with traits. Allele frequencies are uniform in 0.05–0.5 and drift apart between populations by the Balding-Nichols model with
/// F_ST 0.01; children draw one allele of each parent, each variant for itself, so that variants are independent given the families. A trait is
/// the sum of <see cref="Causal"/> variants on odd chromosomes, which make <see cref="Heritability"/> of its variance within a population, a
/// difference of half a standard deviation between neighbouring populations, and normal noise. Nothing on even chromosomes moves a trait.
/// </summary>
internal sealed class DrawnCohort
{
    /// <summary>Share of a trait's variance that its variants make.</summary>
    public const double Heritability = 0.5;

    /// <summary>Variants that move a trait, all with the same share of its variance.</summary>
    public const int Causal = 60;

    private const double Fst = 0.01;
    private readonly Random _random;
    private readonly int _people;
    private readonly int _families;
    private readonly int _populations;

    private DrawnCohort(int people, CohortShape shape, int seed)
    {
        _random = new Random(seed);
        _people = people;
        _families = (int)(people * shape.FamilyShare / 4);
        _populations = shape.Populations;
    }

    /// <summary>For each trait the variants that move it.</summary>
    public required int[][] Moving { get; init; }

    /// <summary>Writes <c>set.bed</c>, <c>people.tsv</c> and <c>pheno.tsv</c>; a variant's position is its number times 1000, its name <c>rs</c> and its number.</summary>
    public static DrawnCohort Write(string folder, CohortShape shape, int people, int variants, int traits, int seed)
    {
        var cohort = new DrawnCohort(people, shape, seed) { Moving = new int[traits][] };
        var values = cohort.DrawEffects(variants, out var movedBy);
        cohort.WriteGenotypes(folder, variants, values, movedBy);
        cohort.WriteTables(folder, values);
        return cohort;
    }

    /// <summary>The chromosome of a variant: the 22 are equally long.</summary>
    public static int ChromosomeOf(int variant, int variants) => 1 + (int)(variant * 22L / variants);

    /// <summary>Families of four stand together at the front, each in one population.</summary>
    private int PopulationOf(int person) => (person < 4 * _families ? person / 4 : person) % _populations;

    private double[][] DrawEffects(int variants, out List<(int Trait, double Sign)>[] movedBy)
    {
        var odd = Enumerable.Range(0, variants).Where(v => ChromosomeOf(v, variants) % 2 == 1).ToArray();
        movedBy = new List<(int, double)>[variants];
        for (var t = 0; t < Moving.Length; t++)
        {
            Moving[t] = [.. _random.GetItems(odd, 2 * Causal).Distinct().Take(Causal).Order()];
            foreach (var v in Moving[t])
            {
                (movedBy[v] ??= []).Add((t, _random.Next(2) == 0 ? 1 : -1));
            }
        }

        return [.. Enumerable.Range(0, Moving.Length).Select(_ => new double[_people])];
    }

    private void WriteGenotypes(string folder, int variants, double[][] values, List<(int Trait, double Sign)>[] movedBy)
    {
        using var bed = File.Create(Path.Combine(folder, "set.bed"));
        using var bim = new StreamWriter(Path.Combine(folder, "set.bim"));
        bed.Write([0x6c, 0x1b, 0x01]);
        var row = new byte[(_people + 3) / 4];
        var alleles = new byte[_people];
        var frequencies = new double[_populations];
        for (var v = 0; v < variants; v++)
        {
            DrawFrequencies(frequencies);
            DrawAlleles(alleles, frequencies);
            Array.Clear(row);
            for (var i = 0; i < _people; i++)
            {
                row[i >> 2] |= (byte)((alleles[i] switch { 0 => 3, 1 => 2, _ => 0 }) << (2 * (i & 3)));
            }

            bed.Write(row);
            bim.Write(string.Create(CultureInfo.InvariantCulture, $"{ChromosomeOf(v, variants)}\trs{v}\t0\t{1000 * (v + 1)}\tA\tC\n"));
            foreach (var (trait, sign) in movedBy[v] ?? [])
            {
                var p = frequencies.Average();
                var effect = sign * Math.Sqrt(Heritability / Causal / (2 * p * (1 - p)));
                for (var i = 0; i < _people; i++)
                {
                    values[trait][i] += effect * (alleles[i] - (2 * frequencies[PopulationOf(i)]));
                }
            }
        }
    }

    private void DrawFrequencies(double[] frequencies)
    {
        var ancestral = 0.05 + (0.45 * _random.NextDouble());
        for (var k = 0; k < frequencies.Length; k++)
        {
            frequencies[k] = frequencies.Length == 1
                ? ancestral
                : Math.Clamp(Beta(ancestral * (1 - Fst) / Fst, (1 - ancestral) * (1 - Fst) / Fst), 0.01, 0.99);
        }
    }

    private void DrawAlleles(byte[] alleles, double[] frequencies)
    {
        for (var i = 0; i < _people; i++)
        {
            if (i < 4 * _families && i % 4 >= 2)
            {
                alleles[i] = (byte)(OneOf(alleles[i - (i % 4)]) + OneOf(alleles[i - (i % 4) + 1]));
            }
            else
            {
                var p = frequencies[PopulationOf(i)];
                alleles[i] = (byte)((_random.NextDouble() < p ? 1 : 0) + (_random.NextDouble() < p ? 1 : 0));
            }
        }

        int OneOf(byte parent) => parent == 1 ? _random.Next(2) : parent / 2;
    }

    private void WriteTables(string folder, double[][] values)
    {
        using var fam = new StreamWriter(Path.Combine(folder, "set.fam"));
        using var people = new StreamWriter(Path.Combine(folder, "people.tsv"));
        using var pheno = new StreamWriter(Path.Combine(folder, "pheno.tsv"));
        people.Write("#FID\tIID\tC1\n");
        pheno.Write($"#FID\tIID\t{string.Join('\t', Enumerable.Range(1, values.Length).Select(t => $"T{t}"))}\n");
        var line = new StringBuilder();
        for (var i = 0; i < _people; i++)
        {
            fam.Write($"p{i}\tp{i}\t0\t0\t0\t-9\n");
            people.Write(string.Create(CultureInfo.InvariantCulture, $"p{i}\tp{i}\t{Gaussian():F4}\n"));
            line.Clear().Append(CultureInfo.InvariantCulture, $"p{i}\tp{i}");
            foreach (var trait in values)
            {
                var value = trait[i] + (0.5 * PopulationOf(i)) + (Math.Sqrt(1 - Heritability) * Gaussian());
                line.Append('\t').Append(value.ToString("F5", CultureInfo.InvariantCulture));
            }

            pheno.Write(line.Append('\n'));
        }
    }

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private double Beta(double a, double b)
    {
        var x = Gamma(a);
        return x / (x + Gamma(b));
    }

    /// <summary>Marsaglia and Tsang 2000; the shape is at least 1 here.</summary>
    private double Gamma(double shape)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Gaussian();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - _random.NextDouble()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }
}
