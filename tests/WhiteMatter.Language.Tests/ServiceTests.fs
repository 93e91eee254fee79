/// What an editor, a REPL or a notebook asks of a checked study.
module WhiteMatter.Language.Tests.ServiceTests

open System
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private modelOf (text: string) =
    (StudyModel.check (Checker.request (SourceText("study.wmstudy", text))) host CancellationToken.None)
        .GetAwaiter()
        .GetResult()

/// A text without the mark, and the offset of the mark.
let private marked (text: string) =
    let at = text.IndexOf '|'
    text.Remove(at, 1), at

let private head =
    "wmstudy 1\nstudy s { build = GRCh37 }\nimport \"lib/shared.wmstudy\" as lib\nparam oldest : quantity = 70y\ncohort everyone { table = tsv(\"data/people.txt\", id = IID), columns { age : y, site : factor } }\n"

let private completeFrom (host: IStudyHost) (text: string) =
    let text, at = marked (head + text)
    let model = modelOf text

    (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult()

let private complete = completeFrom host

let private labels text = [ for found in (complete text).Proposals -> found.Label ]

[<Fact>]
let ``Every kind that this version carries out is proposed in the first column`` () =
    let proposed = labels "|"

    for row in Catalogue.kinds do
        // The study that the text has is the only one.
        let wanted = row.Availability = Availability.Here && row.Name <> "study"
        Assert.Equal(wanted, List.contains row.Name proposed)

[<Fact>]
let ``Every setting of a kind is proposed in its empty block unless its source or another setting excludes it`` () =
    for row in Catalogue.kinds do
        if row.Availability = Availability.Here && row.From.IsNone then
            let proposed = labels $"{row.Name} x {{ | }}"

            for setting in row.Settings do
                if setting.Availability = Availability.Here && setting.With.IsNone then
                    Assert.Contains(setting.Name, proposed)

[<Fact>]
let ``Settings that are written are not proposed again, before or after the cursor`` () =
    let proposed =
        labels "gwas g from everyone {\n  traits = x\n  |\n  genotypes = y\n}\ncohort more from everyone { sample = 5 }"

    Assert.DoesNotContain("traits", proposed)
    Assert.DoesNotContain("genotypes", proposed)
    Assert.Contains("adjust", proposed)

[<Fact>]
let ``Values of a column are proposed as the study writes them`` () =
    let proposed = labels "cohort a from everyone { include = ancestry == | }"
    Assert.Equal<string list>([ "\"EUR\""; "\"AFR\""; "\"EAS\"" ], List.truncate 3 proposed)
    let proposed = labels "cohort a from everyone { include = site in [\"1\", | ] }"
    Assert.Contains("\"3\"", proposed)

[<Theory>]
[<InlineData("ancestry == \"|\"", "\"\"")>]
[<InlineData("ancestry == \"E|\"", "\"E\"")>]
[<InlineData("ancestry in [\"AFR\", \"|\"]", "\"\"")>]
let ``Values of a column are proposed between the quotes too, and nothing else is``
    (condition: string, replaced: string)
    =
    let found = complete $"cohort a from everyone {{ include = {condition} }}"

    Assert.Equal<string list>(
        [ "\"EUR\""; "\"AFR\""; "\"EAS\"" ],
        List.truncate 3 [ for one in found.Proposals -> one.Text ]
    )

    Assert.All(found.Proposals, fun one -> Assert.Equal(ProposalKind.Level, one.Kind))
    Assert.Equal(replaced.Length, found.Replace.Length)

[<Theory>]
[<InlineData("{ ukb.| }")>]
[<InlineData("{ ukb.person, ukb.| }")>]
[<InlineData("{ age : y\n ukb.p| }")>]
let ``Sets of columns of an imported file are proposed where columns are declared`` (columns: string) =
    let proposed =
        labels
            $"import \"std/ukb\" as ukb\ncohort a {{ table = tsv(\"data/people.txt\", id = IID), columns {columns} }}"

    Assert.Contains("person", proposed)
    // Covariates and texts have no place there.
    Assert.DoesNotContain("demographic", proposed)

[<Theory>]
[<InlineData("tsv(|", 0)>]
[<InlineData("tsv(\"x\", |", 1)>]
[<InlineData("tsv(\"x\", id = a, |", 2)>]
[<InlineData("tsv(\"x\", family = f, |", 1)>]
[<InlineData("tsv(\"x\", id = |", 1)>]
let ``The argument that is written next is one that was not given by its name`` (call: string) (active: int) =
    let text, at = marked (head + $"cohort a {{ table = {call}")
    let signature = (Completing.signature (SourceText("study.wmstudy", text)) at).Value
    Assert.Equal(active, signature.Active)

[<Theory>]
[<InlineData("epochs = 12", "Here: `12`.")>]
[<InlineData("latents = size", "Here: `24`.")>]
[<InlineData("lr = 1e-3", "Here: `0.001`.")>]
[<InlineData("loss = masked_mse", "Here: `masked_mse`.")>]
let ``Hover tells the value of arguments and of settings in blocks`` (written: string) (said: string) =
    let text =
        head
        + "param size : int = 24\nimages fa from everyone { path = \"data/fa/{{IID}}.nii.gz\", mask = \"data/mask.nii.gz\" }\n"
            .Replace("{{", "{")
            .Replace("}}", "}")
        + "model udr from fa {\n  fit_on = everyone\n  architecture = conv_autoencoder(latents = size)\n  loss = masked_mse\n  train { epochs = 12, optimiser = adam(lr = 1e-3) }\n}\n"

    let hover =
        Hover.at (modelOf text) "study.wmstudy" (text.LastIndexOf(written, StringComparison.Ordinal) + 1)

    Assert.Contains(said, hover.Value.Markdown)

[<Fact>]
let ``Lists over several lines fold, and reports are computed`` () =
    let source =
        SourceText("study.wmstudy", "wmstudy 1\nreport page {\n  show = [\n    leads,\n    g\n  ]\n}\n")

    let file = (Parser.parse source).File

    Assert.Contains(
        (3, 6),
        [
            for stretch in Outline.folding source file -> stretch.FirstLine, stretch.LastLine
        ]
    )

    Assert.True((Outline.entries file).Head.Yields)

[<Theory>]
[<InlineData("cohort a { table = tsv(\"|\", id = IID) }", "data/")>]
[<InlineData("cohort a { table = tsv(\"data/|", "data/people.txt")>]
[<InlineData("cohort a { table = csv(\"./data/|", "./data/people.txt")>]
let ``Files and folders are proposed where a path is written`` (text: string) (wanted: string) =
    let found = complete text
    Assert.Contains(wanted, [ for one in found.Proposals -> one.Label ])

/// What the text becomes when a proposal is taken.
let private taken (text: string) (found: Completion) (label: string) =
    let text, _ = marked (head + text)
    let made = found.Proposals |> List.find (fun one -> one.Label = label)

    (text.Remove(found.Replace.Start, found.Replace.Length).Insert(found.Replace.Start, made.Text)).Substring
        head.Length

[<Theory>]
[<InlineData("data/|", "data/br{{ace}}/")>]
[<InlineData("data/|", "data/quo\\\"te/")>]
[<InlineData("data/br{{ace}}/|", "data/br{{ace}}/in.txt")>]
[<InlineData("data/br{{ace}}/i|", "data/br{{ace}}/in.txt")>]
[<InlineData("data/quo\\\"te/|", "data/quo\\\"te/a\\\\b.txt")>]
[<InlineData("data/br{{ace}}/..|", "data/br{{ace}}/../")>]
[<InlineData("..|", "../")>]
[<InlineData("../|", "../beside.txt")>]
let ``Names of files are proposed as a text has them, and read back so`` (written: string) (wanted: string) =
    let files =
        host.WithText("data/br{ace}/in.txt", "").WithText("data/quo\"te/a\\b.txt", "").WithText("../beside.txt", "")

    let text = $"cohort a {{ table = tsv(\"{written}\", id = IID) }}"
    let found = completeFrom files text
    let wanted = $"cohort a {{ table = tsv(\"{wanted}\", id = IID) }}"
    let path = wanted.Split("tsv(\"")[1]
    Assert.Equal(wanted, taken text found (path.Substring(0, path.IndexOf "\", id")))
    // It is a text that can be read.
    Assert.DoesNotContain(
        (Parser.parse (SourceText("study.wmstudy", head + wanted))).Diagnostics,
        fun one -> one.Severity = DiagnosticSeverity.Error
    )

[<Fact>]
let ``Braces in the path of an import are ordinary`` () =
    let files = host.WithText("lib/{old}/more.wmstudy", "wmstudy 1\n")
    let text = "import \"lib/|\" as more"
    let found = completeFrom files text
    Assert.Equal("import \"lib/{old}/\" as more", taken text found "lib/{old}/")
    let found = completeFrom files "import \"lib/{old}/|\" as more"
    Assert.Contains("lib/{old}/more.wmstudy", [ for one in found.Proposals -> one.Label ])

[<Theory>]
[<InlineData("images fa from everyone { path = series(\"data/|\", subjects = \"x\") }", "data/all_FA.nii.gz")>]
[<InlineData("images fa from everyone { path = series(\"x\", subjects = \"data/|\") }", "data/all.txt")>]
[<InlineData("images fa from everyone { path = bids(\"data/|\", suffix = \"dwi\") }", "data/raw/")>]
let ``Files and folders are proposed in functions that find images`` (text: string) (wanted: string) =
    let files =
        host.WithText("data/all_FA.nii.gz", "").WithText("data/all.txt", "").WithText("data/raw/participants.tsv", "")

    Assert.Contains(wanted, [ for one in (completeFrom files text).Proposals -> one.Label ])

[<Theory>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = \"|\") }",
             "cohort a { table = tsv(\"data/people.txt\", id = \"FEV1/FVC\") }")>]
