/// What is proposed for paths, columns and codes, and how columns are told of and found.
module WhiteMatter.Language.Tests.ProposalTests

open System
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private modelFrom (host: IStudyHost) (text: string) =
    (StudyModel.check (Checker.request (SourceText("study.wmstudy", text))) host CancellationToken.None)
        .GetAwaiter()
        .GetResult()

let private modelOf = modelFrom host

let private head =
    "wmstudy 1\nstudy s { build = GRCh37 }\nparam oldest : quantity = 70y\ncohort everyone { table = tsv(\"data/people.txt\", id = IID), columns { age : y, site : factor } }\n"

/// What is proposed where the mark stands, and the text with the mark taken out.
let private completeFrom (host: IStudyHost) (text: string) =
    let text = head + text
    let at = text.IndexOf '|'
    let text = text.Remove(at, 1)
    let model = modelFrom host text
    (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult(), text

let private labels (host: IStudyHost) text = [ for one in (fst (completeFrom host text)).Proposals -> one.Label ]

let private files =
    host
        .WithText("all.bval", "")
        .WithText("all.bvec", "")
        .WithText("brain.nii.gz", "")
        .WithText("gone.txt", "")
        .WithText("data/run1/in.txt", "")

[<Theory>]
[<InlineData("genotypes g from everyone { bed = | }", "\"data/\"")>]
[<InlineData("genotypes g from everyone { bed = [|] }", "\"data/\"")>]
[<InlineData("images fa from everyone { dwi = \"d/{IID}.nii.gz\", bval = | }", "\"all.bval\"")>]
[<InlineData("images fa from everyone { dwi = \"d/{IID}.nii.gz\", bvec = | }", "\"all.bvec\"")>]
[<InlineData("images fa from everyone { path = \"fa/{IID}.nii.gz\", mask = | }", "\"brain.nii.gz\"")>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = IID), withdrawals = | }", "\"gone.txt\"")>]
[<InlineData("cohort a { table = tsv(|) }", "\"gone.txt\"")>]
let ``Where a path may stand and no quote is written, files are proposed in quotes`` (text: string) (wanted: string) =
    let found, _ = completeFrom files text
    let made = found.Proposals |> List.find (fun one -> one.Label = wanted)
    Assert.Equal(wanted, made.Text)
    // In a folder one goes on before the second quote.
    Assert.Equal(wanted.EndsWith "/\"", (made.Snippet = Some(wanted.Insert(wanted.Length - 1, "$0"))))

[<Theory>]
[<InlineData("bed = \"data/chips.bed\", keep = |", false)>]
[<InlineData("keep = |, bed = \"data/chips.bed\"", false)>]
[<InlineData("bed = \"data/chips.bed\", keep = maf >= 1% and |", false)>]
[<InlineData("pgen = \"data/chips.pgen\", keep = |", true)>]
let ``Imputation quality is proposed where there are dosages`` (settings: string) (isThere: bool) =
    let found = labels files ("genotypes g from everyone { " + settings + " }")
    Assert.Contains("maf", found)
    Assert.Equal(isThere, List.contains "info" found)

[<Theory>]
[<InlineData("param dir : string = \"data\"", "{dir}/|", "{dir}/people.txt")>]
[<InlineData("param base : string = \"data\"\nparam dir : string = \"{base}\"", "{dir}/|", "{dir}/people.txt")>]
[<InlineData("param n : int = 1", "data/run{n}/|", "data/run{n}/in.txt")>]
let ``A path with parameters lists the folder that it comes to`` (declared: string) (written: string) (wanted: string) =
    let text = declared + "\ncohort a { table = tsv(\"" + written + "\", id = IID) }"
    Assert.Contains(wanted, labels files text)

[<Theory>]
[<InlineData("{nothing}/|")>]
[<InlineData("{oldest}/|")>]
[<InlineData("{age}/|")>]
let ``A path with what has no value yet lists nothing`` (written: string) =
    Assert.Empty(labels files ("cohort a { table = tsv(\"" + written + "\", id = IID) }"))

