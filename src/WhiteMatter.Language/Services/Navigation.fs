namespace WhiteMatter.Language.Services

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// A column, by whose it is and its name: the same in every study that reads the table.
type ColumnAsked = {
    /// Such as `the table 'people.tsv'`.
    Owner: string
    /// Its name.
    Name: string
}

/// Where names are declared and used, in a study and the files it imports.
[<RequireQualifiedAccess>]
module Navigation =

    let private wordAt (model: StudyModel) path offset =
        model.ScopeOf path
        |> Option.bind (fun home -> Meanings.at model home offset |> Option.map (fun word -> home, word))

    let private isSame (home: FileScope, symbol: Symbol) (other: FileScope, otherSymbol: Symbol) =
        home.Source.Path = other.Source.Path && symbol.NameSpan = otherSymbol.NameSpan

    /// The declaration that a name stands for, with its file; `alias.name` is one of an imported file.
    let private declarationOf (model: StudyModel) (home: FileScope) (name: string) =
        let found (home: FileScope) local =
            match Names.tryFind home local with
            | Some {
                       Meaning = Meaning.Declaration(kind, _)
                   } -> Some(home, kind)
            | _ -> None

        match name.Split('.', 2) with
        | [| alias; local |] ->
            match Names.tryFind home alias with
            | Some { Meaning = Meaning.Import path } ->
                match model.Analysis.Env.Program.Files.TryGetValue path with
                | true, other -> found other local
                | _ -> None
            | _ -> None
        | _ -> found home name

    /// The declaration at hand and those it is made from, the nearest first.
    let private chainOf (model: StudyModel) (home: FileScope) (kind: KindDeclaration) =
        let rec go depth (home: FileScope, kind: KindDeclaration) =
            (home, kind)
            :: (match
                    kind.From
                    |> Option.bind CursorColumns.leftmostName
                    |> Option.bind (declarationOf model home)
                with
                | Some next when depth < 100 -> go (depth + 1) next
                | _ -> [])

        go 0 (home, kind)

    let private itemsOf (kind: KindDeclaration) =
        kind.Body |> Option.map _.Items |> Option.defaultValue []

    /// Where a declaration says what a column is: in its own block, or by a set of columns that it takes over.
    let private entryOf (model: StudyModel) (name: string) (home: FileScope, kind: KindDeclaration) =
        let isName (expression: Expression) =
            match expression.Node with
            | ExpressionNode.Name written
            | ExpressionNode.Text [ TextPart.Literal written ] -> written = name
            | _ -> false

        let entryIn (home: FileScope) (items: Item list) =
            items
            |> List.tryPick (fun entry ->
                match entry.Node with
                | ItemNode.Bare {
                                    Node = ExpressionNode.Binary(BinaryOperator.Interact, _, left, _)
                                } when isName left ->
                    Some {
                        Source = home.Source
                        Span = left.Span
                    }
                | _ -> None)

        /// In the sets of columns that some entries name.
        let entryOfSets (items: Item list) =
            items
            |> List.tryPick (fun entry ->
                match entry.Node with
                | ItemNode.Bare({
                                    Node = ExpressionNode.Name _ | ExpressionNode.Member _
                                } as named) ->
                    CursorColumns.leftmostName named
                    |> Option.bind (declarationOf model home)
                    |> Option.filter (fun (_, set) -> set.Kind.Name = "columns")
                    |> Option.bind (fun (owner, set) -> entryIn owner (itemsOf set))
                | _ -> None)

        itemsOf kind
        |> List.tryPick (fun item ->
            match item.Node with
            | ItemNode.Block({ Name = "columns" }, body) ->
                entryIn home body.Items |> Option.orElseWith (fun () -> entryOfSets body.Items)
            | _ -> None)

    /// The declaration of a joined table that an expression names.
    let private joinedTable (model: StudyModel) (home: FileScope) (value: Expression) =
        CursorColumns.leftmostName value
        |> Option.bind (declarationOf model home)
        |> Option.filter (fun (_, kind) -> kind.Kind.Name = "table")

    let private tablesJoined (kind: KindDeclaration) =
        itemsOf kind
        |> List.tryPick (fun item ->
            match item.Node with
            | ItemNode.Setting({ Name = "join" }, { Node = ExpressionNode.List(items, _) }) ->
                Some(items |> List.map _.Value)
            | _ -> None)
        |> Option.defaultValue []

    /// A declaration and the joined tables that its columns come from, through which they pass.
    let rec private withJoined (model: StudyModel) depth (home: FileScope, kind: KindDeclaration) =
        let named =
            (itemsOf kind
             |> List.choose (fun item ->
                 match item.Node with
                 | ItemNode.Setting({ Name = "table" }, value) -> Some value
                 | _ -> None))
            @ tablesJoined kind

        (home, kind)
        :: [
            if depth < 20 then
                for next in List.choose (joinedTable model home) named do
                    yield! withJoined model (depth + 1) next
        ]

    /// The texts that a joined table adds to columns that several tables have, one for each.
    let private suffixesOf (kind: KindDeclaration) =
        itemsOf kind
        |> List.tryPick (fun item ->
            match item.Node with
            | ItemNode.Setting({ Name = "suffixes" }, { Node = ExpressionNode.List(items, _) }) ->
                Some [
                    for item in items do
                        match item.Value.Node with
                        | ExpressionNode.Text [ TextPart.Literal suffix ] -> suffix
                        | _ -> ""
                ]
            | _ -> None)
        |> Option.defaultValue []

    /// Whether the table that a call names by its path has a column.
    let private hasColumn (model: StudyModel) (home: FileScope) (column: string) (call: Expression) =
        match call.Node with
        | ExpressionNode.Call(_,
                              {
                                  Value = {
                                              Node = ExpressionNode.Text [ TextPart.Literal path ]
                                          }
                              } :: _,
                              _) ->
            match model.Analysis.Outside.TablesByPath.TryGetValue(StudyPath.resolve home.Source path) with
            | true, header -> header.Columns |> Seq.exists (fun known -> known.Name = column)
            | _ -> false
        | _ -> false

    /// Where a declaration names the table outside that a column is of.
    let private tableOf (model: StudyModel) (column: string) (home: FileScope, kind: KindDeclaration) =
        // The path of a table says most of where its columns are.
        let at (value: Expression) = {
            Source = home.Source
            Span =
                match value.Node with
                | ExpressionNode.Call(_,
                                      {
                                          Value = { Node = ExpressionNode.Text _ } & path
                                      } :: _,
                                      _) -> path.Span
                | _ -> value.Span
        }

        itemsOf kind
        |> List.tryPick (fun item ->
            match item.Node with
            | ItemNode.Setting({ Name = "table" }, value) when (joinedTable model home value).IsNone -> Some(at value)
            | _ -> None)
        |> Option.orElseWith (fun () ->
            let calls = tablesJoined kind

            // One that only one table has keeps its name.
            calls
            |> List.tryFind (hasColumn model home column)
            |> Option.orElseWith (fun () ->
                Seq.zip calls (suffixesOf kind)
                |> Seq.tryFind (fun (call, suffix) ->
                    suffix <> ""
                    && column.EndsWith(suffix, System.StringComparison.Ordinal)
                    && hasColumn model home (column.Substring(0, column.Length - suffix.Length)) call)
                |> Option.map fst)
            |> Option.map at)

    /// Where a column is declared: the entry that says its role, else the table that it is of. `None` for one that is computed.
    let private columnDeclared (model: StudyModel) (home: FileScope) (offset: int) (column: Column) =
        let own =
            Meanings.declarationAt home.File offset
            |> Option.bind (fun declaration ->
                match declaration.Node with
                | DeclarationNode.Kind kind -> Some(chainOf model home kind)
                | _ -> None)
            |> Option.defaultValue []

        // Covariates are of the cohorts that use them.
        let cohorts =
            if
                own
                |> List.exists (fun (_, kind) ->
                    itemsOf kind
                    |> List.exists (fun item ->
                        match item.Node with
                        | ItemNode.Setting({ Name = "table" | "join" }, _) -> true
                        | _ -> false))
            then
                []
            else
                [
                    for KeyValue(name, cohort) in model.Analysis.Cohorts do
                        if cohort.Columns.Columns.ContainsKey column.Name then
                            match declarationOf model model.Main name with
                            | Some(home, kind) -> yield! chainOf model home kind
                            | None -> ()
                ]

        let chain = own @ cohorts |> List.collect (withJoined model 0)

        if column.Computed.IsSome then
            None
        else
            chain
            |> List.tryPick (entryOf model column.Name)
            |> Option.orElseWith (fun () -> chain |> List.tryPick (tableOf model column.Name))

    /// The file that a path between quotes names, of those that are texts: tables and lists.
    let private fileNamed (model: StudyModel) (path: string) (offset: int) : StudyLocation option =
        model.ScopeOf path
        |> Option.bind (fun home ->
            PlainWords.pathAt home offset
            |> Option.bind (fun (what, written) ->
                let resolved = StudyPath.resolve home.Source written

                match what with
                | PathOf.Table
                | PathOf.File
                | PathOf.RegionNames when
                    not (written.Contains '{')
                    && not (model.Analysis.Outside.Absent.Contains resolved)
                    ->
                    Some {
                        Source = SourceText(resolved, "")
                        Span = Span.empty
                    }
                | _ -> None))

    /// Where what stands at an offset is declared: the declaration of a name, the entry of a column's role, an imported file, or the file of a path.
    let definition (model: StudyModel) (path: string) (offset: int) : StudyLocation option =
        match wordAt model path offset with
        | Some(home, word) ->
            match Meanings.symbolOf home word.Meaning, word.Meaning with
            | Some(owner, symbol), _ ->
                Some {
                    Source = owner.Source
                    Span = symbol.NameSpan
                }
            | None, WordMeaning.ImportPath path ->
                model.TryFindSource path
                |> Option.map (fun source -> { Source = source; Span = Span.empty })
            | None, WordMeaning.Name(NameMeaning.Column(_, column)) -> columnDeclared model home offset column
            | _ -> None
        | None -> fileNamed model path offset

    /// Where the name at an offset is declared, if the study declares it.
    let declaration (model: StudyModel) (path: string) (offset: int) : StudyLocation option =
        wordAt model path offset
        |> Option.bind (fun (home, word) -> Meanings.symbolOf home word.Meaning)
        |> Option.map (fun (owner, symbol) -> {
            Source = owner.Source
            Span = symbol.NameSpan
        })

    let private usesOf (model: StudyModel) target = [
        for home in model.Scopes do
            for word in Meanings.ofFile model home do
                match Meanings.symbolOf home word.Meaning with
                | Some found when isSame target found ->
                    {
                        Source = home.Source
                        Span = word.Span
                    },
                    (match word.Meaning with
                     | WordMeaning.Declared _ -> true
                     | _ -> false)
                | _ -> ()
    ]

    /// Where a column of a table is named, or one that is computed alike, with whether that is the entry that says its role.
    let private usesOfColumn (model: StudyModel) (asked: ColumnAsked) = [
        for home in model.Scopes do
            for word in Meanings.ofFile model home do
                match word.Meaning with
                | WordMeaning.Name(NameMeaning.Column(scope, column)) when
                    column.Name = asked.Name && scope.Owner = asked.Owner
                    ->
                    let declared = columnDeclared model home word.Span.Start column

                    {
                        Source = home.Source
                        Span = word.Span
                    },
                    declared
                    |> Option.exists (fun place ->
                        place.Source.Path = home.Source.Path && place.Span.Start = word.Span.Start)
                | _ -> ()
    ]

    let private chosen declarations (places: (StudyLocation * bool) list) = [
        for place, isDeclaration in places do
            if declarations || not isDeclaration then
                place
    ]

    /// The column that is named at an offset.
    let column (model: StudyModel) (path: string) (offset: int) : ColumnAsked option =
        match wordAt model path offset with
        | Some(_,
               {
                   Meaning = WordMeaning.Name(NameMeaning.Column(scope, column))
               }) ->
            Some {
                Owner = scope.Owner
                Name = column.Name
            }
        | _ -> None

    /// Every place that names a column, as `references`, in a study that need not be the one where it was asked for.
    let referencesOfColumn (model: StudyModel) (asked: ColumnAsked) (declarations: bool) : StudyLocation list =
        usesOfColumn model asked |> chosen declarations

    /// Every place that names what is named at an offset: a name that the study declares, or a column. `declarations` says whether the declaration
    /// itself is one; of a column that is the entry that says its role.
    let references (model: StudyModel) (path: string) (offset: int) (declarations: bool) : StudyLocation list =
        match wordAt model path offset with
        | Some(home, word) ->
            match Meanings.symbolOf home word.Meaning, column model path offset with
            | Some target, _ -> usesOf model target |> chosen declarations
            | None, Some asked -> referencesOfColumn model asked declarations
            | None, None -> []
        | None -> []

    let private onlyDeclared = "Only names that the study declares can be changed."

    /// What a word names, where that can be given another name, or why it cannot.
    let private changeable (home: FileScope) (word: Word) : Result<FileScope * Symbol, string> =
        match word.Meaning, Meanings.symbolOf home word.Meaning with
        | WordMeaning.Name(NameMeaning.Column(scope, column)), _ ->
            Error $"'{column.Name}' is a column of {scope.Owner}, which gives it its name."
        | _, None -> Error onlyDeclared
        | _, Some(owner, symbol) when StandardLibrary.isOf owner.Source.Path ->
            Error $"'{symbol.Local}' belongs to the library that comes with the program, which cannot be changed."
        | _, Some found -> Ok found

    /// The word at an offset as a name that can be given another, or why it cannot; `None` where no word stands that means anything.
    let renameable (model: StudyModel) (path: string) (offset: int) : Result<StudyLocation, string> option =
        wordAt model path offset
        |> Option.map (fun (home, word) ->
            changeable home word
            |> Result.map (fun _ -> {
                Source = home.Source
                Span = word.Span
            }))

    /// The stretches of a file that could not be read.
    let private unread (file: StudyFile) : Span list =
        let found = ResizeArray<Span>()
        let pending = System.Collections.Generic.Stack<Expression>()

        let expression (value: Expression) =
            pending.Push value

            while pending.Count > 0 do
                let next = pending.Pop()

                match next.Node with
                | ExpressionNode.Skipped _ -> found.Add next.Span
                | ExpressionNode.List(items, _) ->
                    for item in items do
                        pending.Push item.Value
                | ExpressionNode.Parenthesised inner -> pending.Push inner.Value
                | ExpressionNode.Unary(_, operand) -> pending.Push operand
                | ExpressionNode.Binary(_, _, left, right) ->
                    pending.Push left
                    pending.Push right
                | ExpressionNode.Member(target, _) -> pending.Push target
                | ExpressionNode.Call(callee, arguments, _) ->
                    pending.Push callee

                    for argument in arguments do
                        pending.Push argument.Value
                | _ -> ()

        let rec block (body: Block) =
            for item in body.Items do
                match item.Node with
                | ItemNode.Skipped _ -> found.Add item.Span
                | ItemNode.Setting(_, value)
                | ItemNode.Bare value -> expression value
                | ItemNode.Block(_, inner) -> block inner
                | ItemNode.Accept _ -> ()

        for declaration in file.Declarations do
            match declaration.Node with
            | DeclarationNode.Skipped _ -> found.Add declaration.Span
            | DeclarationNode.Kind kind ->
                Option.iter expression kind.From
                Option.iter block kind.Body
            | DeclarationNode.Import(_, _, _, parameters) -> Option.iter block parameters
            | DeclarationNode.Param(_, _, _, value) -> Option.iter expression value
            | _ -> ()

        List.ofSeq found

    /// Where a name is written in a stretch that could not be read, so that nobody can tell what it means there.
    let private writtenUnread (model: StudyModel) (name: string) : StudyLocation option =
        model.Scopes
        |> Seq.collect (fun home ->
            unread home.File
            |> Seq.filter (fun span ->
                let text = home.Source.TextOf span
                let mutable at = text.IndexOf(name, System.StringComparison.Ordinal)
                let mutable met = false

                while not met && at >= 0 do
                    met <-
                        (at = 0 || not (Lexis.isWordCharacter text[at - 1]))
                        && not (Lexis.isWordCharacter (Lexis.at text (at + name.Length)))

                    at <- text.IndexOf(name, at + 1, System.StringComparison.Ordinal)

                met)
            |> Seq.map (fun span -> { Source = home.Source; Span = span }))
        |> Seq.tryHead

    let private isName (name: string) =
        name <> ""
        && Lexis.isLetter name[0]
        && name |> Seq.forall Lexis.isWordCharacter
        && not (Lexis.isReserved name)

    /// The places whose text becomes `name` when what is named at an offset is renamed, or why it cannot be.
    let rename (model: StudyModel) (path: string) (offset: int) (name: string) : Result<StudyLocation list, string> =
        match wordAt model path offset with
        | None -> Error onlyDeclared
        | Some(home, word) ->
            match changeable home word with
            | Error why -> Error why
            | Ok _ when Lexis.isReserved name -> Error $"'{name}' is a word of the language and names nothing."
            | Ok _ when not (isName name) ->
                Error $"'{name}' is no name: a name has letters of ASCII, digits and _, and begins with a letter."
            | Ok(owner, symbol) ->
                match Names.tryFind owner name, writtenUnread model symbol.Local with
                | Some other, _ when other.NameSpan <> symbol.NameSpan ->
                    Error $"'{name}' is already declared in {owner.Source.Path}."
                | _, Some place ->
                    let line = (place.Source.PositionOf place.Span.Start).Line

                    Error
                        $"'{symbol.Local}' stands in line {line} of {place.Source.Path}, which cannot be read: mend that first."
                | _ -> Ok(usesOf model (owner, symbol) |> List.map fst)
