module WhiteMatter.Interactive.Tests.DeclarationTests

open System.IO
open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Tests.Cell

[<Fact>]
let ``A declaration is kept, and said what it is with the people that its table has`` () =
    use desk = new Desk()
    let session = desk.Begin()
    Assert.Contains("everyone : Cohort, 1,000 people", said session everyone)
    Assert.Contains("everyone", session.Names)
    Assert.Contains("not run yet; ':run everyone' makes it", said session "everyone")

[<Fact>]
let ``A session without a study has one assumed, and says so once`` () =
    use desk = new Desk()
    let session = desk.Begin()
    Assert.Contains("on build GRCh37", said session everyone)
    Assert.DoesNotContain("GRCh37", said session "cohort old from everyone { include = age >= 60 }")
    Assert.Contains("study session", session.Text)

[<Fact>]
let ``A study that is typed takes the place of the one assumed, and the next of the one before`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    Assert.Contains("the study is heights", said session "study heights { build = GRCh38 }")
    Assert.DoesNotContain("study session", session.Text)
    Assert.Contains("the study is tall", said session "study tall { build = GRCh38 }")
    Assert.DoesNotContain("study heights", session.Text)

[<Fact>]
let ``The study keeps its name beside a declaration that has it too`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session "study old { build = GRCh38 }" |> ignore
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    Assert.Contains("study old", session.Text)
    Assert.Contains("cohort old", session.Text)
    said session ":run old" |> ignore
    // Ages 60 to 79, 25 people of each.
    Assert.Equal("500", said session "old.count")

[<Fact>]
let ``An error is shown as check prints it, and nothing is kept`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    let before = session.Text

    let text =
        refused session Ending.Refused "cohort old from everyone { include = agee >= 60 }"

    Assert.Contains("WM2037", text)
    Assert.Contains("Did you mean 'age'?", text)
    Assert.Equal(before, session.Text)
    Assert.Contains("WM1", refused session Ending.Refused "cohort old from { include = }")
    Assert.Equal(before, session.Text)

[<Fact>]
let ``A name that is declared again is replaced, and what depends on it is told`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    said session "phenotypes sizes from old { columns = [height] }" |> ignore

    Assert.Contains(
        "old : Cohort; replaces the one before; sizes depends on it",
        said session "cohort old from everyone { include = age >= 70 }"
    )

    Assert.Contains(
        "replaces the one before; old and sizes depend on it",
        said session "cohort everyone { table = tsv(\"people.tsv\", id = iid), include = age >= 45 }"
    )

    Assert.Single(session.Text.Split '\n', (fun line -> line.StartsWith "cohort old"))
    |> ignore

[<Fact>]
let ``What would leave another declaration wrong is refused`` () =
    use desk = new Desk()
    let session = desk.Begin()
    File.WriteAllText(desk.Path "short.tsv", "iid\tage\np1\t50\n")
    said session everyone |> ignore
    said session "phenotypes sizes from everyone { columns = [height] }" |> ignore

    let text =
        refused session Ending.Refused "cohort everyone { table = tsv(\"short.tsv\", id = iid) }"

    Assert.Contains("height", text)
    Assert.Contains("people.tsv", session.Text)

[<Fact>]
let ``The last change is taken back, and the one before it`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    Assert.Contains("declared are everyone", said session ":undo")
    Assert.DoesNotContain("old", session.Names)
    said session ":undo" |> ignore
    Assert.DoesNotContain("everyone", session.Names)
    Assert.Contains("no change", refused session Ending.Misused ":undo")

[<Fact>]
let ``What others depend on is dropped with them only`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    Assert.Contains("':drop everyone old'", refused session Ending.Misused ":drop everyone")
    said session ":drop everyone old" |> ignore
    Assert.DoesNotContain("cohort", session.Text)
    Assert.Contains("did you mean", refused session Ending.Misused ":drop sesion")
    // The study itself stays: its build is everybody's.
    said session "study mine { build = GRCh38 }" |> ignore
    Assert.Contains("replace it", refused session Ending.Misused ":drop mine")
    Assert.Contains("GRCh38", session.Text)

