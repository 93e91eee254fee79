/// Grids of volumes as their headers give them, and whether two are one.
module internal WhiteMatter.Language.Checking.Grids

open System
open System.Collections.Immutable
open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// Voxels along x, y, z, and the 3 × 4 matrix, row by row, from voxel indices to millimetres in RAS+ space.
type Grid = { Size: int list; Affine: float list }

[<RequireQualifiedAccess>]
type Difference =
    | Same
    /// The same voxels with left and right exchanged.
    | Mirrored
    | Other

let ofHeader (header: ImageHeader) : Grid = {
    Size = List.ofSeq header.Size
    Affine = List.ofSeq header.Affine
}

let private world (grid: Grid) (corner: float list) =
    match grid.Affine |> List.chunkBySize 4 with
    | [ _; _; _ ] as rows ->
        rows
        |> List.map (fun row -> List.sum (List.map2 (fun a b -> a * b) row (corner @ [ 1.0 ])))
    | _ -> [ nan; nan; nan ]

/// The grid with left and right exchanged about its middle.
let private mirrored (grid: Grid) =
    let middle = grid.Size |> List.map (fun size -> float (size - 1) / 2.0)
    let centre = (world grid middle).Head

    {
        grid with
            Affine =
                grid.Affine
                |> List.mapi (fun i value ->
                    if i < 3 then -value
                    elif i = 3 then 2.0 * centre - value
                    else value)
    }

let private edges (grid: Grid) = [
    for axis in 0..2 -> sqrt (List.sum [ for row in 0..2 -> Math.Pow(grid.Affine[4 * row + axis], 2.0) ])
]

/// Headers round affines to single precision, and two headers of one grid differ by some micrometres.
let private tolerance = 0.01

let private samePlace (a: Grid) (b: Grid) =
    let corners = [
        for x in 0..1 do
            for y in 0..1 do
                for z in 0..1 do
                    List.map2 (fun at size -> float (at * (size - 1))) [ x; y; z ] a.Size
    ]

    let apart corner =
        List.map2 (fun p q -> (p - q) * (p - q)) (world a corner) (world b corner)
        |> List.sum
        |> sqrt

    corners
    |> List.forall (fun corner -> apart corner <= tolerance * List.min (edges a))

/// Whether two grids are one: no corner may lie farther apart than a hundredth of a voxel's shortest edge.
let compare (a: Grid) (b: Grid) =
    if a.Size <> b.Size then Difference.Other
    elif samePlace a b then Difference.Same
    elif samePlace a (mirrored b) then Difference.Mirrored
    else Difference.Other

/// `91 × 109 × 91`.
let sizeText (grid: Grid) = String.Join(" × ", grid.Size)

/// Millimetres from edge to edge along each axis.
let extent (grid: Grid) =
    List.map2 (fun size edge -> float size * edge) grid.Size (edges grid)

/// Such as `182 × 218 × 182`.
let extentText (grid: Grid) =
    String.Join(
        " × ",
        extent grid
        |> List.map (fun edge -> edge.ToString("0.#", CultureInfo.InvariantCulture))
    )

/// Such as `91 × 109 × 91 voxels of 2 × 2 × 2 mm, the first at (90, -126, -72) mm`.
let describe (grid: Grid) =
    let number (value: float) =
        value.ToString("0.###", CultureInfo.InvariantCulture)

    let edges = String.Join(" × ", edges grid |> List.map number)
    let first = String.Join(", ", world grid [ 0.0; 0.0; 0.0 ] |> List.map number)
    $"{sizeText grid} voxels of {edges} mm, the first at ({first}) mm"

let private headerAt (analysis: Analysis) (path: CheckedExpression option) =
    path
    |> Option.bind (fun path ->
        PeopleTable.literal path
        |> Option.bind (fun text ->
            match analysis.Outside.Images.TryGetValue(StudyPath.resolve path.File text) with
            | true, header -> Some(ofHeader header)
            | _ -> None))

/// The grid of a mask, where its header was seen.
let ofMask (analysis: Analysis) (images: CheckedDeclaration) =
    Analysis.setting "mask" images |> headerAt analysis

