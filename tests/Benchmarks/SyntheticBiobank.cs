using System.Globalization;
using System.Text;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// Drawn genotypes (allele frequencies uniform in 0.05–0.5, in Hardy-Weinberg equilibrium), 20 covariates and normal traits, as a PLINK 1
/// fileset and tables.
/// </summary>
internal static class SyntheticBiobank
{
    public static void Write(string folder, int people, int variants, int covariates, int traits, double missingGenotypes, double missingTraits)
    {
        var random = new Random(20261122);
        var row = new byte[(people + 3) / 4];
        using (var bed = File.Create(Path.Combine(folder, "set.bed")))
        using (var bim = new StreamWriter(Path.Combine(folder, "set.bim")))
        {
            bed.Write([0x6c, 0x1b, 0x01]);
            for (var v = 0; v < variants; v++)
            {
                var p = 0.05 + (0.45 * random.NextDouble());
                var hom = (uint)(p * p * uint.MaxValue);
                var het = hom + (uint)(2 * p * (1 - p) * uint.MaxValue);
                var missing = (uint)(missingGenotypes * 65536);
                Array.Clear(row);
                for (var i = 0; i < people; i++)
                {
                    var draw = (uint)random.NextInt64(1L << 32);
                    var code = draw < hom ? 0 : draw < het ? 2 : 3;
                    if (missing > 0 && (uint)random.Next(65536) < missing)
                    {
                        code = 1;
                    }

                    row[i >> 2] |= (byte)(code << (2 * (i & 3)));
                }

                bed.Write(row);
                bim.Write(string.Create(CultureInfo.InvariantCulture, $"{1 + (v * 22L / variants)}\trs{v}\t0\t{1000 + (v * 100)}\tA\tC\n"));
            }
        }

        using var fam = new StreamWriter(Path.Combine(folder, "set.fam"));
        using var table = new StreamWriter(Path.Combine(folder, "people.tsv"));
        using var pheno = new StreamWriter(Path.Combine(folder, "pheno.tsv"));
        var cs = Enumerable.Range(1, covariates).Select(c => $"C{c}");
        var ts = Enumerable.Range(1, traits).Select(t => $"T{t}");
        table.Write($"#FID\tIID\t{string.Join('\t', cs)}\n");
        pheno.Write($"#FID\tIID\t{string.Join('\t', ts)}\n");
        var line = new StringBuilder();
        for (var i = 0; i < people; i++)
        {
            fam.Write($"p{i}\tp{i}\t0\t0\t0\t-9\n");
            line.Clear().Append(CultureInfo.InvariantCulture, $"p{i}\tp{i}");
            for (var c = 0; c < covariates; c++)
            {
                line.Append('\t').Append(Gaussian(random).ToString("F6", CultureInfo.InvariantCulture));
            }

            table.Write(line.Append('\n'));
            line.Clear().Append(CultureInfo.InvariantCulture, $"p{i}\tp{i}");
            for (var t = 0; t < traits; t++)
            {
                line.Append('\t');
                line.Append(random.NextDouble() < missingTraits ? "NA" : Gaussian(random).ToString("F6", CultureInfo.InvariantCulture));
            }

            pheno.Write(line.Append('\n'));
        }
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
