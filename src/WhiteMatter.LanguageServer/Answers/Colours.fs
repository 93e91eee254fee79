namespace WhiteMatter.LanguageServer.Answers

open System
open System.Buffers.Text
open System.Collections.Concurrent
open System.Globalization
open System.Text.Json
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer

/// Colours of words as the protocol counts them, five numbers for each word, and what was sent last of each open file: to a client that has it only
/// what differs is sent.
[<Sealed>]
type internal Colours() =

    let sent =
        ConcurrentDictionary<string, struct (string * int[])>(StringComparer.Ordinal)

    let mutable answers = 0

    /// Of a number and the comma before it.
    [<Literal>]
    let MostDigits = 12

    /// The words in order of place, each placed from the one before.
    let encode (lines: Lines) (tokens: SemanticToken seq) =
        let numbers = ResizeArray<int>()
        let mutable line = 0
        let mutable column = 0

        for token in tokens do
            let struct (tokenLine, tokenColumn) = lines.PositionFrom(line, token.Span.Start)
            numbers.Add(tokenLine - line)

            numbers.Add(
                if tokenLine = line then
                    tokenColumn - column
                else
                    tokenColumn
            )

            numbers.Add token.Span.Length
            numbers.Add(Capabilities.tokenType token.Kind)
            numbers.Add(if token.IsDeclaration then 1 else 0)
            line <- tokenLine
            column <- tokenColumn

        numbers.ToArray()

    /// The numbers of a long file are 200,000, most of one digit: they are written as one piece of text.
    let write (writer: Utf8JsonWriter) (name: string) (numbers: ReadOnlySpan<int>) =
        let text = Array.zeroCreate<byte>(2 + numbers.Length * MostDigits)
        text[0] <- '['B
        let mutable length = 1

        for number in numbers do
            if length > 1 then
                text[length] <- ','B
                length <- length + 1

            let mutable digits = 0
            Utf8Formatter.TryFormat(number, text.AsSpan length, &digits) |> ignore
            length <- length + digits

        text[length] <- ']'B
        writer.WritePropertyName name
        writer.WriteRawValue(ReadOnlySpan(text, 0, length + 1), skipInputValidation = true)

    let keep (uri: string) (numbers: int[]) =
        answers <- answers + 1
        let id = answers.ToString CultureInfo.InvariantCulture
        sent[uri] <- struct (id, numbers)
        id

    /// `textDocument/semanticTokens/full`.
    member _.Full(writer: Utf8JsonWriter, document: Document, tokens: SemanticToken seq) =
        let numbers = encode document.Lines tokens

        Write.object writer (fun () ->
            writer.WriteString("resultId", keep document.Uri numbers)
            write writer "data" (ReadOnlySpan numbers))

    /// `textDocument/semanticTokens/full/delta`: the stretch that differs from what was sent under an earlier name, else all.
    member this.Since(writer: Utf8JsonWriter, document: Document, previous: string, tokens: SemanticToken seq) =
        match sent.TryGetValue document.Uri with
        | true, struct (id, before) when id = previous ->
            let now = encode document.Lines tokens
            let first = before.AsSpan().CommonPrefixLength(ReadOnlySpan now)
            let shorter = min before.Length now.Length
            let mutable last = 0

            while last < shorter - first
                  && before[before.Length - 1 - last] = now[now.Length - 1 - last] do
                last <- last + 1

            Write.object writer (fun () ->
                writer.WriteString("resultId", keep document.Uri now)
                writer.WriteStartArray "edits"

                if first < before.Length || first < now.Length then
                    Write.object writer (fun () ->
                        writer.WriteNumber("start", first)
                        writer.WriteNumber("deleteCount", before.Length - first - last)
                        write writer "data" (ReadOnlySpan(now, first, now.Length - first - last)))

                writer.WriteEndArray())
        | _ -> this.Full(writer, document, tokens)

    /// `textDocument/semanticTokens/range`.
    member _.In(writer: Utf8JsonWriter, document: Document, span: Span, tokens: SemanticToken seq) =
        let inside =
            tokens
            |> Seq.filter (fun token -> token.Span.Start < span.End && span.Start < token.Span.End)
            |> encode document.Lines

        Write.object writer (fun () -> write writer "data" (ReadOnlySpan inside))

    /// Forgets a closed file.
    member _.Close(uri: string) = sent.TryRemove uri |> ignore
