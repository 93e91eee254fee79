using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM3052 to WM3056, WM3061 and WM3062, designs of predictions, and WM4500 to WM4509, what their steps find.</summary>
public static class PredictionCodes
{
    /// <summary>An outcome that is among the features.</summary>
    public static DiagnosticDescriptor OutcomeIsFeature { get; } = new(
        "WM3052",
        DiagnosticSeverity.Error,
        "Outcome that is among the features",
        "'{0}' is to be predicted, and is one of the traits '{1}' that it is predicted from.",
        "List the columns of the traits without it, as in columns = [first, second].");

    /// <summary>An outcome that is among the covariates.</summary>
    public static DiagnosticDescriptor OutcomeIsAdjustedFor { get; } = new(
        "WM3053",
        DiagnosticSeverity.Error,
        "Outcome that is among the covariates",
        "'{0}' is to be predicted, and is among the covariates.",
        "Take it out of adjust.");

    /// <summary>Traits harmonised over the people who are predicted.</summary>
    public static DiagnosticDescriptor HarmonisedBeforeFolds { get; } = new(
        "WM3054",
        DiagnosticSeverity.Warning,
        "Traits harmonised before people are divided",
        "'{0}' is harmonised over all its people before they are divided into folds: what is learnt has seen the people who are predicted, and predictions may look better than they are.",
        "Predict from the traits as they are with the site in adjust, or with fold_by = site; or accept it where predictions of new people are not claimed.",
        Acceptable: true);

    /// <summary>A class that covariates are to be taken out of.</summary>
    public static DiagnosticDescriptor ResidualsOfClass { get; } = new(
        "WM3055",
        DiagnosticSeverity.Error,
        "Covariates taken out of a class",
        "'{0}' is a class, and covariates cannot be taken out of it.",
        "Write adjust_in = beside, which tells what the traits add to the covariates, or adjust_in = features.");

    /// <summary>An outcome of more than two levels.</summary>
    public static DiagnosticDescriptor OutcomeOfManyLevels { get; } = new(
        "WM3056",
        DiagnosticSeverity.Error,
        "Outcome of more than two levels",
        "'{0}' has the levels {1}: a class has two.",
        "Take people of two levels by a cohort with include, and name it in people; or predict a column that is a number.");

    /// <summary>The rows of designs, in order of their codes.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfDesigns { get; } =
        [OutcomeIsFeature, OutcomeIsAdjustedFor, HarmonisedBeforeFolds, ResidualsOfClass, OutcomeOfManyLevels];

    /// <summary>Folds that are the outcome.</summary>
    public static DiagnosticDescriptor FoldIsOutcome { get; } = new(
        "WM3061",
        DiagnosticSeverity.Error,
        "Folds or groups that are the outcome",
        "'{0}' is to be predicted, and '{1}' divides people by it: nobody outside a fold has the values of those inside.",
        "Divide people by another column, such as their site or family.");

    /// <summary>Folds whose column is adjusted for.</summary>
    public static DiagnosticDescriptor FoldIsAdjustedFor { get; } = new(
        "WM3062",
        DiagnosticSeverity.Error,
        "Folds whose column is among the covariates",
        "Each value of '{0}' is a fold, and '{0}' is among the covariates: the effect of a value is not known outside its fold.",
        "Take it out of adjust, or divide people at random with folds.");

    /// <summary>The rows of designs that came later, in order of their codes.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfFolds { get; } = [FoldIsOutcome, FoldIsAdjustedFor];

    /// <summary>An outcome that cannot be predicted.</summary>
    public static DiagnosticDescriptor OutcomeNotUsable { get; } = new(
        "WM4500",
        DiagnosticSeverity.Error,
        "Outcome that cannot be predicted",
        "'{0}' has {1} among the {2} people who have it, traits and covariates.",
        "A number must have several values, a class two levels, of which case names one.");

