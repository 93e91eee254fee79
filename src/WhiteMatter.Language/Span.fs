namespace WhiteMatter.Language

/// A half-open range of UTF-16 offsets into one source text.
[<Struct>]
type Span = {
    /// The first offset.
    Start: int
    /// The offset after the last.
    End: int
} with

    /// How many UTF-16 units it covers.
    member this.Length = this.End - this.Start

/// Makes and compares spans.
[<RequireQualifiedAccess>]
module Span =

    /// The span of nothing, at the start of the text.
    let empty = { Start = 0; End = 0 }

    /// The span from one offset to another; an end before the start gives an empty span.
    let create start finish = {
        Start = start
        End = max start finish
    }

    /// The smallest span that holds both.
    let union (a: Span) (b: Span) = {
        Start = min a.Start b.Start
        End = max a.End b.End
    }

    /// Whether an offset lies inside.
    let contains (offset: int) (span: Span) =
        span.Start <= offset && offset < span.End

/// A one-based line and column, as editors and people count them.
[<Struct>]
type Position = {
    /// From 1.
    Line: int
    /// From 1, in UTF-16 units.
    Column: int
}

/// A study's text with its path and the offsets of its line starts.
type SourceText(path: string, text: string) =
    let lineStarts =
        let starts = ResizeArray [ 0 ]

        for i in 0 .. text.Length - 1 do
            if text[i] = '\n' then
                starts.Add(i + 1)

        starts.ToArray()

    /// The path as the user wrote it; diagnostics show it unchanged.
    member _.Path = path
    /// The whole text.
    member _.Text = text
    /// How many lines it has, an empty last one included.
    member _.LineCount = lineStarts.Length

    /// The one-based position of an offset; offsets past the end give the end.
    member _.PositionOf(offset: int) : Position =
        let offset = offset |> max 0 |> min text.Length
        let found = System.Array.BinarySearch(lineStarts, offset)
        let line = if found >= 0 then found else ~~~found - 1

        {
            Line = line + 1
            Column = offset - lineStarts[line] + 1
        }

    /// The text of a one-based line without its line end.
    member _.LineText(line: int) : string =
        if line < 1 || line > lineStarts.Length then
            ""
        else
            let start = lineStarts[line - 1]

            let finish =
                if line < lineStarts.Length then
                    lineStarts[line]
                else
                    text.Length

            text.Substring(start, finish - start).TrimEnd('\r', '\n')

    /// The text that a span covers; what lies past the end is left out.
    member _.TextOf(span: Span) : string =
        let start = span.Start |> max 0 |> min text.Length
        let finish = span.End |> max start |> min text.Length
        text.Substring(start, finish - start)