[<InlineData("cohort a { table = tsv(\"data/people.txt\", id = \"FE|V",
             "cohort a { table = tsv(\"data/people.txt\", id = \"FEV1/FVC\"")>]
[<InlineData("cohort a from everyone { include = column(\"|\") > 3 }",
             "cohort a from everyone { include = column(\"FEV1/FVC\") > 3 }")>]
[<InlineData("cohort a from everyone { include = age > 3y and is_missing(\"F|\") }",
             "cohort a from everyone { include = age > 3y and is_missing(\"FEV1/FVC\") }")>]
let ``Columns are proposed as texts between the quotes of a column's name`` (text: string) (wanted: string) =
    let found = complete text
    Assert.All(found.Proposals, fun one -> Assert.Equal(ProposalKind.Column, one.Kind))
    Assert.Equal(wanted, taken text found "\"FEV1/FVC\"")

[<Theory>]
[<InlineData("log(abs(age)|)", "log", 0)>]
[<InlineData("log(abs(age)|", "log", 0)>]
[<InlineData("log(abs(age) |)", "log", 0)>]
[<InlineData("log(abs(age|))", "abs", 0)>]
[<InlineData("log((age)|)", "log", 0)>]
let ``Behind the call within it the signature is that of the call around``
    (value: string)
    (name: string)
    (active: int)
    =
    let text, at = marked (head + $"cohort a from everyone {{ include = {value} > 2 }}")

    let signature = (Completing.signature (SourceText("study.wmstudy", text)) at).Value
    Assert.StartsWith(name + "(", signature.Label)
    Assert.Equal(active, signature.Active)

