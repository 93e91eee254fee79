/// Places in a text that has gone on since it was checked.
module internal WhiteMatter.LanguageServer.Answers.Lag

open System

let private isWord (c: char) =
    c = '_' || c = '.' || Char.IsAsciiLetterOrDigit c

/// How much two texts have in common at their beginnings and, behind that, at their ends.
let private common (earlier: string) (now: string) : struct (int * int) =
    let same = MemoryExtensions.CommonPrefixLength(earlier.AsSpan(), now.AsSpan())
    let most = min earlier.Length now.Length - same
    let mutable after = 0

    while after < most
          && earlier[earlier.Length - 1 - after] = now[now.Length - 1 - after] do
        after <- after + 1

    struct (same, after)

/// Whether more was written since an earlier text than who types has written on one line: lines that were pasted declare names which that text does not know.
let isPasted (earlier: string) (now: string) : bool =
    not (obj.ReferenceEquals(earlier, now))
    && (let struct (same, after) = common earlier now
        now.AsSpan(same, now.Length - after - same).Trim().IndexOf('\n') >= 0)

/// How far what stands at an offset of the text of now has moved since an earlier text: its place then is the offset plus this. `None` where
/// what stands there, or beside it, was written since.
let moved (earlier: string) (now: string) (offset: int) : int option =
    if obj.ReferenceEquals(earlier, now) then
        Some 0
    else
        let struct (same, after) = common earlier now
        let mutable start = offset
        let mutable finish = offset

        while start > 0 && isWord now[start - 1] do
            start <- start - 1

        while finish < now.Length && isWord now[finish] do
            finish <- finish + 1

        if finish < same then
            Some 0
        elif start > now.Length - after then
            Some(earlier.Length - now.Length)
        else
            None
