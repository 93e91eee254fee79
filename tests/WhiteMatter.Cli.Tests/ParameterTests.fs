/// Values of parameters given on the command line.
module WhiteMatter.Cli.Tests.ParameterTests

open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

[<Fact>]
let ``Parameters are given one by one or by a file of JSON, and the last one counts`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore

    let path =
        folder.Write(
            "given.wmstudy",
            study
                .Replace("wmstudy 1\n", "wmstudy 1\nparam youngest : int = 48\nparam kept : [string] = [\"a\"]\n")
                .Replace("age >= 48", "age >= youngest and not iid in kept")
        )

    let values =
        folder.Write("params.json", """{ "youngest": 60, "kept": ["p1", "p3"] }""")

    let include' (words: string list) =
        let answer = call ([ "why"; path; "everyone" ] @ words)
        Assert.True((answer.Code = ExitCode.Done), answer.Error)
        answer.Out

    Assert.Contains("age >= 60", include' [ "--set"; "@" + values ])
    Assert.Contains("\"p1\", \"p3\"", include' [ "--set"; "@" + values ])
    Assert.Contains("age >= 52", include' [ "--set"; "@" + values; "--set"; "youngest=52" ])

    for wrong, what in
        [
            "[1]", "no object of parameters"
            "{ \"youngest\": }", "line 1"
            "{ \"youngest\": { } }", "'youngest'"
            "{ \"kept\": [\"a, b\"] }", "'a, b'"
            "{ \"oldest\": 3 }", "'oldest'"
            "{ \"youngest\": 3, \"youngest\": 4 }", "'youngest' twice"
        ] do
        let answer =
            call [ "check"; path; "--set"; "@" + folder.Write("wrong.json", wrong) ]

        Assert.NotEqual(ExitCode.Done, answer.Code)
        Assert.Contains(what, answer.Error)

[<Fact>]
let ``A value is given to the one of two compared studies that has the parameter`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let before = folder.Write("before.wmstudy", study)

    let now =
        folder.Write(
            "now.wmstudy",
            study
                .Replace("wmstudy 1\n", "wmstudy 1\nparam youngest : int = 48\n")
                .Replace("age >= 48", "age >= youngest")
        )

    let answer = call [ "diff"; before; now; "--set"; "youngest=60" ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Contains("from age >= 48 to age >= 60", answer.Out)

    // Nobody's parameter is a mistake.
    let answer = call [ "diff"; before; now; "--set"; "oldest=60" ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("'oldest'", answer.Error)
