/// Checks expressions against what their place expects, and resolves their names.
module internal WhiteMatter.Language.Checking.Expressions

open System
open System.Collections.Generic
open System.Runtime.CompilerServices
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private refersToSilent (scope: FileScope) (expression: Expression) =
    match expression.Node with
    | ExpressionNode.Name name ->
        match Names.tryFind scope name with
        | Some symbol -> Names.isSilent symbol
        | None -> false
    | _ -> false

/// Names that can be written: not those of declarations without one, nor a reserved word.
let private declarationCandidates (scope: FileScope) () =
    scope.Symbols.Keys
    |> Seq.filter (fun name -> not (name.Contains '#' || Lexis.isReserved name))

/// Notes a bare word beside a column of texts: its quotes may be what is missing.
let private noteText (env: CheckContext) (place: Place) (column: CheckedExpression) (word: Expression) =
    match word.Node with
    | ExpressionNode.Name _ when column.Type = StudyType.String ->
        match Comparisons.columnOf place column with
        | Some known ->
            let values = known.Levels |> Option.map (fun levels -> known.Name, levels)
            env.Findings.MayBeText(place.File.Source, word.Span, values)
        | None -> ()
    | _ -> ()

/// Characters of a text with what its parameters put in: no path, title or column is longer.
[<Literal>]
let private longestText = 65_536

/// Whether the declaration that an expression names meets a condition.
let private meets (env: CheckContext) (owner: CheckedExpression) condition =
    match owner.Node with
    | CheckedNode.Declaration qualified ->
        match env.Program.Homes.TryGetValue qualified with
        | true,
          (_,
           {
               Meaning = Meaning.Declaration(kind, Some row)
           }) -> Conditions.isMet row.Settings kind.Body condition
        | _ -> false
    | _ -> true

/// The enumeration whose word stands before a colon, as in `cuda:0`; its words with a number; what is written before the colon.
let private numbered (expected: StudyType list) (left: Expression) =
    match WrongTypes.enumerationOf expected, left.Node with
    | Some row, ExpressionNode.Name word ->
        match
            [
                for case in row.Cases do
                    if case.Numbered then
                        case.Name
            ]
        with
        | [] -> None
        | words -> Some(row, words, word)
    | _ -> None

/// Findings about the parts of a condition or of arithmetic. Where neither is expected they say nothing.
let private ofParts =
    Set.ofList [
        for descriptor in
            [
                NameCodes.WrongType
                NameCodes.UnitMissing
                NameCodes.WrongDimension
                NameCodes.ColumnUnitMissing
                NameCodes.NotComparable
                NameCodes.NotArithmetic
                NameCodes.NotACondition
                NameCodes.TextAsNumber
            ] -> descriptor.Code
    ]

/// What is written where a name or a word is expected, if it is a condition or arithmetic.
let private formOf (expression: Expression) =
    match expression.Node with
    | ExpressionNode.Unary(UnaryOperator.Not, _)
    | ExpressionNode.Binary((BinaryOperator.And | BinaryOperator.Or | BinaryOperator.In | BinaryOperator.Equal | BinaryOperator.NotEqual | BinaryOperator.Less | BinaryOperator.LessOrEqual | BinaryOperator.Greater | BinaryOperator.GreaterOrEqual),
                            _,
                            _,
                            _) -> Some "a condition"
    | ExpressionNode.Unary(UnaryOperator.Negate, _)
    | ExpressionNode.Binary((BinaryOperator.Add | BinaryOperator.Subtract | BinaryOperator.Multiply | BinaryOperator.Divide | BinaryOperator.Power),
                            _,
                            _,
                            _) -> Some "a computed value"
    | _ -> None

let rec private hasWord (row: EnumerationRow) (expression: Expression) =
    match expression.Node with
    | ExpressionNode.Name name -> row.Cases |> List.exists (fun case -> case.Name = name)
    | ExpressionNode.Parenthesised inner -> hasWord row inner.Value
    | ExpressionNode.Unary(_, operand) -> hasWord row operand
    | ExpressionNode.Binary(_, _, left, right) -> hasWord row left || hasWord row right
    | _ -> false

/// Whether `column(…)` is given a text, with or without the argument's name, and no more.
let private namesColumn (arguments: Argument list) =
    match arguments with
    | [ {
            Value = { Node = ExpressionNode.Text _ }
            Name = name
        } ] -> name |> Option.forall (fun name -> name.Name = "name")
    | _ -> false

/// What an expression is, with its names resolved; `expected` says what its place would have.
let rec infer
    (env: CheckContext)
    (place: Place)
    (expected: StudyType list)
    (expression: Expression)
    : CheckedExpression =
    let span = expression.Span

    if not (RuntimeHelpers.TryEnsureSufficientExecutionStack()) then
        env.Findings.Add(place.File.Source, NameCodes.LimitExceeded, span, [ "nested expressions"; "few thousand" ])
        Checked.wrong place span
    else
        match expression.Node with
        | ExpressionNode.Skipped _ -> Checked.wrong place span
        | ExpressionNode.Parenthesised inner -> {
            infer env place expected inner.Value with
                Span = span
          }
        | ExpressionNode.Number(_, value, isInteger, unit) -> WrittenNumbers.number env place span value isInteger unit
        | ExpressionNode.Boolean value -> Checked.make place span StudyType.Bool (CheckedNode.Boolean value)
        | ExpressionNode.Text parts -> text env place expected span parts
        | ExpressionNode.Name name -> inferName env place expected name span
        | ExpressionNode.List(items, _) -> list env place expected span [ for item in items -> item.Value ]
        | ExpressionNode.Unary(UnaryOperator.Not, operand) ->
            let operand = condition env place "not" operand
            Checked.make place span StudyType.Bool (CheckedNode.Unary(UnaryOperator.Not, operand))
        | ExpressionNode.Unary(UnaryOperator.Negate, operand) ->
            Arithmetic.negate env place span (infer env place [] operand)
        | ExpressionNode.Binary(operator, operatorSpan, left, right) ->
            binary env place expected span operator operatorSpan left right
        | ExpressionNode.Member(target, name) -> inferMember env place target name span
        | ExpressionNode.Call(callee, arguments, _) -> call env place expected span callee arguments

