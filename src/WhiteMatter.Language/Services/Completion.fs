namespace WhiteMatter.Language.Services

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// What a proposal is, for its picture.
[<RequireQualifiedAccess>]
type ProposalKind =
    | Kind
    | Keyword
    | Setting
    | Block
    | Declaration
    | Parameter
    | Import
    | Column
    | Level
    | Word
    | Function
    | Member
    | Unit
    | Type
    | Code
    | Value

/// Something that may stand at the cursor.
type Proposal = {
    /// As it is listed.
    Label: string
    /// What it is.
    Kind: ProposalKind
    /// Its type, in a word.
    Detail: string
    /// More of it, in Markdown; made when it is asked for.
    Documentation: Lazy<string>
    /// What is written: the label, unless more belongs to it.
    Text: string
    /// The same with places to fill in, in the notation of snippets (`$1`, `${2:name}`, `$0`), where there are any.
    Snippet: string option
    /// A smaller number comes first.
    Rank: int
}

/// What may stand at the cursor, and which text it replaces.
type Completion = {
    /// The word that is being written.
    Replace: Span
    /// In the order to be shown.
    Proposals: Proposal list
}

/// The name of a function, its documentation and its arguments, while a call is written.
type CallSignature = {
    /// `tsv(path, id, [family])`.
    Label: string
    /// One line.
    Documentation: string
    /// For each argument its name as it stands in the label, and its documentation.
    Arguments: (string * string) list
    /// Which one is being written; the number of arguments where there is none left.
    Active: int
}

