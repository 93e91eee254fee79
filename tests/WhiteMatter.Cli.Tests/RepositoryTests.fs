/// Findings as a code host looks for their files, and studies that cannot be read as they stand.
module WhiteMatter.Cli.Tests.RepositoryTests

open System
open System.IO
open System.Text.Json
open System.Threading
open System.Threading.Tasks
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Language
open WhiteMatter.Plan.Hosting

let private check (path: string) =
    let text =
        "wmstudy 1\nimport \"../lib/shared\" as lib\nstudy s { built = GRCh37 }\n"

    let host =
        InMemoryHost()
            .WithText(StudyPath.resolve (SourceText(path, "")) "../lib/shared.wmstudy", "wmstudy 1\nparam n\n")

    (Checker.check (Checker.request (SourceText(path, text))) host CancellationToken.None).GetAwaiter().GetResult()

/// The URIs of all files that the results name, each with its base.
let private files (sarif: string) =
    use document = JsonDocument.Parse sarif
    let run = document.RootElement.GetProperty("runs")[0]

    [
        for result in run.GetProperty("results").EnumerateArray() do
            for location in result.GetProperty("locations").EnumerateArray() do
                let file = location.GetProperty("physicalLocation").GetProperty "artifactLocation"

                string (file.GetProperty("uri").GetString()),
                match file.TryGetProperty "uriBaseId" with
                | true, name -> string (name.GetString())
                | _ -> ""
    ]
    |> List.distinct
    |> List.sort

/// GitHub resolves relative URIs from the root of the repository, wherever the program was started
/// (docs.github.com, "SARIF support for code scanning": "the URI is relative to the root of the repository").
[<Theory; InlineData "folder"; InlineData "file">]
let ``Files of a repository are told from its root on, whichever folder of it the program is started in``
    (git: string)
    =
    use folder = new Folder()
    let root = folder.Path "repo"
    let inside = Path.Combine(root, "studies", "own")
    Directory.CreateDirectory inside |> ignore

    // Of a work tree beside the first one it is a file.
    if git = "file" then
        File.WriteAllText(Path.Combine(root, ".git"), "gitdir: elsewhere\n")
    else
        Directory.CreateDirectory(Path.Combine(root, ".git")) |> ignore

    let relative = files (RepositoryPlaces.sarif inside (check "s.wmstudy"))

    Assert.Equal<(string * string) list>(
        [
            "studies/lib/shared.wmstudy", "%SRCROOT%"
            "studies/own/s.wmstudy", "%SRCROOT%"
        ],
        relative
    )

    // The same by its whole path.
    let whole = Path.Combine(inside, "s.wmstudy").Replace('\\', '/')
    Assert.Equal<(string * string) list>(relative, files (RepositoryPlaces.sarif inside (check whole)))

    // From the root on the same files are what is said already.
    let above = files (RepositoryPlaces.sarif root (check "studies/own/s.wmstudy"))
    Assert.Equal<(string * string) list>(relative, above)

[<Fact>]
let ``A file beside the repository is an absolute URI`` () =
    use folder = new Folder()
    let root = folder.Path "repo"
    Directory.CreateDirectory(Path.Combine(root, ".git")) |> ignore
    let found = files (RepositoryPlaces.sarif root (check "s.wmstudy"))
    Assert.Contains(("s.wmstudy", "%SRCROOT%"), found)
    let other = found |> List.find (fun (uri, _) -> uri.EndsWith "shared.wmstudy")
    Assert.StartsWith("file:///", fst other)
    Assert.Equal("", snd other)

[<Fact>]
let ``Outside a repository files are told from the folder on`` () =
    use folder = new Folder()
    let inside = folder.Path "plain"
    Directory.CreateDirectory inside |> ignore

    Assert.Contains(("s.wmstudy", "%SRCROOT%"), files (RepositoryPlaces.sarif inside (check "s.wmstudy")))

