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
[<InlineData("age^2 >= 2025")>]
[<InlineData("age * age / age >= 45y")>]
[<InlineData("height / age^2 > 3 and age >= 45y")>]
[<InlineData("sqrt(age^2) >= 45")>]
let ``What a unit without a name is compared with is not judged`` (condition: string) =
    let found = check (including condition)
    Assert.True((codes found).IsEmpty, messages found)
