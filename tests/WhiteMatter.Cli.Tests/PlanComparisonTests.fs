/// Plans compared, drawn and run in part.
module WhiteMatter.Cli.Tests.PlanComparisonTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Xml.Linq
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

let private prepared (folder: Folder) =
    folder.Write("people.tsv", people) |> ignore
    folder.Write("heights.wmstudy", study)

let private older = study.Replace("age >= 48", "age >= 45")

[<Fact>]
let ``What differs from an earlier plan is told step by step, with every reason`` () =
    use folder = new Folder()
    let path = prepared folder
    // A plan is known by what it is, whatever its name.
    let plan = folder.Path "before.plan"
    Assert.Equal(ExitCode.Done, (call [ "plan"; path; "--out"; plan ]).Code)

    let same = call [ "diff"; plan; path; "--detailed-exitcode" ]
    Assert.Equal(ExitCode.Done, same.Code)
    Assert.StartsWith("No difference: ", same.Out)

    folder.Write(
        "heights.wmstudy",
        older.Replace("expect {", "table again { join = [tsv(\"people.tsv\", id = iid)] }\nexpect {")
    )
    |> ignore

    let changed = call [ "diff"; plan; path; "--detailed-exitcode" ]
    Assert.Equal(ExitCode.WouldRun, changed.Code)

    Assert.Contains("~ cohort:everyone\n    because include changed from age >= 48 to age >= 45\n", changed.Out)

    Assert.Contains("~ traits:sizes\n    because cohort:everyone changed\n", changed.Out)
    Assert.Contains("+ table:again\n", changed.Out)
    Assert.DoesNotContain("- ", changed.Out)

    // The other way round what was added is removed.
    let back = call [ "diff"; path; plan; "--json" ]
    use document = JsonDocument.Parse back.Out

    let names (property: string) = [
        for item in document.RootElement.GetProperty(property).EnumerateArray() do
            string item
    ]

    Assert.Equal<string list>([ "table:again" ], names "removed")
    Assert.Empty(names "added")

    let changes = document.RootElement.GetProperty "changed"
    let reason = changes[0].GetProperty("reasons")[0]

    let value (name: string) =
        string (reason.GetProperty(name).GetString())

    Assert.Equal("age >= 45", value "from")
    Assert.Equal("age >= 48", value "to")

[<Fact>]
let ``A doc comment that a report shows is told as one`` () =
    use folder = new Folder()
    let path = prepared folder

    let text (doc: string) =
        study.Replace("phenotypes sizes", $"## {doc}\nphenotypes sizes")
        + "report page { show = [sizes] }\n"

    folder.Write("heights.wmstudy", text "As measured.") |> ignore
    let plan = folder.Path "before.plan"
    let planned = call [ "plan"; path; "--out"; plan ]
    Assert.True((planned.Code = ExitCode.Done), planned.Error)
    folder.Write("heights.wmstudy", text "As told.") |> ignore
    let changed = call [ "diff"; plan; path ]
    Assert.Contains("because a doc comment of show changed from 'As measured.' to 'As told.'", changed.Out)

[<Fact>]
let ``Files that are not there are told by their names, and nothing is said of what is stored`` () =
    use folder = new Folder()
    let absent = study.Replace("people.tsv", "gone.tsv")
    let before = folder.Write("before.wmstudy", absent)
    let same = folder.Write("same.wmstudy", absent + "# a remark\n")
    Assert.StartsWith("No difference", (call [ "diff"; before; same ]).Out)

    let renamed = folder.Write("other.wmstudy", absent.Replace("gone.tsv", "new.tsv"))
    let other = call [ "diff"; before; renamed; "--detailed-exitcode" ]
    Assert.Equal(ExitCode.WouldRun, other.Code)
    Assert.Contains("~ cohort:everyone\n    because the file changed from", other.Out)
    Assert.Contains("new.tsv", other.Out)
    Assert.Contains("~ traits:sizes\n", other.Out)

    let setting =
        folder.Write("setting.wmstudy", absent.Replace("age >= 48", "age >= 50"))

    let told = (call [ "diff"; before; setting ]).Out
    Assert.Contains("because include changed from age >= 48 to age >= 50", told)
    Assert.DoesNotContain("store", told)

    // A plan is not written over a study.
    Assert.Equal(ExitCode.Usage, (call [ "plan"; before; "--out"; before ]).Code)
    Assert.Equal(absent, File.ReadAllText before)

