namespace WhiteMatter.Runtime.Evaluation;

/// <summary>What a value is.</summary>
public enum CellKind : byte
{
    /// <summary>It is missing.</summary>
    Missing,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Truth,
}

/// <summary>A value of an expression in one row.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number; 1 or 0 for a truth; for a text the number it is ordered by, such as 23 for chromosome X, or 0.</param>
/// <param name="Text">The text.</param>
public readonly record struct Cell(CellKind Kind, double Number, string? Text)
{
    /// <summary>A missing value.</summary>
    public static Cell Missing { get; } = default;

    /// <summary>A number; one that is not finite is missing.</summary>
    /// <param name="value">The number.</param>
    public static Cell Of(double value) => double.IsFinite(value) ? new(CellKind.Number, value, null) : default;

    /// <summary>A text; null is missing.</summary>
    /// <param name="value">The text.</param>
    public static Cell Of(string? value) => value is null ? default : new(CellKind.Text, 0, value);

    /// <summary>A truth; null is missing.</summary>
    /// <param name="value">The truth.</param>
    public static Cell Of(bool? value) => value is { } truth ? new(CellKind.Truth, truth ? 1 : 0, null) : default;

    /// <summary>Whether it is true; null when missing.</summary>
    internal bool? Truth => Kind == CellKind.Missing ? null : Number != 0;
}
