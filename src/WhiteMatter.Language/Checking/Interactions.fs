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

    let finding (descriptor: DiagnosticDescriptor) arguments =
        Diagnostic.create found.File descriptor found.Span arguments

    let report descriptor arguments =
        env.Findings.AddDiagnostic(finding descriptor arguments)

    match found.Node with
    | CheckedNode.Column name ->
        match ColumnScope.tryFind name scope with
        | Some column ->
            match column.Declared, column.Content with
            | Some DeclaredRole.Id, _ -> report NameCodes.IdColumn [ name; "a covariate" ]
            | Some(DeclaredRole.Factor _), _
            | _, Some ColumnContent.Text ->
                finding NameCodes.TextAsNumber [ name; Column.describe column ]
                |> Diagnostic.withAdvice
                    "An interaction is with a number. With a factor of two values, such as sex, it is written with a column of 0 and 1 that is declared as numeric."
                |> env.Findings.AddDiagnostic
            | _, Some ColumnContent.Empty -> report DataCodes.EmptyColumn [ name; scope.Owner ]
            | _ ->
                match column.Levels, Formulas.levelsOfCategory column with
                | Some [ _ ], _ -> report DataFileCodes.InteractionConstant [ name; $"all people of {scope.Owner}" ]
                | _, Some levels ->
                    // Which it is nobody but the author knows, so that nothing is offered to be written by itself.
                    finding NameCodes.IntegerColumn [ name; System.String.Join(", ", levels) ]
                    |> Diagnostic.withAdvice
                        "Declare it as numeric in the cohort's columns block if it is a scale, such as a column of 0 and 1. An interaction is with a number; one with a category of several values is not tested."
                    |> env.Findings.AddDiagnostic
                | _ -> Formulas.reportMinusNines env found.File found.Span column
        | None -> ()
    | _ -> ()

    found
