module WhiteMatter.Interactive.Tests.PictureTests

open System
open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Tests.Cell
open WhiteMatter.Reporting

let private ran (desk: Desk) =
    let session = desk.Begin()

    for typed in [ everyone; "phenotypes sizes from everyone { columns = [height] }"; ":run" ] do
        said session typed |> ignore

    session

let private picture (answer: Answer) : Picture =
    answer.Blocks
    |> List.pick (fun block ->
        match block with
        | Block.Picture picture
        | Block.Page picture -> Some picture
        | _ -> None)

[<Fact>]
let ``A column's histogram counts its people`` () =
    use desk = new Desk()
    let drawn = picture (submit (ran desk) ":plot everyone age")

    match drawn.Drawing with
    | Drawing.Histogram(_, counted) ->
        Assert.Equal(1000L, counted.People)
        Assert.Equal(1000L, counted.Bins |> Seq.sumBy _.People)
        // Ages 40 to 79, 25 people of each.
        Assert.Equal(59.5, counted.Median)
    | other -> failwith $"It is {other}."

[<Fact>]
let ``Two columns give people over both, in cells of no fewer people than may be counted`` () =
    use desk = new Desk()
    let drawn = picture (submit (ran desk) ":plot everyone age height")

    match drawn.Drawing with
    | Drawing.Density(cells, "age", "height") ->
        Assert.All(cells.Counts, (fun count -> Assert.True((count = 0L || count >= 5L))))
    | other -> failwith $"It is {other}."

[<Fact>]
let ``A picture in a terminal keeps to its width, and without colours has no escape codes`` () =
    use desk = new Desk()
    let session = ran desk

    for typed in [ ":plot everyone age"; ":plot everyone age height"; ":plot sizes" ] do
        for width in [ 40; 100 ] do
            let plain = AnswerText.render width false (submit session typed)
            Assert.DoesNotContain("\u001b", plain)
            let drawn = plain.Split '\n' |> Array.filter (fun line -> line.Contains '│')
            Assert.NotEmpty drawn
            Assert.All(drawn, (fun line -> Assert.True((line.Length <= width), line)))
            Assert.Contains("\u001b[34m", AnswerText.render width true (submit session typed))

/// The bars of a slice are voxels: a volume whose left half is 1 and right half 0 is bright on the left alone.
[<Fact>]
let ``A slice shows left on the left`` () =
    let affine = [| -2.0; 0.0; 0.0; 3.0; 0.0; 2.0; 0.0; -3.0; 0.0; 0.0; 2.0; -3.0 |]

    // The first axis runs to the left (its step in x is negative), so that voxels 0 and 1 are the right half.
    let values = [| for index in 0..63 -> if index % 4 >= 2 then 1.0f else 0.25f |]

    let volume =
        VolumeData(
            X = 4,
            Y = 4,
            Z = 4,
            Affine = Collections.Immutable.ImmutableArray.CreateRange affine,
            Values = Collections.Immutable.ImmutableArray.CreateRange values,
            Mask = Collections.Immutable.ImmutableArray.CreateRange(Seq.replicate 64 true)
        )

    let slice = nonNull (VolumeSlice.Cut(volume, "axial", Nullable 1.0))
    Assert.Equal((4, 4), (slice.Width, slice.Height))
    Assert.Equal(1.0, slice.Millimetres)
    Assert.Equal<float list>([ 1.0; 1.0; 0.25; 0.25 ], [ for at in 0..3 -> slice.Values[at] ])
    Assert.Contains("<svg", slice.Svg "a test")
    Assert.Equal("left is on the left", slice.Side)
    // Voxels lie at -3, -1, 1 and 3 mm.
    Assert.Equal((-3.0, 3.0), (slice.First, slice.Last))
    Assert.True(slice.Reaches 3.9 && slice.Reaches -4.0)
    Assert.False(slice.Reaches 4.5 || slice.Reaches -9999.0)
    let across = nonNull (VolumeSlice.Cut(volume, "sagittal", Nullable 1.0))
    Assert.Equal((-3.0, 3.0), (across.First, across.Last))
    Assert.Equal("the front is on the right", across.Side)

    let shown = {
        Title = "t"
        Caption = "c"
        Drawing = Drawing.Slice slice
    }

    let line = (AnswerText.block 80 false (Block.Picture shown)).Split('\n')[1]
    // Each voxel of so coarse a grid is four characters wide.
    Assert.Equal("@@@@@@@@", line.Substring(0, 8))
    Assert.NotEqual('@', line[8])

