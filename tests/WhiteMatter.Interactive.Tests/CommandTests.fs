module WhiteMatter.Interactive.Tests.CommandTests

open System
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Tests.Cell
open WhiteMatter.Plan

let private plan (answer: Answer) : ExecutionPlan =
    answer.Blocks
    |> List.pick (fun block ->
        match block with
        | Block.Plan plan -> Some plan
        | _ -> None)

let private begun (desk: Desk) =
    let session = desk.Begin()
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    said session "phenotypes sizes from old { columns = [height] }" |> ignore
    session

[<Fact>]
let ``A run computes what is asked for with what it needs, and no more`` () =
    use desk = new Desk()
    let session = begun desk
    Assert.Contains("2 steps ran, 0 cached", said session ":run old")
    Assert.Contains("1 step ran, 2 cached", said session ":run sizes")
    Assert.Contains("0 steps ran, 3 cached", said session ":run")

[<Fact>]
let ``What a session computed is found again by the study that it is saved as`` () =
    use desk = new Desk()
    let session = begun desk
    said session ":run" |> ignore
    Assert.Contains("heights.wmstudy is written", said session ":save heights")

    let saved = plan (submit session ":plan")
    Assert.Equal("heights.wmstudy", saved.StudyPath)

    match desk.Open "heights.wmstudy" with
    | Error answer -> failwith (textOf answer)
    | Ok(opened, _) ->
        let steps = (plan (submit opened ":plan")).Steps
        Assert.Equal(3, steps.Length)
        Assert.All(steps, (fun step -> Assert.Equal(StepState.Cached, step.State)))

[<Fact>]
let ``A plan of some declarations has what they need`` () =
    use desk = new Desk()
    let session = begun desk

    Assert.Equal<string list>(
        [ "cohort:everyone"; "cohort:old" ],
        [ for step in (plan (submit session ":plan old")).Steps -> step.Id ]
    )

    Assert.Contains("WM5", refused session Ending.Misused ":plan young")
    Assert.Contains("it has not run before", said session ":why old")

[<Fact>]
let ``A file is written over only when that is asked for, and only where the paths still hold`` () =
    use desk = new Desk()
    let session = begun desk
    File.WriteAllText(desk.Path "old.wmstudy", "mine")
    Assert.Contains("--replace", refused session Ending.Misused ":save old.wmstudy")
    Assert.Equal("mine", File.ReadAllText(desk.Path "old.wmstudy"))
    said session ":save old.wmstudy --replace" |> ignore
    Assert.Contains("cohort old from everyone", File.ReadAllText(desk.Path "old.wmstudy"))
    said session "cohort older from old { include = age >= 70 }" |> ignore
    said session ":save" |> ignore
    Assert.Contains("cohort older from old", File.ReadAllText(desk.Path "old.wmstudy"))
    // As another file it would share the first one's results.
    let copied = said session ":save newer"
    Assert.Contains("newer.wmstudy is written", copied)
    Assert.Contains("writes to the same results as old.wmstudy", copied)
    Directory.CreateDirectory(desk.Path "sub") |> ignore
    Assert.Contains("save it there", refused session Ending.Misused ":save sub/x.wmstudy")

[<Fact>]
let ``A command without its colon is told with it`` () =
    use desk = new Desk()
    let session = begun desk
    Assert.Contains("commands begin with a colon: :quit", refused session Ending.Misused "quit")
    Assert.Contains(":quit", refused session Ending.Misused "exit")
    Assert.Contains(":head X [N]", said session ":help head")
    // What the study declares is what the study declares.
    said session "cohort run from everyone { include = age >= 70 }" |> ignore
    Assert.Contains("run", said session "run")

[<Fact>]
let ``A run that is stopped leaves the session as it was, and the next goes on`` () =
    use desk = new Desk()
    let session = begun desk
    use stop = new CancellationTokenSource()
    stop.Cancel()

    let ended =
        try
            (session.Submit(":run", silent, stop.Token).GetAwaiter().GetResult()).Ending
        with :? OperationCanceledException ->
            Ending.Failed

    Assert.Equal(Ending.Failed, ended)
    Assert.Contains("3 steps ran", said session ":run")

[<Fact>]
let ``A run whose data are not there says which`` () =
    use desk = new Desk()
    let session = begun desk
    File.Delete(desk.Path "people.tsv")
    let text = refused session Ending.Failed ":run"
    Assert.Contains("people.tsv", text)

