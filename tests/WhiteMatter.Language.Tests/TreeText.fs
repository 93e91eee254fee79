/// A syntax tree as text a person can read. Spans and blank lines are left out, so that the texts of two trees are
/// equal exactly when the trees are equal but for layout.
module WhiteMatter.Language.Tests.TreeText

open System.Globalization
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

let private quoted (text: string) =
    "\""
    + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t")
    + "\""

let private comment (found: Comment) =
    (if found.IsDoc then "doc " else "comment ") + quoted found.Text

let dump (file: StudyFile) : string =
    let page = StringBuilder()

    let line (depth: int) (text: string) =
        page.Append(' ', 2 * depth).Append(text).Append('\n') |> ignore

    let leading depth (trivia: Trivia) =
        for piece in trivia.Leading do
            match piece with
            | LeadingTrivia.Comment found -> line depth ("leading " + comment found)
            | LeadingTrivia.BlankLine -> ()

    let trailing depth (trivia: Trivia) =
        match trivia.Trailing with
        | Some found -> line depth ("trailing " + comment found)
        | None -> ()

    let rec expression depth (label: string) (value: Expression) =
        for found in value.Before do
            line depth ("before " + comment found)

        let line depth text = line depth (label + text)

        match value.Node with
        | ExpressionNode.Number(raw, number, isInteger, unit) ->
            let unit =
                match unit with
                | Some unit -> " unit " + unit.Name
                | None -> ""

            let kind = if isInteger then "integer" else "float"
            line depth $"""{kind} {raw} = {number.ToString("R", CultureInfo.InvariantCulture)}{unit}"""
        | ExpressionNode.Text parts ->
            let parts =
                parts
                |> List.map (function
                    | TextPart.Literal text -> quoted text
                    | TextPart.Placeholder name -> $"{{{name.Name}}}"
                    | TextPart.Expansion(items, _) -> ExpansionText.ofItems items)

            line depth ("text " + String.concat " " parts)
        | ExpressionNode.Boolean value -> line depth (if value then "true" else "false")
        | ExpressionNode.Name name -> line depth ("name " + name)
        | ExpressionNode.List(items, closing) ->
            line depth "list"

            for item in items do
                leading (depth + 1) item.Trivia
                expression (depth + 1) "" item.Value
                trailing (depth + 1) item.Trivia

            leading (depth + 1) closing
        | ExpressionNode.Parenthesised inner ->
            line depth "parentheses"
            leading (depth + 1) inner.Trivia
            expression (depth + 1) "" inner.Value
            trailing (depth + 1) inner.Trivia
        | ExpressionNode.Unary(operator, operand) ->
            line depth $"{operator}"
            expression (depth + 1) "" operand
        | ExpressionNode.Binary(operator, _, left, right) ->
            line depth (Operators.string operator)
            expression (depth + 1) "" left
            expression (depth + 1) "" right
        | ExpressionNode.Member(owner, name) ->
            line depth ("member " + name.Name)
            expression (depth + 1) "of " owner
        | ExpressionNode.Call(callee, arguments, closing) ->
            line depth "call"
            expression (depth + 1) "of " callee

            for argument in arguments do
                leading (depth + 1) argument.Trivia

                match argument.Name with
                | Some name -> expression (depth + 1) (name.Name + " = ") argument.Value
                | None -> expression (depth + 1) "" argument.Value

                trailing (depth + 1) argument.Trivia

            leading (depth + 1) closing
        | ExpressionNode.Skipped text -> line depth ("skipped " + quoted text)

    let accept depth (accepted: Accept) =
        line depth $"accept {accepted.Code.Name} because {quoted accepted.Reason}"

    let rec block depth (body: Block) =
        match body.Opening with
        | Some found -> line depth ("opening " + comment found)
        | None -> ()

        for item in body.Items do
            leading depth item.Trivia

            match item.Node with
            | ItemNode.Accept accepted -> accept depth accepted
            | ItemNode.Setting(key, value) -> expression depth ("set " + key.Name + " = ") value
            | ItemNode.Block(key, inner) ->
                line depth ("block " + key.Name)
                block (depth + 1) inner
            | ItemNode.Bare value -> expression depth "bare " value
            | ItemNode.Skipped text -> line depth ("skipped " + quoted text)

            trailing depth item.Trivia

        leading depth body.Closing

    leading 0 file.EditionTrivia

    match file.Edition with
    | Some(edition, _) -> line 0 $"edition {edition}"
    | None -> line 0 "edition missing"

    trailing 0 file.EditionTrivia

    let rec typeName (name: TypeName) =
        match name with
        | TypeName.List inner -> "[" + typeName inner + "]"
        | other -> (Operators.string other).ToLowerInvariant()

    for declaration in file.Declarations do
        leading 0 declaration.Trivia

        match declaration.Node with
        | DeclarationNode.Import(path, _, alias, parameters) ->
            line 0 $"import {quoted path} as {alias.Name}"
            Option.iter (block 1) parameters
        | DeclarationNode.Param(name, found, _, value) ->
            line 0 $"param {name.Name} : {typeName found}"

            match value with
            | Some value -> expression 1 "= " value
            | None -> ()
        | DeclarationNode.Accept accepted -> accept 0 accepted
        | DeclarationNode.Kind kind ->
            let name =
                match kind.Name with
                | Some name -> " " + name.Name
                | None -> ""

            line 0 (kind.Kind.Name + name)

            match kind.From with
            | Some source -> expression 1 "from " source
            | None -> ()

            match kind.Body with
            | Some body ->
                line 1 "body"
                block 2 body
            | None -> ()
        | DeclarationNode.Skipped text -> line 0 ("skipped " + quoted text)

        trailing 0 declaration.Trivia

    leading 0 file.Closing
    page.ToString()

/// How many comments a tree's text shows, for comparison with the comments of a source.
let commentCount (text: string) =
    text.Split '\n'
    |> Array.filter (fun line ->
        let line = line.TrimStart()

        [ "leading "; "trailing "; "before "; "opening " ]
        |> List.exists (fun start ->
            line.StartsWith(start + "comment \"", System.StringComparison.Ordinal)
            || line.StartsWith(start + "doc \"", System.StringComparison.Ordinal)))
    |> Array.length
