/// The columns of phenotypes: which there are, and whether they are numbers.
module internal WhiteMatter.Language.Checking.Phenotypes

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// The columns of the table that phenotypes of a cohort are taken from.
let columnsOf
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (source: Cohorts.CohortFacts option)
    (settings: Map<string, CheckedExpression>)
    =
    match settings.TryFind "table" with
    | Some table ->
        let codes =
            source
            |> Option.bind _.Missing
            |> Option.orElseWith (fun () -> CohortDeclarations.usualMissing home.Source symbol.NameSpan)
            |> Option.map CohortDeclarations.texts
            |> Option.defaultValue []

        CohortDeclarations.columnsOf analysis (Some table) codes
        |> fst
        |> CohortDeclarations.withIds (Some table)
        |> Some
    | None -> source |> Option.map _.Columns

/// A column of a phenotype must be a number.
let private checkTrait (env: CheckContext) (scope: ColumnScope) (trait': CheckedExpression) =
    match trait'.Node with
    | CheckedNode.Column name ->
        match ColumnScope.tryFind name scope with
        | Some column ->
            let report (descriptor: DiagnosticDescriptor) arguments =
                Diagnostic.create trait'.File descriptor trait'.Span arguments
                |> env.Findings.AddDiagnostic

            match column.Declared, column.Content with
            | Some DeclaredRole.Id, _ -> report NameCodes.IdColumn [ name; "a trait" ]
            // Cases and controls as 0 and 1, or 1 and 2, are numbers that only the cohort calls a factor.
            | Some(DeclaredRole.Factor _), Some(ColumnContent.Integer | ColumnContent.Number) ->
                let found =
                    Diagnostic.create trait'.File NameCodes.TextAsNumber trait'.Span [
                        name
                        "declared as a factor, although its values are numbers,"
                    ]

                match scope.RoleAt name with
                | Some(source, role) ->
                    Diagnostic.withRelated source role "declared here" found
                    |> Diagnostic.withProposal source $"Declare '{name} : numeric'" role "numeric"
                | None -> found
                |> env.Findings.AddDiagnostic
            | Some(DeclaredRole.Factor _), _
            | _, Some ColumnContent.Text -> report NameCodes.TextAsNumber [ name; Column.describe column ]
            | _, Some ColumnContent.Empty -> report DataCodes.EmptyColumn [ name; scope.Owner ]
            | _ -> Formulas.reportMinusNines env trait'.File trait'.Span column
        | None -> ()
    | _ -> ()

/// Checks the columns listed, each against the table that has it.
let checkColumns (env: CheckContext) (home: FileScope) (scope: ColumnScope) (columns: CheckedExpression) =
    match columns.Node with
    | CheckedNode.List items ->
        let seen = HashSet<string>()

        for item in items do
            match item.Node with
            | CheckedNode.Column name when not (seen.Add name) ->
                env.Findings.Add(home.Source, NameCodes.ListedTwice, item.Span, [ name ])
            | _ -> checkTrait env scope item
    | CheckedNode.EnumCase "all" ->
        for column in scope.Columns.Values do
            if column.Content <> Some ColumnContent.Text then
                Formulas.reportMinusNines env columns.File columns.Span column
    | _ -> ()
