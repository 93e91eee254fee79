namespace WhiteMatter.Language.Catalogue

open System
open System.Text
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

[<RequireQualifiedAccess>]
module Reference =

    let private generated =
        "<!-- Rendered from the catalogue; change the catalogue, not this page. -->"

    let private page (title: string) (intro: string) (write: StringBuilder -> unit) =
        let text = StringBuilder()
        text.Append($"# {title}\n\n{generated}\n\n{intro}\n") |> ignore
        write text
        text.ToString().TrimEnd() + "\n"

    let private line (text: StringBuilder) (content: string) =
        text.Append(content).Append('\n') |> ignore

    /// A text inside a cell of a table.
    let private cell (text: string) =
        text.Replace("|", "\\|").ReplaceLineEndings " "

    let private signature (kind: KindRow) =
        let from =
            match kind.From with
            | Some from when from.Required -> $" from {RowText.types from.Types}"
            | Some from -> $" [from {RowText.types from.Types}]"
            | None -> ""

        let name = if kind.HasName then " name" else ""

        let yields =
            match kind.Yields with
            | StudyType.Nothing -> ""
            | other -> $" → {StudyType.name other}"

        $"{kind.Name}{name}{from} {{ … }}{yields}"

    let private here (rows: SettingRow list) =
        rows |> List.filter (fun setting -> setting.Availability = Availability.Here)

    let private onlyWith (condition: Condition option) =
        match condition with
        | Some condition when condition.Words.IsEmpty -> $" Only where `{condition.Setting}` is set."
        | Some condition -> $" Only with `{RowText.condition condition}`."
        | None -> ""

    /// A table of settings; with what they stand for where that differs.
    let private writeSettings (text: StringBuilder) (rows: SettingRow list) =
        let differ = rows |> List.exists (fun setting -> not setting.For.IsEmpty)

        if not rows.IsEmpty then
            line text ""

            if differ then
                line text "| setting | from | type | default | meaning |"
                line text "|---|---|---|---|---|"
            else
                line text "| setting | type | default | meaning |"
                line text "|---|---|---|---|"

            for setting in rows do
                let source =
                    match setting.For with
                    | _ when not differ -> ""
                    | [] -> " any |"
                    | types -> $" {RowText.types types} |"

                let accepted = RowText.accepted setting

                line
                    text
                    $"| `{setting.Name}` |{source} {cell accepted} | {cell (RowText.defaultOf setting)} | {cell (setting.Doc + onlyWith setting.With)} |"

    let private writeAlgebra (text: StringBuilder) (kind: KindRow) =
        let combined = "`a - b` takes people away, `a & b` keeps those in both"

        match kind.From with
        | Some { Algebra = true } -> line text $"\nAfter `from`, cohorts may be combined: {combined}."
        | _ -> ()

        match
            kind.Settings
            |> List.filter (fun setting -> setting.Accepts = [ StudyType.Cohort ])
        with
        | [] -> ()
        | settings ->
            let names = settings |> List.map (fun setting -> $"`{setting.Name}`")
            line text $"\nIn {RowText.commas names}, cohorts may be combined: {combined}."

    let private writeKind (text: StringBuilder) (kind: KindRow) =
        line text $"\n## {kind.Name}\n"
        line text $"`{signature kind}`\n"
        line text kind.Doc

        kind.Entries
        |> Option.iter (fun entries -> line text $"\n{RowText.entries entries}")

        writeSettings text (here kind.Settings)
        writeAlgebra text kind

        for block in kind.Blocks do
            line text $"\n`{block.Name} {{ … }}`: {block.Doc}"
            writeSettings text (here block.Settings)

        let toCome =
            kind.Settings
            |> List.filter (fun setting -> setting.Availability = Availability.ToCome)
            |> List.map (fun setting -> $"`{setting.Name}`")

        if not toCome.IsEmpty then
            line text $"\nNot there yet: {RowText.commas toCome}."

        if kind.Example <> "" then
            line text $"\n```wmstudy\n{kind.Example}\n```"

    let kinds () =
        let here, toCome =
            Catalogue.kinds
            |> List.partition (fun kind -> kind.Availability = Availability.Here)

        page
            "Kinds"
            "What a declaration can be. `import \"file\" as name`, `param name : type = value` and `accept CODE because \"reason\"` belong to the grammar and stand beside them."
            (fun text ->
                here |> List.iter (writeKind text)
                line text "\n## Kinds of edition 1 that are not there yet\n"
                line text "| kind | from | yields | meaning |"
                line text "|---|---|---|---|"

                for kind in toCome do
                    let from =
                        kind.From
                        |> Option.map (fun from -> RowText.types from.Types)
                        |> Option.defaultValue "–"

                    line text $"| `{kind.Name}` | {from} | {StudyType.name kind.Yields} | {cell kind.Doc} |")

    let private callText (row: FunctionRow) =
        let arguments =
            row.Arguments
            |> List.map (fun argument ->
                if argument.Required then
                    argument.Name
                else
                    $"[{argument.Name}]")

        $"{row.Name}({RowText.commas arguments})"

    let private writeFunction (text: StringBuilder) (row: FunctionRow) =
        line text $"\n## {row.Name}\n"
        line text $"`{callText row}` → {RowText.typeOf row.Yields}; in {RowText.useOf row.Use}.\n"
        line text row.Doc
        line text "\n| argument | type | default | meaning |"
        line text "|---|---|---|---|"

        for argument in row.Arguments do
            let accepted = RowText.accepted argument

            line
                text
                $"| `{argument.Name}` | {cell accepted} | {cell (RowText.defaultOf argument)} | {cell argument.Doc} |"

        line text $"\n```wmstudy\n{row.Example}\n```"

    let functions () =
        let here, toCome =
            Catalogue.functions
            |> List.partition (fun row -> row.Availability = Availability.Here)

        page
            "Functions"
            "Arguments may be given in order or by name, as in `tsv(\"people.tsv\", id = eid)`."
            (fun text ->
                here |> List.iter (writeFunction text)

                let names = toCome |> List.map (fun row -> $"`{row.Name}`")
                line text $"\n## Not there yet\n\n{RowText.commas names}.")

    let private mark availability =
        match availability with
        | Availability.Here -> ""
        | Availability.ToCome -> " Not there yet."

    /// The functions that yield a type which no declaration has.
    let private sources (studyType: StudyType) =
        let calls = [
            for row in Catalogue.functions do
                if
                    row.Use = FunctionUse.Value
                    && row.Availability = Availability.Here
                    && row.Yields = studyType
                then
                    $"`{row.Name}(…)`"
        ]

        match calls with
        | [] -> ""
        | calls ->
            let either = String.Join(" or ", calls)
            $" Written as {either}."

    let private writeColumns (text: StringBuilder) (title: string) (rows: ComputedColumnRow list) =
        line text $"\n## {title}\n"
        line text "| name | type | meaning |"
        line text "|---|---|---|"

        for row in rows do
            line text $"| `{row.Name}` | {RowText.typeOf row.Type} | {cell (row.Doc + mark row.Availability)} |"

    let types () =
        page "Types" "What values there are, and what can be asked of them." (fun text ->
            line text "\n| type | meaning |"
            line text "|---|---|"

            for row in Catalogue.types do
                line text $"| `{StudyType.name row.Type}` | {cell (row.Doc + sources row.Type)} |"

            line text "\n## Members\n"
            line text "Values known after the run may stand in thresholds and in `expect`.\n"
            line text "| member | type | known | meaning |"
            line text "|---|---|---|---|"

            for row in Catalogue.types do
                for m in row.Members do
                    let known = if m.AfterRun then "after the run" else "before"

                    line
                        text
                        $"| `{StudyType.name row.Type}.{m.Name}` | {RowText.typeOf m.Type} | {known} | {cell (m.Doc + onlyWith m.Needs + mark m.Availability)} |"

            line text "\n## Units\n"
            line text "| unit | measures | meaning |"
            line text "|---|---|---|"

            for unit in Units.all do
                line text $"| `{unit.Name}` | {Dimension.name unit.Dimension} | {unit.Doc} |"

            writeColumns text "What `keep` of genotypes sees" Catalogue.variantColumns
            writeColumns text "What `keep` of images sees, beside the cohort's columns" Catalogue.imageColumns

            for row in Catalogue.enumerations do
                line text $"\n## {Char.ToUpperInvariant row.Name[0]}{row.Name.Substring 1}\n\n{row.Doc}\n"
                line text "| word | meaning |"
                line text "|---|---|"

                for case in row.Cases do
                    let name = if case.Numbered then case.Name + ":N" else case.Name
                    line text $"| `{name}` | {cell (case.Doc + mark case.Availability)} |")

    let private severity (row: DiagnosticDescriptor) =
        match row.Severity with
        | DiagnosticSeverity.Error -> "error"
        | DiagnosticSeverity.Warning -> "warning"
        | _ -> "information"

    let diagnostics () =
        page
            "Diagnostics"
            "Every message has a code; an ellipsis stands for what was found. An error stops the command; a warning that is marked acceptable can be accepted in the file by `accept CODE because \"reason\"`."
            (fun text ->
                for row in DiagnosticTable.All do
                    line text $"\n## {row.Code}: {row.Title}\n"

                    let acceptable = if row.Acceptable then ", acceptable" else ""
                    line text $"{severity row}{acceptable}\n"
                    line text $"> {row.Outline}\n"
                    line text $"{row.Advice} [More](diagnostics/{row.Code}.md)")

    /// A declaration as the page shows it: whole, or where it is long its first and last lines.
    let private excerpt (written: string) =
        let lines = written.ReplaceLineEndings("\n").Split '\n'
        let shown = 12

        if lines.Length <= shown + 2 then
            written
        else
            let first = String.Join("\n", Array.truncate shown lines)
            $"{first}\n  # and {lines.Length - shown - 1} more\n{Array.last lines}"

    let library () =
        page
            "Library"
            "Files of the language that come with the program: any study imports them, whatever its folder. Hover over a name, or go to its definition, to see all of it in an editor; `wmstudy explain std/ukb` lists what a file offers."
            (fun text ->
                for file in LibraryContents.files Parser.edition do
                    line text $"\n## {file.Name}\n"
                    line text "```wmstudy"

                    for about in file.About do
                        line text (("# " + about).TrimEnd())

                    line text "```"

                    for entry in file.Entries do
                        line text $"\n### `{entry.Name} : {entry.Type}`\n"

                        if entry.Doc <> "" then
                            line text $"{entry.Doc}\n"

                        line text $"```wmstudy\n{excerpt entry.Text}\n```")

    let json () = CatalogueJson.render ()

    let describe (word: string) =
        let kind =
            Catalogue.tryFindKind word
            |> Option.map (fun kind ->
                let text = StringBuilder()
                writeKind text kind
                text.ToString().Trim())

        let call =
            Catalogue.tryFindFunction word
            |> Option.map (fun row -> $"`{callText row}`\n\n{row.Doc}{mark row.Availability}")

        let case =
            Catalogue.enumerations
            |> List.tryPick (fun row ->
                row.Cases
                |> List.tryFind (fun case -> case.Name = word)
                |> Option.map (fun case -> $"`{case.Name}` ({row.Name}): {case.Doc}.{mark case.Availability}"))

        let unit =
            Units.tryFind word
            |> Option.map (fun unit -> $"`{unit.Name}`: {unit.Doc}, a unit of {Dimension.name unit.Dimension}.")

        [ kind; call; case; unit ] |> List.tryPick id
