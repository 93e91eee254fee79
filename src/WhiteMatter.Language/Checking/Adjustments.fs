/// `adjust` of an association: covariates against the columns of the cohort that uses them.
module internal WhiteMatter.Language.Checking.Adjustments

open WhiteMatter.Language
open WhiteMatter.Language.Syntax

/// Checks the terms of covariates, and of covariates they name, against the columns of a cohort that uses them.
let rec private useCovariates (analysis: Analysis) (cohort: string) (scope: ColumnScope) (formula: CheckedExpression) =
    let env = analysis.Env

    match formula.Node with
    | CheckedNode.Declaration name when formula.Type = StudyType.Covariates ->
        if analysis.Used.Add(struct (name, cohort)) then
            match env.Program.Homes.TryGetValue name with
            | true,
              (home,
               {
                   Meaning = Meaning.Declaration({ Body = Some body }, _)
               }) ->
                let place = {
                    Place.plain home "a formula" with
                        Columns = Some scope
                }

                for item in body.Items do
                    match item.Node with
                    | ItemNode.Bare entry -> Formulas.check env place entry |> useCovariates analysis cohort scope
                    | _ -> ()
            | _ -> ()
    | CheckedNode.Binary(_, left, right) ->
        useCovariates analysis cohort scope left
        useCovariates analysis cohort scope right
    | _ -> ()

/// The checked `adjust` of an association of the people of `from`.
let check (analysis: Analysis) (home: FileScope) (from: CheckedExpression option) (value: Expression) =
    let env = analysis.Env

    let cohort, scope =
        match Analysis.cohortOf analysis from with
        | Some facts -> facts.Name, facts.Columns
        | None -> "", ColumnScope.unknown "the cohort's table"

    let place = {
        Place.plain home "'adjust'" with
            Columns = Some scope
    }

    let bare = Checked.stripParentheses value

    let checkedValue =
        match bare.Node with
        | ExpressionNode.Name name when (ColumnScope.tryFind name scope).IsNone ->
            match Names.tryFind home name with
            | Some symbol when symbol.Type = StudyType.Covariates || Names.isSilent symbol ->
                Formulas.check env place value
            | Some { Meaning = Meaning.Declaration _ }
            | Some { Meaning = Meaning.Import _ } ->
                Expressions.check env { place with Columns = None } [ StudyType.Covariates; StudyType.Formula ] value
            | Some _ -> Formulas.check env place value
            | None when home.Unread.Contains name -> Checked.wrong place value.Span
            | None ->
                let covariates = [
                    for symbol in home.Symbols.Values do
                        if symbol.Type = StudyType.Covariates then
                            symbol.Local
                ]

                if scope.Complete || (Suggestions.nearest name covariates).IsSome then
                    env.Findings.Undeclared(
                        home.Source,
                        name,
                        bare.Span,
                        (fun () -> Seq.append covariates (ColumnScope.names scope))
                    )

                    Checked.wrong place value.Span
                else
                    Formulas.check env place value
        | ExpressionNode.Boolean _ ->
            Expressions.check env { place with Columns = None } [ StudyType.Covariates; StudyType.Formula ] value
        | _ -> Formulas.check env place value

    useCovariates analysis cohort scope checkedValue

    match checkedValue.Type with
    | StudyType.Covariates
    | StudyType.Unknown -> checkedValue
    | _ -> {
        checkedValue with
            Type = StudyType.Formula
      }
