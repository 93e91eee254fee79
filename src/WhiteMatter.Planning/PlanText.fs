[<RequireQualifiedAccess>]
module WhiteMatter.Planning.PlanText

open System
open System.Collections.Generic
open System.Text
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let private changed (subject: string) (from: string | null) (now: string | null) =
    match from, now with
    | null, null -> $"{subject} changed"
    | null, now -> $"{subject} changed to {now}"
    | from, null -> $"{subject} changed from {from}"
    | from, now -> $"{subject} changed from {from} to {now}"

let private imagesOf (step: PlanStep) : OutsideImages | null =
    match step.Parameters with
    | :? ImagesParameters as images -> images.Outside
    | :? TensorParameters as tensors -> tensors.Series
    | _ -> null

/// What a step calls what it reads outside: images by their template, all else a file.
let private outside (step: PlanStep) (subject: string) =
    match imagesOf step with
    | null -> $"the file {subject}", false
    | set when set.Template = subject ->
        // Series are known together with their b-values and directions.
        (if isNull set.BValues then
             $"the images {subject}"
         else
             $"the series {subject}, or files beside them,"),
        true
    | _ -> $"the file {subject}", false

/// Of a set of images that changed, the file that did so last.
let private latest (step: PlanStep) subject =
    match imagesOf step with
    | null -> ""
    | set when set.Template = subject ->
        match set.Latest with
        | null -> ""
        | file -> $" ({file.Text})"
    | _ -> ""

let reason (step: PlanStep) (reason: StepReason) =
    match reason.Kind with
    | ReasonKind.New -> "it has not run before"
    | ReasonKind.SettingChanged -> changed reason.Subject reason.From reason.To
    | ReasonKind.EnvironmentChanged -> changed $"{reason.Subject}, on which its rounding depends," reason.From reason.To
    | ReasonKind.InputChanged -> fst (outside step reason.Subject) + " changed" + latest step reason.Subject
    | ReasonKind.ImplementationChanged -> changed $"this program's version of {reason.Subject}" reason.From reason.To
    | ReasonKind.Upstream when step.State = StepState.Blocked -> $"{reason.Subject} is blocked"
    | ReasonKind.Upstream -> $"{reason.Subject} changed"
    | ReasonKind.ArtifactGone -> "its result is no longer in the store"
    | ReasonKind.InputMissing ->
        match outside step reason.Subject with
        | what, true -> $"{what} are not there"
        | what, false -> $"{what} is not there"
    | _ -> reason.Subject

let private paint colour (code: string) (text: string) =
    if colour then $"\u001b[{code}m{text}\u001b[0m" else text

let private stateText colour (step: PlanStep) =
    match step.State with
    | StepState.Cached -> paint colour "32" "cached"
    | StepState.Run -> paint colour "33" "run"
    | _ -> paint colour "31" "blocked"

/// Under which step each is drawn: the last of its inputs, so that the tree follows the longest way to a result.
let private parents (plan: ExecutionPlan) =
    let position = Dictionary<string, int>(StringComparer.Ordinal)
    plan.Steps |> Seq.iteri (fun index step -> position[step.Id] <- index)

    plan.Steps
    |> Seq.map (fun step ->
        if step.Inputs.IsEmpty then
            None
        else
            step.Inputs |> Seq.map (fun input -> position[input.StepId]) |> Seq.max |> Some)
    |> Array.ofSeq

let private cost (step: PlanStep) =
    let parts = [
        if step.Cost.CpuSeconds > 0.0 then
            Quantities.seconds step.Cost.CpuSeconds
        if step.Cost.MemoryBytes > 0L then
            Quantities.bytes step.Cost.MemoryBytes + " memory"
        if step.Cost.GpuMemoryBytes > 0L then
            Quantities.bytes step.Cost.GpuMemoryBytes + " GPU memory"
        if step.Cost.DiskBytes > 0L then
            Quantities.bytes step.Cost.DiskBytes + " disk"
        if step.Shards.Length > 1 then
            (if step.Shards.Length = 1 then
                 "1 part"
             else
                 $"{step.Shards.Length} parts")
    ]

    if parts.IsEmpty then
        "size unknown"
    else
        String.Join(", ", parts)

/// So many steps before it are named one by one where they are why a step runs or is blocked.
let private mostNamed = 3

let private reasonLine (step: PlanStep) =
    let upstream, own =
        step.Reasons
        |> List.ofSeq
        |> List.partition (fun reason -> reason.Kind = ReasonKind.Upstream)

    let told =
        if upstream.Length <= mostNamed then
            upstream |> List.map (reason step)
        else
            let named = upstream |> List.take mostNamed |> List.map _.Subject

            let what =
                if step.State = StepState.Blocked then
                    "are blocked"
                else
                    "changed"

            [ String.Join(", ", named) + $" and {upstream.Length - mostNamed} more {what}" ]

    match List.map (reason step) own @ told with
    | [] -> None
    | reasons -> Some("because " + String.Join("; ", reasons))

