using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM3000 to WM3999: the design of a study.</summary>
public static class DesignCodes
{
    /// <summary>A genome-wide threshold for one trait applied to several.</summary>
    public static DiagnosticDescriptor ThresholdIgnoresTraits { get; } = new(
        "WM3001",
        DiagnosticSeverity.Warning,
        "Threshold does not account for the number of traits",
        "The threshold {1} is used for each of {0} traits; 5e-8 shared among them is {2}.",
        "Divide it by the number of traits, as in p = 5e-8 / 3 for three, or write accept WM3001 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Site or scanner left out of the covariates.</summary>
    public static DiagnosticDescriptor SiteNotAdjusted { get; } = new(
        "WM3002",
        DiagnosticSeverity.Warning,
        "Site left out",
        "The cohort '{1}' has the column '{0}', which looks like a site or scanner, but the association does not adjust for it.",
        "Add it to adjust as a factor, or write accept WM3002 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Head size left out of the covariates.</summary>
    public static DiagnosticDescriptor HeadSizeNotAdjusted { get; } = new(
        "WM3003",
        DiagnosticSeverity.Warning,
        "Head size left out",
        "The cohort '{1}' has the column '{0}', which looks like head size, but the association does not adjust for it.",
        "Add it to adjust, or write accept WM3003 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>An association without covariates.</summary>
    public static DiagnosticDescriptor NoCovariates { get; } = new(
        "WM3004",
        DiagnosticSeverity.Warning,
        "No covariates",
        "The association '{0}' adjusts for nothing.",
        "Adjust for age, sex and ancestry at least, as in adjust = age + sex + kin.pcs, or write accept WM3004 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Loci whose reference genotypes are of other people than the association.</summary>
    public static DiagnosticDescriptor ReferenceOtherPeople { get; } = new(
        "WM3005",
        DiagnosticSeverity.Warning,
        "Reference of other people",
        "The genotypes '{0}' that r² is computed from are of '{1}', but the association is of '{2}'.",
        "Take a reference of the same ancestry, or write accept WM3005 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Traits or genotypes declared for people who need not be those of the association.</summary>
    public static DiagnosticDescriptor DifferentPeople { get; } = new(
        "WM3006",
        DiagnosticSeverity.Warning,
        "Different people",
        "The {0} '{1}' are of '{2}', but the association is of '{3}', and nothing says that they share people.",
        "Declare both from one cohort, or write accept WM3006 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Cohort algebra that leaves nobody.</summary>
    public static DiagnosticDescriptor NobodyLeft { get; } = new(
        "WM3007",
        DiagnosticSeverity.Error,
        "Nobody left",
        "'{0}' leaves {1}: {2}.",
        "Correct the condition, or which cohorts are taken away.");

    /// <summary>A trait that is a part of one of its covariates.</summary>
    public static DiagnosticDescriptor TraitIsCovariate { get; } = new(
        "WM3008",
        DiagnosticSeverity.Warning,
        "Trait among its covariates",
        "The trait '{0}' is also in a term that the association adjusts for.",
        "Remove it from adjust, or write accept WM3008 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A clump's members must be more significant than its index variant.</summary>
    public static DiagnosticDescriptor MemberThresholdStricter { get; } = new(
        "WM3009",
        DiagnosticSeverity.Warning,
        "Members stricter than index variants",
        "'member_p' is {0}, stricter than the {1} of index variants: clumps would lose members that are significant.",
        "Make member_p larger than p, or write accept WM3009 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>An expected condition that says nothing of the run.</summary>
    public static DiagnosticDescriptor ConditionNeedsNoRun { get; } = new(
        "WM3010",
        DiagnosticSeverity.Warning,
        "Condition that needs no run",
        "This condition does not depend on any result.",
        "Compare a result, such as 'leads.count >= 1'.",
        Acceptable: true);

    /// <summary>Traits or genotypes of people who are not in the association.</summary>
    public static DiagnosticDescriptor DisjointPeople { get; } = new(
        "WM3011",
        DiagnosticSeverity.Error,
        "No people in common",
        "The {0} '{1}' are of '{2}', of whom nobody is in '{3}'.",
        "Take both from cohorts that have people in common.");

    /// <summary>A trait that its covariates determine.</summary>
    public static DiagnosticDescriptor TraitIsItsCovariate { get; } = new(
        "WM3012",
        DiagnosticSeverity.Error,
        "Trait adjusted for itself",
        "The trait '{0}' is a covariate of its own association: nothing of it would be left to test.",
        "Remove it from adjust or from the traits.");

    /// <summary>Latents tested in people whom the model was fitted on.</summary>
    public static DiagnosticDescriptor FittedOnItsPeople { get; } = new(
        "WM3013",
        DiagnosticSeverity.Error,
        "Model fitted on the people tested",
        "'{0}' are latents of the model '{1}', which is fitted on '{2}': by the cohort algebra these are people of {3}.",
        "Fit the model on people of their own, as in 'cohort pretraining from everyone { sample = 15% }', and test in 'everyone - pretraining'.");

    /// <summary>Latents tested in people of whom nothing says that the model was not fitted on them.</summary>
    public static DiagnosticDescriptor MayBeFittedOnItsPeople { get; } = new(
        "WM3014",
        DiagnosticSeverity.Warning,
        "Model may be fitted on the people tested",
        "'{0}' are latents of the model '{1}', which is fitted on '{2}': nothing in the study says that none of these is in {3}. The run compares their IDs, and ends where it finds one of them.",
        "Take the people of one away from the other, as in 'everyone - pretraining', or write accept WM3014 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A model applied to people it was fitted on.</summary>
    public static DiagnosticDescriptor EncodesFittedPeople { get; } = new(
        "WM3015",
        DiagnosticSeverity.Warning,
        "Model applied to people it was fitted on",
        "Among '{0}' are people of '{1}', on whom the model '{2}' is fitted: their latents are not like other people's.",
        "Apply it to people who were left out, as in apply_to = everyone - pretraining, or write accept WM3015 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>Signed effects asked of a joint test.</summary>
    public static DiagnosticDescriptor UnsignedStatistics { get; } = new(
        "WM3016",
        DiagnosticSeverity.Error,
        "Joint statistics have no sign",
        "{0} needs signed effects, but '{1}' comes from a joint test, whose statistic has none.",
        "Take the association itself, whose effects of each trait are signed.");

    /// <summary>A threshold for one joint test applied to several.</summary>
    public static DiagnosticDescriptor ThresholdIgnoresJoints { get; } = new(
        "WM3017",
        DiagnosticSeverity.Warning,
        "Threshold does not account for the number of joint tests",
        "Loci are taken from {0} joint tests, but the threshold {1} is that of one; for {0} it is {2}.",
        "Divide the threshold by the number of joint tests, or write accept WM3017 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A joint test of a single trait.</summary>
    public static DiagnosticDescriptor JointOfOneTrait { get; } = new(
        "WM3018",
        DiagnosticSeverity.Error,
        "Joint test of one trait",
        "A joint test is of two traits or more, and '{0}' has one.",
        "Give the association more traits, or leave the joint test out: its results would be those of the association without the sign.");

    /// <summary>Results of other people or genotypes than those in which the truth was planted.</summary>
    public static DiagnosticDescriptor TruthOfOthers { get; } = new(
        "WM3019",
        DiagnosticSeverity.Error,
        "Truth of another simulation",
        "'{0}' cannot be held against what '{1}' planted: {2}.",
        "Name the simulation that made the people of the association.");

    /// <summary>Planted effects that explain more than all of a region's variance.</summary>
    public static DiagnosticDescriptor VarianceExceeded { get; } = new(
        "WM3020",
        DiagnosticSeverity.Error,
        "More variance than there is",
        "With this effect, the effects explain {0} of the variance of {1}.",
        "Make the shares of variance smaller: in each region they add up to at most 100%.");

    /// <summary>Volumes that are not on one grid.</summary>
    public static DiagnosticDescriptor GridsDiffer { get; } = new(
        "WM3021",
        DiagnosticSeverity.Error,
        "Different grids",
        "{0} and {1} are on different grids: {2}, and {3}.",
        "Resample one of the two to the other's grid.");

    /// <summary>Volumes whose axes run opposite ways.</summary>
    public static DiagnosticDescriptor AxesMirrored { get; } = new(
        "WM3022",
        DiagnosticSeverity.Error,
        "Left and right exchanged",
        "{0} and {1} have the same voxels, but from left to right they run opposite ways: {2}, and {3}. Where both headers are right, reorient one of the two; only where the atlas's header is wrong, write 'flip = {4}' in it.",
        "Look at a region whose side is known, in both volumes; fslswapdim and nibabel reorient a volume.");

    /// <summary>A grid with too few voxels for a network's depth.</summary>
    public static DiagnosticDescriptor GridTooSmall { get; } = new(
        "WM3023",
        DiagnosticSeverity.Error,
        "Grid too small for the network",
        "A network of {0} levels halves each axis {1} and needs at least {2} voxels along each, but {3} have {4}.",
        "Give it fewer levels of channels.");

    /// <summary>A factor that may be an ID or a date.</summary>
    public static DiagnosticDescriptor ManyLevels { get; } = new(
        "WM3024",
        DiagnosticSeverity.Warning,
        "Factor of many levels",
        "'{0}' is a factor of more than 64 levels, each of which becomes a covariate.",
        "Leave out an ID or a date, declare an amount as numeric, or write accept WM3024 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A binary trait in a linear regression.</summary>
    public static DiagnosticDescriptor TraitOfTwoValues { get; } = new(
        "WM3025",
        DiagnosticSeverity.Information,
        "Trait of two values",
        "The trait '{0}' has two values, {1} and {2}: {3} gives differences of their shares, not log odds ratios.",
        "Nothing is to be done if that is meant; method = logistic gives log odds ratios.");

    /// <summary>A column of numbers in which PLINK's code for missing counts as a number.</summary>
    public static DiagnosticDescriptor PlinkMissing { get; } = new(
        "WM3026",
        DiagnosticSeverity.Warning,
        "PLINK's code for missing read as a value",
        "The least value of '{0}' is -9, in {1}; PLINK takes it for missing, but no missing code here names it.",
        "Add \"-9\" to 'missing', or write accept WM3026 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A table of places whose name says another build.</summary>
    public static DiagnosticDescriptor TableOfOtherBuild { get; } = new(
        "WM3027",
        DiagnosticSeverity.Warning,
        "Table of another genome build",
        "'{0}' is of {1} by its name; the positions it is compared with are of {2}.",
        "Take the table for that build, or write accept WM3027 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A trait of more than two values in a logistic regression.</summary>
    public static DiagnosticDescriptor TraitOfManyValues { get; } = new(
        "WM3028",
        DiagnosticSeverity.Error,
        "Logistic regression of a trait that is not binary",
        "The trait '{0}' has more than two values ({1}), and logistic regression is of cases and controls.",
        "Take method = linear, or name the codes that mean missing (missing = [...]; PLINK's are 0 and -9 beside 1 and 2).");

    /// <summary>A joint test of logistic regressions.</summary>
    public static DiagnosticDescriptor JointOfLogistic { get; } = new(
        "WM3029",
        DiagnosticSeverity.Error,
        "Joint test of logistic regressions",
        "{0} combines the z of traits by the correlations of their residuals, which hold for least squares; {1} is logistic, and the correlations of its z depend on each trait's cases and covariates.",
        "Take method = linear in the association whose traits are tested together.");

    /// <summary>An association by a method for unrelated people, in whose people the study itself looks for relatives.</summary>
    public static DiagnosticDescriptor RelativesNotModelled { get; } = new(
        "WM3030",
        DiagnosticSeverity.Warning,
        "Method for unrelated people with relatives in",
        "'{0}' tests by {1}, which takes people for unrelated, and its people may be related: '{2}' is there to find out.",
        "Draw its cohort with 'unrelated = NAME', or take mixed(NAME) or ridge_two_step(relatedness = NAME), or write accept WM3030 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>An interaction with genotypes filled with means.</summary>
    public static DiagnosticDescriptor InteractionOfMeans { get; } = new(
        "WM3031",
        DiagnosticSeverity.Error,
        "Interaction with genotypes filled with means",
        "'{0}' tests an interaction, in which people without a genotype are left out, and asks for their means.",
        "Leave 'missing_genotypes' out, or set it to exact; 'firth = approximate' takes means too: take another.");

    /// <summary>A test against permuted genotypes of another model than least squares of the traits on the genotypes.</summary>
    public static DiagnosticDescriptor PermutedModel { get; } = new(
        "WM3032",
        DiagnosticSeverity.Error,
        "Permuted genotypes of another model",
        "{0} compares with what permuted genotypes give, and {1}.",
        "Take method = jagwas, or a linear association without an interaction.");

    /// <summary>A meta-analysis of one study.</summary>
    public static DiagnosticDescriptor MetaOfOneStudy { get; } = new(
        "WM3033",
        DiagnosticSeverity.Error,
        "Meta-analysis of one study",
        "'{0}' combines studies, and there is {1}.",
        "Name two or more, as in: meta all from [heights, sumstats(\"other.tsv.gz\")].");

    /// <summary>A study twice in a meta-analysis.</summary>
    public static DiagnosticDescriptor StudyTwice { get; } = new(
        "WM3034",
        DiagnosticSeverity.Error,
        "Study twice in a meta-analysis",
        "'{0}' takes '{1}' twice, so that its people count twice.",
        "Leave one of them out.");

    /// <summary>Studies of people in common.</summary>
    public static DiagnosticDescriptor StudiesShareSomebody { get; } = new(
        "WM3035",
        DiagnosticSeverity.Warning,
        "Studies of a meta-analysis share people",
        "'{0}' takes the studies '{1}' and '{2}' for independent, and the people of one are among those of the other: they count twice.",
        "Make the cohorts apart, as in: cohort second from everyone - first.",
        Acceptable: true);

    /// <summary>A joint test of statistics without people.</summary>
    public static DiagnosticDescriptor JointWithoutPeople { get; } = new(
        "WM3036",
        DiagnosticSeverity.Error,
        "Joint test without people",
        "'{0}' takes the correlation of traits from the people of an association, and '{1}' has none.",
        "Test the traits of each gwas together, from the gwas itself.");

    /// <summary>Leads of signed effects looked for in a joint test.</summary>
    public static DiagnosticDescriptor ReplicationOfOtherKind { get; } = new(
        "WM3037",
        DiagnosticSeverity.Error,
        "Leads looked for in statistics of another kind",
        "'{0}' looks for leads of single traits in '{1}', which is a joint test: it says of no trait whether it is replicated.",
        "Look in the gwas that the joint test is made of, or take loci of a joint test.");

    /// <summary>Leads looked for in the people they were found in.</summary>
    public static DiagnosticDescriptor ReplicatedInTheSamePeople { get; } = new(
        "WM3038",
        DiagnosticSeverity.Warning,
        "Replication in the same people",
        "'{0}' looks for leads in '{1}', and the people of one are among those that the leads were found in: that replicates nothing.",
        "Make the cohorts apart, as in: cohort second from everyone - first.",
        Acceptable: true);

    /// <summary>A joint test of exact mixed models.</summary>
    public static DiagnosticDescriptor JointOfExactModel { get; } = new(
        "WM3039",
        DiagnosticSeverity.Error,
        "Joint test of exact mixed models",
        "{0} takes the correlations of what {1} tests, and with a dense matrix {1} fits each trait anew for every variant: there is nothing whose correlations they are.",
        "Take the sparse matrix: method = mixed(...) without 'grm'.");

    /// <summary>Studies whose effects are of different things.</summary>
    public static DiagnosticDescriptor StudiesOfDifferentScale { get; } = new(
        "WM3040",
        DiagnosticSeverity.Warning,
        "Effects on different scales combined",
        "'{0}' takes the mean of effects that are of different things: in '{1}' {2}, in '{3}' {4}.",
        "Analyse the studies alike; where only the units differ, scheme = sample_size combines z in the place of effects.",
        Acceptable: true);

    /// <summary>A model that is not trained and has no weights.</summary>
    public static DiagnosticDescriptor NothingTrained { get; } = new(
        "WM3041",
        DiagnosticSeverity.Error,
        "Model without weights",
        "'{0}' trains for 0 epochs, which takes weights as they are, and names none.",
        "Name them, as in weights = \"udip.ckpt\", or let it train.");

    /// <summary>A model fitted on people that nobody names.</summary>
    public static DiagnosticDescriptor FittedOnUnknownPeople { get; } = new(
        "WM3042",
        DiagnosticSeverity.Warning,
        "Model fitted on unknown people",
        "'{0}' are latents of '{1}', whose weights were fitted elsewhere: if people of this association were among those it was fitted on, its tests are biased.",
        "Name those people, as in fit_on = pretraining, or accept it where none of them can be here.",
        Acceptable: true);

    /// <summary>A latent that a model does not have.</summary>
    public static DiagnosticDescriptor NoSuchLatent { get; } = new(
        "WM3043",
        DiagnosticSeverity.Error,
        "Latent that a model does not have",
        "The model '{0}' has no latent {1}; it has those from 1 to {2}, also called latent_001 and so on.",
        "Name latents by their numbers or names, or write latents = all.");

    /// <summary>Latents of another model.</summary>
    public static DiagnosticDescriptor LatentsOfOtherModel { get; } = new(
        "WM3044",
        DiagnosticSeverity.Error,
        "Latents of another model",
        "'{0}' are not latents of the model '{1}', which is interpreted.",
        "Name phenotypes that are made by this model, or interpret the other one.");

    /// <summary>Studies that may have people in common.</summary>
    public static DiagnosticDescriptor StudiesMayShareSomebody { get; } = new(
        "WM3045",
        DiagnosticSeverity.Warning,
        "Studies of a meta-analysis may share people",
        "'{0}' takes the studies '{1}' and '{2}' for independent, and may share people between them: both are drawn from one table, and nothing in the study keeps them apart.",
        "Make the cohorts apart, as in: cohort second from everyone - first; or accept it with the reason why nobody is in both.",
        Acceptable: true);

    /// <summary>Leads looked for in people of whom some may be those they were found in.</summary>
    public static DiagnosticDescriptor ReplicationMayShareSomebody { get; } = new(
        "WM3046",
        DiagnosticSeverity.Warning,
        "Replication may share people",
        "'{0}' looks for leads in '{1}', which may share people with those that the leads were found in: both are drawn from one table, and nothing in the study keeps them apart.",
        "Make the cohorts apart, as in: cohort second from everyone - first; or accept it with the reason why nobody is in both.",
        Acceptable: true);

    /// <summary>Results of two groups of people that are taken for independent, and a relatedness could tell whether they are.</summary>
    public static DiagnosticDescriptor RelativesOnBothSides { get; } = new(
        "WM3065",
        DiagnosticSeverity.Warning,
        "Relatives on both sides",
        "'{0}' takes '{1}' and '{2}' for results in independent people, and people of one may be relatives of people of the other: '{3}' is there to find out.",
        "Draw both from people of whom no two are related, as in: cohort apart from everyone { unrelated = NAME }; or write accept WM3065 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A threshold of loci that many variants pass by chance.</summary>
    public static DiagnosticDescriptor ThresholdByChance { get; } = new(
        "WM3067",
        DiagnosticSeverity.Warning,
        "Threshold that many variants pass by chance",
        "Loci are taken up to P = {0}: of a million independent variants, as a genome has about, {1} have so small a P by chance.",
        "Take 5e-8, or 1e-5 for what is only suggestive; where few variants are tested, 0.05 divided by their number, with accept WM3067 because \"…\" in the declaration.",
        Acceptable: true);

    /// <summary>Ranks of a trait that has two values.</summary>
    public static DiagnosticDescriptor RanksOfTwoValues { get; } = new(
        "WM3068",
        DiagnosticSeverity.Warning,
        "Ranks of two values",
        "The trait '{0}' has two values, {1} and {2}: 'rank_int' gives all who share one the same rank, and makes two other values of them.",
        "Leave out transform and take method = logistic, or write accept WM3068 because \"…\" into the declaration.",
        Acceptable: true);

    /// <summary>A covariate in which the people do not differ.</summary>
    public static DiagnosticDescriptor CovariateOfOneValue { get; } = new(
        "WM3071",
        DiagnosticSeverity.Information,
        "Covariate of one value",
        "'{0}' has one value in everybody of '{1}': adjusting for it changes nothing.",
        "Nothing is to be done if the covariates are shared with other people; the run leaves it out.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        ThresholdIgnoresTraits,
        SiteNotAdjusted,
        HeadSizeNotAdjusted,
        NoCovariates,
        ReferenceOtherPeople,
        DifferentPeople,
        NobodyLeft,
        TraitIsCovariate,
        MemberThresholdStricter,
        ConditionNeedsNoRun,
        DisjointPeople,
        TraitIsItsCovariate,
        FittedOnItsPeople,
        MayBeFittedOnItsPeople,
        EncodesFittedPeople,
        UnsignedStatistics,
        ThresholdIgnoresJoints,
        JointOfOneTrait,
        TruthOfOthers,
        VarianceExceeded,
        GridsDiffer,
        AxesMirrored,
        GridTooSmall,
        ManyLevels,
        TraitOfTwoValues,
        PlinkMissing,
        TableOfOtherBuild,
        TraitOfManyValues,
        JointOfLogistic,
        RelativesNotModelled,
        InteractionOfMeans,
        PermutedModel,
        MetaOfOneStudy,
        StudyTwice,
        StudiesShareSomebody,
        JointWithoutPeople,
        ReplicationOfOtherKind,
        ReplicatedInTheSamePeople,
        JointOfExactModel,
        StudiesOfDifferentScale,
        NothingTrained,
        FittedOnUnknownPeople,
        NoSuchLatent,
        LatentsOfOtherModel,
        StudiesMayShareSomebody,
        ReplicationMayShareSomebody,
        .. TrainingCodes.First,
        .. PredictionCodes.OfDesigns,
        .. TrainingCodes.Later,
        .. PredictionCodes.OfFolds,
        .. TrainingCodes.Ensembles,
        RelativesOnBothSides,
        .. TrainingCodes.Crops,
        ThresholdByChance,
        RanksOfTwoValues,
        .. VariantFilterCodes.All,
        CovariateOfOneValue,
        .. ExportCodes.All,
        .. ReplicationCodes.All,
    ];
}
