module WhiteMatter.Cli.Tests.UsageTests

open System.IO
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

[<Fact>]
let ``Without a command the help goes to standard error and the call is wrong`` () =
    let answer = call []
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Equal("", answer.Out)
    Assert.Contains("Commands", answer.Error)

[<Fact>]
let ``Every command has help with an example, on standard output`` () =
    for command in Application.commands do
        let answer = call [ command.Name; "--help" ]
        Assert.Equal(ExitCode.Done, answer.Code)
        Assert.Contains(command.Example, answer.Out)
        Assert.Contains("wmstudy " + command.Name, answer.Out)

[<Theory>]
[<InlineData("plam", "did you mean 'plan'?")>]
[<InlineData("chek", "did you mean 'check'?")>]
[<InlineData("chekc", "did you mean 'check'?")>]
[<InlineData("paln", "did you mean 'plan'?")>]
[<InlineData("--versoin", "did you mean '--version'?")>]
let ``A command that is not there suggests the nearest`` (word: string) (expected: string) =
    let answer = call [ word ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains(expected, answer.Error)

[<Theory>]
[<InlineData("plan", "--shard", "did you mean '--shards'?")>]
[<InlineData("plan", "--detailed-exit-code", "did you mean '--detailed-exitcode'?")>]
[<InlineData("check", "-j", "has no option '-j'")>]
[<InlineData("run", "--thread=2", "did you mean '--threads'?")>]
let ``An option that is not there is refused, never taken for a file``
    (command: string)
    (option: string)
    (expected: string)
    =
    let answer = call [ command; option ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains(expected, answer.Error)
    Assert.Equal("", answer.Out)

[<Fact>]
let ``An option without its value is refused`` () =
    for words in
        [
            [ "plan"; "x.wmstudy"; "--store" ]
            [ "plan"; "x.wmstudy"; "--store"; "--json" ]
        ] do
        let answer = call words
        Assert.Equal(ExitCode.Usage, answer.Code)
        Assert.Contains("the option '--store' needs a value", answer.Error)

[<Theory>]
[<InlineData("8", "8GB")>]
[<InlineData("0GB", "8GB")>]
[<InlineData("lots", "8GB")>]
let ``A size that is none is refused with an example`` (size: string) (expected: string) =
    let answer = call [ "run"; "x.wmstudy"; "--memory"; size ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains(expected, answer.Error)

[<Fact>]
let ``Sizes are read in the units of the language`` () =
    Assert.Equal(8_000_000_000L, MachineLimits.memory "8GB")
    Assert.Equal(1_500_000L, MachineLimits.memory "1.5 MB")

[<Theory>]
[<InlineData("--threads", "0")>]
[<InlineData("--threads", "-1")>]
[<InlineData("--threads", "two")>]
let ``A number that makes no sense is refused`` (option: string) (value: string) =
    Assert.Equal(ExitCode.Usage, (call [ "run"; "x.wmstudy"; option; value ]).Code)

[<Fact>]
let ``A file that is not there is a wrong call, with the nearest name`` () =
    use folder = new Folder()
    folder.Write("heights.wmstudy", study) |> ignore
    let answer = call [ "check"; folder.Path "hights.wmstudy" ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains("did you mean 'heights.wmstudy'?", answer.Error)

[<Fact>]
let ``The store is told gc or verify`` () =
    let answer = call [ "store"; "verfy" ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains("did you mean 'verify'?", answer.Error)

[<Theory; InlineData("verify"); InlineData("gc"); InlineData("gc --dry-run")>]
let ``A folder that is no store is refused by its code and left as it is`` (action: string) =
    use folder = new Folder()
    folder.Write("notes.txt", "mine\n") |> ignore

    let answer =
        call ("store" :: List.ofArray (action.Split ' ') @ [ "--store"; folder.Path "" ])

    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains("error WM6021", answer.Error)
    Assert.Equal<string array>([| folder.Path "notes.txt" |], Directory.GetFileSystemEntries(folder.Path ""))

[<Fact>]
let ``Help of a command is asked for in front of it too`` () =
    Assert.Equal((call [ "check"; "--help" ]).Out, (call [ "help"; "check" ]).Out)
    Assert.Equal((call [ "--help" ]).Out, (call [ "help" ]).Out)
    let wrong = call [ "help"; "chekc" ]
    Assert.Equal(ExitCode.Usage, wrong.Code)
    Assert.Contains("there is no command 'chekc'", wrong.Error)

[<Fact>]
let ``A study that is not in UTF-8 is refused and left as it is`` () =
    use folder = new Folder()
    let path = folder.Path "old.wmstudy"
    // An e with an acute accent in Latin-1 is no UTF-8.
    let bytes =
        Array.append (System.Text.Encoding.UTF8.GetBytes "study s { build = GRCh37 }\n# caf") [| 0xE9uy; 10uy |]

    File.WriteAllBytes(path, bytes)

    for words in
        [
            [ "check"; path; "--fix" ]
            [ "fmt"; path ]
            [ "migrate"; path ]
            [ "run"; path ]
        ] do
        let answer = call words
        Assert.NotEqual(ExitCode.Done, answer.Code)
        Assert.Contains("not in UTF-8, first in line 2", answer.Error)
        Assert.Equal<byte array>(bytes, File.ReadAllBytes path)

[<Fact>]
let ``An import of a folder is told so`` () =
    use folder = new Folder()
    Directory.CreateDirectory(folder.Path "atlases") |> ignore

    let path =
        folder.Write("s.wmstudy", "wmstudy 1\nimport \"atlases\" as a\nstudy s { build = GRCh37 }\n")

    let answer = call [ "check"; path ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("'atlases' is a folder, and an import names a file: 'atlases/NAME'", answer.Error)

[<Fact>]
let ``Steps have whole names, a study is no plan, and counting what a store would lose writes nothing`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore
    let path = folder.Write("heights.wmstudy", study)
    let plan = folder.Path "plan.json"
    Assert.Equal(ExitCode.Done, (call [ "plan"; path; "--out"; plan ]).Code)
    Assert.Equal(ExitCode.Done, (call [ "step"; plan; "cohort:everyone"; "merge" ]).Code)

    // A declaration is no step; its steps have longer names.
    let short = call [ "step"; plan; "everyone"; "merge" ]
    Assert.Equal(ExitCode.Usage, short.Code)
    Assert.Contains("The plan has no step 'everyone'; did you mean 'cohort:everyone'?", short.Error)

    let noPlan = call [ "step"; path; "cohort:everyone"; "merge" ]
    Assert.Equal(ExitCode.StudyErrors, noPlan.Code)
    Assert.Contains("it is a study. 'wmstudy plan ", noPlan.Error)

    let entries () =
        Directory.GetFileSystemEntries(folder.Path ".wmstudy", "*", SearchOption.AllDirectories)
        |> Array.sort

    let before = entries ()

    let counted = call [ "store"; "gc"; "--dry-run"; "--store"; folder.Path ".wmstudy" ]

    Assert.Equal(ExitCode.Done, counted.Code)
    Assert.Contains("would be removed", counted.Out)
    Assert.Equal<string array>(before, entries ())
