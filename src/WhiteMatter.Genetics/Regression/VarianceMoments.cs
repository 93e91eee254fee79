namespace WhiteMatter.Genetics.Regression;

/// <summary>Σ h x y, Σ h² x y and Σ h³ x y, h = 1 / (1 + λδ). Of the logarithm of λ the slope of each is −k (Σ hᵏ x y − Σ hᵏ⁺¹ x y).</summary>
internal readonly record struct WeightedSums(double First, double Second, double Third)
{
    /// <summary>The slope of the first sum.</summary>
    public double Slope => Second - First;

    /// <summary>Its curvature.</summary>
    public double Curvature => First - (3 * Second) + (2 * Third);
}

/// <summary>What the restricted likelihood of y = gβ + e at one λ is made of; see <see cref="RestrictedLikelihood"/>.</summary>
/// <param name="Gg">Of the variant; zero where there is none.</param>
/// <param name="Gy">Of variant and trait.</param>
/// <param name="Yy">Of the trait.</param>
/// <param name="Trace">Σ h.</param>
/// <param name="TraceOfSquares">Σ h².</param>
internal readonly record struct VarianceMoments(WeightedSums Gg, WeightedSums Gy, WeightedSums Yy, double Trace, double TraceOfSquares)
{
    /// <summary>Effect of the variant.</summary>
    public double Beta => Gy.First / Gg.First;

    /// <summary>What the variant leaves of the trait.</summary>
    public double Left => HasVariant ? Yy.First - (Gy.First * Beta) : Yy.First;

    private bool HasVariant => Gg.First != 0;

    /// <summary>The effect's standard error.</summary>
    /// <param name="count">Directions.</param>
    public double StandardError(int count) => Math.Sqrt(Left / Freedom(count) / Gg.First);

    /// <summary>The log likelihood, up to a constant.</summary>
    /// <param name="count">Directions.</param>
    /// <param name="determinant">Σ ln(1 + λδ).</param>
    public double LogLikelihood(int count, double determinant) =>
        -0.5 * ((Freedom(count) * Math.Log(Left)) + determinant + (HasVariant ? Math.Log(Gg.First) : 0));

    /// <summary>Its slope of ln λ.</summary>
    /// <param name="count">Directions.</param>
    public double Slope(int count) =>
        -0.5 * ((Freedom(count) * LeftSlope / Left) + (count - Trace) + (HasVariant ? Gg.Slope / Gg.First : 0));

    /// <summary>Its curvature.</summary>
    /// <param name="count">Directions.</param>
    public double Curvature(int count)
    {
        var (left, variant) = (LeftSlope / Left, HasVariant ? Gg.Slope / Gg.First : 0);
        return -0.5 * ((Freedom(count) * ((LeftCurvature / Left) - (left * left)))
            + (Trace - TraceOfSquares)
            + (HasVariant ? (Gg.Curvature / Gg.First) - (variant * variant) : 0));
    }

    private double LeftSlope => HasVariant ? Yy.Slope - (2 * Beta * Gy.Slope) + (Beta * Beta * Gg.Slope) : Yy.Slope;

    private double LeftCurvature
    {
        get
        {
            if (!HasVariant)
            {
                return Yy.Curvature;
            }

            // R = yy − gy²/gg; the effect moves with λ, by (gy' − β gg') / gg.
            var moves = (Gy.Slope - (Beta * Gg.Slope)) / Gg.First;
            return Yy.Curvature - (2 * Beta * Gy.Curvature) + (Beta * Beta * Gg.Curvature) - (2 * moves * moves * Gg.First);
        }
    }

    private double Freedom(int count) => HasVariant ? count - 1 : count;
}
