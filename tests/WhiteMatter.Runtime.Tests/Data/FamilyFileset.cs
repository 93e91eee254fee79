using System.Globalization;
using System.Text;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>
/// Writes a PLINK 1 file set of drawn people over two of whose ancestries frequencies differ, and a table beside it: P1 and P2 are the
/// parents of P3, P4 is the twin of P5, and all others are of families of their own.
/// </summary>
internal sealed class FamilyFileset
{
    public const int People = 120;
    public const int Variants = 4500;

    public FamilyFileset(TemporaryFolder folder)
    {
        // Not System.Random: with a seed its draws are related themselves, and two of these people would be, by PLINK 2 too.
        var draws = KeyedDraws.For(11, "families");
        var place = 0UL;
        var (bim, bed) = (new StringBuilder(), new List<byte> { 0x6c, 0x1b, 0x01 });
        var copies = new int[People];
        for (var v = 0; v < Variants; v++)
        {
            bim.Append(CultureInfo.InvariantCulture, $"{1 + (v / 1500)}\trs{v}\t0\t{20_000 * (v + 1)}\tA\tG\n");
            var frequency = 0.15 + (0.7 * Next());
            var other = Math.Clamp(frequency + (0.3 * (Next() - 0.5)), 0.05, 0.95);
            for (var i = 0; i < People; i++)
            {
                var p = i < People / 2 ? frequency : other;
                copies[i] = (Next() < p ? 1 : 0) + (Next() < p ? 1 : 0);
            }

            copies[2] = Passed(copies[0]) + Passed(copies[1]);
            copies[4] = copies[3];
            for (var start = 0; start < People; start += 4)
            {
                byte packed = 0;
                for (var i = 0; i < 4; i++)
                {
                    packed |= (byte)(copies[start + i] switch { 2 => 0, 1 => 2, _ => 3 } << (2 * i));
                }

                bed.Add(packed);
            }
        }

        var (fam, table) = (new StringBuilder(), new StringBuilder("eid\tage\tsite\theight\tweight\n"));
        for (var i = 1; i <= People; i++)
        {
            fam.Append(CultureInfo.InvariantCulture, $"F{i} P{i} 0 0 0 -9\n");
            table.Append(CultureInfo.InvariantCulture, $"P{i}\t{40 + (int)(30 * Next())}\t{1 + (i % 3)}\t{150 + (40 * Next()):F3}\t{60 + (40 * Next()):F3}\n");
        }

        folder.Write("g.fam", fam.ToString());
        folder.Write("g.bim", bim.ToString());
        File.WriteAllBytes(folder["g.bed"], [.. bed]);
        folder.Write("people.tsv", table.ToString());

        double Next() => draws.Uniform(place++);

        int Passed(int ofParent) => ofParent == 1 ? (int)(2 * Next()) : ofParent / 2;
    }
}
