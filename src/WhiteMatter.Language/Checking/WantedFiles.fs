/// Which files outside a study names.
module internal WhiteMatter.Language.Checking.WantedFiles

open System
open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// The files the reachable declarations name, worked out silently: what is wrong with them is said when they are checked.
let find program limits overrides cancellation (ordered: Order.Ordered) : WantedAt list =
    let env = {
        CheckContext.make program (Findings()) limits overrides (fun _ _ -> None) cancellation with
            Uses = NameUses.None
    }

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
                What = what (StudyPath.resolve path.File text)
                Source = path.File
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
                    let request = TableRequest(StudyPath.resolve path.File text, format, codes)
                    let id = PeopleTable.tryRead table |> Option.map _.IdColumn
                    request, id, path)
            | _ -> None
        | _ -> None

    let namesTables (row: KindRow) =
        row.Settings
        |> List.exists (fun setting ->
            setting.Accepts
            |> List.exists (fun accepted ->
                accepted = StudyType.PeopleTable
                || accepted = StudyType.List StudyType.PeopleTable))

    /// The tables a declaration names, in the settings that take one or several.
    let tablesOf (home: FileScope) symbol (row: KindRow) = [
        for setting in row.Settings do
            for accepted in setting.Accepts do
                match accepted with
                | StudyType.PeopleTable
                | StudyType.List StudyType.PeopleTable ->
                    match settingOf symbol setting.Name |> Option.bind (value home accepted) with
                    | Some { Node = CheckedNode.List items } -> yield! items
                    | Some table -> table
                    | None -> ()
                | _ -> ()
    ]

    let tableAt (request, _, path: CheckedExpression) = {
        What = Wanted.Table request
        Source = path.File
        Span = path.Span
    }

    let sourceOf (home: FileScope) (kind: KindDeclaration) =
        kind.From
        |> Option.bind (value home StudyType.Cohort)
        |> Option.bind Cohorts.leftmost

    /// Missing codes: a declaration's own, else those of the table or of the people it is made from.
    let codesOf
        (home: FileScope)
        (symbol: Symbol)
        (kind: KindDeclaration)
        (row: KindRow)
        (source: Lazy<string option>)
        (named: CheckedExpression list)
        =
        let own =
            if row.Settings |> List.exists (fun setting -> setting.Name = "missing") then
                settingOf symbol "missing"
                |> Option.bind (value home (StudyType.List StudyType.String))
                |> Option.map _.Node
            else
                None

        let inherited name =
            match missing.TryGetValue name with
            | true, codes -> Some codes
            | _ -> None

        match own, named with
        | Some(CheckedNode.List items), _ -> items |> List.choose PeopleTable.literal
        | _, [ { Node = CheckedNode.Declaration made } ] when kind.From.IsNone ->
            inherited made |> Option.defaultValue usual
        | _ -> source.Value |> Option.bind inherited |> Option.defaultValue usual

    /// The images of a cohort's people, where the cohort has a table.
    let imagesOf (home: FileScope) symbol setting areNoImages (source: Lazy<string option>) =
        let place = {
            Place.plain home "" with
                Columns = Some(ColumnScope.unknown "")
                Placeholders = true
        }

        let checkedPath name =
            settingOf symbol name
            |> Option.map (Expressions.check env place ImagePath.accepts)
            |> Option.filter (fun path -> not (Checked.isWrong path))

        let path = checkedPath setting

        // What belongs to a series and is no path, such as a word, names no files.
        let beside =
            if setting = "dwi" then
                ImagePath.beside
                |> List.choose (fun name -> checkedPath name |> Option.map (fun path -> name, path))
            else
                []

        let written =
            Map.ofList [
                yield! beside
                match path with
                | Some path -> setting, path
                | None -> ()
            ]

        match path, source.Value |> Option.map tables.TryGetValue with
        | Some path, Some(true, (table, id)) when ImagePath.isQuery path || not (ImagePath.columns path).IsEmpty ->
            ImagePath.template path
            |> Option.map (fun template -> {
                What =
                    Wanted.Images(
                        ImageSetRequest(
                            table,
                            id,
                            template,
                            Beside = ImmutableArray.CreateRange(ImagePath.templatesBeside written),
                            AreNoImages = areNoImages
                        ),
                        path :: List.map snd beside |> List.collect ImagePath.columns |> List.distinct
                    )
                Source = path.File
                Span = path.Span
            })
            |> Option.toList
        | _ -> []

    /// Notes the table outside that lists the people of a declaration: by it their images are looked for.
    let noteListing (symbol: Symbol) (source: Lazy<string option>) (named: CheckedExpression list) requests =
        let ofDeclaration name =
            match tables.TryGetValue name with
            | true, table -> Some table
            | _ -> None

        let listing =
            match source.Value, named, requests with
            | Some source, _, _ -> ofDeclaration source
            | None, { Node = CheckedNode.Declaration made } :: _, _ -> ofDeclaration made
            | None, _, Some(request, Some id, _) :: _ -> Some(request, id)
            | _ -> None

        match listing, settingOf symbol "how" |> Option.map _.Node with
        // Later tables may add people.
        | _, Some(ExpressionNode.Name "full")
        | None, _ -> ()
        | Some table, _ -> tables[symbol.Qualified] <- table

    /// The genotype files that the settings of a declaration name together.
    let genotypesOf (home: FileScope) symbol (row: KindRow) =
        let place = {
            Place.plain home "" with
                Expansions = true
        }

        let settings =
            if
                row.Settings
                |> List.exists (fun setting -> setting.Path = Some PathOf.Genotypes)
            then
                [
                    for setting in row.Settings do
                        if setting.Path.IsSome then
                            match settingOf symbol setting.Name with
                            | Some written -> setting.Name, Expressions.check env place [ StudyType.String ] written
                            | None -> ()
                ]
            else
                []

        GenotypePaths.tryRead (Map.ofList settings)
        |> Option.map (fun (request, path) -> {
            What = Wanted.Genotypes request
            Source = path.File
            Span = path.Span
        })
        |> Option.toList

    /// Whether a model of the study sees a box of its images: then it matters which voxels of masks are inside.
    let anyCropped =
        ordered.Declarations
        |> Seq.exists (fun (_, symbol) ->
            match symbol.Meaning, settingOf symbol "crop" |> Option.map _.Node with
            | Meaning.Declaration(_, Some row), Some(ExpressionNode.Name "mask") -> row.Yields = StudyType.Model
            | _ -> false)

    /// The files that settings name by their paths.
    let filesOf home symbol source (row: KindRow) = [
        for setting in row.Settings do
            match setting.Path with
            | Some PathOf.Volume when anyCropped && setting.Name = "mask" ->
                yield! pathOf home symbol setting.Name Wanted.Mask
            | Some PathOf.File -> yield! pathOf home symbol setting.Name Wanted.Plain
            | Some PathOf.Volume -> yield! pathOf home symbol setting.Name Wanted.Image
            | Some PathOf.Weights -> yield! pathOf home symbol setting.Name Wanted.Weights
            | Some PathOf.RegionNames -> yield! pathOf home symbol setting.Name Wanted.Regions
            | Some PathOf.PersonImages -> yield! imagesOf home symbol setting.Name false source
            | Some PathOf.PersonTransforms -> yield! imagesOf home symbol setting.Name true source
            // Tables are arguments of calls, and found by these.
            | Some PathOf.Table
            | Some PathOf.Genotypes
            | Some PathOf.Results
            | Some PathOf.PersonText
            | None -> ()

        yield! genotypesOf home symbol row
    ]

    /// The files of published statistics, wherever they stand in a declaration.
    let publishedOf (home: FileScope) span (kind: KindDeclaration) = [
        let calls =
            if PublishedCalls.areWritten home.Source span then
                PublishedCalls.inDeclaration kind
            else
                []

        for call in calls do
            match value home StudyType.SumStats call with
            | Some {
                       Node = CheckedNode.Call("sumstats", arguments)
                   } ->
                match arguments.TryFind "path", PublishedCalls.request arguments with
                | Some path, Some request -> {
                    What = Wanted.Statistics request
                    Source = path.File
                    Span = path.Span
                  }
                | _ -> ()
            | _ -> ()
    ]

    [
        for home, symbol in ordered.Declarations do
            match symbol.Meaning with
            | Meaning.Declaration(kind, Some row) when
                row.Availability = Availability.Here
                && ordered.Reachable.Contains symbol.Qualified
                ->
                let source = lazy sourceOf home kind

                // Others are never what people come from, and read no table.
                if
                    namesTables row
                    || row.Yields = StudyType.PeopleTable
                    || StudyType.fits StudyType.Cohort row.Yields
                then
                    let named = tablesOf home symbol row
                    let codes = codesOf home symbol kind row source named
                    missing[symbol.Qualified] <- codes

                    // In a table that a step writes an empty field is missing whatever else is.
                    let read =
                        if row.Yields = StudyType.PeopleTable then
                            List.distinct ("" :: codes)
                        else
                            codes

                    let requests = named |> List.map (requestAt home read)
                    noteListing symbol source named requests
                    yield! requests |> List.choose id |> List.map (tableAt)

                yield! filesOf home symbol source row
                yield! publishedOf home symbol.Declaration.Span kind
            | _ -> ()
    ]
