/// Squares and products of quantities, whose unit has no name: they stand in arithmetic and comparisons, and for nothing else.
module WhiteMatter.Language.Tests.UnnamedUnitTests

open Xunit
open WhiteMatter.Language.Tests.CheckerHost

let private including (condition: string) =
    let text =
        start.Replace("id = IID, family = FID)\n", "id = IID, family = FID)\n  include = " + condition + "\n")

    Assert.NotEqual<string>(start, text)
    text

let private gwas (settings: string) =
    start
    + $"gwas g from people {{ traits = traits, genotypes = chips, adjust = age + sex, {settings} }}\n"

[<Theory>]
[<InlineData("gxe = age^2")>]
[<InlineData("gxe = age * age")>]
[<InlineData("write_p = 2mm^2")>]
[<InlineData("top = 2mm * 2mm")>]
[<InlineData("export = [3mm^2]")>]
[<InlineData("method = 2mm^2")>]
[<InlineData("condition = [2mm^2]")>]
let ``A square of a quantity stands for no column, number, word or text`` (settings: string) =
    Assert.True((codes (check (gwas settings)) = [ "WM2010" ]), messages (check (gwas settings)))

[<Theory>]
[<InlineData("age^2")>]
[<InlineData("age * age == \"x\"")>]
[<InlineData("not age^2")>]
[<InlineData("is_missing(age^2)")>]
let ``A square of a quantity is no condition and no text`` (condition: string) =
    Assert.NotEmpty(codes (check (including condition)))

[<Theory>]
[<InlineData("age^2 >= 45y * 45y")>]
[<InlineData("age * age / age >= 45y")>]
[<InlineData("age^0.1 * age^0.2 < age^0.3")>]
[<InlineData("height / age^2 > 3 and age >= 45y")>]
[<InlineData("sqrt(age^2) >= 45")>]
let ``A unit without a name is compared with its own kind, or with what is not known`` (condition: string) =
    let found = check (including condition)
    Assert.True((codes found).IsEmpty, messages found)

[<Theory>]
[<InlineData("age * age > 50y", "WM2013")>]
[<InlineData("50y < age * age", "WM2013")>]
[<InlineData("age^2 >= 2025", "WM2011")>]
[<InlineData("age * age != age", "WM2013")>]
let ``A unit without a name is compared with no other`` (condition: string) (code: string) =
    let found = only (including condition)
    Assert.True((found.Code = code), found.Message)

let private adjusted (term: string) =
    (gwas "method = linear")
        .Replace("adjust = age + sex", $"adjust = age + sex + headsize + I({term})")
        .Replace("age : y", "age : y, height : mm, bmi : kg, headsize : numeric")
        .Replace("columns = [height]", "columns = [\"FEV1/FVC\"]")

[<Theory>]
[<InlineData("age*age - age", "WM2013")>]
[<InlineData("age^2 + age", "WM2013")>]
[<InlineData("bmi/height^2 - bmi", "WM2013")>]
[<InlineData("age^2 + 3", "WM2011")>]
[<InlineData("3 + age^2", "WM2011")>]
[<InlineData("age^2 + headsize", "WM2013")>]
[<InlineData("age + 3", "WM2011")>]
[<InlineData("age^2y", "WM2010")>]
[<InlineData("age^age", "WM2010")>]
[<InlineData("age/0", "WM2059")>]
[<InlineData("age/(3 - 3)", "WM2059")>]
let ``Sums, exponents and quotients that have no unit or no value are told`` (term: string) (code: string) =
    let found = only (adjusted term)
    Assert.True((found.Code = code), found.Message)
    Assert.DoesNotContain("this is a number without a unit", (if code = "WM2010" then "" else found.Message))

[<Theory>]
[<InlineData("age^2 + age*age")>]
[<InlineData("age^2/age + age")>]
[<InlineData("age^2 + 3y * 1y")>]
[<InlineData("bmi/height^2 - 25kg / 1mm / 1mm")>]
[<InlineData("age^2 + constant")>]
[<InlineData("age^0.5")>]
[<InlineData("age^0.1 * age^0.2 + age^0.3")>]
[<InlineData("age^3/age^2 - age")>]
let ``Sums of one unit are sound, and what has none declared is not judged`` (term: string) =
    let found = check (adjusted term)
    Assert.True((codes found).IsEmpty, messages found)

[<Fact>]
let ``A number beside a square is said how to write`` () =
    Assert.Contains("write 3y * 1y", (only (adjusted "age^2 + 3")).Message)
    Assert.Contains("write 25kg / 1mm / 1mm", (only (adjusted "bmi/height^2 - 25")).Message)

[<Theory>]
[<InlineData("age^2 + 3", "3y * 1y")>]
[<InlineData("50% * age^2 + 50%", "50% * 1y * 1y")>]
[<InlineData("bmi / height^2 + 25", "25kg / 1mm / 1mm")>]
let ``How a number with such a unit is written is said, and can be written so`` (term: string) (written: string) =
    Assert.Contains(written, (only (adjusted term)).Message)
    let number = term.Substring(term.LastIndexOf ' ' + 1)
    Assert.Empty(codes (check (adjusted (term.Substring(0, term.Length - number.Length) + written))))
