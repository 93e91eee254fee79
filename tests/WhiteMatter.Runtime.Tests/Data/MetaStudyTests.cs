using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Published files and their meta-analysis as steps of a study. How they are combined is the business of the libraries' tests.</summary>
public sealed class MetaStudyTests : InFolder
{
    private const string Header = "chr pos snp ea nea eaf beta se p n\n";

    private PlanStep Published(string name, string text, string build = "GRCh37", int? people = null)
    {
        Folder.Write(name, text);
        return ToyStudy.Step(name, new PublishedParameters(Folder.Reference(name), PublishedLayout.Auto, "height", build, people), [], null);
    }

    private static PlanStep Meta(
        StudyWeights weights, ImmutableArray<PlanStep> studies, int minimum = 2, StrandTreatment strands = StrandTreatment.ByFrequency) =>
        ToyStudy.Step(
            "all",
            new MetaParameters([.. studies.Select(study => study.Declaration)], weights, EffectsModel.Fixed, strands, 0.4, minimum, false, 1),
            [.. studies.SelectMany((study, i) => new[] { ($"association{i + 1}", study), ($"genotypes{i + 1}", study) })],
            "all/");

    private async Task<RunResult> Run(params ImmutableArray<PlanStep> steps)
    {
        var cores = new[] { 1, 3 };
        RunResult? last = null;
        foreach (var count in cores)
        {
            last = await Folder.RunAsync(Folder.PlanOf(steps), BuiltInHandlers.Table, cores: count, store: $".wmstudy{count}");
        }

        return last!;
    }

