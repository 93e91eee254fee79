/// What a column that is not there may be: what is said of it beyond its name.
module internal WhiteMatter.Language.Checking.MissingColumns

open System

let private readers = [
    ',', "it is separated by commas, which csv(…) reads."
    '\t', "it is separated by tabs, which tsv(…) reads."
    ' ', "it is separated by blanks, which space_separated(…) reads."
    ';', "it is separated by semicolons, which no function reads: write it with commas."
]

/// What reads a table whose header line holds the name within a longer field.
let private reader (name: string) (known: string list) =
    readers
    |> List.tryPick (fun (separator, words) ->
        let holds (field: string) =
            field.Contains separator
            && field.Split separator |> Array.exists (fun part -> part.Trim('"', ' ') = name)

        if List.exists holds known then Some words else None)

/// The one column whose name goes on after this one with something that no plain word has: `Age (years)` for `Age`.
let private longer (name: string) (known: string list) =
    known
    |> List.filter (fun other ->
        other.StartsWith(name, StringComparison.Ordinal)
        && other.Length > name.Length
        && not (Char.IsLetterOrDigit other[name.Length] || other[name.Length] = '_'))
    |> function
        | [ only ] -> Some $"column(\"{only}\")"
        | _ -> None

/// What to write in place of the name, if that is known, and the end of the message.
let meant (name: string) (candidates: string seq) : string option * string =
    let known = List.ofSeq candidates

    match reader name known with
    | Some words -> None, "; " + words
    | None ->
        let suggestion =
            OtherPrograms.column name known
            |> Option.orElseWith (fun () -> Suggestions.nearest name known)
            |> Option.orElseWith (fun () -> longer name known)

        suggestion, Suggestions.phrase suggestion
