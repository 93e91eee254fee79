namespace WhiteMatter.Cli.Repl

open System
open System.IO
open System.Threading
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services

/// Where keys come from.
type IKeys =
    /// Waits for the next key.
    abstract Read: unit -> ConsoleKeyInfo
    /// Whether another key waits, as when a text is pasted.
    abstract Available: bool

/// What a person typed.
[<RequireQualifiedAccess>]
type Typed =
    /// A text to be submitted.
    | Text of string
    /// What was typed is thrown away.
    | Discarded
    /// The end of the input.
    | End

/// Reads what a person types, with history, completion and colours; a text goes on over lines while a bracket is open.
[<Sealed>]
type LineEditor(session: Session, history: History, keys: IKeys, out: TextWriter, width: unit -> int, colour: bool) =

    /// Most proposals that are listed.
    let mostListed = 80

    let coloursOf (text: string) =
        if not colour || keys.Available then
            Paint.codes text []
        else
            Paint.codes text (session.Colours(text, CancellationToken.None).GetAwaiter().GetResult())

    /// Names side by side.
    let list (proposals: Proposal list) =
        let shown = proposals |> List.truncate mostListed

        let widest =
            2
            + (shown
               |> List.map (fun made -> DiagnosticText.displayWidth made.Label)
               |> List.max)

        let across = max 1 (width () / widest)

        for row in List.chunkBySize across shown do
            let cells =
                row
                |> List.map (fun made -> made.Label + String(' ', widest - DiagnosticText.displayWidth made.Label))

            out.Write(String.Join("", cells).TrimEnd() + "\r\n")

        if proposals.Length > shown.Length then
            out.Write $"and {proposals.Length - shown.Length} more\r\n"

    let common (words: string list) =
        let shorter (one: string) (other: string) =
            let length = Seq.zip one other |> Seq.takeWhile (fun (a, b) -> a = b) |> Seq.length
            one.Substring(0, length)

        List.reduce shorter words

    /// What Tab makes of a text; the proposals are listed where it cannot go on by itself.
    let complete (line: LineText) : LineText * Proposal list =
        let found =
            session.Complete(line.Text, line.Cursor, CancellationToken.None).GetAwaiter().GetResult()

        let start, finish =
            min found.Replace.Start line.Cursor, max found.Replace.End line.Cursor

        match found.Proposals with
        | [] -> line, []
        | [ only ] ->
            let blank =
                if
                    only.Text.EndsWith '/'
                    || only.Text.EndsWith '('
                    || only.Text.EndsWith ' '
                    || only.Text.EndsWith '='
                then
                    ""
                elif
                    finish = line.Text.Length
                    && (line.Text.StartsWith ':'
                        || only.Kind = ProposalKind.Kind
                        || only.Kind = ProposalKind.Keyword)
                then
                    " "
                else
                    ""

            LineText.replace start finish (only.Text + blank) line, []
        | several ->
            let shared = several |> List.map _.Label |> common
            let written = line.Text.Substring(start, line.Cursor - start)

            if
                shared.Length > written.Length
                && shared.StartsWith(written, StringComparison.Ordinal)
            then
                LineText.replace start line.Cursor shared line, []
            else
                line, several

    /// The lines after an opened bracket are indented, and a closing one goes back.
    let indented (line: LineText) = LineText.insert "\n  " line

    let closing (line: LineText) (bracket: string) =
        let start = line.Text.LastIndexOf('\n', max 0 (line.Cursor - 1)) + 1
        let written = line.Text.Substring(start, max 0 (line.Cursor - start))

        if start > 0 && written.Length >= 2 && written.Trim() = "" then
            LineText.insert bracket (LineText.backspace line)
        else
            LineText.insert bracket line

    /// Reads until something is to be submitted.
    member _.Read() : Typed =
        let screen = Screen(out, width, colour)

        let draw (line: LineText) = screen.Draw(line, coloursOf line.Text)

        let finish (line: LineText) =
            screen.Finish(line, coloursOf line.Text)

        // `at` is the entry of the history that is shown, `own` what was typed before it.
        let rec read (line: LineText) (at: int) (own: string) =
            if not keys.Available then
                draw line

            let go next = read next history.Count next.Text

            let recall found =
                match found with
                | Some(index, entry) -> read (LineText.ofText entry) index own
                | None -> read line at own

            let key = keys.Read()
            let control = key.Modifiers.HasFlag ConsoleModifiers.Control
            let alternate = key.Modifiers.HasFlag ConsoleModifiers.Alt

            match key.Key with
            | ConsoleKey.C when control ->
                finish line
                Typed.Discarded
            | ConsoleKey.D when control && line.Text = "" ->
                finish line
                Typed.End
            | ConsoleKey.D when control -> go (LineText.delete line)
            | ConsoleKey.Enter when alternate -> go (indented line)
            | ConsoleKey.Enter
            | ConsoleKey.J when key.Key = ConsoleKey.Enter || control ->
                if line.Text.Trim() <> "" && session.CompletenessOf line.Text = Completeness.Open then
                    go (indented (LineText.ofText line.Text))
                else
                    finish line
                    Typed.Text line.Text
            // A pasted text has tabs of its own.
            | ConsoleKey.Tab when keys.Available -> go (LineText.insert " " line)
            | ConsoleKey.Tab ->
                match complete line with
                | next, [] -> go next
                | next, proposals ->
                    finish next
                    list proposals
                    go next
            | ConsoleKey.Backspace when control || alternate -> go (LineText.killWord line)
            | ConsoleKey.H when control -> go (LineText.backspace line)
            | ConsoleKey.Backspace -> go (LineText.backspace line)
            | ConsoleKey.Delete -> go (LineText.delete line)
            | ConsoleKey.LeftArrow when control || alternate -> go (LineText.wordLeft line)
            | ConsoleKey.RightArrow when control || alternate -> go (LineText.wordRight line)
            | ConsoleKey.B when alternate -> go (LineText.wordLeft line)
            | ConsoleKey.F when alternate -> go (LineText.wordRight line)
            | ConsoleKey.LeftArrow -> go (LineText.left line)
            | ConsoleKey.RightArrow -> go (LineText.right line)
            | ConsoleKey.B when control -> go (LineText.left line)
            | ConsoleKey.F when control -> go (LineText.right line)
            | ConsoleKey.Home -> go (LineText.home line)
            | ConsoleKey.End -> go (LineText.toEnd line)
            | ConsoleKey.A when control -> go (LineText.home line)
            | ConsoleKey.E when control -> go (LineText.toEnd line)
            | ConsoleKey.K when control -> go (LineText.killToEnd line)
            | ConsoleKey.U when control -> go (LineText.killToStart line)
            | ConsoleKey.W when control -> go (LineText.killWord line)
            | ConsoleKey.L when control ->
                screen.Clear()
                read line at own
            | ConsoleKey.UpArrow ->
                match LineText.up line with
                | Some above when at = history.Count -> read above at above.Text
                | _ -> recall (history.Before(at, own))
            | ConsoleKey.P when control -> recall (history.Before(at, own))
            | ConsoleKey.DownArrow ->
                match LineText.down line with
                | Some below when at = history.Count -> read below at below.Text
                | _ ->
                    match history.After(at, own) with
                    | None when at < history.Count -> read (LineText.ofText own) history.Count own
                    | found -> recall found
            | ConsoleKey.N when control -> recall (history.After(at, own))
            | _ when key.KeyChar = '}' || key.KeyChar = ')' || key.KeyChar = ']' ->
                go (closing line (string key.KeyChar))
            | _ when not (Char.IsControl key.KeyChar) -> go (LineText.insert (string key.KeyChar) line)
            | _ -> read line at own

        match read LineText.empty history.Count "" with
        | Typed.Text text ->
            history.Add text
            Typed.Text text
        | other -> other