/// An expression of one of the expected types; anything else is reported.
and check (env: CheckContext) (place: Place) (expected: StudyType list) (expression: Expression) : CheckedExpression =
    if WrittenOtherwise.reportPath env.Findings place.File expected expression then
        Checked.wrong place expression.Span
    elif reportOtherForm env place expected expression then
        Checked.wrong place expression.Span
    else
        infer env place expected expression
        |> WrongTypes.conform env place expected
        |> whereWritten env place expression

/// Reports a condition or arithmetic where a column or a word is expected, and words in brackets or without them where it is the other way; of
/// the parts of such an expression nothing is said.
and private reportOtherForm (env: CheckContext) (place: Place) (expected: StudyType list) (expression: Expression) =
    let source = place.File.Source
    let written = Checked.stripParentheses expression

    let found actual =
        Diagnostic.create source NameCodes.WrongType expression.Span [
            place.What
            Names.describeExpected expected
            actual
        ]

    let listed =
        expected
        |> List.choose (fun wanted ->
            match wanted with
            | StudyType.List item -> Some item
            | _ -> None)
        |> WrongTypes.enumerationOf

    match expected, WrongTypes.enumerationOf expected, listed, written.Node with
    // Not within what is itself looked at in silence, which would double the work with every level.
    | [ StudyType.ColumnName ], _, _, _ when place.Columns.IsSome && env.Uses.IsKept ->
        match formOf written with
        | None -> false
        | Some form ->
            let silent = {
                env with
                    Findings = Findings()
                    Uses = NameUses.None
                    Parameters = Dictionary(env.Parameters, StringComparer.Ordinal)
            }

            infer silent place expected expression |> ignore

            match silent.Findings.Apart() with
            | [], (_ :: _ as others) when others |> List.forall (fun other -> ofParts.Contains other.Code) ->
                env.Findings.AddDiagnostic(found form)
                true
            | _ -> false
    | [ _ ], Some row, _, ExpressionNode.List(items, _) when
        not items.IsEmpty && items |> List.forall (fun item -> hasWord row item.Value)
        ->
        (match items with
         | [ { Value = only } ] ->
             let word = source.TextOf only.Span

             found "a list"
             |> Diagnostic.withFix source $"Write '{word}'" expression.Span word
         | _ -> found "a list")
        |> env.Findings.AddDiagnostic

        true
    | [ _ ], Some row, _, _ when (formOf written).IsSome && hasWord row written ->
        env.Findings.AddDiagnostic(found (formOf written).Value)
        true
    | _, None, Some row, ExpressionNode.Name name when
        place.Columns.IsNone
        && hasWord row written
        && (Names.tryFind place.File name).IsNone
        ->
        Checked.make place expression.Span (StudyType.Enumeration row.Name) (CheckedNode.EnumCase name)
        |> WrongTypes.conform env place expected
        |> ignore

        true
    | _ -> false

/// A text that a parameter of another file holds, or that another file gives a parameter, as it stands there: a path in it starts
/// from the folder of the file that says it.
and private whereWritten env place (expression: Expression) (value: CheckedExpression) =
    let parameterOf (home: FileScope) name =
        match Names.tryFind home name with
        | Some({ Meaning = Meaning.Parameter _ } as symbol) ->
            match env.Parameters.TryGetValue symbol.Qualified with
            | true, Some written -> Some written
            | _ -> None
        | _ -> None

    let written =
        match value.Type, expression.Node with
        | StudyType.String, ExpressionNode.Name name -> parameterOf place.File name
        | StudyType.String, ExpressionNode.Member({ Node = ExpressionNode.Name alias }, name) ->
            match Names.tryFind place.File alias with
            | Some { Meaning = Meaning.Import path } ->
                match env.Program.Files.TryGetValue path with
                | true, other -> parameterOf other name.Name
                | _ -> None
            | _ -> None
        | _ -> None

    match written with
    | Some written when written.File.Path <> place.File.Source.Path -> written
    | _ -> value

and private condition env place symbol operand =
    let operand = infer env place [] operand

    if operand.Type <> StudyType.Bool && not (Checked.isWrong operand) then
        env.Findings.Add(
            place.File.Source,
            NameCodes.NotACondition,
            operand.Span,
            [ symbol; Names.describeType operand.Type ]
        )

    operand