[<Theory>]
[<InlineData("columns { \"FE|\" : numeric }", "columns { \"FEV1/FVC\" : numeric }")>]
[<InlineData("columns { age : y, \"FE|\" }", "columns { age : y, \"FEV1/FVC\" :  }")>]
let ``Columns are proposed between quotes where their roles are declared`` (block: string) (wanted: string) =
    let around (block: string) =
        "cohort a { table = tsv(\"data/people.txt\", id = IID), " + block + " }"

    let found, text = completeFrom host (around block)
    let made = found.Proposals |> List.find (fun one -> one.Label = "\"FEV1/FVC\"")

    let taken =
        text.Remove(found.Replace.Start, found.Replace.Length).Insert(found.Replace.Start, made.Text)

    Assert.Equal(head + around wanted, taken)

[<Fact>]
let ``Codes are proposed in the order of where they are found, with what is found`` () =
    let text =
        "genotypes g from everyone { bed = \"data/chr22.bed\" }\nphenotypes p from everyone { columns = [height, bmi] }\ncovariates base { age }\ngwas t from everyone { traits = p, genotypes = g, adjust = base }\nloci leads from t {\n  p = 5e-8\n  reference = g\n  accept |\n}\n"

    let found, _ = completeFrom host text

    let warned =
        (modelOf (head + text.Replace("  accept |\n", ""))).Diagnostics
        |> Seq.filter (fun one -> one.Severity = DiagnosticSeverity.Warning)
        |> List.ofSeq

    let messageOf code =
        (warned |> List.find (fun one -> one.Code = code)).Message

    // Of the loci, then of the association.
    Assert.Equal(("WM3001", 0), (found.Proposals.Head.Label, found.Proposals.Head.Rank))
    Assert.Equal(messageOf "WM3001", found.Proposals.Head.Detail)
    let sites = found.Proposals |> List.find (fun one -> one.Label = "WM3002")
    Assert.Equal((1, messageOf "WM3002"), (sites.Rank, sites.Detail))

    for one in found.Proposals do
        Assert.Equal(one.Rank < 2, (warned |> List.exists (fun warning -> warning.Code = one.Label)))

[<Theory>]
[<InlineData("IID)", "IID : id")>]
[<InlineData("age : y", "age : age in y")>]
[<InlineData("site : factor", "site : factor")>]
[<InlineData("height > 3", "height : numeric")>]
[<InlineData("ancestry ==", "ancestry : text")>]
let ``Hover tells of a column in the words of a columns block`` (place: string) (said: string) =
    let text =
        head
        + "cohort a from everyone { include = height > 3 and ancestry == \"EUR\" }\n"

    let hover =
        Hover.at (modelOf text) "study.wmstudy" (text.IndexOf(place, StringComparison.Ordinal))

    Assert.Contains($"```wmstudy\n{said}\n```", hover.Value.Markdown)

[<Theory>]
[<InlineData("diabetes", "\"data/visits.txt\"")>]
[<InlineData("bmi", "bmi")>]
[<InlineData("age_b", "\"data/visits.txt\"")>]
let ``A column of a joined table leads to its role there, else to the table that it is from``
    (column: string)
    (wanted: string)
    =
    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ntable both {\n  join = [tsv(\"data/people.txt\", id = IID), tsv(\"data/visits.txt\", id = IID)]\n  suffixes = [\"\", \"_b\"]\n  columns { bmi : numeric }\n}\ncohort a { table = both }\ncohort b from a { include = "
        + column
        + " > 2 }\n"

    let at = text.LastIndexOf(column, StringComparison.Ordinal)
    let found = (Navigation.definition (modelOf text) "study.wmstudy" at).Value
    Assert.Equal(wanted, found.Source.TextOf found.Span)

[<Fact>]
let ``A column is the same in every study that reads its table`` () =
    let text = head + "cohort a from everyone { include = age >= 45y }\n"

    let other =
        "wmstudy 1\nstudy o { build = GRCh37 }\ncohort c { table = tsv(\"data/people.txt\", id = IID), include = age >= 50 }\n"

    let asked =
        (Navigation.column (modelOf text) "study.wmstudy" (text.LastIndexOf("age", StringComparison.Ordinal))).Value

    let uses = Navigation.referencesOfColumn (modelOf other) asked false
    Assert.Equal<string list>([ "age" ], [ for place in uses -> place.Source.TextOf place.Span ])
    let visits = other.Replace("people.txt", "visits.txt")
    Assert.Empty(Navigation.referencesOfColumn (modelOf visits) asked true)
