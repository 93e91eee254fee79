/// Did-you-mean for words of the command line.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.Closest

open System
open WhiteMatter.Runtime

/// The known word nearest to what was written, if near enough to have been meant.
let find (known: string seq) (written: string) : string option =
    match NearestName.Of(written, known |> List.ofSeq |> List.sort) with
    | null ->
        known
        |> Seq.tryFind (fun word ->
            written.Length >= 4
            && word.StartsWith(written, StringComparison.OrdinalIgnoreCase))
    | near -> Some near

/// `; did you mean 'plan'?`, or nothing: a sentence's end.
let hint known written =
    match find known written with
    | Some word -> $"; did you mean '{word}'?"
    | None -> ""
