/// `wmstudy repl` in a real terminal: tmux sends the keys and shows the screen.
module WhiteMatter.Cli.Tests.TerminalTests

open System
open System.Diagnostics
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

/// A terminal of 100 columns and 40 rows, in which the session runs.
type private Screen(folder: Folder, study: string, kind: string) =
    let socket = folder.Path "tmux"

    let tmux words =
        Peer.run "tmux" ([ "-S"; socket; "-f"; "/dev/null" ] @ words) [ "TMUX", "" ]

    let shown () = snd (tmux [ "capture-pane"; "-p" ])

    do
        let program = typeof<Terminal>.Assembly.Location
        let state = folder.Path "state"

        let code, said =
            tmux [
                "new-session"
                "-d"
                "-x"
                "100"
                "-y"
                "40"
                "-c"
                folder.Path ""
                $"env XDG_STATE_HOME={state} TERM={kind} dotnet {program} repl {study}; echo ended with $?; sleep 60"
            ]

        Assert.True((code = 0), said)

    /// Presses keys by the names that tmux has for them, else types the letters.
    member _.Press([<ParamArray>] keys: string array) =
        for key in keys do
            tmux [ "send-keys"; key ] |> ignore

    /// Waits until the screen shows a text.
    member _.Await(text: string) =
        let clock = Stopwatch.StartNew()

        while not (shown().Contains text) do
            if clock.Elapsed > TimeSpan.FromSeconds 60.0 then
                failwith $"The screen does not show '{text}':\n{shown ()}"

            Thread.Sleep 100

    /// Waits until the last line that is not empty is this one.
    member _.AwaitLast(line: string) =
        let last () =
            shown().Split '\n'
            |> Array.filter (fun line -> line.Trim() <> "")
            |> Array.tryLast
            |> Option.defaultValue ""

        let clock = Stopwatch.StartNew()

        while last().TrimEnd() <> line do
            if clock.Elapsed > TimeSpan.FromSeconds 60.0 then
                failwith $"The last line is not '{line}':\n{shown ()}"

            Thread.Sleep 100

    member _.Text = shown ()

    /// The screen with its colours.
    member _.Coloured = snd (tmux [ "capture-pane"; "-p"; "-e" ])

    /// Types the beginning of a word, and Tab once it stands there: a tab before other keys is one of a pasted text.
    member this.Complete(typed: string, becomes: string) =
        this.Press typed
        this.Await typed
        this.Press "Tab"
        this.Await becomes

    interface IDisposable with
        member _.Dispose() = tmux [ "kill-server" ] |> ignore

[<TmuxFact>]
let ``A person declares, completes, runs, plots and saves at a terminal`` () =
    use folder = new Folder()

    let rows = String.Join("", [ for i in 0..199 -> $"p{i}\t{40 + i % 40}\n" ])
    folder.Write("people.tsv", "iid\tage\n" + rows) |> ignore
    use screen = new Screen(folder, "", "screen-256color")
    screen.Await "wm>"
    // Tab completes the kind; a block goes on over lines.
    screen.Complete("coh", "wm> cohort")
    screen.Press("everyone {", "Enter", "table = tsv(\"people.tsv\", id = ")
    screen.Complete("ii", "id = iid")
    screen.Press(")", "Enter", "}", "Enter")
    screen.Await "everyone : Cohort, 200 people"
    Assert.Contains("...   table = tsv(\"people.tsv\", id = iid)", screen.Text)
    // Bold magenta, as tmux writes it: a kind. Cyan: the name of a declaration.
    Assert.Contains("\u001b[1m\u001b[35mcohort", screen.Coloured)
    screen.Complete(":run ev", "wm> :run everyone")
    screen.Press "Enter"
    screen.Await "1 step ran, 0 cached"
    screen.AwaitLast "wm>"
    screen.Complete("everyone.c", "wm> everyone.count")
    screen.Press(" / 2", "Enter")
    screen.Await "\n100\n"
    screen.Complete(":plot everyone a", "wm> :plot everyone age")
    screen.Press "Enter"
    screen.Await "Median 59.5"
    Assert.Contains("█", screen.Text)
    // What was typed is found again, changed and thrown away.
    screen.Press("Up")
    screen.AwaitLast "wm> :plot everyone age"
    screen.Press("C-u", "1 + 1", "C-c")
    screen.AwaitLast "wm>"
    screen.Press("nobody.count", "Enter")
    screen.Await "WM2001"
    screen.Press(":save heights", "Enter")
    screen.Await "heights.wmstudy is written"
    screen.Press("C-d")
    screen.Await "ended with 0"
    Assert.Contains("cohort everyone", File.ReadAllText(folder.Path "heights.wmstudy"))
    Assert.Contains(":save heights", File.ReadAllText(folder.Path "state/wmstudy/history"))
    let plan = call [ "plan"; folder.Path "heights.wmstudy" ]
    Assert.Equal(ExitCode.Done, plan.Code)

[<TmuxFact>]
let ``Ctrl-C stops the run and not the session`` () =
    use folder = new Folder()
    SlowStudy.write folder |> ignore
    use screen = new Screen(folder, "slow.wmstudy", "screen-256color")
    screen.Await "wm>"
    screen.Press(":run g", "Enter")
    screen.Await "association:g"
    screen.Press "C-c"
    screen.Await "stopped, the next run goes on from here"
    screen.Press("1 + 1", "Enter")
    screen.Await "\n2\n"
    // What was finished before is kept.
    screen.Press(":plan design:g", "Enter")
    screen.Await "design:g  cached"
    screen.Press("C-d")
    screen.Await "ended with 0"

[<TmuxFact>]
let ``A terminal on which lines cannot be edited has a prompt, and no colours`` () =
    use folder = new Folder()
    use screen = new Screen(folder, "", "dumb")
    screen.AwaitLast "wm>"
    screen.Press("1 + 1", "Enter")
    screen.Await "2"
    screen.AwaitLast "wm>"
    screen.Press("cohort x {", "Enter")
    screen.AwaitLast "..."
