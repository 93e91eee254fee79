/// Pictures drawn in the characters of a terminal.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Rendering.PictureText

open System
open System.Text
open WhiteMatter.Interactive
open WhiteMatter.Reporting

/// Columns left of a plot, for the numbers of its axis.
let private margin = 8

let private beside (label: string) (line: string) =
    (label.PadLeft(margin - 2) + " │" + line).TrimEnd()

/// The lines of a plot with numbers at some heights, from 0 at the bottom to 1 at the top.
let private withAxis (ticks: (float * string) list) (lines: string list) : string list =
    let count = lines.Length

    [
        for at, line in List.indexed lines do
            let label =
                ticks
                |> List.tryFind (fun (height, _) -> int ((1.0 - height) * float (count - 1) + 0.5) = at)
                |> Option.map snd
                |> Option.defaultValue ""

            beside label line
    ]

/// A line below a plot with texts centred on shares of its width, those that would stand on another left out.
let private below (width: int) (labels: (float * string) list) : string =
    let line = Array.create width ' '

    let mutable free = 0

    for share, text in labels do
        let start =
            max 0 (min (width - text.Length) (int (share * float (width - 1)) - text.Length / 2))

        if start >= free && text.Length <= width then
            text.CopyTo(0, line, start, text.Length)
            free <- start + text.Length + 1

    (String(' ', margin) + String line).TrimEnd()

let private baseline (width: int) =
    String(' ', margin - 1) + "└" + String('─', width)

let private rises = " ▁▂▃▄▅▆▇█"

let private histogram (width: int) (height: int) (colour: bool) (counted: PeopleHistogram) : string list =
    let bins = counted.Bins

    let low =
        if Double.IsFinite bins[0].Low then
            bins[0].Low
        else
            bins[0].High - counted.Width

    let high =
        if Double.IsFinite bins[bins.Length - 1].High then
            bins[bins.Length - 1].High
        else
            bins[bins.Length - 1].Low + counted.Width

    // A joined bin is as high as one of the bins it is made of would be if they were alike: area tells the share.
    let heightOf (bin: HistogramBin) =
        let joined =
            if Double.IsFinite bin.Low && Double.IsFinite bin.High then
                max 1.0 (round ((bin.High - bin.Low) / counted.Width))
            else
                1.0

        round (200.0 * float bin.People / float counted.People / joined) / 200.0

    let top = bins |> Seq.map heightOf |> Seq.max |> max 0.005

    let shares = [|
        for column in 0 .. width - 1 do
            let value = low + (float column + 0.5) / float width * (high - low)

            bins
            |> Seq.tryFind (fun bin -> bin.Low <= value && value < bin.High)
            |> Option.map heightOf
            |> Option.defaultValue 0.0
    |]

    let lines = [
        for line in height - 1 .. -1 .. 0 do
            let text =
                String(
                    [|
                        for share in shares do
                            let filled = share / top * float height - float line
                            rises[int (max 0.0 (min 8.0 (round (8.0 * filled))))]
                    |]
                )

            if colour then $"\u001b[34m{text}\u001b[0m" else text
    ]

    let percent (share: float) =
        Engine.Numbers.text (100.0 * share) + "%"

    withAxis [ 1.0, percent top; 0.5, percent (top / 2.0) ] lines
    @ [
        baseline width
        below width [
            for tick in AxisTicks.Between(low, high, 6) -> (tick - low) / (high - low), AxisTicks.Text tick
        ]
    ]

let private shades = " ░▒▓█"

let private density (width: int) (colour: bool) (cells: PeopleDensity) up : string list =
    let most = cells.Counts |> Seq.max |> float
    let wide = max 1 (min 8 (min 48 width / cells.Cells))
    let tall = max 1 (wide / 2)

    let lines = [
        for row in cells.Cells - 1 .. -1 .. 0 do
            let text = StringBuilder()

            for column in 0 .. cells.Cells - 1 do
                let count = cells.Counts[row * cells.Cells + column]

                let shade =
                    if count = 0L then
                        0
                    else
                        1 + int (3.0 * sqrt (float count / most) + 0.499)

                text.Append(shades[min 4 shade], wide) |> ignore

            for _ in 1..tall do
                if colour then
                    $"\u001b[34m{text}\u001b[0m"
                else
                    text.ToString()
    ]

    let plotted = wide * cells.Cells

    [ String(' ', margin) + up ]
    @ withAxis
        [
            for tick in AxisTicks.Between(cells.LowY, cells.HighY, 5) ->
                (tick - cells.LowY) / (cells.HighY - cells.LowY), AxisTicks.Text tick
        ]
        lines
    @ [
        baseline plotted
        below plotted [
            for tick in AxisTicks.Between(cells.LowX, cells.HighX, 5) ->
                (tick - cells.LowX) / (cells.HighX - cells.LowX), AxisTicks.Text tick
        ]
    ]

