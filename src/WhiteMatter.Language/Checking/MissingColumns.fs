/// What a column that is not there may be: what is said of it beyond its name.
module internal WhiteMatter.Language.Checking.MissingColumns

open System

let private readers = [
    ',', "it is separated by commas, which csv(…) reads."
    '\t', "it is separated by tabs, which tsv(…) reads."
    ' ', "it is separated by blanks, which space_separated(…) reads."
    ';', "it is separated by semicolons, which no function reads: write it with commas."
]

/// What reads a table whose header line, read otherwise, has the separator in all its names and this name between two of them.
let private reader (name: string) (known: string list) =
    let parts (separator: char) (field: string) =
        field.Split separator |> Array.map (fun part -> part.Trim('"', ' '))

    readers
    |> List.tryFind (fun (separator, _) ->
        known |> List.forall (fun field -> field.Contains separator)
        && known |> List.exists (fun field -> parts separator field |> Array.contains name))
    |> Option.map snd

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
    | None when (OtherPrograms.missingHint name).IsSome -> None, (OtherPrograms.missingHint name).Value
    | None ->
        let suggestion =
            OtherPrograms.column name known
            |> Option.orElseWith (fun () -> Suggestions.nearest name known)
            |> Option.orElseWith (fun () -> longer name known)

        suggestion, Suggestions.phrase suggestion