and private text env place expected span parts =
    let source = place.File.Source
    let mutable wrong = false

    let parameters () =
        place.File.Symbols.Values
        |> Seq.choose (fun symbol ->
            match symbol.Meaning with
            | Meaning.Parameter _ -> Some symbol.Local
            | _ -> None)

    let pieces = [
        for part in parts do
            match part with
            | TextPart.Literal _ -> yield part
            | TextPart.Expansion _ when place.Expansions -> yield part
            | TextPart.Expansion(_, partSpan) ->
                wrong <- true
                env.Findings.Add(source, NameCodes.OneFileExpected, partSpan, [])
            | TextPart.Placeholder name ->
                // The name inside the braces.
                let inner = Span.create (name.Span.Start + 1) (name.Span.End - 1)

                match Names.tryFind place.File name.Name, place.Columns with
                | Some({ Meaning = Meaning.Parameter _ } as symbol), _ ->
                    env.Uses.Add(source, inner, NameMeaning.Symbol(place.File, symbol))
                    let value = parameter env place.File symbol

                    match value.Node with
                    | CheckedNode.Number number -> yield TextPart.Literal(Checked.number number)
                    | CheckedNode.Boolean true -> yield TextPart.Literal "true"
                    | CheckedNode.Boolean false -> yield TextPart.Literal "false"
                    | CheckedNode.Text _ when
                        PeopleTable.literal value |> Option.isSome && value.Type = StudyType.String
                        ->
                        yield TextPart.Literal (PeopleTable.literal value).Value
                    | _ ->
                        wrong <- true

                        if not (Checked.isWrong value) then
                            env.Findings.Add(
                                source,
                                NameCodes.PlaceholderValue,
                                name.Span,
                                [ name.Name; Names.describeType value.Type ]
                            )
                | _, Some scope when place.Placeholders ->
                    match ColumnScope.tryFind name.Name scope with
                    | Some column ->
                        env.Uses.Add(source, inner, NameMeaning.Column(scope, column))
                        NamedColumns.reportTwice env place scope name.Name inner
                        yield part
                    | None when scope.Complete ->
                        wrong <- true

                        let candidates () =
                            Seq.append (ColumnScope.names scope) (parameters ())

                        match NamedColumns.idsMeant scope name.Name with
                        | [] -> env.Findings.MissingColumn(source, scope.Owner, name.Name, inner, candidates)
                        | ids ->
                            let named = Suggestions.listed [ for id in ids -> $"'{id}'" ]

                            ids
                            |> List.fold
                                (fun found id -> Diagnostic.withProposal source $"Write '{id}'" inner id found)
                                (Diagnostic.create source NameCodes.UnknownColumn inner [
                                    name.Name
                                    scope.Owner
                                    $"; its people are named by {named}."
                                ])
                            |> env.Findings.AddDiagnostic
                    | None -> yield part
                | Some symbol, _ when Names.isSilent symbol -> wrong <- true
                | Some symbol, _ ->
                    wrong <- true

                    env.Findings.Add(
                        source,
                        NameCodes.PlaceholderValue,
                        name.Span,
                        [ name.Name; Names.describeType symbol.Type ]
                    )
                | None, _ ->
                    wrong <- true

                    match Suggestions.nearest name.Name (parameters ()), place.Placeholders with
                    | None, false ->
                        env.Findings.Add(
                            source,
                            NameCodes.PlaceholderUnknown,
                            inner,
                            [
                                name.Name
                                ", and columns of people stand between braces in the paths of images alone."
                            ]
                        )
                    | near, _ ->
                        env.Findings.AddSuggesting(source, NameCodes.PlaceholderUnknown, inner, [ name.Name ], near, [])
    ]

    let literal =
        pieces
        |> List.choose (fun piece ->
            match piece with
            | TextPart.Literal text -> Some text
            | _ -> None)

    // What parameters of texts put in grows with every one of them that names another twice.
    if
        parts.Length > 1
        && literal |> List.sumBy (fun text -> int64 text.Length) > int64 longestText
    then
        env.Findings.Add(
            source,
            NameCodes.LimitExceeded,
            span,
            [ "characters in a text with its parameters"; string longestText ]
        )

        Checked.wrong place span
    elif wrong then
        Checked.wrong place span
    elif literal.Length < pieces.Length then
        Checked.make place span StudyType.String (CheckedNode.Text pieces)
    else
        let value = String.concat "" literal

        match place.Columns with
        | Some scope when List.contains StudyType.ColumnName expected -> NamedColumns.column env place scope value span
        | _ ->
            let parts = if value = "" then [] else [ TextPart.Literal value ]
            Checked.make place span StudyType.String (CheckedNode.Text parts)

and private list env place expected span items =
    let elementTypes =
        expected
        |> List.choose (fun studyType ->
            match studyType with
            | StudyType.List item -> Some item
            | _ -> None)

    let values = ResizeArray<CheckedExpression>()
    let mutable isWrong = false

    for item in items do
        match item.Node with
        | _ when
            List.contains StudyType.ColumnName elementTypes
            && WrittenOtherwise.reportColumnRangeInList env.Findings place.File.Source item
            ->
            isWrong <- true
        // A word with a number, in a list where one such word is expected: what is wrong is the list.
        | ExpressionNode.Binary(_, _, left, _) when elementTypes.IsEmpty && (numbered expected left).IsSome ->
            values.AddRange(check env place expected item |> Seq.singleton)
        | ExpressionNode.Binary(BinaryOperator.Range, _, first, last) ->
            values.AddRange(
                range env place item.Span first last
                |> Seq.map (WrongTypes.conform env place elementTypes)
            )
        | _ -> values.Add(check env place elementTypes item)

    if values.Count > env.Limits.MaximumListItems then
        env.Findings.Add(
            place.File.Source,
            NameCodes.LimitExceeded,
            span,
            [ "items in a list"; string env.Limits.MaximumListItems ]
        )

        Checked.wrong place span
    elif isWrong then
        Checked.wrong place span
    else
        let elementType =
            match elementTypes with
            | [ only ] -> only
            | _ ->
                match values |> Seq.map _.Type |> Seq.distinct |> List.ofSeq with
                | [ only ] -> only
                | _ -> StudyType.Unknown

        Checked.make place span (StudyType.List elementType) (CheckedNode.List(List.ofSeq values))

/// `1..22` written out.
and private range env place span first last =
    let first = infer env place [] first
    let last = infer env place [] last

    match first.Node, last.Node with
    | CheckedNode.Number a, CheckedNode.Number b when first.Type = StudyType.Int && last.Type = StudyType.Int ->
        if b - a + 1.0 > float env.Limits.MaximumListItems then
            env.Findings.Add(
                place.File.Source,
                NameCodes.LimitExceeded,
                span,
                [ "items in a list"; string env.Limits.MaximumListItems ]
            )

            []
        elif b < a then
            env.Findings.Add(
                place.File.Source,
                NameCodes.OutOfBounds,
                span,
                [
                    $"The end of '{place.File.Source.TextOf span}'"
                    Checked.number b
                    $"at least {Checked.number a}"
                ]
            )

            []
        else
            [
                for i in a..b -> Checked.make place span StudyType.Int (CheckedNode.Number i)
            ]
    | _ ->
        let wrong =
            [ first; last ]
            |> List.filter (fun side -> side.Type <> StudyType.Int && not (Checked.isWrong side))

        match wrong with
        | [] -> ()
        | [ _; _ ] when first.Type = last.Type ->
            env.Findings.Add(
                place.File.Source,
                NameCodes.WrongType,
                span,
                [
                    "'..'"
                    "whole numbers"
                    $"from {Names.describeType first.Type} to another; what lies between two is asked by two conditions joined by 'and', as in age >= 40y and age <= 60y"
                ]
            )
        | sides ->
            for side in sides do
                env.Findings.Add(
                    place.File.Source,
                    NameCodes.WrongType,
                    side.Span,
                    [ "'..'"; "whole numbers"; Names.describeType side.Type ]
                )

        []

