/// What `wmstudy explain` says of codes and of words.
module WhiteMatter.Cli.Tests.ExplainTests

open System.Text.Json
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls

[<Fact>]
let ``Every code, kind and function is explained`` () =
    for row in WhiteMatter.Plan.Diagnostics.DiagnosticTable.All do
        let answer = call [ "explain"; row.Code ]
        Assert.Equal(ExitCode.Done, answer.Code)
        Assert.Contains(row.Advice, answer.Out)

    Assert.Contains("traits (required)", (call [ "explain"; "gwas" ]).Out)
    Assert.Contains("did you mean 'gwas'?", (call [ "explain"; "gwass" ]).Error)
    use document = JsonDocument.Parse((call [ "explain"; "--json" ]).Out)
    Assert.True(document.RootElement.GetArrayLength() > 30)

[<Fact>]
let ``A lint is explained with its reason, a study that has it, the same without, and what to read`` () =
    let text = (call [ "explain"; "WM3003" ]).Out.ReplaceLineEndings "\n"
    Assert.Contains("\nWhy\n\nVolumes, areas and", text)
    let bad = text.IndexOf "\nA study that has it\n"
    let good = text.IndexOf "\nThe study as it should be\n"
    Assert.InRange(bad, 1, good)
    Assert.Contains("\n    gwas g from people {", text.Substring(bad, good - bad))
    Assert.Contains("age + sex + headsize }", text.Substring good)
    Assert.Contains("\nRead more\n\n- Alfaro-Almagro F", text)
    Assert.Contains(". doi:10.1016/j.neuroimage.2020.117002\n", text)
    Assert.DoesNotContain("](", text)
    Assert.DoesNotContain("All codes", text)
    use document = JsonDocument.Parse((call [ "explain"; "WM3003"; "--json" ]).Out)
    Assert.StartsWith("# WM3003: ", document.RootElement.GetProperty("page").GetString())

[<Fact>]
let ``A setting's words are listed, and words, types and settings are explained`` () =
    Assert.Contains("      left: ", (call [ "explain"; "table" ]).Out)
    Assert.Contains("      minp: ", (call [ "explain"; "joint" ]).Out)

    // Arguments are settings of their functions.
    let sides = (call [ "explain"; "sides" ]).Out
    Assert.StartsWith("mean(…)", sides)
    Assert.Contains("      averaged: ", sides)
    Assert.Contains("  sides = both in mean(…)", (call [ "explain"; "both" ]).Out)
    Assert.Contains("  mask_above (default voxels that are not 0, with mask)", (call [ "explain"; "mask_above" ]).Out)
    let left = (call [ "explain"; "left" ]).Out
    Assert.StartsWith("left (kind of join): ", left)
    Assert.Contains("  how = left in table", left)
    Assert.Contains("method = minp in joint", (call [ "explain"; "minp" ]).Out)
    Assert.StartsWith("PeopleTable: ", (call [ "explain"; "PeopleTable" ]).Out)
    Assert.Contains("\ntable\n  missing ", "\n" + (call [ "explain"; "missing" ]).Out)
    Assert.Contains("  inner: ", (call [ "explain"; "kind of join" ]).Out)

    for row in WhiteMatter.Language.Catalogue.Catalogue.enumerations do
        for case in row.Cases do
            Assert.Equal(ExitCode.Done, (call [ "explain"; case.Name; "--json" ]).Code)
