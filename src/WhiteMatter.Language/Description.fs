/// What stands at an offset of a text, in the words of a message.
module internal WhiteMatter.Language.Description

open System
open WhiteMatter.Language.Lexis

/// What stands at an offset, as a message names it: "the name `x`", "the end of the line".
let describe (text: string) (index: int) : string =
    if index >= text.Length then
        "the end of the file"
    else
        let c = text[index]

        if isLineEnd text index || startsComment text index then
            "the end of the line"
        elif isLetter c || isForeignLetter c then
            let word = text.Substring(index, anyWordEnd text index - index)

            let shown =
                if word.Length > 40 then
                    word.Substring(0, 40) + "…"
                else
                    word

            if isReserved word then
                $"the word `{shown}`"
            else
                $"the name `{shown}`"
        elif isDigit c then
            let finish = min (wordEnd text (numberExtent text index).End) (index + 40)
            $"the number `{text.Substring(index, finish - index)}`"
        elif c = '"' then
            "a string"
        else
            match Operators.operatorAt text index with
            | ValueSome operator -> $"`{text.Substring(index, operator.Length)}`"
            | ValueNone when Char.IsSurrogatePair(c, at text (index + 1)) -> $"`{text.Substring(index, 2)}`"
            | ValueNone when Char.IsControl c || Char.IsSurrogate c || isTypographicSpace c || c = Nothing ->
                $"the character U+{int c:X4}"
            | ValueNone -> $"`{c}`"

/// The past-the-end offset of what `describe` names.
let describedEnd (text: string) (index: int) : int =
    if index >= text.Length || isLineEnd text index then
        index
    else
        let c = text[index]

        if isLetter c || isForeignLetter c then
            anyWordEnd text index
        elif isDigit c then
            wordEnd text (numberExtent text index).End
        elif c = '"' then
            (stringExtent text index).End
        else
            match Operators.operatorAt text index with
            | ValueSome operator -> index + operator.Length
            | ValueNone when Char.IsSurrogatePair(c, at text (index + 1)) -> index + 2
            | ValueNone -> index + 1
