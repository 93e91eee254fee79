/// Names and values of recorded parameters as the study writes them.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.SettingText

open System
open System.Text
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

/// `memberP` as `member_p`.
let private snake (name: string) =
    let text = StringBuilder()

    for letter in name do
        if Char.IsUpper letter && text.Length > 0 then
            text.Append '_' |> ignore

        text.Append(Char.ToLowerInvariant letter) |> ignore

    text.ToString()

/// Objects of the parameters that are absent where they do nothing, such as blocks of the study.
let isBlock (path: string) =
    match path with
    | "architecture"
    | "architecture.variational"
    | "transformer"
    | "corruption"
    | "augment"
    | "grid" -> true
    | _ -> false

/// Objects of the parameters whose properties are settings of their own, told one by one.
let isGroup (path: string) =
    match path with
    | ""
    | "table"
    | "tables[]"
    | "files[]"
    | "train"
    | "train.optimiser"
    | "known"
    | "risk"
    | "numerics" -> true
    | path -> isBlock path

/// Lists of the parameters whose items are told one by one, as long as there are as many as before.
let isListOfGroups (path: string) =
    match path with
    | "tables"
    | "files"
    | "genotypes" -> true
    | _ -> false

/// The part of a network's environment that a property is; `None` for a setting of the study.
let environmentPart (path: string) =
    match path with
    | "numerics.precision" -> None
    | "numerics.gpu" -> Some "GPU"
    | "numerics.library" -> Some "libtorch"
    | "numerics.blas" -> Some "BLAS"
    | _ when path.StartsWith("numerics.", StringComparison.Ordinal) -> Some(path.Substring "numerics.".Length)
    | _ -> None

/// The setting of the study that a property of the parameters comes from.
let nameOf (kind: string) (property: string) =
    let own =
        LoweringTable.tryFindStep kind
        |> Option.bind (fun row -> row.Settings |> List.tryFind (fun (name, _) -> name = property))

    match own, property with
    | Some(_, setting), _ -> setting
    | None, "numerics.precision" -> "train.precision"
    | None, "table.idColumn" -> "id"
    | None, "table.familyColumn" -> "family"
    | None, "table.missingCodes" -> "missing"
    | None, ("table.format" | "table.file") -> "table"
    | None, property ->
        match environmentPart property with
        | Some part -> $"{part}, on which its rounding depends"
        | None -> snake property

/// The setting of the study that names an input. Inputs that only hold a value known after a run have no setting.
let nameOfInput (kind: string) (role: string) =
    // `cohort1`, `cohort2` … are the cohorts of set algebra; a role that is a step's id holds a value.
    let role =
        if role.Contains ':' then
            role
        else
            role.TrimEnd([| '0' .. '9' |])

    let own =
        LoweringTable.tryFindStep kind
        |> Option.bind (fun row -> row.Inputs |> List.tryFind (fun (name, _) -> name = role))

    match own, role with
    | Some(_, setting), _ -> setting
    | None, ("cohort" | "association" | "joint") -> "from"
    | None, "simulation" -> "table"
    | None, role -> role

let private longest = 160

let private shorten (text: string) =
    if text.Length <= longest then
        text
    else
        text.Substring(0, longest - 1) + "…"

/// How much of what two long texts begin with is kept before the first difference.
let private kept = 24

/// Two values so short that a line holds them, cut before their first difference where they are the same for longer than that.
let shortenBoth (before: string) (now: string) =
    let equal = Seq.zip before now |> Seq.takeWhile (fun (a, b) -> a = b) |> Seq.length

    let cut (text: string) =
        if text.Length > longest && equal > kept then
            "…" + text.Substring(equal - kept)
        else
            text

    shorten (cut before), shorten (cut now)

let private tryRead<'T> (value: JsonElement) (write: 'T -> string) =
    try
        match JsonSerializer.Deserialize<'T>(value, PlanJson.Options) with
        | null -> None
        | read -> Some(write read)
    with
    | :? JsonException
    | :? NotSupportedException -> None

/// A property of a JSON object as text; empty where it has none.
let private field (name: string) (value: JsonElement) =
    match value.TryGetProperty name with
    | true, found when found.ValueKind = JsonValueKind.String -> string (found.GetString())
    | true, found when found.ValueKind = JsonValueKind.Null -> ""
    | true, found -> found.GetRawText()
    | _ -> ""

