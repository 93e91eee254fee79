/// What a column that is not there may be: what is said of it beyond its name.
module internal WhiteMatter.Language.Checking.MissingColumns

open System
open System.Text.RegularExpressions

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

/// Whether two names differ in their numbers alone, as fields and visits do: one is no slip of the other.
let private isOtherNumber (name: string) (other: string) =
    let words (text: string) = Regex.Replace(text, "[0-9]+", "0")

    let numbers (text: string) = [ for number in Regex.Matches(text, "[0-9]+") -> number.Value.TrimStart '0' ]

    words name = words other && numbers name <> numbers other

/// What to write in place of the name, if that is known, and the end of the message.
let meant (name: string) (candidates: string seq) : string option * string =
    let known = List.ofSeq candidates

    match reader name known with
    | Some words -> None, "; " + words
    | None when (OtherPrograms.missingHint name).IsSome -> None, (OtherPrograms.missingHint name).Value
    | None when (OtherPrograms.nameHint name).IsSome && name.Length > 1 -> None, (OtherPrograms.nameHint name).Value
    | None ->
        let suggestion =
            OtherPrograms.column name known
            |> Option.orElseWith (fun () ->
                known |> List.filter (isOtherNumber name >> not) |> Suggestions.nearest name)
            |> Option.orElseWith (fun () -> longer name known)

        suggestion, Suggestions.phrase suggestion

/// A name as the text around one of its numbers: `p22009_a12` as `p22009_a`, 12 and nothing, for the number that begins at an offset.
let private numbers (name: string) = [
    for start in 0 .. name.Length - 1 do
        if
            Char.IsAsciiDigit name[start]
            && (start = 0 || not (Char.IsAsciiDigit name[start - 1]))
        then
            let mutable finish = start

            while finish < name.Length && Char.IsAsciiDigit name[finish] do
                finish <- finish + 1

            match Int32.TryParse(name.AsSpan(start, finish - start)) with
            | true, number -> (name.Substring(0, start), name.Substring finish), number
            | _ -> ()
]

/// Whether a name is another with one of its numbers one higher; the text around that number.
let private follows (before: string) (name: string) =
    let known = numbers before

    numbers name
    |> List.tryPick (fun (around, number) ->
        if List.contains (around, number - 1) known then
            Some around
        else
            None)

/// Names one after another, three and more whose numbers go up by one by the first and the last: `a, p22009_a3 to p22009_a10`.
let listed (names: string list) : string =
    /// How many of the names go on counting around the same text.
    let rec run around (previous: string) (rest: string list) =
        match rest with
        | next :: rest ->
            match follows previous next with
            | Some found when around = None || around = Some found -> 1 + run (Some found) next rest
            | _ -> 0
        | [] -> 0

    let rec parts (names: string list) = [
        match names with
        | [] -> ()
        | first :: rest ->
            match run None first rest with
            | more when more >= 2 ->
                yield $"{first} to {rest[more - 1]}"
                yield! parts (List.skip more rest)
            | _ ->
                yield first
                yield! parts rest
    ]

    String.Join(", ", parts names)
