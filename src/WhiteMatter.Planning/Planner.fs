namespace WhiteMatter.Planning

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.Globalization
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

[<RequireQualifiedAccess>]
module Planner =

    let private ruleOf (declaration: CheckedDeclaration) =
        match LoweringTable.tryFind declaration.Kind with
        | Some rule -> rule
        | None -> invalidOp $"The kind '{declaration.Kind}' of '{declaration.Name}' has no lowering rule."

    let private stepRowOf (draft: DraftStep) =
        match LoweringTable.tryFindStep draft.Parameters.Kind with
        | Some row -> row
        | None -> invalidOp $"No rule says what a step '{draft.Parameters.Kind}' costs."

    /// Inputs first, otherwise in the order of the study.
    let private inOrder (drafts: DraftStep list) : DraftStep list =
        let byId = Dictionary<string, DraftStep>(StringComparer.Ordinal)

        for draft in drafts do
            byId.Add(draft.Id, draft)

        let placed = HashSet<string>(StringComparer.Ordinal)
        let ordered = ResizeArray<DraftStep>()
        // Explicit, so that a long chain of cohorts does not exhaust the stack.
        let pending = Stack<struct (DraftStep * bool)>()

        for draft in drafts do
            pending.Push(struct (draft, false))

            while pending.Count > 0 do
                let struct (step, inputsPlaced) = pending.Pop()

                if inputsPlaced then
                    if placed.Add step.Id then
                        ordered.Add step
                elif not (placed.Contains step.Id) then
                    pending.Push(struct (step, true))

                    for input in List.rev step.Inputs do
                        match byId.TryGetValue input.StepId with
                        | true, before when not (placed.Contains before.Id) -> pending.Push(struct (before, false))
                        | true, _ -> ()
                        | _ -> invalidOp $"The step {step.Id} needs {input.StepId}, which no declaration makes."

        List.ofSeq ordered

    let private limitsOf (study: CheckedStudy) =
        let number name = Setting.number name study.Study

        ResourceLimits(
            number "cores" |> Option.map int |> Option.toNullable,
            number "memory" |> Option.map int64 |> Option.toNullable
        )

    /// What every network depends on here: asked once for each device that a model names.
    let private numericsOf (study: CheckedStudy) (host: IStudyHost) (limits: ResourceLimits) cancellation =
        task {
            let known = Dictionary<string, NumericEnvironment>(StringComparer.Ordinal)

            for declaration in study.Declarations do
                if declaration.Kind = "model" then
                    let device = ModelLowering.device declaration

                    if not (known.ContainsKey device) then
                        let! described =
                            host.DescribeNumericsAsync(device, (limits.Within host.Machine).Cores, cancellation)

                        known[device] <- described

            return fun device -> known[device]
        }

    let private describeMemory (bytes: int64) = Quantities.bytes bytes

    let private checkMemory (machine: MachineResources) (limits: ResourceLimits) (step: PlanStep) =
        let available = (limits.Within machine).MemoryBytes

        if step.State = StepState.Run && step.Cost.MemoryBytes > available then
            [
                Diagnostic.Create(
                    PlanCodes.NotEnoughMemory,
                    step.Source,
                    ReadOnlySpan.op_Implicit [|
                        step.Id
                        describeMemory step.Cost.MemoryBytes
                        describeMemory available
                    |]
                )
            ]
        else
            []

    /// What a network is asked to run on and in, where that is not to be had here. `asked` is the model's precision by declaration.
    let private checkGpu (asked: IReadOnlyDictionary<string, string>) (step: PlanStep) =
        let create row (arguments: string list) = [
            Diagnostic.Create(row, step.Source, ReadOnlySpan.op_Implicit (List.toArray (step.Id :: arguments)))
        ]

        match step.State, step.Parameters with
        | StepState.Run, (:? ModelParameters as model) when
            model.Numerics.IsOnGpu && model.Numerics.Gpu = NumericEnvironment.NoGpu
            ->
            let why =
                match model.Numerics.Library with
                | "" -> "there is no libtorch"
                | library -> $"{library} sees no such device on this machine"

            create PlanCodes.NoSuchGpu [ model.Numerics.Device; why ]
        | StepState.Run, (:? ModelParameters as model) when not model.Numerics.IsOnGpu ->
            match asked.TryGetValue step.Declaration with
            | true, precision when precision <> "fp32" -> create PlanCodes.PrecisionOfGpus [ precision ]
            | _ -> []
        | _ -> []

    /// r² is taken in the people of the association, or of the one behind a joint test, by their rows in its genotypes: another file has
    /// other rows.
    let private checkReference (steps: IReadOnlyDictionary<string, PlanStep>) (step: PlanStep) =
        let inputOf role (step: PlanStep) =
            step.Inputs
            |> Seq.tryFind (fun input -> input.Role = role)
            |> Option.map _.StepId

        match step.Parameters with
        | :? LociParameters ->
            let tested =
                inputOf "association" step
                |> Option.bind (fun id -> inputOf "genotypes" steps[id])

            match inputOf "genotypes" step, tested with
            | Some reference, Some tested when reference <> tested -> [
                Diagnostic.Create(
                    PlanCodes.OtherReference,
                    step.Source,
                    ReadOnlySpan.op_Implicit [|
                        step.Declaration
                        StepId.declaration reference
                        StepId.declaration tested
                    |]
                )
              ]
            | _ -> []
        | _ -> []

    let private stateOf (host: IStudyHost) study (draft: DraftStep) inputs fingerprint cancellation =
        task {
            if not (fingerprint: Fingerprint).IsKnown then
                return StepState.Blocked, Reasons.blocked draft.Parameters inputs
            else
                let! stored = host.FindArtifactAsync(fingerprint, cancellation)

                match stored with
                | null ->
                    let! latest = host.FindLatestAsync(study, draft.Id, cancellation)
                    return StepState.Run, Reasons.run latest draft.Parameters inputs fingerprint
                | _ -> return StepState.Cached, []
        }

    let private tooMany (study: CheckedStudy) count limit =
        let text (value: int) =
            value.ToString CultureInfo.InvariantCulture

        Diagnostic.create study.Study.File PlanCodes.TooManySteps study.Study.Span [ text count; text limit ]

    let plan (options: PlanOptions) (study: CheckedStudy) (host: IStudyHost) (cancellation: CancellationToken) =
        task {
            cancellation.ThrowIfCancellationRequested()

            let declarations = Dictionary<string, CheckedDeclaration>(StringComparer.Ordinal)

            for declaration in study.Declarations do
                declarations[declaration.Name] <- declaration

            let limits = limitsOf study
            let! numerics = numericsOf study host limits cancellation

            let beforeFiles = {
                Study = study
                Declarations = declarations
                Files = OutsideFiles.None
                Build = Expressions.text (Setting.find "build" study.Study)
                Seed = int64 (Expressions.number (Setting.find "seed" study.Study))
                Numerics = numerics
            }

            let! files, fileDiagnostics =
                OutsideFiles.GatherAsync
                    study.Facts
                    host
                    (study.Declarations
                     |> List.collect (fun declaration -> (ruleOf declaration).Files beforeFiles declaration))
                    cancellation

            let context = { beforeFiles with Files = files }

            let drafts =
                study.Declarations
                |> List.collect (fun declaration ->
                    cancellation.ThrowIfCancellationRequested()
                    (ruleOf declaration).Lower context declaration)

            let refused = drafts.Length > options.MaximumSteps
            let steps = ImmutableArray.CreateBuilder<PlanStep>()
            let byId = Dictionary<string, PlanStep>(StringComparer.Ordinal)

            for draft in (if refused then [] else inOrder drafts) do
                cancellation.ThrowIfCancellationRequested()

                let inputs =
                    draft.Inputs |> List.map (fun input -> input, byId[input.StepId].Fingerprint)

                let fingerprint =
                    StepFingerprint.Of(
                        draft.Parameters,
                        inputs
                        |> List.map (fun (input, value) -> KeyValuePair(input.Role, value))
                        |> List.toArray
                    )

                let! state, reasons = stateOf host study.Name draft inputs fingerprint cancellation
                let row = stepRowOf draft
                let cost = row.Cost draft.Parameters draft.Sizes
                let range = row.Range draft.Parameters draft.Sizes

                let shards =
                    Sharding.shards host.Machine limits options.Shards range cost fingerprint

                let step =
                    PlanStep(
                        draft.Id,
                        draft.Declaration,
                        draft.Parameters,
                        ImmutableArray.CreateRange draft.Inputs,
                        fingerprint,
                        shards,
                        cost,
                        state,
                        ImmutableArray.CreateRange reasons,
                        draft.Source,
                        draft.Publish
                    )

                byId.Add(step.Id, step)
                steps.Add step

            let planned =
                ExecutionPlan(
                    PlanJson.FormatVersion,
                    study.Name,
                    study.Title,
                    study.File.Path,
                    options.BaseDirectory,
                    context.Build,
                    context.Seed,
                    (let results = Setting.find "results" study.Study
                     StudyPath.resolve results.File (Expressions.text results)),
                    limits,
                    steps.ToImmutable()
                )

            let precisions =
                study.Declarations
                |> List.filter (fun declaration -> declaration.Kind = "model")
                |> List.map (fun model -> KeyValuePair(model.Name, ModelLowering.precision model))
                |> fun pairs -> Dictionary<string, string>(pairs, StringComparer.Ordinal)

            let diagnostics = [
                yield! fileDiagnostics
                if refused then
                    tooMany study drafts.Length options.MaximumSteps
                for step in steps do
                    yield! checkMemory host.Machine limits step
                    yield! checkGpu precisions step
                    yield! checkReference byId step
            ]

            return {
                Plan = planned
                Diagnostics = ImmutableArray.CreateRange diagnostics
            }
        }

[<AbstractClass; Sealed>]
type StudyPlanner =

    static member PlanAsync
        (study: CheckedStudy, host: IStudyHost, options: PlanOptions, cancellationToken: CancellationToken)
        : Task<PlanResult> =
        Planner.plan options study host cancellationToken

    static member PlanAsync
        (study: CheckedStudy, host: IStudyHost, cancellationToken: CancellationToken)
        : Task<PlanResult> =
        Planner.plan PlanOptions.Default study host cancellationToken
