/// Which declaration refers to which, and an order in which each follows what it refers to.
module internal WhiteMatter.Language.Checking.Order

open System
open System.Collections.Concurrent
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private isTerm (symbol: Symbol) =
    symbol.Type = StudyType.Covariates || symbol.Type = StudyType.Relatedness

/// Whether what a function's arguments name is columns alone: `tsv("people.txt", id = IID)`.
let private namesColumnsAlone callee =
    match Catalogue.tryFindFunction callee with
    | Some row -> row.Yields = StudyType.PeopleTable
    | None -> false

/// Adds the declarations an expression names. In formulas a name is a column unless it can be a term.
let private addNames
    (program: Program)
    (home: FileScope)
    (inFormula: bool)
    (expression: Expression)
    (add: Symbol -> unit)
    =
    let stack = Stack<Expression>()
    stack.Push expression

    let found (symbol: Symbol) =
        match symbol.Meaning with
        | Meaning.Declaration _ when not inFormula || isTerm symbol -> add symbol
        | _ -> ()

    while stack.Count > 0 do
        let next = stack.Pop()

        match next.Node with
        | ExpressionNode.Name name -> Names.tryFind home name |> Option.iter found
        | ExpressionNode.Member({ Node = ExpressionNode.Name alias } as target, name) ->
            match Names.inImport program home alias name.Name with
            | ValueSome symbol -> Option.iter found symbol
            | ValueNone -> stack.Push target
        | ExpressionNode.Member(target, _) -> stack.Push target
        | ExpressionNode.List(items, _) ->
            for item in items do
                stack.Push item.Value
        | ExpressionNode.Parenthesised inner -> stack.Push inner.Value
        | ExpressionNode.Unary(_, operand) -> stack.Push operand
        | ExpressionNode.Binary(_, _, left, right) ->
            stack.Push left
            stack.Push right
        | ExpressionNode.Call({ Node = ExpressionNode.Name callee }, _, _) when namesColumnsAlone callee -> ()
        | ExpressionNode.Call(_, arguments, _) ->
            for argument in arguments do
                stack.Push argument.Value
        | _ -> ()

/// What of a setting's value may name declarations.
[<RequireQualifiedAccess>]
type private Naming =
    /// The set of columns that it is.
    | Columns
    /// All that it names; in formulas a name is a column unless it can be a term.
    | Results of inFormula: bool

/// Whether a setting's value may name declarations, on its own or as arguments of a function.
let private holdsResults (row: SettingRow) =
    let rec holds studyType =
        match studyType with
        | StudyType.List item -> holds item
        | StudyType.Covariates -> true
        | StudyType.PeopleTable -> true
        | other when StudyType.isResult other -> true
        | other ->
            Catalogue.functions
            |> List.exists (fun call ->
                call.Use = FunctionUse.Value
                && call.Yields = other
                && call.Arguments
                   |> List.exists (fun argument -> argument.Accepts |> List.exists StudyType.isResult))

    row.AllowsRunValues || row.Accepts |> List.exists holds

let private namings =
    ConcurrentDictionary<SettingRow list, Dictionary<string, Naming>>(HashIdentity.Reference)

/// Those of some settings whose values may name declarations. Asked once for each list of the catalogue: a long study is ordered with every letter typed.
let private namingOf (settings: SettingRow list) : Dictionary<string, Naming> =
    let find rows =
        let found = Dictionary<string, Naming>(StringComparer.Ordinal)

        for row: SettingRow in rows do
            if List.contains StudyType.Columns row.Accepts then
                found[row.Name] <- Naming.Columns
            elif holdsResults row then
                found[row.Name] <- Naming.Results(List.contains StudyType.Formula row.Accepts)

        found

    // The empty list is one object for all that have none.
    namings.GetOrAdd(settings, find)

