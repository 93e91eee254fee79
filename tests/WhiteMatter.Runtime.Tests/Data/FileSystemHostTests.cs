using System.IO.Compression;
using WhiteMatter.Fixtures;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

public sealed class FileSystemHostTests : InSmallFileset
{
    private readonly FileSystemHost _host;

    public FileSystemHostTests()
    {
        _host = new FileSystemHost(Folder.Path, ArtifactStore.OpenForWriting(Folder[".wmstudy"]), new MachineResources(2, 1 << 30));
    }

    private static GenotypeRequest Bed(string path) => new(GenotypeFormat.Bed, [path], null);

    [Fact]
    public async Task A_file_set_is_told_by_its_sizes_and_chromosomes_also_when_asked_again()
    {
        for (var i = 0; i < 2; i++)
        {
            var header = Assert.IsType<Probe<GenotypeHeader>.Found>(await _host.ReadGenotypeHeaderAsync(Bed("g.bed"), default)).Value;
            Assert.Equal((SmallFileset.People, SmallFileset.Variants), (header.Samples, header.Variants));
            Assert.Equal("1", Assert.Single(header.Chromosomes));
            Assert.Null(header.BuildEvidence);
            Assert.Equal("g.bim", Assert.Single(header.Files).Variants?.Path);
        }
    }

    [Fact]
    public async Task Published_statistics_are_told_by_their_header_and_one_that_does_not_say_enough_is_refused()
    {
        Folder.WriteGzip("z.sumstats.gz", "SNP A1 A2 Z N\nrs1 A G 2 100\n");
        Folder.Write("odd.txt", "chr pos ea beta se\n1 1 A 1 1\n");
        var header = Assert.IsType<Probe<StatisticsHeader>.Found>(await _host.ReadStatisticsHeaderAsync(new StatisticsRequest("z.sumstats.gz", PublishedLayout.Ldsc), default));
        Assert.Equal(new StatisticsHeader(false, false, true), header.Value with { Identity = null });
        var odd = Assert.IsType<Probe<StatisticsHeader>.Unreadable>(await _host.ReadStatisticsHeaderAsync(new StatisticsRequest("odd.txt", PublishedLayout.Auto), default));
        Assert.Equal(DataFileCodes.ColumnMissing, odd.Descriptor);
        Assert.IsType<Probe<StatisticsHeader>.NotFound>(await _host.ReadStatisticsHeaderAsync(new StatisticsRequest("gone.txt", PublishedLayout.Auto), default));
    }

    [PeerFact("plink2")]
    public async Task Files_of_other_formats_are_told_by_the_lists_beside_them_or_by_their_headers()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--make-pgen", "vzs", "--out", "p");
        Plink2Program.Run(Folder, "--bfile", "g", "--export", "bgen-1.2", "bits=8", "ref-first", "--out", "p");
        Plink2Program.Run(Folder, "--bfile", "g", "--export", "vcf", "bgz", "id-paste=iid", "--out", "p");
        await Told(GenotypeFormat.Pgen, "p.pgen", SmallFileset.Variants, "p.pvar.zst", "p.psam");
        await Told(GenotypeFormat.Bgen, "p.bgen", SmallFileset.Variants, null, "p.sample");
        await Told(GenotypeFormat.Vcf, "p.vcf.gz", null, null, null);
        File.Delete(Folder["p.sample"]);
        await Told(GenotypeFormat.Bgen, "p.bgen", SmallFileset.Variants, null, null);
        var absent = new GenotypeRequest(GenotypeFormat.Bgen, ["p.bgen"], "absent.sample");
        Assert.Equal("absent.sample", Assert.IsType<Probe<GenotypeHeader>.NotFound>(await _host.ReadGenotypeHeaderAsync(absent, default)).Path);

