/// Formulas in R's sense: terms, roles of columns, `I( )`.
module internal WhiteMatter.Language.Checking.Formulas

open System
open System.Runtime.CompilerServices
open System.Text.RegularExpressions
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

/// Columns of whole numbers with at most this many values may be categories.
let private mostLevelsOfACategory = 12

let private highestPower = 10.0

/// Adds the roles that the column may be declared to have.
let declareFix env (place: Place) (scope: ColumnScope) (column: Column) span diagnostic =
    match scope.Declare with
    | None -> diagnostic
    | Some declare ->
        [ "factor"; "numeric" ]
        |> List.fold
            (fun diagnostic role ->
                let file, span, text = declare $"{column.Name} : {role}"
                Diagnostic.withFix file $"Declare '{column.Name} : {role}'" span text diagnostic)
            diagnostic

/// Reports PLINK's code for missing where it counts as a number.
let reportMinusNines (env: CheckContext) source span (column: Column) =
    if column.MinusNines > 0L && column.Declared <> Some DeclaredRole.Id then
        let rows =
            if column.MinusNines = 1L then
                "1 row"
            else
                $"{column.MinusNines} rows"

        env.Findings.Add(source, DesignCodes.PlinkMissing, span, [ column.Name; rows ])

/// The values of a column of whole numbers that may be categories and that nothing declares, rising.
let levelsOfCategory (column: Column) : string list option =
    match column.Declared, column.Content, column.Levels with
    | None, Some ColumnContent.Integer, Some levels when levels.Length <= mostLevelsOfACategory ->
        levels
        |> List.sortBy (fun level ->
            match Int64.TryParse level with
            | true, number -> number
            | _ -> Int64.MaxValue)
        |> Some
    | _ -> None

/// A column that is a term: its role must be clear.
let private term (env: CheckContext) (place: Place) (scope: ColumnScope) name span =
    match NamedColumns.resolveColumn env place scope name span with
    | None -> Checked.wrong place span
    | Some column ->
        let source = place.File.Source

        let result =
            Checked.make place span (Column.typeOf column) (CheckedNode.Column name)

        match column.Declared, column.Content, column.Levels with
        | Some DeclaredRole.Id, _, _ ->
            env.Findings.Add(source, NameCodes.IdColumn, span, [ name; "a covariate" ])
            Checked.wrong place span
        | _, Some ColumnContent.Empty, _ ->
            env.Findings.Add(source, DataCodes.EmptyColumn, span, [ name; scope.Owner ])
            result
        | _, _, Some [ only ] ->
            env.Findings.Add(source, DataCodes.ConstantColumn, span, [ name; only ])
            result
        | _ when (levelsOfCategory column).IsSome ->
            let sorted = (levelsOfCategory column).Value

            Diagnostic.create source NameCodes.IntegerColumn span [ name; String.Join(", ", sorted) ]
            |> declareFix env place scope column span
            |> env.Findings.AddDiagnostic

            Checked.wrong place span
        | _ ->
            if column.ManyLevels && Column.roleOf column = ColumnRole.Factor then
                env.Findings.Add(source, DesignCodes.ManyLevels, span, [ name ])

            reportMinusNines env source span column
            result

let private noTermBecause hint change (env: CheckContext) (place: Place) (expression: Expression) fix =
    let source = place.File.Source
    let text = source.TextOf expression.Span

    let diagnostic =
        Diagnostic.create source NameCodes.FormulaTerm expression.Span [ text; hint ]

    match fix with
    | Some replacement -> change source $"Write '{replacement}'" expression.Span replacement diagnostic
    | None -> diagnostic
    |> env.Findings.AddDiagnostic

    Checked.wrong place expression.Span

let private notATerm env place expression fix =
    noTermBecause "." Diagnostic.withFix env place expression fix

/// Whether a declaration may be a term, so that its name can be mistaken for a column's.
let private mayBeTerm (symbol: Symbol) =
    match symbol.Meaning with
    | Meaning.Parameter _ -> true
    | Meaning.Declaration _ -> symbol.Type = StudyType.Covariates || symbol.Type = StudyType.Relatedness
    | Meaning.Import _ -> false

/// A principal component as PLINK, UK Biobank and others name its column.
let private componentName =
    Regex(@"^(?:genetic_?)?pc_?[0-9]{1,2}(?:_avg)?$", RegexOptions.IgnoreCase ||| RegexOptions.CultureInvariant)

