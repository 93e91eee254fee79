namespace WhiteMatter.Language

/// A unit of the language.
type Unit = {
    Name: string
    Dimension: Dimension
    /// How many canonical units one of it is: 1000 for `kb`.
    Factor: float
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

    let tryFind (name: string) = byName.TryFind name

    let ofDimension (dimension: Dimension) =
        all |> List.filter (fun unit -> unit.Dimension = dimension)
