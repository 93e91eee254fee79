/// What stands after a number and a blank and belongs to it: a unit or an exponent.
module internal WhiteMatter.Language.NumberEnd

open WhiteMatter.Plan.Diagnostics

/// The end of the exponent that begins at an offset, as in `e-8`; -1 where none does.
let private exponentEnd (text: string) (index: int) =
    match Lexis.at text index with
    | 'e'
    | 'E' ->
        let sign = Lexis.at text (index + 1)
        let digits = if sign = '-' || sign = '+' then index + 2 else index + 1
        let mutable last = digits

        while Lexis.isDigit (Lexis.at text last) do
            last <- last + 1

        if last > digits && not (Lexis.isWordCharacter (Lexis.at text last)) then
            last
        else
            -1
    | _ -> -1

/// Reports a unit or an exponent that stands after a number and a blank; `false` where something else does.
let report (state: ParserState) (index: int) : bool =
    let text = state.Text
    let found = Description.describe text index
    let word = text.Substring(index, Lexis.wordEnd text index - index)
    let exponent = exponentEnd text index
    let mutable before = index

    while before > 0 && Lexis.isBlank text[before - 1] do
        before <- before - 1

    let isShare =
        Lexis.at text index = '%' && not (Lexis.isLetter (Lexis.at text (index + 1)))

    match Units.ofWord word with
    | _ when exponent > 0 ->
        let mutable first = before

        while first > 0 && (Lexis.isDigit text[first - 1] || text[first - 1] = '.') do
            first <- first - 1

        state.Report(
            SyntaxCodes.NumberMalformed,
            first,
            exponent,
            [
                text.Substring(first, exponent - first)
                "its exponent stands directly after it"
            ],
            state.Fix("Join them", before, index, "")
        )

        true
    | _ when isShare || (Units.tryFind word).IsSome ->
        state.Report(
            SyntaxCodes.UnitDetached,
            index,
            max (index + 1) (Description.describedEnd text index),
            [ found ],
            state.Fix("Join number and unit", before, index, "")
        )

        true
    | Some unit ->
        state.Report(
            SyntaxCodes.UnitDetached,
            index,
            max (index + 1) (Description.describedEnd text index),
            [ found ],
            state.Fix($"Write `{unit.Name}`", before, index + word.Length, unit.Name)
        )

        true
    | None -> false