[<Fact>]
let ``A device in the place of an imported file is told as one, and is not read`` () : Task =
    task {
        if OperatingSystem.IsLinux() then
            use folder = new Folder()

            let path =
                folder.Write("s.wmstudy", "wmstudy 1\nimport \"/dev/zero\" as z\nstudy s { build = GRCh37 }\n")

            let! answer =
                Task.Run(fun () -> call [ "check"; path ]).WaitAsync(TimeSpan.FromSeconds 60.0)

            Assert.Equal(ExitCode.StudyErrors, answer.Code)
            Assert.Contains("this is a device", answer.Error)
            Assert.DoesNotContain("is a folder", answer.Error)
    }

[<Fact>]
let ``A table of semicolons and decimal commas is told as one`` () =
    use folder = new Folder()

    folder.Write("people.csv", "IID;age;height\np1;50,5;170,2\np2;51,5;171,2\n")
    |> ignore

    let path =
        folder.Write(
            "s.wmstudy",
            "wmstudy 1\nstudy s { build = GRCh37 }\ncohort c { table = csv(\"people.csv\", id = IID) }\nexpect { c.count > 1 }\n"
        )

    let answer = call [ "check"; path ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("WM4112", answer.Error)
    Assert.Contains("separated by semicolons", answer.Error)
    Assert.Contains("write.csv in place of write.csv2", answer.Error)

[<Fact>]
let ``A kind and a function are explained with what they take, for programs too`` () =
    let explained topic =
        JsonDocument.Parse((call [ "explain"; topic; "--json" ]).Out)

    let row (list: JsonElement) (name: string) =
        list.EnumerateArray()
        |> Seq.find (fun one -> one.GetProperty("name").GetString() = name)

    use gwas = explained "gwas"
    let settings = gwas.RootElement.GetProperty "settings"
    let traits = row settings "traits"
    Assert.True(traits.GetProperty("required").GetBoolean())
    Assert.Equal("Traits", (Seq.head (traits.GetProperty("types").EnumerateArray())).GetString())
    Assert.Equal("linear", (row settings "method").GetProperty("default").GetString())

    use model = explained "model"
    let train = row (model.RootElement.GetProperty "blocks") "train"
    Assert.False((row (train.GetProperty "settings") "epochs").GetProperty("required").GetBoolean())

    use tsv = explained "tsv"
    let arguments = tsv.RootElement.GetProperty "arguments"
    Assert.True((row arguments "path").GetProperty("required").GetBoolean())

/// Nothing but the process's end would stop this work: it looks at no token.
[<Fact>]
let ``Work that never ends is left when the program is told to stop`` () =
    use stop = new CancellationTokenSource()

    let terminal = {
        Terminal.ofConsole (Interrupts()) stop.Token with
            In = new StringReader ""
    }

    use begun = new ManualResetEventSlim()
    use never = new ManualResetEventSlim()

    let waiting =
        Task.Run(fun () ->
            Terminal.waitFor terminal (fun () ->
                begun.Set()
                never.Wait()
                1))

    Assert.True(begun.Wait(TimeSpan.FromSeconds 60.0))
    let clock = Diagnostics.Stopwatch.StartNew()
    stop.Cancel()

    let outcome =
        try
            waiting.WaitAsync(TimeSpan.FromSeconds 60.0).GetAwaiter().GetResult() |> Some
        with :? OperationCanceledException ->
            None

    never.Set()
    Assert.Equal(None, outcome)
    Assert.True(clock.Elapsed < TimeSpan.FromSeconds 10.0, string clock.Elapsed)

[<Fact>]
let ``What fails on the way is told as it is`` () =
    let terminal = Terminal.ofConsole (Interrupts()) CancellationToken.None
    Assert.Equal(3, Terminal.waitFor terminal (fun () -> 3))

    let failure =
        Assert.Throws<UsageException>(fun () ->
            Terminal.waitFor terminal (fun () -> Usage.fail "so it is") |> ignore<int>)

    Assert.Equal("so it is", failure.Message)