/// What a declaration refers to, in order of appearance.
let private referencesOf (program: Program) (home: FileScope) (symbol: Symbol) : Symbol list =
    let found = ResizeArray<Symbol>()
    let seen = HashSet<string>(StringComparer.Ordinal)

    let add (other: Symbol) =
        if seen.Add other.Qualified then
            found.Add other

    match symbol.Meaning with
    | Meaning.Declaration(kind, Some row) when row.Availability = Availability.Here ->
        kind.From |> Option.iter (fun from -> addNames program home false from add)

        /// The set of columns that an entry or a setting names; a column with its role, or a list of columns, names none.
        let addSet (entry: Expression) =
            match entry.Node with
            | ExpressionNode.Name _
            | ExpressionNode.Member _ ->
                addNames program home false entry (fun other ->
                    if other.Type = StudyType.Columns then
                        add other)
            | _ -> ()

        let addSetting (namings: Dictionary<string, Naming>) (key: Identifier) value =
            match namings.TryGetValue key.Name with
            | true, Naming.Columns -> addSet value
            | true, Naming.Results inFormula -> addNames program home inFormula value add
            | _ -> ()

        let ofKind = namingOf row.Settings

        for item in kind.Body |> Option.map (fun body -> body.Items) |> Option.defaultValue [] do
            match item.Node with
            | ItemNode.Setting(key, value) -> addSetting ofKind key value
            | ItemNode.Block(key, body) ->
                for block in row.Blocks do
                    if block.Name = key.Name then
                        for item in body.Items do
                            match item.Node with
                            | ItemNode.Setting(key, value) -> addSetting (namingOf block.Settings) key value
                            | ItemNode.Bare entry when block.Entries = Some Entries.ColumnRoles -> addSet entry
                            | _ -> ()
            | ItemNode.Bare entry ->
                match row.Entries with
                | Some Entries.Terms -> addNames program home true entry add
                | Some Entries.Conditions -> addNames program home false entry add
                | Some Entries.ColumnRoles -> addSet entry
                | _ -> ()
            | _ -> ()
    | _ -> ()

    List.ofSeq found

type Ordered = {
    /// Each after what it refers to.
    Declarations: (FileScope * Symbol) list
    /// Those that the study's own file needs.
    Reachable: HashSet<string>
    /// Those that depend on themselves.
    Circular: HashSet<string>
    /// What each refers to, in order of appearance.
    References: Dictionary<string, Symbol list>
}

/// A part of a study's declarations, to be checked alone.
type Part = {
    /// What a declaration is known to refer to, as another text of the study declares it: to look is to go through all of the text.
    References: FileScope -> Symbol -> Symbol list voption
    /// The declarations, with all that they refer to; `None` if there are none.
    Choose: Program -> Ordered -> Ordered option
}

/// Orders the declarations of all files; circles are reported once each. `known` says what a declaration refers to where that is known.
let arrange (findings: Findings) (program: Program) (known: FileScope -> Symbol -> Symbol list voption) : Ordered =
    let finished = HashSet<string>(StringComparer.Ordinal)
    let active = Dictionary<string, int>(StringComparer.Ordinal)
    let order = ResizeArray<FileScope * Symbol>()
    let circular = HashSet<string>(StringComparer.Ordinal)
    let path = ResizeArray<FileScope * Symbol * Symbol list ref>()

    let references = Dictionary<string, Symbol list>(StringComparer.Ordinal)

    let enter home (symbol: Symbol) =
        let referred =
            match known home symbol with
            | ValueSome others ->
                others
                |> List.choose (fun other ->
                    match program.Homes.TryGetValue other.Qualified with
                    | true, (_, symbol) -> Some symbol
                    | _ -> None)
            | ValueNone -> referencesOf program home symbol

        references[symbol.Qualified] <- referred
        active.Add(symbol.Qualified, path.Count)
        path.Add((home, symbol, ref referred))

    let visit home (symbol: Symbol) =
        if not (finished.Contains symbol.Qualified) then
            enter home symbol

            while path.Count > 0 do
                let home, current, remaining = path[path.Count - 1]

                match remaining.Value with
                | [] ->
                    path.RemoveAt(path.Count - 1)
                    active.Remove current.Qualified |> ignore
                    finished.Add current.Qualified |> ignore
                    order.Add((home, current))
                | next :: rest ->
                    remaining.Value <- rest

                    match active.TryGetValue next.Qualified with
                    | true, at ->
                        let names = [
                            for i in at .. path.Count - 1 do
                                let _, symbol, _ = path[i]
                                circular.Add symbol.Qualified |> ignore
                                symbol.Qualified
                        ]

                        let home, _, _ = path[at]
                        let text = String.Join(" → ", names @ [ next.Qualified ])

                        Diagnostic.create home.Source NameCodes.Cycle next.NameSpan [ text ]
                        |> findings.AddDiagnostic
                    | _ when finished.Contains next.Qualified -> ()
                    | _ ->
                        match program.Homes.TryGetValue next.Qualified with
                        | true, (home, symbol) -> enter home symbol
                        | _ -> ()

    for symbol in program.Main.Declarations do
        visit program.Main symbol

    let reachable = HashSet<string>(finished, StringComparer.Ordinal)

    for home in program.Files.Values do
        for symbol in home.Declarations do
            visit home symbol

    {
        Declarations = List.ofSeq order
        Reachable = reachable
        Circular = circular
        References = references
    }
