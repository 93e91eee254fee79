/// Files that a study imports from elsewhere than its folder.
module WhiteMatter.Cli.Tests.LibraryTests

open System
open System.IO
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

let private importing =
    study
        .Replace("wmstudy 1\n", "wmstudy 1\nimport \"clinic\" as clinic\n")
        .Replace("age >= 48", "age >= clinic.youngest")

[<Fact>]
let ``A folder of files to import is given with each call, and its parameters with it`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let path = folder.Write("s.wmstudy", importing)
    Directory.CreateDirectory(folder.Path "shared") |> ignore

    folder.Write("shared/clinic.wmstudy", "wmstudy 1\nparam youngest : int = 48\n")
    |> ignore

    let nowhere = call [ "check"; path ]
    Assert.Equal(ExitCode.StudyErrors, nowhere.Code)
    Assert.Contains("WM4003", nowhere.Error)

    for command in [ [ "check" ]; [ "plan" ]; [ "graph" ]; [ "run"; "--dry-run" ] ] do
        let answer = call (command @ [ path; "--library"; folder.Path "shared" ])
        Assert.True((answer.Code = ExitCode.Done), $"%A{command}: {answer.Error}")

    let answer =
        call [
            "why"
            path
            "everyone"
            "--library"
            folder.Path "shared"
            "--set"
            "clinic.youngest=52"
        ]

    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Contains("age >= 52", answer.Out)

    let wrong = call [ "check"; path; "--library"; folder.Path "nothing" ]
    Assert.Equal(ExitCode.Usage, wrong.Code)
    Assert.Contains("there is no folder", wrong.Error)

[<Fact>]
let ``Files of the library are explained by their names`` () =
    let answer = call [ "explain"; "std/ukb" ]
    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("imaging_gwas : Covariates", answer.Out)

    let json = call [ "explain"; "std/jhu"; "--json" ]
    use document = Text.Json.JsonDocument.Parse json.Out

    let names = [
        for entry in document.RootElement.GetProperty("entries").EnumerateArray() do
            string (entry.GetProperty("name").GetString())
    ]

    Assert.Equal<string list>([ "labels"; "names"; "icbm48"; "icbm48_mricron" ], names)
    Assert.Contains("std/ukb", (call [ "explain"; "std/ukbb" ]).Error)

[<Fact>]
let ``Sets of columns are explained with their columns, and by their own names too`` () =
    let whole = call [ "explain"; "std/ukb" ]
    Assert.Contains("\n  p34 : numeric  Field 34: year of birth\n", whole.Out)

    for name in [ "ukb.person"; "std/ukb.person" ] do
        let answer = call [ "explain"; name ]
        Assert.True((answer.Code = ExitCode.Done), answer.Error)
        Assert.Contains("person : Columns", answer.Out)
        Assert.Contains("  p31 : factor(\"0\", \"1\", \"Female\", \"Male\")  Field 31", answer.Out)
        Assert.DoesNotContain("demographic", answer.Out)

    use document =
        Text.Json.JsonDocument.Parse (call [ "explain"; "ukb.person"; "--json" ]).Out

    let entry = document.RootElement.GetProperty("entries")[0]
    Assert.Equal("p31", entry.GetProperty("columns").[0].GetProperty("name").GetString())
    let unknown = call [ "explain"; "ukb.persons" ]
    Assert.Equal(ExitCode.Usage, unknown.Code)
    Assert.Contains("did you mean 'ukb.person'?", unknown.Error)

[<Fact>]
let ``A file with mistakes of syntax is not explained, and they are told`` () =
    use folder = new Folder()
    let path = folder.Write("broken.wmstudy", "wmstudy 1\ncovariates base { age + }\n")
    let answer = call [ "explain"; path ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("error WM1", answer.Error)
    Assert.Equal("", answer.Out)

    let whole =
        folder.Write("whole.wmstudy", "wmstudy 1\nstudy s { build = GRCh37 }\ncovariates base { age }\n")

    let answer = call [ "explain"; whole ]
    Assert.Contains("s : study", answer.Out)
    Assert.Contains("base : Covariates", answer.Out)

[<Fact>]
let ``A file with mistakes of meaning is not explained either`` () =
    use folder = new Folder()

    for text in [ "columns c { x : numerc }"; "param p : int = \"a\"" ] do
        let path = folder.Write("wrong.wmstudy", $"wmstudy 1\n{text}\n")
        let answer = call [ "explain"; path ]
        Assert.Equal(ExitCode.StudyErrors, answer.Code)
        Assert.Contains("error WM2", answer.Error)
        Assert.DoesNotContain("WM2031", answer.Error)
        Assert.Equal("", answer.Out)

[<Fact>]
let ``A file that studies import is checked without a study where that is asked for`` () =
    use folder = new Folder()

    let path =
        folder.Write(
            "lib.wmstudy",
            "wmstudy 1\nparam youngest : int = 48\ncolumns visit { age : y }\ncovariates base { age }\n"
        )

    let alone = call [ "check"; path ]
    Assert.Equal(ExitCode.StudyErrors, alone.Code)
    Assert.Contains("WM2031", alone.Error)
    Assert.Contains("checked with --imported", alone.Error)

    let imported = call [ "check"; path; "--imported" ]
    Assert.True((imported.Code = ExitCode.Done), imported.Error)
    Assert.EndsWith("nothing wrong", imported.Out.TrimEnd())
    Assert.Equal(ExitCode.Done, (call [ "explain"; path ]).Code)
    Assert.Equal(ExitCode.Usage, (call [ "check"; path; "--imported"; "--data"; "full" ]).Code)

    let wrong =
        folder.Write("wrong.wmstudy", "wmstudy 1\nparam youngest : int = \"a\"\n")

    let answer = call [ "check"; wrong; "--imported" ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.DoesNotContain("WM2031", answer.Error)

[<Fact>]
let ``Blocks, units and the words of the language are explained`` () =
    Assert.StartsWith("train, a block in model: ", (call [ "explain"; "train" ]).Out)
    Assert.Contains("(word of the language)", (call [ "explain"; "from" ]).Out)
    Assert.Contains("accept WM3002 because", (call [ "explain"; "accept" ]).Out)
    Assert.StartsWith("y (unit of age): years", (call [ "explain"; "y" ]).Out)
    Assert.Contains("1kb is 1,000bp; others of this dimension: bp, Mb", (call [ "explain"; "kb" ]).Out)
    Assert.Contains("1% is 0.01", (call [ "explain"; "%" ]).Out)

    for topic in
        [ "import"; "param"; "because" ]
        @ [ for unit in WhiteMatter.Language.Units.all -> unit.Name ]
        @ [
            for _, block in WhiteMatter.Interactive.CatalogueText.allBlocks -> block.Name
        ] do
        Assert.Equal(ExitCode.Done, (call [ "explain"; topic ]).Code)
        Assert.Contains($"\"{topic}\"", (call [ "explain"; topic; "--json" ]).Out)

[<Theory>]
[<InlineData("base.wmstudy")>]
[<InlineData("./base.wmstudy")>]
[<InlineData("./base")>]
let ``A file of declarations is explained by its path, as an import writes it`` (written: string) =
    use folder = new Folder()

    folder.Write("base.wmstudy", "wmstudy 1\ncolumns clinic { pulse : numeric }\n")
    |> ignore

    let path = folder.Path ""
    let answer = call [ "explain"; System.IO.Path.Combine(path, written) ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Contains("pulse : numeric", answer.Out)
