/// How a step's parameters differ from those an artifact was made with, property by property: whatever differs gives a change.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ParameterChanges

open System
open System.Globalization
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let private property (name: string) (value: JsonElement voption) : JsonElement voption =
    match value with
    | ValueSome element when element.ValueKind = JsonValueKind.Object ->
        match element.TryGetProperty name with
        | true, found -> ValueSome found
        | _ -> ValueNone
    | _ -> ValueNone

let private isPresent (value: JsonElement voption) =
    match value with
    | ValueSome element -> element.ValueKind <> JsonValueKind.Null
    | ValueNone -> false

let private isObject (value: JsonElement voption) =
    match value with
    | ValueSome element -> element.ValueKind = JsonValueKind.Object
    | ValueNone -> false

let private equal (a: JsonElement voption) (b: JsonElement voption) =
    match a, b with
    | ValueSome a, ValueSome b -> JsonElement.DeepEquals(a, b)
    | ValueNone, ValueNone -> true
    // A property left out and one without a value say the same.
    | one, other -> not (isPresent one) && not (isPresent other)

/// Whether a value is an outside file: the identity form keeps `identity` alone.
let private isFile (value: JsonElement voption) =
    isObject value && (property "identity" value).IsSome

let private pathOf (full: JsonElement voption) =
    match property "path" full with
    | ValueSome path -> path.GetString() |> Option.ofObj
    | ValueNone -> None

let private describe (file: JsonElement voption) : string | null =
    match property "identity" file with
    | ValueSome identity when identity.ValueKind = JsonValueKind.Object ->
        match JsonSerializer.Deserialize<FileIdentity>(identity, PlanJson.Options) with
        | null -> null
        | known ->
            let time = DateTime(known.ModifiedTicks, DateTimeKind.Utc)
            let size = known.Size.ToString("N0", CultureInfo.InvariantCulture)
            let at = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            $"{size} bytes of {at} UTC, {known.SampleHash.AsSpan(0, min 8 known.SampleHash.Length).ToString()}"
    | _ -> null

let private names (values: JsonElement voption list) =
    values
    |> List.collect (fun value ->
        match value with
        | ValueSome element when element.ValueKind = JsonValueKind.Object ->
            [ for child in element.EnumerateObject() -> child.Name ]
        | _ -> [])
    |> List.distinct

type private Roles = { Before: string -> string; Now: string -> string }

let private setting kind path roles (before: JsonElement voption) (now: JsonElement voption) =
    let text nameOfRole value =
        match value with
        | ValueSome element -> SettingText.valueOf nameOfRole kind path element
        | ValueNone -> "none"

    StepReason(ReasonKind.SettingChanged, SettingText.nameOf kind path, text roles.Before before, text roles.Now now)

/// A draw's key is `seed:cohort`.
let private sample kind path roles before now =
    let key value =
        match property "key" value with
        | ValueSome key -> string (key.GetString())
        | ValueNone -> ""

    let seed (key: string) = key.Substring(0, max 0 (key.IndexOf ':'))

    [
        if not (equal (property "count" before) (property "count" now))
           || not (equal (property "fraction" before) (property "fraction" now)) then
            setting kind path roles before now
        if seed (key before) <> seed (key now) then
            StepReason(ReasonKind.SettingChanged, "seed", seed (key before), seed (key now))
        if StepId.declaration (key before) <> StepId.declaration (key now) then
            StepReason(
                ReasonKind.SettingChanged,
                "cohort",
                StepId.declaration (key before),
                StepId.declaration (key now)
            )
    ]

let rec private walk kind roles (path: string) before now full : StepReason list =
    if equal before now then
        []
    elif isFile now && isFile before then
        let subject = pathOf full |> Option.defaultValue (SettingText.nameOf kind path)
        [ StepReason(ReasonKind.InputChanged, subject, describe before, describe now) ]
    elif isFile now || isFile before then
        let text value full =
            match pathOf full with
            | Some path when isFile value -> path
            | _ when isFile value -> "a file"
            | _ -> "none"

        [
            StepReason(
                ReasonKind.SettingChanged,
                SettingText.nameOf kind path,
                text before ValueNone,
                text now full
            )
        ]
    elif path = "sample" && isObject before && isObject now then
        sample kind path roles before now
    elif path = "" || (path = "table" && isObject before && isObject now) then
        names [ before; now ]
        |> List.filter (fun name -> path <> "" || name <> "kind")
        |> List.collect (fun name ->
            let child = if path = "" then name else $"{path}.{name}"
            walk kind roles child (property name before) (property name now) (property name full))
    else
        [ setting kind path roles before now ]

/// Every difference between the parameters an artifact was made with and those of now.
let find (record: ArtifactRecord) (parameters: StepParameters) (inputs: seq<StepInput>) : StepReason list =
    let roles = {
        Before =
            fun role ->
                record.Inputs
                |> Seq.tryFind (fun input -> isNull input.Sha256 && input.Role = role)
                |> Option.map (fun input -> StepId.declaration input.Source)
                |> Option.defaultValue role
        Now =
            fun role ->
                inputs
                |> Seq.tryFind (fun input -> input.Role = role)
                |> Option.map (fun input -> StepId.declaration input.StepId)
                |> Option.defaultValue role
    }

    let now = StepFingerprint.IdentityJson parameters
    let full = JsonSerializer.SerializeToElement<StepParameters>(parameters, PlanJson.Options)

    walk parameters.Kind roles "" (ValueSome record.Parameters) (ValueSome now) (ValueSome full)

/// Paths of the files that the parameters name and that were not there.
let missingFiles (parameters: StepParameters) : string list =
    let rec search (value: JsonElement) =
        match value.ValueKind with
        | JsonValueKind.Object ->
            let own =
                match value.TryGetProperty "identity", value.TryGetProperty "path" with
                | (true, identity), (true, path) when identity.ValueKind = JsonValueKind.Null -> [
                    string (path.GetString())
                  ]
                | _ -> []

            own @ [ for child in value.EnumerateObject() do yield! search child.Value ]
        | JsonValueKind.Array -> [ for child in value.EnumerateArray() do yield! search child ]
        | _ -> []

    JsonSerializer.SerializeToElement<StepParameters>(parameters, PlanJson.Options)
    |> search
    |> List.distinct
