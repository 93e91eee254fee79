module WhiteMatter.Cli.Commands.CheckCommand

open WhiteMatter.Language
open WhiteMatter.Cli
open WhiteMatter.Plan.Diagnostics

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<CheckArguments> "check" words

    let loaded =
        LoadedStudy.load
            terminal
            (options.GetResult CheckArguments.Study)
            (options.GetResults CheckArguments.Set)
            None
            (MachineLimits.apply None None)

    if options.Contains CheckArguments.Json then
        terminal.Out.WriteLine(DiagnosticText.json loaded.Checked.Diagnostics)
    else
        Findings.write terminal [ loaded.Source ] loaded.Checked.Diagnostics

        if not loaded.Checked.HasErrors then
            let outcome =
                if loaded.Checked.Diagnostics.IsEmpty then
                    "nothing wrong"
                elif
                    loaded.Checked.Diagnostics
                    |> Seq.exists (fun found -> found.Severity = DiagnosticSeverity.Warning)
                then
                    $"no errors, {DiagnosticText.summary loaded.Checked.Diagnostics}"
                else
                    "no errors"

            terminal.Out.WriteLine $"{loaded.Source.Path}: {outcome}"

    if loaded.Checked.HasErrors then
        ExitCode.StudyErrors
    else
        ExitCode.Done

let command: Command = {
    Name = "check"
    Summary = "say what is wrong with a study, before anything is computed"
    Details =
        "Checks names, types, units, settings and the design, and the headers of the data where they are there. Ends with 0 where nothing but warnings was found, else with 1."
    Example = "wmstudy check heights.wmstudy"
    Options = CommandLine.options<CheckArguments> "check"
    Run = run
}
