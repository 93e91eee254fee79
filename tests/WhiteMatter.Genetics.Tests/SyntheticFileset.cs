using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Genetics.Tests;

/// <summary>A PLINK 1 fileset of drawn genotypes in a folder of its own, with neighbours in linkage disequilibrium.</summary>
internal sealed class SyntheticFileset : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wm-genetics-").FullName;

    /// <summary>Draws; a genotype is −1 where missing, else the copies of A1.</summary>
    public SyntheticFileset(int people, int variants, double missing, int seed, double flips = 0.15)
    {
        var random = new Random(seed);
        Genotypes = new sbyte[variants][];
        for (var v = 0; v < variants; v++)
        {
            var fresh = v % 25 == 0;
            var frequency = 0.03 + (0.6 * random.NextDouble());
            Genotypes[v] = new sbyte[people];
            for (var i = 0; i < people; i++)
            {
                var draw = (sbyte)((random.NextDouble() < frequency ? 1 : 0) + (random.NextDouble() < frequency ? 1 : 0));
                Genotypes[v][i] = fresh || random.NextDouble() < flips || Genotypes[v - 1][i] < 0 ? draw : Genotypes[v - 1][i];
            }

            for (var i = 0; i < people; i++)
            {
                if (random.NextDouble() < missing)
                {
                    Genotypes[v][i] = -1;
                }
            }
        }

        Write(people, variants);
    }

    public sbyte[][] Genotypes { get; }

    public string Bed => Path.Combine(_folder, "set.bed");

    public BimFile Variants() => BimFile.Read(Path.Combine(_folder, "set.bim"));

    public FamFile Samples() => FamFile.Read(Path.Combine(_folder, "set.fam"));

    public BedFile Open() => BedFile.Open(Bed, Genotypes.Length, Genotypes[0].Length);

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Writes the files again after genotypes were changed.</summary>
    public void Rewrite() => Write(Genotypes[0].Length, Genotypes.Length);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(int people, int variants)
    {
        using (var bed = File.Create(Bed))
        {
            bed.Write([0x6c, 0x1b, 0x01]);
            var row = new byte[(people + 3) / 4];
            foreach (var genotypes in Genotypes)
            {
                Array.Clear(row);
                for (var i = 0; i < people; i++)
                {
                    var code = genotypes[i] switch { 2 => 0, -1 => 1, 1 => 2, _ => 3 };
                    row[i / 4] |= (byte)(code << (2 * (i % 4)));
                }

                bed.Write(row);
            }
        }

        var bim = new StringBuilder();
        for (var v = 0; v < variants; v++)
        {
            var chromosome = 1 + (v * 3 / variants);
            bim.Append(CultureInfo.InvariantCulture, $"{chromosome}\tv{v}\t0\t{1000 + (v * 700)}\tA\tG\n");
        }

        File.WriteAllText(Path.Combine(_folder, "set.bim"), bim.ToString());
        var fam = new StringBuilder();
        for (var i = 0; i < people; i++)
        {
            fam.Append(CultureInfo.InvariantCulture, $"F{i}\tI{i}\t0\t0\t0\t-9\n");
        }

        File.WriteAllText(Path.Combine(_folder, "set.fam"), fam.ToString());
    }
}
