/// Predictions that know what they predict.
module internal WhiteMatter.Language.Checking.PredictionLints

open System
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// Every column that an expression uses, through the covariates it names.
let rec private columnsIn (analysis: Analysis) (seen: Set<string>) (value: CheckedExpression) : string list =
    match value.Node with
    | CheckedNode.Column name -> [ name ]
    | CheckedNode.Declaration name when not (seen.Contains name) ->
        match analysis.Checked.TryGetValue name with
        | true, covariates -> covariates.Body.Entries |> List.collect (columnsIn analysis (seen.Add name))
        | _ -> []
    | CheckedNode.Unary(_, operand) -> columnsIn analysis seen operand
    | CheckedNode.Binary(_, left, right) -> columnsIn analysis seen left @ columnsIn analysis seen right
    | CheckedNode.Call(_, arguments) -> arguments.Values |> Seq.collect (columnsIn analysis seen) |> List.ofSeq
    | CheckedNode.List items -> items |> List.collect (columnsIn analysis seen)
    | _ -> []

/// Looks at what predicts and what is predicted.
let check (analysis: Analysis) facts (prediction: CheckedDeclaration) =
    let report (at: CheckedExpression) (descriptor: DiagnosticDescriptor) arguments =
        Diagnostic.create at.File descriptor at.Span arguments
        |> analysis.Env.Findings.AddDiagnostic

    let features =
        match prediction.From with
        | Some { Node = CheckedNode.List items } -> items
        | from -> Option.toList from

    let cohort = Predictions.cohortOf analysis prediction.From prediction.Body.Settings
    let table = cohort |> Option.bind _.Table |> Option.bind PeopleTable.tryRead

    match Analysis.setting "outcome" prediction with
    | Some({ Node = CheckedNode.Column outcome } as at) ->
        for item in features do
            match Analysis.find analysis (Some item) with
            | Some traits ->
                if
                    table.IsSome
                    && traits.Body.Settings.TryFind "table" |> Option.bind PeopleTable.tryRead = table
                    && StudyPeople.traitNames analysis facts traits
                       |> Option.defaultValue []
                       |> List.contains outcome
                then
                    report at PredictionCodes.OutcomeIsFeature [ outcome; traits.Name ]
            | None -> ()

        match Analysis.setting "adjust" prediction with
        | Some adjust when columnsIn analysis Set.empty adjust |> List.contains outcome ->
            report adjust PredictionCodes.OutcomeIsAdjustedFor [ outcome ]
        | _ -> ()

        for name in [ "fold_by"; "group" ] do
            match Analysis.setting name prediction with
            | Some({ Node = CheckedNode.Column column } as by) when column = outcome ->
                report by PredictionCodes.FoldIsOutcome [ outcome; name ]
            | _ -> ()

        /// Of a number the slope is known of other values; of a factor each level has an effect of its own.
        let isFactor column =
            cohort
            |> Option.bind (fun people -> ColumnScope.tryFind column people.Columns)
            |> Option.exists Predictions.isFactor

        match Analysis.setting "adjust" prediction, Analysis.setting "fold_by" prediction with
        | Some adjust, Some { Node = CheckedNode.Column column } when
            column <> outcome
            && isFactor column
            && columnsIn analysis Set.empty adjust |> List.contains column
            ->
            report adjust PredictionCodes.FoldIsAdjustedFor [ column ]
        | _ -> ()

        let header = table |> Option.bind (fun table -> facts.Tables.TryFind table.Path)

        let column =
            header
            |> Option.bind (fun header -> header.Columns |> Seq.tryFind (fun column -> column.Name = outcome))

        let levels =
            column
            |> Option.filter (fun column ->
                header |> Option.exists _.RowsExact
                && column.Content = WhiteMatter.Plan.Hosting.ColumnContent.Text)
            |> Option.map (fun column -> List.ofSeq column.Levels)

        match
            Analysis.setting "case" prediction
            |> Option.map (fun case -> case, PeopleTable.literal case)
        with
        | Some(case, Some written) ->
            match levels with
            | Some levels when not levels.IsEmpty && not (List.contains written levels) ->
                report case NameCodes.UnknownLevel [
                    outcome
                    written
                    (if levels.Length <= 8 then
                         "; its values are "
                         + Suggestions.alternatives [ for level in levels -> $"'{level}'" ]
                         + "."
                     else
                         ".")
                ]
            | _ -> ()
        | _ -> ()

        match levels with
        | Some levels when levels.Length > 2 && Analysis.setting "people" prediction |> Option.isNone ->
            report at PredictionCodes.OutcomeOfManyLevels [
                outcome
                String.Join(", ", levels |> Seq.truncate 5)
                + (if levels.Length > 5 then ", …" else "")
            ]
        | _ -> ()
    | _ -> ()

    for item in features do
        match Analysis.find analysis (Some item) with
        | Some traits when traits.Body.Settings.ContainsKey "harmonise" ->
            report item PredictionCodes.HarmonisedBeforeFolds [ traits.Name ]
        | _ -> ()
