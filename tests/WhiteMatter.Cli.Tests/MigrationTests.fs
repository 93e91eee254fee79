/// Studies of an earlier edition, or of none, rewritten as a later one writes them.
module WhiteMatter.Cli.Tests.MigrationTests

open System
open System.IO
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private editionless = study.Replace("wmstudy 1\n", "# Kept.\n")

[<Fact>]
let ``A study without an edition is given its line, and keeps everything else`` () =
    use folder = new Folder()
    let path = folder.Write("old.wmstudy", editionless)

    let check = call [ "migrate"; path; "--check" ]
    Assert.Equal((ExitCode.StudyErrors, editionless), (check.Code, File.ReadAllText path))

    let difference = call [ "migrate"; path; "--diff" ]
    Assert.Equal((ExitCode.Done, editionless), (difference.Code, File.ReadAllText path))
    Assert.Contains("+wmstudy 1", difference.Out)

    let answer = call [ "migrate"; path ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let now = File.ReadAllText path
    Assert.Empty((Parser.parse (SourceText(path, now))).Diagnostics)
    Assert.Equal(editionless, now.Replace("wmstudy 1\n", ""))

    let again = call [ "migrate"; path; "--check" ]
    Assert.Equal((ExitCode.Done, $"{path}: is of edition 1{Environment.NewLine}"), (again.Code, again.Out))

[<Theory>]
[<InlineData("\n")>]
[<InlineData("\r\n")>]
let ``The line goes before the doc comment of the first declaration and ends as the file's lines do`` (line: string) =
    use folder = new Folder()

    let text =
        "# Ours.\n\n## What the study is.\n## In two lines.\nstudy s { build = GRCh37 }\n"

    let path = folder.Write("old.wmstudy", text.ReplaceLineEndings line)
    let answer = call [ "migrate"; path ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    Assert.Equal(text.Replace("## What", "wmstudy 1\n## What").ReplaceLineEndings line, File.ReadAllText path)

[<Fact>]
let ``A study of a later edition, or one that cannot be read, stays as it is and is said why`` () =
    use folder = new Folder()

    for text, code in
        [
            study.Replace("wmstudy 1", "wmstudy 2"), SyntaxCodes.EditionUnknown.Code
            study + "\ncohort {{{", ""
        ] do
        let path = folder.Write("s.wmstudy", text)
        let answer = call [ "migrate"; path ]
        Assert.Equal((ExitCode.StudyErrors, text), (answer.Code, File.ReadAllText path))
        Assert.Contains(code, answer.Error)

/// An edition 2 that writes `build` as `genome`, planted for the test.
let private planted: Migration.Rewriting list = [
    {
        Edition = 2
        What = "'build' is 'genome' now"
        Edits =
            fun _ file -> [
                for declaration in file.Declarations do
                    match declaration.Node with
                    | DeclarationNode.Kind { Body = Some body } ->
                        for item in body.Items do
                            match item.Node with
                            | ItemNode.Setting(key, _) when key.Name = "build" -> { Span = key.Span; Text = "genome" }
                            | _ -> ()
                    | _ -> ()
            ]
    }
]

[<Fact>]
let ``The rewritings of an edition change what they name and keep comments and layout`` () =
    let text =
        study.Replace("  build = GRCh37", "  # The build of the chips.\n  build   =   GRCh37  # as shipped")

    match Migration.rewrite planted 2 (SourceText("s.wmstudy", text)) with
    | Error found -> failwith $"%A{found}"
    | Ok(now, changes) ->
        Assert.Equal(text.Replace("wmstudy 1", "wmstudy 2").Replace("  build   =", "  genome   ="), now.Text)
        Assert.Equal<string list>([ "'build' is 'genome' now"; "names the edition, 2" ], changes)

        // What is of that edition already is not touched.
        match Migration.rewrite planted 2 now with
        | Ok(same, []) -> Assert.Equal(now.Text, same.Text)
        | other -> failwith $"%A{other}"

        Assert.Equal<string list>(
            [ "@@ line 1"; "-wmstudy 1"; "+wmstudy 2" ],
            Migration.difference "wmstudy 1\nstudy s" "wmstudy 2\nstudy s"
        )

[<Fact>]
let ``A study without an edition goes through every edition`` () =
    match Migration.rewrite planted 2 (SourceText("s.wmstudy", editionless)) with
    | Ok(now, changes) ->
        Assert.Contains("genome = GRCh37", now.Text)

        Assert.Equal<string list>(
            [ "names the edition, 1"; "'build' is 'genome' now"; "names the edition, 2" ],
            changes
        )
    | Error found -> failwith $"%A{found}"

[<Fact>]
let ``What keeps a file from being rewritten is told where it stands in it`` () =
    use folder = new Folder()
    let path = folder.Write("s.wmstudy", "study s { build =\n")
    let answer = call [ "migrate"; "--diff"; path ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("s.wmstudy:1:", answer.Error)
    Assert.DoesNotContain("s.wmstudy:2:1", answer.Error.Replace("s.wmstudy:2:1: found here", ""))
    Assert.Contains("1 | study s { build =", answer.Error)
    Assert.DoesNotContain("WM1020", answer.Error)
