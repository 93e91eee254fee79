/// Answers as lines of text, for terminals and wherever nothing else can be shown.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.AnswerText

open System
open System.IO
open System.Text.RegularExpressions
open WhiteMatter.Interactive.Rendering
open WhiteMatter.Language
open WhiteMatter.Planning

/// The text of a file that a diagnostic speaks of.
let sourceOf (known: SourceText list) (path: string) : SourceText option =
    match known |> List.tryFind (fun source -> source.Path = path) with
    | Some source -> Some source
    | None ->
        try
            if File.Exists path && FileInfo(path).Length < 4_000_000L then
                Some(SourceText(path, File.ReadAllText path))
            else
                None
        with
        | :? IOException
        | :? UnauthorizedAccessException -> None

let private fence = Regex @"^```.*$"
let private emphasis = Regex @"\*\*([^*]+)\*\*|`([^`]+)`"

/// Markdown without its marks.
let private unmarked (text: string) : string list = [
    for line in text.Split '\n' do
        if not (fence.IsMatch line) then
            emphasis.Replace(line, "$1$2")
]

let private lines (width: int) (colour: bool) (block: Block) : string list =
    match block with
    | Block.Text text -> [
        for line in text.TrimEnd().Split '\n' do
            if line.StartsWith ' ' then
                line
            else
                yield! TableText.wrap width line
      ]
    | Block.Code text -> List.ofArray (text.TrimEnd().Split '\n')
    | Block.Markdown text ->
        unmarked (text.TrimEnd())
        |> List.collect (fun line ->
            if line.StartsWith ' ' then
                [ line ]
            else
                TableText.wrap width line)
    | Block.Table table -> TableText.draw width colour table
    | Block.Findings(found, sources) -> [
        for one in found do
            yield! (DiagnosticText.render colour (sourceOf sources) one).TrimEnd().Split '\n'
        if not found.IsEmpty then
            DiagnosticText.summary found
      ]
    | Block.Plan plan -> List.ofArray ((PlanText.render colour plan).TrimEnd().Split '\n')
    | Block.Step step -> List.ofArray ((StepText.render colour step).TrimEnd().Split '\n')
    | Block.Picture picture
    | Block.Page picture -> PictureText.draw width colour picture

/// One part of an answer in lines of about so many columns; colours are ANSI escape sequences.
let block (width: int) (colour: bool) (block: Block) : string =
    String.Join("\n", lines width colour block)

/// All of an answer.
let render (width: int) (colour: bool) (answer: Answer) : string =
    String.Join("\n", answer.Blocks |> List.map (block width colour))