    private static async Task Refused(Task<RunResult> running, DiagnosticDescriptor row, string part)
    {
        var result = await running;
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Contains(result.Diagnostics, found => found.Code == row.Code && found.Message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_files_become_one_table_whatever_the_number_of_cores()
    {
        var one = Published("one.txt", Header + "1 100 a A G 0.3 0.2 0.1 0.0455 50\n1 200 b A T 0.45 0.2 0.1 0.0455 50\nX 7 c A G 0.1 0.2 0.1 0.0455 50\n2 7 d A G 0.1 0.2 0.1 0.0455 50\n");
        var two = Published("two.txt", Header + "1 100 rs1 G A 0.1 -0.4 0.1 0.0000633 70\n1 200 b A T 0.45 0.2 0.1 0.0455 70\nX 7 c A G 0.1 0.4 0.1 NA 70\n");
        var meta = Meta(StudyWeights.InverseVariance, [one, two]);
        var result = await Run(one, two, meta);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        Assert.Equal(
            [MetaCodes.StrandUnknown.Code, MetaCodes.StrandUnknown.Code, MetaCodes.FrequenciesDiffer.Code, MetaCodes.TooFewStudies.Code],
            result.Diagnostics.Select(found => found.Code));
        var rows = Unpack(Folder["results/all/height.meta.tsv.gz"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["1", "X"], rows.Skip(1).Select(row => row[0]));

        // Equal standard errors: β is the mean, SE 0.1/√2; frequency (50 · 0.3 + 70 · 0.9)/120; Q = 2 · (0.1/0.1)² = 2, P(χ²₁ > 2) = 0.15729920705028513.
        var first = rows[0].Zip(rows[1]).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(("A", "G", "a", "++", "2", "120"), (first["effect_allele"], first["other_allele"], first["variant_id"], first["direction"], first["studies"], first["n"]));
        Near(0.3, first["beta"]);
        Near(0.1 / Math.Sqrt(2), first["standard_error"]);
        Near(0.65, first["effect_allele_frequency"]);
        Near(2, first["q"]);
        Near(0.15729920705028513, first["heterogeneity_p_value"]);
        Near(50, first["i2"]);

        // A header, and for each of two variants two studies and both.
        Assert.Equal(7, File.ReadAllLines(Folder["results/all/forest.tsv"]).Length);
        Assert.False(File.Exists(Folder["results/all/association.bin"]));

        // The same bytes on one core and on three.
        var files = new[] { ".wmstudy1", ".wmstudy3" }.Select(store => Directory.EnumerateFiles(Folder[store], "*.bin", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList()).ToList();
        Assert.Equal(3, files[0].Count);
        Assert.All(files[0].Zip(files[1]), pair => Assert.Equal(pair.First, pair.Second));

        static void Near(double expected, string text) => Assert.Equal(expected, double.Parse(text, CultureInfo.InvariantCulture), 7);
    }

    [Fact]
    public async Task A_file_says_what_was_left_out_computed_and_not_there()
    {
        var one = Published("one.txt", "chr pos snp ea nea beta se p\n1 1 a A G 0.2 NA 0.0455\n1 2 b A G 4 0.1 0\n1 3 c A A 1 1 1\n1 1 d A G 1 0.1 1e-3\n1 4 e A G 1 0.1 0.5\n");
        var result = await Run(one);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        Assert.Equal(
            [MetaCodes.RowsUnusable.Code, MetaCodes.StatisticsContradict.Code, MetaCodes.StatisticsCompleted.Code, MetaCodes.StatisticsIncomplete.Code],
            result.Diagnostics.Select(found => found.Code));
        Assert.Contains("2 of 5 rows (1 as their alleles are missing, the same or no sequences, first in line 4; 1 as an earlier row has the same alleles at the same place, first in lines 2 and 5)", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Effects_that_are_never_negative_are_told()
    {
        var text = Header + string.Concat(Enumerable.Range(1, 120).Select(i => $"1 {i} v{i} A G 0.3 1.1 0.1 NA 100\n"));
        var result = await Run(Published("one.txt", text));
        Assert.Contains(result.Diagnostics, found => found.Code == MetaCodes.EffectsNeverNegative.Code);
    }

    [Fact]
    public Task A_file_without_a_usable_row_is_refused() =>
        Refused(Run(Published("one.txt", Header + "1 0 a A G 0.3 0.2 0.1 0.0455 50\n")), MetaCodes.NoRowUsable, "None of the 1 rows");

    [Fact]
    public Task A_file_of_another_build_is_refused() =>

        // Chromosome 17 ends at 81,195,210 in GRCh37 and at 83,257,441 in GRCh38.
        Refused(Run(Published("one.txt", Header + "17 83000000 a A G 0.3 0.2 0.1 0.0455 50\n")), MetaCodes.StatisticsOfOtherBuild, "possible in GRCh38");

    [Fact]
    public Task Studies_of_other_traits_are_refused()
    {
        var one = Published("one.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        var two = Published("two.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        two = ToyStudy.Step("two.txt", (PublishedParameters)two.Parameters with { Trait = "weight" }, [], null);
        return Refused(Run(one, two, Meta(StudyWeights.InverseVariance, [one, two])), MetaCodes.NoTraitShared, "one.txt has height; two.txt has weight");
    }

    [Fact]
    public async Task Traits_of_one_study_are_left_out_and_counted()
    {
        var one = Published("one.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        var two = Published("two.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        var other = Published("three.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        other = ToyStudy.Step("three.txt", (PublishedParameters)other.Parameters with { Trait = "weight" }, [], null);
        var result = await Run(one, two, other, Meta(StudyWeights.InverseVariance, [one, two, other]));
        Assert.Contains(result.Diagnostics, found => found.Code == MetaCodes.TraitsOfOneStudy.Code && found.Message.Contains("1 of 2 traits", StringComparison.Ordinal));
    }

    [Fact]
    public Task Studies_without_a_variant_in_common_are_refused()
    {
        var one = Published("one.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        var two = Published("two.txt", Header + "2 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        return Refused(Run(one, two, Meta(StudyWeights.InverseVariance, [one, two])), MetaCodes.NothingCombined, "None of the 2 variants");
    }

    [Fact]
    public async Task Z_alone_is_combined_by_people_and_not_by_variance()
    {
        var one = Published("one.txt", "chr pos ea nea z n\n1 1 A G 2 100\n");
        var two = Published("two.txt", "chr pos ea nea z n\n1 1 A G 1 300\n");
        await Refused(Run(one, two, Meta(StudyWeights.InverseVariance, [one, two])), MetaCodes.StudyWithoutEffects, "one.txt has z alone");
        var result = await Run(one, two, Meta(StudyWeights.SampleSize, [one, two]));
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));

        // (√100 · 2 + √300 · 1)/√400
        var row = Unpack(Folder["results/all/height.meta.tsv.gz"]).Split('\n')[1].Split('\t');
        Assert.Equal((20 + Math.Sqrt(300)) / 20, double.Parse(row[4], CultureInfo.InvariantCulture), 7);
    }

    [Fact]
    public Task People_that_are_not_known_are_no_weights()
    {
        var one = Published("one.txt", "chr pos ea nea z\n1 1 A G 2\n");
        var two = Published("two.txt", "chr pos ea nea z\n1 1 A G 2\n", people: 70);
        return Refused(Run(one, two, Meta(StudyWeights.SampleSize, [one, two])), MetaCodes.StudyWithoutPeople, "one.txt does not say");
    }

    [Fact]
    public async Task Loci_of_a_file_are_those_of_the_reference_and_variants_outside_it_are_counted()
    {
        // Variants stand at every 1,000 base pairs up to 50,000 on chromosome 1.
        _ = new SmallFileset(Folder);
        var genotypes = ToyStudy.Step("g", Folder.PlinkSet("g"), [], null);
        var bim = File.ReadLines(Folder["g.bim"]).Select(line => line.Split('\t', ' ')).ToList();
        var text = Header + string.Concat(bim.Take(20).Select((fields, i) => $"{fields[0]} {fields[3]} x{i} {fields[5]} {fields[4]} 0.3 {(i == 7 ? 9 : 0.1)} 1 NA 100\n")) + "1 999999 y A G 0.3 9 1 NA 100\n";
        var one = Published("one.txt", text);
        var aligned = ToyStudy.Step("leads", new AlignmentParameters(), [("association", one), ("variants", one), ("genotypes", genotypes)], null);
        ImmutableArray<FileReference> files = [Folder.Reference("g.bed")];
        var loci = ToyStudy.Step(
            "leads", new LociParameters(files, new NumberExpression(1e-6), 0.1, 5_000, 0.01, 0), [("association", aligned), ("genotypes", genotypes)], "leads/");
        var result = await Run(genotypes, one, aligned, loci);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        Assert.Contains(result.Diagnostics, found => found.Code == MetaCodes.NotInReference.Code && found.Message.Contains("1 of 21 variants", StringComparison.Ordinal));
        var rows = File.ReadAllLines(Folder["results/leads/loci.tsv"]).Select(line => line.Split('\t')).ToArray();
        var lead = Assert.Single(rows.Skip(1));

        // The file's effect is of the second allele; the reference counts the first.
        Assert.Equal((bim[7][1], bim[7][4], "-9"), (lead[5], lead[7], lead[11]));
    }

    [Fact]
    public Task Studies_out_of_order_are_refused()
    {
        var one = Published("one.txt", Header + "1 1 a A G 0.3 0.2 0.1 0.0455 50\n");
        _ = new SmallFileset(Folder);
        var lines = File.ReadAllLines(Folder["g.bim"]);
        (lines[3], lines[4]) = (lines[4], lines[3]);
        File.WriteAllLines(Folder["g.bim"], lines);
        var genotypes = ToyStudy.Step("g", Folder.PlinkSet("g"), [], null);
        var aligned = ToyStudy.Step("leads", new AlignmentParameters(), [("association", one), ("variants", one), ("genotypes", genotypes)], null);
        return Refused(Run(genotypes, one, aligned), MetaCodes.StudyUnsorted, "the reference");
    }

    private static string Unpack(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
