/// What is doubtful about loci besides their threshold and reference.
module internal WhiteMatter.Language.Checking.LociLints

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private constantOf (expression: CheckedExpression option) =
    expression
    |> Option.bind (fun expression ->
        match expression.Node with
        | CheckedNode.Number value -> Some value
        | _ -> None)

let private wordOf (expression: CheckedExpression option) =
    expression
    |> Option.bind (fun expression ->
        match expression.Node with
        | CheckedNode.EnumCase word -> Some word
        | _ -> None)

/// What holds where the study does not write it: it depends on the definition.
let private byDefinition = [
    "r2", (0.1, 0.6), StudyType.Float
    "window", (250e3, 1e6), StudyType.Quantity Dimension.GenomicDistance
    "member_p", (0.01, 0.05), StudyType.Float
    "merge", (0.0, 250e3), StudyType.Quantity Dimension.GenomicDistance
]

/// Adds what is not written.
let complete (home: FileScope) (symbol: Symbol) (settings: Map<string, CheckedExpression>) =
    let isFuma = wordOf (settings.TryFind "definition") = Some "fuma"

    let add (settings: Map<string, CheckedExpression>) (name, (plink, fuma), studyType) =
        if settings.ContainsKey name then
            settings
        else
            settings.Add(
                name,
                {
                    Node = CheckedNode.Number(if isFuma then fuma else plink)
                    Type = studyType
                    Span = symbol.NameSpan
                    File = home.Source
                }
            )

    List.fold add settings byDefinition

/// Members that must be more significant than index variants.
let private checkMembers (analysis: Analysis) (loci: CheckedDeclaration) =
    let written = Analysis.setting "member_p" loci

    match constantOf (Analysis.setting "p" loci), constantOf written, written with
    | Some index, Some members, Some at when members < index ->
        analysis.Env.Findings.Add(
            loci.File,
            DesignCodes.MemberThresholdStricter,
            at.Span,
            [ Checked.number members; Checked.number index ]
        )
    | _ -> ()

/// The build that a file's name tells, as in NCBI37.3.gene.loc or known.hg38.tsv.
let private buildNamed (path: string) =
    let name = path.Substring(path.LastIndexOf '/' + 1)

    [
        "GRCh36", [ "NCBI36"; "hg18"; "GRCh36"; "b36" ]
        "GRCh37", [ "NCBI37"; "hg19"; "GRCh37"; "b37" ]
        "GRCh38", [ "NCBI38"; "hg38"; "GRCh38"; "b38" ]
    ]
    |> List.filter (fun (_, names) ->
        names
        |> List.exists (fun part -> name.Contains(part, StringComparison.OrdinalIgnoreCase)))
    |> List.map fst
    |> List.tryExactlyOne

let private checkBuild (analysis: Analysis) (loci: CheckedDeclaration) =
    let build =
        Analysis.find analysis (Analysis.setting "reference" loci)
        |> Option.bind (Analysis.setting "build")
        |> wordOf

    for setting in [ "genes"; "known" ] do
        match Analysis.setting setting loci with
        | Some({
                   Node = CheckedNode.Text [ TextPart.Literal path ]
               } as at) ->
            match buildNamed path, build with
            | Some named, Some own when named <> own ->
                analysis.Env.Findings.Add(loci.File, DesignCodes.TableOfOtherBuild, at.Span, [ path; named; own ])
            | _ -> ()
        | _ -> ()

/// The loosest threshold in use, PLINK's own of index variants: of a million independent variants (Pe'er 2008) a hundred pass it by chance.
let private loosest = 1e-4

let private independentVariants = 1e6

/// Reports a threshold that many variants pass by chance; whether it did.
let private checkThreshold (analysis: Analysis) (loci: CheckedDeclaration) =
    match loci.Body.Settings.TryFind "p" with
    | Some({ Node = CheckedNode.Number threshold } as at) when threshold > loosest * (1.0 + 1e-9) ->
        analysis.Env.Findings.Add(
            at.File,
            DesignCodes.ThresholdByChance,
            at.Span,
            [
                Checked.number threshold
                (threshold * independentVariants).ToString("#,0", Globalization.CultureInfo.InvariantCulture)
            ]
        )

        true
    | _ -> false

let check (analysis: Analysis) (loci: CheckedDeclaration) =
    // How strict members are is of interest beside a threshold that is one.
    if not (checkThreshold analysis loci) then
        checkMembers analysis loci

    checkBuild analysis loci
