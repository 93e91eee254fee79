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

/// The default, where it is a number or a list that one would otherwise have to look up.
let private defaults (row: SettingRow option) =
    match row with
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
          [ Proposal.proposal ProposalKind.Value 5 text "default" (fun () -> "") ]
    | _ -> []

/// The types of what may stand at a place. Where a list may, what may be in it is offered as well: the brackets are soon written.
let private typesAt (expected: CursorSlot.Expected) =
    expected.Types
    @ (expected.Types
       |> List.choose (fun accepted ->
           match accepted with
           | StudyType.List item when StudyType.isResult item -> Some item
           | _ -> None))

/// Whether what a name stands for may stand at a place.
let mayStand (expected: CursorSlot.Expected) (symbol: Symbol) : bool =
    let types = typesAt expected

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

let values (model: StudyModel) (place: CursorSlot.Place) seen (expected: CursorSlot.Expected) : Proposal list =
    let scope =
        CursorColumns.find model place.Kind expected.Columns |> Option.orElse seen

    let own = place.Kind |> Option.bind _.Name |> Option.map _.Name

    let types = typesAt expected
    let isCondition = List.contains StudyType.Predicate types
    let isFormula = List.contains StudyType.Formula types

    let namesColumns =
        types |> List.exists (fun studyType -> studyType = StudyType.ColumnName)

    [
        yield! Proposal.levels scope expected.ComparedWith
        yield! words types
        yield! defaults expected.Row

        match scope with
        | Some scope when namesColumns -> yield! Proposal.columnNames model scope 15
        | Some scope when isCondition || isFormula || expected.InArithmetic ->
            yield! Proposal.columnValues model scope 15
        | _ -> ()

        yield! names model own (mayStand expected)

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
