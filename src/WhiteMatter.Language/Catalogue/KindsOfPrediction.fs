/// The kinds that predict.
module internal WhiteMatter.Language.Catalogue.KindsOfPrediction

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let private column name doc =
    setting name [ StudyType.ColumnName ] doc
    |> sees Sees.PeopleColumns
    |> takes ColumnsTaken.Values

let private whole name doc low high (value: float) =
    setting name [ StudyType.Int ] doc
    |> between low high
    |> orNumber (value.ToString System.Globalization.CultureInfo.InvariantCulture) value StudyType.Int

let prediction = {
    kind
        "prediction"
        StudyType.Predictions
        "How well traits predict a column of the cohort's table: nested cross-validation, in which standardisation, covariates, penalties and trees are fitted in the people learnt from alone." with
        From =
            Some {
                Types = [ StudyType.Traits; StudyType.List StudyType.Traits; StudyType.Scores ]
                Required = true
                Algebra = false
            }
        Settings = [
            column
                "outcome"
                "What is predicted: a column of the cohort's table. A number of more than two values is predicted as a number; a number or a factor of two is predicted as a class."
            |> takes ColumnsTaken.Outcomes
            |> required
            setting
                "case"
                [ StudyType.String ]
                "The value of a class that counts as a case, whose probability is predicted."
            |> textsOf (TextsOf.Column "outcome")
            |> orFrom "the second level of a factor, the greater of two numbers"
            setting "people" [ StudyType.Cohort ] "Who is predicted, of the people who have the traits."
            |> orFrom "all people of the traits"
            setting
                "adjust"
                [ StudyType.Covariates; StudyType.Formula ]
                "Covariates: a declaration or a formula. The intercept is always in."
            |> sees Sees.PeopleColumns
            setting
                "adjust_in"
                [ StudyType.Enumeration "place of covariates" ]
                "What the covariates do; their coefficients are fitted in the people learnt from."
            |> orCase "place of covariates" "beside"
            |> onlyWith "adjust" []
            setting "learner" [ StudyType.Learner ] "What learns. Of a class its logistic form."
            |> orElse "ridge()" (callOf LearnerFunctions.ridge) StudyType.Learner
            setting
                "choose"
                [ StudyType.Enumeration "choice of a penalty" ]
                "Which penalty, or number of trees, the inner folds choose, by squared error or, of a class, by logarithmic loss."
            |> orCase "choice of a penalty" "best"
            whole
                "folds"
                "Outer folds: people are dealt by a keyed hash of the ID, classes evenly, and each fold is predicted by the others."
                2.0
                1000.0
                10.0
            column
                "fold_by"
                "A column, such as the site, each of whose values is an outer fold in the place of `folds`: each site is predicted by the others."
            whole
                "inner_folds"
                "Inner folds, by which penalties or trees are compared outside each outer fold."
                2.0
                100.0
                5.0
            whole "repeats" "How often people are dealt anew; measures are averaged." 1.0 1000.0 1.0
            column
                "group"
                "A column, such as the family, whose people stay in one fold, outer and inner, and are resampled and permuted together. Who has no value is alone."
            |> takes ColumnsTaken.Any
            whole
                "bootstrap"
                "Resamples of people for 95% intervals; 0 for none. Of predictions as they are: nothing is learnt anew."
                0.0
                1000000.0
                2000.0
            whole
                "permutations"
                "Permutations with which the whole nested procedure is done again for P; 0 for none. With `ridge` and a number they share its decompositions; else each costs as much as the prediction."
                0.0
                1000000.0
                1000.0
        ]
        Example =
            "prediction brain_age from tracts { outcome = age, adjust = sex + site, people = holdout, folds = 10, repeats = 5 }\nprediction case_or_not from [tracts, latents] { outcome = diagnosis, case = \"AD\", adjust = age + sex, learner = elastic_net(l1_ratio = 0.5), fold_by = site, permutations = 200 }\nexpect { brain_age.r2 >= 0.3, case_or_not.auc_gain > 0 }"
}