[<Fact>]
let ``A revision of git is read with the files it imports`` () =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore

    folder.Write("limits.wmstudy", "wmstudy 1\nparam youngest : int = 48\n")
    |> ignore

    let path =
        study
            .Replace("wmstudy 1\n", "wmstudy 1\nimport \"limits.wmstudy\" as limits\n")
            .Replace("age >= 48", "age >= limits.youngest")
        |> fun text -> folder.Write("heights.wmstudy", text)

    let git (words: string list) =
        let start =
            ProcessStartInfo("git", RedirectStandardOutput = true, RedirectStandardError = true)

        for word in
            [
                "-C"
                (folder.Path ".")
                "-c"
                "user.name=t"
                "-c"
                "user.email=t@example.org"
            ]
            @ words do
            start.ArgumentList.Add word

        use git = nonNull (Process.Start start)
        git.WaitForExit()
        Assert.Equal(0, git.ExitCode)

    git [ "init"; "-q" ]
    git [ "add"; "." ]
    git [ "commit"; "-q"; "-m"; "as it was" ]

    Assert.StartsWith("No difference", (call [ "diff"; "HEAD"; path ]).Out)

    folder.Write("limits.wmstudy", "wmstudy 1\nparam youngest : int = 45\n")
    |> ignore

    let changed = call [ "diff"; "HEAD"; path ]
    Assert.Contains("because include changed from age >= 48 to age >= 45", changed.Out)

    let unknown = call [ "diff"; "no-such-revision"; path ]
    Assert.Equal(ExitCode.Usage, unknown.Code)
    Assert.Contains("no-such-revision", unknown.Error)

[<Fact>]
let ``A plan is drawn with every step, as a picture and for Graphviz and Mermaid`` () =
    use folder = new Folder()
    let path = prepared folder
    let file = folder.Path "heights.svg"
    Assert.Equal(ExitCode.Done, (call [ "graph"; path; "--out"; file ]).Code)
    let picture = XDocument.Load file

    let of' name = [
        for found in picture.Descendants() do
            if found.Name.LocalName = name then
                found
    ]

    let words = [ for text in of' "text" -> text.Value ]

    for step in [ "cohort:everyone"; "traits:sizes"; "expect:1" ] do
        Assert.Contains(step, words)

    Assert.Contains(of' "title", fun (title: XElement) -> title.Value.Contains "because it has not run before")

    // Each step says where the study asks for it.
    let lines = File.ReadAllLines path

    for group in of' "g" do
        let read name =
            match group.Attribute(XName.Get name) with
            | null -> failwith $"no {name}"
            | found -> found.Value

        Assert.Equal(path, read "data-path")
        let kind = (read "data-step").Split(':')[0]
        let line = lines[int (read "data-line") - 1]

        match kind with
        | "cohort" -> Assert.StartsWith("cohort everyone", line)
        | "traits" -> Assert.StartsWith("phenotypes sizes", line)
        | _ -> Assert.StartsWith("expect", line)

    // The traits and the expectation need the cohort; both edges are drawn.
    Assert.Equal(2, (of' "path").Length)

    let mermaid = call [ "graph"; path ]
    Assert.StartsWith("flowchart TD\n", mermaid.Out)
    Assert.Equal(2, mermaid.Out.Split("-->").Length - 1)

    let dot = call [ "graph"; path; "--format"; "dot" ]
    Assert.Contains("\"cohort:everyone\" -> \"traits:sizes\";", dot.Out)
    Assert.Equal(ExitCode.Usage, (call [ "graph"; path; "--format"; "png" ]).Code)

[<Fact>]
let ``A part of a study is run up to a step or from one, and a dry run only says so`` () =
    use folder = new Folder()
    let path = prepared folder

    let steps (answer: Answer) =
        answer.Out.Split('\n')
        |> Array.choose (fun line ->
            line.Split([| ' '; '│'; '├'; '└'; '─' |], StringSplitOptions.RemoveEmptyEntries)
            |> Array.tryHead
            |> Option.filter _.Contains(':'))
        |> Array.filter (fun word -> not (word.StartsWith "heights"))
        |> Array.sort

    let dry = call [ "run"; path; "--until"; "everyone"; "--dry-run" ]
    Assert.Equal(ExitCode.Done, dry.Code)
    Assert.Equal<string array>([| "cohort:everyone" |], steps dry)
    Assert.False(Directory.Exists(folder.Path ".wmstudy"))

    let from = call [ "run"; path; "--from"; "sizes"; "--dry-run" ]
    Assert.Equal<string array>([| "cohort:everyone"; "traits:sizes" |], steps from)

    // Between the two: not the expectation, which depends on the cohort as well.
    let between =
        call [ "run"; path; "--from"; "everyone"; "--until"; "sizes"; "--dry-run" ]

    Assert.Equal<string array>([| "cohort:everyone"; "traits:sizes" |], steps between)
    Assert.Equal(ExitCode.Usage, (call [ "run"; path; "--from"; "sizes"; "--until"; "everyone"; "--dry-run" ]).Code)

    Assert.Equal(ExitCode.Done, (call [ "run"; path; "--until"; "everyone" ]).Code)
    let rest = call [ "run"; path; "--from"; "everyone"; "--dry-run" ]
    Assert.Contains("cohort:everyone  cached", rest.Out)
    Assert.Equal<string array>([| "cohort:everyone"; "expect:1"; "traits:sizes" |], steps rest)
    Assert.Equal(ExitCode.Usage, (call [ "run"; path; "--from"; "nobody" ]).Code)
