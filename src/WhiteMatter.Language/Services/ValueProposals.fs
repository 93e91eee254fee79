/// What the value of a setting or of an argument may be.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.ValueProposals

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

let private words (types: StudyType list) = [
    for studyType in types do
        match studyType with
        | StudyType.Enumeration name ->
            match Catalogue.tryFindEnumeration name with
            | Some row ->
                for at, case in List.indexed row.Cases do
                    if Proposal.isHere case.Availability then
                        let label = if case.Numbered then case.Name + ":0" else case.Name

                        {
                            Proposal.proposal ProposalKind.Word 0 label row.Name (fun () -> case.Doc) with
                                Rank = min at 9
                        }

                        // A word with settings of its own.
                        match Catalogue.tryFindFunction case.Name with
                        | Some call when call.Yields = studyType && not call.Arguments.IsEmpty -> {
                            Proposal.functionCall (min at 9) call with
                                Label = case.Name + "(…)"
                          }
                        | _ -> ()
            | None -> ()
        | StudyType.Bool ->
            Proposal.proposal ProposalKind.Value 10 "true" "bool" (fun () -> "")
            Proposal.proposal ProposalKind.Value 10 "false" "bool" (fun () -> "")
        | _ -> ()
]

/// The names of the study whose values fit.
let names (model: StudyModel) (own: string option) (fits: Symbol -> bool) = [
    for symbol in model.Main.Symbols.Values do
        match symbol.Meaning with
        | Meaning.Import path ->
            match model.Analysis.Env.Program.Files.TryGetValue path with
            | true, home ->
                for other in home.Symbols.Values do
                    if fits other && not other.Meaning.IsImport then
                        Proposal.proposal
                            ProposalKind.Import
                            25
                            $"{symbol.Local}.{other.Local}"
                            (StudyType.name other.Type)
                            (fun () -> Hover.ofSymbol model other)
            | _ -> ()
        // A declaration without a name has one that cannot be written.
        | _ when Some symbol.Local <> own && not (symbol.Local.Contains '#') && fits symbol ->
            let kind =
                if symbol.Meaning.IsParameter then
                    ProposalKind.Parameter
                else
                    ProposalKind.Declaration

            Proposal.proposal kind 20 symbol.Local (StudyType.name symbol.Type) (fun () -> Hover.ofSymbol model symbol)
        | _ -> ()
]

let isParameter (symbol: Symbol) = symbol.Meaning.IsParameter

let private isEmptyText (item: CheckedExpression) =
    item.Type = StudyType.String && PeopleTable.literal item = Some ""

/// The default, where it is a number or a list that one would otherwise have to look up, else a value as one would write it; in a list of texts those of the
/// default.
let private defaults (expected: CursorSlot.Expected) =
    let value text detail = [ Proposal.proposal ProposalKind.Value 5 text detail (fun () -> "") ]

    match expected.Row with
    | Some {
               Default = Some {
                                  Value = Some(CheckedNode.List items, StudyType.List StudyType.String)
                              }
           } when expected.InList -> [
        for item in items do
            match PeopleTable.literal item with
            | Some text -> yield! value (Proposal.quoted text) "default"
            | None -> ()
      ]
    | _ when expected.InList -> []
    | Some {
               Default = Some { IsLiteral = true; Text = text }
               Accepts = accepts
           } when
        text <> ""
        && not (
            accepts
            |> List.exists (fun studyType -> studyType.IsEnumeration || studyType = StudyType.Bool)
        )
        ->
        value text "default"
    | Some { Example = Some text } when expected.ComparedWith.IsNone && not expected.InArithmetic ->
        value text "example"
    | _ -> []

/// Whether what a name stands for may stand at a place.
let mayStand (expected: CursorSlot.Expected) (symbol: Symbol) : bool =
    let types = expected.Types

    if List.contains StudyType.Formula types then
        symbol.Type = StudyType.Covariates || symbol.Type = StudyType.Relatedness
    elif List.contains StudyType.Predicate types || expected.InArithmetic then
        isParameter symbol
        || (expected.RunValues && not (Catalogue.membersOf symbol.Type).IsEmpty)
        || types
           |> List.exists (fun wanted ->
               wanted <> StudyType.Predicate
               && symbol.Type <> StudyType.Unknown
               && StudyType.fits wanted symbol.Type)
    else
        types
        |> List.exists (fun wanted ->
            match symbol.Type with
            | StudyType.Nothing -> false
            | StudyType.Unknown -> isParameter symbol && wanted.IsQuantity
            | actual -> StudyType.fits wanted actual)

