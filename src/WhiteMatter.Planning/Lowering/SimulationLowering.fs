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
            context.Files.Reference(GenotypesLowering.bedPath genotypes),
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

let rule = {
    Kind = "simulation"
    Files = fun _ _ -> []
    Lower = lower
}
