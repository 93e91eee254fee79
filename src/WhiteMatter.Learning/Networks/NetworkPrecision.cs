namespace WhiteMatter.Learning.Networks;

/// <summary>In how many digits a network's products and convolutions are computed; weights, statistics and losses keep 32 bits.</summary>
public enum NetworkPrecision
{
    /// <summary>32-bit numbers: a fraction of 23 bits.</summary>
    Single,

    /// <summary>32-bit numbers whose products take a fraction of 10 bits (TensorFloat-32).</summary>
    TensorFloat,

    /// <summary>bfloat16: the range of 32 bits, a fraction of 7.</summary>
    BFloat,

    /// <summary>float16: a fraction of 10 bits, a range of 5, so that losses are scaled against underflow.</summary>
    Half,
}
