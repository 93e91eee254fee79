/// Tables in lines of text.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Rendering.TableText

open System
open WhiteMatter.Interactive
open WhiteMatter.Language

/// The widest a cell becomes where columns would not fit.
let private widest = 48

let private cut (width: int) (text: string) =
    let text = text.ReplaceLineEndings " "

    if DiagnosticText.displayWidth text <= width then
        text
    else
        let rec shorten length =
            let short = text.Substring(0, length) + "…"

            if length <= 1 || DiagnosticText.displayWidth short <= width then
                short
            else
                shorten (length - 1)

        shorten (min text.Length width)

let private padded isNumber width (text: string) =
    let blanks = String(' ', max 0 (width - DiagnosticText.displayWidth text))
    if isNumber then blanks + text else text + blanks

/// The text in lines of at most so many columns, broken between words; an empty one is one line.
let wrap (width: int) (text: string) : string list =
    let width = max 20 width

    let add (lines: string list) (word: string) =
        match lines with
        | line :: rest when DiagnosticText.displayWidth line + 1 + DiagnosticText.displayWidth word <= width ->
            (line + " " + word) :: rest
        | lines -> word :: lines

    match text.Split(' ', StringSplitOptions.RemoveEmptyEntries) |> List.ofArray with
    | [] -> [ "" ]
    | first :: words -> words |> List.fold add [ first ] |> List.rev

let private commas (items: string list) = String.Join(", ", items)

/// Lines of at most so many columns: a last column of long texts is broken into lines, other columns that do not fit are left out and named.
let draw (width: int) (colour: bool) (table: ShownTable) : string list =
    let columns = Array.ofList table.Columns
    let rows = table.Rows |> List.map Array.ofList
    let last = columns.Length - 1

    let natural (at: int) =
        columns[at].Heading :: [ for row in rows -> row[at] ]
        |> List.map DiagnosticText.displayWidth
        |> List.max

    let widths = [|
        for at in 0..last do
            if at = last then natural at else min widest (natural at)
    |]

    let rec fitting count used =
        if count > last then
            count
        else
            let least =
                if count = last && not columns[last].IsNumber then
                    min 20 widths[last]
                else
                    widths[count]

            if count > 0 && used + 2 + least > width then
                count
            else
                fitting (count + 1) (used + (if count = 0 then 0 else 2) + widths[count])

    let shown = fitting 0 0
    let before = Array.sum widths[.. min shown last - 1] + 2 * (min shown last)
    let room = max 20 (width - before)

    let line (cells: string array) =
        String
            .Join(
                "  ",
                [
                    for at in 0 .. shown - 1 do
                        if at = last then
                            padded columns[at].IsNumber (min room widths[at]) cells[at]
                        else
                            padded columns[at].IsNumber widths[at] (cut widths[at] cells[at])
                ]
            )
            .TrimEnd()

    let heading = line [| for column in columns -> column.Heading |]

    [
        if colour then $"\u001b[1m{heading}\u001b[0m" else heading
        for row in rows do
            if shown > last && not columns[last].IsNumber then
                let first, more =
                    match wrap room row[last] with
                    | first :: more -> first, more
                    | [] -> "", []

                line [|
                    for at, cell in Array.indexed row do
                        if at = last then first else cell
                |]

                for rest in more do
                    String(' ', before) + rest
            else
                line row
        if shown <= last then
            let left = columns[shown..] |> Array.map _.Heading |> List.ofArray

            let text =
                match left with
                | [ only ] -> $"(1 more column does not fit: {only})"
                | _ -> $"({left.Length} more columns do not fit: {commas left})"

            yield! wrap width text
    ]
