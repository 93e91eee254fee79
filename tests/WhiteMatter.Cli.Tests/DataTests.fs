/// How much of the data a check looks at.
module WhiteMatter.Cli.Tests.DataTests

open System
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

[<Fact>]
let ``A check looks at no data, at their headers, or at every row`` () =
    use folder = new Folder()
    // Row 12,001 is beyond what a header shows.
    let rows = String.Join("\n", [ for i in 1..12_000 -> $"p{i}\t{40 + i % 30}\t170" ])

    folder.Write("people.tsv", $"iid\tage\theight\n{rows}\np9\tforty\t171\n")
    |> ignore

    let path =
        folder.Write("s.wmstudy", study.Replace("include = age >= 48", "columns { age : y }\n  include = age >= 48y"))

    let check words = call ([ "check"; path ] @ words)
    Assert.Equal(ExitCode.Done, (check []).Code)
    Assert.Equal(ExitCode.Done, (check [ "--data"; "headers" ]).Code)
    let full = check [ "--data"; "full"; "--json" ]
    Assert.Equal(ExitCode.StudyErrors, full.Code)
    Assert.Contains("WM4460", full.Out)
    Assert.Contains("WM4462", full.Out)
    Assert.DoesNotContain("\"p9\"", full.Out)
    Assert.Contains("\"WM4462\"", (check [ "--data"; "full"; "--sarif" ]).Out)

    let gone = folder.Write("gone.wmstudy", study.Replace("people.tsv", "gone.tsv"))
    Assert.Contains("WM4002", (call [ "check"; gone ]).Error)
    let none = call [ "check"; gone; "--data"; "none" ]
    Assert.Equal((ExitCode.Done, ""), (none.Code, none.Error))
    Assert.Equal(ExitCode.Usage, (check [ "--data"; "some" ]).Code)
