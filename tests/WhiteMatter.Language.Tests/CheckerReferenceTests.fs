/// The committed reference pages are what the catalogue renders. WMSTUDY_REWRITE_DOCS=1 writes them anew.
module WhiteMatter.Language.Tests.CheckerReferenceTests

open System
open System.IO
open System.Text.Json
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue

let private pages = [
    "kinds.md", Reference.kinds
    "functions.md", Reference.functions
    "types.md", Reference.types
    "diagnostics.md", Reference.diagnostics
    "library.md", Reference.library
    "catalogue.json", Reference.json
]

let names () =
    pages |> Seq.map (fun (name, _) -> [| box name |])

[<Theory; MemberData(nameof names)>]
let ``A committed reference page is what the catalogue renders`` (name: string) =
    let path = Path.Combine(CheckerHost.repository, "docs", "reference", name)
    let rendered = (pages |> List.find (fun (other, _) -> other = name) |> snd) ()

    if Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_DOCS" = "1" then
        Directory.CreateDirectory(Path.Combine(CheckerHost.repository, "docs", "reference"))
        |> ignore

        File.WriteAllText(path, rendered)

    Assert.Equal(rendered, File.ReadAllText path)

[<Fact>]
let ``The catalogue has every kind of the language's design`` () =
    // The kinds of the design's table, in its order, with `import` and `param` left to the grammar.
    let design =
        "study columns table cohort images genotypes relatedness atlas covariates phenotypes model interpretation gwas joint meta loci replication heritability correlation genes enrichment scores prediction causal comparison simulation expect report"

    Assert.Equal<Set<string>>(set (design.Split ' '), set [ for kind in Catalogue.kinds -> kind.Name ])

[<Fact>]
let ``The kinds that this version carries out are those of the path from genotypes and images to loci`` () =
    let here = [
        for kind in Catalogue.kinds do
            if kind.Availability = Availability.Here then
                kind.Name
    ]

    Assert.Equal<Set<string>>(
        set [
            "study"
            "columns"
            "table"
            "cohort"
            "simulation"
            "images"
            "atlas"
            "model"
            "genotypes"
            "relatedness"
            "covariates"
            "phenotypes"
            "interpretation"
            "prediction"
            "gwas"
            "joint"
            "meta"
            "loci"
            "replication"
            "expect"
            "report"
        ],
        set here
    )

[<Fact>]
let ``No name stands twice in the catalogue, and every enumeration that a row names exists`` () =
    let distinct (names: string list) =
        Assert.Equal(names.Length, (List.distinct names).Length)

    let checkRow (row: SettingRow) =
        Assert.False(String.IsNullOrWhiteSpace row.Doc)
        Assert.False(row.Required && row.Default.IsSome)

        for accepted in row.Accepts do
            match accepted with
            | StudyType.Enumeration name -> Assert.True((Catalogue.tryFindEnumeration name).IsSome, name)
            | _ -> ()

    distinct [ for row in Catalogue.kinds -> row.Name ]
    distinct [ for row in Catalogue.functions -> row.Name ]
    distinct [ for unit in Units.all -> unit.Name ]

    for kind in Catalogue.kinds do
        distinct (
            [ for row in kind.Settings -> row.Name ]
            @ [ for row in kind.Blocks -> row.Name ]
        )

        let ofBlocks = kind.Blocks |> List.collect _.Settings

        for block in kind.Blocks do
            distinct [ for row in block.Settings -> row.Name ]

        for setting in kind.Settings @ ofBlocks do
            checkRow setting

        let sources = kind.From |> Option.map _.Types |> Option.defaultValue []

        // What a setting stands for can stand after `from`.
        for setting in kind.Settings do
            Assert.Empty(List.except sources setting.For)

    for call in Catalogue.functions do
        distinct [ for row in call.Arguments -> row.Name ]
        call.Arguments |> List.iter checkRow

[<Fact>]
let ``The catalogue's JSON says which format it has and gives a kind's settings`` () =
    use document = JsonDocument.Parse(Reference.json ())
    let root = document.RootElement
    Assert.Equal(1, root.GetProperty("formatVersion").GetInt32())

    let loci =
        root.GetProperty("kinds").EnumerateArray()
        |> Seq.find (fun kind -> kind.GetProperty("name").GetString() = "loci")

    let window =
        loci.GetProperty("settings").EnumerateArray()
        |> Seq.find (fun setting -> setting.GetProperty("name").GetString() = "window")

    Assert.Equal("250kb; with `definition = fuma` 1Mb", window.GetProperty("default").GetString())
    Assert.Equal("genomic distance", window.GetProperty("types").[0].GetString())

