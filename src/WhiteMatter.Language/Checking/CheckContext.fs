namespace WhiteMatter.Language.Checking

open System
open System.Collections.Generic
open System.Globalization
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// A column as a set of columns declares it.
type internal ColumnEntry = {
    Name: string
    Role: DeclaredRole
    /// The `##` comments above its entry and behind it.
    Doc: string
}

/// What checking expressions needs to know of the whole study.
type internal CheckContext = {
    Program: Program
    Findings: Findings
    Limits: CheckLimits
    /// Values of parameters given from outside, still as text.
    Overrides: Map<string, string>
    /// The files that such values are read from.
    Origins: Map<string, string>
    /// Parameters already worked out, by qualified name; `None` while one is being worked out.
    Parameters: Dictionary<string, CheckedExpression option>
    /// The sets of columns already checked, by qualified name.
    ColumnSets: Dictionary<string, ColumnEntry list>
    /// Declarations made from one another in a circle, by qualified name: that is said of them, and nothing else of what they are made from.
    Circular: HashSet<string>
    /// What names turn out to mean.
    Uses: NameUses
    /// Headers of tables by path and format.
    FindTable: string -> TableFormat -> TableHeader option
    Cancellation: CancellationToken
}

[<RequireQualifiedAccess>]
module internal CheckContext =

    let make program findings limits overrides findTable cancellation : CheckContext = {
        Program = program
        Findings = findings
        Limits = limits
        Overrides = overrides
        Origins = Map.empty
        Parameters = Dictionary(StringComparer.Ordinal)
        ColumnSets = Dictionary(StringComparer.Ordinal)
        Circular = HashSet(StringComparer.Ordinal)
        Uses = NameUses()
        FindTable = findTable
        Cancellation = cancellation
    }

/// Where an expression stands.
type internal Place = {
    File: FileScope
    /// Columns that bare names may mean.
    Columns: ColumnScope option
    /// Columns of people, where `Columns` are those of variants.
    People: ColumnScope option
    /// Whether `{name}` in a text may mean a column.
    Placeholders: bool
    /// Whether `{1..22,X}` in a text may mean several files.
    Expansions: bool
    /// Whether values known after the run may stand here.
    RunValues: bool
    /// What the expression is for, for messages: `'window'`.
    What: string
}

[<RequireQualifiedAccess>]
module internal Place =

    let plain file what = {
        File = file
        Columns = None
        People = None
        Placeholders = false
        Expansions = false
        RunValues = false
        What = what
    }

[<RequireQualifiedAccess>]
module internal Checked =

    let make (place: Place) (span: Span) (studyType: StudyType) (node: CheckedNode) : CheckedExpression = {
        Node = node
        Type = studyType
        Span = span
        File = place.File.Source
    }

    /// In place of what was reported as wrong.
    let wrong place span =
        make place span StudyType.Unknown (CheckedNode.Text [])

    let isWrong (expression: CheckedExpression) = expression.Type = StudyType.Unknown

    /// Whether something of an expression is so.
    let rec exists (holds: CheckedExpression -> bool) (expression: CheckedExpression) : bool =
        holds expression
        || match expression.Node with
           | CheckedNode.Unary(_, operand) -> exists holds operand
           | CheckedNode.Binary(_, left, right) -> exists holds left || exists holds right
           | CheckedNode.Call(_, arguments) -> arguments.Values |> Seq.exists (exists holds)
           | CheckedNode.List items -> items |> List.exists (exists holds)
           | CheckedNode.Member(owner, _) -> exists holds owner
           | _ -> false

    /// Whether a mistake was reported in it. What is right may be of no type that has a name, such as the square of an age in years.
    let hasMistake (expression: CheckedExpression) : bool =
        expression
        |> exists (fun part ->
            match part.Node with
            | CheckedNode.Text [] -> isWrong part
            | _ -> false)

    /// The parts of a condition that all have to hold, in order.
    let conjuncts (condition: CheckedExpression) : CheckedExpression list =
        let parts = ResizeArray<CheckedExpression>()
        // A stack of its own: a condition may have more parts than the thread's has frames.
        let pending = Stack<CheckedExpression>(Seq.singleton condition)

        while pending.Count > 0 do
            let part = pending.Pop()

            match part.Node with
            | CheckedNode.Binary(BinaryOperator.And, left, right) ->
                pending.Push right
                pending.Push left
            | _ -> parts.Add part

        List.ofSeq parts

    let number (value: float) =
        value.ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-").Replace("E", "e")

    let rec stripParentheses (expression: Expression) =
        match expression.Node with
        | ExpressionNode.Parenthesised inner -> stripParentheses inner.Value
        | _ -> expression
