module WhiteMatter.Language.Tests.DiagnosticTextTests

open System.Text.Json
open Xunit
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

let private renderAll (colour: bool) (text: string) =
    let source = SourceText("study.wmstudy", text)

    (Parser.parse source).Diagnostics
    |> List.map (DiagnosticText.render colour (fun path -> if path = source.Path then Some source else None))
    |> String.concat ""

[<Fact>]
let ``a diagnostic is shown with its line, carets, advice and fix`` () =
    let expected =
        "error WM1063: Found `=` after a value, read as the comparison `==`.\n"
        + " --> study.wmstudy:3:17\n"
        + "3 |   include = age = 3\n"
        + "  |                 ^\n"
        + "  = Write `==` to compare; `=` gives a value to a setting or an argument.\n"
        + "  = fix at 3:17: Write `==`: `=` → `==`\n"

    Assert.Equal(expected, (renderAll false "wmstudy 1\ncohort c {\n  include = age = 3\n}\n"))

[<Fact>]
let ``carets stand under their text behind tabs and wide characters`` () =
    let shown = renderAll false "wmstudy 1\ncohort c {\n\tx = f(\"語\" @)\n}\n"
    let lines = shown.Split '\n'
    let carets = lines |> Array.findIndexBack (fun line -> line.Contains '^')
    let excerpt = carets - 1
    let at = lines[excerpt].IndexOf '@'
    // One wide character stands before the sign, and takes one column more than it has characters.
    Assert.Equal(at + 1, lines[excerpt + 1].IndexOf '^')

[<Fact>]
let ``columns are counted as terminals show them`` () =
    Assert.Equal(3, (DiagnosticText.displayWidth "abc"))
    Assert.Equal(4, (DiagnosticText.displayWidth "語語"))
    Assert.Equal(1, (DiagnosticText.displayWidth "e\u0301"))
    Assert.Equal(5, (DiagnosticText.displayWidth "a\tb"))
    Assert.Equal(2, (DiagnosticText.displayWidth "🧠"))

[<Fact>]
let ``control characters of a study never reach the terminal`` () =
    let shown = renderAll false "wmstudy 1\nstudy s {\n  a = \u001b[31m 3 \u0007\n}\n"
    Assert.DoesNotContain('\u001b', shown)
    Assert.DoesNotContain('\u0007', shown)

[<Fact>]
let ``colour adds escape sequences and changes nothing else`` () =
    let text = studyOf "ten-mistakes"
    let coloured = renderAll true text
    Assert.Contains("\u001b[31;1merror", coloured)

    let stripped =
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "")

    Assert.Equal((renderAll false text), stripped)

[<Fact>]
let ``a long line is shown in part`` () =
    let text = "wmstudy 1\nstudy s { a = [" + String.replicate 400 "1, " + "2 3] }\n"

    for line in (renderAll false text).Split '\n' do
        Assert.True(line.Length < 200, line)

[<Fact>]
let ``JSON holds every field under its name`` () =
    let result = parse "wmstudy 1\ncohort c {\n  include = age = 3\n}\n"
    use document = JsonDocument.Parse(DiagnosticText.json result.Diagnostics)
    let root = document.RootElement
    Assert.Equal(DiagnosticText.formatVersion, root.GetProperty("formatVersion").GetInt32())
    let found = root.GetProperty("diagnostics").EnumerateArray() |> Seq.exactlyOne
    Assert.Equal("WM1063", found.GetProperty("code").GetString())
    Assert.Equal("error", found.GetProperty("severity").GetString())
    Assert.Equal(3, found.GetProperty("span").GetProperty("line").GetInt32())
    Assert.Equal(17, found.GetProperty("span").GetProperty("column").GetInt32())
    let fix = found.GetProperty("fixes").EnumerateArray() |> Seq.exactlyOne
    Assert.Equal("==", fix.GetProperty("replacement").GetString())
    Assert.Equal(0, found.GetProperty("related").GetArrayLength())

[<Fact>]
let ``the summary counts errors and warnings`` () =
    Assert.Equal("no errors", (DiagnosticText.summary []))
    let found = (parse (studyOf "ten-mistakes")).Diagnostics
    Assert.Equal("10 errors", (DiagnosticText.summary found))
