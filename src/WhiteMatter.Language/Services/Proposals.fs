namespace WhiteMatter.Language.Services

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

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

/// Writes proposals.
[<RequireQualifiedAccess>]
module internal Proposal =

    let proposal kind rank label detail (documentation: unit -> string) = {
        Label = label
        Kind = kind
        Detail = detail
        Documentation = lazy (documentation ())
        Text = label
        Snippet = None
        Rank = rank
    }

    let writing text snippet (made: Proposal) = {
        made with
            Text = text
            Snippet = snippet
    }

    let isHere availability = availability = Availability.Here

    let isWord (name: string) =
        name <> ""
        && Lexis.isLetter name[0]
        && name |> Seq.forall Lexis.isWordCharacter
        && not (Lexis.isReserved name)

    let quoted (text: string) =
        "\""
        + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("{", "{{").Replace("}", "}}")
        + "\""

    let detailOf (column: Column) =
        Column.word column |> Option.defaultValue "column"

    /// Columns as names: of those that are no words the text.
    let columnNames (model: StudyModel) (scope: ColumnScope) rank = [
        for column in scope.Columns.Values do
            let made =
                proposal ProposalKind.Column rank column.Name (detailOf column) (fun () ->
                    Hover.ofColumn model scope column)

            if isWord column.Name then
                made
            else
                writing (quoted column.Name) None made
    ]

    /// Columns as values: of those that are no words `column("…")`.
    let columnValues (model: StudyModel) (scope: ColumnScope) rank =
        columnNames model scope rank
        |> List.map (fun made ->
            if made.Text = made.Label then
                made
            else
                writing $"column({made.Text})" None made)

    /// Columns as texts, for a place between quotes.
    let columnTexts (model: StudyModel) (scope: ColumnScope) = [
        for column in scope.Columns.Values do
            proposal ProposalKind.Column 0 (quoted column.Name) (detailOf column) (fun () ->
                Hover.ofColumn model scope column)
    ]

    /// The values of a column that something is compared with; in quotes those of texts, and where only texts may stand.
    let levels (scope: ColumnScope option) (areTexts: bool) (compared: Expression option) =
        match scope, compared |> Option.bind CursorColumns.columnNamed with
        | Some scope, Some name ->
            match ColumnScope.tryFind name scope with
            | Some { Levels = Some levels } as column ->
                let isText = areTexts || Column.typeOf column.Value = StudyType.String

                // Numbers stand with the unit that the column is declared in.
                let unit =
                    match column.Value.Declared with
                    | Some(DeclaredRole.Measure unit) when not isText -> unit.Name
                    | _ -> ""

                [
                    for at, level in List.indexed levels do
                        let text = if isText then quoted level else level + unit

                        {
                            proposal ProposalKind.Level 0 text $"a value of {name}" (fun () -> "") with
                                Rank = min at 9
                        }
                ]
            | _ -> []
        | _ -> []

    let snippetText (text: string) =
        text.Replace("\\", "\\\\").Replace("$", "\\$").Replace("}", "\\}")

    /// In brackets, where a list is asked for and what is proposed is one of its items; the cursor stays between them.
    let inBrackets (made: Proposal) = {
        made with
            Text = $"[{made.Text}" + (if made.Text.EndsWith '(' then "" else "]")
            Snippet =
                match made.Snippet with
                | Some snippet when snippet.Contains "$0" -> Some($"[{snippet}]")
                | Some snippet -> Some($"[{snippet}$0]")
                | None -> Some("[" + snippetText made.Text + "$0]")
    }

    let functionCall rank (row: FunctionRow) =
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
