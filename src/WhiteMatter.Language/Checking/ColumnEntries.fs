/// What the entries of columns declare: their roles, units and levels, and sets of columns that are named.
module internal WhiteMatter.Language.Checking.ColumnEntries

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private roleNames = [ "numeric"; "factor"; "id" ]

let private roleOf (word: string) =
    match word, Units.tryFind word with
    | "numeric", _ -> Some DeclaredRole.Numeric
    | "factor", _ -> Some(DeclaredRole.Factor [])
    | "id", _ -> Some DeclaredRole.Id
    | _, unit -> unit |> Option.map DeclaredRole.Measure

let private readRole (env: CheckContext) (home: FileScope) (role: Identifier) =
    match roleOf role.Name with
    | Some known -> Some known
    | None ->
        let meant =
            OtherPrograms.role role.Name
            |> Option.orElseWith (fun () -> Units.ofWord role.Name |> Option.map _.Name)
            |> Option.orElseWith (fun () ->
                Suggestions.nearest role.Name (roleNames @ [ for unit in Units.all -> unit.Name ]))

        env.Findings.AddSuggesting(home.Source, NameCodes.UnknownRole, role.Span, [ role.Name ], meant, [])
        // What is meant is what the rest is checked with: one message for one mistake.
        meant |> Option.bind roleOf

/// The levels of `factor("A", "B")`; `None` where an argument is no text.
let private readLevels (env: CheckContext) (home: FileScope) (arguments: Argument list) =
    let seen = HashSet<string>()

    let levels =
        arguments
        |> List.map (fun argument ->
            match argument.Name, argument.Value.Node with
            | None, ExpressionNode.Text [ TextPart.Literal level ] ->
                if not (seen.Add level) then
                    env.Findings.Add(home.Source, NameCodes.ListedTwice, argument.Value.Span, [ level ])

                Some level
            | _ -> None)

    if levels.IsEmpty || List.exists Option.isNone levels then
        None
    else
        Some(DeclaredRole.Factor(List.distinct (List.choose id levels)))

/// The levels of `factor(F, M)` and `factor(1, 2)`, whose quotes are missing, each with how it is written in quotes; `None` where something else
/// stands among them.
let private levelsWithoutQuotes (source: SourceText) (arguments: Argument list) : (string * string) list option =
    let levels =
        arguments
        |> List.map (fun argument ->
            match argument.Name, argument.Value.Node with
            | None, ExpressionNode.Text [ TextPart.Literal level ] -> Some(level, source.TextOf argument.Value.Span)
            | None,
              (ExpressionNode.Name _ | ExpressionNode.Number _ | ExpressionNode.Boolean _ | ExpressionNode.Unary(UnaryOperator.Negate,
                                                                                                                 {
                                                                                                                     Node = ExpressionNode.Number _
                                                                                                                 })) ->
                let level = source.TextOf argument.Value.Span
                Some(level, $"\"{level}\"")
            | _ -> None)

    if levels.IsEmpty || List.exists Option.isNone levels then
        None
    else
        Some(levels |> List.choose id |> List.distinctBy fst)

/// Reads the levels of a column that stand behind a word for `factor`; `None` where they are no levels.
let private readFactor (env: CheckContext) (home: FileScope) (item: Item) (word: Span) (arguments: Argument list) =
    let source = home.Source
    let written = source.TextOf word

    let isLabelled (argument: Argument) =
        argument.Name |> Option.exists (fun name -> not (Lexis.isLetter name.Name[0]))

    if arguments |> List.exists isLabelled then
        // Levels with labels are reported by the parser.
        Some(DeclaredRole.Factor [])
    else
        match
            (if written = "factor" then
                 readLevels env home arguments
             else
                 None),
            levelsWithoutQuotes source arguments
        with
        | Some role, _ -> Some role
        | None, Some levels ->
            let quoted = levels |> List.map snd |> String.concat ", "
            let meant = $"factor({quoted})"

            Diagnostic.create source NameCodes.EntryShape item.Span [ BracesOrBrackets.excerpt source item.Span ]
            |> Diagnostic.withFix source $"Write '{meant}'" (Span.create word.Start item.Span.End) meant
            |> env.Findings.AddDiagnostic

            Some(DeclaredRole.Factor(List.map fst levels))
        | None, None -> None

/// The comments that document an entry: those above it, and that behind it.
let private docOf (trivia: Trivia) =
    [
        yield! Trivia.docLines trivia

        match trivia.Trailing with
        | Some comment when comment.IsDoc -> comment.Text.Trim()
        | _ -> ()
    ]
    |> String.concat " "

/// Where an entry says what a column is: `factor` of `dx : factor`.
let roleAt (home: FileScope) (body: Block option) (column: string) : (SourceText * Span) option =
    body
    |> Option.map _.Items
    |> Option.defaultValue []
    |> List.tryPick (fun item ->
        match item.Node with
        | ItemNode.Bare {
                            Node = ExpressionNode.Binary(BinaryOperator.Interact,
                                                         _,
                                                         {
                                                             Node = (ExpressionNode.Name name | ExpressionNode.Text [ TextPart.Literal name ])
                                                         },
                                                         role)
                        } when name = column -> Some(home.Source, role.Span)
        | _ -> None)

