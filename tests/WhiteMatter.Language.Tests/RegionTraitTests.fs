/// What the checker knows of the traits that an atlas's regions give.
module WhiteMatter.Language.Tests.RegionTraitTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

/// The imaging study with regions that it names itself, and means over them.
let private measured (names: string) (arguments: string) =
    imagingStudy
        .Replace("names = \"data/labels.txt\"", $"names = [{names}]")
        .Replace("regions = [\"Genu\"]", "regions = all")
        .Replace("regions = [\"Fornix\", \"label_17\"]", "regions = all")
        .Replace("variance = 6%", "variance = 5%")
        .Replace("reduce = mean(by = jhu)", $"reduce = mean(by = jhu{arguments})")

let private found names arguments =
    (check (measured names arguments)).Diagnostics |> List.ofSeq

[<Theory>]
[<InlineData("\"A-L\", \"A-R\", \"B\"", ", sides = averaged, whole = true")>]
[<InlineData("\"A-L\", \"A-R\", \"B\"", ", sides = both")>]
[<InlineData("\"A-L\", \"A-R\", \"A\"", "")>]
[<InlineData("\"A-L\", \"A-R\", \"A\"", ", whole = true")>]
[<InlineData("\"A\", \"whole\"", ", whole = false")>]
let ``Traits of regions with a name each are sound`` (names: string) (arguments: string) =
    Assert.Empty(found names arguments)

[<Theory>]
[<InlineData("\"A-L\", \"A-R\", \"A\"",
             ", sides = averaged",
             "averaged",
             "'A': 'A-L' and 'A-R' together, and the region 'A'.")>]
[<InlineData("\"A\", \"A-R\", \"A-L\"", ", sides = both", "both", "'A': the region 'A', and 'A-L' and 'A-R' together.")>]
[<InlineData("\"A-L\", \"A-R\", \"A_left\", \"A_right\"",
             ", sides = averaged",
             "averaged",
             "'A': 'A-L' and 'A-R' together, and 'A_left' and 'A_right' together.")>]
[<InlineData("\"A\", \"whole\"",
             ", whole = true",
             "true",
             "'whole': the region 'whole', and all voxels inside the mask.")>]
let ``Two traits of one name are refused where the setting that makes the second is``
    (names: string)
    (arguments: string)
    (at: string)
    (which: string)
    =
    let diagnostic = Assert.Single(found names arguments)
    Assert.Equal(ImageCodes.TwoTraitsOfOneName.Code, diagnostic.Code)
    Assert.Equal($"Two traits of the regions of 'jhu' would be called {which}", diagnostic.Message)
    let span = Unchecked.nonNull diagnostic.Span
    let line = (measured names arguments).Split('\n')[span.Line - 1]
    Assert.Equal(at, line.Substring(span.Column - 1, at.Length))

[<Fact>]
let ``Sides that no region has are told before the run, of names in a file too`` () =
    let diagnostic = Assert.Single(found "\"A\", \"B\"" ", sides = both")
    Assert.Equal(ImageCodes.NoSides.Code, diagnostic.Code)

    Assert.StartsWith(
        "The regions of 'jhu' are to be averaged over left and right, and none of the 2 names two sides",
        diagnostic.Message
    )

    // data/labels.txt names Genu, Fornix and others without sides.
    let ofFile =
        check (imagingStudy.Replace("reduce = mean(by = jhu)", "reduce = mean(by = jhu, sides = averaged)"))

    Assert.Equal<string list>([ ImageCodes.NoSides.Code ], codes ofFile)
