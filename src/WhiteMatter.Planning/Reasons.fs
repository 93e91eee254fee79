/// Why a step runs: every way in which it differs from the last run of the same step.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Reasons

open System
open System.Globalization
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private reason kind subject (from: string | null) (now: string | null) = StepReason(kind, subject, from, now)

/// Why a step without a known fingerprint cannot run.
let blocked (parameters: StepParameters) (inputs: (StepInput * Fingerprint) list) = [
    for path in ParameterChanges.missingFiles parameters do
        reason ReasonKind.InputMissing path null null
    for input, fingerprint in inputs do
        if not fingerprint.IsKnown then
            reason ReasonKind.Upstream input.StepId null null
]

/// Whether an input only holds a value known after a run: the expression that uses it tells of it.
let private isValue (role: string) = role.Contains ':'

/// Inputs that are other steps than before are changes of the setting that names them; the same steps with other results are changes
/// upstream.
let private inputChanges
    (record: ArtifactRecord)
    (parameters: StepParameters)
    (inputs: (StepInput * Fingerprint) list)
    =
    let before =
        record.Inputs |> Seq.filter (fun input -> isNull input.Blake3) |> List.ofSeq

    let named role (before: string | null) (now: string | null) =
        let ofStep (id: string | null) =
            match id with
            | null -> "none"
            | id -> StepId.declaration id

        match parameters with
        | :? CohortParameters when SettingText.nameOfInput parameters.Kind role = "from" ->
            ParameterChanges.people record parameters (inputs |> List.map fst)
        | _ ->
            reason ReasonKind.SettingChanged (SettingText.nameOfInput parameters.Kind role) (ofStep before) (ofStep now)

    [
        for input, fingerprint in inputs do
            match before |> List.tryFind (fun one -> one.Role = input.Role) with
            | Some one when one.Identity = fingerprint.Value -> ()
            | Some one when one.Source = input.StepId -> reason ReasonKind.Upstream input.StepId null null
            // A declaration whose step is of another kind now, such as traits that were a table's and are a model's.
            | Some one when StepId.declaration one.Source = StepId.declaration input.StepId ->
                reason ReasonKind.Upstream input.StepId null null
            | Some one -> named input.Role one.Source input.StepId
            | None when isValue input.Role -> ()
            | None -> named input.Role null input.StepId
        for one in before do
            if
                not (isValue one.Role)
                && inputs |> List.forall (fun (input, _) -> input.Role <> one.Role)
            then
                named one.Role one.Source null
    ]
    |> List.distinct

/// Why a step whose artifact is not in the store runs, told against the last artifact that this step of the study made.
let run
    (latest: ArtifactRecord | null)
    (parameters: StepParameters)
    (inputs: (StepInput * Fingerprint) list)
    fingerprint
    =
    match latest with
    | null -> [ reason ReasonKind.New "" null null ]
    | record when record.Fingerprint = fingerprint -> [ reason ReasonKind.ArtifactGone "" null null ]
    | record ->
        let implementation = [
            // Where the version follows from the parameters, these are what changed.
            if
                record.ImplementationVersion <> parameters.ImplementationVersion
                && StepFingerprint.ImplementationVersionOf record.Parameters
                   <> Nullable record.ImplementationVersion
            then
                let version (value: int) =
                    value.ToString CultureInfo.InvariantCulture

                reason
                    ReasonKind.ImplementationChanged
                    parameters.Kind
                    (version record.ImplementationVersion)
                    (version parameters.ImplementationVersion)
        ]

        let found =
            ParameterChanges.find record parameters (inputs |> List.map fst)
            @ implementation
            @ inputChanges record parameters inputs
            |> List.distinct

        match found with
        // Equal in every part and yet of another fingerprint: the form that is hashed is another version's.
        | [] -> [
            reason ReasonKind.ImplementationChanged parameters.Kind record.SoftwareVersion null
          ]
        | found -> found
