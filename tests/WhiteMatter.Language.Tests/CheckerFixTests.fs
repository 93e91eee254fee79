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
let ``An unknown word of an enumeration is offered the nearest`` () =
    let text = wholeStudy + "joint together from g { method = mostesst }\n"
    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.UnknownCase.Code, found.Code)
    Assert.Contains("jagwas", found.Message)
    Assert.EndsWith("Did you mean 'mostest'?", found.Message)
    Assert.Equal(text.Replace("mostesst", "mostest"), applyFix text (Assert.Single found.Fixes))

/// A quoted name beside a text would be a condition that always holds or never does.
[<Fact>]
let ``A missing column beside a text is not offered quotes`` () =
    let found =
        Assert.Single (check (wholeStudy.Replace("ancestry == \"EUR\"", "hospital != \"London\""))).Diagnostics

    Assert.Equal(NameCodes.UnknownColumn.Code, found.Code)
    Assert.Empty found.Fixes
    Assert.DoesNotContain("quotes", found.Message)

[<Theory>]
[<InlineData("\"site\" != \"London\"", "\"site\" != \"London\"")>]
[<InlineData("1 == 1", "1 == 1")>]
[<InlineData("true", "true")>]
[<InlineData("age >= 45y or not (\"a\" == \"b\")", "\"a\" == \"b\"")>]
[<InlineData("3 in [1, 2]", "3 in [1, 2]")>]
let ``A condition that names no column is refused`` (written: string) (shown: string) =
    let whole = "age >= 45y and ancestry == \"EUR\""
    let found = Assert.Single (check (wholeStudy.Replace(whole, written))).Diagnostics
    Assert.Equal(NameCodes.ConditionOfNoColumn.Code, found.Code)
    Assert.StartsWith($"'{shown}' in 'include' names no column", found.Message)
    let variants = wholeStudy.Replace("maf >= 0.01 and missing <= 5%", "1 == 1")
    Assert.Equal(NameCodes.ConditionOfNoColumn.Code, (Assert.Single (check variants).Diagnostics).Code)

[<Fact>]
let ``A parameter may switch a condition on rows, but not stand for all of it`` () =
    let study written =
        wholeStudy
            .Replace("study heights", "param strict : bool = true\nstudy heights")
            .Replace("age >= 45y and", written)

    Assert.Empty (check (study "(age >= 45y or not strict) and")).Diagnostics
    let alone = (study "").Replace("ancestry == \"EUR\"", "strict")
    Assert.Equal(NameCodes.ConditionOfNoColumn.Code, (Assert.Single (check alone).Diagnostics).Code)

[<Theory>]
[<InlineData("FID == 007", "007")>]
[<InlineData("FID == 9007199254740993", "9007199254740993")>]
[<InlineData("FID == 1000000", "1000000")>]
[<InlineData("FID in [1.0, 2]", "1.0")>]
let ``A number beside a column of identifiers is the text that is written`` (written: string) (text: string) =
    let study = studyOf (check (wholeStudy.Replace("ancestry == \"EUR\"", written)))
    let people = study.Declarations |> List.find (fun one -> one.Name = "people")
    Assert.Contains($"Literal \"{text}\"", show people.Body.Settings["include"].Node)

[<Fact>]
let ``Identifiers have no order, whatever they look like and are declared to be`` () =
    for columns in [ "sex : factor"; "FID : numeric, sex : factor" ] do
        let text =
            wholeStudy.Replace("sex : factor", columns).Replace("ancestry == \"EUR\"", "FID < 500")

        Assert.Equal(NameCodes.NotComparable.Code, (Assert.Single (check text).Diagnostics).Code)
