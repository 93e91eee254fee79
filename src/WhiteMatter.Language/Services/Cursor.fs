/// What may stand at the cursor, read off the text before it.
module internal WhiteMatter.Language.Services.Cursor

open System
open System.Collections.Generic
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Services.CursorSlot
open WhiteMatter.Language.Services.CursorExpected
open WhiteMatter.Language.Syntax

/// Stands at the cursor while the text before it is read.
[<Literal>]
let private Marker = "wmcursor"

let private isMarked (text: string) =
    text.Contains(Marker, StringComparison.Ordinal)

/// What a slot is, with the call around it.
type private Found = {
    Slot: Slot
    Call: (FunctionRow * int) option
}

let private at slot = { Slot = slot; Call = None }

/// Follows the right edge of an expression, where the cursor is.
let rec private inExpression (expected: Expected) (expression: Expression) : Found option =
    match expression.Node with
    | ExpressionNode.Name name when isMarked name -> Some(at (Slot.Value expected))
    | ExpressionNode.Number(_, _, _, Some unit) when isMarked unit.Name -> Some(at (Slot.Unit expected))
    | ExpressionNode.Text parts ->
        match List.tryLast parts with
        | Some(TextPart.Placeholder name) when isMarked name.Name -> Some(at (Slot.Placeholder expected))
        | Some(TextPart.Literal text) when isMarked text -> Some(at Slot.Nothing)
        | _ -> None
    | ExpressionNode.List(items, _) ->
        let items' =
            expected.Types
            |> List.choose (fun studyType ->
                match studyType with
                | StudyType.List item -> Some item
                | _ -> None)

        // A list of levels: `site in ["A", …]`.
        let inner = {
            expected with
                Types = (if items'.IsEmpty then expected.Types else items')
                InList = true
        }

        List.tryLast items |> Option.bind (fun item -> inExpression inner item.Value)
    | ExpressionNode.Parenthesised inner -> inExpression expected inner.Value
    | ExpressionNode.Unary(_, operand) ->
        inExpression
            {
                expected with
                    InArithmetic = true
                    ComparedWith = None
            }
            operand
    | ExpressionNode.Binary(operator, _, left, right) ->
        let compared =
            if Operators.precedence operator = Operators.Precedence.Comparison then
                Some left
            else
                None

        // Of people and results nothing is computed; cohorts are taken from each other.
        let isComputed =
            expected.Types.IsEmpty || not (expected.Types |> List.forall StudyType.isResult)

        inExpression
            {
                expected with
                    ComparedWith = compared
                    InArithmetic = isComputed
                    Beside =
                        if isComputed then
                            expected.Beside
                        else
                            namesIn left @ expected.Beside
            }
            right
    | ExpressionNode.Member(target, name) when isMarked name.Name -> Some(at (Slot.Member(target, expected)))
    | ExpressionNode.Call(callee, arguments, _) ->
        match callee.Node, List.tryLast arguments with
        | ExpressionNode.Name name, Some last ->
            match Catalogue.tryFindFunction name with
            | None -> None
            | Some row -> inCall expected row arguments last
        | _ -> None
    | _ -> None

