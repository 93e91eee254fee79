/// What is proposed as the value of a setting, and that what is taken of it is no mistake.
module WhiteMatter.Language.Tests.ValueProposalTests

open System
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

let private files =
    host.WithText("data/notes.tsv", "").WithText("data/JHU.nii.gz", "").WithText("data/readme.txt", "")

let private modelOf (text: string) =
    (StudyModel.check (Checker.request (SourceText("study.wmstudy", text))) files CancellationToken.None)
        .GetAwaiter()
        .GetResult()

let private head =
    """wmstudy 1
study s { build = GRCh37 }
import "std/ukb" as ukb
cohort everyone { table = tsv("data/people.txt", id = IID, family = FID), columns { sex : factor, age : y, site : factor, scan : factor } }
cohort old from everyone { include = age >= 60y }
genotypes chips from everyone { bed = "data/chips.bed" }
relatedness kin from chips { }
images fa from everyone { path = "data/fa/{IID}.nii.gz", mask = "data/mask.nii.gz" }
images grey from everyone { path = "data/grey/{IID}.nii.gz", mask = "data/mask.nii.gz" }
atlas jhu { labels = "data/labels.nii.gz", names = "data/labels.txt" }
phenotypes traits from everyone { columns = [height, bmi] }
phenotypes tracts from fa { reduce = mean(by = jhu) }
gwas g from everyone { traits = traits, genotypes = chips, adjust = age }
model udr from fa { fit_on = old, architecture = conv_autoencoder() }
"""

/// What is proposed where the mark stands, and the text without the mark.
let private completeIn (text: string) =
    let at = text.IndexOf '|'
    let text = text.Remove(at, 1)
    let model = modelOf text
    (Completing.at model files model.Source at CancellationToken.None).GetAwaiter().GetResult(), text

let private labels (text: string) = [ for one in (fst (completeIn (head + text))).Proposals -> one.Label ]

[<Theory>]
[<InlineData("prediction p from traits { outcome = | }", "height")>]
[<InlineData("prediction p from tracts { outcome = | }", "height")>]
[<InlineData("prediction p from [tracts, traits] { outcome = | }", "height")>]
[<InlineData("prediction p from traits { fold_by = | }", "site")>]
[<InlineData("prediction p from tracts { group = | }", "FID")>]
[<InlineData("prediction p from tracts { adjust = | }", "age")>]
[<InlineData("prediction p from tracts { outcome = group, case = | }", "\"control\"")>]
[<InlineData("prediction p from tracts { outcome = group, case = \"|\" }", "\"control\"")>]
[<InlineData("prediction p from tracts { outcome = sex, case = | }", "\"2\"")>]
[<InlineData("phenotypes q from fa { harmonise = combat(batch = |) }", "site")>]
[<InlineData("phenotypes q from fa { harmonise = combat(batch = site, preserve = |) }", "age")>]
[<InlineData("phenotypes q from fa { harmonise = combat(batch = site, reference = |) }", "\"3\"")>]
[<InlineData("table t { join = | }", "tsv")>]
[<InlineData("table t { join = [|] }", "tsv")>]
[<InlineData("simulation m from chips { atlas = jhu, effects = | }", "heritable")>]
[<InlineData("simulation m from chips { atlas = jhu, effects = [heritable(regions = [\"|\"])] }", "\"Genu\"")>]
[<InlineData("simulation m from chips { atlas = jhu, effects = [heritable(regions = |)] }", "\"Genu\"")>]
[<InlineData("simulation m from chips { atlas = jhu, effects = [heritable(regions = all, variance = |)] }", "5%")>]
[<InlineData("gwas h from everyone { export = | }", "metal")>]
[<InlineData("meta m from [g] { export = | }", "metal")>]
[<InlineData("meta m from | { }", "g")>]
[<InlineData("loci l from g { window = | }", "250kb")>]
[<InlineData("loci l from g { merge = | }", "250kb")>]
[<InlineData("loci l from g { r2 = | }", "0.1")>]
[<InlineData("loci l from g { member_p = | }", "0.01")>]
[<InlineData("images d from everyone { dwi = \"d/{IID}.nii.gz\", shells = | }", "[0, 1000]")>]
[<InlineData("images d from everyone { smooth_fwhm = | }", "4mm")>]
[<InlineData("model m from [fa, grey] { loss_weights = | }", "[2, 1]")>]
[<InlineData("model m from fa { train { seed = | } }", "1")>]
[<InlineData("model m from fa { train { seeds = | } }", "[1, 2, 3]")>]
[<InlineData("model m from fa { train { stop = | } }", "12")>]
[<InlineData("gwas h from everyone { top = | }", "1000")>]
[<InlineData("study t { cores = | }", "4")>]
[<InlineData("study t { memory = | }", "16GB")>]
[<InlineData("phenotypes q from everyone { columns = | }", "bmi")>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = IID), columns { ancestry : factor(|) } }", "\"EUR\"")>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = IID), columns { sex : factor(\"1\", \"|\") } }", "\"2\"")>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = IID), missing = | }", "ukb.missing")>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = IID), missing = [|] }", "\"NA\"")>]
[<InlineData("cohort a from everyone { include = column(\"Waist (cm)\") == \"|\" }", "\"wide\"")>]
[<InlineData("accept WM3001 |", "because")>]
[<InlineData("loci l from g {\n  accept WM3001 |\n}", "because")>]
[<InlineData("import \"std/jhu\" |", "as")>]
[<InlineData("import \"std/jhu\" as j { labels = \"|\" }", "data/")>]
[<InlineData("import \"std/jhu\" as j { labels = \"data/|\" }", "data/JHU.nii.gz")>]
[<InlineData("import \"std/jhu\" as j { labels = | }", "\"data/\"")>]
[<InlineData("param volume : string = \"data/|\"\natlas a { labels = volume }", "data/JHU.nii.gz")>]
let ``Where a value is asked for, one that fits is proposed`` (text: string) (wanted: string) =
    Assert.Contains(wanted, labels text)

