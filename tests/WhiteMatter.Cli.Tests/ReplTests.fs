/// The session of `wmstudy repl` where its input is no terminal.
module WhiteMatter.Cli.Tests.ReplTests

open System
open System.IO
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

/// Paths in a session start from the current folder, which tests share: tables are named in full.
let private everyone (folder: Folder) =
    let path = folder.Write("people.tsv", people)
    $"cohort everyone {{ table = tsv(\"{path}\", id = iid) }}"

let private lines (typed: string list) = String.Join("\n", typed) + "\n"

[<Fact>]
let ``Lines that are piped in are answered in order, without a prompt and without escape codes`` () =
    use folder = new Folder()

    let answer =
        callWith
            (lines [
                everyone folder
                "cohort old from everyone {"
                "  include = age >= 48"
                "}"
                ":run old"
                "2 < 3"
                "1 + 2"
            ])
            [ "repl"; "--store"; folder.Path ".wmstudy" ]

    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.DoesNotContain("\u001b", answer.Out + answer.Error)
    Assert.DoesNotContain("wm>", answer.Out)

    Assert.Equal<string list>(
        [
            "everyone : Cohort, <5 people"
            "old : Cohort"
            "2 steps ran, 0 cached"
            "true"
            "3"
        ],
        answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        |> List.ofArray
        |> List.filter (fun line -> not (line.StartsWith "No study is declared yet"))
    )

[<Fact>]
let ``The code is that of the first thing that went wrong, and the rest is answered all the same`` () =
    use folder = new Folder()

    let code typed =
        (callWith (lines typed) [ "repl"; "--store"; folder.Path ".wmstudy" ]).Code

    Assert.Equal(ExitCode.Done, code [ "1 + 1"; ":quit"; "nothing more" ])
    Assert.Equal(ExitCode.Usage, code [ ":nonsense"; "x.y" ])
    Assert.Equal(ExitCode.StudyErrors, code [ "nobody.count"; ":nonsense" ])
    Assert.Equal(ExitCode.StudyErrors, code [ "cohort everyone {" ])
    Assert.Equal(ExitCode.Failed, code [ everyone folder; "everyone.count" ])
    Assert.Equal(ExitCode.ExpectationFailed, code [ everyone folder; "expect { everyone.count > 9 }"; ":run" ])
    let answer = callWith (lines [ ":nonsense"; "1 + 2" ]) [ "repl" ]
    Assert.Contains("3", answer.Out)
    Assert.Contains("':help' lists them", answer.Error)

[<Fact>]
let ``What is drawn is named with blanks, and a session says so to those who write it as elsewhere`` () =
    use folder = new Folder()

    let answer =
        callWith (lines [ everyone folder; ":plot everyone.age"; ":plot histogram(everyone)" ]) [
            "repl"
            "--store"
            folder.Path ".wmstudy"
        ]

    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains("':plot everyone age'", answer.Error)
    Assert.Contains("':plot everyone'", answer.Error)
    Assert.DoesNotContain("The plan has no step", answer.Error)

[<Fact>]
let ``What a session computed is cached for the study that it is saved as`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let path = folder.Write("heights.wmstudy", study)

    let answer =
        callWith (lines [ "cohort old from everyone { include = age >= 48 }"; ":run"; ":save" ]) [ "repl"; path ]

    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("cohort old from everyone", File.ReadAllText path)
    let plan = call [ "plan"; path; "--detailed-exitcode" ]
    Assert.Equal(ExitCode.Done, plan.Code)
    Assert.Contains("cohort:old  cached", plan.Out)

[<Fact>]
let ``A study that cannot be opened ends the session before it begins`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let wrong = folder.Write("wrong.wmstudy", study.Replace("[height]", "[heigth]"))
    let answer = callWith "1 + 2\n" [ "repl"; wrong ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Equal("", answer.Out)
    Assert.Contains("heigth", answer.Error)
    Assert.Equal(ExitCode.Usage, (call [ "repl"; folder.Path "nowhere.wmstudy" ]).Code)
    Assert.Equal(ExitCode.Usage, (call [ "repl"; "--set"; "a=1" ]).Code)

[<Fact>]
let ``A picture that is asked for as a page is written, and said where`` () =
    use folder = new Folder()

    let table =
        "iid\tage\n" + String.Join("", [ for i in 0..99 -> $"p{i}\t{40 + i % 40}\n" ])

    let path = folder.Write("many.tsv", table)

    let answer =
        callWith
            (lines [
                $"cohort everyone {{ table = tsv(\"{path}\", id = iid) }}"
                ":run everyone"
                ":plot everyone age --browser"
            ])
            [ "repl"; "--store"; folder.Path ".wmstudy" ]

    let said =
        answer.Out.Split '\n' |> Array.find (fun line -> line.StartsWith "The page is ")

    let page = said.Substring("The page is ".Length).Split(';')[0]
    Assert.Contains("<svg", File.ReadAllText page)
    Directory.Delete(nonNull (Path.GetDirectoryName page), recursive = true)
