/// Joint statistics where signed effects are asked for.
module internal WhiteMatter.Language.Checking.UnsignedStatistics

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private wantsSigns (types: StudyType list) =
    (List.contains StudyType.SumStats types
     || List.contains (StudyType.List StudyType.SumStats) types)
    && not (List.contains StudyType.JointStats types)

let private report (env: CheckContext) (home: FileScope) what (span: Span) =
    env.Findings.Add(home.Source, DesignCodes.UnsignedStatistics, span, [ what; home.Source.TextOf span ])

/// Whether a kind that needs signs is made from a joint test; that is then reported.
let isSource (env: CheckContext) (home: FileScope) (row: KindRow) (from: CheckedExpression) =
    match row.From with
    | Some wanted when from.Type = StudyType.JointStats && wantsSigns wanted.Types ->
        report env home $"'{row.Name}'" from.Span
        true
    | _ -> false

let private symbolOf (home: FileScope) (expression: Expression) =
    match (Checked.stripParentheses expression).Node with
    | ExpressionNode.Name name -> Names.tryFind home name
    | _ -> None

/// Whether some statistics of a list that need signs are those of a joint test; each is reported.
let areAmong (env: CheckContext) (home: FileScope) (row: KindRow) (from: Expression) =
    match row.From, (Checked.stripParentheses from).Node with
    | Some wanted, ExpressionNode.List(items, _) when wantsSigns wanted.Types ->
        let unsigned =
            items
            |> List.filter (fun item ->
                match symbolOf home item.Value with
                | Some { Type = StudyType.JointStats } -> true
                | _ -> false)

        for item in unsigned do
            report env home $"'{row.Name}'" item.Value.Span

        not unsigned.IsEmpty
    | _ -> false

/// Says of a kind to come what will be wrong with it all the same: signs asked of a joint test.
let checkToCome (env: CheckContext) (home: FileScope) (kind: KindDeclaration) (row: KindRow) =
    match row.From, kind.From with
    | Some wanted, Some from ->
        let sources =
            match (Checked.stripParentheses from).Node with
            | ExpressionNode.List(items, _) -> [ for item in items -> item.Value ]
            | _ -> [ from ]

        if wantsSigns wanted.Types then
            for source in sources do
                match symbolOf home source with
                | Some { Type = StudyType.JointStats } -> report env home $"'{row.Name}'" source.Span
                | _ -> ()
    | _ -> ()
