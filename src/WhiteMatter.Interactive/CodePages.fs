/// The pages of the reference that explain diagnostic codes: the reason, a study that has it, the same as it should be, and what to read.
module WhiteMatter.Interactive.CodePages

open System
open System.IO
open System.Reflection
open System.Text
open System.Text.RegularExpressions

/// The page of a code as Markdown; `None` where it has none.
let tryFind (code: string) : string option =
    match Assembly.GetExecutingAssembly().GetManifestResourceStream $"codes/{code}" with
    | null -> None
    | stream ->
        use reader = new StreamReader(stream, Encoding.UTF8)
        Some(reader.ReadToEnd())

let private link = Regex(@"\[([^\]]*)\]\([^)\s]*\)", RegexOptions.CultureInvariant)

let private emphasis = Regex(@"\*\*([^*]*)\*\*", RegexOptions.CultureInvariant)

/// What the page of a code says beyond its message and its advice, for a terminal: headings stand alone, studies are indented, links are their text.
let sections (code: string) : string =
    let text = StringBuilder()

    let mutable isInside = false
    let mutable isCode = false

    for line in (tryFind code |> Option.defaultValue "").Split('\n') do
        let line = line.TrimEnd '\r'
        isInside <- isInside || line.StartsWith("## ", StringComparison.Ordinal)

        if isInside then
            if line.StartsWith("```", StringComparison.Ordinal) then
                isCode <- not isCode
            elif isCode then
                text.AppendLine(if line = "" then "" else "    " + line) |> ignore
            elif not (line.StartsWith("[All codes]", StringComparison.Ordinal)) then
                let plain = emphasis.Replace(link.Replace(line, "$1"), "$1").Replace("`", "")

                text.AppendLine(
                    if plain.StartsWith("## ", StringComparison.Ordinal) then
                        plain.Substring 3
                    else
                        plain
                )
                |> ignore

    text.ToString().TrimEnd()
