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

    /// The block of this one that has a setting: `epochs` of a model belongs to `train`.
    let blockOf (name: string) =
        shape.Blocks
        |> List.filter (fun block -> block.Settings |> List.exists (fun setting -> setting.Name = name))
        |> List.tryExactlyOne

    let unknown (key: Identifier) (value: Expression option) =
        match OtherPrograms.settingHint key.Name known.Value with
        | _ when (blockOf key.Name).IsSome ->
            let block = (blockOf key.Name).Value.Name
            let hint = $"; it belongs to its block '{block}': {block} {{ {key.Name} = … }}."
            findings.Add(source, NameCodes.UnknownSetting, key.Span, [ shape.Name; key.Name; hint ])
        | Some(instead, hint) ->
            meant.Add instead |> ignore

            Diagnostic.create source NameCodes.UnknownSetting key.Span [ shape.Name; key.Name; hint ]
            |> (if OtherPrograms.isOtherName key.Name value instead && not (isWritten instead) then
                    Diagnostic.withFix source $"Write '{instead}'" key.Span instead
                else
                    value
                    |> Option.map (SettingsElsewhere.fix source body instead key)
                    |> Option.defaultValue id)
            |> findings.AddDiagnostic
        | None ->
            // What is set already is not what was meant; which of the two should stay is not known.
            let near =
                known.Value
                |> List.filter (isWritten >> not)
                |> Suggestions.nearestOrWhole key.Name

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
                let place =
                    match Conditions.wordOf shape.Settings body wanted.Setting with
                    | Some word when not wanted.Words.IsEmpty ->
                        "with " + RowText.condition { wanted with Words = [ word ] }
                    | _ -> "without " + RowText.condition { wanted with Words = [] }

                findings.Add(
                    source,
                    NameCodes.SettingOfOtherWord,
                    key.Span,
                    [ key.Name; shape.Name; place; RowText.condition wanted ]
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
            | None, None -> unknown key (Some value)
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
            | None, None -> unknown key None
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
