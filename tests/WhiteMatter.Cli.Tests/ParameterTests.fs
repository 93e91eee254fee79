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
        ] do
        let answer =
            call [ "check"; path; "--set"; "@" + folder.Write("wrong.json", wrong) ]

        Assert.NotEqual(ExitCode.Done, answer.Code)
        Assert.Contains(what, answer.Error)
