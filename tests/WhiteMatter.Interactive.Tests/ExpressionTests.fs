module WhiteMatter.Interactive.Tests.ExpressionTests

open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Tests.Cell

/// Precedence is R's (R 4.2.2: `-2^2` is -4, `2^3^2` is 512).
[<Theory>]
[<InlineData("1 + 2 * 3", "7")>]
[<InlineData("-2^2", "-4")>]
[<InlineData("2^3^2", "512")>]
[<InlineData("1 < 2 and not 2 < 1", "true")>]
[<InlineData("log10(1000)", "3")>]
[<InlineData("250kb / 1kb", "250")>]
[<InlineData("2kb + 3Mb", "3.002Mb")>]
[<InlineData("40y + 3y", "43y")>]
[<InlineData("15% + 5%", "0.2")>]
let ``Arithmetic is that of the language`` (typed: string) (expected: string) =
    use desk = new Desk()
    Assert.Equal(expected, said (desk.Begin()) typed)

[<Fact>]
let ``A value of a run is there after it, and before it is said how to have it`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    Assert.Contains("':run old' makes it", refused session Ending.Failed "old.count")
    said session ":run old" |> ignore
    // Ages 60 to 79, 25 people of each.
    Assert.Equal("500", said session "old.count")
    Assert.Equal("0.0001", said session "0.05 / old.count")
    Assert.Equal("true", said session "old.count < everyone.count")

[<Fact>]
let ``An error in an expression shows the expression alone`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    let text = refused session Ending.Refused "everyone.cuont + 1"
    Assert.Contains("--> typed:1:10", text)
    Assert.Contains("WM2026", text)
    Assert.Contains("WM2001", refused session Ending.Refused "nobody.count")
    Assert.Contains("WM1", refused session Ending.Refused "1 + ")

[<Fact>]
let ``The type of an expression and all that is known of a name can be asked for`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session ("## Everybody.\n" + everyone) |> ignore
    Assert.Equal("everyone.count : int", said session ":type everyone.count")
    let known = said session ":type everyone"
    Assert.Contains("Everybody.", known)
    Assert.Contains("Can be asked for .count", known)

/// What people of other languages type, and what they type here.
[<Theory>]
[<InlineData("x = 3", "param x : int = 3")>]
[<InlineData("let w = 250kb", "param w : quantity = 250kb")>]
[<InlineData("x <- 0.5", "param x : float = 0.5")>]
[<InlineData("names = [\"a\", \"b\"]", "param names : [string] = [\"a\", \"b\"]")>]
[<InlineData("c = nobody", "':help cohort'")>]
[<InlineData("known = 4", ":set known=4")>]
[<InlineData("std/ukb", "import \"std/ukb\" as ukb")>]
let ``A value that is given a name is told how it gets one`` (typed: string) (told: string) =
    use desk = new Desk()
    let session = desk.Begin()
    said session "param known : int = 3" |> ignore
    Assert.Contains(told, (refused session Ending.Misused typed).ReplaceLineEndings " ")
    // What is told can be typed.
    if told.StartsWith("param ", System.StringComparison.Ordinal) then
        said session told |> ignore

    Assert.Equal("false", said session "known <-4")

[<Fact>]
let ``A file of the library is shown by the name it is imported with`` () =
    use desk = new Desk()
    let session = desk.Begin()
    Assert.Contains("the file 'std/ukb.wmstudy'", said session "import \"std/ukb\" as ukb")
    Assert.DoesNotContain("std:", said session ":type ukb")

[<Fact>]
let ``A column that is named alone is told with what draws it`` () =
    use desk = new Desk()
    let session = desk.Begin()
    said session everyone |> ignore
    said session "phenotypes sizes from everyone { columns = [height] }" |> ignore
    Assert.Contains("height : numeric, a column of everyone", said session "height")
    Assert.Contains("height : numeric, a column of everyone", said session ":type height")
    Assert.Contains("':plot everyone height' draws it", refused session Ending.Misused ":plot height")
    said session ":run" |> ignore

    Assert.Contains(
        "':plot everyone height' or ':plot sizes height' draws it",
        refused session Ending.Misused ":plot height"
    )

    Assert.Contains("':plan' lists the steps", refused session Ending.Misused ":plot wieght")
    Assert.Contains("':plan' lists the steps", refused session Ending.Misused ":run wieght")
