/// Every code of the checker is given by the study in tests/Baselines/diagnostics that is named after it, and nothing else is.
module WhiteMatter.Language.Tests.CheckerCodesTests

open System
open System.Collections.Generic
open System.IO
open System.Text.RegularExpressions
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

let folder =
    Path.Combine(CheckerHost.repository, "tests", "Baselines", "diagnostics")

/// The codes this file answers for: names, design, and what the checker says of data.
let rows = [
    yield! NameCodes.All
    yield! DesignCodes.All
    for row in DataCodes.All do
        if String.CompareOrdinal(row.Code, "WM4100") < 0 then
            row
]

let private directive name (text: string) = [
    for found in Regex.Matches(text, $"^# {name}: *(\\w+) *= *(.*)$", RegexOptions.Multiline) ->
        found.Groups[1].Value, found.Groups[2].Value.TrimEnd '\r'
]

/// Checks a baseline; `# given: name = value` and `# limits: what = number` in it say what stands outside the text.
let checkFile path =
    let text = File.ReadAllText path
    let limits = CheckLimits.Default

    let limits =
        directive "limits" text
        |> List.fold
            (fun (limits: CheckLimits) (name, value) ->
                match name with
                | "declarations" -> {
                    limits with
                        MaximumDeclarations = int value
                  }
                | "bytes" -> {
                    limits with
                        MaximumFileBytes = int64 value
                  }
                | other -> failwith $"{path} sets the unknown limit {other}.")
            limits

    CheckerHost.checkWith
        {
            Source = SourceText("study.wmstudy", text)
            Parameters = Map.ofList (directive "given" text)
            ParameterOrigins = Map.empty
            Limits = limits
        }
        CheckerHost.host

let codes () =
    rows |> Seq.map (fun row -> [| box row.Code |])

[<Theory; MemberData(nameof codes)>]
let ``A code's baseline gives that code and no other`` (code: string) =
    let path = Path.Combine(folder, code + ".wmstudy")
    Assert.True(File.Exists path, $"There is no baseline {path}.")
    let result = checkFile path

    let found =
        String.Join("\n", result.Diagnostics |> Seq.map (fun one -> $"{one.Code} {one.Message}"))

    Assert.True((CheckerHost.codes result = [ code ]), $"Expected {code} alone, found:\n{found}")

    let row = rows |> List.find (fun row -> row.Code = code)
    Assert.Equal(row.Severity, result.Diagnostics[0].Severity)
    Assert.DoesNotContain("{", result.Diagnostics[0].Message.Replace("'{data}'", "").Replace("'{people}'", ""))
    Assert.Equal(result.Diagnostics[0].Severity <> DiagnosticSeverity.Error, result.Study.IsSome)

[<Fact>]
let ``Codes are unique, in order and without gaps`` () =
    for block in [ NameCodes.All; DesignCodes.All ] do
        let numbers = [ for row in block -> int (row.Code.Substring 2) ]
        Assert.Equal<int list>([ numbers.Head .. numbers.Head + numbers.Length - 1 ], numbers)

    Assert.Equal(DiagnosticTable.All.Length, HashSet([ for row in DiagnosticTable.All -> row.Code ]).Count)

[<Fact>]
let ``Only warnings about the design can be accepted`` () =
    for row in DiagnosticTable.All do
        if row.Acceptable then
            Assert.StartsWith("WM3", row.Code)
            Assert.Equal(DiagnosticSeverity.Warning, row.Severity)
