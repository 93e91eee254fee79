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

let private excerpt (source: SourceText) span =
    let text = source.TextOf(span).ReplaceLineEndings " "

    if text.Length > 60 then
        text.Substring(0, 57) + "…"
    else
        text

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

    let unknown (key: Identifier) =
        match OtherPrograms.settingHint key.Name known.Value with
        | Some(instead, hint) ->
            meant.Add instead |> ignore
            findings.Add(source, NameCodes.UnknownSetting, key.Span, [ shape.Name; key.Name; hint ])
        | None ->
            let near = Suggestions.nearest key.Name known.Value
            near |> Option.iter (fun name -> meant.Add name |> ignore)
            findings.AddSuggesting(source, NameCodes.UnknownSetting, key.Span, [ shape.Name; key.Name ], near, [])

    /// The condition that ends directly before the item, with its setting.
    let mutable condition: (string * Span) option = None

    /// `title: "x"` and `title == "x"` are meant as settings, a comparison after a condition as its second half.
    let misplacedEntry (entry: Expression) =
        let found =
            Diagnostic.create source NameCodes.EntryUnexpected entry.Span [ shape.Name; excerpt source entry.Span ]

        match entry.Node with
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
            | None, Some block -> findings.Add(source, NameCodes.NotASetting, key.Span, [ block.Name ])
            // A reserved word has been reported by the parser.
            | None, None when Lexis.isReserved key.Name -> ()
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
                findings.Add(source, NameCodes.NotABlock, key.Span, [ setting.Name ])
            | None, None -> unknown key
        | ItemNode.Bare entry ->
            match shape.Entries, entry.Node with
            | _, ExpressionNode.Skipped _ -> unread <- true
            | Some _, _ -> entries.Add entry
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
                findings.Add(
                    source,
                    NameCodes.MissingSetting,
                    shape.At,
                    [ shape.Name; setting.Name; RowText.continued setting.Doc ]
                )

        if shape.Entries.IsSome && entries.Count = 0 then
            findings.Add(source, NameCodes.EmptyList, shape.At, [ $"'{shape.Declared}'" ])

    {
        Settings = settings
        Blocks = blocks
        Entries = List.ofSeq entries
        Unread = unread
    }

let private roleNames = [ "numeric"; "factor"; "id" ]

let private readRole (env: CheckContext) (home: FileScope) (role: Identifier) =
    match role.Name, Units.tryFind role.Name with
    | "numeric", _ -> Some DeclaredRole.Numeric
    | "factor", _ -> Some DeclaredRole.Factor
    | "id", _ -> Some DeclaredRole.Id
    | _, Some unit -> Some(DeclaredRole.Measure unit)
    | _ ->
        let meant =
            match Units.ofWord role.Name with
            | Some unit -> Some unit.Name
            | None -> Suggestions.nearest role.Name (roleNames @ [ for unit in Units.all -> unit.Name ])

        env.Findings.AddSuggesting(home.Source, NameCodes.UnknownRole, role.Span, [ role.Name ], meant, [])

        None

/// The columns a `columns { … }` block declares, with where each stands.
let readColumns (env: CheckContext) (home: FileScope) (body: Block) : (Identifier * DeclaredRole) list =
    let seen = HashSet<string>()

    let malformed (span: Span) =
        env.Findings.Add(home.Source, NameCodes.EntryShape, span, [ excerpt home.Source span ])
        None

    let entry (name: string) (nameSpan: Span) (role: Identifier) =
        if seen.Add name then
            readRole env home role
            |> Option.map (fun role -> ({ Name = name; Span = nameSpan }: Identifier), role)
        else
            env.Findings.Add(home.Source, NameCodes.ListedTwice, nameSpan, [ name ])
            None

    let read (item: Item) =
        match item.Node with
        | ItemNode.Bare {
                            Node = ExpressionNode.Binary(BinaryOperator.Interact,
                                                         _,
                                                         left,
                                                         {
                                                             Node = ExpressionNode.Name role
                                                             Span = roleSpan
                                                         })
                        } ->
            match left.Node with
            | ExpressionNode.Name name
            | ExpressionNode.Text [ TextPart.Literal name ] -> entry name left.Span { Name = role; Span = roleSpan }
            | _ -> malformed item.Span
        // `sex = factor`: as a setting is written; read as what it means.
        | ItemNode.Setting(name,
                           {
                               Node = ExpressionNode.Name role
                               Span = roleSpan
                           }) ->
            Diagnostic.create home.Source NameCodes.EntryShape item.Span [ excerpt home.Source item.Span ]
            |> Diagnostic.withFix
                home.Source
                $"Write '{name.Name} : {role}'"
                (Span.create name.Span.Start roleSpan.End)
                $"{name.Name} : {role}"
            |> env.Findings.AddDiagnostic

            entry name.Name name.Span { Name = role; Span = roleSpan }
        | ItemNode.Bare { Node = ExpressionNode.Skipped _ }
        | ItemNode.Accept _
        | ItemNode.Skipped _ -> None
        | _ -> malformed item.Span

    body.Items |> List.choose read
