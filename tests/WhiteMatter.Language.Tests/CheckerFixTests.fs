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

let private fixed' (text: string) =
    let found = Assert.Single (check text).Diagnostics
    found, applyFix text (Assert.Single found.Fixes)

/// The whole study with what it first has of a text replaced.
let private inWhole (written: string) (other: string) =
    let at = wholeStudy.IndexOf(written, System.StringComparison.Ordinal)
    wholeStudy.Remove(at, written.Length).Insert(at, other)

[<Fact>]
let ``The texts of a parameter where columns stand are written as columns`` () =
    let text =
        (inWhole "columns = [height]" "columns = cols")
            .Replace("genotypes chips", "param cols : [string] = [\"FEV1/FVC\"]\ngenotypes chips")

    let found, repaired = fixed' text
    Assert.Equal(NameCodes.WrongType.Code, found.Code)
    Assert.Contains("a list of texts; columns are named where they are used", found.Message)
    Assert.Contains("columns = [\"FEV1/FVC\"]", repaired)
    Assert.Empty (check repaired).Diagnostics

[<Fact>]
let ``An item of a list of quantities has its unit`` () =
    let found =
        (check (wholeStudy + "param windows : [quantity] = [250kb, 3, 1Mb]\n")).Diagnostics

    let only = Assert.Single found
    Assert.Equal(NameCodes.WrongType.Code, only.Code)
    Assert.StartsWith("An item of the parameter 'windows' expects a number with a unit", only.Message)
    Assert.Empty (check (wholeStudy + "param windows : [quantity] = [250kb, 1Mb]\n")).Diagnostics

[<Fact>]
let ``A name that an imported file does not declare is looked for in that file`` () =
    let text =
        (inWhole "and ancestry == \"EUR\"" "and age > lib.zz")
            .Replace("## What", "import \"lib/shared.wmstudy\" as lib\n## What")

    let found = Assert.Single (check text).Diagnostics
    Assert.StartsWith("'lib.zz' is declared nowhere in this file, nor in 'lib/shared.wmstudy', which", found.Message)

    let ofLibrary =
        (inWhole "and ancestry == \"EUR\"" "and age > ukb.zz").Replace("## What", "import \"std/ukb\" as ukb\n## What")

    Assert.Contains("in 'std/ukb.wmstudy'", (Assert.Single (check ofLibrary).Diagnostics).Message)

[<Theory>]
[<InlineData("age in 40y..60y", "age >= 40y and age <= 60y")>]
[<InlineData("height in 1.5..2.5", "height >= 1.5 and height <= 2.5")>]
let ``What lies between two is told once, with the two conditions`` (written: string) (meant: string) =
    let found, repaired = fixed' (inWhole "ancestry == \"EUR\"" written)
    Assert.Equal(NameCodes.WrongType.Code, found.Code)
    Assert.Contains(meant, found.Message)
    Assert.Equal(inWhole "ancestry == \"EUR\"" meant, repaired)

[<Fact>]
let ``A colon before a condition is a sign of equality`` () =
    let found, repaired =
        fixed' (inWhole "include = age >= 45y and ancestry == \"EUR\"" "include: age >= 45y and ancestry == \"EUR\"")

    Assert.Equal(NameCodes.EntryUnexpected.Code, found.Code)
    Assert.Equal(wholeStudy, repaired)

[<Theory>]
[<InlineData("categorical", "factor")>]
[<InlineData("string", "factor")>]
[<InlineData("integer", "numeric")>]
[<InlineData("continuous", "numeric")>]
let ``A role in the words of another program suggests the one that is meant`` (word: string) (role: string) =
    let found, repaired = fixed' (inWhole "sex : factor" $"sex : {word}")
    Assert.Equal(NameCodes.UnknownRole.Code, found.Code)
    Assert.Equal(inWhole "sex : factor" $"sex : {role}", repaired)

[<Fact>]
let ``A function of another program is the one that does the same`` () =
    let found, repaired = fixed' (inWhole "qq(g)" "qqplot(g)")
    Assert.Equal(NameCodes.UnknownFunction.Code, found.Code)
    Assert.Equal(wholeStudy, repaired)

[<Theory>]
[<InlineData("param n : integer = 3", "param n : int = 3")>]
[<InlineData("param n : [double] = [1.5]", "param n : [float] = [1.5]")>]
[<InlineData("param n : kb = 3kb", "param n : quantity = 3kb")>]
[<InlineData("param p : float = 5 e-8", "param p : float = 5e-8")>]
[<InlineData("param w : quantity = 3 mm", "param w : quantity = 3mm")>]
[<InlineData("param w : quantity = 40 years", "param w : quantity = 40y")>]
let ``A parameter as another language writes it`` (written: string) (meant: string) =
    let text = wholeStudy + written + "\n"
    let found, repaired = fixed' text
    Assert.StartsWith("WM10", found.Code)
    Assert.Equal(wholeStudy + meant + "\n", repaired)
    Assert.Empty (check repaired).Diagnostics

[<Theory>]
[<InlineData("p = 5 e-8", "p = 5e-8")>]
[<InlineData("p = 5 E-8", "p = 5E-8")>]
[<InlineData("window = 250 kb", "window = 250kb")>]
let ``A blank within a number is taken out`` (written: string) (meant: string) =
    let name = written.Substring(0, written.IndexOf ' ')

    let text =
        if name = "p" then
            inWhole "p = 5e-8" written
        else
            inWhole "window = 250kb" written

    let found, repaired = fixed' text
    Assert.StartsWith("WM108", found.Code)
    Assert.Contains(meant, repaired)
    Assert.Empty (check repaired).Diagnostics

