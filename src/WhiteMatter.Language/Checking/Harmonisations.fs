/// `harmonise` of phenotypes: a batch and covariates among the columns of the cohort.
module internal WhiteMatter.Language.Checking.Harmonisations

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private function' = "combat"

/// Principal components that a formula names.
let rec private componentsIn (formula: CheckedExpression) =
    match formula.Node with
    | CheckedNode.Member(_, "pcs") -> [ formula ]
    | CheckedNode.Binary(_, left, right) -> componentsIn left @ componentsIn right
    | CheckedNode.List items -> List.collect componentsIn items
    | _ -> []

let private checkBatch (env: CheckContext) (place: Place) (scope: ColumnScope) (value: Expression) =
    let found =
        Expressions.check env { place with Columns = Some scope } [ StudyType.ColumnName ] value

    match found.Node with
    | CheckedNode.Column name ->
        match ColumnScope.tryFind name scope with
        | Some { Declared = Some DeclaredRole.Id } ->
            Diagnostic.create found.File NameCodes.IdColumn found.Span [ name; "a batch" ]
            |> env.Findings.AddDiagnostic
        | _ -> ()
    | _ -> ()

    found

/// The people whose table has batch and covariates: of latents those that the model is applied to, of images theirs.
let peopleOf (analysis: Analysis) (from: CheckedExpression option) (settings: Map<string, CheckedExpression>) =
    match Analysis.find analysis from with
    | Some { Kind = "model" } -> settings.TryFind "apply_to"
    | Some({ Kind = "images" } as images) -> images.From
    | _ -> from

/// The checked `harmonise` of phenotypes of these people.
let check (analysis: Analysis) (home: FileScope) (from: CheckedExpression option) (value: Expression) =
    let env = analysis.Env
    let place = Place.plain home "'harmonise'"
    let written = Checked.stripParentheses value

    match written.Node with
    | ExpressionNode.Call({ Node = ExpressionNode.Name name } as callee, arguments, closing) when name = function' ->
        let scope =
            match Analysis.cohortOf analysis from with
            | Some facts -> facts.Columns
            | None -> ColumnScope.unknown "the cohort's table"

        let named (argument: Argument) =
            argument.Name |> Option.map _.Name |> Option.defaultValue "batch"

        // These two see the cohort's columns; the others see nothing.
        let own, others =
            arguments
            |> List.partition (fun argument -> List.contains (named argument) [ "batch"; "preserve" ])

        let whole =
            Expressions.check env place [ StudyType.Harmonisation ] {
                written with
                    Node = ExpressionNode.Call(callee, others, closing)
            }

        let find name =
            own
            |> List.tryFind (fun argument -> named argument = name)
            |> Option.map _.Value

        let batch = find "batch" |> Option.map (checkBatch env place scope)
        let preserve = find "preserve" |> Option.map (Adjustments.check analysis home from)

        if batch.IsNone then
            env.Findings.Add(
                home.Source,
                NameCodes.MissingArgument,
                callee.Span,
                [ function'; "batch"; "the column that names each person's scanner or site." ]
            )

        for used in preserve |> Option.map componentsIn |> Option.defaultValue [] do
            env.Findings.Add(
                home.Source,
                NameCodes.DoNotGoTogether,
                used.Span,
                [
                    "'preserve'"
                    "principal components"
                    "they are known in the people of an association only"
                ]
            )

        match whole.Node with
        | CheckedNode.Call(called, given) ->
            let given =
                [ "batch", batch; "preserve", preserve ]
                |> List.fold
                    (fun given (name, value) ->
                        match value with
                        | Some value -> Map.add name value given
                        | None -> given)
                    given

            {
                whole with
                    Node = CheckedNode.Call(called, given)
            }
        | _ -> whole
    | _ -> Expressions.check env place [ StudyType.Harmonisation ] value

/// The columns of an expression with their places, through the covariates that it names.
let rec private columnsIn (analysis: Analysis) (seen: Set<string>) (value: CheckedExpression) =
    match value.Node with
    | CheckedNode.Column name -> [ name, value ]
    | CheckedNode.Declaration name when not (seen.Contains name) ->
        match analysis.Checked.TryGetValue name with
        | true, covariates -> [
            for entry in covariates.Body.Entries do
                for column, _ in columnsIn analysis (seen.Add name) entry -> column, value
          ]
        | _ -> []
    | CheckedNode.Unary(_, operand) -> columnsIn analysis seen operand
    | CheckedNode.Binary(_, left, right) -> columnsIn analysis seen left @ columnsIn analysis seen right
    | CheckedNode.Call(_, arguments) -> arguments.Values |> Seq.collect (columnsIn analysis seen) |> List.ofSeq
    | CheckedNode.List items -> List.collect (columnsIn analysis seen) items
    | _ -> []

/// Traits that are themselves kept from harmonisation, since a trait cannot explain itself; and a batch that is to be kept.
let checkTraits (analysis: Analysis) (phenotypes: CheckedDeclaration) =
    let report (at: CheckedExpression) arguments =
        Diagnostic.create at.File NameCodes.DoNotGoTogether at.Span arguments
        |> analysis.Env.Findings.AddDiagnostic

    let columns = columnsIn analysis Set.empty

    match Analysis.setting "columns" phenotypes, Analysis.setting "harmonise" phenotypes with
    | Some listed, Some harmonise ->
        let traits = columns listed |> List.map fst |> Set.ofList

        for name, at in columns harmonise do
            if traits.Contains name then
                report at [
                    $"The trait '{name}'"
                    "its use in 'harmonise'"
                    "what traits are adjusted for cannot be one of them"
                ]
    | _ -> ()

    match Analysis.setting "harmonise" phenotypes |> Option.map _.Node with
    | Some(CheckedNode.Call(_, arguments)) ->
        match arguments.TryFind "batch" |> Option.map _.Node, arguments.TryFind "preserve" with
        | Some(CheckedNode.Column batch), Some preserve ->
            columns preserve
            |> List.tryFind (fun (name, _) -> name = batch)
            |> Option.iter (fun (name, at) ->
                report at [ "'preserve'"; $"the batch '{name}'"; "what is taken out cannot be kept" ])
        | _ -> ()
    | _ -> ()
