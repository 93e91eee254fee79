/// Calls of `sumstats`: where a declaration has some before anything is checked, and which files they name.
module internal WhiteMatter.Language.Checking.PublishedCalls

open System.Collections.Generic
open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// The file that the arguments of a call name, and how it is read.
let request (arguments: Map<string, CheckedExpression>) : StatisticsRequest option =
    let word =
        match arguments.TryFind "format" |> Option.map _.Node with
        | Some(CheckedNode.EnumCase word) -> Some word
        | _ -> None

    match arguments.TryFind "path" with
    | Some path when not (Checked.isWrong path) ->
        PeopleTable.literal path
        |> Option.map (fun text ->
            StatisticsRequest(StudyPath.resolve path.File text, PublishedLayouts.Of(Option.toObj word)))
    | _ -> None

let private within (expression: Expression) : Expression list =
    let found = ResizeArray<Expression>()
    let pending = Stack<Expression>()
    pending.Push expression

    while pending.Count > 0 do
        let next = pending.Pop()

        match next.Node with
        | ExpressionNode.Call({
                                  Node = ExpressionNode.Name "sumstats"
                              },
                              _,
                              _) -> found.Add next
        | ExpressionNode.Call(_, arguments, _) ->
            for argument in arguments do
                pending.Push argument.Value
        | ExpressionNode.List(items, _) ->
            for item in items do
                pending.Push item.Value
        | ExpressionNode.Parenthesised inner -> pending.Push inner.Value
        | _ -> ()

    List.ofSeq found

/// Whether the text of a declaration has such calls at all, which few have: it is soon asked.
let areWritten (source: SourceText) (span: Span) : bool =
    source.Text.AsSpan(span.Start, span.Length).IndexOf("sumstats".AsSpan(), StringComparison.Ordinal)
    >= 0

/// The calls after `from` and in the settings.
let inDeclaration (kind: KindDeclaration) : Expression list = [
    yield! kind.From |> Option.map within |> Option.defaultValue []

    for item in kind.Body |> Option.map _.Items |> Option.defaultValue [] do
        match item.Node with
        | ItemNode.Setting(_, value) -> yield! within value
        | _ -> ()
]