and private inCall expected row arguments last =
    let positional = arguments |> List.filter (fun argument -> argument.Name.IsNone)

    let argument =
        match last.Name with
        | Some name -> row.Arguments |> List.tryFind (fun known -> known.Name = name.Name)
        | None ->
            // One that is given by its name elsewhere is not the next.
            row.Arguments
            |> List.filter (fun known ->
                arguments
                |> List.forall (fun other -> other.Name |> Option.forall (fun name -> name.Name <> known.Name)))
            |> List.tryItem (positional.Length - 1)

    /// The value of an argument that is given by its name.
    let given name =
        arguments
        |> List.tryPick (fun other ->
            match other.Name with
            | Some known when known.Name = name -> Some other.Value
            | _ -> None)

    let inner =
        match argument with
        | None -> plain
        | Some({ Texts = Some(TextsOf.Column other) } as argument) -> {
            ofRow argument with
                Columns = expected.Columns
                ComparedWith = given other
          }
        | Some argument when argument.Accepts = [ StudyType.ColumnName ] -> {
            ofRow argument with
                Columns =
                    if row.Yields = StudyType.PeopleTable then
                        ColumnsAt.OfTable(row.Name, pathIn arguments)
                    else
                        expected.Columns
          }
        | Some argument when row.Use <> FunctionUse.Value && row.Use <> FunctionUse.Show -> {
            ofRow argument with
                Columns = expected.Columns
                RunValues = expected.RunValues
                InArithmetic = true
                Uses = [ FunctionUse.Arithmetic ]
          }
        // A formula among the arguments of a setting's value is of the setting's columns.
        | Some argument when argument.Sees = Sees.Nothing && List.contains StudyType.Formula argument.Accepts -> {
            ofRow argument with
                Columns = expected.Columns
          }
        | Some argument -> ofRow argument

    let active =
        match argument with
        | Some argument -> row.Arguments |> List.findIndex (fun known -> known.Name = argument.Name)
        | None -> row.Arguments.Length

    inExpression inner last.Value
    |> Option.map (fun found ->
        let slot =
            match found.Slot, last.Name, last.Value.Node with
            // A bare word may become the name of an argument.
            | Slot.Value expected, None, ExpressionNode.Name _ ->
                let given =
                    [
                        for argument in arguments do
                            match argument.Name with
                            | Some name -> name.Name
                            | None -> ()
                    ]
                    @ (row.Arguments |> List.truncate (positional.Length - 1) |> List.map _.Name)

                Slot.Argument(row, given, expected)
            | slot, _, _ -> slot

        {
            Slot = slot
            Call = found.Call |> Option.orElse (Some(row, active))
        })

/// A slot for the value of a parameter, where it stands by itself.
let private asParameter (alias: string option) (name: string) (found: Found option) : Found option =
    found
    |> Option.map (fun found ->
        match found.Slot with
        | Slot.Value({ InArithmetic = false } as expected) -> {
            found with
                Slot = Slot.ParameterValue(alias, name, expected)
          }
        | _ -> found)

/// `since` gives the keys after the cursor.
let private inBlock (since: unit -> string list) (row: KindRow) (body: Block) : Found option =
    let rec block (settings: SettingRow list) (blocks: BlockRow list) (entries: Entries option) (body: Block) =
        match List.tryLast body.Items with
        | None -> None
        | Some last ->
            match last.Node, entries with
            | ItemNode.Accept accept, _ when isMarked accept.Code.Name -> Some(at Slot.Code)
            | ItemNode.Setting(key, value), _ ->
                settings
                |> List.tryFind (fun row -> row.Name = key.Name)
                |> Option.bind (fun row ->
                    let expected =
                        match row.Texts with
                        | Some(TextsOf.Column other) -> {
                            ofRow row with
                                Columns = ColumnsAt.Of Sees.PeopleColumns
                                ComparedWith = settingIn body other
                          }
                        | _ -> ofRow row

                    inExpression expected value)
            | ItemNode.Block(key, inner), _ ->
                blocks
                |> List.tryFind (fun row -> row.Name = key.Name)
                |> Option.bind (fun row -> block row.Settings [] row.Entries inner)
            | ItemNode.Bare {
                                Node = ExpressionNode.Binary(BinaryOperator.Interact,
                                                             _,
                                                             _,
                                                             { Node = ExpressionNode.Name name })
                            },
              Some Entries.ColumnRoles when isMarked name -> Some(at Slot.ColumnRole)
            // Levels of a column: `site : factor("A", …)`.
            | ItemNode.Bare {
                                Node = ExpressionNode.Binary(BinaryOperator.Interact,
                                                             _,
                                                             column,
                                                             {
                                                                 Node = ExpressionNode.Call({
                                                                                                Node = ExpressionNode.Name "factor"
                                                                                            },
                                                                                            arguments,
                                                                                            _)
                                                             })
                            },
              Some Entries.ColumnRoles ->
                List.tryLast arguments
                |> Option.bind (fun last ->
                    inExpression
                        {
                            plain with
                                Types = [ StudyType.String ]
                                Columns = ColumnsAt.Of Sees.TableColumns
                                ComparedWith = Some column
                                InList = true
                                Uses = []
                        }
                        last.Value)
            | ItemNode.Bare { Node = ExpressionNode.Name name }, _ when isMarked name ->
                Some(at (Slot.Item(settings, blocks, entries, keysOf body.Items @ since ())))
            | ItemNode.Bare entry, Some entries -> inExpression (entriesOf entries) entry
            | _ -> None

    block row.Settings row.Blocks row.Entries body

