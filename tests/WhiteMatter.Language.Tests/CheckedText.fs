/// A checked study as text a person can read: what each name means, every default that was filled in, every value in its canonical unit.
module WhiteMatter.Language.Tests.CheckedText

open System
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

let private text (parts: TextPart list) =
    let part =
        function
        | TextPart.Literal text -> text.Replace("\\", "\\\\").Replace("\"", "\\\"")
        | TextPart.Placeholder name -> $"{{{name.Name}}}"
        | TextPart.Expansion(items, _) -> ExpansionText.ofItems items

    "\"" + String.Join("", List.map part parts) + "\""

let rec private value (expression: CheckedExpression) : string =
    match expression.Node with
    | CheckedNode.Text parts -> text parts
    | CheckedNode.Member(owner, name) -> $"{value owner}.{name}"
    | CheckedNode.Call(name, arguments) ->
        let inner = [ for KeyValue(key, argument) in arguments -> $"{key} = {value argument}" ]
        name + "(" + String.Join(", ", inner) + ")"
    | CheckedNode.List items -> "[" + String.Join(", ", List.map value items) + "]"
    | CheckedNode.Unary(UnaryOperator.Not, operand) -> $"(not {value operand})"
    | CheckedNode.Unary(UnaryOperator.Negate, operand) -> $"(-{value operand})"
    | CheckedNode.Binary(operator, left, right) -> $"({value left} {Operators.string operator} {value right})"
    | node -> CheckerHost.show node

let dump (study: CheckedStudy) : string =
    let page = StringBuilder()

    let line depth (text: string) =
        page.Append(' ', 2 * depth).Append(text).Append('\n') |> ignore

    let rec block depth (body: CheckedBlock) =
        for name, role, unit in body.Columns do
            let unit = unit |> Option.map (fun unit -> ", " + unit) |> Option.defaultValue ""
            line depth $"column {name}: {role}{unit}"

        for KeyValue(name, setting) in body.Settings do
            line depth $"{name} = {value setting} : {StudyType.name setting.Type}"

        for entry in body.Entries do
            line depth $"{value entry} : {StudyType.name entry.Type}"

        for KeyValue(name, inner) in body.Blocks do
            line depth name
            block (depth + 1) inner

    for declaration in study.Study :: study.Declarations do
        let from =
            declaration.From
            |> Option.map (fun from -> " from " + value from)
            |> Option.defaultValue ""

        line 0 $"{declaration.Kind} {declaration.Name}{from} : {StudyType.name declaration.Type}"
        block 1 declaration.Body

    page.ToString()