/// What the entries of columns declare.
type ColumnEntries = {
    /// Those that are written, with where each stands.
    Own: (Span * ColumnEntry) list
    /// Those of the sets that are named, with where the set is.
    OfSets: (Span * ColumnEntry list) list
}

let noColumns = { Own = []; OfSets = [] }

/// The set of columns that an entry without a role names; `None` where it names nothing that is declared.
let private namedSet (env: CheckContext) (home: FileScope) (entry: Expression) =
    let found =
        match entry.Node with
        | ExpressionNode.Name name -> Names.tryFind home name |> Option.map (fun symbol -> home, symbol, entry.Span)
        | ExpressionNode.Member({ Node = ExpressionNode.Name alias } as target, name) ->
            match Names.tryFind home alias with
            | Some({ Meaning = Meaning.Import path } as import) ->
                env.Uses.Add(home.Source, target.Span, NameMeaning.Symbol(home, import))

                match env.Program.Files.TryGetValue path with
                | true, other ->
                    match Names.tryFind other name.Name with
                    | Some symbol -> Some(other, symbol, name.Span)
                    | None ->
                        let candidates () =
                            other.Symbols.Keys |> Seq.map (fun known -> $"{alias}.{known}")

                        env.Findings.UndeclaredIn(home.Source, path, $"{alias}.{name.Name}", entry.Span, candidates)
                        Some(home, import, target.Span)
                | _ -> Some(home, import, target.Span)
            | _ -> None
        | _ -> None

    found
    |> Option.map (fun (owner, symbol, span) ->
        env.Uses.Add(home.Source, span, NameMeaning.Symbol(owner, symbol))

        match env.ColumnSets.TryGetValue symbol.Qualified with
        | true, entries when symbol.Type = StudyType.Columns -> Some entries
        | _ ->
            // What could not be found or read is said there.
            if
                symbol.Type <> StudyType.Columns
                && not (Names.isSilent symbol)
                && not symbol.Meaning.IsImport
            then
                env.Findings.Add(
                    home.Source,
                    ModuleCodes.NotColumns,
                    entry.Span,
                    [ home.Source.TextOf entry.Span; Names.describeType symbol.Type ]
                )

            None)

/// The columns that entries declare: those of a `columns { … }` block, or of a declaration of that kind.
let readColumns (env: CheckContext) (home: FileScope) (body: Block) : ColumnEntries =
    let seen = HashSet<string>()
    let own = ResizeArray<Span * ColumnEntry>()
    let sets = ResizeArray<Span * ColumnEntry list>()

    let malformed (span: Span) =
        env.Findings.Add(home.Source, NameCodes.EntryShape, span, [ BracesOrBrackets.excerpt home.Source span ])

    let add (item: Item) (name: string) (nameSpan: Span) (role: DeclaredRole option) =
        if not (seen.Add name) then
            env.Findings.Add(home.Source, NameCodes.ListedTwice, nameSpan, [ name ])
        else
            match role with
            | Some role ->
                own.Add(
                    (nameSpan,
                     {
                         Name = name
                         Role = role
                         Doc = docOf item.Trivia
                     })
                )
            | None -> ()

    let columnOf (expression: Expression) =
        match expression.Node with
        | ExpressionNode.Name name
        | ExpressionNode.Text [ TextPart.Literal name ] -> Some name
        | _ -> None

    for item in body.Items do
        match item.Node with
        | ItemNode.Bare {
                            Node = ExpressionNode.Binary(BinaryOperator.Interact, _, left, right)
                        } ->
            match columnOf left, right.Node with
            | Some name, ExpressionNode.Name role ->
                readRole env home { Name = role; Span = right.Span } |> add item name left.Span
            | Some name,
              ExpressionNode.Call({
                                      Node = ExpressionNode.Name role
                                      Span = roleSpan
                                  },
                                  arguments,
                                  _) when role = "factor" || OtherPrograms.role role = Some "factor" ->
                match readFactor env home item roleSpan arguments with
                | Some role -> add item name left.Span (Some role)
                | None -> malformed item.Span
            | _ -> malformed item.Span
        // `sex = factor`: as a setting is written; read as what it means.
        | ItemNode.Setting(name,
                           {
                               Node = ExpressionNode.Name role
                               Span = roleSpan
                           }) ->
            Diagnostic.create home.Source NameCodes.EntryShape item.Span [
                BracesOrBrackets.excerpt home.Source item.Span
            ]
            |> Diagnostic.withFix
                home.Source
                $"Write '{name.Name} : {role}'"
                (Span.create name.Span.Start roleSpan.End)
                $"{name.Name} : {role}"
            |> env.Findings.AddDiagnostic

            readRole env home { Name = role; Span = roleSpan }
            |> add item name.Name name.Span
        | ItemNode.Bare { Node = ExpressionNode.Skipped _ }
        | ItemNode.Accept _
        | ItemNode.Skipped _ -> ()
        | ItemNode.Bare entry ->
            match namedSet env home entry with
            | Some(Some entries) -> sets.Add((entry.Span, entries))
            | Some None -> ()
            | None -> malformed item.Span
        | _ -> malformed item.Span

    {
        Own = List.ofSeq own
        OfSets = List.ofSeq sets
    }
