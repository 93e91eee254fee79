/// Bytes, times and counts as people read them.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Quantities

open System
open System.Globalization

let private invariant = CultureInfo.InvariantCulture

let private three (value: float) =
    if value >= 100.0 then value.ToString("0", invariant)
    elif value >= 10.0 then value.ToString("0.#", invariant)
    else value.ToString("0.##", invariant)

/// In powers of 1000, as the language's units: `1.5 GB`.
let bytes (count: int64) =
    let units = [| "B"; "kB"; "MB"; "GB"; "TB"; "PB" |]

    let rec scale value index =
        if value >= 999.5 && index < units.Length - 1 then
            scale (value / 1000.0) (index + 1)
        else
            $"{three value} {units[index]}"

    scale (float count) 0

let seconds (time: float) =
    if time < 0.05 then "0 s"
    elif time < 1.0 then time.ToString("0.0", invariant) + " s"
    elif time < 120.0 then time.ToString("0", invariant) + " s"
    elif time < 7200.0 then (time / 60.0).ToString("0", invariant) + " min"
    else (time / 3600.0).ToString("0.#", invariant) + " h"

let count (value: int64) = value.ToString("N0", invariant)
