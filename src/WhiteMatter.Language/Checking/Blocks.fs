/// Sorts a block's items into settings, blocks and bare entries by its kind's row.
module internal WhiteMatter.Language.Checking.Blocks

open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

type SortedBlock = {
    Settings: Dictionary<string, SettingRow * Identifier * Expression>
    Blocks: Dictionary<string, BlockRow * Identifier * Block>
    Entries: Expression list
    /// Whether something in it could not be read or is not there yet, so that what is missing cannot be told.
    Unread: bool
}

let private withRelated source first message diagnostic =
    Diagnostic.withRelated source first message diagnostic

/// What a block's items are sorted by.
type BlockShape = {
    /// The kind or the block, for messages.
    Name: string
    /// The declaration, for messages: its name, else its kind.
    Declared: string
    Settings: SettingRow list
    Blocks: BlockRow list
    Entries: Entries option
    /// The type after `from`; `None` where it is not known.
    Source: StudyType option
    /// Whether what it is made from is not there yet.
    SourceToCome: bool
    /// Where a missing setting is reported.
    At: Span
}

/// Of a block with more settings than these not all are listed in a message.
let private mostListed = 16

/// Whether a setting stands in a declaration whose source is of a type.
let private standsFor (source: StudyType option) (setting: SettingRow) =
    match source with
    | Some source when not setting.For.IsEmpty ->
        setting.For |> List.exists (fun wanted -> StudyType.fits wanted source)
    | _ -> true

