using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A measure of a prediction with its 95% interval.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Value">The measure.</param>
/// <param name="Low">The interval's lower end; NaN without one.</param>
/// <param name="High">Its upper end.</param>
public sealed record PredictionMeasure(string Name, double Value, double Low, double High);

/// <summary>People of like predicted probability.</summary>
/// <param name="People">How many.</param>
/// <param name="Cases">Cases among them.</param>
/// <param name="Predicted">Their mean probability.</param>
/// <param name="Low">The lower end of the interval of the share of cases.</param>
/// <param name="High">Its upper end.</param>
public sealed record PredictionBin(int People, int Cases, double Predicted, double Low, double High);

/// <summary>A value of the column that folds are by.</summary>
/// <param name="Name">The value.</param>
/// <param name="People">People who have it.</param>
/// <param name="Measure">The main measure in them.</param>
public sealed record PredictionSite(string Name, int People, double Measure)
{
    /// <summary>Cases among them; null for numbers. Where they or the others are few the measure is not shown: of one case the area would tell how probable it was thought.</summary>
    public int? Cases { get; init; }
}

/// <summary>A trait and what it has to do with the predictions.</summary>
/// <param name="Name">The trait.</param>
/// <param name="Coefficient">Its mean coefficient, by standard deviation of the trait; of trees its mean share of what divisions gain.</param>
/// <param name="Deviation">The coefficient's standard deviation over folds.</param>
/// <param name="Chosen">The share of folds in which it is not 0.</param>
/// <param name="Pattern">The trait's correlation with the predictions.</param>
public sealed record PredictionTrait(string Name, double Coefficient, double Deviation, double Chosen, double Pattern);

/// <summary>One <c>prediction</c> declaration.</summary>
public sealed record PredictionReport
{
    /// <summary>The declaration's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its doc comment; null without one.</summary>
    public string? Description { get; init; }

    /// <summary>What is predicted.</summary>
    public required string Outcome { get; init; }

    /// <summary>What a case of a class is called; null for numbers.</summary>
    public string? Case { get; init; }

    /// <summary>What was done, in sentences.</summary>
    public required string Method { get; init; }

    /// <summary>People predicted.</summary>
    public required int People { get; init; }

    /// <summary>Cases among them; null for numbers.</summary>
    public int? Cases { get; init; }

    /// <summary>Traits that they are predicted from.</summary>
    public required int Features { get; init; }

    /// <summary>The measures; the first is the main one.</summary>
    public ImmutableArray<PredictionMeasure> Measures { get; init; } = [];

    /// <summary>Which measure permutations are held against, in words.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>What was found of it.</summary>
    public double Found { get; init; }

    /// <summary>It in each permutation.</summary>
    public ImmutableArray<double> Permuted { get; init; } = [];

    /// <summary>P; NaN without permutations.</summary>
    public double P { get; init; } = double.NaN;

    /// <summary>How many permutations there were.</summary>
    public int Permutations => Permuted.Length;

    /// <summary>The true number of each person; none for classes. Drawn as a density that tells of nobody.</summary>
    public ImmutableArray<double> Truth { get; init; } = [];

    /// <summary>The predicted number of each person.</summary>
    public ImmutableArray<double> Predicted { get; init; } = [];

    /// <summary>The calibration of a class.</summary>
    public ImmutableArray<PredictionBin> Calibration { get; init; } = [];

    /// <summary>Sensitivities where 0, 1/100 … 1 of the others are called cases; none for numbers.</summary>
    public ImmutableArray<double> Roc { get; init; } = [];

    /// <summary>Values of the column that folds are by; none where people are dealt.</summary>
    public ImmutableArray<PredictionSite> Sites { get; init; } = [];

    /// <summary>Whether trees predict; else lines.</summary>
    public bool IsOfTrees { get; init; }

    /// <summary>Traits of the strongest patterns; of trees those of the most gain.</summary>
    public ImmutableArray<PredictionTrait> Traits { get; init; } = [];
}