/// Reports `age in 40y..60y`, which asks what lies between two, with the two conditions that do.
and private betweenFix
    (env: CheckContext)
    (place: Place)
    (span: Span)
    (left: Expression)
    (first: Expression)
    (last: Expression)
    =
    let source = place.File.Source

    let silent = {
        env with
            Findings = Findings()
            Uses = NameUses.None
    }

    let low, high = infer silent place [] first, infer silent place [] last

    match left.Node, low.Node, high.Node with
    | ExpressionNode.Name name, CheckedNode.Number a, CheckedNode.Number b when
        not (low.Type = StudyType.Int && high.Type = StudyType.Int)
        && low.Type = high.Type
        && a <= b
        ->
        let both =
            $"{name} >= {source.TextOf first.Span} and {name} <= {source.TextOf last.Span}"

        Diagnostic.create source NameCodes.WrongType (Span.union first.Span last.Span) [
            "'..'"
            "whole numbers"
            $"from {Names.describeType low.Type} to another; what lies between the two is asked by {both}"
        ]
        |> Diagnostic.withFix source $"Write '{both}'" span both
        |> env.Findings.AddDiagnostic

        true
    | _ -> false

and private inferName env place expected name span =
    let source = place.File.Source

    // A word with settings of its own is a function too: without parentheses they have their defaults.
    let functionOf (row: EnumerationRow) =
        Catalogue.tryFindFunction name
        |> Option.filter (fun known -> known.Yields = StudyType.Enumeration row.Name)

    let set =
        if List.contains StudyType.Columns expected then
            Names.tryFind place.File name
            |> Option.filter (fun symbol -> symbol.Type = StudyType.Columns)
        else
            None

    match WrongTypes.enumerationOf expected, List.contains StudyType.ColumnName expected, place.Columns with
    | _ when set.IsSome -> ofSymbol env place place.File set.Value span span
    | Some row, _, _ when row.Cases |> List.exists (fun case -> case.Name = name) ->
        let case = row.Cases |> List.find (fun case -> case.Name = name)
        env.Uses.Add(source, span, NameMeaning.Word(row, case))

        if case.Availability = Availability.ToCome then
            env.Findings.Add(source, NameCodes.NotThereYet, span, [ row.Name; name ])
            Checked.wrong place span
        elif (functionOf row).IsSome then
            callKnown env place span span (functionOf row).Value []
        elif case.Numbered then
            WrongTypes.unknownCase env place row span name (Some(name + ":0"))
        else
            Checked.make place span (StudyType.Enumeration row.Name) (CheckedNode.EnumCase name)
    | Some row, _, _ when expected.Length = 1 -> WrongTypes.unknownCase env place row span name None
    | _, true, Some scope -> NamedColumns.column env place scope name span
    | Some _, _, Some scope when scope.Columns.ContainsKey name || Names.tryFind place.File name |> Option.isNone ->
        // A single column where a list of them is expected.
        match NamedColumns.resolveColumn env place scope name span with
        | Some _ -> Checked.make place span StudyType.ColumnName (CheckedNode.Column name)
        | None -> Checked.wrong place span
    | _, _, Some scope -> inferValueName env place scope name span
    | _ -> inferDeclared env place name span

/// A name where the values of columns may stand.
and private inferValueName env place scope name span =
    let source = place.File.Source

    match ColumnScope.tryFind name scope, Names.tryFind place.File name with
    | Some column, Some({ Meaning = Meaning.Parameter _ } as symbol) ->
        Diagnostic.create source NameCodes.AmbiguousName span [ name; $"a column of {scope.Owner}"; "a parameter" ]
        |> Diagnostic.withRelated source symbol.NameSpan $"the parameter '{column.Name}'"
        |> env.Findings.AddDiagnostic

        Checked.wrong place span
    | Some _, _ when scope.Both.Contains name ->
        env.Findings.Add(
            source,
            NameCodes.AmbiguousName,
            span,
            [ name; "computed for each image"; $"a column of {scope.Owner}" ]
        )

        Checked.wrong place span
    | Some column, _ ->
        env.Uses.Add(source, span, NameMeaning.Column(scope, column))
        NamedColumns.reportTwice env place scope name span

        match Catalogue.tryFindVariantColumn name with
        | Some row when scope.OfVariants && row.Availability = Availability.ToCome ->
            env.Findings.Add(source, NameCodes.NotThereYet, span, [ "column"; name ])
            Checked.wrong place span
        | _ -> NamedColumns.ofColumn place span column
    | None, Some({ Meaning = Meaning.Parameter _ }) -> inferDeclared env place name span
    | None, Some symbol when Names.isSilent symbol -> Checked.wrong place span
    | None, _ when
        scope.OfVariants
        && (place.People |> Option.exists (fun people -> people.Columns.ContainsKey name))
        ->
        env.Findings.Add(source, NameCodes.PeopleColumnInVariants, span, [ name ])
        Checked.wrong place span
    // What was to declare it could not be read, which is told there.
    | None, _ when place.File.Unread.Contains name -> Checked.wrong place span
    | None, _ when scope.Complete ->
        let candidates () =
            Seq.append
                (ColumnScope.names scope)
                (place.File.Symbols.Values
                 |> Seq.choose (fun symbol ->
                     match symbol.Meaning with
                     | Meaning.Parameter _ -> Some symbol.Local
                     | _ -> None))

        NamedColumns.noteImported env place name _.Meaning.IsParameter
        env.Findings.MissingColumn(source, scope.Owner, name, span, candidates)
        Checked.wrong place span
    | None, _ ->
        let column = Column.unseen name
        env.Uses.Add(source, span, NameMeaning.Column(scope, column))
        NamedColumns.ofColumn place span column

/// A name of the file: a parameter's value or a declaration.
and private inferDeclared env place name span =
    match Names.tryFind place.File name with
    | Some symbol -> ofSymbol env place place.File symbol span span
    | None when place.File.Unread.Contains name -> Checked.wrong place span
    | None ->
        NamedColumns.noteImported env place name (fun _ -> true)
        env.Findings.Undeclared(place.File.Source, name, span, declarationCandidates place.File)
        Checked.wrong place span