let private inDeclaration since (declaration: Declaration) : Found option * KindDeclaration option =
    match declaration.Node with
    | DeclarationNode.Accept accept when isMarked accept.Code.Name -> Some(at Slot.Code), None
    | DeclarationNode.Import(_, _, alias, Some body) ->
        match List.tryLast body.Items |> Option.map _.Node with
        | Some(ItemNode.Bare { Node = ExpressionNode.Name name }) when isMarked name ->
            Some(at (Slot.ImportParameter(alias.Name, keysOf body.Items @ since ()))), None
        | Some(ItemNode.Setting(key, value)) ->
            inExpression { plain with Uses = [] } value
            |> asParameter (Some alias.Name) key.Name,
            None
        | _ -> None, None
    | DeclarationNode.Param(name, typeName, _, Some value) ->
        let types =
            match typeName with
            | TypeName.Int -> [ StudyType.Int ]
            | TypeName.Float -> [ StudyType.Float ]
            | TypeName.Bool -> [ StudyType.Bool ]
            | TypeName.String -> [ StudyType.String ]
            | _ -> []

        inExpression { plain with Types = types; Uses = [] } value
        |> asParameter None name.Name,
        None
    | DeclarationNode.Kind kind ->
        match Catalogue.tryFindKind kind.Kind.Name, kind.Body, kind.From with
        | Some row, Some body, _ -> inBlock since row body, Some kind
        | Some row, None, Some from ->
            let expected = {
                plain with
                    Types = row.From |> Option.map _.Types |> Option.defaultValue []
            }

            inExpression expected from, Some kind
        | _ -> None, Some kind
    | _ -> None, None

/// Where only the head of a declaration, or what cannot be read, stands before the cursor.
let private inHead (line: string) : Found =
    let words =
        line.Split([| ' '; '\t' |], StringSplitOptions.RemoveEmptyEntries)
        |> List.ofArray

    match words with
    | [ "param"; _; ":" | ":[" ]
    | [ "param"; _; ":"; "[" ] -> at Slot.ParameterType
    | [ "param"; name ] when name.EndsWith ':' || name.EndsWith ":[" -> at Slot.ParameterType
    | [ "param"; name; "[" ] when name.EndsWith ':' -> at Slot.ParameterType
    | [ "accept" ] -> at Slot.Code
    | [ kind; _ ] ->
        match Catalogue.tryFindKind kind with
        | Some row -> at (Slot.AfterName row)
        | None -> at Slot.Nothing
    | _ -> at Slot.Nothing

