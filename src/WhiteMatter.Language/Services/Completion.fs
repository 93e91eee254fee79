namespace WhiteMatter.Language.Services

open System
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// What may stand at the cursor, and which text it replaces.
type Completion = {
    /// The word that is being written.
    Replace: Span
    /// In the order to be shown.
    Proposals: Proposal list
}

/// The name of a function, its documentation and its arguments, while a call is written.
type CallSignature = {
    /// `clump(p1 : float = 5e-8, [p2 : float])`: each argument with its type and its default; in brackets those that may be left out and have none.
    Label: string
    /// One line.
    Documentation: string
    /// For each argument the text it has in the label, and its documentation.
    Arguments: (string * string) list
    /// Which one is being written; the number of arguments where there is none left.
    Active: int
}

/// What may be written at a place, read off the catalogue and the names and columns of the study.
[<RequireQualifiedAccess>]
module Completing =

    let private kinds (model: StudyModel) = [
        let hasStudy = model.Main.Declarations |> Seq.exists Names.isStudy

        for row in Catalogue.kinds do
            // A second study is a mistake.
            if Proposal.isHere row.Availability && not (hasStudy && row.Name = "study") then
                let source =
                    match row.From with
                    | Some { Required = true } -> " from ${2:source}"
                    | _ -> ""

                let head =
                    if row.HasName then
                        $"{row.Name} ${{1:name}}{source}"
                    else
                        row.Name

                Proposal.proposal ProposalKind.Kind 10 row.Name (StudyType.name row.Yields) (fun () -> Hover.ofKind row)
                |> Proposal.writing row.Name (Some(head + " {\n  $0\n}"))

        Proposal.proposal ProposalKind.Keyword 20 "import" "" (fun () ->
            "Makes the declarations of another file known.")
        |> Proposal.writing "import" (Some "import \"${1:path}\" as ${2:name}")

        Proposal.proposal ProposalKind.Keyword 20 "param" "" (fun () -> "A value that `--set` replaces.")
        |> Proposal.writing "param" (Some "param ${1:name} : ${2:int} = $0")

        Proposal.proposal ProposalKind.Keyword 20 "accept" "" (fun () -> "Takes a warning upon the study.")
        |> Proposal.writing "accept" (Some "accept ${1:code} because \"${2:reason}\"")
    ]

    /// Whether a setting may stand beside those written, by the type after `from` and by the words of others.
    let private stands (model: StudyModel) (kind: KindDeclaration option) (rows: SettingRow list) (row: SettingRow) =
        let source =
            kind
            |> Option.bind _.From
            |> Option.bind CursorColumns.leftmostName
            |> Option.bind (fun name ->
                match Names.tryFind model.Main name with
                | Some symbol -> Some symbol.Type
                | None -> CursorColumns.lookUp model.Analysis.Checked name |> Option.map _.Type)

        let ofSource =
            match source with
            | Some source when not row.For.IsEmpty ->
                row.For |> List.exists (fun wanted -> StudyType.fits wanted source)
            | _ -> true

        ofSource && Conditions.stands rows (kind |> Option.bind _.Body) row

    let private items model (place: CursorSlot.Place) settings blocks entries (written: string list) = [
        for at, row in List.indexed (settings: SettingRow list) do
            if
                Proposal.isHere row.Availability
                && not (List.contains row.Name written)
                && stands model place.Kind settings row
            then
                let detail = RowText.types row.Accepts

                {
                    Proposal.proposal ProposalKind.Setting 0 row.Name detail (fun () -> Hover.ofSetting row None) with
                        Rank = if row.Required then 0 else 1 + min at 50
                }
                |> Proposal.writing $"{row.Name} = " None

        for row: BlockRow in blocks do
            if Proposal.isHere row.Availability && not (List.contains row.Name written) then
                Proposal.proposal ProposalKind.Block 60 row.Name "block" (fun () -> row.Doc)
                |> Proposal.writing $"{row.Name} {{ }}" (Some $"{row.Name} {{ $0 }}")

        match entries with
        | Some Entries.Terms -> yield! ValueProposals.values model place None (CursorExpected.entriesOf Entries.Terms)
        | Some Entries.Conditions ->
            yield! ValueProposals.values model place None (CursorExpected.entriesOf Entries.Conditions)
        | Some Entries.ColumnRoles ->
            match CursorColumns.find model place.Kind (CursorSlot.ColumnsAt.Of Sees.TableColumns) with
            | Some scope ->
                yield!
                    Proposal.columnNames model scope 10
                    |> List.map (fun made -> Proposal.writing $"{made.Text} : " None made)
            | None -> ()

            let own = place.Kind |> Option.bind _.Name |> Option.map _.Name
            yield! ValueProposals.names model own (fun symbol -> symbol.Type = StudyType.Columns)
        | None -> ()

        if entries <> Some Entries.ColumnRoles then
            Proposal.proposal ProposalKind.Keyword 90 "accept" "" (fun () ->
                "Takes a warning of this declaration upon the study.")
            |> Proposal.writing "accept " (Some "accept ${1:code} because \"${2:reason}\"")
    ]

    let private members
        (model: StudyModel)
        (place: CursorSlot.Place)
        (owner: Expression)
        (expected: CursorSlot.Expected)
        =
        let scope = CursorColumns.find model place.Kind expected.Columns

        match CursorColumns.leftmostName owner with
        | None -> []
        | Some name ->
            match Names.tryFind model.Main name with
            | Some { Meaning = Meaning.Import path } ->
                match model.Analysis.Env.Program.Files.TryGetValue path with
                | true, home -> [
                    for symbol in home.Symbols.Values do
                        if
                            not symbol.Meaning.IsImport
                            && (expected.Types.IsEmpty
                                || ValueProposals.mayStandAmong model expected scope symbol)
                        then
                            Proposal.proposal
                                ProposalKind.Declaration
                                0
                                symbol.Local
                                (StudyType.name symbol.Type)
                                (fun () -> Hover.ofSymbol model symbol)
                  ]
                | _ -> []
            | found ->
                let studyType =
                    found
                    |> Option.map _.Type
                    |> Option.orElse (CursorColumns.lookUp model.Analysis.Checked name |> Option.map _.Type)

                match studyType with
                | None -> []
                | Some studyType -> [
                    for row in Catalogue.membersOf studyType do
                        // What is known only after a run stands where such values may, terms of a formula in a formula.
                        let stands =
                            if row.Type = StudyType.Formula then
                                List.contains StudyType.Formula expected.Types
                            else
                                not row.AfterRun || expected.RunValues

                        if stands && Proposal.isHere row.Availability then
                            Proposal.proposal ProposalKind.Member 0 row.Name (StudyType.name row.Type) (fun () ->
                                Hover.ofMember studyType row)
                  ]

    /// The files of the library that comes with the language.
    let private libraryNames (model: StudyModel) =
        let edition =
            model.File.Edition |> Option.map fst |> Option.defaultValue Parser.edition

        StandardLibrary.names edition
        |> List.map (fun name ->
            Proposal.proposal ProposalKind.Import 0 name "library" (fun () ->
                "A file of the library that comes with the program."))

    /// The parameters of an imported file that are given no value yet.
    let private parametersOf (model: StudyModel) (alias: string) (written: string list) =
        match Names.tryFind model.Main alias with
        | Some { Meaning = Meaning.Import path } ->
            match model.Analysis.Env.Program.Files.TryGetValue path with
            | true, home -> [
                for symbol in home.Symbols.Values do
                    if symbol.Meaning.IsParameter && not (List.contains symbol.Local written) then
                        let typeName =
                            match symbol.Type with
                            | StudyType.Unknown -> "quantity"
                            | other -> StudyType.name other

                        Proposal.proposal ProposalKind.Parameter 0 symbol.Local typeName (fun () ->
                            Hover.ofSymbol model symbol)
                        |> Proposal.writing $"{symbol.Local} = " None
              ]
            | _ -> []
        | _ -> []

    /// The value of a parameter: what fits its type, and of one of an imported file what it has there.
    let private ofParameter model place alias (name: string) (expected: CursorSlot.Expected) =
        match ParameterPaths.tryFind model alias name with
        | None -> ValueProposals.values model place None expected
        | Some(_, symbol) ->
            let given =
                match alias, model.Analysis.Env.Parameters.TryGetValue symbol.Qualified with
                | Some _, (true, Some value) -> ValueText.tryWrite value |> Option.toList
                | _ -> []

            [
                for text in given do
                    Proposal.proposal ProposalKind.Value 5 text "default" (fun () -> "")

                yield!
                    ValueProposals.values model place None {
                        expected with
                            Types =
                                match symbol.Type with
                                | StudyType.Unknown -> []
                                | StudyType.List item when expected.InList -> [ item ]
                                | other -> [ other ]
                    }
                    |> List.filter (fun made -> made.Label <> name)
            ]

    /// A word of the language that must come next, with what follows it.
    let private word (source: SourceText) (replace: Span) (word: string) =
        let follows, snippet =
            match word with
            | "because" -> " \"\"", " \"${1:reason}\""
            | _ -> " ", " ${1:name}"

        let isFollowed = source.Text.Substring(replace.End).TrimStart(' ').StartsWith('"')

        let made =
            Proposal.proposal ProposalKind.Keyword 0 word "" (fun () ->
                PlainWords.tryTell word |> Option.defaultValue "")

        if isFollowed then
            made
        else
            Proposal.writing (word + follows) (Some(word + snippet)) made

    let private roles () = [
        for row in Catalogue.tryFindEnumeration "role of a column" |> Option.toList do
            for case in row.Cases do
                Proposal.proposal ProposalKind.Word 0 case.Name row.Name (fun () -> case.Doc)

        for unit in Units.all do
            Proposal.proposal ProposalKind.Unit 10 unit.Name (Dimension.name unit.Dimension) (fun () -> unit.Doc)
    ]

    let private units (model: StudyModel) (place: CursorSlot.Place) (expected: CursorSlot.Expected) =
        let dimensions =
            let ofColumn =
                match
                    CursorColumns.find model place.Kind expected.Columns,
                    expected.ComparedWith |> Option.bind CursorColumns.leftmostName
                with
                | Some scope, Some name -> ColumnScope.tryFind name scope |> Option.map Column.typeOf |> Option.toList
                | _ -> []

            ofColumn @ expected.Types
            |> List.choose (fun studyType ->
                match studyType with
                | StudyType.Quantity dimension -> Some dimension
                | _ -> None)

        [
            for unit in Units.all do
                if dimensions.IsEmpty || List.contains unit.Dimension dimensions then
                    Proposal.proposal ProposalKind.Unit 0 unit.Name (Dimension.name unit.Dimension) (fun () -> unit.Doc)
        ]

    let private parameterTypes = [ "int"; "float"; "bool"; "string"; "quantity"; "[int]"; "[float]"; "[string]" ]

    let private arguments (row: FunctionRow) (given: string list) = [
        for argument in row.Arguments do
            if not (List.contains argument.Name given) && row.Arguments.Length > 1 then
                Proposal.proposal ProposalKind.Setting 12 argument.Name (RowText.types argument.Accepts) (fun () ->
                    Hover.ofSetting argument None)
                |> Proposal.writing $"{argument.Name} = " None
    ]

    let private ofSlot (model: StudyModel) (source: SourceText) (place: CursorSlot.Place) (seen: ColumnScope option) =
        match place.Slot with
        | CursorSlot.Slot.Declaration -> kinds model
        | CursorSlot.Slot.AfterName row ->
            match row.From with
            | Some from -> [
                Proposal.proposal ProposalKind.Keyword 0 "from" (RowText.types from.Types) (fun () ->
                    "What it is made from.")
                |> Proposal.writing "from " None
              ]
            | None -> []
        | CursorSlot.Slot.Item(settings, blocks, entries, written) -> items model place settings blocks entries written
        | CursorSlot.Slot.Value expected -> ValueProposals.values model place seen expected
        | CursorSlot.Slot.Argument(row, given, expected) ->
            arguments row given @ ValueProposals.values model place seen expected
        | CursorSlot.Slot.Member(owner, expected) -> members model place owner expected
        | CursorSlot.Slot.ColumnRole -> roles ()
        | CursorSlot.Slot.ImportPath -> libraryNames model
        | CursorSlot.Slot.Path _ -> []
        | CursorSlot.Slot.ImportParameter(alias, written) -> parametersOf model alias written
        | CursorSlot.Slot.ParameterValue(alias, name, expected) -> ofParameter model place alias name expected
        | CursorSlot.Slot.ParameterText _ -> []
        | CursorSlot.Slot.Word next -> [ word source place.Replace next ]
        | CursorSlot.Slot.Edition -> [
            Proposal.proposal ProposalKind.Value 0 (string Parser.edition) "edition" (fun () ->
                "The edition of the language that the file is written in.")
          ]
        | CursorSlot.Slot.ParameterType ->
            parameterTypes
            |> List.map (fun name -> Proposal.proposal ProposalKind.Type 0 name "" (fun () -> ""))
        | CursorSlot.Slot.Unit expected -> units model place expected
        // Told of the text without what is being written: see `at`.
        | CursorSlot.Slot.Code -> []
        | CursorSlot.Slot.Placeholder expected ->
            let columns =
                match expected.Columns with
                | CursorSlot.ColumnsAt.Of Sees.Placeholders as at ->
                    CursorColumns.find model place.Kind at
                    |> Option.map (fun scope -> Proposal.columnNames model scope 0)
                    |> Option.defaultValue []
                | _ -> []

            columns @ ValueProposals.names model None ValueProposals.isParameter
        | CursorSlot.Slot.Nothing -> []

    /// Between quotes: the values of a column that something is compared with, or columns where the name of one is asked for.
    let private inText (model: StudyModel) (source: SourceText) (place: CursorSlot.Place) (seen: ColumnScope option) =
        let levels =
            ofSlot model source place seen
            |> List.filter (fun found -> found.Kind = ProposalKind.Level)

        match place.Slot with
        | CursorSlot.Slot.Value expected
        | CursorSlot.Slot.Argument(_, _, expected) when List.contains StudyType.ColumnName expected.Types ->
            let columns =
                CursorColumns.find model place.Kind expected.Columns
                |> Option.orElse seen
                |> Option.map (Proposal.columnTexts model)

            levels @ Option.defaultValue [] columns
        | CursorSlot.Slot.Item(_, _, Some Entries.ColumnRoles, _) ->
            CursorColumns.find model place.Kind (CursorSlot.ColumnsAt.Of Sees.TableColumns)
            |> Option.map (Proposal.columnTexts model)
            |> Option.defaultValue []
            |> List.map (fun made -> Proposal.writing $"{made.Text} : " None made)
        | _ -> levels

    /// A proposal without the sign after it, where that stands there already.
    let private withoutSign (source: SourceText) (replace: Span) (made: Proposal) =
        let rest = source.Text.Substring(replace.End).TrimStart(' ')

        let ending =
            [ " = ", "="; " : ", ":"; " { }", "{" ]
            |> List.tryFind (fun (ending, sign) ->
                made.Text.EndsWith(ending, StringComparison.Ordinal)
                && rest.StartsWith(sign, StringComparison.Ordinal)
                && not (rest.StartsWith("==", StringComparison.Ordinal)))

        match ending with
        | Some(ending, _) -> Proposal.writing (made.Text.Substring(0, made.Text.Length - ending.Length)) None made
        | None -> made

    /// What may stand at an offset of `source`, which may be newer than the model: the text before the cursor says what is
    /// asked for, the model which names and columns there are. The host is asked for the header of a table in a call that is not whole yet.
    let at
        (model: StudyModel)
        (host: IStudyHost)
        (source: SourceText)
        (offset: int)
        (cancellation: CancellationToken)
        : Task<Completion> =
        task {
            let place = Cursor.find source offset

            let unseen =
                match place.Slot with
                | CursorSlot.Slot.Value expected
                | CursorSlot.Slot.Argument(_, _, expected) -> CursorColumns.unseen model expected
                | _ -> None

            let! seen =
                task {
                    match unseen with
                    | None -> return None
                    | Some request ->
                        let! probe = host.ReadTableHeaderAsync(request, cancellation)

                        match probe with
                        | :? Probe<TableHeader>.Found as found ->
                            return Some(ColumnScope.ofHeader $"the table '{request.Path}'" found.Value)
                        | _ -> return None
                }

            let! files =
                match place.Slot with
                | CursorSlot.Slot.ImportPath -> FileProposals.studies model host place.Written cancellation
                | CursorSlot.Slot.Path(path, by) -> FileProposals.outside model host path by place.Written cancellation
                | CursorSlot.Slot.Value {
                                            Row = Some { Path = Some path; Name = by }
                                            ComparedWith = None
                                        } when not place.InText ->
                    FileProposals.unquoted model host path by cancellation
                | CursorSlot.Slot.Argument(row, _, { Row = Some { Path = Some path } }) when not place.InText ->
                    FileProposals.unquoted model host path row.Name cancellation
                | CursorSlot.Slot.ParameterText(alias, name) ->
                    match ParameterPaths.pathOf model alias name with
                    | Some(path, by) -> FileProposals.outside model host path by place.Written cancellation
                    | None -> Task.FromResult []
                | CursorSlot.Slot.ParameterValue(alias, name, _) when not place.InText ->
                    match ParameterPaths.pathOf model alias name with
                    | Some(path, by) -> FileProposals.unquoted model host path by cancellation
                    | None -> Task.FromResult []
                | _ -> Task.FromResult []

            let! accepted =
                task {
                    match place.Slot with
                    | CursorSlot.Slot.Code -> return! AcceptProposals.codes host source place.Replace cancellation
                    | _ -> return []
                }

            return {
                Replace = place.Replace
                Proposals =
                    (if place.InText then
                         inText model source place seen
                     else
                         ofSlot model source place seen @ files @ accepted)
                    |> List.distinctBy (fun found -> struct (found.Label, found.Kind))
                    |> List.sortBy (fun found -> found.Rank)
                    |> List.map (withoutSign source place.Replace)
            }
        }

    /// The function whose call is written at an offset.
    let signature (source: SourceText) (offset: int) : CallSignature option =
        (Cursor.find source offset).Call
        |> Option.map (fun (row, active) ->
            let written (argument: SettingRow) =
                let types =
                    argument.Accepts
                    |> List.map StudyType.name
                    |> List.distinct
                    |> String.concat " or "

                match argument.Default with
                | Some { IsLiteral = true; Text = text } when not argument.Required ->
                    $"{argument.Name} : {types} = {text}"
                | _ when argument.Required -> $"{argument.Name} : {types}"
                | _ -> $"[{argument.Name} : {types}]"

            let documentation (argument: SettingRow) =
                match argument.Default with
                | Some { IsLiteral = false; Text = text } -> $"{argument.Doc} Default: {text}."
                | _ -> argument.Doc

            {
                Label = row.Name + "(" + String.concat ", " (List.map written row.Arguments) + ")"
                Documentation = row.Doc
                Arguments = [ for argument in row.Arguments -> written argument, documentation argument ]
                Active = active
            })
