/// Settings that a declaration cannot do without: how they are asked for, and what could be written.
module internal WhiteMatter.Language.Checking.MissingSettings

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Of more values than these none is proposed: it would be a guess.
let private mostProposed = 4

/// How a setting that a study cannot do without is written.
let private example (setting: SettingRow) =
    match setting.Name, setting.Accepts with
    | "build", _ -> Some "build = GRCh37"
    | "genotypes", _ -> Some "genotypes = chips, the name of a genotypes declaration"
    | "traits", _ -> Some "traits = sizes, the name of a phenotypes declaration"
    | "adjust", _ -> Some "adjust = age + sex"
    | _ -> None

/// What a setting is, as the end of a sentence, with how it is written.
let private withExample (setting: SettingRow) =
    let doc = RowText.continued setting.Doc

    match example setting with
    | Some written -> $"{doc.TrimEnd '.'}, as in {written}."
    | None -> doc

/// The place and the text by which an item comes to the end of a block; `None` where the block's end cannot be told.
let insertion (source: SourceText) (body: Block) (item: string) : (Span * string) option =
    let text = source.Text
    let brace = body.Span.End - 1

    if brace <= body.Span.Start || brace >= text.Length || text[brace] <> '}' then
        None
    else
        let indentOf index =
            let start =
                if index = 0 then
                    0
                else
                    text.LastIndexOf('\n', index - 1) + 1

            text.Substring(start, Lexis.skipBlanks text start - start), start

        let closingIndent, closingLine = indentOf brace
        let alone = closingLine + closingIndent.Length = brace
        let contentEnd = text.AsSpan(0, brace).TrimEnd().Length

        let itemIndent =
            match List.tryLast body.Items with
            | Some last ->
                let indent, line = indentOf last.Span.Start

                if line + indent.Length = last.Span.Start then
                    indent
                else
                    closingIndent + "  "
            | None -> closingIndent + "  "

        if body.OneLine && body.Items.IsEmpty then
            Some(Span.create (body.Span.Start + 1) brace, $" {item} ")
        elif body.OneLine then
            let comma = if text[contentEnd - 1] = ',' then " " else ", "
            Some(Span.create contentEnd contentEnd, comma + item)
        elif alone then
            Some(Span.create closingLine closingLine, $"{itemIndent}{item}\n")
        else
            Some(Span.create contentEnd contentEnd, $"\n{itemIndent}{item}")

/// The file's own declarations that would do where one of these types stands, in their order.
let private declared (home: FileScope) (except: string) (accepts: StudyType list) = [
    for symbol in home.Declarations do
        if
            symbol.Local <> except
            && not (symbol.Local.Contains '#')
            && not (Names.isSilent symbol)
            && symbol.Type <> StudyType.Unknown
            && symbol.Type <> StudyType.Nothing
            && accepts |> List.exists (fun wanted -> StudyType.fits wanted symbol.Type)
        then
            symbol.Local
]

/// What could be written: the words of a choice, what is declared, else a path to be replaced.
let private values (home: FileScope) (owner: string) (setting: SettingRow) : string list =
    match setting.Accepts, setting.Path with
    | [ StudyType.Enumeration name ], _ ->
        match Catalogue.tryFindEnumeration name with
        | Some row -> [
            for case in row.Cases do
                if case.Availability = Availability.Here && not case.Numbered then
                    case.Name
          ]
        | None -> []
    | [ StudyType.List StudyType.PeopleTable ], _ -> [ "[csv(\"people.csv\", id = IID)]" ]
    | [ StudyType.List item ], _ ->
        match declared home owner [ item ] with
        | [] -> []
        | names when names.Length <= mostProposed -> [ "[" + String.Join(", ", names) + "]" ]
        | _ -> []
    | accepts, _ when List.contains StudyType.PeopleTable accepts ->
        declared home owner accepts @ [ "csv(\"people.csv\", id = IID)" ]
    | [ StudyType.String ], Some PathOf.Volume -> [ "\"labels.nii.gz\"" ]
    | [ StudyType.String ], Some PathOf.PersonImages -> [ "\"images/{IID}/FA.nii.gz\"" ]
    | accepts, _ -> declared home owner (accepts |> List.filter (fun one -> one <> StudyType.String))

/// Adds to a diagnostic what could be written, each a change that somebody has to choose.
let propose
    (home: FileScope)
    (owner: string)
    (body: Block option)
    (setting: SettingRow)
    (found: Diagnostic)
    : Diagnostic =
    match body, values home owner setting |> List.distinct with
    | Some body, values when values.Length <= mostProposed ->
        values
        |> List.fold
            (fun found value ->
                let item = $"{setting.Name} = {value}"

                match insertion home.Source body item with
                | Some(span, text) -> Diagnostic.withProposal home.Source $"Add '{item}'" span text found
                | None -> found)
            found
    | _ -> found

/// Reports that a declaration or a block of it lacks a setting.
let report
    (findings: Findings)
    (home: FileScope)
    (name: string)
    (owner: string)
    (at: Span)
    (body: Block option)
    (setting: SettingRow)
    =
    Diagnostic.create home.Source NameCodes.MissingSetting at [ name; setting.Name; withExample setting ]
    |> propose home owner body setting
    |> findings.AddDiagnostic
