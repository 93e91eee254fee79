namespace WhiteMatter.LanguageServer

open System

/// The lines of a text as the protocol counts them: from 0, ended by LF, CR LF or CR, columns in UTF-16 units.
[<Sealed>]
type internal Lines(text: string) =
    let starts =
        let starts = ResizeArray [ 0 ]
        let mutable index = 0

        while index >= 0 && index < text.Length do
            index <-
                text.AsSpan(index).IndexOfAny('\n', '\r')
                |> (fun at -> if at < 0 then -1 else index + at)

            if index >= 0 then
                let next =
                    if text[index] = '\r' && index + 1 < text.Length && text[index + 1] = '\n' then
                        index + 2
                    else
                        index + 1

                starts.Add next
                index <- next

        starts.ToArray()

    /// How many there are, an empty last one included.
    member _.Count = starts.Length

    /// Line and column of an offset; past the end those of the end.
    member _.PositionOf(offset: int) : struct (int * int) =
        let offset = offset |> max 0 |> min text.Length
        let found = Array.BinarySearch(starts, offset)
        let line = if found >= 0 then found else ~~~found - 1
        struct (line, offset - starts[line])

    /// Line and column of an offset that is not before this line: the lines from there on are walked, which is less than a search where offsets
    /// come in order.
    member _.PositionFrom(line: int, offset: int) : struct (int * int) =
        let offset = offset |> max 0 |> min text.Length
        let mutable line = line

        while line + 1 < starts.Length && starts[line + 1] <= offset do
            line <- line + 1

        struct (line, offset - starts[line])

    /// The offset of a line and column; past the end of a line its end, past the last line the end of the text.
    member _.OffsetOf(line: int, column: int) : int =
        if line < 0 then
            0
        elif line >= starts.Length then
            text.Length
        else
            let mutable finish =
                if line + 1 < starts.Length then
                    starts[line + 1]
                else
                    text.Length

            // The line's end is before the characters that end it.
            while finish > starts[line] && (text[finish - 1] = '\n' || text[finish - 1] = '\r') do
                finish <- finish - 1

            min finish (starts[line] + max 0 column)
