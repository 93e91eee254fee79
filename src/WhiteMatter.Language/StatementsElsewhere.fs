/// Statements of other languages where a declaration stands: a loop, and a variable that is given a value.
module internal WhiteMatter.Language.StatementsElsewhere

open System
open System.Text.RegularExpressions
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

/// The head of a loop of Python, R, Julia or a shell: `for t in traits`, `for (t in traits)`, `foreach x (…)`, `while read x`.
let private loop =
    Regex(@"\G(?:for|foreach|forall|while|until)[ \t]*(?:\([ \t]*)?[A-Za-z_][^\n{}#]*", RegexOptions.CultureInvariant)

/// Past the `}` that closes the first `{` from an offset on, on the line where that offset stands; -1 where there is none.
let private blockEnd (text: string) (start: int) =
    let line = Lexis.lineEnd text start
    let opening = text.IndexOf('{', start, line - start)

    let rec go index depth =
        if index >= text.Length then
            -1
        elif text[index] = '"' then
            go (Lexis.stringExtent text index).End depth
        elif Lexis.startsComment text index then
            go (Lexis.lineEnd text index) depth
        elif text[index] = '{' then
            go (index + 1) (depth + 1)
        elif text[index] = '}' then
            if depth = 1 then index + 1 else go (index + 1) (depth - 1)
        else
            go (index + 1) depth

    if opening < 0 then -1 else go opening 0

/// Reports a loop that begins at an offset, and goes to its end; `false` where none begins there.
let loopInStudy (stream: CharStream<ParserState>) (start: int) : bool =
    let state = stream.UserState
    let text = state.Text
    let head = loop.Match(text, start)

    if not head.Success then
        false
    else
        let written = head.Value.TrimEnd([| ' '; '\t'; '\r'; ':' |])
        state.Report(SyntaxCodes.Loop, start, start + written.Length, [ written ])

        match blockEnd text start with
        | -1 -> ()
        | finish -> Cursor.moveTo stream finish

        true

let private variableWords = [ "let"; "var"; "val"; "const"; "def"; "define"; "set"; "local" ]

let private isVariableWord (text: string) (start: int) =
    variableWords |> List.exists (Lexis.isWord text start)

/// Where the name and the sign stand in `let x = 3`, which begins at an offset.
let private variable (text: string) (start: int) =
    if not (isVariableWord text start) then
        ValueNone
    else
        let word = Lexis.wordEnd text start
        let name = Lexis.skipBlanks text word
        let finish = Lexis.wordEnd text name
        let sign = Lexis.skipBlanks text finish

        if
            name > word
            && Lexis.isLetter (Lexis.at text name)
            && not (Lexis.isReserved (text.Substring(name, finish - name)))
            && Lexis.at text sign = '='
            && Lexis.at text (sign + 1) <> '='
            && Lexis.at text (Lexis.skipBlanks text (sign + 1)) <> '{'
        then
            ValueSome(struct (name, finish, sign))
        else
            ValueNone

let rec private typeOf (value: Expression) : TypeName option =
    match value.Node with
    | ExpressionNode.Number(_, _, _, Some _) -> Some TypeName.Quantity
    | ExpressionNode.Number(_, _, isInteger, None) -> Some(if isInteger then TypeName.Int else TypeName.Float)
    | ExpressionNode.Unary(UnaryOperator.Negate, operand) -> typeOf operand
    | ExpressionNode.Boolean _ -> Some TypeName.Bool
    | ExpressionNode.Text _ -> Some TypeName.String
    | ExpressionNode.List(first :: rest, _) ->
        let types = [ for item in first :: rest -> typeOf item.Value ] |> List.distinct

        match types with
        | [ Some item ] -> Some(TypeName.List item)
        | [ Some TypeName.Int; Some TypeName.Float ]
        | [ Some TypeName.Float; Some TypeName.Int ] -> Some(TypeName.List TypeName.Float)
        | _ -> None
    | _ -> None

let rec private spelling (typeName: TypeName) =
    match typeName with
    | TypeName.Int -> "int"
    | TypeName.Float -> "float"
    | TypeName.Bool -> "bool"
    | TypeName.String -> "string"
    | TypeName.Quantity -> "quantity"
    | TypeName.List item -> $"[{spelling item}]"

/// Reads `let x = 3` of an offset as the parameter that it is meant as, and reports it; `ValueNone` where none stands there. What its value is
/// says which type it has; where that cannot be told it is text that was skipped.
let variableInStudy (stream: CharStream<ParserState>) (start: int) : Declaration voption =
    let state = stream.UserState
    let text = state.Text

    match variable text start with
    | ValueNone -> ValueNone
    | ValueSome(struct (name, finish, sign)) ->
        let written = text.Substring(name, finish - name)
        let errors = state.Diagnostics.Count
        Cursor.moveTo stream (sign + 1)
        let value = BlockParser.value sign "after `=`" stream
        let typeName = typeOf value

        let report meant fix =
            // A mistake in the value is said there.
            if state.Diagnostics.Count = errors then
                state.Report(
                    SyntaxCodes.DeclarationHead,
                    sign,
                    sign + 1,
                    [
                        "`=`"
                        text.Substring(start, finish - start)
                        $"a parameter, which has a type: `{meant} = …`"
                    ],
                    fix
                )

        match typeName with
        | Some typeName ->
            let meant = $"param {written} : {spelling typeName}"
            report meant (state.Fix($"Write `{meant}`", start, finish, meant))

            DeclarationHead.declaration
                (DeclarationNode.Param(
                    {
                        Name = written
                        Span = Span.create name finish
                    },
                    typeName,
                    Span.create name finish,
                    Some value
                ))
                start
                (max (sign + 1) value.Span.End)
            |> ValueSome
        | None ->
            report $"param {written} : float" id
            ValueSome(DeclarationHead.skip stream start)