and private ofSymbol env place home symbol span nameSpan =
    env.Uses.Add(place.File.Source, nameSpan, NameMeaning.Symbol(home, symbol))

    match symbol.Meaning with
    | Meaning.Parameter _ -> {
        parameter env home symbol with
            Span = span
            File = place.File.Source
      }
    | Meaning.Declaration _ -> Checked.make place span symbol.Type (CheckedNode.Declaration symbol.Qualified)
    | Meaning.Import _ ->
        env.Findings.Add(place.File.Source, NameCodes.AliasAsValue, span, [ symbol.Local ])
        Checked.wrong place span

/// Where the study names a file that it imports; the study's beginning, where another file imports it.
and private importOf env (home: FileScope) =
    env.Program.Main.Symbols.Values
    |> Seq.tryPick (fun symbol ->
        match symbol.Meaning with
        | Meaning.Import path when path = home.Source.Path -> Some symbol.NameSpan
        | _ -> None)
    |> Option.defaultValue Span.empty

/// Where a parameter without a value is said: where its file is imported, as there it can be given one.
and private importedAt env (home: FileScope) (symbol: Symbol) =
    if obj.ReferenceEquals(home, env.Program.Main) then
        home.Source, symbol.NameSpan
    else
        Seq.append [ env.Program.Main ] env.Program.Files.Values
        |> Seq.tryPick (fun importing ->
            importing.Symbols.Values
            |> Seq.tryPick (fun alias ->
                match alias.Meaning with
                | Meaning.Import path when path = home.Source.Path -> Some(importing.Source, alias.NameSpan)
                | _ -> None))
        |> Option.defaultValue (home.Source, symbol.NameSpan)

/// The value of a parameter: what was given from outside, else what the file that imports its file gives, else what its file says.
and parameter env (home: FileScope) (symbol: Symbol) : CheckedExpression =
    let place = Place.plain home $"the parameter '{symbol.Local}'"

    match env.Parameters.TryGetValue symbol.Qualified, symbol.Meaning with
    | (true, Some value), _ -> value
    | (true, None), _ ->
        // What is being worked out, in the order in which it was begun.
        let circle =
            env.Parameters
            |> Seq.filter (fun known -> known.Value.IsNone)
            |> Seq.map _.Key
            |> Seq.skipWhile (fun name -> name <> symbol.Qualified)
            |> List.ofSeq

        let shown = String.Join(" → ", circle @ [ symbol.Qualified ])
        env.Findings.Add(home.Source, NameCodes.Cycle, symbol.NameSpan, [ shown ])
        Checked.wrong place symbol.NameSpan
    | (false, _), Meaning.Parameter(typeName, written) ->
        env.Parameters[symbol.Qualified] <- None

        let given =
            match env.Program.Given.TryGetValue(struct (home.Source.Path, symbol.Local)) with
            | true, given -> Some given
            | _ -> None

        let read (place: Place) (written: Expression) =
            let withUnit (place: Place) (value: CheckedExpression) =
                match value.Type with
                | StudyType.Quantity _
                | StudyType.Unknown -> value
                | other ->
                    env.Findings.Add(
                        place.File.Source,
                        NameCodes.WrongType,
                        value.Span,
                        [ place.What; "a number with a unit"; Names.describeType other ]
                    )

                    Checked.wrong place value.Span

            match typeName with
            | TypeName.Quantity -> infer env place [] written |> withUnit place
            | TypeName.List TypeName.Quantity ->
                let value = check env place [ StudyType.List StudyType.Unknown ] written

                match value.Node with
                | CheckedNode.List items ->
                    let item = {
                        place with
                            What = $"an item of {place.What}"
                    }

                    let items = items |> List.map (withUnit item)

                    if items |> List.exists (fun item -> not (Checked.isWrong item)) || items.IsEmpty then
                        {
                            value with
                                Node = CheckedNode.List items
                        }
                    else
                        Checked.wrong place value.Span
                | _ -> value
            | _ -> check env place [ Names.typeOfParameter typeName ] written

        /// A value from outside, whose items stand where it does.
        let fromOutside (place: Place) span studyType node =
            match node with
            | CheckedNode.List items ->
                items
                |> List.map (fun item -> Checked.make place span item.Type item.Node)
                |> CheckedNode.List
                |> Checked.make place span studyType
            | _ -> Checked.make place span studyType node

        let value =
            match env.Overrides.TryFind symbol.Qualified, given, written with
            | Some text, _, _ ->
                match Parameters.read typeName text with
                | Some(node, studyType) when obj.ReferenceEquals(home, env.Program.Main) ->
                    fromOutside place symbol.NameSpan studyType node
                // What is given from outside belongs to the study, not to the file it imports.
                | Some(node, studyType) ->
                    fromOutside (Place.plain env.Program.Main place.What) (importOf env home) studyType node
                | None ->
                    env.Findings.Add(
                        home.Source,
                        NameCodes.ParameterText,
                        symbol.NameSpan,
                        [
                            symbol.Local
                            text
                            (match Names.typeOfParameter typeName with
                             | StudyType.Unknown -> "a number with its unit, such as 250kb"
                             | known -> Names.describeExpected [ known ])
                            (match env.Origins.TryFind symbol.Qualified with
                             | Some origin -> $" in '{origin}'"
                             | None -> "")
                        ]
                    )

                    Checked.wrong place symbol.NameSpan
            | None, Some given, _ -> read (Place.plain given.Home place.What) given.Value
            | None, None, Some written -> read place written
            | None, None, None ->
                // A file of the library, opened by itself, waits for its values.
                if not (StandardLibrary.isOf env.Program.Main.Source.Path) then
                    let source, span = importedAt env home symbol
                    env.Findings.Add(source, NameCodes.ParameterWithoutValue, span, [ symbol.Qualified ])

                Checked.wrong place symbol.NameSpan

        env.Parameters[symbol.Qualified] <- Some value
        value
    | _ -> Checked.wrong place symbol.NameSpan

