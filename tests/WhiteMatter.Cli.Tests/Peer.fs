namespace WhiteMatter.Cli.Tests

open System
open System.Diagnostics
open System.IO
open Xunit

/// Other programs that drive ours.
module Peer =

    /// Whether a program is on the path.
    let isThere (program: string) =
        (string (Environment.GetEnvironmentVariable "PATH")).Split Path.PathSeparator
        |> Array.exists (fun folder -> File.Exists(Path.Combine(folder, program)))

    /// The system's Python.
    let python = "/usr/bin/python3"

    /// Whether the system's Python has a module.
    let hasModule (name: string) =
        File.Exists python
        && (use found =
                nonNull (
                    Process.Start(ProcessStartInfo(python, [ "-c"; $"import {name}" ], RedirectStandardError = true))
                )

            found.StandardError.ReadToEnd() |> ignore
            found.WaitForExit()
            found.ExitCode = 0)

    /// Runs a program and gives its exit code and all it said.
    let run (program: string) (words: string list) (variables: (string * string) list) : int * string =
        let info =
            ProcessStartInfo(program, words, RedirectStandardOutput = true, RedirectStandardError = true)

        for name, value in variables do
            info.Environment[name] <- value

        use started = nonNull (Process.Start info)
        let errors = started.StandardError.ReadToEndAsync()
        let out = started.StandardOutput.ReadToEnd()
        started.WaitForExit()
        started.ExitCode, out + errors.Result

/// A test that a terminal drives; skipped with a reason where tmux is not installed.
[<AttributeUsage(AttributeTargets.Method)>]
type TmuxFactAttribute() as this =
    inherit FactAttribute()

    do
        if not (Peer.isThere "tmux") then
            this.Skip <- "tmux is not installed (Debian package tmux)."

/// A test that a front end of notebooks drives; skipped with a reason where jupyter_client or libzmq is not installed.
[<AttributeUsage(AttributeTargets.Method)>]
type JupyterFactAttribute() as this =
    inherit FactAttribute()

    do
        if not (Peer.hasModule "jupyter_client") then
            this.Skip <- "jupyter_client is not installed for /usr/bin/python3 (Debian package python3-jupyter-client)."
