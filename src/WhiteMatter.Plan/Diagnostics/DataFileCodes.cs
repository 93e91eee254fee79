using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4100 to WM4199: what steps find in the data they read.</summary>
public static class DataFileCodes
{
    /// <summary>Data file not there.</summary>
    public static DiagnosticDescriptor FileMissing { get; } = new(
        "WM4101",
        DiagnosticSeverity.Error,
        "Data file not there",
        "{0}",
        "Check the path; relative paths start from the study's folder.");

    /// <summary>Data file cannot be read.</summary>
    public static DiagnosticDescriptor FileUnreadable { get; } = new(
        "WM4102",
        DiagnosticSeverity.Error,
        "Data file cannot be read",
        "{0}",
        "Check who may read the file.");

    /// <summary>Data file is empty.</summary>
    public static DiagnosticDescriptor FileEmpty { get; } = new(
        "WM4103",
        DiagnosticSeverity.Error,
        "Data file is empty",
        "{0}",
        "Check that the file was written completely.");

    /// <summary>Data file changed while it was read.</summary>
    public static DiagnosticDescriptor FileChanged { get; } = new(
        "WM4104",
        DiagnosticSeverity.Error,
        "Data file changed while it was read",
        "{0}",
        "Run again when nothing writes the file any more.");

    /// <summary>Compressed file is damaged.</summary>
    public static DiagnosticDescriptor CompressionDamaged { get; } = new(
        "WM4105",
        DiagnosticSeverity.Error,
        "Compressed file is damaged",
        "{0}",
        "Copy the file again, and compare its checksum.");

    /// <summary>Compression is not read.</summary>
    public static DiagnosticDescriptor CompressionUnsupported { get; } = new(
        "WM4106",
        DiagnosticSeverity.Error,
        "Compression is not read",
        "{0}",
        "Unpack the file, or pack it with gzip or bgzip.");

    /// <summary>Data file is too large.</summary>
    public static DiagnosticDescriptor TooLarge { get; } = new(
        "WM4107",
        DiagnosticSeverity.Error,
        "Data file is too large",
        "{0}",
        "Check that the path names the file that was meant.");

    /// <summary>Data file is no text.</summary>
    public static DiagnosticDescriptor NotText { get; } = new(
        "WM4108",
        DiagnosticSeverity.Error,
        "Data file is no text",
        "{0}",
        "Check that the path names a text table.");

    /// <summary>Data file is not UTF-8.</summary>
    public static DiagnosticDescriptor NotUtf8 { get; } = new(
        "WM4109",
        DiagnosticSeverity.Error,
        "Data file is not UTF-8",
        "{0}",
        "Convert the file to UTF-8.");

    /// <summary>Line too long.</summary>
    public static DiagnosticDescriptor LineTooLong { get; } = new(
        "WM4110",
        DiagnosticSeverity.Error,
        "Line too long",
        "{0}",
        "Check that the file is a table with line ends.");

    /// <summary>Quote is not closed.</summary>
    public static DiagnosticDescriptor QuoteNotClosed { get; } = new(
        "WM4111",
        DiagnosticSeverity.Error,
        "Quote is not closed",
        "{0}",
        "Close the quote, or remove it.");

    /// <summary>Row with another number of fields.</summary>
    public static DiagnosticDescriptor FieldCount { get; } = new(
        "WM4112",
        DiagnosticSeverity.Error,
        "Row with another number of fields",
        "{0}",
        "Mend the line; a file that was cut short ends in one.");

    /// <summary>Two columns of one name.</summary>
    public static DiagnosticDescriptor DuplicateColumn { get; } = new(
        "WM4113",
        DiagnosticSeverity.Error,
        "Two columns of one name",
        "{0}",
        "Rename or remove one of them.");

    /// <summary>Column is not in the table.</summary>
    public static DiagnosticDescriptor ColumnMissing { get; } = new(
        "WM4114",
        DiagnosticSeverity.Error,
        "Column is not in the table",
        "{0}",
        "Check the spelling; case matters.");