[<Fact>]
let ``Commands are known by a beginning that is theirs alone, and by the nearest name`` () =
    use desk = new Desk()
    let session = begun desk
    Assert.Contains("everyone", said session ":li")
    Assert.Contains("did you mean ':columns'?", refused session Ending.Misused ":colums everyone")
    Assert.Contains(":plan, :plot", refused session Ending.Misused ":pl everyone")
    Assert.Contains("':save' has no option '--force'", refused session Ending.Misused ":save x --force")
    Assert.Equal(Ending.Left, (submit session ":quit").Ending)

[<Fact>]
let ``Every command has help, and so has what the catalogue and the table of codes have`` () =
    use desk = new Desk()
    let session = begun desk
    let all = said session ":help"

    for command in SessionCommands.all do
        Assert.Contains(command.Name, all)
        Assert.Contains(command.Summary, (said session $":help {command.Name}").Replace("\n", " "))

    Assert.Contains("genotypes (required)", said session ":help gwas")
    Assert.Contains("WM2037", said session ":help wm2037")
    Assert.Contains("everyone : Cohort", said session ":help everyone")
    Assert.Contains("did you mean 'gwas'?", refused session Ending.Misused ":help gwaz")

[<Fact>]
let ``Columns, values and files of what is declared are listed`` () =
    use desk = new Desk()
    let session = begun desk
    let columns = said session ":columns everyone"
    Assert.Contains("height", columns)
    // Values are people's; of what is declared to be a category they are told.
    Assert.DoesNotContain("F, M", columns)

    said session "cohort coded { table = tsv(\"people.tsv\", id = iid), columns { sex : factor } }"
    |> ignore

    Assert.Contains("F, M", said session ":columns coded")
    Assert.Contains("has no result yet", refused session Ending.Failed ":show sizes")
    said session ":run" |> ignore
    let shown = said session ":show sizes"
    Assert.Contains("traits.bin", shown)
    Assert.Matches("people +500", shown)
    Assert.Contains("stored", said session ":list")
    Assert.Contains("height", said session ":columns sizes")

[<Fact>]
let ``A result that is damaged is told with its code, and the session goes on`` () =
    use desk = new Desk()
    let session = begun desk
    said session ":run" |> ignore

    let file =
        Directory.GetFiles(desk.Path ".wmstudy", "traits.bin", SearchOption.AllDirectories)
        |> Array.exactlyOne

    File.SetUnixFileMode(file, UnixFileMode.UserRead ||| UnixFileMode.UserWrite)
    let bytes = File.ReadAllBytes file
    bytes[bytes.Length - 1] <- bytes[bytes.Length - 1] ^^^ 1uy
    File.WriteAllBytes(file, bytes)
    Assert.Contains("WM6005", refused session Ending.Failed ":plot sizes")
    Assert.Equal("2", said session "1 + 1")

[<Fact>]
let ``Columns of a set are listed with what they are read as`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session "import \"std/ukb\" as ukb" |> ignore
    Assert.Matches("p21003_i2 +y", said session ":columns ukb.person")
    said session "columns mine { height : numeric }" |> ignore
    Assert.Matches("height +numeric", said session ":columns mine")

[<Fact>]
let ``What is found when a declaration is taken away is told in the session's text, not in lines of a file`` () =
    use desk = new Desk()
    let session = begun desk
    said session "param oldest : quantity = 70y" |> ignore
    let text = refused session Ending.Refused ":set oldest=tall"
    Assert.DoesNotContain("session.wmstudy", text)

[<Fact>]
let ``A mistake of the program is told, and the session goes on as it was`` () =
    use desk = new Desk()
    let mutable broken = false

    let around = {
        desk.Around with
            OpenStore =
                fun path ->
                    if broken then
                        invalidOp "the store has no bottom"
                    else
                        desk.Around.OpenStore path
    }

    let session =
        Session.Begin(around, System.Threading.CancellationToken.None).GetAwaiter().GetResult()

    said session everyone |> ignore
    broken <- true
    let answer = submit session ":plan"
    Assert.Equal(Ending.Failed, answer.Ending)
    let text = textOf answer
    Assert.Contains("a mistake of the program: the store has no bottom", text)

    let log =
        System.Text.RegularExpressions.Regex.Match(text.Replace("\n", " "), "the log is (.*?[.]log)").Groups[1].Value

    Assert.Contains(":plan", System.IO.File.ReadAllText log)
    System.IO.File.Delete log
    broken <- false
    Assert.Contains("everyone", said session ":list")
