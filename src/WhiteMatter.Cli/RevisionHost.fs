namespace WhiteMatter.Cli

open System.Diagnostics
open System.IO
open System.Threading.Tasks
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting

/// Texts as a revision of git has them.
[<RequireQualifiedAccess>]
module Revision =

    /// A file of the revision; `Error` says what git says.
    let read (revision: string) (path: string) : Result<string, string> =
        let full = Path.GetFullPath path

        let start =
            ProcessStartInfo(
                "git",
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false
            )

        for word in
            [
                "-C"
                string (Path.GetDirectoryName full)
                "show"
                $"{revision}:./{Path.GetFileName full}"
            ] do
            start.ArgumentList.Add word

        try
            use git = new Process(StartInfo = start)
            git.Start() |> ignore
            let mistakes = git.StandardError.ReadToEndAsync()
            let text = git.StandardOutput.ReadToEnd()
            git.WaitForExit()

            if git.ExitCode = 0 then
                Ok text
            else
                Error(mistakes.GetAwaiter().GetResult().Trim())
        with :? System.ComponentModel.Win32Exception ->
            Error "the program git is not there"

/// The outside as it is, but for the study's texts, which are a revision's.
[<Sealed>]
type RevisionHost(inner: IStudyHost, revision: string) =

    interface IStudyHost with
        member _.Machine = inner.Machine
        member _.LibraryFolders = inner.LibraryFolders

        member _.ReadTextAsync(path, maximumBytes, cancellation) =
            if path.EndsWith(".wmstudy", System.StringComparison.Ordinal) then
                match Revision.read revision path with
                | Ok text -> ValueTask<Probe<string>>(Probe<string>.Found text :> Probe<string>)
                | Error _ -> inner.ReadTextAsync(path, maximumBytes, cancellation)
            else
                inner.ReadTextAsync(path, maximumBytes, cancellation)

        member _.IdentifyAsync(path, cancellation) = inner.IdentifyAsync(path, cancellation)

        member _.ReadTableHeaderAsync(request, cancellation) =
            inner.ReadTableHeaderAsync(request, cancellation)

        member _.ReadGenotypeHeaderAsync(request, cancellation) =
            inner.ReadGenotypeHeaderAsync(request, cancellation)

        member _.ReadImageHeaderAsync(path, cancellation) =
            inner.ReadImageHeaderAsync(path, cancellation)

        member _.ReadMaskAsync(path, cancellation) = inner.ReadMaskAsync(path, cancellation)

        member _.ReadImageSetHeaderAsync(request, cancellation) =
            inner.ReadImageSetHeaderAsync(request, cancellation)

        member _.ReadStatisticsHeaderAsync(request, cancellation) =
            inner.ReadStatisticsHeaderAsync(request, cancellation)

        member _.ReadWeightsHeaderAsync(path, cancellation) =
            inner.ReadWeightsHeaderAsync(path, cancellation)

        member _.DescribeNumericsAsync(device, threads, cancellation) =
            inner.DescribeNumericsAsync(device, threads, cancellation)

        member _.FindArtifactAsync(fingerprint, cancellation) =
            inner.FindArtifactAsync(fingerprint, cancellation)

        member _.FindLatestAsync(study, step, cancellation) =
            inner.FindLatestAsync(study, step, cancellation)