        async Task Told(GenotypeFormat format, string path, long? variants, string? list, string? people)
        {
            var request = new GenotypeRequest(format, [path], null);
            var header = Assert.IsType<Probe<GenotypeHeader>.Found>(await _host.ReadGenotypeHeaderAsync(request, default)).Value;
            Assert.Equal((SmallFileset.People, variants), (header.Samples, header.Variants));
            var members = Assert.Single(header.Files);
            Assert.Equal((path, list, people), (members.Genotypes.Path, members.Variants?.Path, members.Samples?.Path));
        }
    }

    [Theory]
    [InlineData("bim")]
    [InlineData("fam")]
    public async Task The_member_of_a_file_set_that_is_not_there_is_named(string extension)
    {
        File.Delete(Folder["g." + extension]);
        var answer = Assert.IsType<Probe<GenotypeHeader>.NotFound>(await _host.ReadGenotypeHeaderAsync(Bed("g.bed"), default));
        Assert.Equal("g." + extension, answer.Path);
    }

    [Theory]
    [InlineData("g", "g.bed")] // of g.bed, g.bim and g.fam the one of the format
    [InlineData("chips/hapmapp.bed", "chips/hapmap.bed")]
    [InlineData("chips/hapma.bed", "chips/hapmap.bed")]
    [InlineData("chips/batch3.bed", null)] // batch1 and batch2 are equally near
    [InlineData("chips/another.bed", null)]
    [InlineData("nowhere/hapmap.bed", null)]
    public async Task A_path_that_leads_nowhere_tells_the_file_that_it_may_have_meant(string written, string? meant)
    {
        foreach (var name in (string[])["hapmap", "batch1", "batch2"])
        {
            Folder.Write($"chips/{name}.bed", "");
        }

        var answer = Assert.IsType<Probe<GenotypeHeader>.NotFound>(await _host.ReadGenotypeHeaderAsync(Bed(written), default));
        Assert.Equal(meant, answer.Meant);
    }

    [Theory]
    [InlineData("g.bim")]
    [InlineData("g.fam")]
    public async Task A_list_in_the_place_of_genotypes_is_told(string written)
    {
        var answer = Assert.IsType<Probe<GenotypeHeader>.Unreadable>(await _host.ReadGenotypeHeaderAsync(Bed(written), default));
        Assert.Equal(DataFileCodes.BedMagic, answer.Descriptor);
        Assert.Contains("'g.bed'", answer.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_its_ending_is_meant_where_only_one_begins_so()
    {
        Folder.Write("measures.csv", "id\n1\n");
        var request = new TableRequest("measures", TableFormat.CommaSeparated, [""]);
        Assert.Equal("measures.csv", Assert.IsType<Probe<Plan.Hosting.TableHeader>.NotFound>(await _host.ReadTableHeaderAsync(request, default)).Meant);
        Folder.Write("measures.tsv", "id\n1\n");
        Assert.Null(Assert.IsType<Probe<Plan.Hosting.TableHeader>.NotFound>(await _host.ReadTableHeaderAsync(request, default)).Meant);
    }

    [Theory]
    [InlineData("chr1", 249250621, "GRCh37")] // as long as chromosome 1 in GRCh37
    [InlineData("1", 248956422, "GRCh38")] // and in GRCh38
    [InlineData("1", 1000, null)] // as PLINK writes it: the last position
    public async Task The_lengths_of_contigs_tell_the_build_of_a_vcf_file(string name, int length, string? build)
    {
        Folder.Write(
            "plain.vcf",
            $"##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"All\">\n##contig=<ID={name},length={length},assembly=x>\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tp1\tp2\n{name}\t10\trs1\tA\tG\t.\tPASS\t.\tGT\t0/1\t1/1\n");
        var text = File.ReadAllBytes(Folder["plain.vcf"]);
        Compress("compressed.vcf.gz", text);
        foreach (var file in (string[])["plain.vcf", "compressed.vcf.gz"])
        {
            var request = new GenotypeRequest(GenotypeFormat.Vcf, [file], null);
            var answer = await _host.ReadGenotypeHeaderAsync(request, default);
            Assert.True(answer is Probe<GenotypeHeader>.Found, answer.ToString());
            Assert.Equal(build, ((Probe<GenotypeHeader>.Found)answer).Value.BuildEvidence);
        }

        // The text of a BCF file stands behind its length, of which a byte may be that of a line's end.
        Compress("binary.bcf", [.. "BCF"u8, 2, 2, (byte)'\n', 1, 0, 0, .. text]);
        Assert.Equal(build, VcfContigs.Build(Folder["binary.bcf"]));
    }

    /// <summary>Writes one block of BGZF (the SAM/BAM format specification, section 4.1) and the block that ends such a file.</summary>
    private void Compress(string name, byte[] content)
    {
        using var file = File.Create(Folder[name]);
        foreach (var part in (byte[][])[content, []])
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(part);
                gzip.Flush();
            }

            // A gzip member's header is ten bytes; an extra field BC in it holds the block's size less one.
            var member = part.Length == 0 ? Convert.FromHexString("1F8B08000000000000FF03000000000000000000") : compressed.ToArray();
            var size = member.Length + 8 - 1;
            file.Write([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0, (byte)size, (byte)(size >> 8), .. member.AsSpan(10)]);
        }
    }

    [Theory]
    [InlineData("B", "--update-alleles")]
    [InlineData("2", "--alleleACGT")]
    [InlineData("5!", "--exclude")]
    public async Task An_allele_that_is_none_is_told_before_a_run(string allele, string advice)
    {
        Folder.Write("g.bim", $"1\trs1\t0\t1000\tA\tG\n\n1\trs2\t0\t2000\tA\t{allele}\n");
        var answer = Assert.IsType<Probe<GenotypeHeader>.Unreadable>(await _host.ReadGenotypeHeaderAsync(Bed("g.bed"), default));
        Assert.Equal(DataFileCodes.AlleleInvalid, answer.Descriptor);
        Assert.Contains("g.bim, line 3", answer.Arguments[0], StringComparison.Ordinal);
        Assert.Contains(advice, answer.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chr1\trs\t0\t249000000\tA\tG\n", "GRCh37")] // beyond the end of chromosome 1 in GRCh38
    [InlineData("17\trs\t0\t83000000\tA\tG\n", "GRCh38")] // beyond the end of chromosome 17 in GRCh37
    [InlineData("1\trs\t0\t300000000\tA\tG\n", null)] // beyond both
    public async Task Positions_beyond_the_end_of_a_chromosome_tell_the_build(string bim, string? build)
    {
        Folder.Write("g.bim", bim);
        var header = Assert.IsType<Probe<GenotypeHeader>.Found>(await _host.ReadGenotypeHeaderAsync(Bed("g.bed"), default)).Value;
        Assert.Equal(build, header.BuildEvidence);
        Assert.Equal(1, header.Variants);
    }

    [Fact]
    public async Task Weights_are_told_by_the_shapes_of_their_tensors_and_damaged_ones_refused()
    {
        using (var stream = File.Create(Folder["w.safetensors"]))
        {
            SafetensorsWriter.Write(stream, [new TensorToStore("a", TensorType.F32, [2, 1, 3], output => output.Write(new byte[24]))]);
        }

        File.WriteAllBytes(Folder["empty.pt"], []);
        File.WriteAllBytes(Folder["cut.safetensors"], File.ReadAllBytes(Folder["w.safetensors"])[..^1]);
        var found = Assert.IsType<Probe<WeightsHeader>.Found>(await _host.ReadWeightsHeaderAsync("w.safetensors", default)).Value;
        Assert.Equal([2, 1, 3], Assert.Single(found.Shapes).AsEnumerable());
        foreach (var name in (string[])["empty.pt", "cut.safetensors"])
        {
            var refused = Assert.IsType<Probe<WeightsHeader>.Unreadable>(await _host.ReadWeightsHeaderAsync(name, default));
            Assert.Equal(ModelCodes.WeightsDamaged, refused.Descriptor);
            Assert.Contains(name, refused.Arguments[0], StringComparison.Ordinal);
        }

        Assert.IsType<Probe<WeightsHeader>.NotFound>(await _host.ReadWeightsHeaderAsync("gone.pt", default));
    }

    [Fact]
    public async Task A_published_file_is_known_by_what_it_holds_whatever_its_name()
    {
        Folder.Write("or.txt", "SNP CHR BP A1 A2 OR SE\nrs1 1 100 A G 1.2 0.1\n");
        File.CreateSymbolicLink(Folder["link.txt"], Folder["or.txt"]);
        File.Copy(Folder["or.txt"], Folder["copy.txt"]);
        Folder.Write("other.txt", "SNP CHR BP A1 A2 OR SE\nrs1 1 100 A G 1.3 0.1\n");
        async Task<StatisticsHeader> Read(string name) =>
            Assert.IsType<Probe<StatisticsHeader>.Found>(await _host.ReadStatisticsHeaderAsync(new StatisticsRequest(name, PublishedLayout.Auto), default)).Value;
        var file = await Read("or.txt");
        Assert.True(file.HasRatios);
        foreach (var name in (string[])["link.txt", "copy.txt"])
        {
            var same = (await Read(name)).Identity!;
            Assert.Equal((file.Identity!.Size, file.Identity.SampleHash), (same.Size, same.SampleHash));
        }

        Assert.NotEqual(file.Identity!.SampleHash, (await Read("other.txt")).Identity!.SampleHash);
    }

    [Fact]
    public async Task A_table_is_told_by_its_columns()
    {
        var request = new TableRequest("people.tsv", TableFormat.TabSeparated, ["NA"]);
        var header = Assert.IsType<Probe<TableHeader>.Found>(await _host.ReadTableHeaderAsync(request, default)).Value;
        Assert.Equal((SmallFileset.People, true), (header.Rows, header.RowsExact));
        Assert.Equal(
            [ColumnContent.Text, ColumnContent.Integer, ColumnContent.Text, ColumnContent.Integer, ColumnContent.Integer, ColumnContent.Integer, ColumnContent.Number, ColumnContent.Number, ColumnContent.Text, ColumnContent.Empty],
            header.Columns.Select(column => column.Content));
        Assert.Equal(["F", "M"], header.Columns[2].Levels.Order());
    }

    [Fact]
    public async Task What_is_not_there_or_no_table_is_told_apart()
    {
        Assert.IsType<Probe<GenotypeHeader>.NotFound>(await _host.ReadGenotypeHeaderAsync(Bed("absent.bed"), default));
        Assert.IsType<Probe<FileIdentity>.NotFound>(await _host.IdentifyAsync("absent", default));
        Assert.IsType<Probe<string>.NotFound>(await _host.ReadTextAsync("absent", 10, default));
        var long_ = Assert.IsType<Probe<string>.Unreadable>(await _host.ReadTextAsync("people.tsv", 10, default));
        Assert.Equal(DataCodes.TextTooLong, long_.Descriptor);
        Folder.Write("broken.tsv", "a\tb\n1\n");
        var broken = Assert.IsType<Probe<TableHeader>.Unreadable>(
            await _host.ReadTableHeaderAsync(new TableRequest("broken.tsv", TableFormat.TabSeparated, []), default));
        Assert.Equal(DataFileCodes.FieldCount, broken.Descriptor);
    }

    /// <summary>R's write.table leaves the header one field short, unless told otherwise (its manual, "CSV files").</summary>
    [Fact]
    public async Task The_reader_s_advice_comes_with_what_it_found()
    {
        Folder.Write("r.tsv", "\"a\"\t\"b\"\n\"1\"\t5\t6\n");
        var broken = Assert.IsType<Probe<TableHeader>.Unreadable>(
            await _host.ReadTableHeaderAsync(new TableRequest("r.tsv", TableFormat.TabSeparated, []), default));
        var told = broken.At(null);
        Assert.Equal((DataFileCodes.FieldCount.Code, broken.Arguments[0]), (told.Code, told.Message));
        Assert.StartsWith("If R's write.table wrote the file, write it again with row.names = FALSE", told.Advice, StringComparison.Ordinal);

        // Where the host knows no better, the row's own.
        var long_ = Assert.IsType<Probe<string>.Unreadable>(await _host.ReadTextAsync("people.tsv", 10, default));
        Assert.Equal(DataCodes.TextTooLong.Advice, long_.At(null).Advice);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_header_tells_how_many_bytes_of_the_file_a_row_takes(bool packed)
    {
        var random = new Random(1);
        var text = "iid\tx\n" + string.Concat(Enumerable.Range(0, 40_000).Select(_ => $"{random.Next(1_000_000, 9_999_999)}\t{random.Next(100, 999)}\n"));
        File.WriteAllText(Folder["many.tsv"], text);
        if (packed)
        {
            using (var gzip = System.Diagnostics.Process.Start("gzip", [Folder["many.tsv"]]))
            {
                await gzip.WaitForExitAsync();
            }

            File.Move(Folder["many.tsv.gz"], Folder["many.tsv"]);
        }

        var header = Assert.IsType<Probe<TableHeader>.Found>(
            await _host.ReadTableHeaderAsync(new TableRequest("many.tsv", TableFormat.TabSeparated, []), default)).Value;
        Assert.False(header.RowsExact);

        // 40,000 rows of 12 bytes; packed as far as it was read.
        Assert.InRange(new FileInfo(Folder["many.tsv"]).Length / header.BytesPerRow, packed ? 34_000 : 40_000, packed ? 44_000 : 40_001);
    }

    /// <summary>Nobody writes into these pipes: whoever opened one would wait for ever.</summary>
    [Theory]
    [InlineData("people.tsv")]
    [InlineData("g.bed")]
    [InlineData("g.bim")]
    [InlineData("g.fam")]
    [InlineData("img/P1.nii.gz")]
    public async Task A_pipe_in_place_of_a_file_is_refused_whatever_is_asked_of_it(string name)
    {
        Directory.CreateDirectory(Folder["img"]);
        File.Delete(Folder[name]);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [Folder[name]]))
        {
            await made.WaitForExitAsync();
        }

        var answers = Task.WhenAll(
            Of(_host.IdentifyAsync(name, default)),
            Of(_host.ReadTextAsync(name, 1000, default)),
            Path.GetExtension(name) switch
            {
                ".tsv" => Of(_host.ReadTableHeaderAsync(new TableRequest(name, TableFormat.TabSeparated, []), default)),
                ".gz" => Of(_host.ReadImageHeaderAsync(name, default)),
                _ => Of(_host.ReadGenotypeHeaderAsync(Bed("g.bed"), default)),
            });
        Assert.Same(answers, await Task.WhenAny(answers, Task.Delay(TimeSpan.FromSeconds(60))));
        Assert.All(await answers, found => Assert.Contains("this is a pipe", found, StringComparison.Ordinal));

        static async Task<string> Of<T>(ValueTask<Probe<T>> asked)
        {
            var refusal = Assert.IsType<Probe<T>.Unreadable>(await asked);
            Assert.Equal(DataFileCodes.FileUnreadable, refusal.Descriptor);
            return refusal.Arguments[0];
        }
    }

    [Fact]
    public async Task An_identity_changes_with_any_sampled_block_the_size_and_the_time()
    {
        var bytes = new byte[1 << 20];
        File.WriteAllBytes(Folder["big"], bytes);
        var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Folder["big"], time);
        var before = await Identify();
        Assert.Equal((1 << 20, time.Ticks), (before.Size, before.ModifiedTicks));
        Assert.Equal(before, await Identify());
        foreach (var offset in new[] { 0, 200_000, bytes.Length - 1 })
        {
            var changed = (byte[])bytes.Clone();
            changed[offset] = 1;
            File.WriteAllBytes(Folder["big"], changed);
            File.SetLastWriteTimeUtc(Folder["big"], time);
            Assert.NotEqual(before.SampleHash, (await Identify()).SampleHash);
        }

        File.WriteAllBytes(Folder["big"], bytes);
        Assert.NotEqual(before, await Identify());
    }

    private async Task<FileIdentity> Identify() => Assert.IsType<Probe<FileIdentity>.Found>(await _host.IdentifyAsync("big", default)).Value;

    [Fact]
    public async Task An_image_is_told_by_its_header_alone()
    {
        var study = new SmallImaging(Folder).Write();
        var header = Assert.IsType<Probe<ImageHeader>.Found>(await _host.ReadImageHeaderAsync("img/P3.nii.gz", default)).Value;
        Assert.Equal([6, 5, 4], header.Size.AsEnumerable());
        Assert.Equal(SmallImaging.Grid.Affine.AsEnumerable(), header.Affine);
        Assert.Equal(("float32", FileIdentifier.Identify(Folder["img/P3.nii.gz"])), (header.DataType, header.Identity));
        Assert.IsType<Probe<ImageHeader>.NotFound>(await _host.ReadImageHeaderAsync("img/none.nii.gz", default));
        Assert.Equal(ImageCodes.NotNifti, Assert.IsType<Probe<ImageHeader>.Unreadable>(await _host.ReadImageHeaderAsync("people.tsv", default)).Descriptor);
        study.Patch(3, 40, 4, 0, 6, 0, 5, 0, 1, 0, 4, 0);
        Assert.Equal(ImageCodes.NiftiSeveralVolumes, Assert.IsType<Probe<ImageHeader>.Unreadable>(await _host.ReadImageHeaderAsync("img/P3.nii.gz", default)).Descriptor);
    }

    [Fact]
    public async Task A_mask_is_told_with_the_box_around_its_voxels()
    {
        // Voxels (1, 2, 3), (4, 2, 1) and, which counts as none, a NaN at the first.
        var values = new float[SmallImaging.Voxels];
        values[1 + (6 * (2 + (5 * 3)))] = 1;
        values[4 + (6 * (2 + (5 * 1)))] = -2;
        values[0] = float.NaN;
        var study = new SmallImaging(Folder).Write();
        study.Image("mask.nii.gz", values);
        var header = Assert.IsType<Probe<ImageHeader>.Found>(await _host.ReadMaskAsync("mask.nii.gz", default)).Value;
        Assert.Equal([1, 2, 1], header.Inside!.First.AsEnumerable());
        Assert.Equal([4, 1, 3], header.Inside.Size.AsEnumerable());
        Assert.Equal([6, 5, 4], header.Size.AsEnumerable());
        Assert.Null(Assert.IsType<Probe<ImageHeader>.Found>(await _host.ReadImageHeaderAsync("mask.nii.gz", default)).Value.Inside);
        study.Image("mask.nii.gz", new float[SmallImaging.Voxels]);
        Assert.Equal(ImageCodes.MaskEmpty, Assert.IsType<Probe<ImageHeader>.Unreadable>(await _host.ReadMaskAsync("mask.nii.gz", default)).Descriptor);
        Assert.IsType<Probe<ImageHeader>.NotFound>(await _host.ReadMaskAsync("gone.nii.gz", default));
        Assert.Equal(ImageCodes.NotNifti, Assert.IsType<Probe<ImageHeader>.Unreadable>(await _host.ReadMaskAsync("people.tsv", default)).Descriptor);
    }

    [Fact]
    public async Task A_set_of_images_is_told_by_its_files_whatever_their_paths()
    {
        _ = new SmallImaging(Folder).Write();
        File.Delete(Folder["img/P1.nii.gz"]);
        var request = new ImageSetRequest(new TableRequest("people.tsv", TableFormat.TabSeparated, ["", "NA"]), "eid", "img/{eid}.nii.gz");
        async Task<ImageSetHeader> Ask(string template) =>
            Assert.IsType<Probe<ImageSetHeader>.Found>(await _host.ReadImageSetHeaderAsync(request with { Template = template }, default)).Value;
        var first = await Ask("img/{eid}.nii.gz");
        Assert.Equal((12, 11, "img/P2.nii.gz"), (first.People, first.Identity.Files, first.FirstPath));
        Assert.Equal(Enumerable.Range(2, 11).Sum(p => new FileInfo(Folder[$"img/P{p}.nii.gz"]).Length), first.Identity.Bytes);

        Directory.Move(Folder["img"], Folder["moved"]);
        Assert.Equal(first.Identity, (await Ask("moved/{eid}.nii.gz")).Identity);
        File.CreateSymbolicLink(Folder["moved/P1.nii.gz"], Folder["moved/P2.nii.gz"]);
        Assert.Equal(12, (await Ask("moved/{eid}.nii.gz")).Identity.Files);
        File.Delete(Folder["moved/P1.nii.gz"]);

        // A change that keeps size and time is seen in a small set.
        var time = File.GetLastWriteTimeUtc(Folder["moved/P5.nii.gz"]);
        var bytes = File.ReadAllBytes(Folder["moved/P5.nii.gz"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Folder["moved/P5.nii.gz"], bytes);
        File.SetLastWriteTimeUtc(Folder["moved/P5.nii.gz"], time);
        Assert.NotEqual(first.Identity, (await Ask("moved/{eid}.nii.gz")).Identity);

        Assert.Null(Assert.IsType<Probe<ImageSetHeader>.NotFound>(await _host.ReadImageSetHeaderAsync(request, default)).Path);
        var other = request with { Table = request.Table with { Path = "none.tsv" } };
        Assert.Equal("none.tsv", Assert.IsType<Probe<ImageSetHeader>.NotFound>(await _host.ReadImageSetHeaderAsync(other, default)).Path);
        Folder.Write("people.tsv", "eid\n../x\n");
        var unsafe_ = Assert.IsType<Probe<ImageSetHeader>.Unreadable>(await _host.ReadImageSetHeaderAsync(request, default));
        Assert.Equal(ImageCodes.PathValue, unsafe_.Descriptor);
    }

    [Fact]
    public void A_change_of_the_voxels_of_a_pair_changes_what_its_header_is_known_by()
    {
        Folder.Write("pair/P1.hdr", "header");
        Folder.Write("pair/P1.img", "voxels");
        var first = FileIdentifier.Identify(Folder["pair/P1.hdr"]);
        var set = Images.ImageSet.Find(
            Folder["people.tsv"], new(), "eid", Images.ImageTemplate.Parse("pair/{eid}.hdr"), [], path => Folder[path], 2, default).Identity;
        Folder.Write("pair/P1.img", "VOXELS");
        Assert.NotEqual(first.SampleHash, FileIdentifier.Identify(Folder["pair/P1.hdr"]).SampleHash);
        Assert.NotEqual(set.Hash, Images.ImageSet.Find(
            Folder["people.tsv"], new(), "eid", Images.ImageTemplate.Parse("pair/{eid}.hdr"), [], path => Folder[path], 2, default).Identity.Hash);
        Assert.Equal(12, set.Bytes);
    }

    [Fact]
    public void Images_are_looked_for_on_as_many_threads_as_there_may_be()
    {
        Folder.Write("many.tsv", "eid\n" + string.Concat(Enumerable.Range(1, 200).Select(p => $"P{p}\n")));
        Folder.Write("many/P1.nii", "voxels");
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        Images.ImageSet.Find(
            Folder["many.tsv"],
            new(),
            "eid",
            Images.ImageTemplate.Parse("many/{eid}.nii"),
            [],
            path =>
            {
                threads[Environment.CurrentManagedThreadId] = true;
                Thread.Sleep(1);
                return Folder[path];
            },
            1,
            default);
        Assert.Equal([Environment.CurrentManagedThreadId], threads.Keys);
    }

    [Fact]
    public async Task The_images_of_forty_thousand_people_are_told_in_seconds()
    {
        const int people = 40_000;
        Folder.Write("biobank.tsv", "eid\tage\n" + string.Concat(Enumerable.Range(0, people).Select(p => $"{p}\t50\n")));
        new SmallImaging(Folder).Image("b/0.nii.gz", new float[SmallImaging.Voxels]);
        var one = File.ReadAllBytes(Folder["b/0.nii.gz"]);
        for (var p = 1; p < people; p++)
        {
            File.WriteAllBytes(Folder[$"b/{p}.nii.gz"], one);
        }

        var request = new ImageSetRequest(new TableRequest("biobank.tsv", TableFormat.TabSeparated, []), "eid", "b/{eid}.nii.gz");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var found = Assert.IsType<Probe<ImageSetHeader>.Found>(await _host.ReadImageSetHeaderAsync(request, default)).Value;
        Assert.Equal(people, found.Identity.Files);

        // 0.3 to 0.7 s of processor time were measured; the bound is for a busy machine.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }
}
