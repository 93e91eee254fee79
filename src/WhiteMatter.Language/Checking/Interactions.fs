/// `gxe` of an association: a column of the cohort that is a number.
module internal WhiteMatter.Language.Checking.Interactions

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// The checked `gxe` of an association of the people of `from`.
let check (analysis: Analysis) (home: FileScope) (from: CheckedExpression option) (value: Expression) =
    let env = analysis.Env

    let scope =
        match Analysis.cohortOf analysis from with
        | Some facts -> facts.Columns
        | None -> ColumnScope.unknown "the cohort's table"

    let place = {
        Place.plain home "'gxe'" with
            Columns = Some scope
    }

    let found = Expressions.check env place [ StudyType.ColumnName ] value

    let report (descriptor: DiagnosticDescriptor) arguments =
        Diagnostic.create found.File descriptor found.Span arguments
        |> env.Findings.AddDiagnostic

    match found.Node with
    | CheckedNode.Column name ->
        match ColumnScope.tryFind name scope with
        | Some column ->
            match column.Declared, column.Content with
            | Some DeclaredRole.Id, _ -> report NameCodes.IdColumn [ name; "a covariate" ]
            | Some(DeclaredRole.Factor _), _
            | _, Some ColumnContent.Text -> report NameCodes.TextAsNumber [ name; Column.describe column ]
            | _ -> ()
        | None -> ()
    | _ -> ()

    found