    /// <summary>Table without rows.</summary>
    public static DiagnosticDescriptor NoRows { get; } = new(
        "WM4115",
        DiagnosticSeverity.Error,
        "Table without rows",
        "{0}",
        "Check that the file was written completely.");

    /// <summary>Text in a numeric column.</summary>
    public static DiagnosticDescriptor NotANumber { get; } = new(
        "WM4116",
        DiagnosticSeverity.Error,
        "Text in a numeric column",
        "{0}",
        "Declare the text as a missing code, declare the column a factor, or mend the value.");

    /// <summary>Number is not finite.</summary>
    public static DiagnosticDescriptor NotFinite { get; } = new(
        "WM4117",
        DiagnosticSeverity.Error,
        "Number is not finite",
        "{0}",
        "Declare the text as a missing code, or mend the value.");

    /// <summary>Row without an identifier.</summary>
    public static DiagnosticDescriptor IdMissing { get; } = new(
        "WM4118",
        DiagnosticSeverity.Error,
        "Row without an identifier",
        "{0}",
        "Remove the row or give the person an identifier.");

    /// <summary>Two rows of one person.</summary>
    public static DiagnosticDescriptor DuplicateId { get; } = new(
        "WM4119",
        DiagnosticSeverity.Error,
        "Two rows of one person",
        "{0}",
        "Keep one row for each person.");

    /// <summary>Identifier of several people.</summary>
    public static DiagnosticDescriptor AmbiguousPerson { get; } = new(
        "WM4120",
        DiagnosticSeverity.Error,
        "Identifier of several people",
        "{0}",
        "Name people by family and identifier.");

    /// <summary>Position is no position.</summary>
    public static DiagnosticDescriptor PositionInvalid { get; } = new(
        "WM4121",
        DiagnosticSeverity.Error,
        "Position is no position",
        "{0}",
        "Mend the .bim file; PLINK writes it anew with --make-bed.");

    /// <summary>Genetic position is no number.</summary>
    public static DiagnosticDescriptor GeneticPositionInvalid { get; } = new(
        "WM4122",
        DiagnosticSeverity.Error,
        "Genetic position is no number",
        "{0}",
        "Mend the .bim file; 0 where it is not known.");

    /// <summary>Chromosome code is none.</summary>
    public static DiagnosticDescriptor ChromosomeInvalid { get; } = new(
        "WM4123",
        DiagnosticSeverity.Error,
        "Chromosome code is none",
        "{0}",
        "Mend the .bim file; PLINK writes it anew with --make-bed.");

    /// <summary>Allele is none.</summary>
    public static DiagnosticDescriptor AlleleInvalid { get; } = new(
        "WM4124",
        DiagnosticSeverity.Error,
        "Allele is none",
        "{0}",
        "Alleles are sequences of A, C, G, T and N, or a symbolic code; mend the .bim file.");

    /// <summary>Both alleles are the same.</summary>
    public static DiagnosticDescriptor AllelesIdentical { get; } = new(
        "WM4125",
        DiagnosticSeverity.Error,
        "Both alleles are the same",
        "{0}",
        "Mend the .bim file.");

    /// <summary>No PLINK 1 BED file.</summary>
    public static DiagnosticDescriptor BedMagic { get; } = new(
        "WM4126",
        DiagnosticSeverity.Error,
        "No PLINK 1 BED file",
        "{0}",
        "Check that the path names a .bed file of genotypes, not of regions.");

    /// <summary>BED file does not fit its .bim and .fam.</summary>
    public static DiagnosticDescriptor BedSize { get; } = new(
        "WM4128",
        DiagnosticSeverity.Error,
        "BED file does not fit its .bim and .fam",
        "{0}",
        "Copy the three files again together; a copy cut short ends like this.");

    /// <summary>Nobody in a cohort.</summary>
    public static DiagnosticDescriptor CohortEmpty { get; } = new(
        "WM4140",
        DiagnosticSeverity.Error,
        "Nobody in a cohort",
        "Nobody is left in the cohort of {0}: {1}.",
        "Look at the conditions, the missing codes and the identifiers of the cohort.");

