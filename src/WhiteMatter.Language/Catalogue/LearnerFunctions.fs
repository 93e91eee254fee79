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