and private binary env place expected span operator operatorSpan left right =
    let misplaced () =
        Diagnostic.create place.File.Source NameCodes.OperatorMisplaced operatorSpan [ Operators.spelling operator ]
        |> (match operator, left.Node, right.Node with
            // A range of whole numbers as R has it.
            | BinaryOperator.Interact,
              ExpressionNode.Number(_, first, true, None),
              ExpressionNode.Number(_, last, true, None) when first < last ->
                Diagnostic.withFix place.File.Source "Write `..`" operatorSpan ".."
            // R's and pandas' `and`.
            | BinaryOperator.Intersect, _, _ when place.Columns.IsSome ->
                Diagnostic.withFix place.File.Source "Write `and`" operatorSpan "and"
            | _ -> id)
        |> env.Findings.AddDiagnostic

        Checked.wrong place span

    let comparison left right =
        let left, right = Comparisons.compare env place operator left right
        Checked.make place span StudyType.Bool (CheckedNode.Binary(operator, left, right))

    match operator with
    | BinaryOperator.Interact when (numbered expected left).IsSome ->
        let row, words, word = (numbered expected left).Value

        let number =
            match right.Node with
            | ExpressionNode.Number(_, value, true, None) -> Some(Checked.number value)
            | _ -> None

        row.Cases
        |> List.tryFind (fun case -> case.Name = word)
        |> Option.iter (fun case -> env.Uses.Add(place.File.Source, left.Span, NameMeaning.Word(row, case)))

        match number with
        | Some number when List.contains word words ->
            let written = $"{word}:{number}"
            Checked.make place span (StudyType.Enumeration row.Name) (CheckedNode.Text [ TextPart.Literal written ])
        | _ ->
            let meant =
                if List.contains word words then
                    Some word
                else
                    Suggestions.nearest word words
                |> Option.map (fun word -> word + ":" + Option.defaultValue "0" number)

            WrongTypes.unknownCase env place row span (place.File.Source.TextOf span) meant
    | BinaryOperator.Or
    | BinaryOperator.And
    | BinaryOperator.Add when List.contains StudyType.Cohort expected ->
        env.Findings.Add(place.File.Source, NameCodes.PeopleJoined, operatorSpan, [ Operators.spelling operator ])

        for side in [ left; right ] do
            check env place expected side |> ignore

        Checked.wrong place span
    | BinaryOperator.Or
    | BinaryOperator.And when
        ConditionsOtherwise.reportValuesJoined env.Findings place.File.Source operator operatorSpan left right
        ->
        Checked.wrong place span
    | BinaryOperator.Or
    | BinaryOperator.And ->
        let symbol = Operators.spelling operator
        let left = condition env place symbol left
        let right = condition env place symbol right
        Checked.make place span StudyType.Bool (CheckedNode.Binary(operator, left, right))
    | BinaryOperator.Equal
    | BinaryOperator.NotEqual
    | BinaryOperator.Less
    | BinaryOperator.LessOrEqual
    | BinaryOperator.Greater
    | BinaryOperator.GreaterOrEqual ->
        if
            ConditionsOtherwise.reportMissing env.Findings place operator span left right
            || ConditionsOtherwise.reportListCompared
                env.Findings
                place.File.Source
                operator
                operatorSpan
                span
                left
                right
        then
            Checked.wrong place span
        else
            let checkedLeft, checkedRight = infer env place [] left, infer env place [] right

            if operator = BinaryOperator.Equal || operator = BinaryOperator.NotEqual then
                noteText env place checkedLeft right
                noteText env place checkedRight left

            comparison checkedLeft checkedRight
    | BinaryOperator.In ->
        let leftWritten = left
        let left = infer env place [] left

        let right =
            match (Checked.stripParentheses right).Node with
            | ExpressionNode.Binary(BinaryOperator.Range, _, first, last) ->
                match betweenFix env place span leftWritten first last with
                | true -> Checked.wrong place right.Span
                | false ->
                    let items = range env place right.Span first last
                    Checked.make place right.Span (StudyType.List StudyType.Int) (CheckedNode.List items)
            | ExpressionNode.Binary(BinaryOperator.Subtract,
                                    minus,
                                    {
                                        Node = ExpressionNode.Number(_, first, true, None)
                                    },
                                    {
                                        Node = ExpressionNode.Number(_, last, true, None)
                                    }) when first < last ->
                // A range of whole numbers as PLINK has it.
                Diagnostic.create place.File.Source NameCodes.WrongType right.Span [ "'in'"; "a list"; "a difference" ]
                |> Diagnostic.withFix place.File.Source "Write `..`" minus ".."
                |> env.Findings.AddDiagnostic

                Checked.wrong place right.Span
            | ExpressionNode.List(items, _) ->
                for item in items do
                    noteText env place left item.Value

                infer env place [] right
            | _ -> infer env place [] right

        match right.Node with
        | CheckedNode.List items ->
            // Ranges are written out, so that a fault of one item is a fault of all: report it once.
            let items = [
                for item in items -> snd (Comparisons.compare env place BinaryOperator.Equal left item)
            ]

            let right = {
                right with
                    Node = CheckedNode.List items
            }

            Checked.make place span StudyType.Bool (CheckedNode.Binary(operator, left, right))
        | _ ->
            if not (Checked.isWrong right) then
                env.Findings.Add(
                    place.File.Source,
                    NameCodes.WrongType,
                    right.Span,
                    [ "'in'"; "a list"; Names.describeType right.Type ]
                )

            Checked.wrong place span
    | BinaryOperator.Intersect when List.contains StudyType.Cohort expected -> people env place span operator left right
    | BinaryOperator.Subtract when List.contains StudyType.Cohort expected -> people env place span operator left right
    | BinaryOperator.Intersect
    | BinaryOperator.Interact
    | BinaryOperator.Range -> misplaced ()
    | BinaryOperator.Add
    | BinaryOperator.Multiply
    | BinaryOperator.Divide
    | BinaryOperator.Power when List.contains StudyType.Cohort expected -> misplaced ()
    | _ -> Arithmetic.combine env place span operator (infer env place [] left) (infer env place [] right)

/// `a - b`, `a & b` of cohorts.
and private people env place span operator left right =
    let left = check env place [ StudyType.Cohort ] left
    let right = check env place [ StudyType.Cohort ] right
    Checked.make place span StudyType.Cohort (CheckedNode.Binary(operator, left, right))

