/// Who is in a cohort as a formula about one person, and what follows from two of them: that they share nobody, or that one is part of the
/// other. Draws, withdrawals and conditions that are not understood are facts of which nothing is known, so that what is said is proven.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.Membership

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

type private Formula =
    /// A value is known, and in the domain.
    | Is of what: string * Domains.Domain
    /// It is another, or missing.
    | IsNot of what: string * Domains.Domain
    | All of Formula list
    | Some' of Formula list

let rec private negate formula =
    match formula with
    | Is(what, domain) -> IsNot(what, domain)
    | IsNot(what, domain) -> Is(what, domain)
    | All parts -> Some'(List.map negate parts)
    | Some' parts -> All(List.map negate parts)

/// What a column of a table is called among the facts.
let private columnOf (table: string) (name: string) = $"{table}\u0001{name}"

/// A fact that holds or does not.
let private fact what = Is(what, Domains.ofTexts [ "true" ])

/// The number that a column, or a column in a unit, is compared with.
let private comparedWith (left: CheckedExpression) (right: CheckedExpression) =
    match left.Node, right.Node with
    | CheckedNode.Column name, CheckedNode.Number value -> Some(name, value)
    | CheckedNode.Binary(BinaryOperator.Multiply, { Node = CheckedNode.Column name }, { Node = CheckedNode.Number unit }),
      CheckedNode.Number value when unit > 0.0 -> Some(name, value / unit)
    | _ -> None

let private textWith (left: CheckedExpression) (right: CheckedExpression) =
    match left.Node with
    // What is wrong stands as an empty text.
    | CheckedNode.Column name when not (Checked.isWrong right) ->
        PeopleTable.literal right |> Option.map (fun text -> name, text)
    | _ -> None

let private mirrored operator =
    match operator with
    | BinaryOperator.Less -> BinaryOperator.Greater
    | BinaryOperator.LessOrEqual -> BinaryOperator.GreaterOrEqual
    | BinaryOperator.Greater -> BinaryOperator.Less
    | BinaryOperator.GreaterOrEqual -> BinaryOperator.LessOrEqual
    | other -> other

let private below value isIn =
    Domains.between Double.NegativeInfinity false value isIn

let private above value isIn =
    Domains.between value isIn Double.PositiveInfinity false

/// The column of a comparison and the values that make it true; it is false for all others, and missing where the value is.
let rec private domainOf operator (left: CheckedExpression) (right: CheckedExpression) =
    let known = comparedWith left right
    let text = textWith left right

    match operator, known, text, right.Node with
    | BinaryOperator.Less, Some(name, value), _, _ -> Some(name, below value false)
    | BinaryOperator.LessOrEqual, Some(name, value), _, _ -> Some(name, below value true)
    | BinaryOperator.Greater, Some(name, value), _, _ -> Some(name, above value false)
    | BinaryOperator.GreaterOrEqual, Some(name, value), _, _ -> Some(name, above value true)
    | BinaryOperator.Equal, Some(name, value), _, _ -> Some(name, Domains.points [ value ])
    | BinaryOperator.NotEqual, Some(name, value), _, _ -> Some(name, Domains.complement (Domains.points [ value ]))
    | BinaryOperator.Equal, _, Some(name, text), _ -> Some(name, Domains.ofTexts [ text ])
    | BinaryOperator.NotEqual, _, Some(name, text), _ -> Some(name, Domains.complement (Domains.ofTexts [ text ]))
    | BinaryOperator.In, _, _, CheckedNode.List items ->
        let numbers = items |> List.choose (comparedWith left)
        let texts = items |> List.choose (textWith left)

        match numbers, texts with
        | (name, _) :: _, [] when numbers.Length = items.Length -> Some(name, Domains.points (numbers |> List.map snd))
        | [], (name, _) :: _ when texts.Length = items.Length -> Some(name, Domains.ofTexts (texts |> List.map snd))
        | _ -> None
    | _ ->
        match left.Node, right.Node with
        | (CheckedNode.Number _ | CheckedNode.Text _), (CheckedNode.Column _ | CheckedNode.Binary _) when
            operator <> BinaryOperator.In
            ->
            domainOf (mirrored operator) right left
        | _ -> None

