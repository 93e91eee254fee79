/// Pages that a session writes and a browser shows.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.Repl.PageOpener

open System
open System.ComponentModel
open System.Diagnostics
open System.IO

let private hasDisplay () =
    [ "DISPLAY"; "WAYLAND_DISPLAY" ]
    |> List.exists (fun name -> not (String.IsNullOrEmpty(Environment.GetEnvironmentVariable name)))

/// Writes a page into a folder that is its owner's alone, and opens it where there is a display. What was done, in a sentence.
let show (html: string) : string =
    let path =
        Path.Combine(Directory.CreateTempSubdirectory("wmstudy-").FullName, "plot.html")

    File.WriteAllText(path, html)

    if hasDisplay () then
        try
            use opener =
                Process.Start(
                    ProcessStartInfo(
                        "xdg-open",
                        [ path ],
                        UseShellExecute = false,
                        RedirectStandardOutput = true,
                        RedirectStandardError = true
                    )
                )

            $"The page is {path}; a browser opens it."
        with :? Win32Exception ->
            $"The page is {path}"
    else
        $"The page is {path}"
