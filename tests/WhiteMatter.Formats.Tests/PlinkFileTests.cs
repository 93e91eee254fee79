using System.Diagnostics;
using WhiteMatter.Formats.Plink;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class PlinkFileTests : InFolder
{
    [Fact]
    public void Variants_are_read_with_normalised_chromosomes_and_counted_oddities()
    {
        var bim = BimFile.Read(Folder.Write("a.bim",
            "chr1 rs1 0 100 A G\n1 rs2 0.25 100 AT G\n23 rs3 0 7 0 C\nchrX . 0 9 T C\nchrM . 0 1 <DEL> REF\n0 rs1 0 0 D I\nchr6_alt v 0 5 a c\n"));
        Assert.Equal(7, bim.Count);
        Assert.Equal(["1", "X", "MT", "0", "6_alt"], bim.Chromosomes.ToArray());
        Assert.Equal(("rs2", "1", 100, 0.25f, "AT", "G"), (bim.Id(1), bim.ChromosomeOf(1), bim.Position(1), bim.Centimorgans(1), bim.Allele1(1), bim.Allele2(1)));
        Assert.Equal((1L, 2L, 1L, 2L, 1L), (bim.FindDuplicates().Count, bim.UnnamedCount, bim.MissingAlleleCount, bim.SymbolicAlleleCount, bim.UnplacedCount));
        Assert.Equal(new DuplicateVariant("rs1", 1, 6), Assert.Single(bim.FindDuplicates().Listed));
        Assert.Equal((2, -1, 0), (bim.Find("rs3"), bim.Find("rs9"), bim.Find("rs1")));
        Assert.True(bim.IsSorted);
        Assert.Equal([(0, 0, 2), (1, 2, 2), (2, 4, 1), (3, 5, 1), (4, 6, 1)], bim.Runs());
    }

    [Theory]
    [InlineData("1 a 0 5 A C\n1 b 0 4 A C\n1 c 0 3 A C\n", 2L)]
    [InlineData("1 a 0 5 A C\n2 b 0 4 A C\n\n1 c 0 6 A C\n", 4L)]
    public void The_first_line_out_of_order_is_reported(string text, long line) =>
        Assert.Equal(line, BimFile.Read(Folder.Write("a.bim", text)).FirstUnsortedLine);

    [Theory]
    [InlineData("1 a 0 5 A\n", DataProblem.FieldCount)]
    [InlineData("1 a 0 5 A C G\n", DataProblem.FieldCount)]
    [InlineData("1 a 0 -5 A C\n", DataProblem.PositionInvalid)]
    [InlineData("1 a 0 5.5 A C\n", DataProblem.PositionInvalid)]
    [InlineData("1 a 0 3000000000 A C\n", DataProblem.PositionInvalid)]
    [InlineData("1 a cM 5 A C\n", DataProblem.GeneticPositionInvalid)]
    [InlineData("1 a 0 5 1 2\n", DataProblem.AlleleInvalid)]
    [InlineData("1 a 0 5 A <\n", DataProblem.AlleleInvalid)]
    [InlineData("1 a 0 5 A A\n", DataProblem.AllelesIdentical)]
    [InlineData("\n", DataProblem.FileEmpty)]
    public void A_faulty_variant_is_refused(string text, DataProblem problem)
    {
        var path = Folder.Write("a.bim", "1 ok 0 1 A C\n" + text);
        if (problem == DataProblem.FileEmpty)
        {
            path = Folder.Write("a.bim", text);
        }

        var error = Assert.Throws<DataFormatException>(() => BimFile.Read(path));
        Assert.Equal(problem, error.Problem);
        Assert.Equal(problem == DataProblem.FileEmpty ? null : 2L, error.Line);
    }

    [Fact]
    public void Many_variants_are_held_compactly_and_found_by_name()
    {
        const int count = 300_000;
        using (var writer = new StreamWriter(Folder["big.bim"]))
        {
            for (var i = 0; i < count; i++)
            {
                writer.Write($"{1 + (i / 20_000)}\trs{i * 37L}\t0\t{i}\t{"ACGT"[i % 4]}\t{"CGTA"[i % 4]}\n");
            }
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var bim = BimFile.Read(Folder["big.bim"]);
        Assert.Equal(0, bim.FindDuplicates().Count);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(count, bim.Count);
        Assert.True(bim.IsSorted);
        for (var i = 0; i < count; i += 997)
        {
            Assert.Equal(i, bim.Find("rs" + (i * 37L)));
        }

        // Chromosome and position, and a few pages.
        Assert.True((held - (12 << 20)) / (double)count < 7, $"{held / (double)count:F1} bytes a variant");
        GC.KeepAlive(bim);
    }

    [Fact]
    public void People_are_read_and_a_person_twice_is_refused_with_both_lines()
    {
        var fam = FamFile.Read(Folder.Write("a.fam", "f1 a 0 0 1 -9\nf1\tb\t0\ta\t2\t1.5\nf2 a 0 0 0 NA\n"));
        Assert.Equal(new FamPerson("f1", "b", "0", "a", Sex.Female, "1.5"), fam.People[1]);
        Assert.False(fam.IdsAreUnique);
        var error = Assert.Throws<DataFormatException>(() => FamFile.Read(Folder.Write("b.fam", "f1 a 0 0 1 -9\n\nf1 a 0 0 2 -9\n")));
        Assert.Equal((DataProblem.DuplicateId, 1L, 3L), (error.Problem, error.OtherLine, error.Line));
        Assert.Equal(DataProblem.FieldCount, Assert.Throws<DataFormatException>(() => FamFile.Read(Folder.Write("c.fam", "f1 a 0 0 1\n"))).Problem);
        Assert.Equal(DataProblem.FileEmpty, Assert.Throws<DataFormatException>(() => FamFile.Read(Folder.Write("d.fam", "\n"))).Problem);
    }

    [Fact]
    public void People_are_matched_by_identifier_never_by_row()
    {
        var fam = FamFile.Read(Folder.Write("a.fam", "0 c 0 0 1 -9\n0 a 0 0 1 -9\n0 d 0 0 1 -9\n"));
        var match = PeopleMatch.Find(["a", "b", "c"], null, fam);
        Assert.Equal([1, -1, 0], match.GenotypeIndex);
        Assert.Equal((2, 1, 1, OtherReading.None), (match.Matched, match.Unmatched, match.UnmatchedGenotypes, match.Suggestion));
        Assert.Equal(["b"], match.UnmatchedExamples.ToArray());
        Assert.Equal(["d"], match.UnmatchedGenotypeExamples.ToArray());
    }

    [Theory]
    [InlineData("f1 1 0 0 0 0\nf2 1 0 0 0 0\nf3 1 0 0 0 0\n", "f1 f2 f3", OtherReading.FamilyId)]
    [InlineData("f1 a 0 0 0 0\nf2 b 0 0 0 0\nf3 c 0 0 0 0\n", "f1_a f2_b f3_c", OtherReading.FamilyUnderscoreId)]
    [InlineData("0 7_a 0 0 0 0\n0 8_b 0 0 0 0\n0 9_c 0 0 0 0\n", "a b c", OtherReading.IdAfterUnderscore)]
    [InlineData("0 na1 0 0 0 0\n0 na2 0 0 0 0\n0 na3 0 0 0 0\n", "NA1 NA2 NA3", OtherReading.OtherCase)]
    [InlineData("0 007 0 0 0 0\n0 008 0 0 0 0\n0 0123 0 0 0 0\n", "7 8 123", OtherReading.WithoutLeadingZeros)]
    [InlineData("0 x 0 0 0 0\n0 y 0 0 0 0\n0 z 0 0 0 0\n", "a b c", OtherReading.None)]
    public void A_confusion_of_identifiers_is_recognised(string fam, string ids, OtherReading expected)
    {
        var match = PeopleMatch.Find(ids.Split(' '), null, FamFile.Read(Folder.Write("a.fam", fam)));
        Assert.Equal((0, expected, expected == OtherReading.None ? 0 : 3), (match.Matched, match.Suggestion, match.SuggestedMatches));
    }

    [Theory]
    [InlineData("0 a 0 0 0 0\n0 b 0 0 0 0\n0 c 0 0 0 0\n", OtherReading.IdWithoutFamily, 3)]
    [InlineData("x a 0 0 0 0\ny b 0 0 0 0\nz c 0 0 0 0\n", OtherReading.IdWithoutFamily, 3)]
    [InlineData("x a 0 0 0 0\ny a 0 0 0 0\nz q 0 0 0 0\n", OtherReading.None, 0)] // "a" alone would name two people
    [InlineData("0 7_a 0 0 0 0\n0 8_b 0 0 0 0\n0 9_c 0 0 0 0\n", OtherReading.IdAfterUnderscore, 3)]
    public void Families_that_differ_while_identifiers_match_are_recognised(string fam, OtherReading expected, int matches)
    {
        var match = PeopleMatch.Find(["a", "b", "c"], ["f1", "f2", "f3"], FamFile.Read(Folder.Write("a.fam", fam)));
        Assert.Equal((0, expected, matches), (match.Matched, match.Suggestion, match.SuggestedMatches));
    }

    [Fact]
    public void An_identifier_of_two_people_needs_its_family()
    {
        var fam = FamFile.Read(Folder.Write("a.fam", "f1 a 0 0 1 -9\nf2 a 0 0 1 -9\n"));
        Assert.Equal(DataProblem.AmbiguousPerson, Assert.Throws<DataFormatException>(() => PeopleMatch.Find(["a"], null, fam)).Problem);
        Assert.Equal([1], PeopleMatch.Find(["a"], ["f2"], fam).GenotypeIndex);
    }

    [Fact]
    public void Blocks_of_genotypes_are_the_bytes_of_the_file_from_any_thread()
    {
        const int variants = 1000;
        const int people = 357;
        var bytes = new byte[3 + (variants * 90)];
        new Random(5).NextBytes(bytes);
        (bytes[0], bytes[1], bytes[2]) = (0x6c, 0x1b, 0x01);
        using var bed = BedFile.Open(Folder.Write("a.bed", bytes), variants, people);
        Assert.Equal(90, bed.BytesPerVariant);
        Parallel.For(0, 100, i =>
        {
            var block = new byte[10 * 90];
            bed.ReadCalls(i * 10, 10, block);
            Assert.True(block.AsSpan().SequenceEqual(bytes.AsSpan(3 + (i * 900), 900)));
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => bed.ReadCalls(995, 6, new byte[540]));
        Assert.Throws<ArgumentException>(() => bed.ReadCalls(0, 6, new byte[539]));
    }

    /// <summary>Pages of 1024 lines with blank lines, byte order mark and CRLF between them, plain and packed, in an order that no cache foresees.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Variants_are_read_again_wherever_they_stand(bool packed)
    {
        const int Count = 150_000;
        var text = new System.Text.StringBuilder("\uFEFF");
        for (var i = 0; i < Count; i++)
        {
            text.Append(i % 700 == 3 ? "  \r\n" : "").Append($"{1 + (i / 50_000)} \t v{i % 149_999} {i % 7}.5\t{i + 1}\t{new string('A', 1 + (i % 30))}\tC{(i % 3 == 0 ? "\r\n" : "\n")}");
        }

        var bim = BimFile.Read(packed ? Folder.WriteGzip("a.bim", text.ToString()) : Folder.Write("a.bim", text.ToString()));
        Assert.Equal(Count, bim.Count);
        var random = new Random(3);
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            int i;
            lock (random)
            {
                i = random.Next(Count);
            }

            Assert.Equal(
                ($"v{i % 149_999}", (1 + (i / 50_000)).ToString(), i + 1, (i % 7) + 0.5f, new string('A', 1 + (i % 30)), "C"),
                (bim.Id(i), bim.ChromosomeOf(i), bim.Position(i), bim.Centimorgans(i), bim.Allele1(i), bim.Allele2(i)));
        });
        var duplicates = bim.FindDuplicates();
        Assert.Equal(1, duplicates.Count);

        // Line 1 is variant 0; 215 lines of blanks stand before the last variant.
        Assert.Equal(new DuplicateVariant("v0", 1, Count + 215), Assert.Single(duplicates.Listed));
        Assert.Equal(0, bim.Find("v0"));
        Assert.Equal(77, bim.Find("v77"));
        Assert.Equal(-1, bim.Find("absent"));
    }

    /// <summary>Identifiers in parts of any size; of so many alike the first thousand are listed, by the later line.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(6000)]
    [InlineData(999)]
    [InlineData(7)]
    public void Duplicates_are_the_same_however_many_identifiers_are_held_together(int atOnce)
    {
        const int Distinct = 5000, Count = 7500;
        var bim = BimFile.Read(Folder.Write("a.bim", string.Concat(Enumerable.Range(0, Count).Select(i => $"1\tv{i % Distinct}\t0\t{i + 1}\tA\tC\n"))));
        var duplicates = bim.FindDuplicates(atOnce);
        Assert.Equal(Count - Distinct, duplicates.Count);
        Assert.Equal(
            Enumerable.Range(Distinct, BimFile.MostDuplicatesListed).Select(i => new DuplicateVariant($"v{i - Distinct}", i - Distinct + 1, i + 1)), duplicates.Listed);
    }

    [Fact]
    public void A_bim_file_that_changes_after_it_was_read_is_an_error()
    {
        var path = Folder.Write("a.bim", string.Concat(Enumerable.Range(0, 3000).Select(i => $"1\tv{i}\t0\t{i}\tA\tC\n")));
        var bim = BimFile.Read(path);
        File.WriteAllText(path, "1\tother\t0\t1\tA\tC\n");
        Assert.Equal(DataProblem.FileChanged, Assert.Throws<DataFormatException>(() => bim.Id(2500)).Problem);
    }

    [Theory]
    [InlineData("6c1b00" + "00", DataProblem.BedMagic, "--make-bed")]
    [InlineData("6c1b10" + "00", DataProblem.BedMagic, ".pgen")]
    [InlineData("1f8b08" + "00", DataProblem.BedMagic, "Unpack")]
    [InlineData("636872" + "31", DataProblem.BedMagic, "UCSC")]
    [InlineData("6c1b", DataProblem.BedMagic, "")]
    [InlineData("", DataProblem.FileEmpty, "")]
    [InlineData("6c1b01" + "0000", DataProblem.BedSize, "cut short")]
    [InlineData("6c1b01" + "00000000", DataProblem.BedSize, ".bim and .fam")]
    [InlineData("6c1b01" + "000000000000", DataProblem.BedSize, ".bim and .fam")]
    public void A_faulty_bed_file_is_refused_with_the_way_out(string hex, DataProblem problem, string remedy)
    {
        // Three variants of four people are three bytes of genotypes.
        var error = Assert.Throws<DataFormatException>(() => BedFile.Open(Folder.Write("a.bed", Convert.FromHexString(hex)), 3, 4));
        Assert.Equal(problem, error.Problem);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
        if (hex.Length == 18)
        {
            Assert.Equal("the file has 9 bytes, which would fit 6 variants of 4 people or 3 variants of 5 to 8 people", error.Found);
        }
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_noticed()
    {
        var path = Folder.Write("a.bed", [0x6c, 0x1b, 1, 9, 9, 9]);
        using var bed = BedFile.Open(path, 3, 4);
        bed.ReadCalls(0, 3, new byte[3]);
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(DataProblem.FileChanged, Assert.Throws<DataFormatException>(() => bed.ReadCalls(0, 3, new byte[3])).Problem);
        using var other = BedFile.Open(path, 3, 4);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(4);
        }

        Assert.Equal(DataProblem.FileChanged, Assert.Throws<DataFormatException>(() => other.ReadCalls(0, 3, new byte[3])).Problem);
    }

    [Fact]
    public void A_large_file_is_read_in_small_memory()
    {
        const int variants = 200_000;
        using (var file = File.Create(Folder["a.bed"]))
        {
            file.Write([0x6c, 0x1b, 1]);
            file.SetLength(3 + (variants * 250L));
        }

        using var bed = BedFile.Open(Folder["a.bed"], variants, 1000);
        var block = new byte[1000 * 250];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var first = 0; first < variants; first += 1000)
        {
            bed.ReadCalls(first, 1000, block);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }
}
