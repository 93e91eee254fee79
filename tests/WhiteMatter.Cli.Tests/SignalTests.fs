/// What a process of the command does when it is asked to stop from outside.
module WhiteMatter.Cli.Tests.SignalTests

open System
open System.Diagnostics
open System.Threading
open System.Threading.Tasks
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Runtime.Store

let private longest = TimeSpan.FromSeconds 60.0

let private start (program: string) (words: string list) =
    let info =
        ProcessStartInfo(program, words, RedirectStandardOutput = true, RedirectStandardError = true)

    nonNull (Process.Start info)

/// A run that waits for a store that this test holds is in the middle of its work for as long as the test likes.
[<Theory; InlineData "TERM"; InlineData "HUP">]
let ``A run that is told to end, or whose session ends, stops cleanly and says so`` (signal: string) : Task =
    task {
        if not (OperatingSystem.IsWindows()) then
            use folder = new Folder()
            folder.Write("people.tsv", people) |> ignore
            let path = folder.Write("heights.wmstudy", study)
            let layout = StoreLayout(folder.Path ".wmstudy")
            IO.Directory.CreateDirectory layout.Root |> ignore

            use! _held =
                StoreLock.AcquireAsync(layout, "test", false, null, CancellationToken.None)

            use run =
                start "dotnet" [ typeof<Terminal>.Assembly.Location; "run"; path; "--wait"; "--json" ]

            let! line = run.StandardOutput.ReadLineAsync().WaitAsync longest
            Assert.Contains("waiting", line)
            use kill = start "kill" [ $"-{signal}"; string run.Id ]
            do! kill.WaitForExitAsync().WaitAsync longest
            let! said = run.StandardOutput.ReadToEndAsync().WaitAsync longest
            do! run.WaitForExitAsync().WaitAsync longest
            Assert.Equal(ExitCode.Failed, run.ExitCode)
            Assert.Contains("\"ending\":\"stopped\"", said)
    }

/// Standard input of these is open and says nothing. The program is asked again until it has begun to listen to signals.
[<Theory>]
[<InlineData "fmt --stdin">]
[<InlineData "tree -">]
[<InlineData "tree --text -">]
[<InlineData "repl">]
let ``What waits for standard input ends when it is told to`` (words: string) : Task =
    task {
        if not (OperatingSystem.IsWindows()) then
            let info =
                ProcessStartInfo(
                    "dotnet",
                    typeof<Terminal>.Assembly.Location :: List.ofArray (words.Split ' '),
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                )

            use waiting = nonNull (Process.Start info)

            try
                // What it has read it has begun to wait for more of.
                do! waiting.StandardInput.WriteLineAsync "wmstudy 1"
                do! waiting.StandardInput.FlushAsync()
                do! Task.Delay 3000
                Assert.False waiting.HasExited
                use kill = start "kill" [ "-TERM"; string waiting.Id ]
                do! kill.WaitForExitAsync().WaitAsync longest
                do! waiting.WaitForExitAsync().WaitAsync longest
                Assert.Equal(ExitCode.Failed, waiting.ExitCode)
                let! said = waiting.StandardError.ReadToEndAsync()
                Assert.Contains("wmstudy: stopped", said)
            finally
                if not waiting.HasExited then
                    waiting.Kill()
    }

/// Nobody writes into the pipe: a program that opened it would wait for ever.
[<Fact>]
let ``A pipe or a device in place of a study, its parameters or a plan is WM4102 and is not waited for`` () : Task =
    task {
        if OperatingSystem.IsLinux() then
            use folder = new Folder()
            let pipe = folder.Path "pipe.wmstudy"
            use made = start "mkfifo" [ pipe ]
            do! made.WaitForExitAsync().WaitAsync longest
            folder.Write("people.tsv", people) |> ignore
            let path = folder.Write("heights.wmstudy", study)

            for words in
                [
                    [ "check"; pipe ]
                    [ "plan"; pipe ]
                    [ "run"; pipe ]
                    [ "graph"; pipe ]
                    [ "fmt"; pipe ]
                    [ "tree"; pipe ]
                    [ "tree"; "--text"; pipe ]
                    [ "check"; path; "--set"; $"@{pipe}" ]
                ] do
                let! answer = Task.Run(fun () -> call words).WaitAsync longest
                Assert.Equal(ExitCode.Failed, answer.Code)
                Assert.Contains("WM4102", answer.Error)
                Assert.Contains("is a pipe, not a file", answer.Error)

            let device = call [ "fmt"; "/dev/null" ]
            Assert.Contains("'/dev/null' is a device, not a file", device.Error)
            // Standard input goes on as it did.
            Assert.Equal(ExitCode.Done, (callWith "wmstudy 1\n" [ "fmt"; "--stdin" ]).Code)
            Assert.Equal(ExitCode.Done, (callWith "wmstudy 1\n" [ "tree"; "-" ]).Code)
    }
