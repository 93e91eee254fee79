/// Places in a text: the protocol counts characters of Unicode, .NET their UTF-16 units.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Jupyter.CodePoints

open System

/// The offset in UTF-16 units of so many characters.
let toOffset (text: string) (characters: int) : int =
    let mutable offset = 0
    let mutable left = characters

    while left > 0 && offset < text.Length do
        offset <-
            offset
            + (if offset + 1 < text.Length && Char.IsSurrogatePair(text[offset], text[offset + 1]) then
                   2
               else
                   1)

        left <- left - 1

    offset

/// How many characters stand before an offset.
let ofOffset (text: string) (offset: int) : int =
    let mutable count = 0
    let mutable at = 0

    while at < min offset text.Length do
        at <-
            at
            + (if at + 1 < text.Length && Char.IsSurrogatePair(text[at], text[at + 1]) then
                   2
               else
                   1)

        count <- count + 1

    count
