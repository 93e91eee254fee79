namespace WhiteMatter.Planning

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open System.Text
open System.Text.Json
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

type ChangedStep = {
    Step: PlanStep
    Reasons: StepReason list
}

type PlanDifference = {
    Added: PlanStep list
    Removed: PlanStep list
    Changed: ChangedStep list
    Same: int
} with

    member this.IsEmpty =
        this.Added.IsEmpty && this.Removed.IsEmpty && this.Changed.IsEmpty

[<RequireQualifiedAccess>]
module PlanDifference =

    /// A step as its artifact would say that it was made.
    let private record (steps: IReadOnlyDictionary<string, PlanStep>) (step: PlanStep) : ArtifactRecord =
        let inputs =
            step.Inputs
            |> Seq.map (fun input ->
                let identity =
                    match steps.TryGetValue input.StepId with
                    | true, other -> other.Fingerprint.Value
                    | _ -> ""

                ArtifactInput(input.Role, input.StepId, identity, null))

        ArtifactRecord(
            0,
            "",
            step.Id,
            step.Parameters.Kind,
            step.Parameters.ImplementationVersion,
            step.Fingerprint,
            StepFingerprint.IdentityJson step.Parameters,
            ImmutableArray.CreateRange inputs,
            ImmutableArray.Empty,
            ImmutableDictionary.Empty,
            "",
            "",
            Nullable(),
            "",
            DateTimeOffset.MinValue,
            DateTimeOffset.MinValue
        )

    /// The files outside that a step names, whether or not they are there.
    let private outside (step: PlanStep) =
        OutsideReference.Of step.Parameters
        |> Seq.map _.Path
        |> Seq.distinct
        |> List.ofSeq

    /// Why a step differs of which no result is known, as a file is not there: the settings, the files' names, or what it is made from.
    let private unknownReasons (earlier: ArtifactRecord) (other: PlanStep) (step: PlanStep) (changed: string -> bool) = [
        yield! ParameterChanges.find earlier step.Parameters step.Inputs

        let before, now = outside other, outside step

        if before.Length = now.Length then
            for gone, come in List.zip before now do
                if gone <> come then
                    StepReason(ReasonKind.SettingChanged, "the file", gone, come)
        else
            let listed (paths: string list) =
                String.Join(", ", List.truncate 3 paths)
                + (if paths.Length > 3 then ", …" else "")

            StepReason(ReasonKind.SettingChanged, "the files", listed before, listed now)

        for input in step.Inputs do
            if changed input.StepId then
                StepReason(ReasonKind.Upstream, input.StepId, null, null)
    ]

    let private byId (plan: ExecutionPlan) =
        let steps = Dictionary<string, PlanStep>(StringComparer.Ordinal)

        for step in plan.Steps do
            steps[step.Id] <- step

        steps

    let between (before: ExecutionPlan) (now: ExecutionPlan) : PlanDifference =
        let earlier, later = byId before, byId now
        let changed = HashSet<string>(StringComparer.Ordinal)

        /// Whether both give the same result. Where a file is not there no fingerprint is known, and what makes it is compared.
        let isSame (step: PlanStep) (other: PlanStep) =
            if step.Fingerprint.IsKnown && other.Fingerprint.IsKnown then
                step.Fingerprint = other.Fingerprint
            else
                step.Fingerprint.IsKnown = other.Fingerprint.IsKnown
                && StepFingerprint.IdentityJson(step.Parameters).GetRawText() =
                    StepFingerprint.IdentityJson(other.Parameters).GetRawText()
                && outside step = outside other
                && Seq.forall2
                    (fun (a: StepInput) (b: StepInput) ->
                        a.Role = b.Role && a.StepId = b.StepId && not (changed.Contains a.StepId))
                    step.Inputs
                    other.Inputs
                && step.Inputs.Length = other.Inputs.Length

        let differences = [
            for step in now.Steps do
                match earlier.TryGetValue step.Id with
                | true, other when not (isSame step other) ->
                    changed.Add step.Id |> ignore

                    let inputs = [
                        for input in step.Inputs do
                            match later.TryGetValue input.StepId with
                            | true, source -> input, source.Fingerprint
                            | _ -> ()
                    ]

                    {
                        Step = step
                        Reasons =
                            if step.Fingerprint.IsKnown then
                                Reasons.run (record earlier other) step.Parameters inputs step.Fingerprint
                            else
                                unknownReasons (record earlier other) other step changed.Contains
                    }
                | _ -> ()
        ]

        let added = [
            for step in now.Steps do
                if not (earlier.ContainsKey step.Id) then
                    step
        ]

        {
            Added = added
            Removed = [
                for step in before.Steps do
                    if not (later.ContainsKey step.Id) then
                        step
            ]
            Changed = differences
            Same = now.Steps.Length - added.Length - differences.Length
        }

    let render (colour: bool) (difference: PlanDifference) : string =
        let text = StringBuilder()

        let line (code: string) (what: string) =
            (if colour then
                 text.Append($"\u001b[{code}m{what}\u001b[0m")
             else
                 text.Append what)
                .Append('\n')
            |> ignore

        for step in difference.Removed do
            line "31" $"- {step.Id}"

        for step in difference.Added do
            line "32" $"+ {step.Id}"

        for changed in difference.Changed do
            line "33" $"~ {changed.Step.Id}"

            for reason in changed.Reasons do
                text.Append("    because ").Append(PlanText.reason changed.Step reason).Append('\n')
                |> ignore

        let steps count =
            if count = 1 then "1 step" else $"{count} steps"

        if difference.IsEmpty then
            text.Append($"No difference: {steps difference.Same} with the same results.\n")
        else
            text.Append(
                $"{steps difference.Changed.Length} with another result, {difference.Added.Length} added, {difference.Removed.Length} removed, {difference.Same} the same.\n"
            )
        |> ignore

        text.ToString()

    let json (difference: PlanDifference) : string =
        use stream = new MemoryStream()

        do
            use writer = new Utf8JsonWriter(stream, JsonWriterOptions(Indented = true))

            let names (property: string) (steps: PlanStep list) =
                writer.WriteStartArray property

                for step in steps do
                    writer.WriteStringValue step.Id

                writer.WriteEndArray()

            writer.WriteStartObject()
            names "added" difference.Added
            names "removed" difference.Removed
            writer.WriteStartArray "changed"

            for changed in difference.Changed do
                writer.WriteStartObject()
                writer.WriteString("step", changed.Step.Id)
                writer.WritePropertyName "reasons"
                JsonSerializer.Serialize<StepReason list>(writer, changed.Reasons, PlanJson.Options)
                writer.WriteEndObject()

            writer.WriteEndArray()
            writer.WriteNumber("same", difference.Same)
            writer.WriteEndObject()

        Encoding.UTF8.GetString(stream.ToArray())