[<Fact>]
let ``Behind a call that is whole there is no signature`` () =
    let text, at =
        marked (head + "cohort a from everyone { include = log(abs(age))| > 2 }")

    Assert.True((Completing.signature (SourceText("study.wmstudy", text)) at).IsNone)

[<Theory>]
[<InlineData("age >=", "'age' is a column of the table 'data/people.txt', which gives it its name.")>]
[<InlineData("include", "Only names that the study declares can be changed.")>]
[<InlineData("cohort a", "Only names that the study declares can be changed.")>]
[<InlineData("log(", "Only names that the study declares can be changed.")>]
[<InlineData("demographic", "'demographic' belongs to the library that comes with the program, which cannot be changed.")>]
let ``What cannot be renamed is told before a name is asked for, as when it is given`` (word: string) (why: string) =
    let text =
        head
        + "import \"std/ukb\" as ukb\ncohort a from everyone { include = age >= 45y and log(height) > 2 }\ncovariates base { ukb.demographic }\n"

    let model = modelOf text
    let at = text.LastIndexOf(word, StringComparison.Ordinal)

    match Navigation.renameable model "study.wmstudy" at, Navigation.rename model "study.wmstudy" at "other" with
    | Some(Error before), Error after ->
        Assert.Equal(why, before)
        Assert.Equal(why, after)
    | found -> failwith $"{found}"

    Assert.True((Navigation.renameable model "study.wmstudy" text.Length).IsNone)

