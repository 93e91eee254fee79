using System.Globalization;
using System.Text;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>
/// A PLINK 1 file set drawn with a fixed seed, 1% of its genotypes missing: 20 variants on each of chromosomes 1 to 3, 1 Mb apart, and
/// the last 20 on X; variants in no linkage disequilibrium but a copy of <c>rs10</c> named <c>copy</c>, and <c>constant</c>, which everybody is alike in.
/// </summary>
internal sealed class SimulationFileset
{
    public const int Variants = 80;
    private const int PerChromosome = 20;

    public SimulationFileset(TemporaryFolder folder, int people = 240, bool backwards = false, Func<int, string>? idOf = null)
    {
        People = people;
        Genotypes = new sbyte[Variants][];
        var random = new Random(7);
        var bim = new StringBuilder();
        for (var v = 0; v < Variants; v++)
        {
            Genotypes[v] = v == 11 ? Genotypes[10] : [.. Enumerable.Range(0, people).Select(_ => (sbyte)(random.NextDouble() < 0.01 ? -1 : random.Next(2) + random.Next(2)))];
            if (v == 12)
            {
                Array.Fill(Genotypes[v], (sbyte)2);
            }

            var name = v switch { 11 => "copy", 12 => "constant", _ => $"rs{v}" };
            var chromosome = (v / PerChromosome) switch { 3 => "X", var number => (number + 1).ToString(CultureInfo.InvariantCulture) };
            bim.Append(CultureInfo.InvariantCulture, $"{chromosome}\t{name}\t0\t{1_000_000 * (1 + (v % PerChromosome))}\tA\tG\n");
        }

        var order = Enumerable.Range(0, people).ToArray();
        if (backwards)
        {
            Array.Reverse(order);
        }

        Ids = [.. order.Select(i => idOf?.Invoke(i) ?? $"P{i}")];
        var fam = string.Concat(order.Select((i, row) => string.Create(CultureInfo.InvariantCulture, $"F{i} {Ids[row]} 0 0 {i % 3} -9\n")));
        folder.Write("g.fam", fam);
        folder.Write("g.bim", bim.ToString());
        using var bed = File.Create(folder["g.bed"]);
        bed.Write([0x6c, 0x1b, 0x01]);
        foreach (var genotypes in Genotypes)
        {
            var packed = new byte[(people + 3) / 4];
            for (var row = 0; row < people; row++)
            {
                // Codes of the BED format: 00 two copies of A1, 01 missing, 10 one, 11 none.
                var code = genotypes[order[row]] switch { 2 => 0, -1 => 1, 1 => 2, _ => 3 };
                packed[row / 4] |= (byte)(code << (2 * (row % 4)));
            }

            bed.Write(packed);
        }
    }

    public int People { get; }

    /// <summary>Copies of A1, or −1, of each variant and person as drawn: not in the order of the file where that is backwards.</summary>
    public sbyte[][] Genotypes { get; }

    public string[] Ids { get; }

    /// <summary>Copies of A1 of a variant, the mean of the others where missing.</summary>
    public double[] Imputed(int variant)
    {
        var mean = Genotypes[variant].Where(g => g >= 0).Average(g => (double)g);
        return [.. Genotypes[variant].Select(g => g < 0 ? mean : g)];
    }

    /// <summary>The row of a variant's name.</summary>
    public static int IndexOf(string variant) => variant switch
    {
        "copy" => 11,
        "constant" => 12,
        _ => int.Parse(variant.AsSpan(2), CultureInfo.InvariantCulture),
    };
}
