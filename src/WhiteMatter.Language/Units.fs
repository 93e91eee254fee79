namespace WhiteMatter.Language

/// A unit of the language.
type Unit = {
    /// As one writes it after a number.
    Name: string
    /// What it measures.
    Dimension: Dimension
    /// How many canonical units one of it is: 1000 for `kb`.
    Factor: float
    /// Its name in words.
    Doc: string
}

/// The table of units; the first of each dimension is its canonical one.
[<RequireQualifiedAccess>]
module Units =

    let private row name dimension factor doc = {
        Name = name
        Dimension = dimension
        Factor = factor
        Doc = doc
    }

    let all: Unit list = [
        row "y" Dimension.Age 1.0 "years"
        row "mm" Dimension.Length 1.0 "millimetres"
        row "bp" Dimension.GenomicDistance 1.0 "base pairs"
        row "kb" Dimension.GenomicDistance 1e3 "thousand base pairs"
        row "Mb" Dimension.GenomicDistance 1e6 "million base pairs"
        row "kB" Dimension.Memory 1e3 "thousand bytes"
        row "MB" Dimension.Memory 1e6 "million bytes"
        row "GB" Dimension.Memory 1e9 "thousand million bytes"
        row "TB" Dimension.Memory 1e12 "million million bytes"
        row "s" Dimension.Time 1.0 "seconds"
        row "min" Dimension.Time 60.0 "minutes"
        row "h" Dimension.Time 3600.0 "hours"
        row "%" Dimension.Fraction 0.01 "per cent; 90% is 0.9"
        row "kg" Dimension.Mass 1.0 "kilograms"
    ]

    let private byName = all |> List.map (fun unit -> unit.Name, unit) |> Map.ofList

    /// The unit of a name as it stands after a number.
    let tryFind (name: string) = byName.TryFind name

    /// Words that people write for units.
    let private words =
        [
            "y", [ "year"; "years"; "yr"; "yrs" ]
            "mm", [ "millimetre"; "millimetres"; "millimeter"; "millimeters" ]
            "bp", [ "base"; "bases"; "basepair"; "basepairs" ]
            "kb", [ "kbp"; "kbps"; "kilobase"; "kilobases" ]
            "Mb", [ "mbp"; "mbps"; "megabase"; "megabases" ]
            "%", [ "percent"; "pct"; "pc" ]
            "s", [ "second"; "seconds"; "sec"; "secs" ]
            "min", [ "minute"; "minutes"; "mins" ]
            "h", [ "hour"; "hours"; "hr"; "hrs" ]
            "kg", [ "kilogram"; "kilograms"; "kilogramme"; "kilogrammes"; "kgs" ]
        ]
        |> List.collect (fun (unit, words) -> words |> List.map (fun word -> word, unit))
        |> Map.ofList

    /// The unit that a word stands for: `y` for `years`.
    let ofWord (word: string) =
        words.TryFind(word.ToLowerInvariant()) |> Option.bind tryFind

    /// The units that measure the same, the canonical one first.
    let ofDimension (dimension: Dimension) =
        all |> List.filter (fun unit -> unit.Dimension = dimension)
