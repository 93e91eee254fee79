/// Functions that yield what learns to predict.
module internal WhiteMatter.Language.Catalogue.LearnerFunctions

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let private row name arguments doc example : FunctionRow = {
    Name = name
    Doc = doc
    Arguments = arguments
    Yields = StudyType.Learner
    Use = FunctionUse.Value
    Availability = Availability.Here
    Example = example
}

let ridge =
    row
        "ridge"
        [
            setting
                "penalties"
                [ StudyType.List StudyType.Float ]
                "The penalties to choose from: of the mean of half the squared error, or of the logarithmic loss, of features with variance 1."
            |> above 0.0 1e12
            |> items 1 1000
            |> orFrom "37 from 1e5 to 1e-4, four a decade"
            |> example "[100, 10, 1, 0.1]"
        ]
        "Ridge regression, or logistic regression with a ridge penalty (Hoerl and Kennard 1970; le Cessie and van Houwelingen 1992)."
        "ridge(penalties = [100, 10, 1, 0.1])"

let elasticNet =
    row
        "elastic_net"
        [
            setting
                "l1_ratio"
                [ StudyType.Float; StudyType.List StudyType.Float ]
                "The share of the absolute penalty: 1 is the lasso. Of several one is chosen with the penalty."
            |> above 0.0 1.0
            |> items 1 20
            |> orNumber "0.5" 0.5 StudyType.Float
            setting
                "penalties"
                [ StudyType.Int ]
                "How many penalties there are to choose from, from the least at which nothing is predicted."
            |> between 2.0 1000.0
            |> orNumber "50" 50.0 StudyType.Int
            setting "smallest" [ StudyType.Float ] "The smallest penalty as a share of the greatest."
            |> inside 0.0 1.0
            |> orNumber "0.001" 0.001 StudyType.Float
        ]
        "The elastic net, or logistic regression with its penalty, as glmnet fits them (Zou and Hastie 2005; Friedman, Hastie and Tibshirani 2010)."
        "elastic_net(l1_ratio = [0.1, 0.5, 1])"

let boostedTrees =
    row
        "boosted_trees"
        [
            setting
                "trees"
                [ StudyType.Int; StudyType.List StudyType.Int ]
                "How many trees are learnt, one after the other. Of several numbers one is chosen."
            |> between 1.0 100000.0
            |> items 1 100
            |> orElse "[25, 50, 100, 200]" (numbers [ 25; 50; 100; 200 ]) (StudyType.List StudyType.Int)
            setting
                "depth"
                [ StudyType.Int; StudyType.List StudyType.Int ]
                "The most divisions from a tree's root to a leaf: of 1 effects of traits are added, of more they may depend on each other. Of several one is chosen."
            |> between 1.0 10.0
            |> items 1 10
            |> orElse "[2, 4]" (numbers [ 2; 4 ]) (StudyType.List StudyType.Int)
            setting
                "learning_rate"
                [ StudyType.Float; StudyType.List StudyType.Float ]
                "What each tree's leaves are multiplied by. Of several one is chosen."
            |> above 0.0 1.0
            |> items 1 10
            |> orNumber "0.1" 0.1 StudyType.Float
            setting "leaf" [ StudyType.Int ] "The least number of the people learnt from in a leaf."
            |> between 1.0 1000000.0
            |> orNumber "20" 20.0 StudyType.Int
            setting
                "l2"
                [ StudyType.Float ]
                "What is added to the second derivatives in a leaf: of a number it draws a leaf towards 0 as so many people would whom nothing is left of."
            |> between 0.0 1e12
            |> orNumber "1" 1.0 StudyType.Float
        ]
        "Gradient-boosted trees as LightGBM learns them: what is not a line is found, and what depends on another trait (Friedman 2001; Ke and others 2017). Covariates beside the traits are fitted first, as lines."
        "boosted_trees(trees = [50, 100, 200], depth = [1, 2, 4])"