/// Notes what a term may be that is no column: covariates of an imported file, or a component that relatedness works out.
let private noteTerm (env: CheckContext) (place: Place) (name: string) =
    if componentName.IsMatch name then
        let kin =
            place.File.Declarations
            |> Seq.filter (fun symbol -> symbol.Type = StudyType.Relatedness && not (symbol.Local.Contains '#'))
            |> Seq.map _.Local
            |> List.ofSeq

        let words =
            match kin with
            | [] ->
                "; principal components of genotypes come from a declaration, relatedness kin from chips { components = 10 }, and are one term: kin.pcs."
            | names ->
                let terms = Suggestions.alternatives (names |> List.map (fun name -> name + ".pcs"))
                $"; principal components of genotypes are one term of their relatedness: {terms}."

        env.Findings.MayMean(place.File.Source, name, MeantName.Told words)
    else
        NamedColumns.noteImported env place name (fun symbol -> symbol.Type = StudyType.Covariates)

let private named (env: CheckContext) (place: Place) (expression: Expression) name =
    let span = expression.Span
    let source = place.File.Source
    let known = Names.tryFind place.File name |> Option.filter mayBeTerm

    let declared (symbol: Symbol) =
        match symbol.Meaning with
        | Meaning.Declaration _ when symbol.Type = StudyType.Covariates ->
            Checked.make place span StudyType.Covariates (CheckedNode.Declaration symbol.Qualified)
        | _ when Names.isSilent symbol -> Checked.wrong place span
        | _ -> notATerm env place expression None

    known
    |> Option.iter (fun symbol -> env.Uses.Add(source, span, NameMeaning.Symbol(place.File, symbol)))

    match place.Columns, known with
    | None, Some symbol -> declared symbol
    | None, None -> Checked.make place span StudyType.Unknown (CheckedNode.Column name)
    | Some scope, Some symbol ->
        match ColumnScope.tryFind name scope with
        | Some _ ->
            let what =
                match symbol.Meaning with
                | Meaning.Parameter _ -> "a parameter"
                | _ -> Names.describeType symbol.Type

            Diagnostic.create source NameCodes.AmbiguousName span [ name; $"a column of {scope.Owner}"; what ]
            |> Diagnostic.withRelated source symbol.NameSpan "declared here"
            |> env.Findings.AddDiagnostic

            Checked.wrong place span
        | None -> declared symbol
    | Some scope, None ->
        if scope.Complete && not (scope.Columns.ContainsKey name) then
            noteTerm env place name

        term env place scope name span

/// Arithmetic inside `I( )`. Where the cohort is not yet known, every name is taken for a column.
let private arithmetic (env: CheckContext) (place: Place) (expression: Expression) =
    let place =
        match place.Columns with
        | Some _ -> { place with What = "'I'" }
        | None -> {
            place with
                What = "'I'"
                Columns = Some(ColumnScope.unknown "the cohort")
          }

    Expressions.infer env place [] expression
    |> Arithmetic.requireNumber env place "I"

let private around env (place: Place) (expression: Expression) (value: CheckedExpression) =
    if Checked.hasMistake value && place.Columns.IsSome then
        Checked.wrong place expression.Span
    else
        Checked.make place expression.Span StudyType.Formula (CheckedNode.Call("I", Map [ "x", value ]))

/// A column's name in quotes as a term.
let private termOfText (source: SourceText) (item: Expression) =
    match item.Node with
    | ExpressionNode.Text [ TextPart.Literal name ] when
        Lexis.isLetter name[0]
        && Lexis.wordEnd name 0 = name.Length
        && not (Lexis.isReserved name)
        ->
        name
    | ExpressionNode.Text _ -> $"column({source.TextOf item.Span})"
    | _ -> source.TextOf item.Span

/// A sum in place of what stands at a span: in parentheses where a sign beside it would take a part of it alone.
let private asOneTerm (source: SourceText) (span: Span) (sum: string) =
    let text = source.Text
    let mutable before = span.Start - 1

    while before >= 0 && Char.IsWhiteSpace text[before] do
        before <- before - 1

    let binds (index: int) =
        index >= 0 && index < text.Length && ":*^-".Contains text[index]

    if binds before || binds (Lexis.skipBlanks text span.End) then
        $"({sum})"
    else
        sum

/// What R's functions make of a column, as what the column is declared to be.
let private roleOfCall (callee: string) =
    match callee with
    | "factor"
    | "as.factor"
    | "as_factor"
    | "C" -> Some "factor"
    | "as.numeric"
    | "as.integer" -> Some "numeric"
    | _ -> None