[<Fact>]
let ``A parameter is given another value, which must fit`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "param least : int = 60" |> ignore
    said session "cohort old from everyone { include = age >= least }" |> ignore
    Assert.Contains("least is 70; old depends on it", said session ":set least=70")
    Assert.Contains("WM", refused session Ending.Refused ":set least=many")
    said session ":run old" |> ignore
    // Ages 70 to 79, 25 people of each.
    Assert.Equal("250", said session "old.count")

[<Fact>]
let ``A whole study can be typed at once`` () =
    use desk = new Desk()
    let session = desk.Begin()

    let study =
        $"wmstudy 1\n\n## Heights.\nstudy heights {{ build = GRCh37 }}\n\n{everyone}\nphenotypes sizes from everyone {{ columns = [height] }}\n"

    said session study |> ignore
    Assert.Equal<string list>([ "heights"; "everyone"; "sizes" ], session.Names)
    Assert.Contains("## Heights.", session.Text)

[<Fact>]
let ``The text of a study that is opened is kept to the letter`` () =
    use desk = new Desk()

    let study =
        $"# My study\nwmstudy 1\n\n\n# What it is about\nstudy heights {{build=GRCh37}}   # one line\n{everyone}\n\n# the end"

    File.WriteAllText(desk.Path "heights.wmstudy", study.Replace("# My study\n", ""))

    match desk.Open "heights.wmstudy" with
    | Error answer -> failwith (textOf answer)
    | Ok(session, answer) ->
        Assert.Contains("heights", textOf answer)
        Assert.Equal(study.Replace("# My study\n", "") + "\n", session.Text)

        said session "cohort everyone { table = tsv(\"people.tsv\", id = iid), include = age >= 45 }"
        |> ignore

        Assert.Contains("{build=GRCh37}   # one line", session.Text)
        Assert.EndsWith("# the end\n", session.Text)

[<Fact>]
let ``A study with errors is not opened, and a session goes on where one cannot be loaded`` () =
    use desk = new Desk()
    File.WriteAllText(desk.Path "wrong.wmstudy", "wmstudy 1\nstudy heights { bild = GRCh37 }\n")

    match desk.Open "wrong.wmstudy" with
    | Ok _ -> failwith "It was opened."
    | Error answer -> Assert.Contains("wrong.wmstudy:2", textOf answer)

    let session = desk.Begin()
    said session everyone |> ignore
    refused session Ending.Refused ":load wrong.wmstudy" |> ignore
    refused session Ending.Misused ":load nowhere.wmstudy" |> ignore
    Assert.Contains("everyone", session.Names)
    // As `:save heights` writes it.
    said session ":save heights" |> ignore
    Assert.Contains("1 declaration;", said session ":load heights")
    refused session Ending.Misused ":undo 5" |> ignore

[<Fact>]
let ``What is found stands where it was typed, and elsewhere in the session`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore

    let missing =
        refused session Ending.Refused "\n\n  cohort young from everyone {\n    include = agee < 50 }"

    Assert.Contains("--> typed:4:15", missing)
    Assert.Contains("4 |     include = agee < 50 }", missing)
    // Two at once: each where it stands.
    let second =
        refused
            session
            Ending.Refused
            "cohort a from everyone { include = age < 50 }\ncohort b from everyone { include = agee < 50 }"

    Assert.Contains("--> typed:2:36", second)
    // What was typed spoils what was there before: that stands in no file.
    let spoilt = refused session Ending.Refused "param everyone : int = 3"
    Assert.Contains("--> session:", spoilt)
    Assert.DoesNotContain(".wmstudy:", spoilt)
    // A warning of what is kept.
    let warned = said session "cohort c { table = csv(\"nofile.csv\", id = iid) }"
    Assert.Contains("WM4002", warned)
    Assert.Contains("--> typed:1:24", warned)
    // What is no declaration at all, and one that replaces.
    Assert.Contains("--> typed:1:", refused session Ending.Refused "cohort")

    Assert.Contains(
        "--> typed:1:38",
        refused session Ending.Refused "cohort old from everyone { include = agee >= 70 }"
    )