/// Whether a condition on the rows of a table is true, or false, of a person; where a value is missing it may be neither.
let rec private holds table wanted (condition: CheckedExpression) =
    let column = columnOf table

    let opaque () =
        let text = condition.File.TextOf condition.Span
        Is($"{table}\u0001{condition.File.Path}\u0001{text}", Domains.ofTexts [ (if wanted then "true" else "false") ])

    match condition.Node with
    | CheckedNode.Boolean value -> if value = wanted then All [] else Some' []
    | CheckedNode.Unary(UnaryOperator.Not, operand) -> holds table (not wanted) operand
    | CheckedNode.Binary(BinaryOperator.And, left, right) ->
        let parts = [ holds table wanted left; holds table wanted right ]
        if wanted then All parts else Some' parts
    | CheckedNode.Binary(BinaryOperator.Or, left, right) ->
        let parts = [ holds table wanted left; holds table wanted right ]
        if wanted then Some' parts else All parts
    | CheckedNode.Binary(operator, left, right) ->
        match domainOf operator left right with
        | Some(name, domain) -> Is(column name, (if wanted then domain else Domains.complement domain))
        | None -> opaque ()
    | CheckedNode.Call("is_missing", arguments) ->
        match arguments.Values |> Seq.map _.Node |> List.ofSeq with
        | [ CheckedNode.Column name ] when wanted -> IsNot(column name, Domains.Everything)
        | [ CheckedNode.Column name ] -> Is(column name, Domains.Everything)
        | _ -> opaque ()
    | _ -> opaque ()

/// What tells a cohort's table from others. Two cohorts of one file are of the same people, with the same values, where both name them by one
/// column and take the same values for missing; the rows of a table of pairs are of other people by each of its two columns of names.
let private tableOf (analysis: Analysis) (people: CheckedExpression) =
    Cohorts.leftmost people
    |> Option.bind (fun name ->
        match analysis.Cohorts.TryGetValue name with
        | true, facts ->
            facts.Table
            |> Option.bind PeopleTable.tryRead
            |> Option.map (fun table ->
                String.Join(
                    '\u0002',
                    [
                        table.Path
                        table.IdColumn
                        Option.defaultValue "" table.FamilyColumn
                        yield! facts.Missing |> Option.map CohortDeclarations.texts |> Option.defaultValue []
                    ]
                ))
        | _ -> None)

/// The settings that say how the table is read and not who is in the cohort.
let private ofTheTable = set [ "table"; "missing"; "include" ]

/// Cohorts drawn from each other that are followed; a longer chain is not understood.
let private deepest = 200

/// Cohorts that are looked into, each as often as it is named; what needs more is not understood.
let private mostCohorts = 300

let rec private formulaWithin (analysis: Analysis) (left: int ref) (above: Set<string>) (people: CheckedExpression) =
    let formulaOf = formulaWithin analysis left

    match people.Node with
    | CheckedNode.Binary(BinaryOperator.Intersect, left, right) -> All [ formulaOf above left; formulaOf above right ]
    | CheckedNode.Binary(BinaryOperator.Subtract, left, right) ->
        All [ formulaOf above left; negate (formulaOf above right) ]
    | CheckedNode.Declaration name when left.Value > 0 && above.Count < deepest && not (above.Contains name) ->
        left.Value <- left.Value - 1

        match analysis.Checked.TryGetValue name with
        | true, ({ Kind = "cohort" } as cohort) ->
            let table = tableOf analysis people |> Option.defaultValue name
            let above = above.Add name

            All [
                match cohort.From with
                | Some from -> formulaOf above from
                | None -> fact $"in the table {table}"
                match cohort.Body.Settings.TryFind "include" with
                | Some condition when Checked.isWrong condition -> fact $"left by include of {name}"
                | Some condition -> holds table true condition
                | None -> ()
                for setting in cohort.Body.Settings.Keys do
                    if not (ofTheTable.Contains setting) then
                        fact $"left by {setting} of {name}"
            ]
        | _ -> fact $"in {name}"
    | _ -> fact $"in {people.File.Path} {people.File.TextOf people.Span}"

let private formulaOf (analysis: Analysis) (people: CheckedExpression) =
    formulaWithin analysis (ref mostCohorts) Set.empty people

/// Combinations of cases that are looked at; what needs more is not proven.
let private mostCases = 5_000

/// Whether no person can meet all of the formulas, as far as can be told.
let private isImpossible (formulas: Formula list) =
    let mutable cases = 0

    let rec isPossible (known: Map<string, bool * Domains.Domain>) (left: Formula list) =
        cases <- cases + 1

        match left with
        | _ when cases > mostCases -> true
        | [] -> true
        | All parts :: rest -> isPossible known (parts @ rest)
        | Some' parts :: rest -> parts |> List.exists (fun part -> isPossible known (part :: rest))
        | (Is(what, domain) as literal) :: rest
        | (IsNot(what, domain) as literal) :: rest ->
            let isKnown, allowed =
                known.TryFind what |> Option.defaultValue (false, Domains.Everything)

            let isKnown, allowed =
                match literal with
                | Is _ -> true, Domains.intersect allowed domain
                | _ -> isKnown, Domains.intersect allowed (Domains.complement domain)

            not (isKnown && allowed = Domains.Nothing)
            && isPossible (known.Add(what, (isKnown, allowed))) rest

    // Plain facts first: they leave fewer cases.
    let choices, plain =
        formulas
        |> List.partition (fun formula ->
            match formula with
            | Some' _ -> true
            | _ -> false)

    not (isPossible Map.empty (plain @ choices))