/// What may stand at an offset of a text.
let rec find (source: SourceText) (offset: int) : Place =
    let text = source.Text
    let offset = offset |> max 0 |> min text.Length
    let mutable start = offset

    while start > 0 && Lexis.isWordCharacter text[start - 1] do
        start <- start - 1

    // The letters after a number are its unit.
    let digits = start

    let isNumber = start < offset && Lexis.isDigit text[start]

    if isNumber then
        while start < offset && (Lexis.isDigit text[start] || text[start] = '.') do
            start <- start + 1

    let finish =
        if isNumber then
            offset
        else
            max offset (Lexis.wordEnd text offset)

    let place found kind : Place = {
        Slot = found.Slot
        Replace = Span.create start finish
        Written = text.Substring(start, offset - start)
        Kind = kind
        Call = found.Call
        InText = false
    }

    let declaration = CursorText.declarationStart text (max 0 (digits - 1))

    // `accept` and what follows it are read as one thing, which here is not whole.
    let isAccepting =
        let before = text.AsSpan(0, start).TrimEnd([| ' '; '\t' |])

        before.Length < start
        && before.EndsWith "accept"
        && (before.Length = 6 || not (Lexis.isWordCharacter before[before.Length - 7]))

    let next = if isNumber then None else nextWord text start

    /// The text of an import's path before the cursor begins after its quote.
    let importQuote =
        if Lexis.isWord text declaration "import" then
            let quote = Lexis.skipBlanks text (declaration + "import".Length)

            if Lexis.at text quote = '"' && quote < offset then
                quote
            else
                -1
        else
            -1

    match CursorText.openBeforeWithQuote text declaration digits with
    | None -> place (at Slot.Nothing) None
    // Braces are ordinary there.
    | Some(([ '"' ] | [ '{'; '"' ]), _) when importQuote >= 0 -> {
        place (at Slot.ImportPath) None with
            Replace = Span.create (importQuote + 1) (max offset ((Lexis.stringExtent text importQuote).End - 1))
            Written = text.Substring(importQuote + 1, offset - importQuote - 1)
      }
    | Some _ when isAccepting -> place (at Slot.Code) None
    | Some(([] | '{' :: _), _) when next.IsSome -> place (at next.Value) None
    | Some('"' :: _, quote) ->
        // What may stand in the place of the whole text.
        let extent = Lexis.stringExtent text quote
        let around = find source quote

        let path =
            match around.Slot with
            | Slot.Value {
                             Row = Some { Path = Some path; Name = name }
                         } -> Some(Slot.Path(path, name))
            | Slot.Argument(row, _, { Row = Some { Path = Some path } }) -> Some(Slot.Path(path, row.Name))
            | Slot.ParameterValue(alias, name, _) -> Some(Slot.ParameterText(alias, name))
            | _ -> None

        match path with
        | Some slot -> {
            around with
                Slot = slot
                Replace =
                    Span.create
                        (quote + 1)
                        (if extent.Closed then
                             max offset (extent.End - 1)
                         else
                             offset)
                Written = text.Substring(quote + 1, offset - quote - 1)
          }
        | None -> {
            around with
                Replace = Span.create quote (if extent.Closed then max offset extent.End else finish)
                Written = text.Substring(quote, offset - quote)
                InText = true
          }
    | Some([], _) when Lexis.isColumnOne text digits && not isNumber -> place (at Slot.Declaration) None
    | Some(opened, _) ->
        let since () = CursorText.keysAfter text finish

        let read (joint: string) =
            let fragment =
                StringBuilder("wmstudy 1\n")
                    .Append(text, declaration, start - declaration)
                    .Append(joint)
                    .Append(Marker)
                    .Append(CursorText.closing opened)
                    .Append('\n')
                    .ToString()

            let parsed = Parser.parse (SourceText(source.Path, fragment))
            List.tryLast parsed.File.Declarations |> Option.map (inDeclaration since)

        match read "" with
        | Some(Some found, kind) -> place found kind
        | Some(None, kind) ->
            // After a whole value only an operator or the end of the call may follow.
            let call =
                if List.contains '(' opened then
                    read " + " |> Option.bind fst |> Option.bind _.Call
                else
                    None

            match call with
            | Some _ -> place { Slot = Slot.Nothing; Call = call } kind
            | None ->
                let line = text.Substring(declaration, start - declaration)

                // The type of a parameter may be that of a list, whose bracket is open.
                let isHead =
                    opened.IsEmpty
                    || (opened.Length = 1 && line.StartsWith("param ", StringComparison.Ordinal))

                if isHead && not (line.Contains '\n') then
                    place (inHead line) kind
                else
                    place (at Slot.Nothing) kind
        | None -> place (at Slot.Nothing) None
