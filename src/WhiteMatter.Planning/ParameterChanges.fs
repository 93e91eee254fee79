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

/// An empty list says no more than none.
let private isPresent (value: JsonElement voption) =
    match value with
    | ValueSome element when element.ValueKind = JsonValueKind.Array -> element.GetArrayLength() > 0
    | ValueSome element -> element.ValueKind <> JsonValueKind.Null
    | ValueNone -> false

let private isObject (value: JsonElement voption) =
    match value with
    | ValueSome element -> element.ValueKind = JsonValueKind.Object
    | ValueNone -> false

/// Items of an array; 0 for anything else.
let private lengthOf (value: JsonElement voption) =
    match value with
    | ValueSome element when element.ValueKind = JsonValueKind.Array -> element.GetArrayLength()
    | _ -> 0

let private at (index: int) (value: JsonElement voption) : JsonElement voption =
    if index < lengthOf value then
        ValueSome value.Value[index]
    else
        ValueNone

let private equal (a: JsonElement voption) (b: JsonElement voption) =
    match a, b with
    | ValueSome a, ValueSome b -> JsonElement.DeepEquals(a, b)
    | ValueNone, ValueNone -> true
    // A property left out and one without a value say the same.
    | one, other -> not (isPresent one) && not (isPresent other)

/// Whether a value is an outside file: the identity form keeps `identity` alone.
let private isFile (value: JsonElement voption) =
    isObject value && (property "identity" value).IsSome

/// The path of a file, or the template of the paths of images.
let private pathOf (full: JsonElement voption) =
    match property "path" full, property "template" full with
    | ValueSome path, _
    | ValueNone, ValueSome path -> path.GetString() |> Option.ofObj
    | ValueNone, ValueNone -> None

/// Whether a file is one that another step made: every one has this identity.
let private isMade (file: JsonElement voption) =
    match property "sampleHash" (property "identity" file) with
    | ValueSome hash -> hash.ValueEquals FileReference.MadeIdentity.SampleHash
    | ValueNone -> false

let private eightOf (hash: string) = hash.Substring(0, min 8 hash.Length)

let private describe (file: JsonElement voption) : string | null =
    match property "identity" file with
    | ValueSome identity when (property "files" (ValueSome identity)).IsSome ->
        match JsonSerializer.Deserialize<ImageSetIdentity>(identity, PlanJson.Options) with
        | null -> null
        | known ->
            let count = known.Files.ToString("N0", CultureInfo.InvariantCulture)
            let size = known.Bytes.ToString("N0", CultureInfo.InvariantCulture)
            $"{count} files of {size} bytes, {eightOf known.Hash}"
    | ValueSome identity when identity.ValueKind = JsonValueKind.Object ->
        match JsonSerializer.Deserialize<FileIdentity>(identity, PlanJson.Options) with
        | null -> null
        | known ->
            let time = DateTime(known.ModifiedTicks, DateTimeKind.Utc)
            let size = known.Size.ToString("N0", CultureInfo.InvariantCulture)
            let at = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            $"{size} bytes of {at} UTC, {eightOf known.SampleHash}"
    | _ -> null

let private names (values: JsonElement voption list) =
    values
    |> List.collect (fun value ->
        match value with
        | ValueSome element when element.ValueKind = JsonValueKind.Object -> [
            for child in element.EnumerateObject() -> child.Name
          ]
        | _ -> [])
    |> List.distinct

type private Roles = {
    Before: string -> string
    Now: string -> string
    /// The type of the parameters.
    Parameters: Type
}

/// What a word or a truth value is that the parameters leave out, as it is what every study has that does not write it.
let private valueLeftOut (parameters: Type) (path: string) : JsonElement voption =
    let rec find (owner: Type) names : JsonElement voption =
        match names with
        | [] when owner.IsEnum || owner = typeof<bool> ->
            ValueSome(JsonSerializer.SerializeToElement(Activator.CreateInstance owner, owner, PlanJson.Options))
        | [] -> ValueNone
        | (name: string) :: others ->
            let named (property: Reflection.PropertyInfo) =
                JsonNamingPolicy.CamelCase.ConvertName property.Name = name.Replace("[]", "")

            match owner.GetProperties() |> Array.tryFind named with
            | Some property when name.EndsWith("[]", StringComparison.Ordinal) ->
                match property.PropertyType.GetGenericArguments() with
                | [| item |] -> find item others
                | _ -> ValueNone
            | Some property -> find property.PropertyType others
            | None -> ValueNone

    find parameters (path.Split '.' |> List.ofArray)

