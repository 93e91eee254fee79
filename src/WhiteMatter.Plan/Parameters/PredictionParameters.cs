using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>What covariates do in a prediction.</summary>
public enum CovariatePlace
{
    /// <summary>They predict beside the traits.</summary>
    Beside,

    /// <summary>They are taken out of the traits.</summary>
    Features,

    /// <summary>They are taken out of the outcome.</summary>
    Outcome,

    /// <summary>They are taken out of both.</summary>
    Both,
}

/// <summary>What learns.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "learner")]
[JsonDerivedType(typeof(RidgeLearnerSettings), "ridge")]
[JsonDerivedType(typeof(ElasticNetLearnerSettings), "elastic_net")]
[JsonDerivedType(typeof(BoostedTreesLearnerSettings), "boosted_trees")]
public abstract record LearnerSettings;

/// <summary>Ridge regression.</summary>
/// <param name="Penalties">The penalties to choose from, falling.</param>
public sealed record RidgeLearnerSettings(ImmutableArray<double> Penalties) : LearnerSettings;

/// <summary>The elastic net.</summary>
/// <param name="L1Ratios">Shares of the absolute penalty to choose from.</param>
/// <param name="Penalties">How many penalties there are of each.</param>
/// <param name="Smallest">The smallest penalty as a share of the greatest.</param>
public sealed record ElasticNetLearnerSettings(ImmutableArray<double> L1Ratios, int Penalties, double Smallest) : LearnerSettings;

/// <summary>Gradient-boosted trees.</summary>
/// <param name="Trees">Numbers of trees to choose from, rising.</param>
/// <param name="Depths">Depths to choose from, rising.</param>
/// <param name="Rates">Learning rates to choose from, falling.</param>
/// <param name="LeastInLeaf">The least number of people in a leaf.</param>
/// <param name="L2">What is added to the second derivatives in a leaf.</param>
/// <param name="Library">What learns them, with its version: another one may give other trees.</param>
public sealed record BoostedTreesLearnerSettings(
    ImmutableArray<int> Trees, ImmutableArray<int> Depths, ImmutableArray<double> Rates, int LeastInLeaf, double L2, string Library) : LearnerSettings
{
    /// <summary>The library that this program learns them with.</summary>
    public const string ThisLibrary = "LightGBM 4.7.0";

    /// <summary>Bytes of histograms that are kept at most.</summary>
    public const double MostOfHistograms = 128 << 20;
}

/// <summary>
/// Predicts a column of a cohort's table from traits by nested cross-validation. Inputs <c>cohort</c>, <c>features1</c>, <c>features2</c> and so on (steps whose artifacts have
/// <c>traits.bin</c>), and the step that makes the table where one does. Artifact, private to its owner: <c>predictions.tsv</c> (each person's predictions when left out),
/// <c>measures.tsv</c>, <c>folds.tsv</c>, <c>coefficients.tsv</c> (<c>importance.tsv</c> of trees), <c>permutations.tsv</c>, <c>calibration.tsv</c> and <c>roc.tsv</c> of classes, <c>prediction.json</c>, <c>flow.json</c>;
/// values <c>people</c>, <c>features</c>, <c>cases</c>, the measures and <c>p</c>.
/// </summary>
/// <param name="Table">The cohort's table, where outcome, covariates, folds and groups are.</param>
/// <param name="Columns">Declared columns of the cohort.</param>
/// <param name="Outcome">The column that is predicted.</param>
/// <param name="Levels">Declared levels of the outcome; none where it has none.</param>
/// <param name="Case">The value that counts as a case; null for the second.</param>
/// <param name="Formula">The covariates.</param>
/// <param name="FormulaText">The covariates as written, for the report.</param>
/// <param name="Place">What they do.</param>
/// <param name="Learner">What learns.</param>
/// <param name="OneStandardError">Whether the greatest penalty, or the fewest trees, within one standard error of the best is chosen.</param>
/// <param name="Folds">Outer folds, where people are dealt.</param>
/// <param name="FoldBy">The column each of whose values is a fold; null where people are dealt.</param>
/// <param name="InnerFolds">Inner folds.</param>
/// <param name="Repeats">How often people are dealt.</param>
/// <param name="Group">The column whose people stay together; null for none.</param>
/// <param name="Resamples">Resamples for intervals.</param>
/// <param name="Permutations">Permutations for P.</param>
/// <param name="Seed">What folds, resamples and permutations are drawn with.</param>
public sealed record PredictionParameters(
    TableReference Table,
    ImmutableArray<ColumnDeclaration> Columns,
    string Outcome,
    ImmutableArray<string> Levels,
    string? Case,
    FormulaExpression Formula,
    [property: OutsideIdentity] string FormulaText,
    CovariatePlace Place,
    LearnerSettings Learner,
    bool OneStandardError,
    int Folds,
    string? FoldBy,
    int InnerFolds,
    int Repeats,
    string? Group,
    int Resamples,
    int Permutations,
    long Seed) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "prediction";

    /// <summary>Folds that are learnt outside of at once at most, each with a copy of the traits.</summary>
    public const int MostAtOnce = 4;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 5;
}
