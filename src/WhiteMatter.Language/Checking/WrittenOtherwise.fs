/// What is written as another language would have it and can only mean one thing: one message with the change that mends it, and
/// checking goes on with what is meant.
module internal WhiteMatter.Language.Checking.WrittenOtherwise

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Endings of files that studies name.
let private fileEndings =
    set [
        "tsv"
        "csv"
        "txt"
        "gz"
        "bed"
        "bim"
        "fam"
        "pgen"
        "pvar"
        "psam"
        "bgen"
        "vcf"
        "bcf"
        "nii"
        "bval"
        "bvec"
        "safetensors"
        "pt"
        "ckpt"
    ]

/// Whether an expression is a path whose quotes are missing: `data/chips.bed`, `people.tsv`.
let private isPath (home: FileScope) (expression: Expression) =
    // No path has so many parts; what is deeper is a formula.
    let rec isPart depth (part: Expression) =
        depth < 100
        && match part.Node with
           | ExpressionNode.Name name ->
               match Names.tryFind home name with
               | Some { Meaning = Meaning.Parameter _ } -> false
               | _ -> true
           | ExpressionNode.Number _ -> true
           | ExpressionNode.Member(owner, _) -> isPart (depth + 1) owner
           | ExpressionNode.Binary((BinaryOperator.Divide | BinaryOperator.Subtract), _, left, right) ->
               isPart (depth + 1) left && isPart (depth + 1) right
           | _ -> false

    let rec ending (part: Expression) =
        match part.Node with
        | ExpressionNode.Member(_, name) -> fileEndings.Contains(name.Name.ToLowerInvariant())
        | ExpressionNode.Binary(_, _, _, right) -> ending right
        | _ -> false

    ending expression && isPart 0 expression

/// Reports a path that stands without quotes where a text is expected.
let reportPath (findings: Findings) (home: FileScope) (expected: StudyType list) (expression: Expression) : bool =
    if expected = [ StudyType.String ] && isPath home expression then
        let source = home.Source
        let text = source.TextOf expression.Span
        let quoted = $"\"{text}\""

        Diagnostic.create source NameCodes.PathNotQuoted expression.Span [ text; "" ]
        |> Diagnostic.withFix source $"Write {quoted}" expression.Span quoted
        |> findings.AddDiagnostic

        true
    else
        false

let private isList (accepted: StudyType) =
    match accepted with
    | StudyType.List _ -> true
    | _ -> false

/// Whether a row takes lists alone.
let private takesLists (row: SettingRow) =
    not row.Accepts.IsEmpty && row.Accepts |> List.forall isList

/// What may be one of several values without brackets: all but a name with a meaning of its own, a list and what was not read.
let private isItem (value: Expression) =
    match value.Node with
    | ExpressionNode.Number _
    | ExpressionNode.Text _
    | ExpressionNode.Name _
    | ExpressionNode.Member _
    | ExpressionNode.Call _
    | ExpressionNode.Unary(UnaryOperator.Negate, { Node = ExpressionNode.Number _ }) -> true
    | _ -> false

/// `a, b, c` where `[a, b, c]` is meant.
let private asList (findings: Findings) (source: SourceText) (name: string) (values: Expression list) : Expression =
    let span = Span.union values.Head.Span (List.last values).Span
    let written = source.TextOf span

    let bracketed =
        "["
        + String.Join(", ", [ for value in values -> source.TextOf value.Span ])
        + "]"

    Diagnostic.create source NameCodes.ListWithoutBrackets span [ name; written ]
    |> Diagnostic.withFix source $"Write '{bracketed}'" span bracketed
    |> findings.AddDiagnostic

    {
        Node = ExpressionNode.List([ for value in values -> { Value = value; Trivia = Trivia.none } ], Trivia.none)
        Span = span
        Before = []
    }

/// `adjust = age, sex` where `age + sex` is meant.
let private asSum (findings: Findings) (source: SourceText) (terms: Expression list) : Expression =
    let span = Span.union terms.Head.Span (List.last terms).Span
    let sum = String.Join(" + ", [ for term in terms -> source.TextOf term.Span ])

    Diagnostic.create source NameCodes.FormulaTerm span [
        source.TextOf span
        ", as a comma begins the next setting: terms are joined by +."
    ]
    |> Diagnostic.withFix source $"Write '{sum}'" span sum
    |> findings.AddDiagnostic

    terms
    |> List.reduce (fun left right -> {
        Node = ExpressionNode.Binary(BinaryOperator.Add, Span.create left.Span.End right.Span.Start, left, right)
        Span = Span.union left.Span right.Span
        Before = []
    })

