/// Pictures of what is stored, chosen by what a declaration makes. Of people they show groups alone, as the report does.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Plotting

open System
open System.Globalization
open System.Threading
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Reporting
open WhiteMatter.Runtime.Queries

let private percent (share: float) =
    (100.0 * share).ToString("0", CultureInfo.InvariantCulture) + "%"

/// Words as names, of which some have blanks: the longest that is known from each word on, and what stands in quotation marks by itself.
let rec private named (known: string list) (words: Inputs.Word list) : string list =
    let bare = words |> List.takeWhile (fun word -> not word.IsQuoted)

    let joined count =
        String.Join(' ', bare |> Seq.truncate count |> Seq.map _.Text)

    match words with
    | [] -> []
    | word :: rest ->
        match
            [ bare.Length .. -1 .. 2 ]
            |> List.tryFind (fun count -> List.contains (joined count) known)
        with
        | Some count -> joined count :: named known (List.skip count words)
        | None -> word.Text :: named known rest

/// The columns of people that words name, or the first one.
let private chosen (stored: Stored) (step: PlanStep) (words: Inputs.Word list) (cancellation: CancellationToken) =
    let known = stored.People.Names(step, cancellation) |> List.ofSeq
    let words = named known words

    match words |> List.tryFind (fun word -> not (List.contains word known)), words with
    | Some unknown, _ -> Error $"'{step.Declaration}' has no column '{unknown}'{Closest.hint known unknown}"
    | None, [] ->
        match step.Parameters, known with
        | _, [] -> Error $"'{step.Declaration}' has no columns"
        | :? ComponentsParameters, first :: second :: _ -> Ok [ first; second ]
        | :? CohortParameters, _
        | :? TableParameters, _ ->
            Error $"name a column of '{step.Declaration}', or two: ':columns {step.Declaration}' lists them"
        | _, first :: _ -> Ok [ first ]
    | None, ([ _ ] | [ _; _ ]) -> Ok words
    | None, _ -> Error "one column gives a histogram, two give people over both; no picture has more"

let private numeric (column: PeopleColumn) =
    if column.IsNumeric then
        Ok column
    else
        Error $"'{column.Name}' is a column of texts: a picture needs numbers"

let private histogram (stored: Stored) (step: PlanStep) (column: PeopleColumn) =
    let measure = QualityMeasure(column.Name, column.Name, column.Numbers)
    let counted = PeopleHistogram.Of(column.Numbers, stored.SmallCounts)

    if counted.Bins.IsEmpty then
        Error $"too few people of '{step.Declaration}' have a '{column.Name}', or all have the same"
    else
        let text (value: float) = Numbers.text value

        Ok {
            Title = $"{column.Name} of {step.Declaration}"
            Caption =
                $"Median {text counted.Median}, middle half of the people from {text counted.LowerQuartile} to {text counted.UpperQuartile}."
            Drawing = Drawing.Histogram(measure, counted)
        }

let private density (stored: Stored) (step: PlanStep) (across: PeopleColumn) (up: PeopleColumn) =
    let both =
        Seq.zip across.Numbers up.Numbers
        |> Seq.filter (fun (x, y) -> Double.IsFinite x && Double.IsFinite y)
        |> Array.ofSeq

    let x, y = Array.unzip both
    let cells = PeopleDensity.Of(ReadOnlySpan x, ReadOnlySpan y, stored.SmallCounts)

    if cells.Cells = 0 || cells.Shown = 0L then
        let people = stored.Counts.Value.Show(int64 both.Length).Text

        Error
            $"{people} people of '{step.Declaration}' have both '{across.Name}' and '{up.Name}': too few for a picture whose cells show groups of at least {stored.SmallCounts} alone ('small_counts' of its report)"
    else
        Ok {
            Title = $"{up.Name} over {across.Name} of {step.Declaration}"
            Caption =
                $"People in {cells.Cells} by {cells.Cells} cells, darker where there are more"
                + (if cells.Shown < cells.People then
                       "; cells of few people are left empty."
                   else
                       ".")
            Drawing = Drawing.Density(cells, across.Name, up.Name)
        }

let private ofPeople (stored: Stored) (step: PlanStep) (words: Inputs.Word list) (cancellation: CancellationToken) =
    match chosen stored step words cancellation with
    | Error mistake -> Error mistake
    | Ok names ->
        match
            [
                for column in stored.People.Run(step, names, cancellation).Columns -> numeric column
            ]
        with
        | [ Ok only ] -> histogram stored step only
        | [ Ok across; Ok up ] -> density stored step across up
        | columns ->
            columns
            |> List.tryPick (fun column ->
                match column with
                | Error mistake -> Some mistake
                | Ok _ -> None)
            |> Option.defaultValue "a column is named twice"
            |> Error