[<Fact>]
let ``Uses of a column are those of its table, with the entry that says its role as its declaration`` () =
    let text =
        head
        + "cohort a from everyone { include = age >= 45y }\ncohort b from a { include = age < 60y }\n"

    let model = modelOf text
    let path = "study.wmstudy"

    let uses declarations =
        Navigation.references model path (text.LastIndexOf("age", StringComparison.Ordinal)) declarations

    for use' in uses true do
        Assert.Equal("age", use'.Source.TextOf use'.Span)

    Assert.True((uses true).Length >= 2)
    Assert.Equal((uses true).Length - 1, (uses false).Length)

[<Fact>]
let ``A column whose name is no word is proposed so that it can be read`` () =
    let found =
        (complete "cohort a from everyone { include = | }").Proposals
        |> List.find (fun found -> found.Label = "FEV1/FVC")

    Assert.Equal("column(\"FEV1/FVC\")", found.Text)

[<Fact>]
let ``Units of the right dimension follow a number`` () =
    let found = complete "cohort a from everyone { include = age >= 45| }"
    Assert.Equal<string list>([ "y" ], [ for one in found.Proposals -> one.Label ])
    Assert.Equal(0, found.Replace.Length)

[<Fact>]
let ``Codes that may be accepted are proposed, those of the study's warnings first`` () =
    let text, at = marked (head + "accept WM|")
    let model = modelOf text

    let found =
        (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult()

    for one in found.Proposals do
        Assert.True((DiagnosticTable.Find one.Label |> Option.ofObj).Value.Acceptable)

[<Fact>]
let ``Nothing is proposed in comments and texts, and nothing fails anywhere`` () =
    Assert.Empty(labels "# co|\n")
    Assert.Empty(labels "study other { title = \"da|\" }")
    let model = modelOf wholeStudy

    for at in 0 .. wholeStudy.Length do
        (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult()
        |> ignore

        Completing.signature model.Source at |> ignore
        Hover.at model "study.wmstudy" at |> ignore
        Navigation.definition model "study.wmstudy" at |> ignore

[<Fact>]
let ``Each word of a whole study is told`` () =
    let model = modelOf wholeStudy
    let tokens = Tokens.ofFile model "study.wmstudy"

    for declaration in model.File.Declarations do
        Assert.Contains(
            tokens,
            fun token -> token.Span.Start = declaration.Span.Start && token.Kind = TokenKind.Keyword
        )

    for token in tokens do
        Assert.True(
            (Hover.at model "study.wmstudy" token.Span.Start).IsSome
            || token.Kind = TokenKind.Type
        )

[<Fact>]
let ``A name renamed there and back leaves every text as it was`` () =
    let model = modelOf wholeStudy

    let edited (text: string) (places: StudyLocation list) name =
        Formatting.apply text [
            for place in places do
                if place.Source.Path = "study.wmstudy" then
                    { Span = place.Span; Text = name }
        ]

    for entry in Outline.entries model.File do
        match Navigation.rename model "study.wmstudy" entry.NameSpan.Start "another_name" with
        | Error _ -> ()
        | Ok places ->
            let renamed = edited wholeStudy places "another_name"
            let again = modelOf renamed
            Assert.Equal(model.Diagnostics.Length, again.Diagnostics.Length)

            match
                Navigation.rename
                    again
                    "study.wmstudy"
                    (renamed.IndexOf("another_name", StringComparison.Ordinal))
                    entry.Name
            with
            | Ok back -> Assert.Equal(wholeStudy, edited renamed back entry.Name)
            | Error why -> failwith why

[<Fact>]
let ``Changes of the layout give what the formatter gives, and none is left`` () =
    let text =
        "wmstudy 1\n\n\n# why\nstudy  s { build=GRCh37 }\ncohort a{table=tsv( \"data/people.txt\",id=IID)}\n# end\n"

    let source = SourceText("study.wmstudy", text)
    let formatted = Formatting.apply text (Formatting.edits source)
    Assert.Equal(Formatter.format (Parser.parse source).File, formatted)
    Assert.Empty(Formatting.edits (SourceText("study.wmstudy", formatted)))

[<Fact>]
let ``Remedies that nobody has to choose mend a study`` () =
    let text = wholeStudy.Replace("reference = chips", "referense = chips")
    let model = modelOf text
    Assert.NotEmpty model.Diagnostics
    Assert.Equal(wholeStudy, Formatting.apply text (Fixes.certain "study.wmstudy" model.Diagnostics))

    // Which declaration is meant, somebody has to choose.
    let other = modelOf (wholeStudy.Replace("from people", "from peple"))
    Assert.Contains(other.Diagnostics, fun found -> found.Fixes |> Seq.exists (fun fix -> fix.Replacement = "people"))
    Assert.Empty(Fixes.certain "study.wmstudy" other.Diagnostics)

[<Fact>]
let ``A column that is spelt alike is no certain remedy, and a name that cannot be written none at all`` () =
    let model = modelOf (head + "cohort old from everyone { include = agee >= 60y }\n")
    Assert.Contains(model.Diagnostics, fun found -> found.Fixes |> Seq.exists (fun fix -> fix.Replacement = "age"))
    Assert.Empty(Fixes.certain "study.wmstudy" model.Diagnostics)

    let unnamed =
        modelOf (
            wholeStudy
            + "expect { leads.count >= 1 }\nloci more from expct { reference = chips }\n"
        )

    Assert.All(
        unnamed.Diagnostics,
        fun found -> Assert.All(found.Fixes, fun fix -> Assert.DoesNotContain("#", fix.Replacement))
    )

[<Fact>]
let ``A sign that stands already is not written again`` () =
    let textOf label studyText =
        ((complete studyText).Proposals |> List.find (fun one -> one.Label = label)).Text

    Assert.Equal("include", textOf "include" "cohort old from everyone { incl| = age >= 60y }")
    Assert.Equal("include = ", textOf "include" "cohort old from everyone { incl| }")

    Assert.Equal(
        "columns",
        textOf "columns" "cohort other { table = tsv(\"data/people.txt\", id = IID)\n  col| { age : y } }"
    )

[<Fact>]
let ``A column leads to what declares it, else to its table`` () =
    let text =
        head
        + "cohort old from everyone { include = age >= oldest and height > 1 }\ncovariates base { site + sex }\nphenotypes traits from old { columns = [bmi] }\ngenotypes chips from old { bed = \"data/chips.bed\" }\ngwas g from old { traits = traits, genotypes = chips, adjust = base }\n"

    let model = modelOf text

    let definitionOf (before: string) =
        let at = text.IndexOf(before, StringComparison.Ordinal) + before.Length
        let found = Option.get (Navigation.definition model "study.wmstudy" at)
        Assert.Equal("study.wmstudy", found.Source.Path)
        text.Substring found.Span.Start, found.Source.TextOf found.Span

    let table = "\"data/people.txt\""
    Assert.StartsWith("age : y", fst (definitionOf "include = "))
    Assert.StartsWith("age : y", fst (definitionOf "columns { "))
    Assert.Equal(table, snd (definitionOf "oldest and "))

[<Fact>]
let ``An entry of columns is told as what it declares`` () =
    let model = modelOf head

    let hoverAt (before: string) =
        let at = head.IndexOf(before, StringComparison.Ordinal) + before.Length
        (Option.get (Hover.at model "study.wmstudy" at)).Markdown

    Assert.Contains("age : age in y", hoverAt "columns { ")
    Assert.Contains("site : factor", hoverAt "age : y, ")
