using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>What covariates do in a prediction. Everything of it is fitted in the people that are learnt from.</summary>
public enum CovariateUse
{
    /// <summary>They predict too, without a penalty: what the features add to them is told.</summary>
    Beside,

    /// <summary>Each feature is what they leave of it.</summary>
    Features,

    /// <summary>What they leave of the outcome is predicted.</summary>
    Outcome,

    /// <summary>What they leave of the outcome is predicted from what they leave of the features.</summary>
    Both,
}

/// <summary>An outcome to be predicted from features in people. People's order does not change what is drawn for them.</summary>
public sealed record PredictionProblem
{
    /// <summary>What tells each person from the others; folds are dealt by it.</summary>
    public required ImmutableArray<string> Keys { get; init; }

    /// <summary>Columns of one number a person.</summary>
    public required IReadOnlyList<double[]> Features { get; init; }

    /// <summary>Columns of covariates, without the intercept, which is always in.</summary>
    public IReadOnlyList<double[]> Covariates { get; init; } = [];

    /// <summary>What the covariates do, where there are some.</summary>
    public CovariateUse Use { get; init; }

    /// <summary>The outcome; of two classes 1 for cases and 0 for the others.</summary>
    public required double[] Outcome { get; init; }

    /// <summary>Whether the outcome is one of two classes, whose logarithmic loss is made small; else its squared error is.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The group of each person, such as a family, that stays whole; null for none.</summary>
    public ImmutableArray<string>? Groups { get; init; }

    /// <summary>The site of each person where each site is a fold; null where people are dealt.</summary>
    public ImmutableArray<string>? Sites { get; init; }

    /// <summary>The number of people.</summary>
    public int People => Keys.Length;

    /// <summary>Whether covariates predict beside the features.</summary>
    internal bool IsBeside => Covariates.Count > 0 && Use == CovariateUse.Beside;

    /// <summary>Whether covariates are taken out of the outcome, which is then what is held against predictions.</summary>
    internal bool OutcomeIsResidual => Covariates.Count > 0 && Use is CovariateUse.Outcome or CovariateUse.Both;

    /// <summary>Throws where the columns contradict each other.</summary>
    internal void Check()
    {
        if (Features.Count == 0 || Features.Concat(Covariates).Append(Outcome).Any(column => column.Length != People))
        {
            throw new ArgumentException("There are no features, or columns of another length than there are people.");
        }

        if (Features.Concat(Covariates).Append(Outcome).Any(column => column.Any(value => !double.IsFinite(value))))
        {
            throw new ArgumentException("A value is missing or not finite.");
        }

        if (IsBinary && (OutcomeIsResidual || Outcome.Any(value => value is not (0 or 1))))
        {
            throw new ArgumentException("Classes are 0 and 1, and no covariates are taken out of them.");
        }
    }
}
