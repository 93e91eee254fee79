module WhiteMatter.Cli.Commands.NewCommand

open System
open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Runtime.Hosting
open WhiteMatter.Runtime.Machine
open WhiteMatter.Runtime.Store

let private list (terminal: Terminal) =
    terminal.Out.WriteLine "Templates, for 'wmstudy new TEMPLATE FILE':\n"

    for name in StudyTemplate.names do
        terminal.Out.WriteLine $"  {name, -10} {StudyTemplate.summary name}"

    ExitCode.Done

/// What was read off the table's names: a person looks at it before anything is run.
let private sayRoles (terminal: Terminal) (table: FoundTable) (adjust: string list, tested: string list) =
    let some (names: string list) =
        if names.IsEmpty then
            "nothing"
        elif names.Length > 8 then
            String.Join(", ", List.truncate 8 names) + $" and {names.Length - 8} more"
        else
            String.Join(", ", names)

    terminal.Error.WriteLine
        $"People by {table.Id}; traits: {some tested}; adjusted for {some adjust}. Where this is wrong, correct the study, or name each with --trait and --covariate."

/// What stands in the study as text must be able to.
let private plain (what: string) (text: string) =
    if not (StudyTemplate.isPlain text) then
        Usage.fail $"{what} '{text}' has signs that cannot be written for you: write it into the study by hand"

let private known (table: FoundTable) (names: string list) =
    let columns = table.Header.Columns |> Seq.map _.Name |> List.ofSeq
    plain "the column" table.Id
    names |> List.iter (plain "the column")

    for name in names do
        if not (List.contains name columns) then
            Usage.fail $"the table has no column '{name}'{Closest.hint columns name}"

/// What is tested is a number, and nothing is tested that is adjusted for.
let private testable (table: FoundTable) (traits: string list) (covariates: string list) =
    for name in traits do
        if List.contains name covariates then
            Usage.fail $"'{name}' is a trait and a covariate: nothing of it would be left to test"

        if name = table.Id then
            Usage.fail $"'{name}' names the people: no trait"

        match table.Header.Columns |> Seq.tryFind (fun column -> column.Name = name) with
        | Some column when column.Content = ColumnContent.Text ->
            let shown =
                if column.Levels.IsEmpty then
                    Option.toList (Option.ofObj column.FirstText)
                else
                    List.ofSeq (Seq.truncate 3 column.Levels)

            let values = String.Join(", ", shown |> Seq.map (fun value -> $"'{value}'"))

            let such = if values = "" then "" else $" with values such as {values}"

            Usage.fail $"the column '{name}' is text{such}: a trait is a number, of two groups 0 and 1"
        | _ -> ()

/// A template of UK Biobank's fields is for a table that has them, by whatever export's names; the table with the column of people that it has.
let private exported (template: string) (path: string) (table: FoundTable) (fields: string list) : FoundTable =
    let known = StudyTemplate.exportedIn template table

    match
        fields
        |> List.filter (fun field -> known |> List.forall (fun (name, _) -> name <> field))
    with
    | [] -> ()
    | lacking ->
        let listed = String.Join(", ", List.truncate 4 lacking)

        let more =
            if lacking.Length > 4 then
                $" and {lacking.Length - 4} more"
            else
                ""

        Usage.fail
            $"'{path}' lacks {listed}{more}: '{template}' is for a table of UK Biobank's fields, whose columns are named by their numbers as an export names them (p21003_i2, 21003-2.0, f.21003.2.0; 'wmstudy explain std/ukb'); for a table with names of your own begin with 'plink' or 'regions'"

    match known |> List.tryFind (fun (field, _) -> field = "eid") with
    | Some(_, column) when not (ExportedFields.isWord column) ->
        Usage.fail
            $"'{path}' names people by '{column}', which cannot stand in the paths of their images: rename that column, as in eid"
    | Some(_, column) -> { table with Id = column }
    | None -> table

