/// The picture of a plan's steps, as numbers.
module WhiteMatter.Language.Tests.PlanPictureTests

open System.Globalization
open System.Text.RegularExpressions
open System.Xml.Linq
open Xunit
open WhiteMatter.Language.Tests.Samples
open WhiteMatter.Planning

let private numbers (text: string) = [
    for found in Regex.Matches(text, "-?[0-9.]+") -> System.Double.Parse(found.Value, CultureInfo.InvariantCulture)
]

[<Fact>]
let ``No edge of a picture passes behind a box`` () =
    let mutable passing = 0

    for file in exampleFiles do
        let plan = PlanSchemaTests.planOf file
        let picture = XDocument.Parse(PlanGraph.svg plan)

        let all name read = [
            for found in picture.Descendants() do
                if found.Name.LocalName = name && (found.Attribute(XName.Get read)) <> null then
                    found
        ]

        let read name (element: XElement) =
            numbers (nonNull (element.Attribute(XName.Get name))).Value |> List.head

        let boxes = [
            for box in all "rect" "rx" ->
                read "x" box, read "x" box + read "width" box, read "y" box, read "y" box + read "height" box
        ]

        Assert.Equal(plan.Steps.Length, boxes.Length)

        let tops =
            boxes |> List.map (fun (_, _, top, _) -> top) |> List.distinct |> List.sort

        let bottoms =
            boxes
            |> List.map (fun (_, _, _, bottom) -> bottom)
            |> List.distinct
            |> List.sort

        for path in all "path" "d" do
            match numbers (nonNull (path.Attribute(XName.Get "d"))).Value with
            | fromX :: fromY :: _ :: _ :: _ :: _ :: toX :: toY :: past ->
                // A curve leads from below one row to above the next.
                let row = tops |> List.findIndex ((=) toY)
                Assert.Equal(bottoms[row - 1], fromY)

                match past with
                | [ finish ] ->
                    passing <- passing + 1
                    Assert.Equal(bottoms[row], finish)

                    for left, right, top, _ in boxes do
                        Assert.False((top = toY && left <= toX && toX <= right), $"{file}: {path}")
                | _ -> Assert.Contains(boxes, fun (left, right, top, _) -> top = toY && left < toX && toX < right)

                Assert.True(fromX > 0.0)
            | other -> failwith $"{other}"

    // Some examples have edges that are longer than a row.
    Assert.True(passing > 0)
