using System.Buffers.Binary;
using System.Text;
using WhiteMatter.Fixtures;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>What goes wrong with genotype files of PLINK 2, BGEN and VCF has its code and names the file.</summary>
public sealed class GenotypeFailureTests : InSmallFileset
{
    /// <summary>Magic, storage mode, variants, people and a byte that says nothing of provisional reference alleles.</summary>
    private const int PgenHeader = 12;

    [Fact]
    public Task A_file_of_another_format()
    {
        WritePgen();
        Folder.Write("p.pgen", "CHROM POS ID REF ALT and more of a text\n");
        return Fails(GenotypeCodes.GenotypesMagic, GenotypeFormat.Pgen, "p.pgen");
    }

    [Fact]
    public Task A_storage_mode_that_is_not_known()
    {
        WritePgen(mode: 0x7f);
        return Fails(GenotypeCodes.GenotypesVersion, GenotypeFormat.Pgen, "p.pgen");
    }

    [Fact]
    public Task A_pgen_file_cut_short()
    {
        WritePgen();
        using (var file = File.OpenWrite(Folder["p.pgen"]))
        {
            file.SetLength(file.Length - 7);
        }

        return Fails(GenotypeCodes.GenotypesCutShort, GenotypeFormat.Pgen, "p.pgen");
    }

    [Fact]
    public Task A_pvar_file_with_another_number_of_variants()
    {
        WritePgen();
        File.WriteAllLines(Folder["p.pvar"], File.ReadAllLines(Folder["p.pvar"])[..^1]);
        return Fails(GenotypeCodes.GenotypesCounts, GenotypeFormat.Pgen, "p.pgen");
    }

    [Fact]
    public Task A_pvar_file_with_a_variant_of_three_alleles()
    {
        WritePgen(alternate: "A,C");
        return Fails(GenotypeCodes.VariantsMultiallelic, GenotypeFormat.Pgen, "p.pvar");
    }

    [Fact]
    public Task A_vcf_file_with_a_call_of_no_allele()
    {
        WriteVcf(call: "0/5");
        return Fails(GenotypeCodes.GenotypesDamaged, GenotypeFormat.Vcf, "p.vcf.gz");
    }

    [Fact]
    public Task A_vcf_file_with_triploid_calls()
    {
        WriteVcf(call: "0/0/1");
        return Fails(GenotypeCodes.PloidyNotRead, GenotypeFormat.Vcf, "p.vcf.gz");
    }

    [Fact]
    public Task A_vcf_file_without_genotypes()
    {
        WriteVcf(field: "DP", call: "30");
        return Fails(GenotypeCodes.GenotypesMissing, GenotypeFormat.Vcf, "p.vcf.gz");
    }

    [Fact]
    public Task A_vcf_file_with_a_blank_in_a_name()
    {
        WriteVcf(first: "P 1");
        return Fails(GenotypeCodes.GenotypesText, GenotypeFormat.Vcf, "P 1");
    }

    [PeerFact("plink2")]
    public Task A_bgen_file_that_names_nobody()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--export", "bgen-1.2", "bits=8", "ref-first", "--out", "p");
        File.Delete(Folder["p.sample"]);

        // The highest bit of the flags says that names follow the header, of 20 bytes.
        using (var file = new FileStream(Folder["p.bgen"], FileMode.Open))
        {
            file.Position = 23;
            var flags = file.ReadByte();
            file.Position = 23;
            file.WriteByte((byte)(flags & 0x7f));
        }

        return Fails(GenotypeCodes.PeopleUnnamed, GenotypeFormat.Bgen, "p.bgen");
    }

    /// <summary>A file of fixed width, in which everyone has the reference allele twice.</summary>
    private void WritePgen(byte mode = 2, string alternate = "A")
    {
        var file = new byte[PgenHeader + (SmallFileset.Variants * SmallFileset.People / 4)];
        (file[0], file[1], file[2]) = (0x6c, 0x1b, mode);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(3), SmallFileset.Variants);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(7), SmallFileset.People);
        file[11] = 0x40;
        File.WriteAllBytes(Folder["p.pgen"], file);
        var pvar = new StringBuilder("#CHROM\tPOS\tID\tREF\tALT\n");
        for (var variant = 0; variant < SmallFileset.Variants; variant++)
        {
            pvar.Append($"1\t{1000 * (variant + 1)}\trs{variant}\tG\t{alternate}\n");
        }

        Folder.Write("p.pvar", pvar.ToString());
        Folder.Write("p.psam", "#IID\n" + string.Concat(Enumerable.Range(1, SmallFileset.People).Select(person => $"P{person}\n")));
    }

    private void WriteVcf(string field = "GT", string call = "0/1", string first = "P1")
    {
        var people = string.Join('\t', Enumerable.Range(1, SmallFileset.People).Select(person => person == 1 ? first : $"P{person}"));
        var calls = string.Join('\t', Enumerable.Repeat(call, SmallFileset.People));
        Folder.Write(
            "p.vcf.gz",
            "##fileformat=VCFv4.2\n##contig=<ID=1>\n"
                + $"##FORMAT=<ID={field},Number=1,Type={(field == "GT" ? "String" : "Integer")},Description=\"A field\">\n"
                + $"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{people}\n"
                + string.Concat(Enumerable.Range(0, SmallFileset.Variants).Select(variant => $"1\t{1000 * (variant + 1)}\trs{variant}\tG\tA\t.\t.\t.\t{field}\t{calls}\n")));
    }

    private async Task Fails(DiagnosticDescriptor expected, GenotypeFormat format, string named)
    {
        var files = Folder.Genotypes(format, "p");
        if (format == GenotypeFormat.Bgen)
        {
            files = files with { Files = [files.Files[0] with { Samples = null }] };
        }

        var result = await new SmallAssociation(Folder) { Genotypes = files }.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.True(expected.Code == found.Code, found.Message);
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
    }
}
