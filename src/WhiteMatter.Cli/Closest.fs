/// Did-you-mean for words of the command line.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.Closest

open System

/// Edit distance: insertions, deletions, substitutions.
let private distance (a: string) (b: string) =
    let mutable row = Array.init (b.Length + 1) id

    for i in 1 .. a.Length do
        let next = Array.zeroCreate (b.Length + 1)
        next[0] <- i

        for j in 1 .. b.Length do
            let change = if a[i - 1] = b[j - 1] then 0 else 1
            next[j] <- min (min (row[j] + 1) (next[j - 1] + 1)) (row[j - 1] + change)

        row <- next

    row[b.Length]

/// The known word nearest to what was written, if near enough to have been meant.
let find (known: string seq) (written: string) : string option =
    let near =
        known
        |> Seq.map (fun word -> distance (word.ToLowerInvariant()) (written.ToLowerInvariant()), word)
        |> Seq.filter (fun (edits, word) -> edits <= max 1 (word.Length / 3))
        |> List.ofSeq

    let prefixed =
        known |> Seq.filter (fun word -> written.Length >= 4 && word.StartsWith(written, StringComparison.OrdinalIgnoreCase))

    match near with
    | [] -> Seq.tryHead prefixed
    | near -> near |> List.min |> snd |> Some

/// ` (did you mean 'plan'?)`, or nothing.
let hint known written =
    match find known written with
    | Some word -> $"; did you mean '{word}'?"
    | None -> ""
