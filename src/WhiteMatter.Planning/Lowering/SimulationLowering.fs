[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.SimulationLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private declaration (context: LoweringContext) (value: CheckedExpression) =
    match context.Find(Setting.reference value) with
    | Some found -> found
    | None -> Expressions.unplannable value "declaration"

let atlasOf (context: LoweringContext) (simulation: CheckedDeclaration) =
    declaration context (Setting.find "atlas" simulation)

let private genotypesOf (context: LoweringContext) (simulation: CheckedDeclaration) =
    match simulation.From with
    | Some from -> declaration context from
    | None -> invalidOp $"The checked simulation '{simulation.Name}' has no genotypes."

/// None for `all`.
let private regions (effect: CheckedExpression) =
    match Call.find "regions" effect with
    | { Node = CheckedNode.EnumCase "all" } -> ImmutableArray<string>.Empty
    | names -> ImmutableArray.CreateRange(Expressions.items names |> List.map Expressions.text)

let private areMixed (directions: CheckedExpression) =
    match Expressions.text directions with
    | "mixed" -> true
    | "same" -> false
    | _ -> Expressions.unplannable directions "directions"

let private effect (value: CheckedExpression) : SimulatedEffect =
    let number name =
        Expressions.number (Call.find name value)

    match Call.parts value with
    | "heritable", _ ->
        let variant: string | null =
            match Call.tryFind "variant" value with
            | Some name -> Expressions.text name
            | None -> null

        HeritableEffect(
            regions value,
            variant,
            int (number "variants"),
            number "variance",
            areMixed (Call.find "directions" value)
        )
    | "covariate", _ ->
        CovariateEffect(regions value, Expressions.columnName (Call.find "column" value), number "variance")
    | _ -> Expressions.unplannable value "simulated effect"

let private lower (context: LoweringContext) (simulation: CheckedDeclaration) =
    let genotypes = genotypesOf context simulation
    let atlas = atlasOf context simulation
    let samples, variants = GenotypesLowering.sizes context genotypes

    let number name =
        Expressions.number (Setting.find name simulation)

    let imageOnly = number "image_only"

    let parameters =
        SimulationParameters(
            GenotypesLowering.references context genotypes,
            GenotypesLowering.keep context genotypes,
            ImmutableArray.CreateRange(Setting.find "effects" simulation |> Expressions.items |> List.map effect),
            int imageOnly,
            number "shared",
            number "noise",
            context.Seed
        )

    let sizes = {
        DataSizes.none with
            People = if samples = 0.0 then 0.0 else samples + imageOnly
            Samples = samples
            Variants = variants
            Grid = AtlasLowering.grid context atlas
    }

    [
        Draft.create
            simulation
            parameters
            [
                StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name)
                StepInput("atlas", Draft.idOf AtlasParameters.KindName atlas.Name)
            ]
            sizes
            $"{simulation.Name}/"
        CohortLowering.draft context simulation
    ]

/// Drawing a simulated voxel, and compressing four bytes that are mostly noise at about 25 MB/s.
let private secondsPerVoxel = 200e-9

let private effects (planted: ImmutableArray<SimulatedEffect>) =
    let variants =
        planted
        |> Seq.sumBy (fun effect ->
            match effect with
            | :? HeritableEffect as heritable -> heritable.Variants
            | _ -> 0)

    let covariates =
        planted |> Seq.filter (fun effect -> effect :? CovariateEffect) |> Seq.length

    let variants = StepRow.counted variants "causal variant" "causal variants"
    let covariates = StepRow.counted covariates "covariate" "covariates"
    $"{variants} and effects of {covariates}"

let private row = {
    StepRow.create<SimulationParameters>
        SimulationParameters.KindName
        (fun step simulation ->
            let genotypes = StepRow.nameOf step "genotypes"
            let people = Quantities.count (int64 simulation.ImageOnly)

            $"simulates people of {genotypes} and {people} with images only, "
            + $"with volumes in which {effects simulation.Effects} are planted")
        (fun _ sizes ->
            Cost.known (sizes.People * sizes.Grid.Voxels) (fun () ->
                let voxels = sizes.Grid.Voxels * Cost.maskShare * sizes.People

                Cost.estimate
                    (voxels * secondsPerVoxel + sizes.Variants * Cost.packed sizes.Samples / 1e9)
                    (Cost.processMemory
                     + Cost.bytesPerNamedPosition * sizes.Variants
                     + 64.0 * sizes.Grid.Voxels
                     + 60.0 * sizes.People)
                    (4.0 * voxels))) with
        Inputs = [ "genotypes", "from" ]
}

let rule = {
    Kind = "simulation"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