/// As `mayStand`, of a name in a study. A list of an imported file that means missing, with an empty text in it, is none of names.
let mayStandIn (model: StudyModel) (expected: CursorSlot.Expected) (symbol: Symbol) : bool =
    let isNames () =
        match expected.Row, symbol.Type, model.Analysis.Env.Parameters.TryGetValue symbol.Qualified with
        | Some row, StudyType.List StudyType.String, (true, Some { Node = CheckedNode.List items }) when
            List.exists isEmptyText items
            ->
            match row.Default with
            | Some {
                       Value = Some(CheckedNode.List defaults, _)
                   } -> List.exists isEmptyText defaults
            | _ -> false
        | _ -> true

    mayStand expected symbol
    && not (List.contains symbol.Local expected.Beside)
    && not (List.contains symbol.Qualified expected.Beside)
    && (symbol.Local = symbol.Qualified || isNames ())

/// The regions of the atlas that the declaration names, where the texts of a setting name those.
let private regions (model: StudyModel) (place: CursorSlot.Place) (expected: CursorSlot.Expected) =
    match expected.Row with
    | Some { Texts = Some(TextsOf.Atlas setting) } when List.contains StudyType.String expected.Types ->
        let written =
            place.Kind
            |> Option.bind _.Body
            |> Option.bind (fun body -> CursorExpected.settingIn body setting)
            |> Option.bind CursorColumns.leftmostName

        let isChecked () =
            place.Kind
            |> Option.bind _.Name
            |> Option.bind (fun own -> CursorColumns.lookUp model.Analysis.Checked own.Name)
            |> Option.bind (fun declaration -> declaration.Body.Settings.TryFind setting)
            |> Option.bind Cohorts.leftmost

        let names =
            written
            |> Option.orElseWith isChecked
            |> Option.bind (CursorColumns.lookUp model.Analysis.Checked)
            |> Option.bind (RegionTraits.namesOf model.Analysis)

        [
            for name in names |> Option.map List.sort |> Option.defaultValue [] ->
                Proposal.proposal ProposalKind.Level 0 (Proposal.quoted name) "a region" (fun () -> "")
        ]
    | _ -> []

/// Columns of a scope, but for those that a place does not take.
let private taken (what: ColumnsTaken) (scope: ColumnScope) =
    match what with
    | ColumnsTaken.Any -> scope
    | _ -> {
        scope with
            Columns =
                Dictionary<string, Column>(
                    scope.Columns
                    |> Seq.filter (fun known -> CursorColumns.isTaken what known.Value)
                )
      }

/// Whether one of a list's items is proposed where the list is asked for, in brackets.
let private isOffered (expected: CursorSlot.Expected) (item: StudyType) =
    match item, expected.Row with
    | StudyType.String, Some { Texts = Some _ } -> true
    | (StudyType.Enumeration _ | StudyType.ColumnName | StudyType.PeopleTable | StudyType.Effect), _ -> true
    | item, _ -> StudyType.isResult item

/// Whether covariates of an imported file ask for columns that the table has not.
let private lacks (model: StudyModel) (scope: ColumnScope option) (symbol: Symbol) : bool =
    let program = model.Analysis.Env.Program
    let met = HashSet<string>(StringComparer.Ordinal)

    let rec lacksAny (columns: ColumnScope) (symbol: Symbol) =
        met.Add symbol.Qualified
        && match program.Homes.TryGetValue symbol.Qualified with
           | true,
             (home,
              {
                  Meaning = Meaning.Declaration({ Body = Some body }, _)
              }) ->
               body.Items
               |> List.exists (fun item ->
                   match item.Node with
                   | ItemNode.Bare term -> asks columns home term
                   | _ -> false)
           | _ -> false

    and asks columns home (term: Expression) =
        match term.Node with
        | ExpressionNode.Name name ->
            match Names.tryFind home name with
            | Some symbol when symbol.Type = StudyType.Covariates -> lacksAny columns symbol
            | Some _ -> false
            | None -> not (columns.Columns.ContainsKey name)
        | ExpressionNode.Parenthesised inner -> asks columns home inner.Value
        | ExpressionNode.Unary(_, operand) -> asks columns home operand
        | ExpressionNode.Binary(_, _, left, right) -> asks columns home left || asks columns home right
        | ExpressionNode.Call(_, arguments, _) ->
            arguments |> List.exists (fun argument -> asks columns home argument.Value)
        | _ -> false

    match scope with
    | Some columns when
        columns.Complete
        && symbol.Type = StudyType.Covariates
        && symbol.Local <> symbol.Qualified
        ->
        lacksAny columns symbol
    | _ -> false