/// Of two lists that name the same: the first doc comments that differ, before and now.
let private commentOf (before: JsonElement voption) (now: JsonElement voption) =
    let doc (item: JsonElement voption) =
        match property "doc" item with
        | ValueSome text -> text.GetString() |> Option.ofObj |> Option.defaultValue ""
        | ValueNone -> ""

    seq { 0 .. min (lengthOf before) (lengthOf now) - 1 }
    |> Seq.map (fun index -> doc (at index before), doc (at index now))
    |> Seq.tryFind (fun (was, is) -> was <> is)

/// Where two values differ that a study writes alike: the object that says more than it shows, the property of it, and that property before
/// and now.
let rec private difference (owner: JsonElement voption) (part: string) before now =
    if lengthOf before > 0 && lengthOf before = lengthOf now then
        seq { 0 .. lengthOf now - 1 }
        |> Seq.find (fun index -> not (equal (at index before) (at index now)))
        |> fun index -> difference owner part (at index before) (at index now)
    else
        match
            names [ before; now ]
            |> List.tryFind (fun name -> not (equal (property name before) (property name now)))
        with
        | Some name -> difference now name (property name before) (property name now)
        | None -> owner, part, before, now

/// A change of what a value means and not of how it is written, such as of the message of a diagnostic that is accepted.
let private unseen name before now =
    let owner, part, was, is = difference ValueNone "" before now

    let text (value: JsonElement voption) =
        match value with
        | ValueSome text when text.ValueKind = JsonValueKind.String -> $"'{text.GetString()}'"
        | ValueSome value -> value.GetRawText()
        | ValueNone -> "none"

    let subject =
        match part, property "code" owner with
        | "", _ -> name
        | part, ValueSome code -> $"the {part} of {code} in {name}"
        | part, ValueNone -> $"the {part} of {name}"

    subject, SettingText.shortenBoth (text was) (text is)

let private settingOr (leftOut: JsonElement voption) kind path roles before now =
    let text nameOfRole value =
        match ValueOption.orElse leftOut value with
        | ValueSome element -> SettingText.wholeValueOf nameOfRole kind path element
        | ValueNone -> "none"

    let name = SettingText.nameOf kind path
    let written = text roles.Before before, text roles.Now now

    let name, (before, now) =
        match commentOf before now with
        | Some(was, is) when fst written = snd written ->
            let orNone text =
                if text = "" then "none" else $"'{text}'"

            $"a doc comment of {name}", SettingText.shortenBoth (orNone was) (orNone is)
        | _ when fst written = snd written -> unseen name before now
        | _ -> name, SettingText.shortenBoth (fst written) (snd written)

    match SettingText.environmentPart path with
    | Some part ->
        // A library that is not there has no name.
        let orNone text = if text = "" then "none" else text
        StepReason(ReasonKind.EnvironmentChanged, part, orNone before, orNone now)
    | None -> StepReason(ReasonKind.SettingChanged, name, before, now)

/// A setting of a block that is not written is none.
let private setting kind path roles before now =
    settingOr ValueNone kind path roles before now

/// A draw is told as the study has it: how many as one setting, the seed as another.
let private sample kind path roles before now =
    let changed part =
        isPresent (property part before)
        && isPresent (property part now)
        && not (equal (property part before) (property part now))

    let text part (draw: JsonElement voption) =
        match property part draw with
        | ValueSome value -> value.ToString()
        | ValueNone -> ""

    [
        if
            not (equal (property "count" before) (property "count" now))
            || not (equal (property "fraction" before) (property "fraction" now))
        then
            setting kind path roles before now
        for part in [ "seed"; "cohort" ] do
            if changed part then
                StepReason(ReasonKind.SettingChanged, part, text part before, text part now)
    ]