    /// <summary>Too few people.</summary>
    public static DiagnosticDescriptor TooFewPeople { get; } = new(
        "WM4501",
        DiagnosticSeverity.Error,
        "Too few people for the folds",
        "{0} are left, and {1} are needed: {2}.",
        "Ask for fewer folds, or take more people.");

    /// <summary>People left out.</summary>
    public static DiagnosticDescriptor PeopleLeftOut { get; } = new(
        "WM4502",
        DiagnosticSeverity.Warning,
        "People without a trait, a covariate or the outcome",
        "{0} of {1} people are left out: {2}.",
        "A prediction takes people who have everything; leave out traits that many people lack.",
        OnPage: PageText.Nothing);

    /// <summary>A feature that tells the outcome.</summary>
    public static DiagnosticDescriptor FeatureIsOutcome { get; } = new(
        "WM4503",
        DiagnosticSeverity.Error,
        "Trait that is the outcome",
        "The trait '{0}' has a correlation of {1} with the outcome '{2}': it is the outcome under another name.",
        "Take it out of the traits.");

    /// <summary>Penalties at the end of their range.</summary>
    public static DiagnosticDescriptor PenaltyAtEnd { get; } = new(
        "WM4504",
        DiagnosticSeverity.Warning,
        "Smallest penalty chosen",
        "In {0} of {1} folds the smallest of the {2} penalties was chosen: a smaller one might predict better.",
        "Give smaller penalties in the learner.");

    /// <summary>A group in several folds.</summary>
    public static DiagnosticDescriptor GroupOfSeveralFolds { get; } = new(
        "WM4505",
        DiagnosticSeverity.Error,
        "Group with people of several folds",
        "{0} groups of '{1}' have people of several values of '{2}', each of which is a fold: such as {3}.",
        "Take those people out, or give up one of group and fold_by.",
        OnPage: PageText.Title);

    /// <summary>Fewer orders than permutations.</summary>
    public static DiagnosticDescriptor FewOrders { get; } = new(
        "WM4506",
        DiagnosticSeverity.Warning,
        "Fewer orders of people than permutations",
        "Groups go whole, with groups of their size, and people stay in their fold_by: that leaves {0} different orders of people, and P is not below about {1} however many permutations ({2}) are drawn.",
        "Take the intervals of resampling, or a cohort of one person of each group.");

    /// <summary>As many trees as there may be.</summary>
    public static DiagnosticDescriptor TreesAtEnd { get; } = new(
        "WM4507",
        DiagnosticSeverity.Warning,
        "Greatest number of trees chosen",
        "In {0} of {1} folds the greatest number of trees, {2}, was chosen: more might predict better.",
        "Give greater numbers of trees, or a greater learning_rate, in the learner.");

    /// <summary>The library of trees cannot be loaded.</summary>
    public static DiagnosticDescriptor TreesUnavailable { get; } = new(
        "WM4508",
        DiagnosticSeverity.Error,
        "Library of trees cannot be loaded",
        "'{0}' learns trees with LightGBM, which cannot be loaded: {1}.",
        "Install libgomp1, on a machine with an x86-64 processor; or take ridge or elastic_net.");

    /// <summary>Covariates that separate the classes.</summary>
    public static DiagnosticDescriptor CovariatesSeparate { get; } = new(
        "WM4509",
        DiagnosticSeverity.Warning,
        "Covariates that separate the classes",
        "Outside {0} of {1} folds the people of some values of the covariates '{2}' are all cases or all none: coefficients have no end, and are left where the loss no longer falls.",
        "Join rare levels of a factor, or take it out of adjust; what the traits add is then of the people whom covariates leave open.");

    /// <summary>The rows of steps, in order of their codes.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [OutcomeNotUsable, TooFewPeople, PeopleLeftOut, FeatureIsOutcome, PenaltyAtEnd, GroupOfSeveralFolds, FewOrders, TreesAtEnd, TreesUnavailable, CovariatesSeparate];
}
