[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ReplicationLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

let private declaration (context: LoweringContext) (value: CheckedExpression) =
    match context.Find(Setting.reference value) with
    | Some found -> found
    | None -> Expressions.unplannable value "declaration"

/// What is done with alleles that read alike on both strands: those of one list of variants are on one strand.
let private strands context (replication: CheckedDeclaration) (loci: CheckedDeclaration) against =
    match StatisticsSteps.sources context loci with
    | [ found ] when StatisticsSteps.variants context found = StatisticsSteps.variants context against ->
        StrandTreatment.Trust
    | _ -> MetaLowering.strands replication

let private lower (context: LoweringContext) (replication: CheckedDeclaration) =
    let against = declaration context (Setting.find "against" replication)

    let loci =
        match StatisticsSteps.sources context replication with
        | [ loci ] -> loci
        | _ -> invalidOp $"The checked replication '{replication.Name}' has no loci."

    let reference =
        Setting.tryFind "reference" replication |> Option.map (declaration context)

    let p: PlanExpression | null =
        match Setting.tryFind "p" replication with
        | Some p -> Expressions.lower (StepValues.names context) p
        | None -> null

    let number name =
        Setting.number name replication |> Option.defaultValue 0.0

    let parameters =
        ReplicationParameters(
            p,
            (match reference with
             | Some genotypes -> GenotypesLowering.references context genotypes
             | None -> ImmutableArray.Empty),
            number "proxy_r2",
            int64 (number "proxy_window"),
            strands context replication loci against,
            number "ambiguous_maf"
        )

    let inputs =
        [
            StepInput("loci", Draft.idOf LociParameters.KindName loci.Name)
            StepInput("association", StatisticsSteps.results against)
            StepInput("variants", StatisticsSteps.variants context against)
            match reference with
            | Some genotypes -> StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name)
            | None -> ()
        ]
        |> Draft.withValues (
            match p with
            | null -> []
            | p -> Expressions.stepsUsed p
        )

    [
        Draft.create replication parameters inputs (StatisticsSteps.sizes context against) $"{replication.Name}/"
    ]

let private row = {
    StepRow.create<ReplicationParameters>
        ReplicationParameters.KindName
        (fun step _ ->
            let leads, against = StepRow.nameOf step "loci", StepRow.nameOf step "association"
            $"looks for the leads of {leads} in {against}")
        (fun _ sizes ->
            Cost.known sizes.Variants (fun () ->
                Cost.estimate (sizes.Variants * 0.3e-6) (Cost.processMemory + 20.0 * sizes.Variants) 1e4)) with
        Settings = [ "strands", "ambiguous"; "ambiguousFrequency", "ambiguous_maf" ]
        Inputs = [
            "loci", "from"
            "association", "against"
            "variants", "against"
            "genotypes", "reference"
        ]
}

let rule = {
    Kind = "replication"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
