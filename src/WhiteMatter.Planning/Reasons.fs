/// Why a step runs: every way in which it differs from the last run of the same step.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Reasons

open System.Globalization
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private reason kind subject (from: string | null) (now: string | null) = StepReason(kind, subject, from, now)

/// Why a step without a known fingerprint cannot run.
let blocked (parameters: StepParameters) (inputs: (StepInput * Fingerprint) list) =
    [
        for path in ParameterChanges.missingFiles parameters do
            reason ReasonKind.InputMissing path null null
        for input, fingerprint in inputs do
            if not fingerprint.IsKnown then
                reason ReasonKind.Upstream input.StepId null null
    ]

let private inputChanges (record: ArtifactRecord) (inputs: (StepInput * Fingerprint) list) =
    [
        for input, fingerprint in inputs do
            match record.Inputs |> Seq.tryFind (fun before -> isNull before.Sha256 && before.Role = input.Role) with
            | Some before when before.Identity = fingerprint.Value -> ()
            | _ -> reason ReasonKind.Upstream input.StepId null null
    ]

/// Why a step whose artifact is not in the store runs, told against the last artifact that this step of the study made.
let run (latest: ArtifactRecord | null) (parameters: StepParameters) (inputs: (StepInput * Fingerprint) list) fingerprint =
    match latest with
    | null -> [ reason ReasonKind.New "" null null ]
    | record when record.Fingerprint = fingerprint -> [ reason ReasonKind.ArtifactGone "" null null ]
    | record ->
        let implementation = [
            if record.ImplementationVersion <> parameters.ImplementationVersion then
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
            @ inputChanges record inputs

        match found with
        // Equal in every part and yet of another fingerprint: the form that is hashed is another version's.
        | [] -> [ reason ReasonKind.ImplementationChanged parameters.Kind record.SoftwareVersion null ]
        | found -> found
