/// What is told of words that name nothing: those of the language itself, roles of columns, and what stands between quotes.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.PlainWords

open System
open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

let private code (line: string) = $"```wmstudy\n{line}\n```"

let private told (line: string) (doc: string) = code line + "\n\n" + doc

/// What a word of the language does.
let tryTell (word: string) : string option =
    match word with
    | "wmstudy" ->
        Some(
            told
                $"wmstudy {Parser.edition}"
                "The first line of a study: the edition of the language that it is written in."
        )
    | "from" ->
        Some(
            told
                "KIND NAME from SOURCE { … }"
                "What the declaration is made from: the name of another one, for some kinds several in brackets. Of cohorts `a - b` are the people of `a` who are not in `b`, and `a & b` those who are in both."
        )
    | "as" ->
        Some(
            told
                "import \"PATH\" as NAME"
                "The name under which the declarations of an imported file are known: `NAME.…`."
        )
    | "because" ->
        Some(
            told
                "accept CODE because \"REASON\""
                "Why the warning is taken upon the study; the reason stands in reports."
        )
    | "and" ->
        Some(told "A and B" "Both conditions hold. What is missing in one is missing, unless the other does not hold.")
    | "or" ->
        Some(
            told
                "A or B"
                "At least one of the conditions holds. What is missing in one is missing, unless the other holds."
        )
    | "not" -> Some(told "not A" "The condition does not hold. Of what is missing it is missing.")
    | "in" -> Some(told "COLUMN in [VALUE, …]" "The value is one of those in the list.")
    | "true"
    | "false" -> Some(told $"{word} : bool" "One of the two values of a `bool`: `true` or `false`.")
    | _ -> None

/// What a parameter of a type may be.
let ofType (typeName: TypeName) : string =
    let docOf (studyType: StudyType) =
        Catalogue.types
        |> List.tryFind (fun row -> row.Type = studyType)
        |> Option.map _.Doc
        |> Option.defaultValue ""

    let rec words typeName =
        match typeName with
        | TypeName.Int -> "int", docOf StudyType.Int
        | TypeName.Float -> "float", docOf StudyType.Float
        | TypeName.Bool -> "bool", docOf StudyType.Bool
        | TypeName.String -> "string", docOf StudyType.String
        | TypeName.Quantity ->
            let units = Units.all |> List.map (fun unit -> $"`{unit.Name}`")
            "quantity", "A number with a unit: " + String.Join(", ", units) + "."
        | TypeName.List item ->
            let name, doc = words item
            $"[{name}]", $"A list in brackets. Of each item: {doc}"

    let name, doc = words typeName
    told name doc

let private ofCase (row: EnumerationRow) (case: EnumerationCase) =
    told $"{case.Name} : {row.Name}" (case.Doc.Substring(0, 1).ToUpperInvariant() + case.Doc.Substring 1 + ".")
    + "\n\n"
    + row.Doc

/// The size of a file, in the largest unit that gives at least one.
let private sizeOf (bytes: int64) =
    let unit =
        Units.ofDimension Dimension.Memory
        |> List.filter (fun unit -> unit.Factor <= float bytes)
        |> List.sortByDescending _.Factor
        |> List.tryHead

    match unit with
    | Some unit ->
        (float bytes / unit.Factor).ToString("0.#", CultureInfo.InvariantCulture)
        + " "
        + unit.Name
    | None -> ValueText.counted bytes "byte" "bytes"

/// What the outside shows of a path, as far as the check looked.
let private ofFile (model: StudyModel) (home: FileScope) (offset: int) (what: PathOf) (path: string) : string list =
    let outside = model.Analysis.Outside
    let resolved = StudyPath.resolve home.Source path

    let declaration =
        Meanings.declarationAt home.File offset
        |> Option.bind (fun declaration ->
            home.Declarations
            |> Seq.tryFind (fun symbol -> symbol.Declaration.Span = declaration.Span))

    match CursorColumns.lookUp outside.TablesByPath resolved with
    | Some header ->
        let listed =
            header.Columns |> Seq.truncate 12 |> Seq.map (fun column -> $"`{column.Name}`")

        let more =
            if header.Columns.Length > 12 then
                $" and {header.Columns.Length - 12} more"
            else
                ""

        [
            (if header.RowsExact then "" else "About ")
            + ValueText.counted header.Rows "row" "rows"
            + ", "
            + ValueText.counted (int64 header.Columns.Length) "column" "columns"
            + ": "
            + String.Join(", ", listed)
            + more
            + "."
        ]
    | None ->
        match what, CursorColumns.lookUp outside.Images resolved, CursorColumns.lookUp outside.RegionNames resolved with
        | _, Some image, _ ->
            let size =
                String.Join(
                    " × ",
                    image.Size
                    |> Seq.map (fun voxels -> voxels.ToString CultureInfo.InvariantCulture)
                )

            [
                $"A volume of {size} voxels, {image.DataType}."
                if image.Identity.Size > 0L then
                    $"{sizeOf image.Identity.Size}."
            ]
        | _, _, Some names -> [ ValueText.counted (int64 names.Length) "region" "regions" + "." ]
        | PathOf.Results, _, _ -> [ "The folder that results are written to." ]
        | (PathOf.Genotypes | PathOf.PersonImages), _, _ ->
            declaration
            |> Option.bind (fun symbol -> KnownNumbers.ofDeclaration model symbol.Qualified)
            |> Option.map (fun numbers -> numbers + ".")
            |> Option.toList
        | _ -> []
    |> fun found ->
        if outside.Absent.Contains resolved then
            [ "There is no such file." ]
        else
            found