    /// <summary>Sample larger than its cohort.</summary>
    public static DiagnosticDescriptor SampleTooLarge { get; } = new(
        "WM4141",
        DiagnosticSeverity.Error,
        "Sample larger than its cohort",
        "{0} people are to be drawn and {1} are there.",
        "Draw fewer people, or a percentage.");

    /// <summary>Nobody to associate.</summary>
    public static DiagnosticDescriptor NobodyLeft { get; } = new(
        "WM4142",
        DiagnosticSeverity.Error,
        "Nobody to associate",
        "Nobody of the cohort has genotypes, a trait and every covariate: {0}.",
        "Compare the identifiers of the tables with those of the .fam file (its second column), and see which covariate is missing in everyone.");

    /// <summary>Trait missing in everyone.</summary>
    public static DiagnosticDescriptor TraitMissing { get; } = new(
        "WM4143",
        DiagnosticSeverity.Error,
        "Trait missing in everyone",
        "The trait {0} is missing in all {1} people of the association.",
        "Leave the trait out, or check the missing codes and identifiers.");

    /// <summary>Trait without variance.</summary>
    public static DiagnosticDescriptor TraitConstant { get; } = new(
        "WM4144",
        DiagnosticSeverity.Error,
        "Trait without variance",
        "The trait {0} has no variance in its {1} people that the covariates leave.",
        "Leave the trait out; check that it is not among the covariates.");

    /// <summary>Too few people for the covariates.</summary>
    public static DiagnosticDescriptor TooFewPeople { get; } = new(
        "WM4145",
        DiagnosticSeverity.Error,
        "Too few people for the covariates",
        "The trait {0} has {1} people and the covariates have rank {2}: no degree of freedom is left.",
        "Take fewer covariates or merge rare levels of factors.");

    /// <summary>Covariates give no design.</summary>
    public static DiagnosticDescriptor DesignImpossible { get; } = new(
        "WM4146",
        DiagnosticSeverity.Error,
        "Covariates give no design",
        "The covariates give no design: {0}",
        "Change the formula or the data it names.");

    /// <summary>No numeric column.</summary>
    public static DiagnosticDescriptor NoTraits { get; } = new(
        "WM4147",
        DiagnosticSeverity.Error,
        "No numeric column",
        "'{0}' has no numeric column that could be a trait.",
        "Name the columns, or declare what means missing in the table.");

    /// <summary>Values that cannot be compared.</summary>
    public static DiagnosticDescriptor PredicateTypes { get; } = new(
        "WM4148",
        DiagnosticSeverity.Error,
        "Values that cannot be compared",
        "{0}",
        "Declare how the column is read, or compare with a value of its kind.");

    /// <summary>A joined table without a row.</summary>
    public static DiagnosticDescriptor JoinEmpty { get; } = new(
        "WM4149",
        DiagnosticSeverity.Error,
        "Nobody in a joined table",
        "Nobody is left in the table of {0}: {1}.",
        "Look at the conditions, the missing codes and the identifiers of the tables.");

    /// <summary>Tables to be joined that share nobody.</summary>
    public static DiagnosticDescriptor TablesDisjoint { get; } = new(
        "WM4150",
        DiagnosticSeverity.Error,
        "Tables share nobody",
        "None of the {0} people of '{1}' (such as {2}) is in '{3}' (such as {4}).",
        "Check which column of each table names the person, and write the identifiers alike in both.");

    /// <summary>A covariate that genotypes interact with and that does not vary.</summary>
    public static DiagnosticDescriptor InteractionConstant { get; } = new(
        "WM4151",
        DiagnosticSeverity.Error,
        "Interaction with a constant",
        "Genotypes interact with '{0}' (gxe), which has one value in {1}: there is no interaction to test.",
        "Name a column that varies in these people, or leave 'gxe' out; where only some traits have such people, leave those out.");

    /// <summary>People not found.</summary>
    public static DiagnosticDescriptor PeopleUnmatched { get; } = new(
        "WM4160",
        DiagnosticSeverity.Warning,
        "People not found",
        "Not in {3}: {0} of {1} people of {2} (such as {4}).",
        "They are left out. Check that the identifiers are of the same kind.",
        OnPage: PageText.Nothing);

