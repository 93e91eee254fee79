using System.Collections.Immutable;
using System.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>What a column of a table of effects holds. The effect allele is allele 1 of the genotype file.</summary>
internal enum StatisticsColumn
{
    /// <summary>The same word in every row.</summary>
    Word,

    /// <summary>The chromosome's name.</summary>
    Chromosome,

    /// <summary>Its number as GWAS-SSF has it: X is 23, Y 24 and MT 25.</summary>
    ChromosomeNumber,

    /// <summary>The position.</summary>
    Position,

    /// <summary>The genotype file's identifier.</summary>
    Id,

    /// <summary>The identifier where it is an rsID, else missing.</summary>
    RsId,

    /// <summary>The effect allele as it is in the file.</summary>
    EffectAllele,

    /// <summary>The other allele as it is in the file.</summary>
    OtherAllele,

    /// <summary>The effect allele in capitals.</summary>
    EffectAlleleCapitals,

    /// <summary>The other allele in capitals.</summary>
    OtherAlleleCapitals,

    /// <summary>The effect allele's frequency.</summary>
    Frequency,

    /// <summary>The quality of imputation.</summary>
    Quality,

    /// <summary>The trait that says most in a joint test.</summary>
    DrivingTrait,

    /// <summary>People with trait and genotype.</summary>
    People,

    /// <summary>β of one more effect allele, or a joint statistic, which has no sign.</summary>
    Beta,

    /// <summary>Its standard error.</summary>
    StandardError,

    /// <summary>β over its standard error.</summary>
    Ratio,

    /// <summary>The square of that.</summary>
    ChiSquared,

    /// <summary>P.</summary>
    P,

    /// <summary>−log10 P.</summary>
    NegLog10P,
}

/// <summary>A table of effects as another program reads or writes it: its columns and how they are set.</summary>
public sealed class StatisticsFormat
{
    private StatisticsFormat(string name, string extension, byte separator, string missing, params (string Header, StatisticsColumn Column)[] columns)
    {
        Name = name;
        Extension = extension;
        Separator = separator;
        Missing = missing;
        Columns = [.. columns.Select(column => column.Column)];
        Headers = [.. columns.Select(column => column.Header)];
    }

    /// <summary>GWAS-SSF v1.0 of the GWAS Catalog. No variant_id: its text names the reference allele, which a PLINK 1 fileset does not know.</summary>
    public static StatisticsFormat GwasSsf { get; } = new(
        "gwas_ssf",
        ".tsv.gz",
        (byte)'\t',
        "#NA",
        ("chromosome", StatisticsColumn.ChromosomeNumber),
        ("base_pair_location", StatisticsColumn.Position),
        ("effect_allele", StatisticsColumn.EffectAlleleCapitals),
        ("other_allele", StatisticsColumn.OtherAlleleCapitals),
        ("beta", StatisticsColumn.Beta),
        ("standard_error", StatisticsColumn.StandardError),
        ("effect_allele_frequency", StatisticsColumn.Frequency),
        ("p_value", StatisticsColumn.P),
        ("n", StatisticsColumn.People),
        ("neg_log_10_p_value", StatisticsColumn.NegLog10P),
        ("rsid", StatisticsColumn.RsId),
        ("id", StatisticsColumn.Id));

    /// <summary>
    /// PLINK 2's <c>.glm.linear</c> or <c>.glm.logistic</c>, the columns of <c>--glm hide-covar cols=+beta,-orbeta</c>; REF is the other allele, as of a PLINK 1 fileset.
    /// </summary>
    /// <param name="test">What was tested, in PLINK's word: ADD, DOM, REC, ADDxAGE.</param>
    /// <param name="isLogistic">Whether effects are log odds ratios.</param>
    public static StatisticsFormat Plink(string test = "ADD", bool isLogistic = false) => new(
        "plink",
        isLogistic ? ".glm.logistic.gz" : ".glm.linear.gz",
        (byte)'\t',
        "NA",
        ("#CHROM", StatisticsColumn.Chromosome),
        ("POS", StatisticsColumn.Position),
        ("ID", StatisticsColumn.Id),
        ("REF", StatisticsColumn.OtherAllele),
        ("ALT", StatisticsColumn.EffectAllele),
        ("A1", StatisticsColumn.EffectAllele),
        ("TEST", StatisticsColumn.Word),
        ("OBS_CT", StatisticsColumn.People),
        ("BETA", StatisticsColumn.Beta),
        ("SE", StatisticsColumn.StandardError),
        (isLogistic ? "Z_STAT" : "T_STAT", StatisticsColumn.Ratio),
        ("P", StatisticsColumn.P),
        ("ERRCODE", StatisticsColumn.Word))
    { Words = [test, "."] };

    /// <summary>The table of regenie's step 2; ALLELE1 is the effect allele.</summary>
    /// <param name="test">What was tested, in regenie's word: ADD, DOM, REC, ADD-INT_SNPxAGE.</param>
    public static StatisticsFormat Regenie(string test = "ADD") => new(
        "regenie",
        ".regenie.gz",
        (byte)' ',
        "NA",
        ("CHROM", StatisticsColumn.Chromosome),
        ("GENPOS", StatisticsColumn.Position),
        ("ID", StatisticsColumn.Id),
        ("ALLELE0", StatisticsColumn.OtherAllele),
        ("ALLELE1", StatisticsColumn.EffectAllele),
        ("A1FREQ", StatisticsColumn.Frequency),
        ("N", StatisticsColumn.People),
        ("TEST", StatisticsColumn.Word),
        ("BETA", StatisticsColumn.Beta),
        ("SE", StatisticsColumn.StandardError),
        ("CHISQ", StatisticsColumn.ChiSquared),
        ("LOG10P", StatisticsColumn.NegLog10P),
        ("EXTRA", StatisticsColumn.Word))
    { Words = [test, "NA"] };

