namespace WhiteMatter.Formats;

/// <summary>What is wrong with a data file. The names are stable: the runtime maps each to a diagnostic code.</summary>
public enum DataProblem
{
    /// <summary>The file is not there.</summary>
    FileMissing,

    /// <summary>The file is there but cannot be opened or read.</summary>
    FileUnreadable,

    /// <summary>The file has no content.</summary>
    FileEmpty,

    /// <summary>The file's size or modification time changed while it was read.</summary>
    FileChanged,

    /// <summary>The compressed stream is damaged or cut short.</summary>
    CompressionDamaged,

    /// <summary>The file is compressed or packed in a way that is not read here.</summary>
    CompressionUnsupported,

    /// <summary>The file expands to more bytes than the limit allows.</summary>
    TooLarge,

    /// <summary>A zip archive has no directory that can be read.</summary>
    ArchiveDamaged,

    /// <summary>A zip archive has no member of the name.</summary>
    ArchiveMemberMissing,

    /// <summary>Several members of a zip archive answer to one name.</summary>
    ArchiveMemberTwice,

    /// <summary>A member of a zip archive is encrypted.</summary>
    ArchiveEncrypted,

    /// <summary>A member of a zip archive is damaged, or packed in a way that is not read here.</summary>
    ArchiveMember,

    /// <summary>A member of a zip archive expands to more bytes than a file of its kind can.</summary>
    ArchiveExpands,

    /// <summary>Several files of a dataset answer to one query.</summary>
    DatasetAmbiguous,

    /// <summary>A list of people has another number of them than a series has volumes.</summary>
    SeriesCount,

    /// <summary>A file is no spatial transform that is read here.</summary>
    TransformUnreadable,

    /// <summary>A text file holds NUL bytes or is otherwise binary.</summary>
    NotText,

    /// <summary>A text file is not UTF-8.</summary>
    NotUtf8,

    /// <summary>A line is longer than the limit.</summary>
    LineTooLong,

    /// <summary>A quoted field is not closed.</summary>
    QuoteNotClosed,

    /// <summary>A row has more or fewer fields than the header or the format asks for.</summary>
    FieldCount,

    /// <summary>Two columns have the same name.</summary>
    DuplicateColumn,

    /// <summary>A column that was asked for is not in the header.</summary>
    ColumnMissing,

    /// <summary>The table has a header and nothing below it.</summary>
    NoRows,

    /// <summary>A value of a numeric column is text.</summary>
    NotANumber,

    /// <summary>A value of a numeric column is NaN, infinite or beyond the range of a double.</summary>
    NotFinite,

    /// <summary>A row has no identifier.</summary>
    IdMissing,

    /// <summary>Two rows have the same identifier.</summary>
    DuplicateId,

    /// <summary>A person's IID stands for several people of different families and no family was given.</summary>
    AmbiguousPerson,

    /// <summary>A base-pair position is not a non-negative integer.</summary>
    PositionInvalid,

    /// <summary>A genetic position is not a number.</summary>
    GeneticPositionInvalid,

    /// <summary>A chromosome code is empty or too long.</summary>
    ChromosomeInvalid,

    /// <summary>An allele is neither a sequence nor one of the known symbolic codes.</summary>
    AlleleInvalid,

    /// <summary>Both alleles of a variant are the same.</summary>
    AllelesIdentical,

    /// <summary>The first bytes are not those of a PLINK 1 BED file.</summary>
    BedMagic,

    /// <summary>The BED file's size does not fit the numbers of variants and people beside it.</summary>
    BedSize,

    /// <summary>The first bytes are not those of a genotype file of its format.</summary>
    GenotypesMagic,

    /// <summary>A genotype file is of a version, layout or storage mode that is not read.</summary>
    GenotypesVersion,

    /// <summary>A genotype file ends within what its header or index promises.</summary>
    GenotypesCutShort,

    /// <summary>A genotype file holds another number of people or variants than the files beside it.</summary>
    GenotypesCounts,

    /// <summary>A length, offset, code or compressed part of a genotype file cannot be.</summary>
    GenotypesDamaged,

    /// <summary>Variants have more than two alleles, where they are not read.</summary>
    VariantsMultiallelic,

    /// <summary>Calls are neither diploid nor haploid.</summary>
    PloidyNotRead,

    /// <summary>A file has no field of genotypes that is read.</summary>
    GenotypesMissing,

    /// <summary>An identifier or allele of a genotype file cannot stand in a table.</summary>
    GenotypesText,

    /// <summary>The first bytes are not those of a NIfTI file.</summary>
    NotNifti,

    /// <summary>A field of a NIfTI header is impossible, or contradicts another.</summary>
    NiftiHeader,

    /// <summary>A NIfTI file ends before its last voxel.</summary>
    NiftiTruncated,

    /// <summary>A NIfTI file holds voxels of a type that is not read here.</summary>
    NiftiDataType,

    /// <summary>A packed NIfTI file expands to far more than its header says, or than an image of its size can.</summary>
    NiftiExpands,

    /// <summary>A NIfTI file holds several volumes where one is read.</summary>
    NiftiSeveralVolumes,

    /// <summary>A file of the names of labels is none, or names a label or uses a name twice.</summary>
    LabelNames,

    /// <summary>A volume of labels holds values that are no labels.</summary>
    LabelValues,

    /// <summary>A value of a table that should be part of a file's name leads elsewhere.</summary>
    PathValue,

    /// <summary>A word of a file of b-values or directions is no number that can stand there.</summary>
    GradientNumber,

    /// <summary>A file of b-values or directions has another shape, or is of another number of volumes than the series.</summary>
    GradientShape,

    /// <summary>A direction is missing, or its length is not 1.</summary>
    GradientDirection,

    /// <summary>No volume has a b-value that was asked for.</summary>
    GradientShell,

    /// <summary>The b-values and directions do not determine a tensor.</summary>
    GradientScheme,

    /// <summary>The b-values are in another unit than s/mm².</summary>
    GradientUnit,

    /// <summary>No volume has a b-value above the one up to which volumes are without weighting.</summary>
    GradientUnweighted,
}
