[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.MetaLowering

open System.Collections.Immutable
open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private weights (meta: CheckedDeclaration) =
    match Setting.text "scheme" meta with
    | Some "sample_size" -> StudyWeights.SampleSize
    | _ -> StudyWeights.InverseVariance

let private model (meta: CheckedDeclaration) =
    match Setting.text "effects" meta with
    | Some "random" -> EffectsModel.Random
    | _ -> EffectsModel.Fixed

let strands (meta: CheckedDeclaration) =
    match Setting.text "ambiguous" meta with
    | Some "leave_out" -> StrandTreatment.LeaveOut
    | Some "trust" -> StrandTreatment.Trust
    | _ -> StrandTreatment.ByFrequency

let private lower (context: LoweringContext) (meta: CheckedDeclaration) =
    let studies = StatisticsSteps.sources context meta
    let sizes = StatisticsSteps.sizes context meta
    let largestP = Setting.number "write_p" meta |> Option.defaultValue 1.0

    let parameters =
        MetaParameters(
            ImmutableArray.CreateRange(studies |> List.map _.Name),
            weights meta,
            model meta,
            strands meta,
            (Setting.number "ambiguous_maf" meta |> Option.defaultValue 0.0),
            int (Expressions.number (Setting.find "min_studies" meta)),
            (Setting.text "genomic_control" meta = Some "on"),
            largestP
        )

    let inputs =
        studies
        |> List.mapi (fun index study -> [
            StepInput($"association{index + 1}", StatisticsSteps.results study)
            StepInput($"genotypes{index + 1}", StatisticsSteps.variants context study)
        ])
        |> List.concat

    let step = Draft.idOf MetaParameters.KindName meta.Name

    [
        Draft.create meta parameters inputs sizes $"{meta.Name}/"
        match Setting.tryFind "export" meta with
        | None -> ()
        | Some _ ->
            let build = StatisticsSteps.builds context meta |> List.tryHead

            Draft.create
                meta
                (SummaryStatisticsParameters(
                    Option.defaultValue context.Build build,
                    largestP,
                    System.Nullable(),
                    ImmutableArray.CreateRange(GwasLowering.tables meta)
                ))
                [ StepInput("association", step); StepInput("genotypes", step) ]
                sizes
                $"{meta.Name}/"
    ]

let private inWords (meta: MetaParameters) =
    let how =
        match meta.Weights, meta.Model with
        | StudyWeights.SampleSize, _ -> "weighted by people"
        | _, EffectsModel.Random -> "random effects"
        | _ -> "fixed effects"

    $"combines {meta.Studies.Length} studies ({how})"

let private leftOut (parameters: StepParameters) =
    match parameters with
    | :? MetaParameters as meta when meta.MaximumP < 1.0 ->
        let p = meta.MaximumP.ToString("R", CultureInfo.InvariantCulture)
        Some $"writes rows with P at most {p}; the store keeps every result"
    | _ -> None

let private row = {
    StepRow.create<MetaParameters> MetaParameters.KindName (fun _ meta -> inWords meta) (fun meta sizes ->
        Cost.known sizes.Variants (fun () ->
            let results = sizes.Variants * sizes.Traits

            // Of each study and variant the alleles are read and laid beside the others'; a result and its row of text.
            Cost.estimate
                (sizes.TableBytes * 0.4e-6 + results * 2e-6)
                (Cost.processMemory
                 + 1e7 * float meta.Studies.Length
                 + 1024.0 * sizes.Traits * Cost.bytesPerResult * float (meta.Studies.Length + 1))
                (results * (Cost.bytesPerResult + 60.0) + sizes.Variants * Cost.bytesPerVariant))) with
        Settings = [
            "studies", "from"
            "weights", "scheme"
            "model", "effects"
            "strands", "ambiguous"
            "ambiguousFrequency", "ambiguous_maf"
            "minimumStudies", "min_studies"
            "maximumP", "write_p"
        ]
        Inputs = [ "genotypes", "from" ]
        Notice = leftOut
}

let rule = {
    Kind = "meta"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
