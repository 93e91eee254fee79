using System.Collections.Immutable;

namespace WhiteMatter.Formats.Nifti;

/// <summary>Where the place of the voxels in the world comes from.</summary>
public enum OrientationSource
{
    /// <summary>The header's sform matrix.</summary>
    SForm,

    /// <summary>The header's qform quaternion.</summary>
    QForm,

    /// <summary>Neither is set: centred on the volume, the first axis running to the left, as FSL and nibabel take it.</summary>
    Assumed,
}

/// <summary>What deserves a look in a file that is read all the same.</summary>
public enum NiftiWarningKind
{
    /// <summary>Neither sform nor qform is set; left and right are assumed.</summary>
    NoOrientation,

    /// <summary>The code of sform or qform is none of the standard's; it is taken as set.</summary>
    UnknownFormCode,

    /// <summary><c>scl_slope</c> is 0 while <c>scl_inter</c> is not; the values are taken as stored.</summary>
    ZeroSlope,

    /// <summary>Single-file images store voxels from byte 352 (544 in NIfTI-2) on; <c>vox_offset</c> says 0, which is read as that.</summary>
    OffsetZero,

    /// <summary>The file goes on behind the last voxel.</summary>
    BytesBehindVoxels,
}

/// <summary>A remark on a file that is read all the same.</summary>
/// <param name="Kind">Which remark it is.</param>
/// <param name="Text">What was found, as part of a sentence.</param>
public sealed record NiftiWarning(NiftiWarningKind Kind, string Text);

/// <summary>What the header of a NIfTI file says, checked against itself and against the file's size.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="BigEndian">Whether numbers are stored most significant byte first.</param>
/// <param name="IsPair">Whether the voxels are in a file of their own (<c>.hdr</c> and <c>.img</c>).</param>
/// <param name="Grid">The voxels of one volume and where they lie.</param>
/// <param name="Orientation">Where the grid's affine comes from.</param>
/// <param name="Volumes">How many volumes there are: the product of the fourth and later dimensions.</param>
/// <param name="DataType">The stored type.</param>
/// <param name="Slope">Factor of the stored values; 1 where the header has 0 or NaN, which mean no scaling.</param>
/// <param name="Intercept">What is added to the scaled values.</param>
/// <param name="VoxelOffset">Byte of the (unpacked) file with the voxels at which they begin.</param>
/// <param name="VoxelPath">The file that holds the voxels.</param>
/// <param name="Warnings">What deserves a look.</param>
public sealed record NiftiHeader(
    int Version,
    bool BigEndian,
    bool IsPair,
    VolumeGrid Grid,
    OrientationSource Orientation,
    long Volumes,
    NiftiDataType DataType,
    double Slope,
    double Intercept,
    long VoxelOffset,
    string VoxelPath,
    ImmutableArray<NiftiWarning> Warnings)
{
    /// <summary>The code of what the values mean, such as 1007 for vectors; 0 for nothing said.</summary>
    public int IntentCode { get; init; }

    /// <summary>The sizes along all dimensions, as the header counts them.</summary>
    public ImmutableArray<long> Sizes { get; init; } = [];

    /// <summary>Bytes of all voxels, unpacked.</summary>
    public long VoxelBytes => Grid.Voxels * Volumes * DataType.Bytes();
}

/// <summary>A 3-D image.</summary>
/// <param name="Grid">Its voxels and where they lie.</param>
/// <param name="Values">One value a voxel, x fastest, then y, then z; scaled in double precision and rounded to single.</param>
/// <param name="DataType">The type they were stored in.</param>
/// <param name="NonFinite">How many values are NaN or infinite; they stay in <paramref name="Values"/>.</param>
/// <param name="Warnings">What deserves a look.</param>
public sealed record NiftiVolume(
    VolumeGrid Grid, float[] Values, NiftiDataType DataType, long NonFinite, ImmutableArray<NiftiWarning> Warnings);

/// <summary>How an image is written.</summary>
public sealed record NiftiWriteOptions
{
    /// <summary>Packed by gzip, single precision.</summary>
    public static NiftiWriteOptions Default { get; } = new();

    /// <summary>Whether the file is packed by gzip (<c>.nii.gz</c>).</summary>
    public bool Compress { get; init; } = true;

    /// <summary>The stored type; whole numbers ask for values that are whole and in range.</summary>
    public NiftiDataType DataType { get; init; } = NiftiDataType.Float32;

    /// <summary>The code of sform and qform: 1 scanner, 2 aligned to another image, 3 Talairach, 4 MNI 152.</summary>
    public short FormCode { get; init; } = 2;

    /// <summary>A remark of at most 79 ASCII characters in the header.</summary>
    public string Description { get; init; } = "";
}