let private write (terminal: Terminal) (options: Options<NewArguments>) template (file: string) =
    let traits = options.GetResults NewArguments.Trait |> List.distinct
    let covariates = options.GetResults NewArguments.Covariate |> List.distinct
    let genotypes = options.TryGetResult NewArguments.Genotypes
    let tablePath = options.TryGetResult NewArguments.Table

    if Path.GetFileName file = ".wmstudy" then
        Usage.fail "'.wmstudy' is the folder of stored results: name the file, as in heights.wmstudy"

    for path in List.choose id [ tablePath; Option.map StudyTemplate.genotypeFile genotypes ] do
        if not (StudyTemplate.isPath path) then
            Usage.fail $"the path '{path}' has signs that cannot be written for you: write it into the study by hand"

    let fields = StudyTemplate.fields template

    if
        not fields.IsEmpty
        && not (genotypes.IsNone && traits.IsEmpty && covariates.IsEmpty)
    then
        Usage.fail
            $"'{template}' learns its traits, adjusts for fields of UK Biobank and reads its imputed genotypes: --table alone fills it in, the rest is written into the study"

    if
        (tablePath.IsSome || genotypes.IsSome)
        && not (StudyTemplate.isFilled template || not fields.IsEmpty)
    then
        Usage.fail $"'{template}' is not filled in by options: write the paths into the study"

    if tablePath.IsNone && not (traits.IsEmpty && covariates.IsEmpty) then
        Usage.fail "--trait and --covariate name columns of the table: say which with --table"

    let table =
        tablePath
        |> Option.map (fun path ->
            let host =
                FileSystemHost(
                    Directory.GetCurrentDirectory(),
                    ArtifactStore.OpenForReading(StudyFiles.store None file),
                    MachineProbe.Current()
                )

            match StudyTemplate.findTable host path terminal.Cancellation with
            | Ok found ->
                known found (traits @ covariates)
                testable found traits covariates
                path, exported template path found fields
            | Error why -> Usage.fail $"'{path}' is no table of people: {why}")

    table
    |> Option.filter (fun _ -> fields.IsEmpty)
    |> Option.iter (fun (path, found) ->
        let roles = StudyTemplate.roles found traits covariates

        if (snd roles).IsEmpty then
            Usage.fail $"'{path}' has no column of numbers to test beside what is adjusted for: name one with --trait"

        match snd roles |> List.partition (StudyTemplate.isBinary found) with
        | binary :: _, amount :: _ ->
            Usage.fail
                $"'{binary}' has two values and '{amount}' more: one is tested by logistic, the other by linear regression. Begin a study for each, with --trait"
        | _ -> ()

        sayRoles terminal found roles)

    match genotypes with
    | Some path when StudyTemplate.genotypeFile path |> File.Exists |> not ->
        terminal.Error.WriteLine $"The genotypes '{StudyTemplate.genotypeFile path}' are not there yet."
    | _ -> ()

    if StudyTemplate.isFilled template then
        let isBinary =
            match table with
            | Some(_, found) when fields.IsEmpty ->
                snd (StudyTemplate.roles found traits covariates)
                |> List.forall (StudyTemplate.isBinary found)
            | _ -> false

        terminal.Error.WriteLine(
            if isBinary then
                "The build is taken for GRCh37, and the trait, which has two values, for cases and controls: look at both."
            else
                "The build is taken for GRCh37, and values are tested as ranks (transform = rank_int) where the study says so: look at both."
        )

    let text = StudyTemplate.fill template file table genotypes traits covariates
    let parsed = Parser.parse (SourceText(file, text))

    // What the options say is in it; a study that cannot be read is never written.
    for found in parsed.Diagnostics do
        if found.Severity = DiagnosticSeverity.Error then
            Usage.fail
                $"the study would not be readable ({found.Message}): write it by hand from 'wmstudy new {template} -'"

    let formatted = Formatter.format parsed.File

    if file = "-" then
        terminal.Out.Write formatted
    else
        AtomicFile.write file formatted
        let quoted = if file.Contains ' ' then $"'{file}'" else file

        let data =
            if
                table.IsSome
                && genotypes |> Option.exists (StudyTemplate.genotypeFile >> File.Exists)
            then
                " --data full"
            else
                ""

        terminal.Out.WriteLine $"{file} is written. Next: wmstudy check {quoted}{data}"

    ExitCode.Done

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<NewArguments> "new" words

    // Words may stand before and after the options.
    match List.concat (options.GetResults NewArguments.Names) with
    | [] -> list terminal
    | template :: rest ->
        if not (List.contains template StudyTemplate.names) then
            if template.EndsWith(".wmstudy", StringComparison.Ordinal) then
                Usage.fail
                    $"a template comes before the file, as in 'wmstudy new plink {template}': 'wmstudy new' lists them"
            else
                Usage.fail
                    $"there is no template '{template}'{Closest.hint StudyTemplate.names template}; 'wmstudy new' lists them"

        match rest with
        | [ file ] when file <> "-" && File.Exists file ->
            Usage.fail $"'{file}' is there already, and is not written over"
        | [ file ] -> write terminal options template file
        | [] ->
            let file = template + ".wmstudy"

            if File.Exists file then
                Usage.fail $"'{file}' is there already, and is not written over: name another file"

            write terminal options template file
        | _ ->
            let columns =
                if
                    not
                        (options.GetResults NewArguments.Trait
                         @ options.GetResults NewArguments.Covariate)
                            .IsEmpty
                then
                    "; of several columns each has an option of its own, as in --trait height --trait weight"
                else
                    ""

            Usage.fail
                $"'wmstudy new' takes a template and the file to write, and not '{List.last rest}' as well{columns}"

let command: Command = {
    Name = "new"
    Summary = "begin a study from a template, filled in from a table of people"
    Details =
        "Without a template they are listed. With --table the names and the first rows of the table say how it is read, which column names people, what is adjusted for (age, sex, site, components) and which columns of numbers are traits; --trait and --covariate say it instead; ukb-fa takes a table of the fields that it names. A file that is there is never written over; '-' writes to standard output."
    Example = "wmstudy new plink height.wmstudy --table people.csv --genotypes chips.bed --trait height"
    Options = CommandLine.options<NewArguments> "new"
    Run = run
}
