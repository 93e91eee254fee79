/// Answers as HTML, for notebooks.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.AnswerHtml

open System
open System.Net
open System.Text
open System.Text.RegularExpressions

let private escape (text: string) : string =
    match WebUtility.HtmlEncode text with
    | null -> ""
    | encoded -> encoded

let private pre (text: string) = $"<pre>{escape text}</pre>"

let private table (shown: ShownTable) =
    let text = StringBuilder()
    text.Append "<table><thead><tr>" |> ignore

    for column in shown.Columns do
        text.Append $"<th>{escape column.Heading}</th>" |> ignore

    text.Append "</tr></thead><tbody>" |> ignore

    for row in shown.Rows do
        text.Append "<tr>" |> ignore

        for column, cell in List.zip shown.Columns row do
            let align = if column.IsNumber then "right" else "left"
            text.Append $"<td style=\"text-align:{align}\">{escape cell}</td>" |> ignore

        text.Append "</tr>" |> ignore

    text.Append("</tbody></table>").ToString()

let private code = Regex("`([^`]+)`")
let private bold = Regex(@"\*\*([^*]+)\*\*")

/// The marks that documentation of the language uses: fences, code, bold, paragraphs.
let private markdown (text: string) =
    let pieces = text.Split "```"

    String.Join(
        "",
        [
            for at, piece in Array.indexed pieces do
                if at % 2 = 1 then
                    let newline = piece.IndexOf '\n'
                    pre (piece.Substring(newline + 1).TrimEnd())
                else
                    for paragraph in piece.Split("\n\n", StringSplitOptions.RemoveEmptyEntries) do
                        if paragraph.Trim() <> "" then
                            let inner =
                                bold.Replace(
                                    code.Replace(escape (paragraph.Trim()), "<code>$1</code>"),
                                    "<strong>$1</strong>"
                                )

                            $"<p>{inner}</p>"
        ]
    )

let private picture (drawn: Picture) =
    $"<figure><figcaption><strong>{escape drawn.Title}</strong></figcaption>{PictureSvg.draw drawn}<figcaption>{escape drawn.Caption}</figcaption></figure>"

/// One part of an answer.
let block (block: Block) : string =
    match block with
    | Block.Text text when text.Contains '\n' -> pre text
    | Block.Text text -> $"<p>{escape text}</p>"
    | Block.Code text -> pre text
    | Block.Markdown text -> markdown text
    | Block.Table shown -> table shown
    | Block.Picture drawn
    | Block.Page drawn -> picture drawn
    | Block.Findings _
    | Block.Plan _
    | Block.Step _ -> pre (AnswerText.block 120 false block)

/// All of an answer.
let render (answer: Answer) : string =
    String.Join("\n", answer.Blocks |> List.map block)