let step (step: PlanStep) =
    let state = stateText false step

    match step.State, reasonLine step with
    | StepState.Cached, _ -> state
    | _, Some reason -> $"{state} {reason}; {cost step}"
    | _, None -> $"{state}; {cost step}"

/// What is not there, once each, with the first step that needs it.
let private missing colour (plan: ExecutionPlan) =
    let lines =
        plan.Steps
        |> Seq.collect (fun step ->
            step.Reasons
            |> Seq.filter (fun reason -> reason.Kind = ReasonKind.InputMissing)
            |> Seq.map (fun reason -> reason.Subject, step.Id))
        |> Seq.distinctBy fst
        |> Seq.map (fun (subject, id) -> $"  {subject}" + paint colour "2" $"  (needed by {id})" + "\n")
        |> List.ofSeq

    if lines.IsEmpty then
        ""
    else
        paint colour "31" "Not there:" + "\n" + String.Join("", lines)

let private totals colour (plan: ExecutionPlan) =
    let count state =
        plan.Steps |> Seq.filter (fun step -> step.State = state) |> Seq.length

    let running =
        plan.Steps |> Seq.filter (fun step -> step.State = StepState.Run) |> List.ofSeq

    let seconds = running |> List.sumBy _.Cost.CpuSeconds
    let disk = running |> List.sumBy _.Cost.DiskBytes

    let memory =
        match running with
        | [] -> 0L
        | steps -> steps |> List.map _.Cost.MemoryBytes |> List.max

    let text = StringBuilder()

    let steps =
        if plan.Steps.Length = 1 then
            "1 step"
        else
            $"{plan.Steps.Length} steps"

    text.Append $"{steps}: {count StepState.Cached} cached, {running.Length} to run"
    |> ignore

    if count StepState.Blocked > 0 then
        text.Append(", " + paint colour "31" $"{count StepState.Blocked} blocked")
        |> ignore

    if not running.IsEmpty then
        text.Append
            $". About {Quantities.seconds seconds} of processor time, {Quantities.bytes memory} memory, {Quantities.bytes disk} disk"
        |> ignore

    text.Append(".\n").ToString()

/// What a machine has beside what a plan's steps to run take, in a line; `free` is the free disk in bytes where it is known.
let machine (machine: MachineResources) (free: int64 option) (plan: ExecutionPlan) : string =
    let processors =
        if machine.Cores = 1 then
            "1 processor"
        else
            $"{machine.Cores} processors"

    let results =
        plan.Steps
        |> Seq.filter (fun step -> step.State = StepState.Run)
        |> Seq.sumBy _.Cost.DiskBytes

    let disk =
        match free with
        | Some free when results > free -> $", {Quantities.bytes free} free disk, which is less than the results take"
        | Some free -> $", {Quantities.bytes free} free disk"
        | None -> ""

    $"Here are {processors}, {Quantities.bytes machine.MemoryBytes} memory{disk}.\n"

let render (colour: bool) (plan: ExecutionPlan) : string =
    let text = StringBuilder()

    let heading =
        if plan.Title = "" then
            plan.Study
        else
            $"{plan.Study}: {plan.Title}"

    text.Append(paint colour "1" heading).Append('\n') |> ignore

    let parents = parents plan
    let children = Array.init plan.Steps.Length (fun _ -> ResizeArray<int>())
    let roots = ResizeArray<int>()

    parents
    |> Array.iteri (fun index parent ->
        match parent with
        | Some parent -> children[parent].Add index
        | None -> roots.Add index)

    // Deep studies are drawn without recursion: what is still to be drawn, with its indentation.
    let pending = Stack<struct (int * string * bool)>()

    let push (indices: ResizeArray<int>) indent =
        for at in indices.Count - 1 .. -1 .. 0 do
            pending.Push(struct (indices[at], indent, (at = indices.Count - 1)))

    push roots ""

    while pending.Count > 0 do
        let struct (index, indent, last) = pending.Pop()
        let step = plan.Steps[index]
        let below = indent + (if last then "   " else "│  ")
        let branch = if last then "└─ " else "├─ "

        text.Append(paint colour "2" (indent + branch)).Append(step.Id).Append("  ").Append(stateText colour step)
        |> ignore

        if step.State = StepState.Run then
            text.Append(paint colour "2" $"  ({cost step})") |> ignore

        text.Append('\n') |> ignore

        let notice =
            LoweringTable.tryFindStep step.Parameters.Kind
            |> Option.bind (fun row -> row.Notice step.Parameters)

        for line in Option.toList (reasonLine step) @ Option.toList notice do
            let bar = if children[index].Count > 0 then "│  " else "   "
            text.Append(paint colour "2" (below + bar)).Append(line).Append('\n') |> ignore

        push children[index] below

    text.Append(missing colour plan).Append(totals colour plan).ToString()
