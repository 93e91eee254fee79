module WhiteMatter.Interactive.Tests.PrivacyTests

open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Tests.Cell

let private ran (desk: Desk) (more: string list) =
    let session = desk.Begin()

    for typed in everyone :: more @ [ ":run" ] do
        said session typed |> ignore

    session

[<Fact>]
let ``Rows of people are shown where the report lets single people be counted, and nowhere else`` () =
    use desk = new Desk()
    let session = ran desk []
    let head = said session ":head everyone"
    Assert.DoesNotContain("p0", head)
    // Ages are 40 to 79, 25 people of each.
    Assert.Contains("median 59.5", head)
    said session "report page { show = [everyone], small_counts = 1 }" |> ignore
    let head = said session ":head everyone 2"
    Assert.Contains("p0", head)
    Assert.Contains("p1", head)
    Assert.DoesNotContain("p2", head)

[<Fact>]
let ``Values that few people have are not told, and neither what is left by subtraction`` () =
    use desk = new Desk()
    let session = ran desk []
    let head = said session ":head everyone"
    // Two people are of site Z: with them alone hidden, the share of A would tell that they are two.
    Assert.DoesNotContain("Z", head)
    Assert.DoesNotContain("A ", head)
    Assert.Contains("F 50%, M 50%", head)

[<Fact>]
let ``A number of few people is not shown, nor what rests on it`` () =
    use desk = new Desk()
    let session = ran desk [ "cohort few from everyone { include = site == \"Z\" }" ]
    Assert.Contains("under 5", refused session Ending.Failed "few.count")
    Assert.Contains("under 5", refused session Ending.Failed "everyone.count - few.count")
    Assert.Contains("<5", said session ":show few")
    Assert.DoesNotContain("p0", said session ":show few")
    Assert.Contains("too few people", said session ":head few")
    Assert.Contains("too few people", refused session Ending.Misused ":plot few age")