/// Sorts a block's items; reports unknown, repeated, misplaced and missing settings.
let sort (env: CheckContext) (home: FileScope) (shape: BlockShape) (body: Block option) : SortedBlock =
    let source = home.Source
    let findings = env.Findings
    let settings = Dictionary<string, SettingRow * Identifier * Expression>()
    let blocks = Dictionary<string, BlockRow * Identifier * Block>()
    let entries = ResizeArray<Expression>()
    let first = Dictionary<string, Span>()
    let meant = HashSet<string>()
    let mutable unread = false

    // Asked for where something is wrong.
    let known =
        lazy
            [
                for setting in shape.Settings do
                    if
                        setting.Availability = Availability.Here
                        && standsFor shape.Source setting
                        && Conditions.stands shape.Settings body setting
                    then
                        setting.Name
                for block in shape.Blocks do
                    block.Name
            ]

    let isNew (key: Identifier) =
        match first.TryGetValue key.Name with
        | true, span ->
            Diagnostic.create source NameCodes.SettingTwice key.Span [ key.Name ]
            |> withRelated source span "set here first"
            |> findings.AddDiagnostic

            false
        | _ ->
            first.Add(key.Name, key.Span)
            true

    let isWritten (name: string) =
        body
        |> Option.exists (fun block ->
            block.Items
            |> List.exists (fun item ->
                match item.Node with
                | ItemNode.Setting(key, _) -> key.Name = name
                | _ -> false))

    let unknown (key: Identifier) =
        match OtherPrograms.settingHint key.Name known.Value with
        | Some(instead, hint) ->
            meant.Add instead |> ignore

            Diagnostic.create source NameCodes.UnknownSetting key.Span [ shape.Name; key.Name; hint ]
            |> (if OtherPrograms.isOtherName instead && not (isWritten instead) then
                    Diagnostic.withFix source $"Write '{instead}'" key.Span instead
                else
                    id)
            |> findings.AddDiagnostic
        | None ->
            // What is set already is not what was meant; which of the two should stay is not known.
            let near =
                known.Value |> List.filter (isWritten >> not) |> Suggestions.nearest key.Name

            near |> Option.iter (fun name -> meant.Add name |> ignore)

            match near with
            | None when not known.Value.IsEmpty && known.Value.Length <= mostListed ->
                let listed = Suggestions.listed known.Value

                findings.Add(
                    source,
                    NameCodes.UnknownSetting,
                    key.Span,
                    [ shape.Name; key.Name; $"; it has {listed}." ]
                )
            | _ ->
                findings.AddSuggesting(source, NameCodes.UnknownSetting, key.Span, [ shape.Name; key.Name ], near, [])

    /// The condition that ends directly before the item, with its setting.
    let mutable condition: (string * Span) option = None

    /// `title: "x"` and `title == "x"` are meant as settings, a comparison after a condition as its second half.
    let misplacedEntry (entry: Expression) =
        let found =
            Diagnostic.create source NameCodes.EntryUnexpected entry.Span [
                shape.Name
                BracesOrBrackets.excerpt source entry.Span
            ]

        /// The colon after the first name of a condition: `include: age > 40`.
        let rec colonAfterFirst (value: Expression) =
            match value.Node with
            | ExpressionNode.Binary(BinaryOperator.Interact,
                                    sign,
                                    {
                                        Node = ExpressionNode.Name name
                                        Span = nameSpan
                                    },
                                    _) when List.contains name known.Value -> Some(name, nameSpan, sign)
            | ExpressionNode.Binary(_, _, left, _) -> colonAfterFirst left
            | _ -> None

        match entry.Node with
        | _ when (colonAfterFirst entry).IsSome ->
            let name, nameSpan, sign = (colonAfterFirst entry).Value
            meant.Add name |> ignore
            Diagnostic.withFix source "Write `=`" (Span.create nameSpan.End sign.End) " =" found
        | ExpressionNode.Name name when List.contains name known.Value ->
            meant.Add name |> ignore
            found
        | ExpressionNode.Binary((BinaryOperator.Interact | BinaryOperator.Equal),
                                sign,
                                {
                                    Node = ExpressionNode.Name name
                                    Span = nameSpan
                                },
                                _) when List.contains name known.Value ->
            meant.Add name |> ignore
            Diagnostic.withFix source "Write `=`" (Span.create nameSpan.End sign.End) " =" found
        | ExpressionNode.Binary((BinaryOperator.Equal | BinaryOperator.NotEqual | BinaryOperator.Less | BinaryOperator.LessOrEqual | BinaryOperator.Greater | BinaryOperator.GreaterOrEqual | BinaryOperator.In),
                                _,
                                _,
                                _) when condition.IsSome ->
            let setting, before = condition.Value
            let between = Span.create before.End entry.Span.Start
            Diagnostic.withFix source $"Join it to '{setting}' by and" between " and " found
        | _ -> found
        |> findings.AddDiagnostic

    let items =
        match body with
        | Some body when shape.Entries.IsNone -> WrittenOtherwise.items findings source shape.Settings body.Items
        | Some body -> body.Items
        | None -> []

    // `report r { manhattan(g), qq(g) }`: told once, as what lacks its setting.
    let isList =
        BracesOrBrackets.report findings source shape.Name shape.Settings isWritten meant items

    // What a block that is not closed lacks may stand behind what was taken for its end.
    match body with
    | Some body when
        body.Span.End = 0
        || source.Text[min source.Text.Length body.Span.End - 1] <> '}'
        ->
        unread <- true
    | _ -> ()

    for item in items do
        match item.Node with
        | ItemNode.Bare _ -> ()
        | _ -> condition <- None

        match item.Node with
        | ItemNode.Accept _ -> ()
        | ItemNode.Skipped _ -> unread <- true
        | ItemNode.Setting(key, value) ->
            match
                shape.Settings |> List.tryFind (fun setting -> setting.Name = key.Name),
                shape.Blocks |> List.tryFind (fun block -> block.Name = key.Name)
            with
            | Some setting, _ when setting.Availability = Availability.ToCome ->
                if not shape.SourceToCome then
                    findings.Add(source, NameCodes.NotThereYet, key.Span, [ "setting"; key.Name ])

                // What stands in its place, such as `bed`, is not asked for as well.
                unread <- true
            | Some setting, _ when not (standsFor shape.Source setting) ->
                findings.Add(
                    source,
                    NameCodes.SettingOfOtherSource,
                    key.Span,
                    [
                        key.Name
                        shape.Name
                        Names.describeExpected (Option.toList shape.Source)
                        Names.describeExpected setting.For
                    ]
                )

                // What should stand in its place is not asked for as well.
                unread <- true
            | Some({ With = Some wanted } as setting), _ when not (Conditions.stands shape.Settings body setting) ->
                let word = Conditions.wordOf shape.Settings body wanted.Setting |> Option.toList

                findings.Add(
                    source,
                    NameCodes.SettingOfOtherWord,
                    key.Span,
                    [
                        key.Name
                        shape.Name
                        RowText.condition { wanted with Words = word }
                        RowText.condition wanted
                    ]
                )
            | Some setting, _ ->
                if isNew key then
                    settings.Add(key.Name, (setting, key, value))

                    if setting.Accepts = [ StudyType.Predicate ] then
                        condition <- Some(key.Name, value.Span)
            | None, Some block ->
                Diagnostic.create source NameCodes.NotASetting key.Span [ block.Name ]
                |> BracesOrBrackets.asBlock source block key value
                |> findings.AddDiagnostic
            // A reserved word has been reported by the parser.
            | None, None when Lexis.isReserved key.Name -> ()
            // `sex = factor` among columns: said where they are read.
            | None, None when shape.Entries = Some Entries.ColumnRoles -> ()
            | None, None -> unknown key
        | ItemNode.Block(key, body) ->
            match
                shape.Settings |> List.tryFind (fun setting -> setting.Name = key.Name),
                shape.Blocks |> List.tryFind (fun block -> block.Name = key.Name)
            with
            | _, Some block ->
                if isNew key then
                    blocks.Add(key.Name, (block, key, body))
            | Some setting, None ->
                meant.Add setting.Name |> ignore

                Diagnostic.create source NameCodes.NotABlock key.Span [ setting.Name ]
                |> BracesOrBrackets.asList source setting key body
                |> findings.AddDiagnostic
            | None, None -> unknown key
        | ItemNode.Bare entry ->
            match shape.Entries, entry.Node with
            | _, ExpressionNode.Skipped _ -> unread <- true
            | Some _, _ -> entries.Add entry
            | None, _ when isList -> ()
            | None, _ -> misplacedEntry entry

    if not unread then
        for setting in shape.Settings do
            let wanted =
                setting.Required
                && (setting.For.IsEmpty || shape.Source.IsSome)
                && standsFor shape.Source setting
                && Conditions.stands shape.Settings body setting

            if
                wanted
                && not (settings.ContainsKey setting.Name)
                && not (meant.Contains setting.Name)
            then
                MissingSettings.report findings home shape.Name shape.Declared shape.At body setting

        if shape.Entries.IsSome && entries.Count = 0 then
            findings.Add(source, NameCodes.EmptyList, shape.At, [ $"'{shape.Declared}'" ])

    {
        Settings = settings
        Blocks = blocks
        Entries = List.ofSeq entries
        Unread = unread
    }

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

/// The comments that document an entry: those above it, and that behind it.
let private docOf (trivia: Trivia) =
    [
        for leading in trivia.Leading do
            match leading with
            | LeadingTrivia.Comment comment when comment.IsDoc -> comment.Text.Trim()
            | _ -> ()

        match trivia.Trailing with
        | Some comment when comment.IsDoc -> comment.Text.Trim()
        | _ -> ()
    ]
    |> String.concat " "

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
            | Some name, ExpressionNode.Call({ Node = ExpressionNode.Name "factor" }, arguments, _) ->
                match readLevels env home arguments with
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