/// Reports `as.factor(site)`, where the cohort says what a column is; `false` where it is no such call. The change takes the column alone, and
/// declares it where nothing says yet what it is.
let private reportRole (env: CheckContext) (place: Place) (span: Span) (callee: Expression) (arguments: Argument list) =
    let source = place.File.Source
    let written = source.TextOf callee.Span

    match roleOfCall written, arguments with
    | Some role,
      [ {
            Name = None
            Value = { Node = ExpressionNode.Name name }
        } ] ->
        let hint =
            OtherPrograms.functionHint written
            |> Option.defaultValue "; a cohort's columns block says what its columns are."

        let found =
            Diagnostic.create source NameCodes.UnknownFunction callee.Span [ written; hint ]

        let asColumn = Diagnostic.withFix source $"Write '{name}'" span name

        let asDeclared (scope: ColumnScope) =
            match scope.Declare with
            | Some declare ->
                let file, at, text = declare $"{name} : {role}"
                let title = $"Write '{name}' and declare '{name} : {role}'"

                Diagnostic.withFix source title span name
                >> Diagnostic.withFix file title at text
            | None -> id

        // Where the cohort declares another role, or the values are none of that role, which of the two is meant is not known.
        let change =
            match place.Columns |> Option.map (fun scope -> scope, ColumnScope.tryFind name scope) with
            | None -> id
            | Some(scope, None) -> if scope.Complete then id else asDeclared scope
            | Some(scope, Some column) ->
                match role, column.Declared, column.Content with
                | "factor", Some(DeclaredRole.Factor _), _
                | "factor", None, Some ColumnContent.Text
                | "numeric", Some(DeclaredRole.Numeric | DeclaredRole.Measure _), _ -> asColumn
                | _, Some _, _
                | "numeric", None, Some ColumnContent.Text -> id
                | _, None, _ -> asDeclared scope

        env.Findings.AddDiagnostic(change found)

        true
    | _ -> false

let private isIntercept (expression: Expression) =
    match (Checked.stripParentheses expression).Node with
    | ExpressionNode.Number(_, 1.0, true, None) -> true
    | _ -> false

