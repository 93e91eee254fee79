/// How expansions in strings are written.
[<RequireQualifiedAccess>]
module WhiteMatter.Language.ExpansionText

open System
open WhiteMatter.Language.Syntax

let private ofItem item =
    match item with
    | ExpansionItem.Range(first, last) -> $"{first}..{last}"
    | ExpansionItem.Word word -> word

/// As a study writes it: `{1..22,X}`.
let ofItems (items: ExpansionItem list) =
    "{" + String.Join(",", items |> List.map ofItem) + "}"
