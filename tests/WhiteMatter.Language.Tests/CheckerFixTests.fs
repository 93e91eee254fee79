/// Messages that offer a repair, and the repair applied.
module WhiteMatter.Language.Tests.CheckerFixTests

open Xunit
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

[<Fact>]
let ``A computed column compared with a quantity is told to lose the unit`` () =
    let text = wholeStudy.Replace("maf >= 0.01", "maf >= 1mm")
    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.ComputedColumnUnit.Code, found.Code)
    Assert.Equal("Remove the unit.", found.Advice)
    let repaired = applyFix text (Assert.Single found.Fixes)
    Assert.Equal(wholeStudy.Replace("maf >= 0.01", "maf >= 1"), repaired)

[<Fact>]
let ``An intercept taken out of a formula is reported, with the formula that keeps it`` () =
    let text = wholeStudy.Replace("age * sex + I(age^2)", "age - 1 + sex")
    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.InterceptKept.Code, found.Code)
    let repaired = applyFix text (Assert.Single found.Fixes)
    Assert.Equal(wholeStudy.Replace("age * sex + I(age^2)", "age + sex"), repaired)
    Assert.Empty (check repaired).Diagnostics

[<Theory>]
[<InlineData("ancestry == EUR", "ancestry == \"EUR\"")>]
[<InlineData("EUR != ancestry", "\"EUR\" != ancestry")>]
[<InlineData("ancestry in [EUR, \"AFR\"]", "ancestry in [\"EUR\", \"AFR\"]")>]
let ``A bare word beside a column of texts is offered quotes`` (written: string) (meant: string) =
    let text = wholeStudy.Replace("ancestry == \"EUR\"", written)
    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.UnknownColumn.Code, found.Code)
    Assert.EndsWith("; a text stands in quotes: \"EUR\".", found.Message)
    let repaired = applyFix text (Assert.Single found.Fixes)
    Assert.Equal(wholeStudy.Replace("ancestry == \"EUR\"", meant), repaired)
    Assert.Empty (check repaired).Diagnostics

[<Theory>]
[<InlineData("years", "y")>]
[<InlineData("Year", "y")>]
[<InlineData("millimetres", "mm")>]
[<InlineData("millimeter", "mm")>]
[<InlineData("kilograms", "kg")>]
[<InlineData("hours", "h")>]
let ``A unit written as a word suggests the unit`` (word: string) (unit: string) =
    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ncohort people {\n  table = space_separated(\"data/people.txt\", id = IID)\n  columns { age : WORD }\n}\n"

    let written = text.Replace("WORD", word)
    let found = Assert.Single (check written).Diagnostics
    Assert.Equal(NameCodes.UnknownRole.Code, found.Code)
    Assert.EndsWith($"Did you mean '{unit}'?", found.Message)
    let repaired = applyFix written (Assert.Single found.Fixes)
    Assert.Equal(text.Replace("WORD", unit), repaired)
    Assert.Empty (check repaired).Diagnostics

[<Fact>]
let ``An unknown word of an enumeration is not offered words that are not there yet`` () =
    let found =
        Assert.Single (check (wholeStudy.Replace("method = linear", "method = logistik"))).Diagnostics

    Assert.Equal(NameCodes.UnknownCase.Code, found.Code)
    Assert.Contains("linear", found.Message)
    Assert.DoesNotContain("logistic", found.Message)
    Assert.Empty found.Fixes
