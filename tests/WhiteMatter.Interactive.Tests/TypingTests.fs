module WhiteMatter.Interactive.Tests.TypingTests

open System.IO
open System.Threading
open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Tests.Cell
open WhiteMatter.Language.Services

let private proposed (session: Session) (typed: string) : string list =
    let found =
        session.Complete(typed, typed.Length, CancellationToken.None).GetAwaiter().GetResult()

    [ for made in found.Proposals -> made.Label ]

let private begun (desk: Desk) =
    let session = desk.Begin()
    said session everyone |> ignore
    session

[<Fact>]
let ``The first word may begin a declaration or be a name`` () =
    use desk = new Desk()
    let session = begun desk
    Assert.Contains("cohort", proposed session "co")
    Assert.Contains("everyone", proposed session "ev")

[<Fact>]
let ``Settings, columns and members are proposed where they may stand`` () =
    use desk = new Desk()
    let session = begun desk
    Assert.Contains("include", proposed session "cohort old from everyone { inc")
    Assert.Contains("age", proposed session "cohort old from everyone {\n  include = a")
    Assert.Contains("everyone", proposed session "cohort old from ev")
    Assert.Contains("count", proposed session "everyone.c")
    Assert.Contains("iid", proposed session "cohort other { table = tsv(\"people.tsv\", id = i")

[<Fact>]
let ``Declarations above the cursor are known before they are submitted`` () =
    use desk = new Desk()
    let session = begun desk
    let before = session.Text
    let above = "cohort old from everyone { include = age >= 60 }"
    Assert.Contains("height", proposed session (above + "\ncohort tall from old { include = he"))
    Assert.Contains("old", proposed session (above + "\ncohort tall from o"))

    let below (typed: string) =
        let found =
            session
                .CompleteBelow([ above; ":list" ], typed, typed.Length, CancellationToken.None)
                .GetAwaiter()
                .GetResult()

        [ for made in found.Proposals -> made.Label ]

    Assert.Contains("height", below "cohort tall from old { include = he")
    Assert.Contains("count", below "old.c")
    Assert.Contains("old", below "ol")
    Assert.Contains("old", below ":run o")
    // What is above may be half written.
    Assert.Contains("old", proposed session ("cohort half from { include = }\n" + above + "\ncohort tall from o"))
    // The session is as it was.
    Assert.Equal(before, session.Text)
    Assert.DoesNotContain("old", proposed session "cohort tall from o")

[<Fact>]
let ``Commands, names, columns and files are proposed after a colon`` () =
    use desk = new Desk()
    let session = begun desk
    File.WriteAllText(desk.Path "heights.wmstudy", "")
    Assert.Equal<string list>([ ":plan"; ":plot" ], proposed session ":pl")
    Assert.Contains("everyone", proposed session ":run ev")
    Assert.Contains("height", proposed session ":plot everyone h")
    Assert.Contains("heights.wmstudy", proposed session ":load he")
    Assert.Contains("gwas", proposed session ":help gw")
    Assert.Contains("count", proposed session ":type everyone.c")

[<Theory>]
[<InlineData("cohort everyone {", true)>]
[<InlineData("cohort everyone { # {", true)>]
[<InlineData("cohort everyone { table = tsv(\"a{b\", id = iid) }", false)>]
[<InlineData("1 +", true)>]
[<InlineData("1 + # more", true)>]
[<InlineData("everyone.count # 1 +", false)>]
[<InlineData("everyone.count and", true)>]
[<InlineData("band", false)>]
[<InlineData(":plot everyone (", false)>]
[<InlineData("", false)>]
let ``A text goes on while a bracket is open or an operator waits`` (typed: string) (isOpen: bool) =
    use desk = new Desk()
    let expected = if isOpen then Completeness.Open else Completeness.Whole
    Assert.Equal(expected, (desk.Begin()).CompletenessOf typed)

[<Fact>]
let ``Words have the colours of what they mean`` () =
    use desk = new Desk()
    let session = begun desk
    let typed = "cohort old from everyone { include = age >= 60 }"

    let kinds =
        session.Colours(typed, CancellationToken.None).GetAwaiter().GetResult()
        |> List.map (fun token -> typed.Substring(token.Span.Start, token.Span.Length), token.Kind)

    Assert.Contains(("cohort", TokenKind.Keyword), kinds)
    Assert.Contains(("everyone", TokenKind.Declaration), kinds)
    Assert.Contains(("include", TokenKind.Property), kinds)
    Assert.Contains(("age", TokenKind.Column), kinds)

[<Fact>]
let ``What is known of a word can be asked for where it stands`` () =
    use desk = new Desk()
    let session = begun desk

    let known (typed: string) offset =
        session.Inspect(typed, offset, CancellationToken.None).GetAwaiter().GetResult()

    Assert.Contains("Who stays", Option.get (known "cohort old from everyone { include = age >= 60 }" 28))
    Assert.Contains("everyone : Cohort", Option.get (known "everyone.count" 3))
    Assert.Contains("Draw a histogram", Option.get (known ":plot everyone" 2))
    Assert.True((known "1 + 2" 1).IsNone)

[<Fact>]
let ``A text of several inputs is cut where each ends, and declarations stay together`` () =
    let cell =
        "# All of them.\ncohort b from a { include = age >= 60 }\n\ncohort a {\n  table = tsv(\"t.tsv\", id = i)\n}\n\n:run a\na.count +\n  1\n# the end"

    let inputs = Inputs.split cell

    Assert.Equal<string list>(
        [
            "# All of them.\ncohort b from a { include = age >= 60 }\n\ncohort a {\n  table = tsv(\"t.tsv\", id = i)\n}"
            ":run a"
            "a.count +\n  1"
            "# the end"
        ],
        [ for input in inputs -> input.Text ]
    )

    for input in inputs do
        Assert.StartsWith(input.Text, cell.Substring input.Start)

[<Fact>]
let ``A comment belongs to what stands below it`` () =
    use desk = new Desk()
    let session = desk.Begin()
    Assert.Equal(Completeness.Open, session.CompletenessOf "## Everybody.")
    said session ("## Everybody.\n" + everyone) |> ignore
    Assert.Contains("## Everybody.\ncohort everyone", session.Text)
    Assert.Contains("everyone", said session "# what there is\n:list")
    Assert.Equal("2", said session "# a sum\n1 + 1")