/// As `mayStandIn`, where columns of this scope are seen.
let mayStandAmong (model: StudyModel) (expected: CursorSlot.Expected) (scope: ColumnScope option) (symbol: Symbol) =
    mayStandIn model expected symbol && not (lacks model scope symbol)

let rec values (model: StudyModel) (place: CursorSlot.Place) seen (expected: CursorSlot.Expected) : Proposal list =
    let scope =
        CursorColumns.find model place.Kind expected.Columns |> Option.orElse seen

    let own = place.Kind |> Option.bind _.Name |> Option.map _.Name

    let types = expected.Types
    let isCondition = List.contains StudyType.Predicate types
    let isFormula = List.contains StudyType.Formula types

    let namesColumns =
        types |> List.exists (fun studyType -> studyType = StudyType.ColumnName)

    [
        yield! Proposal.levels scope (List.contains StudyType.String types) expected.ComparedWith
        yield! regions model place expected
        yield! words types
        yield! defaults expected

        match scope, expected.Row with
        | Some scope, Some row when namesColumns -> yield! Proposal.columnNames model (taken row.Takes scope) 15
        | Some scope, None when namesColumns -> yield! Proposal.columnNames model scope 15
        | Some scope, _ when isFormula -> yield! Proposal.columnValues model (taken ColumnsTaken.Values scope) 15
        // Of arithmetic in a formula or a condition: texts are no numbers.
        | Some scope, _ when expected.InArithmetic && types = [ StudyType.Float ] ->
            yield! Proposal.columnValues model (taken ColumnsTaken.Numbers scope) 15
        | Some scope, _ when isCondition || expected.InArithmetic -> yield! Proposal.columnValues model scope 15
        | _ -> ()

        // What may be in a list, where the list may stand alone.
        for accepted in types do
            match accepted with
            | StudyType.List item when not expected.InList && not (List.contains item types) && isOffered expected item ->
                let made =
                    values model place seen {
                        expected with
                            Types = [ item ]
                            InList = true
                    }

                yield!
                    made
                    |> List.filter (fun one -> item <> StudyType.String || one.Kind = ProposalKind.Level)
                    |> List.map Proposal.inBrackets
            | _ -> ()

        for made in names model own (mayStandAmong model expected scope) do
            let terms =
                if isFormula then
                    Catalogue.types
                    |> List.filter (fun row -> StudyType.name row.Type = made.Detail)
                    |> List.collect _.Members
                    |> List.filter (fun row -> row.Type = StudyType.Formula)
                else
                    []

            // Of what is no formula but has one, such as the components of a relatedness, that stands there.
            match terms with
            | [] -> made
            | terms ->
                for row in terms do
                    {
                        made with
                            Label = $"{made.Label}.{row.Name}"
                            Text = $"{made.Text}.{row.Name}"
                    }

        for row in Catalogue.functions do
            if Proposal.isHere row.Availability && List.contains row.Use expected.Uses then
                let wanted =
                    match row.Use with
                    | FunctionUse.Value
                    | FunctionUse.Show ->
                        not row.Yields.IsEnumeration
                        && types |> List.exists (fun wanted -> StudyType.fits wanted row.Yields)
                    | _ -> true

                if wanted then
                    Proposal.functionCall 30 row

        if isCondition && expected.ComparedWith.IsNone then
            Proposal.proposal ProposalKind.Keyword 40 "not" "" (fun () -> "The condition does not hold.")
    ]