let private manhattan
    (width: int)
    (height: int)
    (colour: bool)
    (figure: WhiteMatter.Runtime.Queries.AssociationFigure)
    =
    let plot = figure.Plot
    let threshold = -(log10 plot.Threshold)

    let strongest =
        if plot.Points.IsEmpty then
            0.0
        else
            plot.Points |> Seq.map _.NegLog10P |> Seq.max

    let top = max (strongest * 1.06) (threshold + 0.5)
    let canvas = DotCanvas(width, height)

    for step in 0..2 .. (2 * width - 1) do
        canvas.Add(float step / float (2 * width - 1), threshold / top, Ink.Faint)

    for point in plot.Points do
        let variant = figure.Variants[point.Variant]

        let ink =
            if point.NegLog10P >= threshold then Ink.Strong
            elif variant.Chromosome % 2 = 0 then Ink.Dark
            else Ink.Light

        let across =
            float (figure.Genome.Coordinate(variant.Chromosome, int64 variant.Position))
            / float figure.Genome.Total

        canvas.Add(across, point.NegLog10P / top, ink)

    [ String(' ', margin) + "−log₁₀ P" ]
    @ withAxis [ for tick in AxisTicks.FromZero(top, 7) -> tick / top, AxisTicks.Text tick ] (canvas.Render colour)
    @ [
        baseline width
        below width [
            for at in 0 .. figure.Genome.Chromosomes.Length - 1 do
                let chromosome = figure.Genome.Chromosomes[at]

                float (figure.Genome.Offset at + chromosome.Length / 2L)
                / float figure.Genome.Total,
                chromosome.Name
        ]
    ]

let private quantiles (width: int) (height: int) (colour: bool) (plot: QqPlot) : string list =
    let right = plot.Points |> Seq.map _.Expected |> Seq.fold max 0.1
    let top = 1.06 * (plot.Points |> Seq.map _.Observed |> Seq.fold max right)
    let width = min width (4 * height)
    let canvas = DotCanvas(width, height)

    for step in 0 .. 2 * width - 1 do
        let across = float step / float (2 * width - 1)
        canvas.Add(across, across * right / top, Ink.Faint)

    for point in plot.Points do
        canvas.Add(point.Expected / right, point.Observed / top, Ink.Dark)

    [ String(' ', margin) + "observed −log₁₀ P" ]
    @ withAxis [ for tick in AxisTicks.FromZero(top, 7) -> tick / top, AxisTicks.Text tick ] (canvas.Render colour)
    @ [
        baseline width
        below width [
            for tick in AxisTicks.FromZero(right, 6) -> tick / right, AxisTicks.Text tick
        ]
        below width [ 0.5, "expected −log₁₀ P" ]
    ]

let private greys = " .:-=+*#%@"

/// Two rows of voxels to a line: the upper half of each character is the row above.
let private slice (width: int) (colour: bool) (cut: VolumeSlice) : string list =
    let shrink = max 1 ((cut.Width + width - 1) / width)

    // The voxels of a coarse grid are drawn several times.
    let enlarge = if shrink > 1 then 1 else max 1 (min 4 (48 / cut.Width))

    let wide, high =
        enlarge * ((cut.Width + shrink - 1) / shrink), enlarge * ((cut.Height + shrink - 1) / shrink)

    let mean column row =
        let column, row = column / enlarge, row / enlarge

        let values = [|
            for dy in 0 .. shrink - 1 do
                for dx in 0 .. shrink - 1 do
                    let x, y = column * shrink + dx, row * shrink + dy

                    if x < cut.Width && y < cut.Height then
                        let value = cut.Values[y * cut.Width + x]

                        if not (Double.IsNaN value) then
                            value
        |]

        if values.Length = 0 then
            None
        else
            Some(max 0.0 (min 1.0 ((Array.average values - cut.Low) / (cut.High - cut.Low))))

    // Black and the 24 greys of the 256 colours that every terminal with colours has.
    let outside = 16

    let grey column row =
        if row >= high then
            outside
        else
            match mean column row with
            | Some share -> 232 + int (share * 23.0)
            | None -> outside

    [
        for line in 0 .. (high - 1) / 2 do
            let text = StringBuilder()

            for column in 0 .. wide - 1 do
                if colour then
                    let upper, lower = grey column (2 * line), grey column (2 * line + 1)

                    text.Append $"\u001b[38;5;{upper}m\u001b[48;5;{lower}m▀" |> ignore
                else
                    let shares =
                        [
                            mean column (2 * line)
                            (if 2 * line + 1 < high then
                                 mean column (2 * line + 1)
                             else
                                 None)
                        ]
                        |> List.choose id

                    text.Append(
                        if shares.IsEmpty then
                            ' '
                        else
                            greys[1 + int (List.average shares * 8.0)]
                    )
                    |> ignore

            (if colour then
                 text.Append("\u001b[0m").ToString()
             else
                 text.ToString().TrimEnd())
    ]

/// Lines of at most so many columns.
let draw (width: int) (colour: bool) (picture: Picture) : string list =
    let plotted = max 20 (min 100 (width - margin - 1))
    let height = 16

    let drawing =
        match picture.Drawing with
        | Drawing.Histogram(_, counted) -> histogram (min 72 plotted) 12 colour counted
        | Drawing.Density(cells, across, up) ->
            density plotted colour cells up @ [ below (min 48 plotted) [ 0.5, across ] ]
        | Drawing.Manhattan figure -> manhattan plotted height colour figure
        | Drawing.Quantiles(_, plot) -> quantiles plotted height colour plot
        | Drawing.Slice cut -> slice (min 80 width) colour cut

    [ picture.Title; yield! drawing; picture.Caption ]
