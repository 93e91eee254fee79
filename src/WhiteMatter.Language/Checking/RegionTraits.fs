/// The regions of atlases, and the traits they give.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.RegionTraits

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Parameters

let private namesInMessages = 5

/// The names of an atlas's regions, where it says them or its table was seen.
let namesOf (analysis: Analysis) (atlas: CheckedDeclaration) : string list option =
    if Analysis.setting "names" atlas |> Option.isNone then
        None
    else
        let known path =
            match analysis.Outside.RegionNames.TryGetValue path with
            | true, names -> Some names
            | _ -> None

        StudyColumns.regionNames known atlas

/// Checks that regions of two sides to be averaged are there. That each trait of regions has a name of its own is for the run to say: names of labels
/// without a voxel are no regions.
let check (analysis: Analysis) (phenotypes: CheckedDeclaration) =
    match Analysis.setting "reduce" phenotypes with
    | Some({
               Node = CheckedNode.Call("mean", arguments)
           } as reduce) ->
        let argument name =
            arguments.TryFind name
            |> Option.filter (fun value -> not (Checked.isWrong value))

        match Analysis.find analysis (argument "by") with
        | Some atlas ->
            match namesOf analysis atlas with
            | Some names ->
                let sides = StudyColumns.sidesOf (argument "sides")
                let names = Array.ofList names

                if
                    sides <> RegionSides.Separate
                    && names.Length > 0
                    && (RegionNames.Pairs names).IsEmpty
                then
                    analysis.Env.Findings.Add(
                        reduce.File,
                        ImageCodes.NoSides,
                        (argument "sides" |> Option.defaultValue reduce).Span,
                        [
                            atlas.Name
                            string names.Length
                            names |> Seq.truncate namesInMessages |> String.concat ", "
                        ]
                    )
            | None -> ()
        | None -> ()
    | _ -> ()
