/// Numbers as answers show them.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Numbers

open System
open System.Globalization
open WhiteMatter.Planning

let private invariant = CultureInfo.InvariantCulture

/// With up to six digits; `NA` where it is none.
let text (value: float) : string =
    if Double.IsNaN value then
        "NA"
    else
        value.ToString("G6", invariant).Replace("E-0", "e-").Replace("E+0", "e").Replace("E", "e")

/// With every digit, as short as it can be written.
let exact (value: float) : string =
    if Double.IsNaN value then
        "NA"
    else
        ExpressionText.number value

/// With thousands apart.
let count (value: int64) : string = value.ToString("N0", invariant)

/// P of −log10 P with three digits, also where it is smaller than a double holds.
let p (negLog10P: float) : string =
    if Double.IsNaN negLog10P then
        "NA"
    elif negLog10P < 4.0 then
        text (Double.Parse((10.0 ** -negLog10P).ToString("G3", invariant), invariant))
    elif Double.IsInfinity negLog10P then
        "0"
    else
        let exponent = floor negLog10P
        let mantissa = 10.0 ** (exponent + 1.0 - negLog10P)
        let digits = mantissa.ToString("0.##", invariant)

        if digits = "10" then
            $"1e-{exponent.ToString invariant}"
        else
            $"{digits}e-{(exponent + 1.0).ToString invariant}"
