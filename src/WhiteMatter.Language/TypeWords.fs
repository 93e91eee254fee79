/// What is meant by a word that stands where the type of a parameter does.
module internal WhiteMatter.Language.TypeWords

/// The type of the plain value that stands after `=`, if one does.
let private ofValue (text: string) (from: int) =
    let equals = Lexis.skipBlanks text from

    if Lexis.at text equals <> '=' then
        None
    else
        let at = Lexis.skipBlanks text (equals + 1)
        let extent = Lexis.numberExtent text at
        let word = text.Substring(at, Lexis.wordEnd text at - at)

        if Lexis.at text at = '"' then
            Some "string"
        elif word = "true" || word = "false" then
            Some "bool"
        elif not (Lexis.isDigit (Lexis.at text at)) || extent.End <= at then
            None
        elif Lexis.at text extent.End = '%' || Lexis.isLetter (Lexis.at text extent.End) then
            Some "quantity"
        elif extent.IsInteger then
            Some "int"
        else
            Some "float"

/// The type meant by a word at a place: what other languages call one, a unit, else that of the value behind it.
let meant (text: string) (at: int) (word: string) : string option =
    match word.ToLowerInvariant() with
    | "integer"
    | "int32"
    | "int64"
    | "long" -> Some "int"
    | "double"
    | "real"
    | "number"
    | "numeric" -> Some "float"
    | "boolean"
    | "logical" -> Some "bool"
    | "str"
    | "text"
    | "character"
    | "char" -> Some "string"
    | lower when
        lower <> word
        && List.contains lower [ "int"; "float"; "bool"; "string"; "quantity" ]
        ->
        Some lower
    | _ ->
        Units.tryFind word
        |> Option.map (fun _ -> "quantity")
        |> Option.orElseWith (fun () -> ofValue text (at + word.Length))
