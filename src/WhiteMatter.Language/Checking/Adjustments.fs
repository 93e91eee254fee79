/// `adjust` of an association: covariates against the columns of the cohort that uses them.
module internal WhiteMatter.Language.Checking.Adjustments

open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// The terms of covariates as they stand in the file that declares them.
let private termsOf (env: CheckContext) name =
    match env.Program.Homes.TryGetValue name with
    | true,
      (home,
       {
           Meaning = Meaning.Declaration({ Body = Some body }, _)
       }) ->
        Some(
            home,
            [
                for item in body.Items do
                    match item.Node with
                    | ItemNode.Bare entry -> entry
                    | _ -> ()
            ]
        )
    | _ -> None

let private placeIn home scope = {
    Place.plain home "a formula" with
        Columns = Some scope
}

/// The covariates that a checked formula names.
let rec private covariatesIn (formula: CheckedExpression) : (string * CheckedExpression) list =
    match formula.Node with
    | CheckedNode.Declaration name when formula.Type = StudyType.Covariates -> [ name, formula ]
    | CheckedNode.Binary(_, left, right) -> covariatesIn left @ covariatesIn right
    | _ -> []

/// What covariates of another file, and those they name, find in the columns of a cohort: the columns that are not there, and what
/// else is not yet said of them in their own file.
let private applied (env: CheckContext) (scope: ColumnScope) (name: string) : AskedColumn list * Diagnostic list =
    let met = HashSet<string>()

    let rec ask name = [
        if met.Add name then
            match termsOf env name with
            | None -> ()
            | Some(home, terms) ->
                for term in terms do
                    let own = Findings()
                    let term = Formulas.check { env with Findings = own } (placeIn home scope) term
                    let missing, others = own.Apart()

                    yield
                        [
                            for column, source, span in missing ->
                                {
                                    Column = column
                                    By = name
                                    Source = source
                                    Span = span
                                }
                        ],
                        others |> List.filter (env.Findings.Has >> not)

                    for other, _ in covariatesIn term do
                        yield! ask other
    ]

    let found = ask name
    List.collect fst found, List.collect snd found

/// A finding in covariates of another file where the study names them: what is wrong is that they are applied to this table.
let private atUse (formula: CheckedExpression) (found: Diagnostic) =
    let related = [
        match found.Span with
        | null -> ()
        | span -> RelatedLocation(span, "asked for here")
        yield! found.Related
    ]

    Diagnostic(
        found.Code,
        found.Severity,
        found.Message,
        found.Advice,
        Diagnostic.locate formula.File formula.Span,
        ImmutableArray.CreateRange related,
        ImmutableArray.CreateRange(found.Fixes |> Seq.filter (fun fix -> fix.Span.Path = formula.File.Path))
    )

/// Checks the terms of covariates, and of covariates they name, against the columns of a cohort that uses them.
let rec private useCovariates (analysis: Analysis) (cohort: string) (scope: ColumnScope) (formula: CheckedExpression) =
    let env = analysis.Env

    for name, named in covariatesIn formula do
        match termsOf env name with
        | Some(home, _) when home.Source.Path <> named.File.Path ->
            let key = struct (name, cohort)

            let lacking =
                match analysis.Lacking.TryGetValue key with
                | true, known -> known
                | _ ->
                    let lacking, others = applied env scope name
                    analysis.Lacking[key] <- lacking
                    others |> List.iter (atUse named >> env.Findings.AddDiagnostic)
                    lacking

            if not lacking.IsEmpty then
                env.Findings.Lacking(named.File, scope.Owner, named.Span, lacking)
        | Some(home, terms) when analysis.Used.Add(struct (name, cohort)) ->
            for term in terms do
                Formulas.check env (placeIn home scope) term
                |> useCovariates analysis cohort scope
        | _ -> ()

/// How many terms a formula comes to once the covariates that it names are written out, as often as they are named. Two sets that each name
/// another twice are four times that one: without an end to it thirty declarations would be a thousand million terms.
let rec private termsWrittenOut (analysis: Analysis) (home: FileScope) (formula: Expression) : float =
    let stack = Stack<Expression>()
    stack.Push formula
    let mutable count = 0.0

    let found (symbol: Symbol option) =
        count <-
            count
            + match symbol with
              | Some symbol when symbol.Type = StudyType.Covariates -> termsOfCovariates analysis symbol.Qualified
              | _ -> 1.0

    while stack.Count > 0 do
        let next = stack.Pop()

        match next.Node with
        | ExpressionNode.Name name -> found (Names.tryFind home name)
        | ExpressionNode.Member({ Node = ExpressionNode.Name alias }, name) ->
            Names.inImport analysis.Env.Program home alias name.Name
            |> ValueOption.defaultValue None
            |> found
        | ExpressionNode.Parenthesised inner -> stack.Push inner.Value
        | ExpressionNode.List(items, _) ->
            for item in items do
                stack.Push item.Value
        | ExpressionNode.Binary(_, _, left, right) ->
            stack.Push right
            stack.Push left
        | _ -> found None

    count

and private termsOfCovariates (analysis: Analysis) (name: string) : float =
    Analysis.writtenOut analysis name (fun () ->
        match termsOf analysis.Env name with
        | Some(home, terms) -> terms |> List.sumBy (termsWrittenOut analysis home)
        | None -> 1.0)

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

                // Where nothing is declared that it could name, it is a column.
                if
                    not covariates.IsEmpty
                    && (scope.Complete || (Suggestions.nearest name covariates).IsSome)
                then
                    NamedColumns.noteImported env place name (fun symbol -> symbol.Type = StudyType.Covariates)

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

    if termsWrittenOut analysis home value > float env.Limits.MaximumListItems then
        env.Findings.Add(
            home.Source,
            NameCodes.LimitExceeded,
            value.Span,
            [ "terms in the covariates it adjusts for"; string env.Limits.MaximumListItems ]
        )

    match checkedValue.Type with
    | StudyType.Covariates
    | StudyType.Unknown -> checkedValue
    | _ -> {
        checkedValue with
            Type = StudyType.Formula
      }