/// The arguments of a call, `lr: 2e-3` read as `lr = 2e-3` and `channels = 4, 8` as `channels = [4, 8]`.
let arguments (findings: Findings) (source: SourceText) (row: FunctionRow) (given: Argument list) : Argument list =
    let knows name =
        row.Arguments |> List.tryFind (fun known -> known.Name = name)

    let signed =
        given
        |> List.map (fun argument ->
            match argument.Name, argument.Value.Node with
            | None,
              ExpressionNode.Binary(BinaryOperator.Interact,
                                    sign,
                                    {
                                        Node = ExpressionNode.Name name
                                        Span = nameSpan
                                    },
                                    value) when (knows name).IsSome ->
                Diagnostic.create source NameCodes.ArgumentSign sign [ row.Name; name ]
                |> Diagnostic.withFix source "Write `=`" (Span.create nameSpan.End value.Span.Start) " = "
                |> findings.AddDiagnostic

                {
                    argument with
                        Name = Some { Name = name; Span = nameSpan }
                        Value = value
                }
            | _ -> argument)

    let read = ResizeArray<Argument>()
    let mutable left = signed

    while not left.IsEmpty do
        match left with
        | ({ Name = Some name } as first) :: rest when
            isItem first.Value && (knows name.Name |> Option.exists takesLists)
            ->
            let more =
                rest
                |> List.takeWhile (fun argument -> argument.Name.IsNone && isItem argument.Value)

            if more.IsEmpty then
                read.Add first
            else
                let values = first.Value :: [ for argument in more -> argument.Value ]

                read.Add {
                    first with
                        Value = asList findings source name.Name values
                }

            left <- List.skip more.Length rest
        | first :: rest ->
            read.Add first
            left <- rest
        | [] -> ()

    List.ofSeq read

/// The items of a block: `traits = a, b` read as `traits = [a, b]`, and the comma of `r2 = 0,1` as a point.
let items (findings: Findings) (source: SourceText) (settings: SettingRow list) (written: Item list) : Item list =
    let rowOf (key: Identifier) =
        settings |> List.tryFind (fun row -> row.Name = key.Name)

    let bareItem (item: Item) =
        match item.Node with
        | ItemNode.Bare value when isItem value -> Some value
        | _ -> None

    /// The number that two whole numbers around a comma are meant as.
    let decimal (left: Expression) (right: Expression) =
        match left.Node, right.Node with
        | ExpressionNode.Number(whole, _, true, None), ExpressionNode.Number(part, _, _, unit) when
            right.Span.Start = left.Span.End + 1
            && source.Text[left.Span.End] = ','
            && Seq.forall Char.IsAsciiDigit whole
            && Char.IsAsciiDigit part[0]
            ->
            match Double.TryParse($"{whole}.{part}", Globalization.CultureInfo.InvariantCulture) with
            | true, value -> Some($"{whole}.{part}", value, unit)
            | _ -> None
        | _ -> None

    let isNumber (row: SettingRow) =
        not row.Accepts.IsEmpty && row.Accepts |> List.forall StudyType.isNumeric

    let read = ResizeArray<Item>()
    let mutable left = written

    // A loop: a block may have more items than a stack has frames.
    while not left.IsEmpty do
        match left with
        | ({ Node = ItemNode.Setting(key, value) } as item) :: next :: rest when isItem value && (bareItem next).IsSome ->
            match rowOf key with
            | Some row when List.contains StudyType.Formula row.Accepts ->
                let more =
                    next :: rest
                    |> Seq.map bareItem
                    |> Seq.takeWhile Option.isSome
                    |> Seq.choose id
                    |> List.ofSeq

                read.Add {
                    item with
                        Node = ItemNode.Setting(key, asSum findings source (value :: more))
                }

                left <- List.skip more.Length (next :: rest)
            // More than one value can only be a list, whatever else the setting takes.
            | Some row when List.exists isList row.Accepts ->
                let more =
                    next :: rest
                    |> Seq.map bareItem
                    |> Seq.takeWhile Option.isSome
                    |> Seq.choose id
                    |> List.ofSeq

                let value = asList findings source key.Name (value :: more)

                read.Add {
                    item with
                        Node = ItemNode.Setting(key, value)
                }

                left <- List.skip more.Length (next :: rest)
            | Some row when isNumber row ->
                let right = (bareItem next).Value

                match decimal value right with
                | Some(text, number, unit) ->
                    let span = Span.union value.Span right.Span

                    let comma = Span.create value.Span.End right.Span.Start

                    Diagnostic.create source NameCodes.DecimalComma span [ source.TextOf span ]
                    |> Diagnostic.withFix source "Write a point" comma "."
                    |> (if WrittenElsewhere.mayBeThousands source.Text value.Span.Start then
                            Diagnostic.withFix source "Leave the comma out" comma ""
                        else
                            id)
                    |> findings.AddDiagnostic

                    let value = {
                        value with
                            Node = ExpressionNode.Number(text, number, false, unit)
                            Span = span
                    }

                    read.Add {
                        item with
                            Node = ItemNode.Setting(key, value)
                    }

                    left <- rest
                | None ->
                    read.Add item
                    left <- next :: rest
            | _ ->
                read.Add item
                left <- next :: rest
        | item :: rest ->
            read.Add item
            left <- rest
        | [] -> ()

    List.ofSeq read