[<Fact>]
let ``A page of a picture needs nothing from elsewhere`` () =
    use desk = new Desk()
    let answer = submit (ran desk) ":plot everyone age --browser"
    Assert.Contains(answer.Blocks, (fun block -> block.IsPage))
    let page = PictureSvg.page (picture answer)
    Assert.Contains("<svg", page)
    Assert.DoesNotContain("src=", page)
    Assert.DoesNotContain("href=\"http", page)

[<Fact>]
let ``Tables are HTML in a notebook, whatever stands in them`` () =
    let table = Answer.table [ "name", false; "n", true ] [ [ "<b>&"; "1" ] ]

    Assert.Equal(
        "<table><thead><tr><th>name</th><th>n</th></tr></thead><tbody><tr><td style=\"text-align:left\">&lt;b&gt;&amp;</td><td style=\"text-align:right\">1</td></tr></tbody></table>",
        AnswerHtml.block table
    )

[<Fact>]
let ``What cannot be drawn says why`` () =
    use desk = new Desk()
    let session = ran desk
    Assert.Contains("name a column", refused session Ending.Misused ":plot everyone")
    Assert.Contains("did you mean 'height'?", refused session Ending.Misused ":plot everyone heigth")
    Assert.Contains("a column of texts", refused session Ending.Misused ":plot everyone sex")
    said session "cohort old from everyone { include = age >= 60 }" |> ignore
    Assert.Contains("':run old' makes it", refused session Ending.Failed ":plot old age")

/// Atlases and tables name things with blanks, as the JHU atlas's 'Fornix R' is.
[<Fact>]
let ``A column with a blank in its name is plotted, with quotation marks or without`` () =
    use desk = new Desk()

    let rows = [ for i in 0..999 -> $"p{i}\t{i % 40}\t{i % 50}\t{i % 50}\t{i % 9}\n" ]

    System.IO.File.WriteAllText(
        desk.Path "tracts.tsv",
        "iid\tFornix R\tFornix\tFornix R old\tR\n" + String.Join("", rows)
    )

    let session = desk.Begin()

    said session "cohort tracts { table = tsv(\"tracts.tsv\", id = iid) }" |> ignore
    said session ":run" |> ignore

    let titleOf typed = (picture (submit session typed)).Title

    Assert.Equal("Fornix R of tracts", titleOf ":plot tracts Fornix R")
    Assert.Equal("Fornix R of tracts", titleOf ":plot tracts \"Fornix R\"")
    Assert.Equal("Fornix R old of tracts", titleOf ":plot tracts Fornix R old")
    Assert.Equal("Fornix over Fornix R of tracts", titleOf ":plot tracts Fornix R Fornix")
    Assert.Equal("R over Fornix of tracts", titleOf ":plot tracts \"Fornix\" \"R\"")
    Assert.Equal("R over Fornix of tracts", titleOf ":plot tracts \"Fornix\" R")

[<Fact>]
let ``People too few for cells of groups are said to be so, and how many they are`` () =
    use desk = new Desk()
    let session = ran desk
    said session "cohort some from everyone { sample = 30 }" |> ignore
    said session ":run" |> ignore

    let text = (textOf (submit session ":plot some age height")).Replace("\n", " ")
    Assert.Contains("30 people of 'some' have both 'age' and 'height'", text)
    Assert.Contains("groups of at least 5", text)