/// What may be written at a place, read off the catalogue and the names and columns of the study.
[<RequireQualifiedAccess>]
module Completing =

    let private proposal kind rank label detail (documentation: unit -> string) = {
        Label = label
        Kind = kind
        Detail = detail
        Documentation = lazy (documentation ())
        Text = label
        Snippet = None
        Rank = rank
    }

    let private writing text snippet (made: Proposal) = {
        made with
            Text = text
            Snippet = snippet
    }

    let private isHere availability = availability = Availability.Here

    /// The name of a declaration as an expression: `name` or `alias.name`.
    let rec private leftmostName (expression: Expression) =
        match expression.Node with
        | ExpressionNode.Name name -> Some name
        | ExpressionNode.Member({ Node = ExpressionNode.Name alias }, name) -> Some $"{alias}.{name.Name}"
        | ExpressionNode.Binary(_, _, left, _) -> leftmostName left
        | ExpressionNode.Parenthesised inner -> leftmostName inner.Value
        | _ -> None

    let private lookUp (table: Dictionary<string, 'value>) key =
        match table.TryGetValue key with
        | true, value -> Some value
        | _ -> None

    /// The columns of a table outside.
    let private ofTable (model: StudyModel) (path: string) =
        let resolved = StudyPath.resolve model.Source path

        lookUp model.Analysis.Outside.TablesByPath resolved
        |> Option.map (ColumnScope.ofHeader $"the table '{resolved}'")

    /// The columns that a setting of the declaration at the cursor sees.
    let private columnsFor
        (model: StudyModel)
        (kind: KindDeclaration option)
        (at: Cursor.ColumnsAt)
        : ColumnScope option =
        let analysis = model.Analysis

        let cohort name =
            lookUp analysis.Cohorts name |> Option.map _.Columns

        let ofDeclaration () =
            kind
            |> Option.bind (fun kind ->
                let own = kind.Name |> Option.map _.Name

                let written =
                    own
                    |> Option.bind (lookUp analysis.Checked)
                    |> Option.bind (fun declaration -> declaration.Body.Settings.TryFind "table")
                    |> Option.bind PeopleTable.tryRead
                    |> Option.bind (fun table ->
                        match table.Made with
                        | Some made -> lookUp analysis.MadeTables made.Declaration |> Option.map _.Columns
                        | None ->
                            lookUp analysis.Outside.TablesByPath table.Path
                            |> Option.map (ColumnScope.ofHeader $"the table '{table.Path}'"))

                let made =
                    own
                    |> Option.bind (lookUp analysis.MadeTables)
                    |> Option.map _.Columns
                    |> Option.filter (fun _ -> kind.Kind.Name = "table")

                own
                |> Option.filter (fun _ -> kind.Kind.Name = "cohort")
                |> Option.bind cohort
                |> Option.orElse made
                |> Option.orElse written
                |> Option.orElseWith (fun () -> kind.From |> Option.bind leftmostName |> Option.bind cohort))

        // Covariates name columns of the cohorts that use them: those of any cohort with a table are proposed.
        let anyCohort () =
            analysis.Cohorts.Values
            |> Seq.map _.Columns
            |> Seq.tryFind (fun scope -> scope.Columns.Count > 0)

        match at with
        | Cursor.ColumnsAt.None -> None
        | Cursor.ColumnsAt.OfTable(_, path) -> path |> Option.bind (ofTable model)
        | Cursor.ColumnsAt.Of Sees.VariantColumns -> Some VariantColumns.scope
        | Cursor.ColumnsAt.Of Sees.ImageColumns ->
            ofDeclaration ()
            |> Option.defaultValue (ColumnScope.unknown "")
            |> ImageColumns.scope
            |> Some
        | Cursor.ColumnsAt.Of _ ->
            match kind with
            | Some kind when kind.Kind.Name = "covariates" -> anyCohort ()
            | _ -> ofDeclaration ()

    let private isWord (name: string) =
        name <> ""
        && Lexis.isLetter name[0]
        && name |> Seq.forall Lexis.isWordCharacter
        && not (Lexis.isReserved name)

    let private quoted (text: string) =
        "\""
        + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("{", "{{").Replace("}", "}}")
        + "\""

    let private detailOf (column: Column) =
        match Column.typeOf column with
        | StudyType.Unknown -> "column"
        | studyType -> StudyType.name studyType

    /// Columns as names: of those that are no words the text.
    let private columnNames (scope: ColumnScope) rank = [
        for column in scope.Columns.Values do
            let made =
                proposal ProposalKind.Column rank column.Name (detailOf column) (fun () -> Hover.ofColumn scope column)

            if isWord column.Name then
                made
            else
                writing (quoted column.Name) None made
    ]

    /// Columns as values: of those that are no words `column("…")`.
    let private columnValues (scope: ColumnScope) rank =
        columnNames scope rank
        |> List.map (fun made ->
            if made.Text = made.Label then
                made
            else
                writing $"column({made.Text})" None made)

    /// The values of a column that something is compared with.
    let private levels (scope: ColumnScope option) (compared: Expression option) =
        match scope, compared |> Option.bind leftmostName with
        | Some scope, Some name ->
            match ColumnScope.tryFind name scope with
            | Some { Levels = Some levels } as column ->
                let isText = Column.typeOf column.Value = StudyType.String

                [
                    for at, level in List.indexed levels do
                        let text = if isText then quoted level else level

                        {
                            proposal ProposalKind.Level 0 text $"a value of {name}" (fun () -> "") with
                                Rank = min at 9
                        }
                ]
            | _ -> []
        | _ -> []

    let private snippetText (text: string) =
        text.Replace("\\", "\\\\").Replace("$", "\\$").Replace("}", "\\}")

    let private functionCall rank (row: FunctionRow) =
        let required = row.Arguments |> List.filter _.Required

        let inside =
            required
            |> List.mapi (fun index argument ->
                let place = $"${{{index + 1}:{argument.Name}}}"

                let isText = argument.Accepts = [ StudyType.String ]
                let place = if isText then $"\"{place}\"" else place

                // The first is written without its name, as people do.
                if index = 0 then place else $"{argument.Name} = {place}")

        let text =
            if row.Arguments.IsEmpty then
                $"{row.Name}()"
            else
                $"{row.Name}("

        let joined = String.Join(", ", inside)

        proposal ProposalKind.Function rank row.Name (StudyType.name row.Yields) (fun () -> Hover.ofFunction row)
        |> writing
            text
            (if row.Arguments.IsEmpty then
                 None
             else
                 Some(
                     if required.IsEmpty then
                         $"{row.Name}($0)"
                     else
                         $"{row.Name}({joined})$0"
                 ))

    let private words (types: StudyType list) = [
        for studyType in types do
            match studyType with
            | StudyType.Enumeration name ->
                match Catalogue.tryFindEnumeration name with
                | Some row ->
                    for at, case in List.indexed row.Cases do
                        if isHere case.Availability then
                            let label = if case.Numbered then case.Name + ":0" else case.Name

                            {
                                proposal ProposalKind.Word 0 label row.Name (fun () -> case.Doc) with
                                    Rank = min at 9
                            }

                            // A word with settings of its own.
                            match Catalogue.tryFindFunction case.Name with
                            | Some call when call.Yields = studyType && not call.Arguments.IsEmpty -> {
                                functionCall (min at 9) call with
                                    Label = case.Name + "(…)"
                              }
                            | _ -> ()
                | None -> ()
            | StudyType.Bool ->
                proposal ProposalKind.Value 10 "true" "bool" (fun () -> "")
                proposal ProposalKind.Value 10 "false" "bool" (fun () -> "")
            | _ -> ()
    ]

    /// The names of the study whose values fit.
    let private names (model: StudyModel) (own: string option) (fits: Symbol -> bool) = [
        for symbol in model.Main.Symbols.Values do
            match symbol.Meaning with
            | Meaning.Import path ->
                match model.Analysis.Env.Program.Files.TryGetValue path with
                | true, home ->
                    for other in home.Symbols.Values do
                        if fits other && not other.Meaning.IsImport then
                            proposal
                                ProposalKind.Import
                                25
                                $"{symbol.Local}.{other.Local}"
                                (StudyType.name other.Type)
                                (fun () -> Hover.ofSymbol model other)
                | _ -> ()
            | _ when Some symbol.Local <> own && fits symbol ->
                let kind =
                    if symbol.Meaning.IsParameter then
                        ProposalKind.Parameter
                    else
                        ProposalKind.Declaration

                proposal kind 20 symbol.Local (StudyType.name symbol.Type) (fun () -> Hover.ofSymbol model symbol)
            | _ -> ()
    ]

    let private isParameter (symbol: Symbol) = symbol.Meaning.IsParameter

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
              [ proposal ProposalKind.Value 5 text "default" (fun () -> "") ]
        | _ -> []

    /// The table that a call at the cursor names and that no check has looked at, as the call is not whole yet.
    let private unseenTable (model: StudyModel) (expected: Cursor.Expected) : TableRequest option =
        match expected.Columns with
        | Cursor.ColumnsAt.OfTable(name, Some path) when (ofTable model path).IsNone ->
            PeopleTable.formatOf name
            |> Option.map (fun format ->
                TableRequest(StudyPath.resolve model.Source path, format, ImmutableArray.Create("", "NA")))
        | _ -> None

    let private values (model: StudyModel) (place: Cursor.Place) seen (expected: Cursor.Expected) : Proposal list =
        let scope = columnsFor model place.Kind expected.Columns |> Option.orElse seen
        let own = place.Kind |> Option.bind _.Name |> Option.map _.Name
        let types = expected.Types
        let isCondition = List.contains StudyType.Predicate types
        let isFormula = List.contains StudyType.Formula types

        let namesColumns =
            types |> List.exists (fun studyType -> studyType = StudyType.ColumnName)

        let fits (symbol: Symbol) =
            if isFormula then
                symbol.Type = StudyType.Covariates || symbol.Type = StudyType.Relatedness
            elif isCondition || expected.InArithmetic then
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

        [
            yield! levels scope expected.ComparedWith
            yield! words types
            yield! defaults expected.Row

            match scope with
            | Some scope when namesColumns -> yield! columnNames scope 15
            | Some scope when isCondition || isFormula || expected.InArithmetic -> yield! columnValues scope 15
            | _ -> ()

            yield! names model own fits

            for row in Catalogue.functions do
                if isHere row.Availability && List.contains row.Use expected.Uses then
                    let wanted =
                        match row.Use with
                        | FunctionUse.Value
                        | FunctionUse.Show ->
                            not row.Yields.IsEnumeration
                            && types |> List.exists (fun wanted -> StudyType.fits wanted row.Yields)
                        | _ -> true

                    if wanted then
                        functionCall 30 row

            if isCondition && expected.ComparedWith.IsNone then
                proposal ProposalKind.Keyword 40 "not" "" (fun () -> "The condition does not hold.")
        ]

    let private kinds () = [
        for row in Catalogue.kinds do
            if isHere row.Availability then
                let source =
                    match row.From with
                    | Some { Required = true } -> " from ${2:source}"
                    | _ -> ""

                let head =
                    if row.HasName then
                        $"{row.Name} ${{1:name}}{source}"
                    else
                        row.Name

                proposal ProposalKind.Kind 10 row.Name (StudyType.name row.Yields) (fun () -> Hover.ofKind row)
                |> writing row.Name (Some(head + " {\n  $0\n}"))

        proposal ProposalKind.Keyword 20 "import" "" (fun () -> "Makes the declarations of another file known.")
        |> writing "import" (Some "import \"${1:path}\" as ${2:name}")

        proposal ProposalKind.Keyword 20 "param" "" (fun () -> "A value that `--set` replaces.")
        |> writing "param" (Some "param ${1:name} : ${2:int} = $0")

        proposal ProposalKind.Keyword 20 "accept" "" (fun () -> "Takes a warning upon the study.")
        |> writing "accept" (Some "accept ${1:code} because \"${2:reason}\"")
    ]

    /// Whether a setting may stand beside those written, by the type after `from` and by the words of others.
    let private stands (model: StudyModel) (kind: KindDeclaration option) (rows: SettingRow list) (row: SettingRow) =
        let source =
            kind
            |> Option.bind _.From
            |> Option.bind leftmostName
            |> Option.bind (fun name ->
                match Names.tryFind model.Main name with
                | Some symbol -> Some symbol.Type
                | None -> lookUp model.Analysis.Checked name |> Option.map _.Type)

        let ofSource =
            match source with
            | Some source when not row.For.IsEmpty ->
                row.For |> List.exists (fun wanted -> StudyType.fits wanted source)
            | _ -> true

        ofSource && Conditions.stands rows (kind |> Option.bind _.Body) row

    let private items model (place: Cursor.Place) settings blocks entries (written: string list) = [
        for at, row in List.indexed (settings: SettingRow list) do
            if
                isHere row.Availability
                && not (List.contains row.Name written)
                && stands model place.Kind settings row
            then
                let detail = RowText.types row.Accepts

                {
                    proposal ProposalKind.Setting 0 row.Name detail (fun () -> Hover.ofSetting row None) with
                        Rank = if row.Required then 0 else 1 + min at 50
                }
                |> writing $"{row.Name} = " None

        for row: BlockRow in blocks do
            if isHere row.Availability && not (List.contains row.Name written) then
                proposal ProposalKind.Block 60 row.Name "block" (fun () -> row.Doc)
                |> writing $"{row.Name} {{ }}" (Some $"{row.Name} {{ $0 }}")

        match entries with
        | Some Entries.Terms ->
            yield!
                values model place None {
                    Types = [ StudyType.Formula ]
                    Columns = Cursor.ColumnsAt.Of Sees.PeopleColumns
                    RunValues = false
                    Row = None
                    ComparedWith = None
                    InArithmetic = false
                    Uses = [ FunctionUse.Formula; FunctionUse.Arithmetic ]
                }
        | Some Entries.Conditions ->
            yield!
                values model place None {
                    Types = [ StudyType.Predicate ]
                    Columns = Cursor.ColumnsAt.None
                    RunValues = true
                    Row = None
                    ComparedWith = None
                    InArithmetic = false
                    Uses = [ FunctionUse.Arithmetic ]
                }
        | Some Entries.ColumnRoles ->
            match columnsFor model place.Kind (Cursor.ColumnsAt.Of Sees.TableColumns) with
            | Some scope ->
                yield!
                    columnNames scope 10
                    |> List.map (fun made -> writing $"{made.Text} : " None made)
            | None -> ()
        | None -> ()

        if entries <> Some Entries.ColumnRoles then
            proposal ProposalKind.Keyword 90 "accept" "" (fun () ->
                "Takes a warning of this declaration upon the study.")
            |> writing "accept " (Some "accept ${1:code} because \"${2:reason}\"")
    ]

    let private members (model: StudyModel) (owner: Expression) =
        match leftmostName owner with
        | None -> []
        | Some name ->
            match Names.tryFind model.Main name with
            | Some { Meaning = Meaning.Import path } ->
                match model.Analysis.Env.Program.Files.TryGetValue path with
                | true, home -> [
                    for symbol in home.Symbols.Values do
                        if not symbol.Meaning.IsImport then
                            proposal ProposalKind.Declaration 0 symbol.Local (StudyType.name symbol.Type) (fun () ->
                                Hover.ofSymbol model symbol)
                  ]
                | _ -> []
            | found ->
                let studyType =
                    found
                    |> Option.map _.Type
                    |> Option.orElse (lookUp model.Analysis.Checked name |> Option.map _.Type)

                match studyType with
                | None -> []
                | Some studyType -> [
                    for row in Catalogue.membersOf studyType do
                        if isHere row.Availability then
                            proposal ProposalKind.Member 0 row.Name (StudyType.name row.Type) (fun () ->
                                Hover.ofMember studyType row)
                  ]

    let private roles () = [
        for row in Catalogue.tryFindEnumeration "role of a column" |> Option.toList do
            for case in row.Cases do
                proposal ProposalKind.Word 0 case.Name row.Name (fun () -> case.Doc)

        for unit in Units.all do
            proposal ProposalKind.Unit 10 unit.Name (Dimension.name unit.Dimension) (fun () -> unit.Doc)
    ]

    let private units (model: StudyModel) (place: Cursor.Place) (expected: Cursor.Expected) =
        let dimensions =
            let ofColumn =
                match
                    columnsFor model place.Kind expected.Columns, expected.ComparedWith |> Option.bind leftmostName
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
                    proposal ProposalKind.Unit 0 unit.Name (Dimension.name unit.Dimension) (fun () -> unit.Doc)
        ]

    /// Codes that the study may accept: first those it is warned of.
    let private codes (model: StudyModel) =
        let found = model.Diagnostics |> Seq.map _.Code |> Set.ofSeq

        [
            for row in DiagnosticTable.All do
                if row.Acceptable then
                    let rank = if found.Contains row.Code then 0 else 1
                    proposal ProposalKind.Code rank row.Code row.Title (fun () -> row.Outline)
        ]

    let private parameterTypes = [ "int"; "float"; "bool"; "string"; "quantity"; "[int]"; "[float]"; "[string]" ]

    let private arguments (row: FunctionRow) (given: string list) = [
        for argument in row.Arguments do
            if not (List.contains argument.Name given) && row.Arguments.Length > 1 then
                proposal ProposalKind.Setting 12 argument.Name (RowText.types argument.Accepts) (fun () ->
                    Hover.ofSetting argument None)
                |> writing $"{argument.Name} = " None
    ]

    let private ofSlot (model: StudyModel) (place: Cursor.Place) (seen: ColumnScope option) =
        match place.Slot with
        | Cursor.Slot.Declaration -> kinds ()
        | Cursor.Slot.AfterName row ->
            match row.From with
            | Some from -> [
                proposal ProposalKind.Keyword 0 "from" (RowText.types from.Types) (fun () -> "What it is made from.")
                |> writing "from " None
              ]
            | None -> []
        | Cursor.Slot.Item(settings, blocks, entries, written) -> items model place settings blocks entries written
        | Cursor.Slot.Value expected -> values model place seen expected
        | Cursor.Slot.Argument(row, given, expected) -> arguments row given @ values model place seen expected
        | Cursor.Slot.Member owner -> members model owner
        | Cursor.Slot.ColumnRole -> roles ()
        | Cursor.Slot.ParameterType ->
            parameterTypes
            |> List.map (fun name -> proposal ProposalKind.Type 0 name "" (fun () -> ""))
        | Cursor.Slot.Unit expected -> units model place expected
        | Cursor.Slot.Code -> codes model
        | Cursor.Slot.Placeholder expected ->
            let columns =
                match expected.Columns with
                | Cursor.ColumnsAt.Of Sees.Placeholders as at ->
                    columnsFor model place.Kind at
                    |> Option.map (fun scope -> columnNames scope 0)
                    |> Option.defaultValue []
                | _ -> []

            columns @ names model None isParameter
        | Cursor.Slot.Nothing -> []

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
                | Cursor.Slot.Value expected
                | Cursor.Slot.Argument(_, _, expected) -> unseenTable model expected
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

            return {
                Replace = place.Replace
                Proposals =
                    ofSlot model place seen
                    |> List.distinctBy (fun found -> struct (found.Label, found.Kind))
                    |> List.sortBy (fun found -> found.Rank)
            }
        }

    /// The function whose call is written at an offset.
    let signature (source: SourceText) (offset: int) : CallSignature option =
        (Cursor.find source offset).Call
        |> Option.map (fun (row, active) -> {
            Label = Hover.signature row
            Documentation = row.Doc
            Arguments = [ for argument in row.Arguments -> argument.Name, argument.Doc ]
            Active = active
        })