    /// <summary>Identifiers of another kind.</summary>
    public static DiagnosticDescriptor OtherReadingOfIds { get; } = new(
        "WM4161",
        DiagnosticSeverity.Warning,
        "Identifiers of another kind",
        "{0} of {1} identifiers name people of '{2}' if {3}; as they are, {4} do.",
        "Name the column that holds the individual identifiers (IID) of the .fam file; give its family identifiers (FID) with 'family =' where they are needed and the same, and leave 'family =' out where they are not.",
        OnPage: PageText.Nothing);

    /// <summary>Constant covariate.</summary>
    public static DiagnosticDescriptor CovariateConstant { get; } = new(
        "WM4162",
        DiagnosticSeverity.Information,
        "Constant covariate",
        "The covariate {0} is the same in all {1} people and was left out of the design.",
        "Nothing is to be done if the covariates are shared with other people, as the results are the same; else leave it out of the formula.");

    /// <summary>Covariate that others determine.</summary>
    public static DiagnosticDescriptor CovariateCollinear { get; } = new(
        "WM4163",
        DiagnosticSeverity.Warning,
        "Covariate that others determine",
        "The covariate {0} is determined by {1} and was left out of the design.",
        "Nothing is lost; leave one of them out to have a design of full rank.");

    /// <summary>Variants of one genotype in everybody.</summary>
    public static DiagnosticDescriptor VariantsMonomorphic { get; } = new(
        "WM4164",
        DiagnosticSeverity.Warning,
        "Variants that do not vary",
        "The genotype is the same in everybody of {2}, and so without a test: {0} of {1} variants.",
        "Ask in the genotypes' keep for a minor allele count or frequency; where everybody has both alleles, which is a mistake of genotyping, for hwe_p, as in hwe_p >= 1e-10.");

    /// <summary>Variants that covariates determine.</summary>
    public static DiagnosticDescriptor VariantsCollinear { get; } = new(
        "WM4165",
        DiagnosticSeverity.Warning,
        "Variants that covariates determine",
        "Determined by the covariates in the people of {2}, and so without a test: {0} of {1} variants.",
        "Ask for a minor allele count or frequency in the genotypes' keep, or take fewer covariates.");

    /// <summary>Variants with too few people.</summary>
    public static DiagnosticDescriptor VariantsTooFewPeople { get; } = new(
        "WM4166",
        DiagnosticSeverity.Warning,
        "Variants with too few people",
        "Without a test of some trait in {2}, as too few people have a genotype: {0} of {1} variants.",
        "Ask for a missing rate in the genotypes' keep.");

    /// <summary>No variant tested.</summary>
    public static DiagnosticDescriptor VariantsNoneTested { get; } = new(
        "WM4167",
        DiagnosticSeverity.Error,
        "No variant tested",
        "None of the {0} variants has a test in {1}: {2}.",
        "Look at the genotypes' keep.");

    /// <summary>Variants of one name.</summary>
    public static DiagnosticDescriptor VariantsOfOneName { get; } = new(
        "WM4168",
        DiagnosticSeverity.Warning,
        "Variants of one name",
        "Variants of '{1}' with the name of another: {0} (such as {2}: {3} and {4}).",
        "Results name them by position and alleles too; rename them to tell them apart by name.");

    /// <summary>Alleles that are no sequences.</summary>
    public static DiagnosticDescriptor AllelesNotNucleotides { get; } = new(
        "WM4169",
        DiagnosticSeverity.Warning,
        "Alleles that are no sequences",
        "Alleles of '{1}' that are symbolic or missing codes, not sequences of A, C, G and T: {0}.",
        "Their rows do not meet GWAS-SSF; replace the codes by sequences where they are known.");

    /// <summary>Variants not in order.</summary>
    public static DiagnosticDescriptor VariantsUnsorted { get; } = new(
        "WM4170",
        DiagnosticSeverity.Warning,
        "Variants not in order",
        "'{0}' is not sorted by chromosome and position ({1}).",
        "Results keep its order and have no index; sort it with PLINK's --make-bed.");

