/// What a run refuses before it begins, as a plan tells it.
module WhiteMatter.Cli.Tests.RefusedRunTests

open System
open System.IO
open System.Text.Json
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Cli.Tests.CommandTests

[<Fact>]
let ``A plan tells that a run would not begin over the results of another study, and changes nothing`` () =
    use folder = new Folder()
    let first = writeGenotypes folder
    let ran = call [ "run"; first ]
    Assert.True((ran.Code = ExitCode.Done), ran.Error)

    let other =
        folder.Write("other.wmstudy", File.ReadAllText(first).Replace("gwas g ", "gwas other "))

    let files () =
        // All but what the store remembers of files that were looked at.
        Directory.EnumerateFiles(folder.Path ".", "*", SearchOption.AllDirectories)
        |> Seq.filter (fun file -> not (file.Contains("/.wmstudy/known/", StringComparison.Ordinal)))
        |> Seq.map (fun file -> file, File.GetLastWriteTimeUtc file)
        |> Set.ofSeq

    let before = files ()

    for words in
        [
            [ "plan"; other ]
            [ "run"; other; "--dry-run" ]
            [ "plan"; other; "--json" ]
        ] do
        let answer = call words
        Assert.Equal(ExitCode.Failed, answer.Code)
        Assert.Contains("error WM6020: ", answer.Error)
        Assert.Contains("gwas.wmstudy", answer.Error)

    Assert.Contains("association:other", (call [ "plan"; other ]).Out)
    use found = JsonDocument.Parse((call [ "plan"; other; "--json" ]).Out)

    Assert.Equal(
        "WM6020",
        found.RootElement.GetProperty("diagnostics").EnumerateArray()
        |> Seq.last
        |> _.GetProperty("code").GetString()
    )

    Assert.Equal<Set<string * DateTime>>(before, files ())

    // Its own plan is none of that, and a run refuses what the plan told.
    Assert.Equal((ExitCode.Done, ExitCode.Failed), ((call [ "plan"; first ]).Code, (call [ "run"; other ]).Code))
