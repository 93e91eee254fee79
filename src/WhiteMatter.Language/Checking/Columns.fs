namespace WhiteMatter.Language.Checking

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

/// What a cohort declares a column to be.
[<RequireQualifiedAccess>]
type internal DeclaredRole =
    | Numeric
    /// With its levels, where they are declared; empty for any.
    | Factor of levels: string list
    | Id
    | Measure of Unit

/// A column of the rows at hand: of people, or computed for variants.
type internal Column = {
    Name: string
    /// What its values look like; `None` where the table was not seen.
    Content: ColumnContent option
    /// All its values in order of appearance, where they are known to be all.
    Levels: string list option
    /// A few values, for messages.
    Examples: string list
    /// Whether it has more values than a header tells.
    ManyLevels: bool
    /// Rows of -9 that count as numbers although PLINK takes them for missing.
    MinusNines: int64
    Declared: DeclaredRole option
    /// The type of a computed column.
    Computed: StudyType option
}

[<RequireQualifiedAccess>]
module internal Column =

    let unseen name = {
        Name = name
        Content = None
        Levels = None
        Examples = []
        ManyLevels = false
        MinusNines = 0L
        Declared = None
        Computed = None
    }

    let ofHeader (header: TableHeader) (column: TableColumn) = {
        unseen column.Name with
            Content = Some column.Content
            Levels =
                if header.RowsExact && not column.Levels.IsEmpty then
                    Some(List.ofSeq column.Levels)
                else
                    None
            // What makes a column of numbers text comes first.
            Examples =
                Seq.append (Option.ofObj column.FirstText |> Option.toList) column.Levels
                |> Seq.distinct
                |> Seq.truncate 3
                |> List.ofSeq
            ManyLevels = column.Levels.IsEmpty && column.Content <> ColumnContent.Empty
            MinusNines = column.MinusNines
    }

    /// The type of its values in a predicate or in arithmetic.
    let typeOf (column: Column) =
        match column.Computed, column.Declared, column.Content with
        | Some computed, _, _ -> computed
        | None, Some(DeclaredRole.Factor _ | DeclaredRole.Id), _ -> StudyType.String
        | None, Some DeclaredRole.Numeric, _ -> StudyType.Float
        | None, Some(DeclaredRole.Measure unit), _ -> StudyType.Quantity unit.Dimension
        | None, None, Some ColumnContent.Text -> StudyType.String
        | None, None, Some(ColumnContent.Integer | ColumnContent.Number) -> StudyType.Float
        | None, None, _ -> StudyType.Unknown

    /// What it is in the words of a `columns` block: the role or unit that is declared, else what its values are read as; `None` where that is not known.
    let word (column: Column) =
        match column.Declared, typeOf column with
        | Some(DeclaredRole.Factor _), _ -> Some "factor"
        | Some DeclaredRole.Id, _ -> Some "id"
        | Some(DeclaredRole.Measure unit), _ -> Some unit.Name
        | Some DeclaredRole.Numeric, _
        | None, (StudyType.Float | StudyType.Int) -> Some "numeric"
        | None, StudyType.String -> Some "text"
        | None, StudyType.Unknown -> None
        | None, studyType -> Some(StudyType.name studyType)

    /// How it enters a design.
    let roleOf (column: Column) =
        match typeOf column with
        | StudyType.String -> ColumnRole.Factor
        | _ -> ColumnRole.Numeric

    /// Whether a value is a number written with a comma for its point.
    let private hasDecimalComma (value: string) =
        let digits = value.TrimStart '-'
        let comma = digits.IndexOf ','

        comma > 0
        && comma < digits.Length - 1
        && comma = digits.LastIndexOf ','
        && digits |> Seq.forall (fun c -> Char.IsAsciiDigit c || c = ',')

    /// What it is, for messages: `text such as 'EUR', 'AFR'`.
    let describe (column: Column) =
        let examples =
            match column.Examples with
            | [] -> ""
            | values ->
                let shown = String.Join(", ", values |> List.map (fun value -> $"'{value}'"))

                if values |> List.forall hasDecimalComma then
                    $" with values such as {shown}, which have a comma where a number has its point,"
                else
                    $" with values such as {shown}"

        match column.Declared with
        | Some(DeclaredRole.Factor _) -> "a factor" + examples
        | Some DeclaredRole.Id -> "an ID"
        | _ -> "text" + examples

/// The columns that names may mean at a place.
type internal ColumnScope = {
    Columns: IReadOnlyDictionary<string, Column>
    /// Whether these are all columns there are: the table was seen.
    Complete: bool
    /// Whose columns: `the table 'data/people.txt'`.
    Owner: string
    /// Columns of variants, not of people.
    OfVariants: bool
    /// Columns that stand twice in the table's header.
    Twice: Set<string>
    /// Columns that are computed and also in the table.
    Both: Set<string>
    /// Where a declaration of a column may be written: the file, the offset, and the text of it.
    Declare: (string -> SourceText * Span * string) option
    /// Where a cohort says what a column is.
    RoleAt: string -> (SourceText * Span) option
}

[<RequireQualifiedAccess>]
module internal ColumnScope =

    let unknown owner = {
        Columns = Dictionary<string, Column>()
        Complete = false
        Owner = owner
        OfVariants = false
        Twice = Set.empty
        Both = Set.empty
        Declare = None
        RoleAt = fun _ -> None
    }

    /// The columns of a table as its header shows them.
    let ofHeader owner (header: TableHeader) =
        let columns = Dictionary<string, Column>(StringComparer.Ordinal)
        let mutable twice = Set.empty

        for column in header.Columns do
            if not (columns.TryAdd(column.Name, Column.ofHeader header column)) then
                twice <- twice.Add column.Name

        {
            unknown owner with
                Columns = columns
                Complete = true
                Twice = twice
        }

    /// The same columns with what a cohort declares of them; a declared column that a table not seen may have is added.
    let withRoles (roles: (string * DeclaredRole) list) (scope: ColumnScope) =
        if roles.IsEmpty then
            scope
        else
            let columns = Dictionary<string, Column>(scope.Columns, StringComparer.Ordinal)

            for name, role in roles do
                match columns.TryGetValue name with
                | true, column -> columns[name] <- { column with Declared = Some role }
                | _ when not scope.Complete ->
                    columns[name] <- {
                        Column.unseen name with
                            Declared = Some role
                            Levels =
                                match role with
                                | DeclaredRole.Factor(_ :: _ as levels) -> Some levels
                                | _ -> None
                    }
                | _ -> ()

            { scope with Columns = columns }

    let tryFind (name: string) (scope: ColumnScope) =
        match scope.Columns.TryGetValue name with
        | true, column -> Some column
        | _ -> None

    let names (scope: ColumnScope) = scope.Columns.Keys