/// Whether two groups of people are proven to share nobody: by the algebra of their cohorts, which costs little, else by all that is known.
let areDisjoint (analysis: Analysis) (a: CheckedExpression) (b: CheckedExpression) =
    Cohorts.areDisjoint analysis.Cohorts a b
    || isImpossible [ formulaOf analysis a; formulaOf analysis b ]

/// Whether all of the first people are proven to be among the second.
let areWithin (analysis: Analysis) (a: CheckedExpression) (b: CheckedExpression) =
    Cohorts.areWithin analysis.Cohorts a b
    || isImpossible [ formulaOf analysis a; negate (formulaOf analysis b) ]

/// Whether nobody can be among these people, as they are drawn and by what is asked of them.
let areNobody (analysis: Analysis) (people: CheckedExpression) =
    isImpossible [ formulaOf analysis people ]

/// Whether no row of a table can meet a condition.
let isNeverMet (condition: CheckedExpression) =
    isImpossible [ holds "" true condition ]

/// The tables outside that people are listed in, whatever tables are made of them on the way.
let rec private listings (analysis: Analysis) (above: Set<string>) (table: CheckedExpression) : Set<string> =
    match table.Node with
    | CheckedNode.List items -> items |> List.map (listings analysis above) |> Set.unionMany
    | CheckedNode.MadeTable made when not (above.Contains made.Declaration) ->
        let above = above.Add made.Declaration

        match analysis.Checked.TryGetValue made.Declaration with
        | true, { Body = { Settings = settings } } ->
            match settings.TryFind "join" with
            | Some tables -> listings analysis above tables
            | None -> Set.singleton made.Declaration
        | _ -> Set.singleton made.Declaration
    | _ ->
        match PeopleTable.tryRead table with
        | Some { Made = None; Path = path } -> Set.singleton path
        | _ -> Set.empty

/// Whether both groups of people are taken from one table, or one from a table that is made of the other's.
let areOfOneTable (analysis: Analysis) (a: CheckedExpression) (b: CheckedExpression) =
    let tables people =
        Cohorts.leftmost people
        |> Option.bind (fun name ->
            match analysis.Cohorts.TryGetValue name with
            | true, facts -> facts.Table
            | _ -> None)
        |> Option.map (listings analysis Set.empty)
        |> Option.defaultValue Set.empty

    let sameRoot =
        match Cohorts.rootOf analysis.Cohorts a, Cohorts.rootOf analysis.Cohorts b with
        | Some one, Some other -> one = other
        | _ -> false

    sameRoot || not (Set.intersect (tables a) (tables b)).IsEmpty

/// The values that a column has in its table, where they are known to be all.
let private valuesOf (analysis: Analysis) (people: CheckedExpression) (column: string) =
    let known =
        Analysis.cohortOf analysis (Some people)
        |> Option.bind (fun facts -> ColumnScope.tryFind column facts.Columns)

    match known, known |> Option.bind _.Levels with
    | Some column, Some levels when Column.typeOf column = StudyType.String -> Domains.ofTexts levels
    | Some _, Some levels ->
        let numbers =
            levels
            |> List.choose (fun level ->
                match
                    Double.TryParse(
                        level,
                        Globalization.NumberStyles.Float,
                        Globalization.CultureInfo.InvariantCulture
                    )
                with
                | true, number -> Some number
                | _ -> None)

        if numbers.Length = levels.Length then
            Domains.points numbers
        else
            Domains.Everything
    | _ -> Domains.Everything

/// Whether everybody in a group of whom a value of a column is known has the same, by what its cohorts ask for. A column of one value in its table is
/// told where it is named.
let isFixed (analysis: Analysis) (people: CheckedExpression) : string -> bool =
    let formula = formulaOf analysis people

    let table =
        tableOf analysis people |> Option.orElseWith (fun () -> Cohorts.leftmost people)

    let rec allowed asked (found: Domains.Domain) (part: Formula) =
        match part with
        | Is(what, domain) when what = asked -> Domains.intersect found domain
        | IsNot(what, domain) when what = asked -> Domains.intersect found (Domains.complement domain)
        | All parts -> List.fold (allowed asked) found parts
        | Some' parts ->
            // What takes nobody in says nothing of those who are in.
            match parts |> List.filter (fun part -> not (isImpossible [ formula; part ])) with
            | [] -> found
            | possible ->
                possible
                |> List.map (allowed asked Domains.Everything)
                |> List.reduce Domains.unite
                |> Domains.intersect found
        | _ -> found

    fun column ->
        table
        |> Option.exists (fun table ->
            let all = valuesOf analysis people column

            let isOneOf found =
                Domains.isOneValue (allowed (columnOf table column) found formula)

            // A value that the table does not have is one too, and is told where it is written.
            not (Domains.isOneValue all) && (isOneOf all || isOneOf Domains.Everything))