[<Fact>]
let ``The edition is proposed behind the first word`` () =
    let found, _ = completeIn "wmstudy |"
    Assert.Equal<string list>([ string Parser.edition ], [ for one in found.Proposals -> one.Label ])

[<Theory>]
[<InlineData("loci l from g { accept WM3001 | }", "loci l from g { accept WM3001 because \"\" }")>]
[<InlineData("loci l from g { accept WM3001 | \"x\" }", "loci l from g { accept WM3001 because \"x\" }")>]
[<InlineData("gwas h from everyone { export = | }", "gwas h from everyone { export = [metal] }")>]
[<InlineData("phenotypes q from everyone { columns = | }", "phenotypes q from everyone { columns = [bmi] }")>]
let ``What is taken is written whole: with the reason's quotes, and a list's brackets``
    (text: string)
    (wanted: string)
    =
    let found, text = completeIn (head + text)

    let texts = [
        for one in found.Proposals ->
            text.Remove(found.Replace.Start, found.Replace.Length).Insert(found.Replace.Start, one.Text)
    ]

    Assert.Contains(head + wanted, texts)

[<Theory>]
[<InlineData("gwas h from everyone { traits = traits, genotypes = chips, gxe = | }", "height", "site")>]
[<InlineData("gwas h from everyone { traits = traits, genotypes = chips, adjust = | }", "age", "IID")>]
[<InlineData("gwas h from everyone { traits = traits, genotypes = chips, adjust = age + | }", "height", "FID")>]
[<InlineData("gwas h from everyone { traits = traits, genotypes = chips, adjust = kin.| }", "pcs", "unrelated")>]
[<InlineData("gwas h from everyone { traits = traits, genotypes = chips, condition = | }", "", "ukb.missing")>]
[<InlineData("cohort c from everyone - | { }", "old", "everyone")>]
[<InlineData("cohort c from everyone & | { }", "old", "everyone")>]
[<InlineData("cohort c { table = tsv(\"data/people.txt\", id = IID), missing = [|] }", "\"\"", "[\"\", \"NA\"]")>]
[<InlineData("genotypes h from everyone { bed = \"data/|\" }", "", "data/notes.tsv")>]
[<InlineData("atlas a { labels = \"data/|\" }", "data/JHU.nii.gz", "data/notes.tsv")>]
[<InlineData("table t { join = [tsv(\"data/people.txt\", id = IID, family = FID)], suffixes = | }", "", "ukb.missing")>]
[<InlineData("interpretation i from udr { latents = | }", "all", "ukb.missing")>]
[<InlineData("phenotypes q from everyone { columns = [|] }", "height", "ancestry")>]
[<InlineData("prediction p from traits { outcome = | }", "height", "IID")>]
let ``What would be a mistake is not proposed, and what is proposed is none of names and types``
    (text: string)
    (wanted: string)
    (unwanted: string)
    =
    let found, text = completeIn (head + text)
    let labels = [ for one in found.Proposals -> one.Label ]
    Assert.DoesNotContain(unwanted, labels)

    if wanted <> "" then
        Assert.Contains(wanted, labels)

    for one in found.Proposals do
        match one.Kind with
        | ProposalKind.Column
        | ProposalKind.Declaration
        | ProposalKind.Parameter
        | ProposalKind.Import
        | ProposalKind.Member
        | ProposalKind.Level
        | ProposalKind.Word when not (one.Label.EndsWith '/') ->
            let taken =
                text.Remove(found.Replace.Start, found.Replace.Length).Insert(found.Replace.Start, one.Text)

            for mistake in (modelOf taken).Diagnostics do
                // What the design makes of it (WM3…), and which columns of a data set the table has (WM2091), depends on the data.
                if
                    mistake.Severity = DiagnosticSeverity.Error
                    && not (mistake.Code.StartsWith("WM3", StringComparison.Ordinal))
                    && mistake.Code <> "WM2091"
                then
                    Assert.Fail $"{one.Text}: {mistake.Code} {mistake.Message}"
        | _ -> ()
