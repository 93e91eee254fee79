/// The schema of plans as the command gives it, and its plans against it.
module WhiteMatter.Cli.Tests.PlanSchemaTests

open System
open System.IO
open System.Text.Json
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

let private prepared (folder: Folder) =
    folder.Write("people.tsv", people) |> ignore
    folder.Write("heights.wmstudy", study)

[<Fact>]
let ``The schema of plans is written without a study`` () =
    let answer = call [ "plan"; "--schema" ]
    Assert.Equal(ExitCode.Done, answer.Code)
    use schema = JsonDocument.Parse answer.Out
    Assert.Equal("Plan of a study, format 1", schema.RootElement.GetProperty("title").GetString())

[<Fact>]
let ``A plan of no study, and the schema of one study, are refused`` () =
    let nothing = call [ "plan" ]
    Assert.Equal(ExitCode.Usage, nothing.Code)
    Assert.Contains("missing parameter 'STUDY'", nothing.Error)

    let both = call [ "plan"; "heights.wmstudy"; "--schema" ]
    Assert.Equal(ExitCode.Usage, both.Code)
    Assert.Contains("--schema is the same for every study", both.Error)

/// A test against python3-jsonschema; skipped with a reason where it is not installed.
[<AttributeUsage(AttributeTargets.Method)>]
type JsonSchemaFactAttribute() as this =
    inherit FactAttribute()

    do
        if not (Peer.hasModule "jsonschema") then
            this.Skip <- "jsonschema is not installed for /usr/bin/python3 (Debian package python3-jsonschema)."

[<JsonSchemaFact>]
let ``What the command writes as a plan is allowed by the schema that it writes, cached or not`` () =
    use folder = new Folder()
    let path = prepared folder
    let schema = folder.Write("schema.json", (call [ "plan"; "--schema" ]).Out)

    let judge () =
        let plan = folder.Write("plan.json", (call [ "plan"; path; "--json" ]).Out)

        Peer.run Peer.python [ "-W"; "ignore"; "-m"; "jsonschema"; "-i"; plan; schema ] []

    Assert.Equal((0, ""), judge ())
    Assert.Equal(ExitCode.Done, (call [ "run"; path ]).Code)
    Assert.Equal((0, ""), judge ())
    File.Delete(folder.Path "people.tsv")
    Assert.Equal((0, ""), judge ())