    /// <summary>What LD score regression reads after <c>munge_sumstats.py</c>; A1 is the effect allele.</summary>
    public static StatisticsFormat Ldsc { get; } = new(
        "ldsc",
        ".sumstats.gz",
        (byte)'\t',
        "NA",
        ("SNP", StatisticsColumn.Id),
        ("A1", StatisticsColumn.EffectAllele),
        ("A2", StatisticsColumn.OtherAllele),
        ("Z", StatisticsColumn.Ratio),
        ("N", StatisticsColumn.People));

    /// <summary>What GCTA reads with <c>--cojo-file</c>; A1 is the effect allele.</summary>
    public static StatisticsFormat Cojo { get; } = new(
        "cojo",
        ".ma.gz",
        (byte)' ',
        "NA",
        ("SNP", StatisticsColumn.Id),
        ("A1", StatisticsColumn.EffectAllele),
        ("A2", StatisticsColumn.OtherAllele),
        ("freq", StatisticsColumn.Frequency),
        ("b", StatisticsColumn.Beta),
        ("se", StatisticsColumn.StandardError),
        ("p", StatisticsColumn.P),
        ("N", StatisticsColumn.People));

    /// <summary>What METAL reads without being told any names of columns; ALLELE1 is the effect allele.</summary>
    public static StatisticsFormat Metal { get; } = new(
        "metal",
        ".metal.gz",
        (byte)'\t',
        "NA",
        ("MARKER", StatisticsColumn.Id),
        ("ALLELE1", StatisticsColumn.EffectAllele),
        ("ALLELE2", StatisticsColumn.OtherAllele),
        ("FREQ", StatisticsColumn.Frequency),
        ("N", StatisticsColumn.People),
        ("EFFECT", StatisticsColumn.Beta),
        ("STDERR", StatisticsColumn.StandardError),
        ("PVALUE", StatisticsColumn.P));

    /// <summary>
    /// A table of joint statistics. Chromosome, position and alleles are written as in GWAS-SSF; it has no β: a reader that takes the statistic for
    /// an effect finds no column of that name.
    /// </summary>
    /// <param name="degreesOfFreedom">K, the same in every row; null where the statistic has none.</param>
    public static StatisticsFormat Joint(int? degreesOfFreedom) => new(
        "joint",
        ".tsv.gz",
        (byte)'\t',
        "NA",
        ("chromosome", StatisticsColumn.ChromosomeNumber),
        ("base_pair_location", StatisticsColumn.Position),
        ("effect_allele", StatisticsColumn.EffectAlleleCapitals),
        ("other_allele", StatisticsColumn.OtherAlleleCapitals),
        ("effect_allele_frequency", StatisticsColumn.Frequency),
        ("n", StatisticsColumn.People),
        ("statistic", StatisticsColumn.Beta),
        ("df", StatisticsColumn.Word),
        ("p_value", StatisticsColumn.P),
        ("neg_log_10_p_value", StatisticsColumn.NegLog10P),
        ("driving_trait", StatisticsColumn.DrivingTrait),
        ("variant_id", StatisticsColumn.Id))
    { Words = [degreesOfFreedom?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NA"] };

    /// <summary>
    /// The same with the quality of imputation, where the format has a column for it: <c>info</c> of GWAS-SSF, <c>INFO</c> of regenie, which both write it of
    /// dosages alone.
    /// </summary>
    public StatisticsFormat WithQuality()
    {
        var (column, header, before) = Name switch
        {
            "gwas_ssf" => (StatisticsColumn.Quality, "info", StatisticsColumn.RsId),
            "regenie" => (StatisticsColumn.Quality, "INFO", StatisticsColumn.People),
            _ => default,
        };
        if (header is null)
        {
            return this;
        }

        var at = Columns.IndexOf(before);
        var columns = Headers.Zip(Columns).ToList();
        columns.Insert(at, (header, column));
        return new StatisticsFormat(Name, Extension, Separator, Missing, [.. columns]) { Words = Words };
    }

    /// <summary>Every format of effects.</summary>
    public static ImmutableArray<StatisticsFormat> All { get; } = [GwasSsf, Plink(), Regenie(), Ldsc, Cojo, Metal];

    /// <summary>Its name in a study.</summary>
    public string Name { get; }

    /// <summary>What stands behind a trait in the name of its file.</summary>
    public string Extension { get; }

    /// <summary>What stands between columns.</summary>
    public byte Separator { get; }

    /// <summary>What stands for a missing value.</summary>
    public string Missing { get; }

    /// <summary>Names of the columns.</summary>
    public ImmutableArray<string> Headers { get; }

    /// <summary>Whether the first two columns are chromosome and position with a tab between, so that a table that is sorted has an index of tabix.</summary>
    public bool IsPlaced => Separator == (byte)'\t' && (Columns[0] is StatisticsColumn.Chromosome or StatisticsColumn.ChromosomeNumber);

    /// <summary>The header line, with its line end.</summary>
    public byte[] HeaderLine => Encoding.UTF8.GetBytes(string.Join((char)Separator, Headers) + "\n");

    internal ImmutableArray<StatisticsColumn> Columns { get; }

    /// <summary>The words of <see cref="StatisticsColumn.Word"/>, in order.</summary>
    internal ImmutableArray<string> Words { get; private init; } = [];
}
