module WhiteMatter.Interactive.Tests.PrivacyTests

open System.IO
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

[<Fact>]
let ``A warning of a run names nobody, unless single people may be shown`` () =
    use desk = new Desk()
    // Everybody but three has a score.
    let rows = System.String.Join("", [ for i in 3..999 -> $"p{i}\t{i}\n" ])
    System.IO.File.WriteAllText(desk.Path "scores.tsv", "iid\tscore\n" + rows)

    let declared = [
        everyone
        "phenotypes scores from everyone { table = tsv(\"scores.tsv\", id = iid), columns = [score] }"
    ]

    let session = desk.Begin()

    for typed in declared do
        said session typed |> ignore

    let text = said session ":run"
    Assert.Contains("WM4160", text)
    Assert.Contains("People not found", text)
    Assert.DoesNotContain("p0", text)
    System.IO.Directory.Delete(desk.Path ".wmstudy", recursive = true)
    said session "report page { show = [everyone], small_counts = 1 }" |> ignore
    Assert.Contains("p0", said session ":run scores")

[<Fact>]
let ``A table of few people is not counted in words either`` () =
    use desk = new Desk()
    System.IO.File.WriteAllText(desk.Path "few.tsv", "iid\tage\np1\t50\np2\t60\n")
    let session = desk.Begin()
    Assert.Contains("few : Cohort, <5 people", said session "cohort few { table = tsv(\"few.tsv\", id = iid) }")

[<Fact>]
let ``What is known of a name before a run has no count of few people, nor their values`` () =
    use desk = new Desk()
    File.WriteAllText(desk.Path "few.tsv", "iid\tx\nann\t1\nbob\t2\ncee\t3\n")
    let session = desk.Begin()
    said session "cohort few { table = tsv(\"few.tsv\", id = iid) }" |> ignore
    let known = said session ":type few"
    Assert.Contains("<5 people", known)
    Assert.DoesNotContain("3 people", known)
    let columns = said session ":columns few"
    Assert.DoesNotContain("ann", columns)
    Assert.DoesNotContain("1, 2", columns)

[<Fact>]
let ``What lies between two numbers of people is not told where it is few`` () =
    use desk = new Desk()
    let session = ran desk [ "cohort most from everyone { include = site == \"A\" }" ]
    // 1,000 people, of whom 2 are left out: from 1 to 4 are, as the report has it.
    Assert.Equal("996–999", (said session "most.count").Trim())
    Assert.Contains("996–999", said session "most")
    Assert.Contains("996–999", said session ":show most")

    let all =
        said session "most"
        + said session ":show most"
        + said session ":list"
        + said session ":type most"

    Assert.DoesNotContain("998", all)
    Assert.Contains("1,000 people", said session ":list")
    Assert.Contains("under 5", refused session Ending.Failed "most.count >= 998")
    Assert.Contains("under 5", refused session Ending.Failed "most.count + 0")
    Assert.Contains("under 5", refused session Ending.Failed "everyone.count - most.count")
    Assert.Contains("under 5", refused session Ending.Failed "everyone.count > most.count + 1")

[<Fact>]
let ``What is made of people of whom few are left out is a range in every later step`` () =
    use desk = new Desk()

    let session =
        ran desk [
            "cohort most from everyone { include = site == \"A\" }"
            "phenotypes ages from most { columns = [age] }"
        ]

    let shown =
        said session ":show ages" + said session "ages" + said session ":head ages"

    Assert.Contains("996–999", shown)
    Assert.DoesNotContain("998", shown)
    said session "report page { show = [everyone], small_counts = 1 }" |> ignore
    Assert.Equal("998", (said session "most.count").Trim())

[<Fact>]
let ``People who are the rest of two sets tell nobody either`` () =
    use desk = new Desk()

    let session =
        ran desk [
            "cohort few from everyone { include = site == \"Z\" }"
            "cohort others from everyone - few"
        ]

    Assert.Contains("996–999", said session "others")

    Assert.DoesNotContain(
        "998",
        said session "others"
        + said session "others.count"
        + said session ":show others"
    )

    Assert.Contains("under 5", refused session Ending.Failed "everyone.count - others.count")

[<Fact>]
let ``An expectation tells no number from which few people can be told`` () =
    use desk = new Desk()
    let session = ran desk [ "cohort most from everyone { include = site == \"A\" }" ]
    said session "expect { most.count > 999 }" |> ignore
    let text = textOf (submit session ":run")
    Assert.Contains("WM6017", text)
    Assert.DoesNotContain("998", text)

[<Fact>]
let ``An expectation that does not hold tells no number of few people`` () =
    use desk = new Desk()

    let session = ran desk [ "cohort few from everyone { include = site == \"Z\" }" ]
    said session "expect { few.count > 10 }" |> ignore
    let text = textOf (submit session ":run")
    Assert.Contains("WM6017", text)
    Assert.DoesNotContain("is 2", text)
    Assert.Contains("small_counts", text)

[<Fact>]
let ``The size of a file with a row a person is not told`` () =
    use desk = new Desk()
    let session = ran desk []
    Assert.DoesNotContain("bytes", said session ":show everyone")
    said session "report page { show = [everyone], small_counts = 1 }" |> ignore
    Assert.Contains("bytes", said session ":show everyone")
