[<RequireQualifiedAccess>]
module WhiteMatter.Planning.PlanGraph

open System
open System.Collections.Generic
open System.Globalization
open System.Text
open WhiteMatter.Plan

let private stateOf (step: PlanStep) =
    match step.State with
    | StepState.Cached -> "cached"
    | StepState.Run -> "run"
    | _ -> "blocked"

/// Fill and line of a state; both read well in print and by people who do not tell red from green.
let private colours (step: PlanStep) =
    match step.State with
    | StepState.Cached -> "#e3f1ea", "#2f7d5b"
    | StepState.Run -> "#fdf0d5", "#b7791f"
    | _ -> "#fbe3e4", "#b83240"

/// Edges as positions in the plan: from what is needed to what needs it, each once.
let private edges (plan: ExecutionPlan) : (int * int) list =
    let position = Dictionary<string, int>(StringComparer.Ordinal)
    plan.Steps |> Seq.iteri (fun index step -> position[step.Id] <- index)

    [
        for index in 0 .. plan.Steps.Length - 1 do
            for input in plan.Steps[index].Inputs do
                match position.TryGetValue input.StepId with
                | true, source -> source, index
                | _ -> ()
    ]
    |> List.distinct

/// The edges without those that others lead to: who sees A above B above C knows that C needs A. Costs steps times edges / 64 words.
let private direct (plan: ExecutionPlan) : (int * int) list =
    let all = edges plan
    let above = Array.init plan.Steps.Length (fun _ -> ResizeArray<int>())

    for source, target in all do
        above[target].Add source

    // All that each needs, itself left out; each follows what it needs.
    let needed =
        Array.init plan.Steps.Length (fun _ -> Collections.BitArray plan.Steps.Length)

    for index in 0 .. plan.Steps.Length - 1 do
        for source in above[index] do
            needed[index].Or(needed[source]) |> ignore
            needed[index][source] <- true

    all
    |> List.filter (fun (source, target) -> above[target] |> Seq.forall (fun other -> not (needed[other][source])))

let mermaid (plan: ExecutionPlan) : string =
    let text = StringBuilder("flowchart TD\n")
    let quoted (value: string) = value.Replace("\"", "#quot;")

    plan.Steps
    |> Seq.iteri (fun index step -> text.Append($"  s{index}[\"{quoted step.Id}\"]:::{stateOf step}\n") |> ignore)

    for source, target in direct plan do
        text.Append($"  s{source} --> s{target}\n") |> ignore

    for state, fill, line in
        [
            "cached", "#e3f1ea", "#2f7d5b"
            "run", "#fdf0d5", "#b7791f"
            "blocked", "#fbe3e4", "#b83240"
        ] do
        text.Append($"  classDef {state} fill:{fill},stroke:{line},color:#1d2733\n")
        |> ignore

    text.ToString()

let dot (plan: ExecutionPlan) : string =
    let quoted (value: string) =
        "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\""

    let text = StringBuilder()

    text
        .Append($"digraph {quoted plan.Study} {{\n")
        .Append("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];\n")
    |> ignore

    for step in plan.Steps do
        let fill, line = colours step

        text.Append(
            $"  {quoted step.Id} [label={quoted step.Id}, tooltip={quoted (stateOf step)}, fillcolor=\"{fill}\", color=\"{line}\"];\n"
        )
        |> ignore

    for source, target in edges plan do
        text.Append($"  {quoted plan.Steps[source].Id} -> {quoted plan.Steps[target].Id};\n")
        |> ignore

    text.Append("}\n").ToString()

/// Steps and bends of edges in rows. Bends are numbered behind the steps.
type private Layout = {
    Rows: int list array
    /// Pieces of edges from one row to the next, each once: edges to one step join.
    Pieces: (int * int) list
}

/// Rows of steps, each below all that it needs, with a bend where an edge passes a row, so that none goes behind a box. In each row an order in which few
/// edges cross: everything goes to the mean place of its neighbours, row by row, down and up again. Two sweeps a time, four times: costs pieces times sweeps.
let private layoutOf (plan: ExecutionPlan) (edges: (int * int) list) : Layout =
    let steps = plan.Steps.Length
    let level = ResizeArray<int>(Seq.replicate steps 0)
    let sources = Array.init steps (fun _ -> ResizeArray<int>())
    let targets = Array.init steps (fun _ -> ResizeArray<int>())

    for source, target in edges do
        sources[target].Add source
        targets[source].Add target

    // Each follows what it needs.
    for index in 0 .. steps - 1 do
        for source in sources[index] do
            level[index] <- max level[index] (level[source] + 1)

    // What only later rows need stands directly above them.
    for index in steps - 1 .. -1 .. 0 do
        if sources[index].Count = 0 && targets[index].Count > 0 then
            level[index] <- (targets[index] |> Seq.map (fun target -> level[target]) |> Seq.min) - 1

    let bends = Dictionary<struct (int * int), int>()

    /// Where what leads to a step passes a row; the step itself in its own.
    let passing target row =
        if row = level[target] then
            target
        else
            match bends.TryGetValue(struct (target, row)) with
            | true, bend -> bend
            | _ ->
                let bend = level.Count
                level.Add row
                bends.Add(struct (target, row), bend)
                bend

    let pieces =
        [
            for source, target in edges do
                yield!
                    List.pairwise [
                        source
                        for row in level[source] + 1 .. level[target] do
                            passing target row
                    ]
        ]
        |> List.distinct

    let count = level.Count
    let above = Array.init count (fun _ -> ResizeArray<int>())
    let below = Array.init count (fun _ -> ResizeArray<int>())

    for source, target in pieces do
        above[target].Add source
        below[source].Add target

    let depth = if count = 0 then 0 else Seq.max level + 1
    let rows = Array.create depth []

    for index in count - 1 .. -1 .. 0 do
        rows[level[index]] <- index :: rows[level[index]]

    let place = Array.zeroCreate<float> count

    let number row =
        let width = float (List.length rows[row])

        rows[row]
        |> List.iteri (fun at index -> place[index] <- (float at + 0.5) / width)

    for row in 0 .. depth - 1 do
        number row

    let order row (neighbours: ResizeArray<int> array) =
        rows[row] <-
            rows[row]
            |> List.sortBy (fun index ->
                if neighbours[index].Count = 0 then
                    place[index]
                else
                    neighbours[index] |> Seq.averageBy (fun other -> place[other]))

        number row

    for _ in 1..4 do
        for row in 1 .. depth - 1 do
            order row above

        for row in depth - 2 .. -1 .. 0 do
            order row below

    { Rows = rows; Pieces = pieces }

