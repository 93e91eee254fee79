using WhiteMatter.Genetics.Association;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>What is not asked for is damaged in these tests: whoever reads it fails.</summary>
public sealed class AssociationTableTests : IDisposable
{
    private const int Variants = 700;
    private const int Traits = 5;
    private const int BlockSize = 100;

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.02, 0)]
    [InlineData(0.02, 0.05)]
    public void Single_traits_and_all_traits_of_a_block_are_read_as_they_were_written(double missingGenotypes, double missingTraits)
    {
        var written = Drawn(missingGenotypes, missingTraits);
        using var table = Store(written);
        Assert.Equal(Variants, table.Variants);
        Assert.Equal(Variants / BlockSize, table.Blocks);
        var all = table.CreateBuffer();
        var parallel = table.CreateBuffer();
        var two = table.CreateBuffer(2);
        var largest = new double[Traits];
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, all);
            table.Read(b, parallel, AssociationColumns.All, 2);
            Same(written[b], all, [0, 1, 2, 3, 4]);
            Same(written[b], parallel, [0, 1, 2, 3, 4]);
            table.ReadTraits(b, [3, 1], two);
            Same(written[b], two, [3, 1]);
            table.ReadLargest(b, largest);
            for (var t = 0; t < Traits; t++)
            {
                var most = written[b].NegLog10P.AsSpan(t * written[b].Count, written[b].Count).ToArray().Where(p => !double.IsNaN(p)).DefaultIfEmpty(-1).Max();
                Assert.InRange(largest[t], most, double.IsInfinity(most) ? most : most + (1e-6 * Math.Abs(most)));
            }

            Assert.Equal(largest.Max(), table.LargestNegLog10P(b));
        }
    }

    [Fact]
    public void A_table_of_complete_data_takes_less_than_two_doubles_a_cell_and_a_few_bytes_a_variant()
    {
        using var set = new SyntheticFileset(400, 2048, 0, seed: 3);
        var study = new SyntheticStudy(set, 400, traits: 20, missing: 0, seed: 4);
        using var blocks = new MemoryStream();
        using (var bed = set.Open())
        {
            LinearAssociation.Run(study.Design, bed, new AssociationRange(null, 0, 2048, 1024, null), new AssociationOptions(5, 2), blocks, CancellationToken.None);
        }

        Assert.InRange(blocks.Length, 1, 2048L * ((20 * 14.6) + 40));
    }

    [Fact]
    public void A_trait_is_read_without_the_chunks_of_others()
    {
        var written = Drawn(0, 0);
        Store(written).Dispose();

        // The chunk of the last trait ends a block.
        Damage((first, last) => (last - 1, last), [.. Enumerable.Range(0, written.Count)]);
        using var table = AssociationTable.Open(_path);
        var one = table.CreateBuffer(1);
        var all = table.CreateBuffer();
        table.ReadTraits(0, [2], one);
        Same(written[0], one, [2]);
        Assert.Throws<InvalidDataException>(() => table.ReadTraits(0, [Traits - 1], one));
        Assert.Throws<InvalidDataException>(() => table.Read(0, all));
        Assert.All(
            AssociationSelection.Select(table, new AssociationQuery { Traits = [1, 2] }, CancellationToken.None),
            cell => Assert.InRange(cell.Trait, 1, 2));
    }

    [Fact]
    public void Blocks_outside_the_rows_and_above_the_P_asked_for_are_not_read()
    {
        var written = Drawn(0, 0);
        Store(written).Dispose();

        var best = 2;
        written[best].NegLog10P[7] = 30;
        Store(written).Dispose();
        Damage((first, last) => (first, last), [.. Enumerable.Range(0, written.Count).Where(b => b != best)]);
        using var table = AssociationTable.Open(_path);
        var least = Enumerable.Range(0, written.Count).Where(b => b != best).Max(b => LargestOf(written[b])) + 1e-3;
        var found = AssociationSelection.Select(table, new AssociationQuery { LeastNegLog10P = least }, CancellationToken.None).ToList();
        Assert.NotEmpty(found);
        Assert.Equal(Cells(written).Count(cell => cell.NegLog10P >= least), found.Count);
        var inBlock = AssociationSelection.Select(
            table, new AssociationQuery { Rows = [((best * BlockSize) + 3, (best * BlockSize) + 7), ((best * BlockSize) + 20, (best * BlockSize) + 20)] }, CancellationToken.None);
        Assert.Equal(6 * Traits, inBlock.Count());
        Assert.Throws<InvalidDataException>(() => AssociationSelection.Select(table, new AssociationQuery(), CancellationToken.None).Count());
    }

    [Fact]
    public void Top_cells_are_those_that_sorting_all_cells_puts_first()
    {
        var written = Drawn(0.01, 0.05);
        using var table = Store(written);
        var expected = Cells(written).Where(cell => !double.IsNaN(cell.NegLog10P)).OrderByDescending(cell => cell.NegLog10P).Take(25).ToList();
        var found = AssociationSelection.Top(table, new AssociationQuery(), 25, CancellationToken.None);
        Assert.Equal(expected.Select(cell => (cell.Trait, cell.Variant)), found.Select(cell => (cell.Trait, cell.Variant)));
        Assert.Equal(expected.Select(cell => cell.People), found.Select(cell => cell.People));
        Assert.Equal(double.PositiveInfinity, Assert.Single(AssociationSelection.Top(table, new AssociationQuery { LeastNegLog10P = 1000 }, 25, CancellationToken.None)).NegLog10P);
        Assert.Empty(AssociationSelection.Top(table, new AssociationQuery { LeastNegLog10P = 1000, Traits = [0, 1] }, 25, CancellationToken.None));
        Assert.Equal(3, AssociationSelection.Top(table, new AssociationQuery { Traits = [4] }, 3, CancellationToken.None).Count);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(300)]
    [InlineData(-10)]
    [InlineData(-30)]
    public void A_table_that_is_cut_short_or_damaged_at_its_ends_is_refused(int at)
    {
        Store(Drawn(0, 0)).Dispose();
        var bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, bytes[..(at < 0 ? bytes.Length + at : at)]);
        Assert.Throws<InvalidDataException>(() => AssociationTable.Open(_path));
        bytes[at < 0 ? bytes.Length + at : 0] ^= 1;
        File.WriteAllBytes(_path, bytes);
        Assert.Throws<InvalidDataException>(() => AssociationTable.Open(_path));
    }

    private static double LargestOf(AssociationBlock block) => block.NegLog10P.Take(block.Count * block.Traits).Where(p => !double.IsNaN(p)).DefaultIfEmpty(-1).Max();

    private static IEnumerable<(int Trait, int Variant, double NegLog10P, int People)> Cells(List<AssociationBlock> blocks) =>
        from block in blocks
        from trait in Enumerable.Range(0, block.Traits)
        from v in Enumerable.Range(0, block.Count)
        select (trait, block.Variant[v], block.NegLog10P[(trait * block.Count) + v], block.PeopleOf(trait, v));

    private static void Same(AssociationBlock expected, AssociationBlock read, int[] traits)
    {
        var count = expected.Count;
        Assert.Equal(count, read.Count);
        Assert.Equal((expected.FirstFileVariant, expected.FileVariants), (read.FirstFileVariant, read.FileVariants));
        Assert.Equal(expected.Variant.Take(count), read.Variant.Take(count));
        Assert.Equal(expected.Counts.Take(count), read.Counts.Take(count));
        Assert.Equal(expected.Reason.Take(count), read.Reason.Take(count));
        for (var place = 0; place < traits.Length; place++)
        {
            var (from, to) = (traits[place] * count, place * count);
            Assert.Equal(Bits(expected.Beta, from, count), Bits(read.Beta, to, count));
            Assert.Equal(Bits(expected.StandardError, from, count), Bits(read.StandardError, to, count));
            Assert.Equal(Bits(expected.NegLog10P, from, count), Bits(read.NegLog10P, to, count));
            Assert.Equal(
                Enumerable.Range(0, count).Select(v => expected.PeopleOf(traits[place], v)),
                Enumerable.Range(0, count).Select(v => read.PeopleOf(place, v)));
            Assert.Equal(expected.Remark.AsSpan(from, count), read.Remark.AsSpan(to, count));
        }
    }

    private static IEnumerable<long> Bits(double[] numbers, int first, int count) => numbers.Skip(first).Take(count).Select(BitConverter.DoubleToInt64Bits);

    public void Dispose() => File.Delete(_path);

    /// <summary>
    /// Drawn results in the form that linear regression gives them: SE² · df + β² is a number of the variant times one of the trait where
    /// nothing is missing. Some cells have no test, some an exact fit, and all a remark.
    /// </summary>
    private static List<AssociationBlock> Drawn(double missingGenotypes, double missingTraits)
    {
        var random = new Random(7);
        var blocks = new List<AssociationBlock>();
        for (var first = 0; first < Variants; first += BlockSize)
        {
            var block = new AssociationBlock(BlockSize, Traits, missingTraits > 0, hasRemarks: true) { Rank = 4, DerivesP = missingGenotypes > 0 };
            block.Hold(first, BlockSize);
            for (var v = 0; v < BlockSize; v++)
            {
                block.Variant[v] = first + v;
                block.Counts[v] = new VariantCounts(20 + random.Next(20), 60, 100, random.NextDouble() < missingGenotypes * 10 ? random.Next(9) : 0);
                block.Reason[v] = v % 41 == 0 ? UntestedReason.Monomorphic : UntestedReason.Tested;
                var spread = 0.5 + random.NextDouble();
                for (var t = 0; t < Traits; t++)
                {
                    var cell = (t * BlockSize) + v;
                    var people = block.Counts[v].Called - (missingTraits > 0 ? random.Next(5) : 0);
                    if (block.CellPeople is not null)
                    {
                        block.CellPeople[cell] = people;
                    }

                    var beta = 0.1 * (random.NextDouble() - 0.5);
                    block.Beta[cell] = v % 41 == 0 ? double.NaN : beta;
                    block.StandardError[cell] = v % 41 == 0 ? double.NaN : v == 50 ? 0 : Math.Sqrt(((spread * (t + 1)) - (beta * beta)) / (people - 5));
                    block.NegLog10P[cell] = v % 41 == 0 ? double.NaN : v == 50 && t == 2 && first == 200 ? double.PositiveInfinity : -Math.Log10(1 - random.NextDouble());
                    block.Remark![cell] = (byte)random.Next(3);
                }
            }

            blocks.Add(block);
        }

        return blocks;
    }

    private AssociationTable Store(List<AssociationBlock> blocks)
    {
        var header = new AssociationTableHeader(200, 4, blocks[0].CellPeople is not null, [.. Enumerable.Range(0, Traits).Select(t => $"t{t}")]) { HasRemarks = true };
        using (var output = File.Create(_path))
        using (var writer = AssociationTableWriter.Create(output, header, threads: 2))
        {
            foreach (var block in blocks)
            {
                writer.Write(block);
            }

            writer.Complete();
        }

        return AssociationTable.Open(_path);
    }

    /// <summary>Overwrites part of chosen blocks behind what they begin with (56 bytes). The trailer (24 bytes) says where the index is, its entries (64 bytes) where the blocks are.</summary>
    private void Damage(Func<long, long, (long First, long Last)> part, int[] chosen)
    {
        var bytes = File.ReadAllBytes(_path);
        var count = BitConverter.ToInt32(bytes, bytes.Length - 24);
        var index = BitConverter.ToInt64(bytes, bytes.Length - 16);
        var starts = Enumerable.Range(0, count).Select(b => BitConverter.ToInt64(bytes, (int)index + (64 * b))).Append(index).ToArray();
        foreach (var b in chosen)
        {
            var (first, last) = part(starts[b] + 56, starts[b + 1]);
            for (var at = first; at < last; at++)
            {
                bytes[at] ^= 0x55;
            }
        }

        File.WriteAllBytes(_path, bytes);
    }
}
