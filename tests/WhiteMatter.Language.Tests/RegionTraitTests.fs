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
[<InlineData("\"A-L\", \"A-R\", \"A\"", ", sides = averaged, whole = true")>]
let ``Traits of regions are sound, and names that two would share are for the run, as labels may have no voxel``
    (names: string)
    (arguments: string)
    =
    Assert.Empty(found names arguments)

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