/// A study with a setting written out, and the other that it goes with alone where that one's default does not allow it.
let private studyWith (kind: KindRow) (setting: SettingRow) (text: string) =
    let other =
        setting.With
        |> Option.map (fun condition ->
            kind.Settings |> List.find (fun row -> row.Name = condition.Setting), condition.Words)

    match other with
    | Some({ Default = Some { Text = word } }, words) when List.contains word words ->
        CheckerHost.withSetting kind.Name setting.Name text
    | Some(other, word :: _) -> CheckerHost.withSetting kind.Name other.Name $"{word}, {setting.Name} = {text}"
    | Some({ Name = "dwi" }, _) -> CheckerHost.withSettingIn CheckerHost.diffusionStudy kind.Name setting.Name text
    | Some({ Name = "shells" }, _) ->
        CheckerHost.withSettingIn CheckerHost.diffusionStudy kind.Name "shells" $"[0, 1000], {setting.Name} = {text}"
    | Some(other, []) when other.Accepts = [ StudyType.Genotypes ] ->
        CheckerHost.withSetting kind.Name setting.Name $"{text}, {other.Name} = chips"
    // The study that has the kind has an atlas in it.
    | Some(other, []) when other.Accepts = [ StudyType.Atlas ] -> CheckerHost.withSetting kind.Name setting.Name text
    // The study that predicts has covariates in it.
    | Some({ Name = "adjust" }, []) -> CheckerHost.withSetting kind.Name setting.Name text
    | Some(other, []) -> CheckerHost.withSetting kind.Name other.Name $"\"data/panel.txt\", {setting.Name} = {text}"
    | None -> CheckerHost.withSetting kind.Name setting.Name text

[<Fact>]
let ``Every default is what its text says`` () =
    for kind in Catalogue.kinds do
        for setting in kind.Settings do
            match setting.Default with
            | Some {
                       IsLiteral = true
                       Text = text
                       Value = Some(value, _)
                   } ->
                // The default written out in a study is checked to the same value.
                let study = studyWith kind setting text

                let result = CheckerHost.check study
                Assert.True(result.Study.IsSome, String.Join("\n", result.Diagnostics))

                let found =
                    (result.Study.Value.Study :: result.Study.Value.Declarations)
                    |> List.find (fun declaration -> declaration.Kind = kind.Name)

                Assert.Equal<string>(CheckerHost.show value, CheckerHost.show found.Body.Settings[setting.Name].Node)
            | Some { IsLiteral = true } ->
                Assert.Fail $"{kind.Name}.{setting.Name} has a literal default without a value."
            | _ -> ()

/// The rows of settings and arguments that this version has.
let private rowsHere = [
    for kind in Catalogue.kinds do
        if kind.Availability = Availability.Here then
            for row in kind.Settings @ (kind.Blocks |> List.collect _.Settings) do
                $"{kind.Name}.{row.Name}", row

    for call in Catalogue.functions do
        if call.Availability = Availability.Here && call.Use = FunctionUse.Value then
            for row in call.Arguments do
                $"{call.Name}({row.Name})", row
]

[<Fact>]
let ``Where a number is asked for there is a default that can be written, or an example`` () =
    let isNumber studyType =
        match studyType with
        | StudyType.List item -> StudyType.isNumeric item
        | other -> StudyType.isNumeric other

    for name, row in rowsHere do
        if row.Availability = Availability.Here && List.forall isNumber row.Accepts then
            let isWritten =
                match row.Default with
                | Some found -> found.IsLiteral
                | None -> false

            Assert.True(isWritten <> row.Example.IsSome, name)