and private inferMember env place target name span =
    let source = place.File.Source

    let imported =
        match target.Node with
        | ExpressionNode.Name alias ->
            match Names.tryFind place.File alias with
            | Some { Meaning = Meaning.Import path } -> Some(alias, path)
            | _ -> None
        | _ -> None

    match imported with
    | Some(alias, path) ->
        Names.tryFind place.File alias
        |> Option.iter (fun symbol -> env.Uses.Add(source, target.Span, NameMeaning.Symbol(place.File, symbol)))

        match env.Program.Files.TryGetValue path with
        | false, _ -> Checked.wrong place span
        | true, home ->
            match Names.tryFind home name.Name with
            | Some({ Meaning = Meaning.Import _ }) ->
                env.Findings.Add(source, NameCodes.AliasAsValue, span, [ $"{alias}.{name.Name}" ])
                Checked.wrong place span
            | Some symbol -> ofSymbol env place home symbol span name.Span
            | None ->
                let candidates () =
                    declarationCandidates home () |> Seq.map (fun other -> $"{alias}.{other}")

                env.Findings.UndeclaredIn(source, path, $"{alias}.{name.Name}", span, candidates)
                Checked.wrong place span
    | None ->
        let owner = infer env { place with Columns = None } [] target

        let silent =
            match owner.Node with
            | CheckedNode.Declaration qualified ->
                match env.Program.Homes.TryGetValue qualified with
                | true, (_, symbol) -> Names.isSilent symbol
                | _ -> false
            | _ -> false

        if silent || Checked.isWrong owner then
            Checked.wrong place span
        else
            let members = Catalogue.membersOf owner.Type
            let written = source.TextOf target.Span
            let found = members |> List.tryFind (fun row -> row.Name = name.Name)

            found
            |> Option.iter (fun row -> env.Uses.Add(source, name.Span, NameMeaning.Member(owner.Type, row)))

            match found with
            | Some row when row.Availability = Availability.ToCome ->
                env.Findings.Add(source, NameCodes.NotThereYet, name.Span, [ "member"; name.Name ])
                Checked.wrong place span
            | Some row when row.AfterRun && not place.RunValues ->
                env.Findings.Add(source, NameCodes.RunValue, span, [ source.TextOf span; place.What ])
                Checked.wrong place span
            | Some({ Needs = Some needed }) when not (meets env owner needed) ->
                env.Findings.Add(
                    source,
                    NameCodes.MemberNeedsSetting,
                    span,
                    [ source.TextOf span; written; RowText.condition needed ]
                )

                Checked.wrong place span
            | Some row -> Checked.make place span row.Type (CheckedNode.Member(owner, row.Name))
            | None when members.IsEmpty ->
                env.Findings.Add(source, NameCodes.NoMembers, span, [ written; Names.describeType owner.Type ])
                Checked.wrong place span
            | None ->
                let known = [ for row in members -> row.Name ]
                let arguments = [ written; Names.describeType owner.Type; name.Name ]

                match Suggestions.nearest name.Name known with
                | None ->
                    let listed = Suggestions.listed known
                    env.Findings.Add(source, NameCodes.UnknownMember, name.Span, arguments @ [ $"; it has {listed}." ])
                | near -> env.Findings.AddSuggesting(source, NameCodes.UnknownMember, name.Span, arguments, near, [])

                Checked.wrong place span

and private call env place expected span callee arguments =
    let source = place.File.Source

    match callee.Node with
    | ExpressionNode.Name name ->
        match Catalogue.tryFindFunction name with
        | None when ConditionsOtherwise.reportBetween env.Findings source span callee.Span name arguments ->
            Checked.wrong place span
        | None when ConditionsOtherwise.reportListCall env.Findings source span callee.Span name arguments ->
            Checked.wrong place span
        | None ->
            WrongTypes.reportUnknownFunction env source expected callee.Span name
            Checked.wrong place span
        | Some row when row.Availability = Availability.ToCome ->
            if
                not (
                    arguments
                    |> List.exists (fun argument -> refersToSilent place.File argument.Value)
                )
            then
                env.Findings.Add(source, NameCodes.NotThereYet, callee.Span, [ "function"; name ])

            Checked.wrong place span
        | Some { Name = "column" } when
            List.contains StudyType.ColumnName expected
            && place.Columns.IsSome
            && namesColumn arguments
              ->
              // The column itself, and not its values.
              {
                  check env place [ StudyType.ColumnName ] arguments.Head.Value with
                      Span = span
              }
        | Some row -> callKnown env place span callee.Span row arguments
    | ExpressionNode.Skipped _ -> Checked.wrong place span
    | _ ->
        WrongTypes.reportUnknownFunction env source [] callee.Span (source.TextOf callee.Span)
        Checked.wrong place span