/// A range of columns, `pc1..pc10`, as what is written in its place.
let private columnRange (joiner: string) (first: string) (last: string) =
    let split (name: string) =
        let prefix = name.TrimEnd([| '0' .. '9' |])
        prefix, name.Substring prefix.Length

    let prefix, low = split first
    let prefixOfLast, high = split last

    match Int32.TryParse low, Int32.TryParse high with
    | (true, first), (true, last) when
        prefix = prefixOfLast
        && first < last
        && last - first < 1000
        // `pc01..pc10`: all are written with as many digits.
        && (low.Length = high.Length || not (low.StartsWith '0'))
        ->
        let width = if low.StartsWith '0' then low.Length else 1
        Some(String.Join(joiner, [ for number in first..last -> prefix + number.ToString().PadLeft(width, '0') ]))
    | _ -> None

/// Whether the last name of what stands before a range is added to the rest: only then is the range the sum that it is written out as.
let private endsInTerm (left: Expression) =
    match left.Node with
    | ExpressionNode.Name _
    | ExpressionNode.Binary(BinaryOperator.Add, _, _, { Node = ExpressionNode.Name _ }) -> true
    | _ -> false

/// Whether what follows the first name of what stands after a range is added to it or taken away.
let rec private beginsWithTerm (right: Expression) =
    match right.Node with
    | ExpressionNode.Name _ -> true
    | ExpressionNode.Binary((BinaryOperator.Add | BinaryOperator.Subtract), _, first, _) -> beginsWithTerm first
    | _ -> false

/// Reports a range of columns, which binds looser than the `+` around it; `false` where there is none.
let reportColumnRange (findings: Findings) (source: SourceText) (expression: Expression) : bool =
    let rec lastName (value: Expression) =
        match value.Node with
        | ExpressionNode.Name name -> Some(name, value.Span)
        | ExpressionNode.Binary(_, _, _, right) -> lastName right
        | _ -> None

    let rec firstName (value: Expression) =
        match value.Node with
        | ExpressionNode.Name name -> Some(name, value.Span)
        | ExpressionNode.Binary(_, _, left, _) -> firstName left
        | _ -> None

    match expression.Node with
    | ExpressionNode.Binary(BinaryOperator.Range, _, left, right) ->
        match lastName left, firstName right with
        | Some(first, firstSpan), Some(last, lastSpan) ->
            let span = Span.union firstSpan lastSpan

            let found =
                Diagnostic.create source NameCodes.ColumnRange span [ source.TextOf span ]

            match columnRange " + " first last with
            | Some all when endsInTerm left && beginsWithTerm right ->
                Diagnostic.withFix source "Name each" span all found
            | _ -> found
            |> findings.AddDiagnostic

            true
        | _ -> false
    | _ -> false

/// Reports a range of columns as an item of a list; `false` where there is none.
let reportColumnRangeInList (findings: Findings) (source: SourceText) (item: Expression) : bool =
    match item.Node with
    | ExpressionNode.Binary(BinaryOperator.Range,
                            _,
                            { Node = ExpressionNode.Name first },
                            { Node = ExpressionNode.Name last }) ->
        let found =
            Diagnostic.create source NameCodes.ColumnRange item.Span [ source.TextOf item.Span ]

        match columnRange ", " first last with
        | Some all -> Diagnostic.withFix source "Name each" item.Span all found
        | None -> found
        |> findings.AddDiagnostic

        true
    | _ -> false
