namespace WhiteMatter.Interactive.Engine

open System
open System.Text.RegularExpressions
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

/// A declaration of a session, with the comments above it.
type internal SessionPart = {
    /// As it stands in the text, line ends included.
    Text: string
    /// The word that begins it.
    Kind: string
    /// Its name, if it has one.
    Name: string option
    /// Whether the session made it, as nobody had declared it.
    IsAssumed: bool
}

/// The text of a session: what stands before the first declaration, the declarations, what follows the last.
type internal SessionText = {
    Head: string
    Parts: SessionPart list
    Tail: string
}

/// Cuts a study into its declarations and puts it together again.
[<RequireQualifiedAccess>]
module internal SessionText =

    let private lineAfter (text: string) (offset: int) =
        match text.IndexOf('\n', min offset text.Length) with
        | -1 -> text.Length
        | at -> at + 1

    /// What a declaration is called and what it is.
    let private nameOf (declaration: Declaration) =
        match declaration.Node with
        | DeclarationNode.Import(_, _, alias, _) -> "import", Some alias.Name
        | DeclarationNode.Param(name, _, _, _) -> "param", Some name.Name
        | DeclarationNode.Accept accept -> "accept", Some accept.Code.Name
        | DeclarationNode.Kind kind -> kind.Kind.Name, kind.Name |> Option.map _.Name
        | DeclarationNode.Skipped _ -> "", None

    /// The parts of a whole study; together they are its text, to the letter.
    let read (text: string) (file: StudyFile) : SessionText =
        let head =
            match file.Edition with
            | Some(_, span) -> lineAfter text (max 0 (span.End - 1))
            | None -> 0

        let ends =
            file.Declarations
            |> List.map (fun declaration -> max head (lineAfter text (max 0 (declaration.Span.End - 1))))

        let starts = head :: ends

        {
            Head = text.Substring(0, head)
            Parts = [
                for declaration, (start, finish) in
                    List.zip file.Declarations (List.zip (List.take ends.Length starts) ends) do
                    let kind, name = nameOf declaration

                    {
                        Text = text.Substring(start, max 0 (finish - start))
                        Kind = kind
                        Name = name
                        IsAssumed = false
                    }
            ]
            Tail = text.Substring(List.last starts)
        }

    /// The whole text.
    let write (text: SessionText) : string =
        let ended (piece: string) =
            if piece = "" || piece.EndsWith '\n' then
                piece
            else
                piece + "\n"

        text.Head :: [ for part in text.Parts -> part.Text ] @ [ text.Tail ]
        |> List.map ended
        |> String.concat ""

    let private edition = Regex(@"\A\s*wmstudy\s+[0-9]+[ \t]*(\r?\n|\z)")

    /// What was typed as a study of its own, in the canonical layout where it can be read.
    let ofTyped (path: string) (typed: string) : SessionText =
        let whole =
            if edition.IsMatch typed then
                typed.TrimStart()
            else
                $"wmstudy {Parser.edition}\n\n{typed.Trim()}\n"

        let parsed = Parser.parse (SourceText(path, whole))

        if
            parsed.Diagnostics
            |> List.exists (fun found -> found.Severity = WhiteMatter.Plan.Diagnostics.DiagnosticSeverity.Error)
        then
            read whole parsed.File
        else
            let canonical = Formatter.format parsed.File
            read canonical (Parser.parse (SourceText(path, canonical))).File

    /// Whether two parts cannot stand beside each other.
    let private excludes (one: SessionPart) (other: SessionPart) =
        match one.Kind, other.Kind with
        | "study", "study" -> true
        // The study's own name is in no one's way.
        | "study", _
        | _, "study" -> false
        | "accept", "accept" -> one.Name = other.Name
        | "accept", _
        | _, "accept" -> false
        | _ ->
            match one.Name, other.Name with
            | Some name, Some known -> name = known
            | None, None -> one.Kind = other.Kind && one.Text.Trim() = other.Text.Trim()
            | _ -> false

    /// The text with a part more, in the place of the one that it replaces; whether it replaced one that a person wrote.
    let put (part: SessionPart) (text: SessionText) : SessionText * bool =
        let spaced =
            if part.Text.StartsWith '\n' || part.Text.StartsWith "\r\n" then
                part
            else
                { part with Text = "\n" + part.Text }

        match text.Parts |> List.tryFindIndex (excludes part) with
        | Some at ->
            {
                text with
                    Parts =
                        text.Parts
                        |> List.mapi (fun index known -> if index = at then spaced else known)
            },
            not text.Parts[at].IsAssumed
        | None when part.Kind = "study" ->
            {
                text with
                    Parts = spaced :: text.Parts
            },
            false
        | None ->
            {
                text with
                    Parts = text.Parts @ [ spaced ]
            },
            false

    /// A text with what was typed put into it as it was typed, and where each piece of that went: where the piece begins in the whole, how long
    /// it is, and where it begins in what was typed.
    let withTyped (path: string) (typed: string) (text: SessionText) : SessionText * (int * int * int) list =
        let whole, shift =
            let blanks = typed.Length - typed.TrimStart().Length

            if edition.IsMatch typed then
                typed.TrimStart(), blanks
            else
                let before = $"wmstudy {Parser.edition}\n\n"
                before + typed.Trim() + "\n", blanks - before.Length

        let written = read whole (Parser.parse (SourceText(path, whole))).File

        if written.Parts.IsEmpty then
            let tail = text.Tail + "\n"
            let length = (write { text with Tail = "" }).Length

            { text with Tail = tail + typed }, [ length + tail.Length, typed.Length, 0 ]
        else
            let starts =
                (written.Head.Length, written.Parts)
                ||> List.scan (fun start part -> start + part.Text.Length)

            let pieces = [
                for part, start in List.zip written.Parts (List.take written.Parts.Length starts) do
                    let isSpaced = part.Text.StartsWith '\n' || part.Text.StartsWith "\r\n"

                    if isSpaced then
                        part, start + shift
                    else
                        { part with Text = "\n" + part.Text }, start + shift - 1
            ]

            let joined =
                (text, pieces) ||> List.fold (fun text (part, _) -> fst (put part text))

            let ended (piece: string) =
                piece.Length + (if piece = "" || piece.EndsWith '\n' then 0 else 1)

            let begins =
                (ended joined.Head, joined.Parts)
                ||> List.scan (fun start part -> start + ended part.Text)

            joined,
            [
                for part, start in List.zip joined.Parts (List.take joined.Parts.Length begins) do
                    match
                        pieces
                        |> List.tryFind (fun (piece, _) -> Object.ReferenceEquals(piece.Text, part.Text))
                    with
                    | Some(_, from) -> start, part.Text.Length, from
                    | None -> ()
            ]

    /// The text without the parts of some names.
    let drop (names: string list) (text: SessionText) : SessionText = {
        text with
            Parts =
                text.Parts
                |> List.filter (fun part ->
                    match part.Name with
                    | Some name when part.Kind <> "accept" -> not (List.contains name names)
                    | _ -> true)
    }

    /// Whether a person declared the study.
    let hasStudy (text: SessionText) : bool =
        text.Parts
        |> List.exists (fun part -> part.Kind = "study" && not part.IsAssumed)

    /// The study of a session in which nobody declared one.
    let assumed (day: DateTimeOffset) : SessionPart =
        let date = day.ToString("d MMMM yyyy", Globalization.CultureInfo.InvariantCulture)

        {
            Text = $"\nstudy session {{\n  title = \"Session of {date}\"\n  build = GRCh37\n}}\n"
            Kind = "study"
            Name = Some "session"
            IsAssumed = true
        }