and private callKnown env place span nameSpan (row: FunctionRow) arguments =
    let source = place.File.Source

    let needsColumns =
        row.Arguments
        |> List.exists (fun argument -> argument.Accepts = [ StudyType.ColumnName ])

    let home =
        match row.Use with
        | FunctionUse.Formula -> Some "in formulas"
        | FunctionUse.Value when place.Columns.IsSome && not place.Placeholders -> Some "in the value of a setting"
        | FunctionUse.Show when place.Columns.IsSome -> Some "in what a report shows"
        | FunctionUse.Arithmetic when needsColumns && place.Columns.IsNone -> Some "where columns are seen"
        | _ -> None

    match home with
    | Some home ->
        env.Findings.Add(source, NameCodes.FunctionMisplaced, nameSpan, [ row.Name; home ])
        Checked.wrong place span
    | None ->
        let arguments = WrittenOtherwise.arguments env.Findings source row arguments
        let given = Dictionary<string, Expression>()
        let mutable position = 0

        /// The one argument that a declaration is of the type of, where it stands without a name in the place of another.
        let meantFor (value: Expression) (found: SettingRow) =
            let accepts (symbol: Symbol) (argument: SettingRow) =
                argument.Accepts
                |> List.exists (fun wanted -> StudyType.fits wanted symbol.Type)

            match value.Node with
            | ExpressionNode.Name name ->
                match Names.tryFind place.File name with
                | Some({ Meaning = Meaning.Declaration _ } as symbol) when not (accepts symbol found) ->
                    row.Arguments
                    |> List.filter (accepts symbol)
                    |> List.tryExactlyOne
                    |> Option.filter (fun other ->
                        arguments
                        |> List.forall (fun argument ->
                            argument.Name |> Option.forall (fun name -> name.Name <> other.Name)))
                    |> Option.map (fun other -> name, symbol, other)
                | _ -> None
            | _ -> None

        for argument in arguments do
            let name =
                match argument.Name with
                | Some name -> Some(name.Name, name.Span)
                | None ->
                    let found = row.Arguments |> List.tryItem position
                    position <- position + 1

                    match found |> Option.bind (meantFor argument.Value) with
                    | Some(name, symbol, other) ->
                        let written = $"{other.Name} = {name}"

                        WrongTypes.quoteFix
                            env
                            place
                            NameCodes.WrongType
                            argument.Value.Span
                            [
                                $"'{found.Value.Name}'"
                                Names.describeExpected found.Value.Accepts
                                $"{Names.describeType symbol.Type}, which is given as {written}"
                            ]
                            written

                        Some(other.Name, argument.Value.Span)
                    | None -> found |> Option.map (fun found -> found.Name, argument.Value.Span)

            match name with
            | Some(name, nameSpan) when row.Arguments |> List.exists (fun known -> known.Name = name) ->
                if not (given.TryAdd(name, argument.Value)) then
                    env.Findings.Add(
                        source,
                        NameCodes.UnexpectedArgument,
                        nameSpan,
                        [ row.Name; $"second '{name}'"; "." ]
                    )
            | Some(name, nameSpan) ->
                let suggestion =
                    Suggestions.nearestOrWhole name [ for known in row.Arguments -> known.Name ]

                let rest =
                    match suggestion, row.Arguments with
                    | None, _ :: _ ->
                        let listed = Suggestions.listed [ for known in row.Arguments -> known.Name ]
                        $"; it takes {listed}."
                    | _ -> Suggestions.phrase suggestion

                let diagnostic =
                    Diagnostic.create source NameCodes.UnexpectedArgument nameSpan [
                        row.Name
                        $"argument '{name}'"
                        rest
                    ]

                match suggestion with
                | Some other -> Diagnostic.withFix source $"Write '{other}'" nameSpan other diagnostic
                | None -> diagnostic
                |> env.Findings.AddDiagnostic
            | None ->
                env.Findings.Add(
                    source,
                    NameCodes.UnexpectedArgument,
                    argument.Value.Span,
                    [ row.Name; $"more than {row.Arguments.Length} argument(s)"; "." ]
                )

        let misnamed =
            arguments
            |> List.exists (fun argument ->
                match argument.Name with
                | Some name -> row.Arguments |> List.forall (fun known -> known.Name <> name.Name)
                | None -> false)

        for argument in row.Arguments do
            if argument.Required && not misnamed && not (given.ContainsKey argument.Name) then
                env.Findings.Add(
                    source,
                    NameCodes.MissingArgument,
                    span,
                    [ row.Name; argument.Name; RowText.continued argument.Doc ]
                )

        let wanted = { place with What = $"'{row.Name}'" }

        let mutable values = Map.empty

        // The columns of a table are known once its path is.
        let tableColumns =
            if row.Yields = StudyType.PeopleTable then
                match given.TryGetValue "path" with
                | true, path ->
                    let path = check env wanted [ StudyType.String ] path
                    values <- values.Add("path", path)

                    match PeopleTable.literal path with
                    | Some written when not (Checked.isWrong path) ->
                        let path = StudyPath.resolve path.File written

                        match PeopleTable.formatOf row.Name |> Option.bind (env.FindTable path) with
                        | Some header -> Some(ColumnScope.ofHeader $"the table '{path}'" header)
                        | None -> Some(ColumnScope.unknown $"the table '{path}'")
                    | _ -> Some(ColumnScope.unknown "the table")
                | _ -> Some(ColumnScope.unknown "the table")
            else
                place.Columns

        for argument in row.Arguments do
            match given.TryGetValue argument.Name with
            | true, value when not (values.ContainsKey argument.Name) ->
                let value =
                    match argument.Accepts with
                    | [ StudyType.ColumnName ] ->
                        check env { wanted with Columns = tableColumns } [ StudyType.ColumnName ] value
                    | [ StudyType.Float ] when row.Use <> FunctionUse.Value ->
                        infer env wanted [] value |> Arithmetic.requireNumber env wanted row.Name
                    | accepts ->
                        check
                            env
                            {
                                wanted with
                                    // What a text names by a placeholder is looked up in the columns; nothing else in it is.
                                    Columns = (if place.Placeholders then place.Columns else None)
                                    Placeholders = place.Placeholders && argument.Sees = Sees.Placeholders
                                    What = $"'{argument.Name}'"
                            }
                            accepts
                            value

                SettingValues.checkLimits env argument value
                values <- values.Add(argument.Name, value)
            | true, _ -> ()
            | _ ->
                SettingValues.defaultOf source span argument
                |> Option.iter (fun value -> values <- values.Add(argument.Name, value))

        match values.TryFind "id", values.TryFind "family" with
        | Some { Node = CheckedNode.Column id }, Some({ Node = CheckedNode.Column family } as at) when
            row.Yields = StudyType.PeopleTable && id = family
            ->
            env.Findings.Add(
                source,
                NameCodes.DoNotGoTogether,
                at.Span,
                [
                    $"'id = {id}'"
                    $"'family = {family}'"
                    "the family's column does not name the person"
                ]
            )
        | _ -> ()

        match row.Name, values.TryFind "name" |> Option.map _.Node, place.Columns with
        | "column", Some(CheckedNode.Column name), Some scope ->
            match ColumnScope.tryFind name scope with
            | Some column -> NamedColumns.ofColumn place span column
            | None -> NamedColumns.ofColumn place span (Column.unseen name)
        | "column", _, _ -> Checked.wrong place span
        | _ -> Checked.make place span row.Yields (CheckedNode.Call(row.Name, values))