    /// <summary>Columns without a value.</summary>
    public static DiagnosticDescriptor ColumnsAllMissing { get; } = new(
        "WM4171",
        DiagnosticSeverity.Warning,
        "Columns without a value",
        "Columns of '{1}' without any value, and so no traits: {0} (such as {2}).",
        "Check the missing codes.");

    /// <summary>Withdrawn people not in the table.</summary>
    public static DiagnosticDescriptor WithdrawalsUnknown { get; } = new(
        "WM4172",
        DiagnosticSeverity.Information,
        "Withdrawn people not in the table",
        "Identifiers of '{2}' that are not among the people: {0} of {1}.",
        "They may have been removed before.",
        OnPage: PageText.Nothing);

    /// <summary>Variants without a row.</summary>
    public static DiagnosticDescriptor RowsLeftOut { get; } = new(
        "WM4173",
        DiagnosticSeverity.Information,
        "Variants without a row",
        "Results without a row in {2}, as they have no test or {1}: {0}.",
        "The store keeps them, and 'wmstudy show' reads them there; 'write_p' sets the P that is written up to, 'top' how many rows.");

    /// <summary>Variants outside the autosomes.</summary>
    public static DiagnosticDescriptor VariantsOutsideAutosomes { get; } = new(
        "WM4174",
        DiagnosticSeverity.Warning,
        "Variants outside the autosomes",
        "Variants outside chromosomes 1 to 22 are tested in {0}: {1}. {2}.",
        "Nothing is to be done if that is meant; keep = chromosome in [...] leaves them out.");

    /// <summary>Chromosomes that GWAS-SSF has no number for.</summary>
    public static DiagnosticDescriptor ChromosomesWithoutNumber { get; } = new(
        "WM4175",
        DiagnosticSeverity.Warning,
        "Chromosomes without a number",
        "Variants of '{1}' on chromosomes that GWAS-SSF has no number for: {0} (such as {2}).",
        "Their rows do not meet GWAS-SSF; leave them out with keep = chromosome in [...].");

    /// <summary>People of a joined table whom one of its tables does not have.</summary>
    public static DiagnosticDescriptor PeopleWithoutRow { get; } = new(
        "WM4176",
        DiagnosticSeverity.Information,
        "People without a row in a joined table",
        "Not in '{3}': {0} of {1} people of '{2}'; its columns are missing for them.",
        "Write how = inner to leave them out.",
        OnPage: PageText.Nothing);

    /// <summary>People of a table whom an inner join leaves out.</summary>
    public static DiagnosticDescriptor PeopleNotInEveryTable { get; } = new(
        "WM4177",
        DiagnosticSeverity.Information,
        "People left out by a join",
        "Left out of '{2}': {0} of {1} people of '{3}', not in every table.",
        "Write how = left or how = full to keep them; where they should be there, compare the identifiers.",
        OnPage: PageText.Nothing);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        FileMissing, FileUnreadable, FileEmpty, FileChanged, CompressionDamaged, CompressionUnsupported, TooLarge,
        NotText, NotUtf8, LineTooLong, QuoteNotClosed, FieldCount, DuplicateColumn, ColumnMissing, NoRows, NotANumber,
        NotFinite, IdMissing, DuplicateId, AmbiguousPerson, PositionInvalid, GeneticPositionInvalid,
        ChromosomeInvalid, AlleleInvalid, AllelesIdentical, BedMagic, BedSize,
        CohortEmpty, SampleTooLarge, NobodyLeft, TraitMissing, TraitConstant, TooFewPeople, DesignImpossible,
        NoTraits, PredicateTypes, JoinEmpty, TablesDisjoint, InteractionConstant, PeopleUnmatched, OtherReadingOfIds, CovariateConstant, CovariateCollinear,
        VariantsMonomorphic, VariantsCollinear, VariantsTooFewPeople, VariantsNoneTested, VariantsOfOneName,
        AllelesNotNucleotides, VariantsUnsorted, ColumnsAllMissing, WithdrawalsUnknown, RowsLeftOut,
        VariantsOutsideAutosomes, ChromosomesWithoutNumber, PeopleWithoutRow, PeopleNotInEveryTable,
    ];
}
