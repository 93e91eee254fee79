/// The types, and what can be asked of their values.
module internal WhiteMatter.Language.Catalogue.Members

open WhiteMatter.Language

let private after name studyType doc : MemberRow = {
    Name = name
    Type = studyType
    Doc = doc
    AfterRun = true
    Needs = None
    Availability = Availability.Here
}

let private whole name doc = after name StudyType.Int doc
let private number name doc = after name StudyType.Float doc

let private needing setting (row: MemberRow) = {
    row with
        Needs = Some { Setting = setting; Words = [] }
}

/// Known only where a setting has one of these words.
let private onlyWith setting words (row: MemberRow) = {
    row with
        Needs = Some { Setting = setting; Words = words }
}

let private people = whole "count" "Number of people."

let private typeRow studyType doc members : TypeRow = {
    Type = studyType
    Doc = doc
    Members = members
}

let all: TypeRow list = [
    typeRow StudyType.Int "A whole number." []
    typeRow StudyType.Float "A number; a share such as `90%` is one." []
    typeRow StudyType.Bool "`true` or `false`." []
    typeRow StudyType.String "Text in double quotes; `{name}` is replaced by a parameter, `{{` is a brace." []
    typeRow StudyType.Predicate "A condition over columns. A comparison with a missing value is missing." []
    typeRow StudyType.Formula "A formula in R's sense: `+ * : - ^` combine terms, `I( )` returns to arithmetic." []
    typeRow StudyType.PeopleTable "A table with one person a row." []
    typeRow StudyType.ColumnName "The name of a column of the table at hand; in quotes where it is no plain word." []
    typeRow StudyType.Reduction "What is measured on images." []
    typeRow StudyType.ImageQuery "Files of a BIDS dataset." []
    typeRow StudyType.VolumeSeries "Volumes of one file, one a person." []
    typeRow StudyType.Harmonisation "How the effects of scanners or sites are taken out of traits." []
    typeRow StudyType.Architecture "The layers of a network." []
    typeRow StudyType.Optimiser "How a network's weights are fitted." []
    typeRow StudyType.Learner "What learns to predict." []
    typeRow StudyType.Effect "What a simulation plants." []
    typeRow StudyType.Cohort "A set of people." [ people ]
    typeRow StudyType.Simulation "A cohort with known truth; stands wherever a Cohort may." [
        people
        whole "genotyped" "Number of people with genotypes."
        whole "planted" "Number of causal variants."
    ]
    typeRow StudyType.Images "Brain volumes of people." [
        whole "people" "Number of people with an image that was kept."
        whole "missing" "Number of people without a file."
        whole "voxels" "Number of voxels inside the mask."
        whole "outliers" "Number of people whose mean or standard deviation has a robust z beyond 3.5, kept or not."
    ]
    typeRow StudyType.Genotypes "Genotypes of people." [
        after "samples" StudyType.Int "Number of people in the .fam file."
        after "variants" StudyType.Int "Number of variants in the file."
    ]
    typeRow StudyType.Relatedness "Kinship and ancestry." [
        {
            after
                "pcs"
                StudyType.Formula
                "Principal components, as terms of a formula: `NAME.PC1`, `NAME.PC2` and so on." with
                AfterRun = false
        }
        whole "people" "Number of genotyped people."
        whole "unrelated" "Number of people of whom no two are related."
        whole "removed" "Number of people left out of those."
        whole "related_pairs" "Number of pairs whose kinship is above `kinship`."
        whole "variants" "Number of variants left after pruning."
    ]
    typeRow StudyType.Atlas "Labelled regions." [ whole "regions" "Number of labels with at least one voxel." ]
    typeRow StudyType.Covariates "A named formula." []
    typeRow StudyType.Columns "What columns of tables are, for cohorts and tables to take over." []
    typeRow StudyType.Traits "People × named traits." [
        after "people" StudyType.Int "Number of people."
        after "traits" StudyType.Int "Number of traits."
    ]
    typeRow StudyType.Model "A learned network." [
        whole "epochs" "Number of epochs trained."
        whole "best_epoch" "The epoch with the smallest validation loss, whose weights are kept."
        number "training_loss" "Training loss of that epoch."
        number "validation_loss" "Validation loss of that epoch."
        whole "people" "Number of people it was fitted on, those for validation included."
        whole "parameters" "Number of weights."
        whole "collapsed" "Number of latents that carry nothing of the images."
        |> onlyWith "architecture" [ "variational_autoencoder" ]
    ]
    typeRow StudyType.SumStats "Variants × traits, signed effects." [
        after "variants" StudyType.Int "Number of variants tested."
        after "traits" StudyType.Int "Number of traits tested."
        after "lambda_gc" StudyType.Float "Genomic inflation factor, the median over traits."
        after "min_p" StudyType.Float "The smallest P."
    ]
    typeRow StudyType.JointStats "Variants, one unsigned statistic." [
        whole "variants" "Number of variants tested."
        whole "traits" "Number of traits tested together."
        whole "rank" "Rank kept of the traits' correlations: the degrees of freedom."
        |> onlyWith "method" [ "jagwas"; "mostest" ]
        whole "effective_traits" "Number of independent traits that all of them count as."
        |> onlyWith "method" [ "minp" ]
        whole "null_variants" "Number of permuted variants that the null distribution is fitted to."
        |> onlyWith "method" [ "mostest" ]
        number "lambda_gc" "Genomic inflation factor."
        number "min_p" "The smallest P."
    ]
    typeRow StudyType.Loci "Associated loci." [
        whole "count" "Number of loci."
        whole "novel" "Number of loci without a published one near." |> needing "known"
        whole "recovered" "Number of planted variants inside a locus."
        |> needing "truth"
        whole "unexplained" "Number of loci without a planted variant."
        |> needing "truth"
    ]
    typeRow StudyType.Replication "Leads looked for in other statistics." [
        whole "count" "Number of leads."
        whole "tested" "Number of leads that were tested, themselves or by a proxy."
        whole "same_direction" "Number of leads tested whose effects have the same direction; unknown for joint tests."
        whole "replicated" "Number of leads that are replicated."
        number "p" "The largest P of a replicated lead."
    ]
    typeRow StudyType.Heritability "Heritability of traits." []
    typeRow StudyType.Correlations "Genetic correlations." []
    typeRow StudyType.GeneStats "One statistic a gene." []
    typeRow StudyType.GeneSets "Named sets of genes." []
    typeRow StudyType.SetStats "One statistic a gene set." []
    typeRow StudyType.Scores "Polygenic scores of people." []
    typeRow
        StudyType.Predictions
        "Predicted values of people, each predicted by others. Measures of the other kind of outcome, and of covariates that do not predict beside, are unknown."
        [
            whole "people" "Number of people predicted."
            whole "features" "Number of traits that they are predicted from."
            whole "cases" "Number of cases of a class."
            number
                "r2"
                "R² of a number: 1 less the squared errors by those of the mean of the people learnt from. Below 0 where predictions are worse than that mean."
            number "r" "Pearson's correlation of a number with its prediction, within folds."
            number "mae" "Mean absolute error of a number."
            number "rmse" "Root of the mean squared error of a number."
            number
                "bias_slope"
                "Slope of predicted less true on the truth within folds: below 0 where predictions regress to the mean, as brain ages do."
            number "auc" "Area under the ROC curve of a class within folds, their mean by the number of people."
            number
                "balanced_accuracy"
                "Mean of sensitivity and specificity of a class, cases being those of a probability above the share of cases among the people learnt from."
            number "brier" "Brier's score of a class: mean squared difference of probability and truth."
            number "log_loss" "Logarithmic loss of a class, in nats a person."
            number
                "calibration_intercept"
                "Intercept of the (logistic) regression of the truth on predictions (log odds) with an intercept for each fold, their mean by the number of people; best 0."
            number "calibration_slope" "Its slope; best 1, below it predictions are too extreme."
            number "covariates_r2" "R² of the covariates alone, where they predict beside."
            number "r2_gain" "R² that the traits add to the covariates."
            number "covariates_auc" "The area of the covariates alone, where they predict beside."
            number "auc_gain" "The area that the traits add to the covariates."
            number "p" "P by permutation: of the gain where covariates predict beside, else of `r2` or `auc`."
        ]
    typeRow StudyType.Map "Maps of what latents show." [
        whole "people" "Number of people whose latents were moved."
        whole "latents" "Number of latents with a map."
        whole "regions" "Number of regions scored." |> needing "atlas"
        whole "enriched" "Number of pairs of a latent and a region with P below 0.05 over all regions."
        |> needing "atlas"
        number "min_p" "The smallest P." |> needing "atlas"
        whole "along" "Number of traits with a map along them." |> needing "along"
        whole "along_regions" "Number of pairs of a trait of `along` and a region with P below 0.05 over all regions."
        |> needing "along"
        number "along_min_p" "The smallest P of a region along a trait; missing without `atlas`."
        |> needing "along"
    ]
    typeRow StudyType.Table "A table of results." []
    typeRow StudyType.Report "A page." []
    typeRow StudyType.Figure "Something drawn." []
    typeRow
        StudyType.Reportable
        "Any result: a figure, a cohort, images, genotypes, a relatedness, a model, traits, statistics, loci."
        []
]
