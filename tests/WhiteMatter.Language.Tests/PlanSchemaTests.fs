/// Plans of the examples against the schema of plans, by the validator of Debian's python3-jsonschema.
module WhiteMatter.Language.Tests.PlanSchemaTests

open System
open System.Diagnostics
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples
open WhiteMatter.Plan
open WhiteMatter.Planning

/// The exit code of Python and what it said.
let python (words: string list) =
    let start =
        ProcessStartInfo("/usr/bin/python3", words, RedirectStandardError = true, RedirectStandardOutput = true)

    use started = nonNull (Process.Start start)
    let output = started.StandardOutput.ReadToEndAsync()
    let error = started.StandardError.ReadToEnd()
    started.WaitForExit()
    started.ExitCode, error + output.Result

/// A test against python3-jsonschema; skipped with a reason where it is not installed.
[<AttributeUsage(AttributeTargets.Method)>]
type JsonSchemaFactAttribute() as this =
    inherit FactAttribute()

    do
        if
            not (File.Exists "/usr/bin/python3")
            || fst (python [ "-c"; "import jsonschema" ]) <> 0
        then
            this.Skip <- "jsonschema is not installed for /usr/bin/python3 (Debian package python3-jsonschema)."

/// The plan of an example.
let planOf (file: string) =
    let request = Checker.request (SourceText("study.wmstudy", File.ReadAllText file))
    let study = CheckerHost.studyOf (CheckerHost.checkWith request ExampleHost.host)

    (Planner.plan PlanOptions.Default study ExampleHost.host CancellationToken.None).GetAwaiter().GetResult().Plan

[<JsonSchemaFact>]
let ``The schema of plans allows the plan of every example`` () =
    let folder = Directory.CreateTempSubdirectory "wmstudy-schema-"

    try
        let schema = Path.Combine(folder.FullName, "plan.schema.json")
        File.WriteAllText(schema, PlanSchema.Text)

        let plans = [
            for file in exampleFiles do
                let plan = planOf file
                Assert.NotEmpty plan.Steps

                let path =
                    Path.Combine(folder.FullName, $"{Path.GetFileNameWithoutExtension file}.json")

                File.WriteAllText(path, PlanJson.Serialize plan)
                path
        ]

        let instances = plans |> List.collect (fun path -> [ "-i"; path ])

        let code, said =
            python ([ "-W"; "ignore"; "-m"; "jsonschema" ] @ instances @ [ schema ])

        Assert.True((code = 0), said)
    finally
        folder.Delete true