/// A setting that is not there, 0 or false.
let private isNothing (value: JsonElement voption) =
    match value with
    | ValueSome value ->
        value.ValueKind = JsonValueKind.False
        || (value.ValueKind = JsonValueKind.Number && value.GetDouble() = 0.0)
    | ValueNone -> true

let rec private walk kind roles (path: string) before now full : StepReason list =
    if equal before now then
        []
    elif isFile now && isFile before && isMade now = isMade before then
        let subject = pathOf full |> Option.defaultValue (SettingText.nameOf kind path)
        [ StepReason(ReasonKind.InputChanged, subject, describe before, describe now) ]
    elif isFile now || isFile before then
        let text value full =
            match pathOf full with
            | _ when isMade value -> "one made in the study"
            | Some path when isFile value -> path
            | _ when isFile value -> "a file"
            | _ -> "none"

        [
            StepReason(ReasonKind.SettingChanged, SettingText.nameOf kind path, text before ValueNone, text now full)
        ]
    elif
        SettingText.isListOfGroups path
        && lengthOf before = lengthOf now
        && lengthOf now > 0
    then
        [ 0 .. lengthOf now - 1 ]
        |> List.collect (fun index -> walk kind roles $"{path}[]" (at index before) (at index now) (at index full))
        |> List.distinct
    elif path = "sample" && isObject before && isObject now then
        sample kind path roles before now
    elif SettingText.isBlock path && isObject before <> isObject now then
        // A block that is not written does nothing, as its settings of 0 do.
        names [ before; now ]
        |> List.filter (fun name -> not (isNothing (property name before)) || not (isNothing (property name now)))
        |> List.map (fun name -> setting kind $"{path}.{name}" roles (property name before) (property name now))
    elif path = "" || (SettingText.isGroup path && isObject before && isObject now) then
        // Another method has other settings: of those that both have, the method is one.
        let sameKind = equal (property "kind" before) (property "kind" now)
        let has name value = (property name value).IsSome

        names [ before; now ]
        |> List.filter (fun name -> path <> "" || name <> "kind")
        |> List.filter (fun name -> sameKind || (has name before && has name now))
        |> List.collect (fun name ->
            let child = if path = "" then name else $"{path}.{name}"
            walk kind roles child (property name before) (property name now) (property name full))
    else
        [ settingOr (valueLeftOut roles.Parameters path) kind path roles before now ]

/// The names of the declarations behind the roles of a step's inputs, before and now.
let private rolesOf (record: ArtifactRecord) (parameters: StepParameters) (inputs: seq<StepInput>) = {
    Parameters = parameters.GetType()
    Before =
        fun role ->
            record.Inputs
            |> Seq.tryFind (fun input -> isNull input.Blake3 && input.Role = role)
            |> Option.map (fun input -> StepId.declaration input.Source)
            |> Option.defaultValue role
    Now =
        fun role ->
            inputs
            |> Seq.tryFind (fun input -> input.Role = role)
            |> Option.map (fun input -> StepId.declaration input.StepId)
            |> Option.defaultValue role
}

/// Every difference between the parameters an artifact was made with and those of now.
let find (record: ArtifactRecord) (parameters: StepParameters) (inputs: seq<StepInput>) : StepReason list =
    let now = StepFingerprint.IdentityJson parameters

    let full =
        JsonSerializer.SerializeToElement<StepParameters>(parameters, PlanJson.Options)

    walk
        parameters.Kind
        (rolesOf record parameters inputs)
        ""
        (ValueSome record.Parameters)
        (ValueSome now)
        (ValueSome full)

/// The set algebra of a cohort told anew: the same shape over other cohorts.
let people (record: ArtifactRecord) (parameters: StepParameters) (inputs: seq<StepInput>) : StepReason =
    let now = StepFingerprint.IdentityJson parameters

    setting
        parameters.Kind
        "people"
        (rolesOf record parameters inputs)
        (property "people" (ValueSome record.Parameters))
        (property "people" (ValueSome now))

/// Paths of the files, and templates of the images, that the parameters name and that were not there.
let missingFiles (parameters: StepParameters) : string list =
    OutsideReference.Of parameters
    |> Seq.filter (fun outside -> not outside.IsKnown)
    |> Seq.map _.Path
    |> Seq.distinct
    |> List.ofSeq
