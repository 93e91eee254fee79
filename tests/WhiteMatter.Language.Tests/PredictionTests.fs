/// What the checker says of predictions.
module WhiteMatter.Language.Tests.PredictionTests

open Xunit
open WhiteMatter.Language.Tests.CheckerHost

let private learned (people: string) =
    $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort people {{
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns {{ sex : factor, site : factor, age : y }}
}}
cohort pretraining from people {{ sample = 20%% }}
images fa from people {{ path = "data/crops/{{IID}}.nii.gz" }}
model udr from fa {{ fit_on = pretraining, architecture = conv_autoencoder(channels = [4, 8], latents = 8) }}
phenotypes latents from udr {{ apply_to = {people} }}
prediction aged from latents {{ outcome = age, adjust = sex }}
"""

let private ofTraits (settings: string) =
    $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort people {{
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns {{ sex : factor, site : factor, age : y }}
}}
phenotypes traits from people {{ columns = [bmi, headsize] }}
prediction size from traits {{ {settings} }}
"""

[<Fact>]
let ``A study that predicts has no finding`` () =
    Assert.Empty((check predictedStudy).Diagnostics)

[<Theory>]
[<InlineData("people", "WM3013")>]
[<InlineData("pretraining", "WM3013")>]
let ``A model fitted on people who are predicted is an error, said once`` (people: string, code: string) =
    Assert.Equal<string list>([ code ], codes (check (learned people)))

[<Fact>]
let ``A model fitted on other people predicts without a finding`` () =
    Assert.Empty((check (learned "people - pretraining")).Diagnostics)

[<Theory>]
[<InlineData("outcome = height, adjust = site, fold_by = site", "WM3062")>]
[<InlineData("outcome = height, adjust = age, fold_by = age", "")>]
[<InlineData("outcome = site, case = \"1\", fold_by = site", "WM3061")>]
[<InlineData("outcome = site, case = \"1\", group = site", "WM3061")>]
let ``Folds are neither the outcome nor a factor that is adjusted for`` (settings: string, code: string) =
    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes (check (ofTraits settings)))

[<Theory>]
[<InlineData("outcome = heigth", "WM2037")>]
[<InlineData("outcome = IID", "WM2048")>]
[<InlineData("outcome = height, adjust = sex, learner = logistic()", "WM2010")>]
[<InlineData("outcome = height, adjust = sex, learner = boosted_trees(depth = [2, 11])", "WM2058")>]
[<InlineData("outcome = height, adjust = sex, learner = boosted_trees(learning_rate = 0)", "WM2058")>]
[<InlineData("outcome = height, adjust_in = features", "WM2073")>]
[<InlineData("outcome = height, fold_by = site, folds = 5", "WM2069")>]
[<InlineData("outcome = height, learner = elastic_net(l1_ratio = 1.5)", "WM2058")>]
[<InlineData("outcome = height, folds = 1", "WM2058")>]
let ``Mistakes in a prediction have their code`` (settings: string, code: string) =
    Assert.Equal<string list>([ code ], codes (check (ofTraits settings)))