/// The grid of an atlas, its header corrected as `flip` says; `None` where the header was not seen or `voxel` makes another grid.
let ofAtlas (analysis: Analysis) (atlas: CheckedDeclaration) =
    if atlas.Body.Settings.ContainsKey "voxel" then
        None
    else
        Analysis.setting "labels" atlas
        |> headerAt analysis
        |> Option.map (fun grid ->
            match Analysis.setting "flip" atlas |> Option.map _.Node with
            | Some(CheckedNode.EnumCase "left_right") -> mirrored grid
            | _ -> grid)

/// The box around the voxels inside a mask, where they were read.
let private boxOfMask (analysis: Analysis) (images: CheckedDeclaration) =
    Analysis.setting "mask" images
    |> Option.bind (fun path ->
        PeopleTable.literal path
        |> Option.bind (fun text ->
            match analysis.Outside.Images.TryGetValue(StudyPath.resolve path.File text) with
            | true, header -> Option.ofObj header.Inside
            | _ -> None))

/// The simulation that makes the volumes of images, if one does.
let simulationOf (analysis: Analysis) (images: CheckedDeclaration) =
    Analysis.cohortOf analysis images.From
    |> Option.bind _.Table
    |> Option.bind PeopleTable.tryRead
    |> Option.bind _.Simulation
    |> Option.bind (fun name ->
        match analysis.Checked.TryGetValue name with
        | true, simulation -> Some simulation
        | _ -> None)

/// The grid that images are brought to: `Some None` where its header was not seen.
let private ofTemplate (analysis: Analysis) (images: CheckedDeclaration) =
    match images.Body.Settings.TryFind "grid" with
    | Some path when not (Checked.isWrong path) -> Some(headerAt analysis (Some path))
    | _ -> None

/// The grid of people's files, or the one that they are brought to, where one was seen.
let ofFiles (analysis: Analysis) (images: CheckedDeclaration) =
    match ofTemplate analysis images with
    | Some grid -> grid
    | None ->

        ImagePath.tryFind images.Body.Settings
        |> Option.bind ImagePath.template
        |> Option.bind (fun template ->
            match analysis.Outside.ImageSets.TryGetValue template with
            | true, header -> Some(ofHeader header.First)
            | _ -> None)

/// The grid of images: of people's files, else of the mask, else of the atlas that they are simulated on.
let ofImages (analysis: Analysis) (images: CheckedDeclaration) =
    ofFiles analysis images
    |> Option.orElseWith (fun () -> ofMask analysis images)
    |> Option.orElseWith (fun () ->
        simulationOf analysis images
        |> Option.bind (fun simulation -> Analysis.find analysis (Analysis.setting "atlas" simulation))
        |> Option.bind (ofAtlas analysis))

/// Whether a model sees the box around its masks alone.
let isCropped (model: CheckedDeclaration) =
    match model.Body.Settings.TryFind "crop" |> Option.map _.Node with
    | Some(CheckedNode.EnumCase "mask") -> true
    | _ -> false

/// A box of a grid as a grid of its own.
let private within (box: VoxelBox) (grid: Grid) = {
    Size = List.ofSeq box.Size
    Affine =
        match grid.Affine |> List.chunkBySize 4, world grid (box.First |> Seq.map float |> List.ofSeq) with
        | ([ _; _; _ ] as rows), first -> List.map2 (fun row at -> List.take 3 row @ [ at ]) rows first |> List.concat
        | _ -> grid.Affine
}

/// The grid that the network of a model sees, of the images that one kind of them is on: of cropped ones the box around all masks, where each is known.
let ofModel (analysis: Analysis) (model: CheckedDeclaration) (images: CheckedDeclaration) =
    if not (isCropped model) then
        ofImages analysis images
    else
        let boxes =
            Analysis.imagesOf analysis model
            |> List.map (fun (_, kind) -> boxOfMask analysis kind)

        match ofImages analysis images, boxes with
        | Some grid, _ :: _ when List.forall Option.isSome boxes ->
            let least, multiple = NetworkBox.needs (Analysis.setting "architecture" model)

            let box = boxes |> List.choose id |> List.reduce (fun one other -> one.Around other)

            Some(within (box.Widened(ImmutableArray.CreateRange grid.Size, least, multiple)) grid)
        | _ -> None
