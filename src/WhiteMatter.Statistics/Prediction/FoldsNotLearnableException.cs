namespace WhiteMatter.Statistics.Prediction;

/// <summary>Outside a fold, or an inner fold of it, nothing can be learnt.</summary>
/// <param name="fold">What the outer fold is called.</param>
/// <param name="innerFolds">How many inner folds have somebody outside that fold, where some have nobody; null where there are people of one class alone.</param>
public sealed class FoldsNotLearnableException(string fold, int? innerFolds)
    : Exception(innerFolds is null ? $"Outside the fold {fold} there are people of one class." : $"Outside the fold {fold} an inner fold has nobody.")
{
    /// <summary>What the outer fold is called.</summary>
    public string Fold { get; } = fold;

    /// <summary>How many inner folds have somebody outside that fold, where some have nobody; null where there are people of one class alone.</summary>
    public int? InnerFolds { get; } = innerFolds;
}