let rec check (env: CheckContext) (place: Place) (expression: Expression) : CheckedExpression =
    let span = expression.Span
    let source = place.File.Source

    if not (RuntimeHelpers.TryEnsureSufficientExecutionStack()) then
        env.Findings.Add(source, NameCodes.LimitExceeded, span, [ "nested expressions"; "few thousand" ])
        Checked.wrong place span
    else
        match expression.Node with
        | ExpressionNode.Skipped _ -> Checked.wrong place span
        | ExpressionNode.Parenthesised inner -> {
            check env place inner.Value with
                Span = span
          }
        | ExpressionNode.Name name -> named env place expression name
        // The intercept, which is in anyway.
        | ExpressionNode.Number(_, 1.0, true, None) ->
            Checked.make place span StudyType.Formula (CheckedNode.Number 1.0)
        | ExpressionNode.Binary(BinaryOperator.Subtract, operatorSpan, left, right) when isIntercept right ->
            check env place left |> ignore
            let removed = Span.union operatorSpan right.Span

            Diagnostic.create source NameCodes.InterceptKept removed [ source.TextOf removed ]
            |> Diagnostic.withFix
                source
                $"Remove '{source.TextOf removed}'"
                (Span.create left.Span.End right.Span.End)
                ""
            |> env.Findings.AddDiagnostic

            Checked.wrong place span
        | ExpressionNode.Binary((BinaryOperator.Add | BinaryOperator.Subtract | BinaryOperator.Multiply | BinaryOperator.Interact) as operator,
                                _,
                                left,
                                right) ->
            let left = check env place left
            let right = check env place right
            Checked.make place span StudyType.Formula (CheckedNode.Binary(operator, left, right))
        // A random intercept of R's packages.
        | ExpressionNode.Binary(BinaryOperator.Or, _, left, right) when isIntercept left ->
            noTermBecause
                ": there are no random effects of groups. A group is a factor among the terms, and relatives are modelled by method = mixed(kin)."
                // A fixed effect is another model.
                Diagnostic.withProposal
                env
                place
                expression
                (match right.Node with
                 | ExpressionNode.Name group -> Some group
                 | _ -> None)
        | ExpressionNode.Binary(BinaryOperator.Power, _, left, right) -> power env place expression left right
        | ExpressionNode.Call({ Node = ExpressionNode.Name "I" }, [ { Value = argument } ], _) ->
            around env place expression (arithmetic env place argument)
        | ExpressionNode.Call(callee, arguments, _) when reportRole env place span callee arguments ->
            Checked.wrong place span
        // R's list of covariates.
        | ExpressionNode.Call({
                                  Node = ExpressionNode.Name("c" | "list" as name)
                                  Span = nameSpan
                              },
                              (_ :: _ as arguments),
                              _) when arguments |> List.forall (fun argument -> argument.Name.IsNone) ->
            let sum =
                String.Join(" + ", [ for argument in arguments -> termOfText source argument.Value ])
                |> asOneTerm source span

            Diagnostic.create source NameCodes.UnknownFunction nameSpan [ name; "; terms are joined by +." ]
            |> Diagnostic.withFix source $"Write '{sum}'" span sum
            |> env.Findings.AddDiagnostic

            Checked.wrong place span
        | ExpressionNode.Call({ Node = ExpressionNode.Name name }, _, _) ->
            match Catalogue.tryFindFunction name with
            | Some row when row.Use = FunctionUse.Arithmetic && name <> "is_missing" && name <> "column" ->
                // log(age) is what R calls a term; it is arithmetic.
                around env place expression (arithmetic env place expression)
            | Some row when row.Name = "column" -> columnByText env place expression
            | Some row when row.Name = "I" ->
                env.Findings.Add(
                    source,
                    NameCodes.MissingArgument,
                    span,
                    [ "I"; "x"; "exactly one, arithmetic on columns" ]
                )

                Checked.wrong place span
            | Some row when row.Availability = Availability.Here ->
                env.Findings.Add(
                    source,
                    NameCodes.FunctionMisplaced,
                    span,
                    [
                        name
                        match row.Use with
                        | FunctionUse.Show -> "in what a report shows"
                        | FunctionUse.Value -> "in the value of a setting"
                        | _ -> "in conditions"
                    ]
                )

                Checked.wrong place span
            | _ -> Expressions.infer env place [] expression
        | ExpressionNode.Member _ ->
            let value = Expressions.infer env { place with Columns = None } [] expression

            match value.Type with
            | StudyType.Unknown
            | StudyType.Formula
            | StudyType.Covariates -> value
            | _ -> notATerm env place expression None
        | ExpressionNode.Binary(BinaryOperator.Divide, _, _, _) ->
            notATerm env place expression (Some $"I({source.TextOf span})")
        // A list of covariates, and a name in quotes, are what other programs take.
        | ExpressionNode.List(items, _) when not items.IsEmpty ->
            let terms = [ for item in items -> termOfText source item.Value ]
            notATerm env place expression (Some(String.Join(" + ", terms)))
        | ExpressionNode.Text _ ->
            let written = source.TextOf span
            let inner = written.Trim '"'

            // `"age + sex"` is a formula between quotes.
            let meant =
                if inner.IndexOfAny [| '+'; '*' |] >= 0 then
                    inner
                else
                    $"column({written})"

            notATerm env place expression (Some meant)
        | _ when WrittenOtherwise.reportColumnRange env.Findings source expression -> Checked.wrong place span
        | _ -> notATerm env place expression None

/// `column("FEV1/FVC")` as a term.
and private columnByText env place expression =
    let scope =
        match place.Columns with
        | Some scope -> scope
        | None -> ColumnScope.unknown "the cohort"

    let value = Expressions.infer env { place with Columns = Some scope } [] expression

    match value.Node, place.Columns with
    | CheckedNode.Column name, Some scope -> term env place scope name expression.Span
    | _ -> value

/// `(a + b)^2`: all interactions up to that order.
and private power env place expression left right =
    let source = place.File.Source
    let inner = Checked.stripParentheses left

    match inner.Node with
    | ExpressionNode.Name _
    | ExpressionNode.Call _ ->
        let text = source.TextOf expression.Span

        Diagnostic.create source NameCodes.FormulaPower expression.Span [ text; source.TextOf inner.Span ]
        |> Diagnostic.withFix source $"Write 'I({text})'" expression.Span $"I({text})"
        |> env.Findings.AddDiagnostic

        Checked.wrong place expression.Span
    | _ ->
        let terms = check env place left

        match right.Node with
        | ExpressionNode.Number(_, value, true, None) when value >= 1.0 && value <= highestPower ->
            let order = Checked.make place right.Span StudyType.Int (CheckedNode.Number value)

            Checked.make
                place
                expression.Span
                StudyType.Formula
                (CheckedNode.Binary(BinaryOperator.Power, terms, order))
        | ExpressionNode.Skipped _ -> Checked.wrong place expression.Span
        | _ ->
            env.Findings.Add(
                source,
                NameCodes.OutOfBounds,
                right.Span,
                [
                    "The order of interactions"
                    $"'{source.TextOf right.Span}'"
                    $"a whole number from 1 to {Checked.number highestPower}"
                ]
            )

            Checked.wrong place expression.Span