let private percent (value: JsonElement) =
    if value.ValueKind = JsonValueKind.Number then
        ExpressionText.number (Math.Round(100.0 * value.GetDouble(), 10)) + "%"
    else
        value.GetRawText()

let private scalar kind property (value: JsonElement) =
    match kind, property, value.GetRawText() with
    | RegionMeansParameters.KindName, "includeZeros", raw -> if raw = "true" then "include" else "exclude"
    | RegionMeansParameters.KindName, "minimumCoverage", _
    | ModelParameters.KindName, ("train.validation" | "corruption.hidden" | "augment.scale"), _
    | SimulationParameters.KindName, "shared", _
    | InterpretationParameters.KindName, "top", _ -> percent value
    | ImagesParameters.KindName, "smoothingSigma", raw when raw <> "null" ->
        ExpressionText.number (Math.Round(value.GetDouble() * 2.0 * sqrt (2.0 * log 2.0), 10))
        + "mm"
    | InterpretationParameters.KindName, "smoothing", _ -> ExpressionText.number (value.GetDouble()) + "mm"
    | ModelParameters.KindName, "augment.shift", _ -> ExpressionText.number (value.GetDouble()) + "mm"
    | InterpretationParameters.KindName, "people", "null" -> "everybody"
    | InterpretationParameters.KindName, "statistic", "\"pairedT\"" -> "paired_t"
    | InterpretationParameters.KindName, "statistic", "\"meanChange\"" -> "mean_change"
    | PredictionParameters.KindName, "oneStandardError", raw -> if raw = "true" then "one_se" else "best"
    | AtlasParameters.KindName, "voxel", raw when raw <> "null" -> ExpressionText.number (value.GetDouble()) + "mm"
    | AtlasParameters.KindName, "flip", "\"leftRight\"" -> "left_right"
    | TensorParameters.KindName, "brain", "\"medianOtsu\"" -> "median_otsu"
    | TensorParameters.KindName, "brain", "\"given\"" -> "masks of the people"
    | ModelParameters.KindName, "normalise", "\"zScore\"" -> "zscore"
    | ModelParameters.KindName, "architecture.activation", "\"leakyRelu\"" -> "leaky_relu"
    | ModelParameters.KindName, "transformer.positions", "\"sinCos\"" -> "sin_cos"
    | JointParameters.KindName, "distribution", "\"chiSquared\"" -> "chi_squared"
    | MetaParameters.KindName, "weights", "\"inverseVariance\"" -> "inverse_variance"
    | MetaParameters.KindName, "weights", "\"sampleSize\"" -> "sample_size"
    | (MetaParameters.KindName | ReplicationParameters.KindName), "strands", "\"byFrequency\"" -> "by_frequency"
    | (MetaParameters.KindName | ReplicationParameters.KindName), "strands", "\"leaveOut\"" -> "leave_out"
    | MetaParameters.KindName, "genomicControl", raw -> if raw = "true" then "on" else "off"
    | (PublishedParameters.KindName | SummaryStatisticsParameters.KindName), _, "\"gwasSsf\"" -> "gwas_ssf"
    | AssociationParameters.KindName, "precision", "5" -> "double"
    | AssociationParameters.KindName, "precision", "3" -> "single"
    | _, _, "null" -> "none"
    | _, _, "\"rankInverseNormal\"" -> "rank_int"
    | _, _, "\"tabSeparated\"" -> "tsv"
    | _, _, "\"commaSeparated\"" -> "csv"
    | _, _, "\"blankSeparated\"" -> "space_separated"
    | _, _, raw when value.ValueKind = JsonValueKind.Number ->
        match value.TryGetDouble() with
        | true, number -> ExpressionText.number number
        | _ -> raw
    | _, _, raw when value.ValueKind = JsonValueKind.String -> string (value.GetString())
    | _, _, raw -> raw

