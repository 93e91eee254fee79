using System.Globalization;
using System.Text;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Writes a small PLINK 1 file set and tables beside it, drawn with a fixed seed.</summary>
internal sealed class SmallFileset
{
    public const int People = 60;
    public const int Variants = 50;

    public SmallFileset(TemporaryFolder folder)
    {
        var random = new Random(7);
        var fam = new StringBuilder();
        var table = new StringBuilder("eid\tage\tsex\tsite\tone\ttwice\theight\tweight\tword\tvoid\n");
        for (var i = 1; i <= People; i++)
        {
            fam.Append(CultureInfo.InvariantCulture, $"F{i} P{i} 0 0 {1 + (i % 2)} -9\n");
            var age = 40 + random.Next(30);
            table.Append(
                CultureInfo.InvariantCulture,
                $"P{i}\t{age}\t{(i % 2 == 0 ? "F" : "M")}\t{1 + (i % 3)}\t1\t{2 * age}\t{150 + (40 * random.NextDouble()):F3}\t{(i == 5 ? "NA" : "70")}{(i == 5 ? "" : $".{i}")}\tw{i}\tNA\n");
        }

        var bim = new StringBuilder();
        var bed = new List<byte> { 0x6c, 0x1b, 0x01 };
        for (var v = 0; v < Variants; v++)
        {
            bim.Append(CultureInfo.InvariantCulture, $"1\trs{v}\t0\t{1000 * (v + 1)}\tA\tG\n");
            for (var start = 0; start < People; start += 4)
            {
                byte packed = 0;
                for (var i = 0; i < 4 && start + i < People; i++)
                {
                    // Codes of the BED format: 00 two copies of A1, 10 one, 11 none; variant 0 has nobody with A1.
                    var code = v == 0 ? 3 : random.Next(3) switch { 0 => 0, 1 => 2, _ => 3 };
                    packed |= (byte)(code << (2 * i));
                }

                bed.Add(packed);
            }
        }

        folder.Write("g.fam", fam.ToString());
        folder.Write("g.bim", bim.ToString());
        File.WriteAllBytes(folder["g.bed"], [.. bed]);
        folder.Write("people.tsv", table.ToString());
    }
}
