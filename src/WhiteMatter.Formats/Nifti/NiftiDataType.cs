namespace WhiteMatter.Formats.Nifti;

/// <summary>The stored type of a voxel; the numbers are NIfTI's codes. Complex and colour types are not read.</summary>
public enum NiftiDataType
{
    /// <summary>Unsigned, 1 byte.</summary>
    UInt8 = 2,

    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 4,

    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 8,

    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 16,

    /// <summary>IEEE 754 double precision.</summary>
    Float64 = 64,

    /// <summary>Signed, 1 byte.</summary>
    Int8 = 256,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16 = 512,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32 = 768,

    /// <summary>Signed, 8 bytes.</summary>
    Int64 = 1024,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64 = 1280,
}

/// <summary>What a stored type means.</summary>
public static class NiftiDataTypes
{
    /// <summary>Bytes of a voxel.</summary>
    /// <param name="type">The stored type.</param>
    public static int Bytes(this NiftiDataType type) => type switch
    {
        NiftiDataType.UInt8 or NiftiDataType.Int8 => 1,
        NiftiDataType.Int16 or NiftiDataType.UInt16 => 2,
        NiftiDataType.Int32 or NiftiDataType.UInt32 or NiftiDataType.Float32 => 4,
        NiftiDataType.Float64 or NiftiDataType.Int64 or NiftiDataType.UInt64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type is none that is read here."),
    };

    /// <summary>The name that numerical libraries use, such as <c>float32</c>.</summary>
    /// <param name="type">The stored type.</param>
    public static string Name(this NiftiDataType type) => type switch
    {
        NiftiDataType.UInt8 => "uint8",
        NiftiDataType.Int16 => "int16",
        NiftiDataType.Int32 => "int32",
        NiftiDataType.Float32 => "float32",
        NiftiDataType.Float64 => "float64",
        NiftiDataType.Int8 => "int8",
        NiftiDataType.UInt16 => "uint16",
        NiftiDataType.UInt32 => "uint32",
        NiftiDataType.Int64 => "int64",
        NiftiDataType.UInt64 => "uint64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type is none that is read here."),
    };

    /// <summary>The type of a code of the header; null for one that is not read here.</summary>
    internal static NiftiDataType? OfCode(int code) => (NiftiDataType)code is var type && Enum.IsDefined(type) ? type : null;

    /// <summary>What a code that is not read here stands for.</summary>
    internal static string DescribeCode(int code) => code switch
    {
        0 => "none (datatype 0)",
        1 => "single bits (datatype 1)",
        32 => "complex numbers of 64 bits (datatype 32)",
        128 => "RGB colours (datatype 128)",
        1536 => "numbers of 128 bits (datatype 1536)",
        1792 => "complex numbers of 128 bits (datatype 1792)",
        2048 => "complex numbers of 256 bits (datatype 2048)",
        2304 => "RGBA colours (datatype 2304)",
        _ => FormattableString.Invariant($"of an unknown type (datatype {code})"),
    };
}