[<Fact>]
let ``Every example of a setting stands in a study`` () =
    let check (text: string) =
        let result = CheckerHost.check text

        Assert.DoesNotContain(
            result.Diagnostics,
            fun one -> one.Severity = WhiteMatter.Plan.Diagnostics.DiagnosticSeverity.Error
        )

    let mutable tried = 0

    for kind in Catalogue.kinds do
        for row in kind.Settings do
            match row.Example with
            // Weights of several kinds of images: no study here has such a model.
            | Some text when row.For.IsEmpty && kind.Name <> "study" ->
                tried <- tried + 1
                check (studyWith kind row text)
            | Some text when kind.Name = "study" ->
                tried <- tried + 1
                check (CheckerHost.wholeStudy.Replace("seed = 1 }", $"seed = 1, {row.Name} = {text} }}"))
            | _ -> ()

        for block in kind.Blocks do
            for row in block.Settings do
                match row.Example with
                | Some text ->
                    tried <- tried + 1

                    check (
                        CheckerHost.imagingStudy.Replace(
                            "optimiser = adam(lr = 2e-3), stop = 12 }",
                            $"{row.Name} = {text} }}"
                        )
                    )
                | None -> ()

    Assert.True(tried > 10)

let private literalDefaults (rows: SettingRow list) = [
    for row in rows do
        match row.Default with
        | Some {
                   IsLiteral = true
                   Text = text
                   Value = Some(value, _)
               } -> row.Name, text, value
        | _ -> ()
]

[<Fact>]
let ``Every default inside a block is what its text says, and holds where the block is not written`` () =
    let study (train: string) =
        let text =
            CheckerHost.imagingStudy.Replace("train { epochs = 30, optimiser = adam(lr = 2e-3), stop = 12 }", train)

        let result = CheckerHost.check text
        Assert.True(result.Study.IsSome, String.Join("\n", result.Diagnostics))
        (CheckedStudy.tryFind "udr" result.Study.Value).Value.Body.Blocks["train"].Settings

    let defaults =
        Catalogue.tryFindKind "model"
        |> Option.get
        |> fun row -> literalDefaults row.Blocks.Head.Settings

    let written =
        String.Join(", ", defaults |> List.map (fun (name, text, _) -> $"{name} = {text}"))

    for settings in [ study ""; study $"train {{ {written} }}" ] do
        for name, _, value in defaults do
            Assert.Equal<string>(CheckerHost.show value, CheckerHost.show settings[name].Node)

        // Nothing stops training early unless it is asked for.
        Assert.False(settings.ContainsKey "stop")

[<Fact>]
let ``Every default of a function's argument is what its text says, and is filled in`` () =
    let valueOf (call: string) (node: CheckedNode) =
        match node with
        | CheckedNode.Call(name, arguments) when name = call -> Some arguments
        | _ -> None

    let argumentsIn (text: string) (call: string) =
        let result = CheckerHost.check text
        Assert.True(result.Study.IsSome, String.Join("\n", result.Diagnostics))

        result.Study.Value.Declarations
        |> List.collect (fun declaration ->
            [ declaration.Body; yield! declaration.Body.Blocks.Values ]
            |> List.collect (fun body -> [ for KeyValue(_, value) in body.Settings -> value.Node ]))
        |> List.collect (fun node ->
            match node with
            | CheckedNode.List items -> [ for item in items -> item.Node ]
            | other -> [ other ])
        |> List.pick (valueOf call)

    let checkCall (name: string) (written: string) =
        let row = (Catalogue.tryFindFunction name).Value
        let defaults = literalDefaults row.Arguments
        Assert.NotEmpty defaults

        let inFull =
            String.Join(", ", defaults |> List.map (fun (name, text, _) -> $", {name} = {text}"))

        for call in [ written; written.TrimEnd(')') + inFull.Replace(", ,", ",") + ")" ] do
            let call = call.Replace("(, ", "(")
            let arguments = argumentsIn (CheckerHost.withCall name call) name

            for name, _, value in defaults do
                Assert.Equal<string>(CheckerHost.show value, CheckerHost.show arguments[name].Node)

    checkCall "mean" "mean(by = jhu)"
    checkCall "adam" "adam()"
    checkCall "conv_autoencoder" "conv_autoencoder()"
    checkCall "heritable" "heritable(regions = all, variance = 6%)"

[<Fact>]
let ``Every example of a function is an expression without a syntax error`` () =
    for row in Catalogue.functions do
        if row.Example <> "" then
            let text = $"wmstudy 1\nx y {{ z = {row.Example} }}\n"
            Assert.Empty((Parser.parse (SourceText("example.wmstudy", text))).Diagnostics)

[<Fact>]
let ``Every example of a kind is a study's declaration without a syntax error`` () =
    for kind in Catalogue.kinds do
        if kind.Example <> "" then
            let parsed =
                Parser.parse (SourceText("example.wmstudy", "wmstudy 1\n" + kind.Example + "\n"))

            Assert.Empty parsed.Diagnostics
