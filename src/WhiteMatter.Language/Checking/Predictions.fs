/// What a prediction names: columns of the cohort whose people are predicted, and settings that go together.
module internal WhiteMatter.Language.Checking.Predictions

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// The people that phenotypes are of: of a model those it is applied to, of images their cohort.
let rec private ofPhenotypes (analysis: Analysis) (declaration: CheckedDeclaration) : CheckedExpression option =
    match Analysis.setting "apply_to" declaration, declaration.From with
    | Some people, _ -> Some people
    | None, Some from when StudyType.fits StudyType.Cohort from.Type && not (Checked.isWrong from) -> Some from
    | None, from -> Analysis.find analysis from |> Option.bind (ofPhenotypes analysis)

/// The people whose table has the columns: those of `people`, else those of the first phenotypes.
let peopleOf (analysis: Analysis) (from: CheckedExpression option) (settings: Map<string, CheckedExpression>) =
    match settings.TryFind "people", from with
    | Some people, _ when not (Checked.isWrong people) -> Some people
    | _, Some { Node = CheckedNode.List(first :: _) } ->
        Analysis.find analysis (Some first) |> Option.bind (ofPhenotypes analysis)
    | _, from -> Analysis.find analysis from |> Option.bind (ofPhenotypes analysis)

/// The cohort whose table has the columns.
let cohortOf (analysis: Analysis) from settings =
    peopleOf analysis from settings |> Analysis.cohortOf analysis

let private columnOf (scope: ColumnScope option) (value: CheckedExpression) =
    match value.Node, scope with
    | CheckedNode.Column name, Some scope -> ColumnScope.tryFind name scope |> Option.map (fun column -> name, column)
    | _ -> None

/// Whether a column is known to be a class: declared a factor, or of texts.
let isFactor (column: Column) =
    match column.Declared, column.Content with
    | Some(DeclaredRole.Factor _), _
    | None, Some ColumnContent.Text -> true
    | _ -> false

/// Checks a whole prediction.
let check (analysis: Analysis) (scope: ColumnScope option) (written: seq<string>) (prediction: CheckedDeclaration) =
    let report (at: CheckedExpression) (descriptor: DiagnosticDescriptor) arguments =
        Diagnostic.create at.File descriptor at.Span arguments
        |> analysis.Env.Findings.AddDiagnostic

    for name, what in [ "outcome", "an outcome"; "fold_by", "a fold" ] do
        match Analysis.setting name prediction with
        | Some value ->
            match columnOf scope value with
            | Some(column, { Declared = Some DeclaredRole.Id }) -> report value NameCodes.IdColumn [ column; what ]
            | _ -> ()
        | None -> ()

    match Analysis.setting "outcome" prediction, Analysis.setting "adjust_in" prediction with
    | Some outcome,
      Some({
               Node = CheckedNode.EnumCase("outcome" | "both")
           } as place) ->
        match columnOf scope outcome with
        | Some(name, column) when isFactor column -> report place PredictionCodes.ResidualsOfClass [ name ]
        | _ -> ()
    | _ -> ()

    match Analysis.setting "fold_by" prediction with
    | Some at when Seq.contains "folds" written ->
        report at NameCodes.DoNotGoTogether [ "'fold_by'"; "'folds'"; "each value of the column is a fold" ]
    | _ -> ()

    match prediction.From with
    | Some { Node = CheckedNode.List items } ->
        let seen = System.Collections.Generic.HashSet<string>()

        for item in items do
            match item.Node with
            | CheckedNode.Declaration name when not (seen.Add name) ->
                report item NameCodes.ListedTwice [ item.File.TextOf item.Span ]
            | _ -> ()
    | _ -> ()
