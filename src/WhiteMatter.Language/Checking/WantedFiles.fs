/// Which files outside a study names.
module internal WhiteMatter.Language.Checking.WantedFiles

open System
open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// The files the reachable declarations name, worked out silently: what is wrong with them is said when they are checked.
let find program limits overrides cancellation (ordered: Order.Ordered) : WantedAt list =
    let env =
        CheckContext.make program (Findings()) limits overrides (fun _ -> None) cancellation

    let missing = Dictionary<string, string list>(StringComparer.Ordinal)
    let tables = Dictionary<string, TableRequest * string>(StringComparer.Ordinal)
    let usual = [ ""; "NA" ]

    let settingOf (symbol: Symbol) name =
        match symbol.Meaning with
        | Meaning.Declaration({ Body = Some body }, _) ->
            body.Items
            |> List.tryPick (fun item ->
                match item.Node with
                | ItemNode.Setting(key, value) when key.Name = name -> Some value
                | _ -> None)
        | _ -> None

    let value (home: FileScope) expected (expression: Expression) =
        let result = Expressions.check env (Place.plain home "") [ expected ] expression
        if Checked.isWrong result then None else Some result

    let pathOf (home: FileScope) symbol name what =
        settingOf symbol name
        |> Option.bind (value home StudyType.String)
        |> Option.bind (fun path ->
            PeopleTable.literal path
            |> Option.map (fun text -> {
                What = what (StudyPath.resolve home.Source text)
                Source = home.Source
                Span = path.Span
            }))
        |> Option.toList

    /// A table outside: as a request, the column of its people's IDs, and where it is named.
    let requestAt (home: FileScope) codes (table: CheckedExpression) =
        match table.Node with
        | CheckedNode.Call(name, arguments) ->
            match PeopleTable.formatOf name, arguments.TryFind "path" with
            | Some format, Some path when not (Checked.isWrong path) ->
                PeopleTable.literal path
                |> Option.map (fun text ->
                    let codes = ImmutableArray.CreateRange<string> codes
                    let request = TableRequest(StudyPath.resolve home.Source text, format, codes)
                    let id = PeopleTable.tryRead table |> Option.map _.IdColumn
                    request, id, path.Span)
            | _ -> None
        | _ -> None

    /// The table a declaration names.
    let tableOf (home: FileScope) symbol =
        settingOf symbol "table" |> Option.bind (value home StudyType.PeopleTable)

    let requestOf home symbol codes =
        tableOf home symbol |> Option.bind (requestAt home codes)

    let tableAt (home: FileScope) (request, _, span) = {
        What = Wanted.Table request
        Source = home.Source
        Span = span
    }

    let sourceOf (home: FileScope) (kind: KindDeclaration) =
        kind.From
        |> Option.bind (value home StudyType.Cohort)
        |> Option.bind Cohorts.leftmost

    let codesOf (home: FileScope) (symbol: Symbol) (kind: KindDeclaration) =
        let inherited () =
            sourceOf home kind
            |> Option.bind (fun name ->
                match missing.TryGetValue name with
                | true, codes -> Some codes
                | _ -> None)
            |> Option.defaultValue usual

        let own =
            match kind.Kind.Name with
            | "cohort"
            | "table" -> settingOf symbol "missing"
            | _ -> None

        match
            own
            |> Option.bind (value home (StudyType.List StudyType.String))
            |> Option.map _.Node
        with
        | Some(CheckedNode.List items) -> items |> List.choose PeopleTable.literal
        | _ -> inherited ()

    /// The images of a cohort's people, where the cohort has a table.
    let imagesOf (home: FileScope) symbol (kind: KindDeclaration) =
        let place = {
            Place.plain home "" with
                Columns = Some(ColumnScope.unknown "")
                Placeholders = true
        }

        let path =
            settingOf symbol "path"
            |> Option.map (Expressions.check env place [ StudyType.String ])
            |> Option.filter (fun path -> not (Checked.isWrong path))

        match path, sourceOf home kind |> Option.map tables.TryGetValue with
        | Some path, Some(true, (table, id)) when not (ImagePath.columns path).IsEmpty ->
            ImagePath.template path
            |> Option.map (fun template -> {
                What = Wanted.Images(ImageSetRequest(table, id, template), ImagePath.columns path)
                Source = home.Source
                Span = path.Span
            })
            |> Option.toList
        | _ -> []

    [
        for home, symbol in ordered.Declarations do
            if ordered.Reachable.Contains symbol.Qualified then
                match symbol.Meaning with
                | Meaning.Declaration(kind, Some { Name = "cohort" }) ->
                    let codes = codesOf home symbol kind
                    missing[symbol.Qualified] <- codes

                    match kind.From, requestOf home symbol codes with
                    | None, Some((request, id, _) as table) ->
                        id |> Option.iter (fun id -> tables[symbol.Qualified] <- (request, id))

                        yield tableAt home table
                    | None, None ->
                        match tableOf home symbol |> Option.map _.Node with
                        | Some(CheckedNode.Declaration made) when tables.ContainsKey made ->
                            tables[symbol.Qualified] <- tables[made]
                        | _ -> ()
                    | Some _, _ ->
                        match sourceOf home kind |> Option.map tables.TryGetValue with
                        | Some(true, table) -> tables[symbol.Qualified] <- table
                        | _ -> ()

                    yield! pathOf home symbol "withdrawals" Wanted.Plain
                | Meaning.Declaration(kind, Some { Name = "table" }) ->
                    let codes = List.distinct ("" :: codesOf home symbol kind)

                    let requests =
                        match
                            settingOf symbol "join"
                            |> Option.bind (value home (StudyType.List StudyType.PeopleTable))
                            |> Option.map _.Node
                        with
                        | Some(CheckedNode.List items) ->
                            items |> List.map (fun item -> item, requestAt home codes item)
                        | _ -> []

                    // Images are looked for by the first table, which lists everybody unless later ones may add people.
                    match requests, settingOf symbol "how" |> Option.map _.Node with
                    | _, Some(ExpressionNode.Name "full") -> ()
                    | (_, Some(request, Some id, _)) :: _, _ -> tables[symbol.Qualified] <- (request, id)
                    | ({ Node = CheckedNode.Declaration made }, _) :: _, _ when tables.ContainsKey made ->
                        tables[symbol.Qualified] <- tables[made]
                    | _ -> ()

                    yield! requests |> List.choose snd |> List.map (tableAt home)
                | Meaning.Declaration(kind, Some { Name = "phenotypes" }) ->
                    yield!
                        requestOf home symbol (codesOf home symbol kind)
                        |> Option.map (tableAt home)
                        |> Option.toList
                | Meaning.Declaration(_, Some { Name = "genotypes" }) ->
                    yield! pathOf home symbol "bed" Wanted.Genotypes
                | Meaning.Declaration(_, Some { Name = "atlas" }) ->
                    yield! pathOf home symbol "labels" Wanted.Image
                    yield! pathOf home symbol "names" Wanted.Regions
                | Meaning.Declaration(kind, Some { Name = "images" }) ->
                    yield! imagesOf home symbol kind
                    yield! pathOf home symbol "mask" Wanted.Image
                | _ -> ()
    ]
