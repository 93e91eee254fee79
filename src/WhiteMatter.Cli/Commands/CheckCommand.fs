module WhiteMatter.Cli.Commands.CheckCommand

open System.Collections.Immutable
open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Plan.Diagnostics

/// A mended text may show what a mistake hid; after so many rounds the rest is left to its author.
[<Literal>]
let private MostRounds = 8

let private errors (result: CheckResult) =
    result.Diagnostics
    |> Seq.filter (fun found -> found.Severity = DiagnosticSeverity.Error)
    |> Seq.length

/// A change as it is told.
let private inWords (source: SourceText) (edit: TextEdit) =
    let place = source.PositionOf edit.Span.Start
    let written = source.TextOf edit.Span

    match written.Trim(), edit.Text.Trim() with
    | "", "" -> $"{source.Path}:{place.Line}:{place.Column}: blanks removed"
    | "", added -> $"{source.Path}:{place.Line}:{place.Column}: '{added}' added"
    | taken, "" -> $"{source.Path}:{place.Line}:{place.Column}: '{taken}' removed"
    | before, after -> $"{source.Path}:{place.Line}:{place.Column}: '{before}' is '{after}' now"

/// Applies the changes that nobody has to choose, round by round, as long as they leave fewer errors or the same; what they were, and what is
/// found then.
let private mend (terminal: Terminal) (loaded: LoadedStudy) settings : int * string list * SourceText * CheckResult =
    let rec round number changed (source: SourceText) (result: CheckResult) =
        match Fixes.certain source.Path result.Diagnostics with
        | [] -> number, changed, source, result
        | _ when number = MostRounds -> number, changed, source, result
        | edits ->
            let mended = SourceText(source.Path, Formatting.apply source.Text edits)

            let request = {
                Checker.request mended with
                    Parameters = Parameters.parse settings
                    ParameterOrigins = Parameters.origins settings
            }

            let again =
                Terminal.waitFor terminal (fun () ->
                    (Checker.check request loaded.Host terminal.Cancellation).GetAwaiter().GetResult())

            if errors again > errors result then
                number, changed, source, result
            else
                round (number + 1) (changed @ List.map (inWords source) edits) mended again

    round 0 [] loaded.Source loaded.Checked

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<CheckArguments> "check" words

    let json, sarif, fix =
        options.Contains CheckArguments.Json, options.Contains CheckArguments.Sarif, options.Contains CheckArguments.Fix

    if json && sarif then
        Usage.fail "'wmstudy check' writes --json or --sarif, not both"

    let path = options.GetResult CheckArguments.Study
    let isImported = options.Contains CheckArguments.Imported

    let given = {
        Settings = options.GetResults CheckArguments.Set
        Libraries = options.GetResults CheckArguments.Library
    }

    let level = DataLevel.parse (options.TryGetResult CheckArguments.Data)

    if isImported && level = DataLevel.Full then
        Usage.fail "--data full reads the data of a study: check a study that imports the file"

    let over =
        match level with
        | DataLevel.Nothing -> StudyData.hide
        | _ -> id

    let loaded =
        LoadedStudy.check terminal path (StudyFiles.read path) given None (MachineLimits.apply None None) over

    let rounds, changed, source, result =
        if fix then
            mend terminal loaded given.Settings
        else
            0, [], loaded.Source, loaded.Checked

    let result =
        if isImported then
            ImportedFile.ofImported result
        else
            result

    // What all of the data show is told of a study that is right by their headers.
    let result =
        match level, result.Study with
        | DataLevel.Nothing, _ -> {
            result with
                Diagnostics = StudyData.withoutAbsences result.Diagnostics
          }
        | DataLevel.Full, Some study -> {
            result with
                Diagnostics =
                    ImmutableArray.CreateRange(
                        StudyData.together result.Diagnostics (StudyData.read terminal study)
                        @ StudyData.planned
                            terminal
                            study
                            (PlannedStudy.make terminal None { loaded with Checked = result })
                    )
          }
        | _ -> result

    if not changed.IsEmpty then
        AtomicFile.write path source.Text

        for change in changed do
            terminal.Error.WriteLine change

        let changes =
            if changed.Length = 1 then
                "1 change"
            else
                $"{changed.Length} changes"

        // What a change brings to light is looked at again.
        let changes =
            if rounds = 1 then
                $"{changes} made"
            else
                $"{changes} made in {rounds} rounds"

        terminal.Error.WriteLine $"{source.Path}: {changes}"

    if json then
        terminal.Out.WriteLine(DiagnosticText.json result.Diagnostics)
    elif sarif then
        terminal.Out.WriteLine(RepositoryPlaces.sarif (Directory.GetCurrentDirectory()) result)
    else
        Findings.write terminal [ source ] result.Diagnostics
        ImportedFile.hint terminal result

        if not result.HasErrors then
            let outcome =
                if result.Diagnostics.IsEmpty then
                    "nothing wrong"
                elif
                    result.Diagnostics
                    |> Seq.exists (fun found -> found.Severity = DiagnosticSeverity.Warning)
                then
                    $"no errors, {DiagnosticText.summary result.Diagnostics}"
                else
                    "no errors"

            terminal.Out.WriteLine $"{source.Path}: {outcome}"

    if result.HasErrors then
        ExitCode.StudyErrors
    else
        ExitCode.Done

let command: Command = {
    Name = "check"
    Summary = "say what is wrong with a study, before anything is computed"
    Details =
        "Checks names, types, units, settings and the design, and the headers of the data where they are there. Ends with 0 where nothing but warnings was found, else with 1. --fix changes the file where a finding has one remedy and nothing is to be chosen, and tells each change; names of columns and values of the data, and files it imports, stay as they are.\n\n--imported is for a file of declarations that studies import and that declares no study itself: everything else is checked as in a study.\n\n--data none looks at the text alone. --data full also reads every row of the tables, the people of the genotypes, whether each person has images, and the .bim or .pvar file of genotypes in which a gwas names variants as a 'condition': people with several rows, values that are not what is declared, how many people each has in common with the others, and variants that are not there. How many people two files have in common is not told where it is few, or all but few; rows that must be mended are counted as they are, and nobody is named."
    Example = "wmstudy check heights.wmstudy"
    Options = CommandLine.options<CheckArguments> "check"
    Run = run
}
