/// Where a declaration calls `sumstats`, before anything is checked.
module internal WhiteMatter.Language.Checking.PublishedCalls

open System.Collections.Generic
open WhiteMatter.Language.Syntax

let private within (expression: Expression) : Expression list =
    let found = ResizeArray<Expression>()
    let pending = Stack<Expression>()
    pending.Push expression

    while pending.Count > 0 do
        let next = pending.Pop()

        match next.Node with
        | ExpressionNode.Call({ Node = ExpressionNode.Name "sumstats" }, _, _) -> found.Add next
        | ExpressionNode.Call(_, arguments, _) ->
            for argument in arguments do
                pending.Push argument.Value
        | ExpressionNode.List(items, _) ->
            for item in items do
                pending.Push item.Value
        | ExpressionNode.Parenthesised inner -> pending.Push inner.Value
        | _ -> ()

    List.ofSeq found

/// The calls after `from` and in the settings.
let inDeclaration (kind: KindDeclaration) : Expression list = [
    yield! kind.From |> Option.map within |> Option.defaultValue []

    for item in kind.Body |> Option.map _.Items |> Option.defaultValue [] do
        match item.Node with
        | ItemNode.Setting(_, value) -> yield! within value
        | _ -> ()
]
