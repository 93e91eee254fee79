namespace WhiteMatter.Genetics.Joint;

/// <summary>The z that a quadratic form is made of.</summary>
public enum JointForm
{
    /// <summary>t / √(1 + t²/df): the partial correlation times √df.</summary>
    Score,

    /// <summary>β/SE, as JAGWAS takes it.</summary>
    Wald,
}

/// <summary>How a quadratic form is made; nothing here changes its results but the first three.</summary>
/// <param name="Form">The z; F is made of partial correlations whatever it says.</param>
/// <param name="UseF">Whether the exact F is taken, else χ².</param>
/// <param name="EigenvalueFloor">Eigenvalues of R under this share of the largest are removed.</param>
/// <param name="Threads">Threads to use.</param>
public sealed record QuadraticFormOptions(JointForm Form, bool UseF, double EigenvalueFloor, int Threads);
