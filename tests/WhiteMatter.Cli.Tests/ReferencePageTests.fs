module WhiteMatter.Cli.Tests.ReferencePageTests

open System
open System.IO
open System.Text
open Xunit
open WhiteMatter.Cli

/// The folder that holds the solution.
let private root =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith "The solution is not above the tests."
        | folder when File.Exists(Path.Combine(folder.FullName, "WhiteMatter.Dsl.sln")) -> folder.FullName
        | folder -> up folder.Parent

    up (DirectoryInfo AppContext.BaseDirectory)

let private page () =
    let text = StringBuilder()

    text
        .Append("# The command line\n\n")
        .Append("This page is what `--help` says. A test compares both; `WMSTUDY_REWRITE_DOCS=1` writes it anew.\n\n")
        .Append("```text\n")
        .Append(Application.help ())
        .Append("```\n")
    |> ignore

    for command in Application.commands do
        text.Append($"\n## {command.Name}\n\n```text\n").Append(Application.helpOf command).Append("```\n") |> ignore

    text.ToString().Replace("\r\n", "\n")

[<Fact>]
let ``The reference page is what the help says`` () =
    let path = Path.Combine(root, "docs", "reference", "cli.md")

    if Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_DOCS" = "1" then
        Directory.CreateDirectory(Path.Combine(root, "docs", "reference")) |> ignore
        File.WriteAllText(path, page ())

    Assert.Equal(File.ReadAllText path, page ())
