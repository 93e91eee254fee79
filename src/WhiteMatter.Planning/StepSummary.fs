/// What a step does, in a line of plain words.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.StepSummary

open System
open System.Collections.Immutable
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private counted (count: int) (one: string) (many: string) =
    if count = 1 then
        $"one {one}"
    else
        $"{Quantities.count (int64 count)} {many}"

let private percent (share: float) =
    ExpressionText.number (Math.Round(100.0 * share, 10)) + "%"

let private effects (planted: ImmutableArray<SimulatedEffect>) =
    let variants =
        planted
        |> Seq.sumBy (fun effect ->
            match effect with
            | :? HeritableEffect as heritable -> heritable.Variants
            | _ -> 0)

    let covariates =
        planted |> Seq.filter (fun effect -> effect :? CovariateEffect) |> Seq.length

    let variants = counted variants "causal variant" "causal variants"
    let covariates = counted covariates "covariate" "covariates"
    $"{variants} and effects of {covariates}"

let private architecture (network: ConvolutionalAutoencoder) =
    let channels =
        String.Join("-", network.Channels |> Seq.map (fun count -> Quantities.count (int64 count)))

    let latents = counted network.Latents "latent" "latents"
    $"an autoencoder {channels} → {latents}"

let private training (train: TrainingSettings) =
    let stop =
        if train.Stop.HasValue then
            let epochs = counted train.Stop.Value "epoch" "epochs"
            $", ending after {epochs} without a better loss"
        else
            ""

    let epochs = counted train.Epochs "epoch" "epochs"
    $"at most {epochs} in batches of {train.Batch}, {percent train.Validation} held out{stop}"

let private device (numerics: NumericEnvironment) =
    let threads = counted numerics.Threads "thread" "threads"
    $"on {numerics.Device} with {threads}"

let text (step: PlanStep) : string =
    let nameOf role =
        step.Inputs
        |> Seq.tryFind (fun input -> input.Role = role)
        |> Option.map (fun input -> StepId.declaration input.StepId)
        |> Option.defaultValue role

    let named = {|
        Genotypes = nameOf "genotypes"
        Cohort = nameOf "cohort"
        Images = nameOf "images"
        Atlas = nameOf "atlas"
        Model = nameOf "model"
        FitOn = nameOf "fit_on"
        Association = nameOf "association"
        Simulation = nameOf "simulation"
        Truth = nameOf "truth"
    |}

    match step.Parameters with
    | :? CohortParameters as cohort ->
        match cohort.People with
        | :? PeopleOfTable -> "makes the list of the table's people who are in the cohort"
        | people -> $"makes the list of people of {ExpressionText.people nameOf people} who are in the cohort"
    | :? GenotypesParameters -> "looks through the genotype files and lists their variants and people"
    | :? TraitsParameters as traits when traits.Columns.IsEmpty -> "reads every numeric column of the table as a trait"
    | :? TraitsParameters as traits ->
        let columns = counted traits.Columns.Length "column" "columns"
        $"reads {columns} of the table as traits"
    | :? DesignParameters -> "joins people, traits and covariates, and takes the covariates out of the traits"
    | :? AssociationParameters -> "tests every trait against every variant kept"
    | :? SummaryStatisticsParameters -> "writes the statistics of every trait as tables"
    | :? LociParameters when step.Inputs |> Seq.exists (fun input -> input.Role = "truth") ->
        $"clumps variants into loci and compares them with what {named.Truth} planted"
    | :? LociParameters -> "clumps variants into loci"
    | :? AtlasParameters as atlas ->
        let grid =
            if atlas.Voxel.HasValue then
                $" on a grid of {ExpressionText.number atlas.Voxel.Value} mm"
            else
                ""

        let flip =
            match atlas.Flip with
            | AtlasFlip.LeftRight -> ", left and right exchanged"
            | _ -> ""

        $"reads the atlas's labels{grid}{flip}"
    | :? SimulationParameters as simulation ->
        let people = Quantities.count (int64 simulation.ImageOnly)

        $"simulates people of {named.Genotypes} and {people} with images only, "
        + $"with volumes in which {effects simulation.Effects} are planted"
    | :? ImagesParameters as images ->
        let source =
            match images.Outside with
            | null -> $"the volumes that {named.Simulation} made"
            | outside -> $"the images {outside.Template}"

        $"decodes {source} for the people of {named.Cohort} once, and measures their quality"
    | :? RegionMeansParameters -> $"averages the images {named.Images} over the regions of {named.Atlas}"
    | :? ModelParameters as model ->
        $"trains {architecture model.Architecture} on the images {named.Images} of the people of {named.FitOn}, "
        + $"{training model.Train}, {device model.Numerics}"
    | :? EncodingParameters as encoding ->
        $"computes the latents of the model {named.Model} for the people of {named.Cohort}, {device encoding.Numerics}"
    | :? JointParameters as joint -> $"tests all traits of {named.Association} at once in each variant ({joint.Method})"
    | :? JointStatisticsParameters -> "writes the joint statistics as a table"
    | :? ExpectParameters as expect ->
        let conditions = counted expect.Conditions.Length "condition" "conditions"
        $"checks {conditions}"
    | :? ReportParameters -> "writes the page"
    | other -> other.Kind
