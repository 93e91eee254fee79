/// Syntax trees out of JSON that another program wrote.
module internal WhiteMatter.Language.Interchange.TreeReader

open System
open System.Collections.Generic
open System.Globalization
open System.Runtime.CompilerServices
open System.Text.Json
open Microsoft.FSharp.Reflection
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Interchange.TreeShape

/// What is wrong, and where.
exception NotATree of string

let private wrong (at: string) (what: string) =
    let place = if at = "" then "the file" else at
    raise (NotATree $"{place} {what}")

let private kindOf (value: JsonElement) =
    match value.ValueKind with
    | JsonValueKind.Object -> "an object"
    | JsonValueKind.Array -> "a list"
    | JsonValueKind.String -> "a text"
    | JsonValueKind.Number -> "a number"
    | JsonValueKind.Null -> "null"
    | _ -> "true or false"

let private listType = typedefof<list<_>>

/// A list of F# of values that have one type.
let private listOf (inner: Type) (values: objnull list) : objnull =
    let kind = listType.MakeGenericType inner
    let cases = FSharpType.GetUnionCases kind
    let empty = FSharpValue.MakeUnion(cases[0], [||])
    List.foldBack (fun value rest -> FSharpValue.MakeUnion(cases[1], [| value; rest |])) values empty

let private join (at: string) (name: string) =
    if at = "" then name else at + "." + name

/// Reads a value of the tree's types; `head` are members that stand beside the root's own.
let read (root: Type) (head: string list) (text: JsonElement) : objnull =

    let rec any (at: string) (kind: Type) (value: JsonElement) : objnull =
        RuntimeHelpers.EnsureSufficientExecutionStack()

        let expect (wanted: JsonValueKind) what =
            if value.ValueKind <> wanted then
                wrong at $"is {kindOf value} in place of {what}"

        match formOf kind with
        | Shape.Text ->
            expect JsonValueKind.String "a text"
            value.GetString() |> nonNull |> box
        | Shape.Whole ->
            expect JsonValueKind.Number "a whole number"

            match value.TryGetInt64() with
            | true, number when kind = typeof<int64> -> box number
            | true, number when number >= int64 Int32.MinValue && number <= int64 Int32.MaxValue -> box (int number)
            | _ -> wrong at $"is {value.GetRawText()} in place of a whole number"
        | Shape.Number ->
            expect JsonValueKind.Number "a number"
            box (value.GetDouble())
        | Shape.Truth ->
            match value.ValueKind with
            | JsonValueKind.True -> box true
            | JsonValueKind.False -> box false
            | _ -> wrong at $"is {kindOf value} in place of true or false"
        | Shape.TypeName ->
            expect JsonValueKind.String "a type"

            match readType (nonNull (value.GetString())) with
            | Some name -> box name
            | None -> wrong at $"is '{string (value.GetString())}', which is no type"
        | Shape.Word words ->
            expect JsonValueKind.String "a text"
            let found = string (value.GetString())

            match words |> List.tryFind (fun (word, _) -> word = found) with
            | Some(_, value) -> value
            | None ->
                let listed = String.Join(", ", words |> List.map fst)
                wrong at $"is '{found}' in place of one of {listed}"
        | Shape.Optional inner ->
            let some =
                FSharpType.GetUnionCases kind |> Array.find (fun case -> case.Name = "Some")

            FSharpValue.MakeUnion(some, [| any at inner value |])
        | Shape.Many inner ->
            expect JsonValueKind.Array "a list"

            value.EnumerateArray()
            |> Seq.mapi (fun i item -> any $"{at}[{i}]" inner item)
            |> List.ofSeq
            |> listOf inner
        | Shape.Object record ->
            let given = membersOf at value
            let values = parts at record.Parts given -1
            nothingElse at given (if at = "" then head else [])
            record.Make values
        | Shape.Choice(_, cases) ->
            let given = membersOf at value
            let made = case at cases given
            nothingElse at given []
            made
        | Shape.Node(record, place, _, cases) ->
            let given = membersOf at value
            let node = case at cases given
            let values = parts at record.Parts given place
            values[place] <- node
            nothingElse at given []
            record.Make values

    and membersOf at (value: JsonElement) =
        if value.ValueKind <> JsonValueKind.Object then
            wrong at $"is {kindOf value} in place of an object"

        let given = Dictionary<string, JsonElement>(StringComparer.Ordinal)

        for property in value.EnumerateObject() do
            if not (given.TryAdd(property.Name, property.Value)) then
                wrong at $"has '{property.Name}' twice"

        given

    and nothingElse at (given: Dictionary<string, JsonElement>) (known: string list) =
        match given.Keys |> Seq.tryFind (fun name -> not (List.contains name known)) with
        | Some name -> wrong at $"has '{name}', which trees do not have there"
        | None -> ()

    and case at (cases: Case[]) (given: Dictionary<string, JsonElement>) : objnull =
        match given.TryGetValue "node" with
        | true, word when word.ValueKind = JsonValueKind.String ->
            given.Remove "node" |> ignore
            let word = string (word.GetString())

            match cases |> Array.tryFind (fun case -> case.Word = word) with
            | None ->
                let listed = String.Join(", ", cases |> Array.map _.Word)
                wrong at $"is a node '{word}', and can be one of {listed}"
            | Some case ->
                let values = parts at case.Parts given -1

                if case.Parts |> Array.exists _.Derived then
                    derive at case values

                case.Make values
        | _ -> wrong at "does not say under 'node' what it is"

    and parts at (parts: Part[]) (given: Dictionary<string, JsonElement>) (but: int) : objnull[] =
        parts
        |> Array.mapi (fun i part ->
            match given.TryGetValue part.Name, part.Default with
            | _ when i = but -> null
            | (true, _), _ when part.Derived ->
                given.Remove part.Name |> ignore
                null
            | (true, value), ValueSome nothing when value.ValueKind = JsonValueKind.Null ->
                given.Remove part.Name |> ignore
                nothing
            | (true, value), _ ->
                given.Remove part.Name |> ignore
                any (join at part.Name) part.Type value
            | _, ValueSome nothing -> nothing
            | _ when part.Derived -> null
            | _ -> wrong at $"has no '{part.Name}'")

    /// The number that is written so.
    and derive at (case: Case) (values: objnull[]) =
        for i in 0 .. case.Parts.Length - 1 do
            let raw = string values[0]

            match case.Parts[i].Name with
            | "value" ->
                match Double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture) with
                | true, number -> values[i] <- box number
                | _ -> wrong (join at "raw") $"is '{raw}', which is no number"
            | "isInteger" -> values[i] <- box (raw |> Seq.forall Char.IsAsciiDigit)
            | _ -> ()

    any "" root text

/// A tree and the members beside it.
let readFile (head: string list) (text: string) : StudyFile * JsonElement =
    use document =
        JsonDocument.Parse(text, JsonDocumentOptions(MaxDepth = TreeWriter.deepest))

    let root = document.RootElement.Clone()
    read typeof<StudyFile> head root |> nonNull :?> StudyFile, root
