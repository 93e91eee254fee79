/// Did-you-mean.
module internal WhiteMatter.Language.Checking.Suggestions

open System

/// The edit distance (insertions, deletions, substitutions, swaps of neighbours), or `None` when it is more than `limit`.
let private distance (limit: int) (a: string) (b: string) =
    if abs (a.Length - b.Length) > limit then
        None
    else
        let mutable beforeLast = Array.zeroCreate<int>(b.Length + 1)
        let mutable last = Array.init (b.Length + 1) id
        let mutable row = Array.zeroCreate<int>(b.Length + 1)
        let mutable best = 0
        let mutable i = 1

        while i <= a.Length && best <= limit do
            row[0] <- i
            best <- i

            for j in 1 .. b.Length do
                // A digit is not typed for a letter: PC1 is no slip for p31.
                let replacing =
                    if Char.ToLowerInvariant a[i - 1] = Char.ToLowerInvariant b[j - 1] then
                        0
                    elif Char.IsAsciiDigit a[i - 1] <> Char.IsAsciiDigit b[j - 1] then
                        2
                    else
                        1

                let mutable cost =
                    min (min (last[j] + 1) (row[j - 1] + 1)) (last[j - 1] + replacing)

                if i > 1 && j > 1 && a[i - 1] = b[j - 2] && a[i - 2] = b[j - 1] then
                    cost <- min cost (beforeLast[j - 2] + 1)

                row[j] <- cost
                best <- min best cost

            let spare = beforeLast
            beforeLast <- last
            last <- row
            row <- spare
            i <- i + 1

        if best > limit || last[b.Length] > limit then
            None
        else
            Some last[b.Length]

/// The candidate nearest to what was written, if one is near enough to be meant.
let nearest (written: string) (candidates: string seq) =
    if written.Length > 64 then
        None
    else
        let limit = max 1 (written.Length / 3)
        let mutable found = None
        let mutable nearest = limit + 1

        for candidate in candidates do
            if nearest > 0 && candidate <> written then
                match distance (min limit nearest) written candidate with
                // A word of one or two letters is near to everything; only its case may differ.
                | Some d when written.Length > 2 || d = 0 ->
                    // Two that are equally near: neither is said, for the fix could be the wrong one.
                    found <- if d = nearest then None else Some candidate
                    nearest <- d
                | _ -> ()

        found

/// The shortest beginning of a name that is taken for it.
let private shortest = 3

/// As `nearest`, and the one candidate that begins with what was written: `reference` for `ref`.
let nearestOrWhole (written: string) (candidates: string seq) : string option =
    let candidates = List.ofSeq candidates

    nearest written candidates
    |> Option.orElseWith (fun () ->
        if written.Length < shortest then
            None
        else
            candidates
            |> List.filter (fun candidate -> candidate.StartsWith(written, StringComparison.OrdinalIgnoreCase))
            |> List.tryExactlyOne)

/// The candidate as the end of a sentence.
let phrase (suggestion: string option) =
    match suggestion with
    | Some name -> $". Did you mean '{name}'?"
    | None -> "."

/// `a, b or c`.
let alternatives (words: string list) =
    match List.rev words with
    | [] -> ""
    | [ only ] -> only
    | last :: before -> String.Join(", ", List.rev before) + " or " + last

/// The value of a column that another word means: the one nearest to it, or the one that is its beginning or begins with it, as F and
/// Female do; `None` where none or more than one is.
let level (written: string) (levels: string list) : string option =
    let begins (whole: string) (part: string) =
        part <> ""
        && Char.IsLetter part[0]
        && whole.StartsWith(part, StringComparison.OrdinalIgnoreCase)

    nearest written levels
    |> Option.orElseWith (fun () ->
        levels
        |> List.filter (fun level -> begins written level || begins level written)
        |> List.tryExactlyOne)

/// How many values of a column a message lists.
let private mostListed = 8

/// Which values a column has, in words.
let values (column: string) (levels: string list) : string =
    let listed = [ for level in List.truncate mostListed levels -> $"\"{level}\"" ]

    if levels.Length > mostListed then
        $"the values of '{column}' are such as " + alternatives listed
    else
        $"the values of '{column}' are " + alternatives listed

/// `a, b and c`.
let listed (words: string list) =
    match List.rev words with
    | [] -> ""
    | [ only ] -> only
    | last :: before -> String.Join(", ", List.rev before) + " and " + last
