using System.Collections.Immutable;
using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Measures;

namespace WhiteMatter.Runtime.Handlers.Predictions;

/// <summary>A fold of a prediction.</summary>
/// <param name="Repeat">Which dealing, from 1.</param>
/// <param name="Name">Its number, or the value of the column that folds are by.</param>
/// <param name="People">People in it.</param>
/// <param name="Cases">Cases among them; null for numbers.</param>
/// <param name="Measure">R², or the area under the ROC curve, in them; not a number where it is not defined.</param>
/// <param name="Chosen">The penalty, or the trees, chosen outside it.</param>
public sealed record PredictionFold(int Repeat, string Name, int People, int? Cases, double Measure, Candidate Chosen);

/// <summary>A trait that predicts.</summary>
/// <param name="Name">The trait.</param>
/// <param name="Coefficient">Its mean coefficient over folds, by standard deviation of the trait; of trees its mean share of what divisions gain.</param>
/// <param name="Deviation">The standard deviation of it.</param>
/// <param name="Chosen">The share of folds in which it is not 0.</param>
/// <param name="Pattern">Its correlation with the predictions.</param>
public sealed record PredictionFeature(string Name, double Coefficient, double Deviation, double Chosen, double Pattern);

/// <summary>What a prediction found, of nobody alone: the file <c>prediction.json</c> of its artifact.</summary>
/// <param name="IsClass">Whether the outcome is a class.</param>
/// <param name="Case">What a case is called.</param>
/// <param name="People">People predicted.</param>
/// <param name="Cases">Cases among them.</param>
/// <param name="Features">Traits that they are predicted from.</param>
/// <param name="Folds">The folds.</param>
/// <param name="Measures">The measures with their intervals.</param>
/// <param name="Statistic">The measure that permutations are held against.</param>
/// <param name="Permuted">It in each.</param>
/// <param name="P">P; not a number without permutations.</param>
/// <param name="Traits">Traits, those of the strongest patterns first.</param>
/// <param name="Calibration">People of like probability; none for numbers.</param>
/// <param name="Roc">Sensitivities where 0, 1/100 … 1 of the others are called cases; none for numbers.</param>
public sealed record PredictionDocument(
    bool IsClass,
    string? Case,
    int People,
    int? Cases,
    int Features,
    ImmutableArray<PredictionFold> Folds,
    ImmutableArray<Measure> Measures,
    string Statistic,
    ImmutableArray<double> Permuted,
    double P,
    ImmutableArray<PredictionFeature> Traits,
    ImmutableArray<CalibrationBin> Calibration,
    ImmutableArray<double> Roc)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "prediction.json";
}