let private ofTests (stored: Stored) (step: PlanStep) (words: Inputs.Word list) (cancellation: CancellationToken) =
    let words = named (List.ofSeq (stored.Figures.Traits step)) words
    let quantiles, traits = words |> List.partition (fun word -> word = "qq")

    match traits |> List.filter (fun word -> word <> "manhattan") with
    | _ when (List.distinct words).Length < words.Length ->
        Error "a word is there twice: name one trait, and 'qq' for its quantiles"
    | _ when not quantiles.IsEmpty && List.contains "manhattan" traits ->
        Error "a picture is 'manhattan' or 'qq', not both"
    | _ :: _ :: _ -> Error "name one trait, and 'qq' for its quantiles"
    | trait' ->
        match
            trait'
            |> List.tryFind (fun name -> not (stored.Figures.Traits(step).Contains name))
        with
        | Some unknown ->
            Error $"'{step.Declaration}' has no trait '{unknown}'{Closest.hint (stored.Figures.Traits step) unknown}"
        | None ->
            let figure =
                stored.Figures.Tests(step, Option.toObj (List.tryHead trait'), cancellation)

            let plot = figure.Plot

            let lead =
                if plot.Points.IsEmpty then
                    ""
                else
                    let point = plot.Points |> Seq.maxBy _.NegLog10P
                    let variant = figure.Variants[point.Variant]
                    let chromosome = figure.Genome.Chromosomes[variant.Chromosome].Name
                    $" The smallest P is {Numbers.p point.NegLog10P}, at {variant.Id} ({chromosome}:{variant.Position})."

            match quantiles, plot.Quantiles with
            | [], _ ->
                Ok {
                    Title = $"{step.Declaration}: {plot.Label}"
                    Caption = $"{Numbers.count plot.Tested} tests; the line is P = {Numbers.text plot.Threshold}.{lead}"
                    Drawing = Drawing.Manhattan figure
                }
            | _, NonNull quantiles ->
                Ok {
                    Title = $"{step.Declaration}: {plot.Label}, quantiles"
                    Caption =
                        $"Observed against expected −log10 P of {Numbers.count quantiles.Tests} tests; genomic control λ {Numbers.text quantiles.LambdaGc}."
                    Drawing = Drawing.Quantiles(plot.Label, quantiles)
                }
            | _ -> Error $"'{step.Declaration}' has no quantiles"

let private ofImages (stored: Stored) (step: PlanStep) (words: Inputs.Word list) (cancellation: CancellationToken) =
    let words = words |> List.map _.Text

    let isPlane (word: string) =
        VolumeSlice.Planes
        |> Seq.exists (fun plane -> plane.Equals(word, StringComparison.OrdinalIgnoreCase))

    let place =
        match words with
        | [] -> Ok("axial", Nullable())
        | [ plane ] when isPlane plane -> Ok(plane, Nullable())
        | [ plane; at ] when isPlane plane ->
            match Double.TryParse(at.Replace("mm", ""), NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, millimetres -> Ok(plane, Nullable millimetres)
            | _ -> Error $"'{at}' is no place in millimetres"
        | _ -> Error "a slice is 'axial', 'coronal' or 'sagittal', and a place in mm"

    match place with
    | Error mistake -> Error mistake
    | Ok(plane, millimetres) ->
        let people = (stored.Artifact step).Value "people"

        if SmallCounts.IsSmall(people, max 2 stored.SmallCounts) then
            Error "the mean of so few images would show single people"
        else
            match VolumeSlice.Cut(stored.Figures.GroupMean(step, cancellation), plane, millimetres) with
            | null -> Error "the mask holds no voxel"
            | slice when millimetres.HasValue && not (slice.Reaches millimetres.Value) ->
                let text (value: float) =
                    value.ToString("0", CultureInfo.InvariantCulture)

                Error
                    $"there is no slice at {slice.Letter} = {text millimetres.Value} mm: what is shown lies between {slice.Letter} = {text slice.First} and {text slice.Last} mm"
            | slice ->
                let at = slice.Millimetres.ToString("0", CultureInfo.InvariantCulture)

                Ok {
                    Title = $"{step.Declaration}: mean of {stored.Counts.Value.Show(int64 people).Text} people"
                    Caption =
                        $"{slice.Plane} slice at {slice.Letter} = {at} mm, from {Numbers.text slice.Low} to {Numbers.text slice.High}; {slice.Side}."
                    Drawing = Drawing.Slice slice
                }

/// A picture of what a declaration makes; words after its name say which.
let plot
    (stored: Stored)
    (name: string)
    (words: Inputs.Word list)
    (isPage: bool)
    (cancellation: CancellationToken)
    : Answer =
    match stored.StepsOf name with
    | [] -> {
        Blocks = [ Block.Findings([ PlanLookup.notDeclared stored.Plan name ], []) ]
        Ending = Ending.Misused
      }
    | steps ->
        let drawn = [
            for step in List.rev steps do
                if PeopleQuery.Answers step then
                    step, ofPeople
                elif FigureQuery.HoldsTests step then
                    step, ofTests
                elif step.Parameters :? ImagesParameters then
                    step, ofImages
        ]

        match drawn |> List.tryFind (fun (step, _) -> (stored.TryArtifact step).IsSome), drawn with
        | Some(step, draw), _ ->
            match draw stored step words cancellation with
            | Ok picture -> Answer.fine [ (if isPage then Block.Page picture else Block.Picture picture) ]
            | Error mistake -> Answer.misuse mistake
        | None, _ :: _ -> Stored.notYet name
        | None, [] ->
            Answer.misuse
                $"there is no picture of '{name}': there are of cohorts, tables, phenotypes, relatedness, images and tests of variants"
