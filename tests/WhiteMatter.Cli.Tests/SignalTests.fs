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