let private escape (value: string) =
    value.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;")

let private number (value: float) =
    value.ToString("0.#", CultureInfo.InvariantCulture)

let private boxHeight = 44.0
let private rowHeight = 96.0
let private gap = 22.0
let private margin = 24.0
let private heading = 34.0

/// A letter of the font at its size, at most.
let private letter = 7.4

/// What an edge takes of a row that it passes.
let private bendWidth = 4.0

let svg (plan: ExecutionPlan) : string =
    let { Rows = rows; Pieces = pieces } = layoutOf plan (direct plan)
    let isBend index = index >= plan.Steps.Length

    let widthOf index =
        if isBend index then
            bendWidth
        else
            max 96.0 (letter * float plan.Steps[index].Id.Length + 24.0)

    let rowWidth row =
        (row |> List.sumBy widthOf) + gap * float (max 0 (List.length row - 1))

    let title =
        if plan.Title = "" then
            plan.Study
        else
            $"{plan.Study}: {plan.Title}"

    let widest =
        max
            (letter * 1.2 * float title.Length)
            (if rows.Length = 0 then
                 0.0
             else
                 rows |> Array.map rowWidth |> Array.max)

    let width = widest + 2.0 * margin
    let height = 2.0 * margin + heading + rowHeight * float rows.Length
    let count = rows |> Array.sumBy List.length
    let left = Array.zeroCreate<float> count
    let top = Array.zeroCreate<float> count

    rows
    |> Array.iteri (fun row steps ->
        let mutable x = (width - rowWidth steps) / 2.0

        for index in steps do
            left[index] <- x
            top[index] <- margin + heading + rowHeight * float row
            x <- x + widthOf index + gap)

    let text = StringBuilder()

    let add (line: string) =
        text.Append(line).Append('\n') |> ignore

    add
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {number width} {number height}\" width=\"{number width}\" height=\"{number height}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#1d2733\">"

    add $"<title>{escape title}</title>"
    add "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"

    add
        $"<text x=\"{number margin}\" y=\"{number (margin + 12.0)}\" font-size=\"15\" font-weight=\"bold\">{escape title}</text>"

    for source, target in pieces do
        let fromX = left[source] + widthOf source / 2.0
        let fromY = top[source] + boxHeight
        let toX = left[target] + widthOf target / 2.0
        let toY = top[target]
        let half = (toY - fromY) / 2.0
        // Past the boxes of the row.
        let past =
            if isBend target then
                $" V{number (toY + boxHeight)}"
            else
                ""

        add
            $"<path d=\"M{number fromX},{number fromY} C{number fromX},{number (fromY + half)} {number toX},{number (toY - half)} {number toX},{number toY}{past}\" fill=\"none\" stroke=\"#8a97a6\" stroke-width=\"1.2\"/>"

    for index in 0 .. plan.Steps.Length - 1 do
        let step = plan.Steps[index]
        let fill, line = colours step
        let centre = left[index] + widthOf index / 2.0

        let reasons =
            step.Reasons
            |> Seq.map (PlanText.reason step)
            |> Seq.truncate 5
            |> String.concat "; "

        let cost =
            if step.State = StepState.Run then
                $", about {Quantities.seconds step.Cost.CpuSeconds} of processor time, {Quantities.bytes step.Cost.MemoryBytes} memory"
            else
                ""

        let because = if reasons = "" then "" else $" because {reasons}"
        // Where the study asks for the step, for programs that lead there.
        let place =
            $"data-path=\"{escape step.Source.Path}\" data-line=\"{step.Source.Line}\""

        add $"<g data-step=\"{escape step.Id}\" {place}>"
        add $"<title>{escape step.Id}: {stateOf step}{escape because}{escape cost}</title>"

        add
            $"<rect x=\"{number left[index]}\" y=\"{number top[index]}\" width=\"{number (widthOf index)}\" height=\"{number boxHeight}\" rx=\"7\" fill=\"{fill}\" stroke=\"{line}\" stroke-width=\"1.4\"/>"

        add
            $"<text x=\"{number centre}\" y=\"{number (top[index] + 19.0)}\" text-anchor=\"middle\">{escape step.Id}</text>"

        add
            $"<text x=\"{number centre}\" y=\"{number (top[index] + 35.0)}\" text-anchor=\"middle\" font-size=\"11\" fill=\"{line}\">{stateOf step}</text>"

        add "</g>"

    add "</svg>"
    text.ToString()
