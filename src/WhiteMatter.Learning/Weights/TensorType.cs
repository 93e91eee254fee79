namespace WhiteMatter.Learning.Weights;

/// <summary>What the values of a stored tensor are.</summary>
public enum TensorType
{
    /// <summary>8-byte floating point.</summary>
    F64,

    /// <summary>4-byte floating point.</summary>
    F32,

    /// <summary>2-byte IEEE floating point.</summary>
    F16,

    /// <summary>2-byte floating point with the exponent of F32.</summary>
    BF16,

    /// <summary>8-byte integer.</summary>
    I64,

    /// <summary>4-byte integer.</summary>
    I32,

    /// <summary>2-byte integer.</summary>
    I16,

    /// <summary>1-byte integer.</summary>
    I8,

    /// <summary>1-byte unsigned integer.</summary>
    U8,

    /// <summary>A byte that is 0 or 1.</summary>
    BOOL,
}

/// <summary>What types of tensors take.</summary>
internal static class TensorTypes
{
    /// <summary>Bytes of one value.</summary>
    public static int Bytes(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => 2,
        _ => 1,
    };
}