[<Fact>]
let ``A word after a number is joined to it only where it is a unit`` () =
    let found, repaired = fixed' (inWhole "age >= 45y" "age >= 45 years")
    Assert.Equal("WM1082", found.Code)
    Assert.Equal(wholeStudy, repaired)

    let other =
        Assert.Single (check (inWhole "age >= 45y and" "age >= 45 males and")).Diagnostics

    Assert.Equal("WM1052", other.Code)
    Assert.Empty other.Fixes

[<Theory>]
[<InlineData("C:\\data\\people.txt", "C:/data/people.txt")>]
[<InlineData("C:\\new\\table.txt", "C:/new/table.txt")>]
let ``A path of Windows is told once, and written with other strokes`` (path: string) (meant: string) =
    let found, repaired = fixed' (inWhole "data/people.txt" path)
    Assert.Equal("WM1091", found.Code)
    Assert.Contains("`C:\\` is not an escape", found.Message)
    Assert.Equal(inWhole "data/people.txt" meant, repaired)

[<Fact>]
let ``A range with zeros is listed`` () =
    let found, repaired = fixed' (inWhole "data/chips.bed" "data/chr{08..11}.bed")
    Assert.Equal("WM1094", found.Code)
    Assert.Equal(inWhole "data/chips.bed" "data/chr{08,09,10,11}.bed", repaired)

[<Fact>]
let ``The in of another program is that of the language`` () =
    let found, repaired =
        fixed' (inWhole "ancestry == \"EUR\"" "ancestry %in% [\"EUR\", \"AFR\"]")

    Assert.Equal("WM1062", found.Code)
    Assert.Equal(inWhole "ancestry == \"EUR\"" "ancestry in [\"EUR\", \"AFR\"]", repaired)
    Assert.Empty (check repaired).Diagnostics

[<Theory>]
[<InlineData("https://example.org/a.wmstudy", "'https://example.org/a.wmstudy' is not there; nothing is fetched")>]
[<InlineData("nowhere", "The imported file 'nowhere.wmstudy' is not there.")>]
let ``An import of what is no file is told what an import names`` (path: string) (told: string) =
    let found =
        Assert.Single (check (wholeStudy.Replace("## What", $"import \"{path}\" as x\n## What"))).Diagnostics

    Assert.Equal("WM4003", found.Code)
    Assert.Contains(told, found.Message)

[<Fact>]
let ``Braces in the path of a table are no column`` () =
    let found =
        Assert.Single (check (inWhole "data/people.txt" "data/{id}.txt")).Diagnostics

    Assert.Equal(NameCodes.PlaceholderUnknown.Code, found.Code)
    Assert.Contains("columns of people stand between braces in the paths of images alone", found.Message)

[<Fact>]
let ``A trait in a term of its covariates is marked where it is written`` () =
    let text =
        (inWhole "adjust = base" "adjust = age + sex:height").Replace("covariates base { age * sex + I(age^2) }\n", "")

    let found = Assert.Single (check text).Diagnostics
    Assert.Equal("WM3008", found.Code)
    let span = nonNull found.Span
    Assert.Equal("height", text.Substring(span.Start, span.Length))

    let elsewhere = inWhole "age * sex + I(age^2)" "age + sex:height"
    let found = Assert.Single (check elsewhere).Diagnostics
    Assert.Equal("WM3008", found.Code)
    let span = nonNull found.Span
    Assert.Equal("base", elsewhere.Substring(span.Start, span.Length))
    let beside = (Assert.Single found.Related).Span
    Assert.Equal("height", elsewhere.Substring(beside.Start, beside.Length))

[<Theory>]
// A name or a sum that stands for a number is not given the letters of a unit, nor taken away.
[<InlineData("param youngest : int = 45\n", "age >= youngest", "maf >= 0.01")>]
[<InlineData("param youngest : int = 45\n", "age >= youngest + 1", "maf >= 0.01")>]
[<InlineData("param youngest : int = 45\n", "age >= (youngest)", "maf >= 0.01")>]
[<InlineData("param dist : quantity = 250kb\n", "age >= 45y", "maf >= dist")>]
[<InlineData("param dist : quantity = 250kb\n", "age >= 45y", "maf >= (dist)")>]
[<InlineData("param dist : quantity = 250kb\n", "age >= dist", "maf >= 0.01")>]
let ``Units are written and taken away where the number itself stands alone`` (param: string) (include': string) keep =
    let text =
        wholeStudy
            .Replace("cohort people", param + "cohort people")
            .Replace("age >= 45y", include')
            .Replace("maf >= 0.01", keep)

    let found = Assert.Single (check text).Diagnostics
    Assert.Empty found.Fixes

    if found.Code = NameCodes.UnitMissing.Code then
        Assert.EndsWith("a parameter that has one is declared as 'quantity'.", found.Message)
        // What it says to do.
        Assert.Empty
            (check (text.Replace("youngest : int = 45", "youngest : quantity = 45y").Replace(" + 1", " + 1y")))
                .Diagnostics
