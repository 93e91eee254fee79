[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.LociLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private declaration (context: LoweringContext) (value: CheckedExpression) =
    match context.Find(Setting.reference value) with
    | Some found -> found
    | None -> Expressions.unplannable value "declaration"

/// The gwas or joint test whose variants are clumped.
let private statisticsOf (context: LoweringContext) (loci: CheckedDeclaration) =
    match loci.From with
    | Some from -> declaration context from
    | None -> invalidOp $"The checked loci '{loci.Name}' have no statistics."

let private lower (context: LoweringContext) (loci: CheckedDeclaration) =
    let statistics = statisticsOf context loci
    let genotypes = declaration context (Setting.find "reference" loci)
    let p = Expressions.lower (StepValues.names context) (Setting.find "p" loci)

    let fuma = Setting.text "definition" loci = Some "fuma"

    let number name =
        Expressions.number (Setting.find name loci)

    let risk: RiskLociDefinition | null =
        if fuma then
            let complex: string | null =
                if Setting.text "mhc" loci = Some "as_others" then
                    null
                else
                    GenotypesLowering.build genotypes

            RiskLociDefinition(number "lead_r2", number "member_maf", complex)
        else
            null

    let known: PublishedLociReference | null =
        match Setting.path "known" loci with
        | Some path -> PublishedLociReference(context.Files.Reference path, int64 (number "known_distance"))
        | None -> null

    let genes: FileReference | null =
        match Setting.path "genes" loci with
        | Some path -> context.Files.Reference path
        | None -> null

    let measure =
        match Setting.text "r2_kind" loci with
        | Some "haplotype" -> LinkageMeasure.Haplotype
        | _ -> LinkageMeasure.Genotype

    let parameters =
        LociParameters(
            GenotypesLowering.references context genotypes,
            p,
            number "r2",
            int64 (number "window"),
            number "member_p",
            int64 (number "merge"),
            Measure = measure,
            Risk = risk,
            Known = known,
            Genes = genes
        )

    let truth =
        Setting.tryFind "truth" loci
        |> Option.map (fun truth ->
            StepInput("truth", Draft.idOf SimulationParameters.KindName (Setting.reference truth)))

    let reference = Draft.idOf GenotypesParameters.KindName genotypes.Name
    let sizes = StatisticsSteps.sizes context statistics

    // Statistics of several studies or of a file are first laid on the variants of the reference.
    let laid =
        match StatisticsSteps.ownGwas context statistics with
        | Some _ -> []
        | None -> [
            Draft.create
                loci
                (AlignmentParameters())
                [
                    StepInput("association", StatisticsSteps.results statistics)
                    StepInput("variants", StatisticsSteps.variants context statistics)
                    StepInput("genotypes", reference)
                ]
                sizes
                null
          ]

    let inputs =
        [
            match StatisticsSteps.ownGwas context statistics with
            | Some gwas ->
                StepInput("association", StatisticsSteps.results statistics)
                StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
            | None -> StepInput("association", Draft.idOf AlignmentParameters.KindName loci.Name)
            StepInput("genotypes", reference)
            // What each trait adds to a joint statistic is told from the traits' own results.
            match statistics.Kind, StatisticsSteps.ownGwas context statistics with
            | "joint", Some gwas -> StepInput("tested", StatisticsSteps.results gwas)
            | _ -> ()
            yield! Option.toList truth
        ]
        |> Draft.withValues (Expressions.stepsUsed p)

    laid @ [ Draft.create loci parameters inputs sizes $"{loci.Name}/" ]

let private row = {
    StepRow.create<LociParameters>
        LociParameters.KindName
        (fun step _ ->
            if step.Inputs |> Seq.exists (fun input -> input.Role = "truth") then
                let truth = StepRow.nameOf step "truth"
                $"clumps variants into loci and compares them with what {truth} planted"
            else
                "clumps variants into loci")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                // A pass over all results, and r² around the few variants that pass.
                Cost.estimate
                    (sizes.Variants * sizes.Traits * 5e-9
                     + sizes.Variants * Cost.packed sizes.Samples / 1e10)
                    (Cost.processMemory
                     + Cost.bytesPerPosition * sizes.Variants
                     + 24.0 * sizes.Variants)
                    1e5)) with
        Settings = [
            "measure", "r2_kind"
            "risk", "definition"
            "risk.leadR2", "lead_r2"
            "risk.minorAlleleFrequency", "member_maf"
            "risk.majorHistocompatibility", "mhc"
            "known.file", "known"
            "known.distance", "known_distance"
        ]
        Inputs = [ "design", "from"; "tested", "from"; "genotypes", "reference" ]
}

let private alignmentRow = {
    StepRow.create<AlignmentParameters>
        AlignmentParameters.KindName
        (fun step _ ->
            let genotypes = StepRow.nameOf step "genotypes"
            $"lays the statistics on the variants of {genotypes}")
        (fun _ sizes ->
            Cost.known sizes.Variants (fun () ->
                let results = sizes.Variants * sizes.Traits

                Cost.estimate
                    (sizes.Variants * 1e-6 + results * 50e-9)
                    (Cost.processMemory + 20.0 * sizes.Variants)
                    (results * Cost.bytesPerResult + sizes.Variants * Cost.bytesPerVariant))) with
        Inputs = [ "variants", "from"; "genotypes", "reference" ]
}

let rule = {
    Kind = "loci"
    Steps = [ alignmentRow; row ]
    Files =
        fun _ loci ->
            [ "known"; "genes" ]
            |> List.choose (fun name -> Setting.file name loci)
            |> List.map OutsideFile.Plain
    Lower = lower
}