/// The text between the quotes around an offset, with its place.
let private textAt (home: FileScope) (place: CursorSlot.Place) : (Span * string) option =
    let start = place.Replace.Start
    let source = home.Source
    let quote = if place.InText then start else start - 1

    if quote >= 0 && Lexis.at source.Text quote = '"' then
        let extent = Lexis.stringExtent source.Text quote

        let inside =
            source.Text.Substring(quote + 1, max 0 (extent.End - quote - (if extent.Closed then 2 else 1)))

        Some(Span.create quote extent.End, inside)
    else
        None

/// What the path between the quotes around an offset names, and the path as it is written.
let pathAt (home: FileScope) (offset: int) : (PathOf * string) option =
    let place = Cursor.find home.Source offset

    match place.Slot, textAt home place with
    | CursorSlot.Slot.Path(what, _), Some(_, written) -> Some(what, written)
    | _ -> None

/// What is told of the place of an offset that no name stands at; `ofColumn` tells of a column.
let at
    (model: StudyModel)
    (home: FileScope)
    (offset: int)
    (ofColumn: ColumnScope -> Column -> string)
    : (Span * string) option =
    let source = home.Source
    let text = source.Text
    let mutable start = min offset text.Length

    while start > 0 && Lexis.isWordCharacter text[start - 1] do
        start <- start - 1

    let finish = Lexis.wordEnd text start
    let word = text.Substring(start, finish - start)

    let opened =
        CursorText.openBefore text (CursorText.declarationStart text (max 0 (start - 1))) start

    match opened with
    | None -> None
    | Some('"' :: _) ->
        let place = Cursor.find source offset

        match place.Slot, textAt home place with
        | CursorSlot.Slot.Path(what, by), Some(span, written) ->
            let facts = ofFile model home offset what written

            if facts.IsEmpty then
                None
            else
                Some(span, told $"{by} \"{written}\"" (String.Join(" ", facts)))
        | (CursorSlot.Slot.Value expected | CursorSlot.Slot.Argument(_, _, expected)), Some(span, written) ->
            match
                CursorColumns.find model place.Kind expected.Columns,
                expected.ComparedWith |> Option.bind CursorColumns.columnNamed
            with
            | Some scope, Some name ->
                match ColumnScope.tryFind name scope with
                | Some column ->
                    let isKnown =
                        match column.Levels with
                        | Some levels when List.contains written levels -> $"A value of `{name}`."
                        | Some _ -> $"No value that `{name}` has."
                        | None -> $"Compared with the values of `{name}`."

                    Some(span, isKnown + "\n\n" + ofColumn scope column)
                | None -> None
            | _ -> None
        | _ -> None
    | Some _ when word = "" -> None
    | Some opened ->
        let tell found =
            found |> Option.map (fun text -> Span.create start finish, text)

        match tryTell word with
        | Some doc when word <> "wmstudy" || Lexis.isColumnOne text start -> tell (Some doc)
        | _ when not opened.IsEmpty ->
            match (Cursor.find source offset).Slot with
            | CursorSlot.Slot.ColumnRole ->
                Catalogue.tryFindEnumeration "role of a column"
                |> Option.bind (fun row ->
                    row.Cases
                    |> List.tryFind (fun case -> case.Name = word)
                    |> Option.map (ofCase row))
                |> Option.orElse (
                    Units.tryFind word
                    |> Option.map (fun unit -> told $"1{unit.Name}" $"{unit.Doc} ({Dimension.name unit.Dimension})")
                )
                |> tell
            | _ -> None
        | _ -> None
