/// Means over regions of two sides, where the names of an atlas's regions are at hand.
module internal WhiteMatter.Language.Checking.RegionSides

open System
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// How names of regions end on the left and on the right, as a run pairs them.
let private marks = [
    "_L", "_R"
    " L", " R"
    "-L", "-R"
    "_left", "_right"
    " left", " right"
    "_Left", "_Right"
    " Left", " Right"
]

let private hasPartner (names: Set<string>) (name: string) =
    marks
    |> List.exists (fun (left, right) ->
        name.Length > left.Length
        && name.EndsWith(left, StringComparison.Ordinal)
        && names.Contains(name.Substring(0, name.Length - left.Length) + right))

/// Regions are listed in a message up to these.
let private mostNamed = 5

/// Reports sides that are to be averaged, of an atlas none of whose regions has another side.
let check (analysis: Analysis) (phenotypes: CheckedDeclaration) =
    match Analysis.setting "reduce" phenotypes |> Option.map _.Node with
    | Some(CheckedNode.Call("mean", arguments)) ->
        match arguments.TryFind "sides", Analysis.find analysis (arguments.TryFind "by") with
        | Some({
                   Node = CheckedNode.EnumCase("averaged" | "both")
               } as sides),
          Some atlas ->
            match Simulations.regionNames analysis atlas with
            | Some names when not names.IsEmpty && not (names |> Set.exists (hasPartner names)) ->
                Diagnostic.create sides.File ImageCodes.NoSides sides.Span [
                    atlas.Name
                    string names.Count
                    String.Join(", ", names |> Seq.truncate mostNamed)
                ]
                |> analysis.Env.Findings.AddDiagnostic
            | _ -> ()
        | _ -> ()
    | _ -> ()
