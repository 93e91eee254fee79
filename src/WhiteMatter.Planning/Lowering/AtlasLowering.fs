[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.AtlasLowering

open System
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let private voxel (atlas: CheckedDeclaration) = Setting.number "voxel" atlas

/// Edges of a header's voxels in mm: lengths of the columns of its 3 × 4 matrix.
let private edges (header: ImageHeader) = [
    for column in 0..2 -> Math.Sqrt(Seq.sum (seq { for row in 0..2 -> header.Affine[4 * row + column] ** 2.0 }))
]

/// How much of each axis the labelled voxels span: those of the JHU atlas 47 × 58 × 50 of 91 × 109 × 91 voxels.
let private labelledSpan = 0.54

/// The atlas's grid. A coarser one covers the labelled voxels alone, which are not known before the volume is read: an estimate.
let grid (context: LoweringContext) (atlas: CheckedDeclaration) : VolumeSize =
    match Setting.path "labels" atlas |> Option.bind context.Files.Volume, voxel atlas with
    | None, _ -> VolumeSize.unknown
    | Some header, None -> VolumeSize.ofAxes header.Size
    | Some header, Some voxel when header.Size.Length = 3 && header.Affine.Length = 12 ->
        let coarser =
            List.map2
                (fun size edge -> int (ceil (float size * edge * labelledSpan / voxel)))
                (List.ofSeq header.Size)
                (edges header)

        {
            X = coarser[0]
            Y = coarser[1]
            Z = coarser[2]
        }
    | Some _, Some _ -> VolumeSize.unknown

let private flip (word: CheckedExpression) =
    match Expressions.text word with
    | "left_right" -> AtlasFlip.LeftRight
    | "none" -> AtlasFlip.None
    | _ -> Expressions.unplannable word "flip"

/// The names of its labels 1, 2, 3 … where the study says them itself, and not a file.
let private namesWritten (atlas: CheckedDeclaration) : string list option =
    match Setting.tryFind "names" atlas with
    | Some({ Node = CheckedNode.List items }) -> Some(items |> List.map Expressions.text)
    | _ -> None

let private files _ (atlas: CheckedDeclaration) = [
    yield! Setting.file "labels" atlas |> Option.map OutsideFile.Volume |> Option.toList
    if (namesWritten atlas).IsNone then
        yield! Setting.file "names" atlas |> Option.map OutsideFile.Plain |> Option.toList
]

let private lower (context: LoweringContext) (atlas: CheckedDeclaration) =
    let labels =
        match Setting.path "labels" atlas with
        | Some path -> path
        | None -> invalidOp $"The checked atlas '{atlas.Name}' has no labels."

    let written = namesWritten atlas

    let names: FileReference | null =
        match written with
        | Some _ -> null
        | None ->
            match Setting.path "names" atlas with
            | Some path -> context.Files.Reference path
            | None -> null

    let volume = context.Files.Reference labels
    let flip = flip (Setting.find "flip" atlas)
    let voxel = Option.toNullable (voxel atlas)

    let parameters =
        match written with
        | Some regions -> AtlasParameters(volume, null, flip, voxel, Regions = ImmutableArray.CreateRange regions)
        | None -> AtlasParameters(volume, names, flip, voxel)

    [
        Draft.create
            atlas
            parameters
            []
            {
                DataSizes.none with
                    Grid =
                        context.Files.Volume labels
                        |> Option.map (fun header -> VolumeSize.ofAxes header.Size)
                        |> Option.defaultValue VolumeSize.unknown
            }
            null
    ]

let private row =
    StepRow.create<AtlasParameters>
        AtlasParameters.KindName
        (fun _ atlas ->
            let grid =
                if atlas.Voxel.HasValue then
                    $" on a grid of {ExpressionText.number atlas.Voxel.Value} mm"
                else
                    ""

            let flip =
                match atlas.Flip with
                | AtlasFlip.LeftRight -> ", left and right exchanged"
                | _ -> ""

            $"reads the atlas's labels{grid}{flip}")
        (fun _ sizes ->
            let voxels = sizes.Grid.Voxels

            if voxels > 0.0 then
                // Decoded once and counted; the labels are kept as integers of two bytes, compressed.
                Cost.estimate
                    (voxels * Cost.secondsPerDecodedVoxel)
                    (Cost.processMemory + 16.0 * voxels)
                    (0.2 * voxels)
            else
                CostEstimate.Zero)

let rule = {
    Kind = "atlas"
    Steps = [ row ]
    Files = files
    Lower = lower
}