/// A planted effect as the study calls it, without what it has by default.
let private effect (value: JsonElement) =
    let part (name: string) (write: JsonElement -> string) =
        match value.TryGetProperty name with
        | true, found when found.ValueKind <> JsonValueKind.Null -> [ write found ]
        | _ -> []

    let regions (names: JsonElement) =
        match
            [
                for name in names.EnumerateArray() -> "\"" + string (name.GetString()) + "\""
            ]
        with
        | [] -> "regions = all"
        | names -> "regions = [" + String.Join(", ", names) + "]"

    let variant =
        match part "variant" (fun name -> $"variant = \"{name.GetString()}\"") with
        | [] -> part "variants" (fun count -> $"variants = {count.GetRawText()}")
        | named -> named

    let arguments =
        part "column" (fun name -> string (name.GetString()))
        @ part "regions" regions
        @ part "variance" (fun share -> "variance = " + percent share)
        @ (variant |> List.except [ "variants = 1" ])
        @ (part "mixedDirections" _.GetRawText()
           |> List.filter ((=) "true")
           |> List.map (fun _ -> "directions = mixed"))

    String.Concat(field "effect" value, "(", String.Join(", ", arguments), ")")

/// A table of people as the study calls it, without its path.
let private tableCall (value: JsonElement) =
    let reader =
        match field "format" value with
        | "commaSeparated" -> "csv"
        | "blankSeparated" -> "space_separated"
        | _ -> "tsv"

    let family =
        match field "familyColumn" value with
        | "" -> ""
        | name -> $", family = {name}"

    let id = field "idColumn" value
    $"{reader}(id = {id}{family})"

/// A value as the study writes it, however long. `nameOfRole` names the cohorts of set algebra.
let rec wholeValueOf (nameOfRole: string -> string) (kind: string) (property: string) (value: JsonElement) : string =
    let has (name: string) =
        value.ValueKind = JsonValueKind.Object && fst (value.TryGetProperty name)

    match value.ValueKind with
    | JsonValueKind.Object when has "node" ->
        let read =
            match property with
            | "people" -> tryRead<PeopleExpression> value (ExpressionText.people nameOfRole)
            | "preserve"
            | "formula" -> tryRead<FormulaExpression> value ExpressionText.formula
            | _ -> tryRead<PlanExpression> value ExpressionText.expression

        read |> Option.defaultWith value.GetRawText
    | JsonValueKind.Object when has "view" ->
        let against =
            match field "against" value with
            | "" -> ""
            | step -> ", found = " + StepId.declaration step

        String.Concat(field "view" value, "(", StepId.declaration (field "step" value), against, ")")
    | JsonValueKind.Object when has "effect" -> effect value
    | JsonValueKind.Object when has "idColumn" -> tableCall value
    | JsonValueKind.Object when has "condition" ->
        wholeValueOf nameOfRole kind "condition" (value.GetProperty "condition")
    | JsonValueKind.Object when has "reason" ->
        String.Concat(field "code" value, " because \"", field "reason" value, "\"")
    | JsonValueKind.Object when has "role" ->
        let name = field "name" value

        match field "unit" value with
        | "" when field "role" value = "factor" -> $"{name} : factor"
        | "" -> name
        | unit -> $"{name} : {unit}"
    | JsonValueKind.Object when has "fraction" ->
        match field "fraction" value with
        | "" -> field "count" value
        | _ -> percent (value.GetProperty "fraction")
    | JsonValueKind.Object when has "first" && has "size" ->
        let numbers (name: string) (between: string) =
            String.Join(between, value.GetProperty(name).EnumerateArray() |> Seq.map _.GetRawText())

        let size, first = numbers "size" " × ", numbers "first" ", "
        $"mask ({size} voxels from ({first}) on)"
    | JsonValueKind.Array ->
        "["
        + String.Join(", ", value.EnumerateArray() |> Seq.map (item nameOfRole kind property))
        + "]"
    | _ -> scalar kind property value

/// Texts of a list are quoted unless they are names.
and private item nameOfRole kind property (value: JsonElement) =
    let text = wholeValueOf nameOfRole kind property value

    if
        property.EndsWith("missingCodes", StringComparison.Ordinal)
        || property = "suffixes"
    then
        String.Concat("\"", text, "\"")
    else
        text

/// A value as the study writes it, on one line.
let valueOf nameOfRole kind property value =
    shorten (wholeValueOf nameOfRole kind property value)
