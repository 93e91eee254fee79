[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.PhenotypesLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// Of an atlas without names regions are known only once it is read. The JHU atlas of white matter has 48.
let private regionsOfAnAtlas = 48

let private sourceOf (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    match phenotypes.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some source -> source
        | None -> Expressions.unplannable from "source of traits"
    | None -> invalidOp $"The checked phenotypes '{phenotypes.Name}' have no source."

/// The table of the traits, its own or the cohort's, read with the cohort's missing codes.
let private table (context: LoweringContext) (phenotypes: CheckedDeclaration) cohort =
    PeopleTable.reference context.Files (CohortLowering.missingCodes cohort) (Setting.find "table" phenotypes)

/// The columns by name; none for `all`.
let private columns (phenotypes: CheckedDeclaration) =
    match Setting.find "columns" phenotypes with
    | { Node = CheckedNode.EnumCase "all" } -> []
    | columns -> Expressions.items columns |> List.map Expressions.columnName

let private atlasOf (phenotypes: CheckedDeclaration) =
    Setting.reference (Call.find "by" (Setting.find "reduce" phenotypes))

/// How many means an atlas's regions give, by its names where they are known.
let private regions (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    context.Find(atlasOf phenotypes)
    |> Option.bind (fun atlas ->
        StudyColumns.regionTraitsOf context.Study.Facts atlas (Setting.find "reduce" phenotypes))
    |> Option.map List.length
    |> Option.defaultValue regionsOfAnAtlas
    |> float

/// How many traits there are, as far as it can be known before; 0 where that takes a table that is not there.
let traits (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let source = sourceOf context phenotypes

    match source.Kind with
    | "images" -> regions context phenotypes
    | "model" -> float (ModelLowering.network source).Latents
    | _ ->
        StudyColumns.traitsOf context.Study.Facts (Some source) phenotypes
        |> Option.map (List.length >> float)
        |> Option.defaultValue 0.0

let private ofTable (context: LoweringContext) (phenotypes: CheckedDeclaration) cohort =
    let table = table context phenotypes cohort

    let sizes = {
        DataSizes.none with
            People = CohortLowering.largest context cohort
            TableBytes = PeopleTable.size context (Setting.find "table" phenotypes)
            Traits = traits context phenotypes
    }

    let named = columns phenotypes

    let excluded =
        if named.IsEmpty then
            StudyColumns.declaredNoTraits (Some cohort) phenotypes
        else
            []

    [
        Draft.create
            phenotypes
            (TraitsParameters(table, ImmutableArray.CreateRange named, ImmutableArray.CreateRange excluded))
            (StepInput("cohort", Draft.idOf CohortParameters.KindName cohort.Name)
             :: PeopleTable.inputs (Setting.find "table" phenotypes))
            sizes
            null
    ]

let private ofImages (context: LoweringContext) (phenotypes: CheckedDeclaration) (images: CheckedDeclaration) =
    let reduce = Setting.find "reduce" phenotypes
    let zeros = Expressions.text (Call.find "zeros" reduce)

    let sides =
        match Call.tryFind "sides" reduce |> Option.map Expressions.text with
        | Some "averaged" -> RegionSides.Averaged
        | Some "both" -> RegionSides.Both
        | _ -> RegionSides.Separate

    let whole =
        match Call.tryFind "whole" reduce with
        | Some { Node = CheckedNode.Boolean true } -> true
        | _ -> false

    [
        Draft.create
            phenotypes
            (RegionMeansParameters(
                (zeros = "include"),
                Expressions.number (Call.find "coverage" reduce),
                Sides = sides,
                Whole = whole
            ))
            [
                StepInput("images", Draft.idOf ImagesParameters.KindName images.Name)
                StepInput("atlas", Draft.idOf AtlasParameters.KindName (atlasOf phenotypes))
            ]
            {
                ImagesLowering.sizes context images with
                    Traits = regions context phenotypes
            }
            null
    ]

let private ofModel (context: LoweringContext) (phenotypes: CheckedDeclaration) (model: CheckedDeclaration) =
    let people, algebra =
        CohortLowering.stepOf context phenotypes "apply_to" (Setting.find "apply_to" phenotypes)

    match EnsembleLowering.seeds model with
    | _ :: _ -> algebra @ EnsembleLowering.steps context model phenotypes people
    | [] ->
        algebra
        @ [
            Draft.create
                phenotypes
                (EncodingParameters(ModelLowering.numerics context model))
                (StepInput("model", Draft.idOf ModelParameters.KindName model.Name)
                 :: ModelImages.imageInputs context model
                 @ [ StepInput("cohort", people) ])
                {
                    ModelImages.imageSizes context model with
                        Traits = traits context phenotypes
                        Network = Some(ModelLowering.network model)
                }
                null
        ]

/// The cohort in whose table batches and covariates are looked up.
let private cohortOf (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let source = sourceOf context phenotypes

    match source.Kind with
    | "images" -> ImagesLowering.cohortOf context source
    // All of them stand in its table, whatever kinds of images the model takes.
    | "model" -> CohortLowering.first context (Setting.find "apply_to" phenotypes)
    | _ -> source

/// The step that harmonises what another measures.
let private harmonised (context: LoweringContext) (phenotypes: CheckedDeclaration) (measured: DraftStep) =
    match Setting.tryFind "harmonise" phenotypes with
    | None -> []
    | Some harmonise ->
        let cohort = cohortOf context phenotypes

        let names: Formulas.Names = {
            RoleOf = StudyColumns.roleOf context.Study.Facts cohort
            Covariates = CovariatesLowering.entries context
            Components = fun _ -> None
            Expressions = StepValues.names context
        }

        let preserve: FormulaExpression =
            match Call.tryFind "preserve" harmonise with
            | Some formula -> Formulas.lower names formula
            | None -> EmptyFormula()

        let prior =
            match Expressions.text (Call.find "prior" harmonise) with
            | "nonparametric" -> BatchPrior.NonParametric
            | "none" -> BatchPrior.None
            | _ -> BatchPrior.Parametric

        let meanOnly =
            match Call.find "mean_only" harmonise with
            | { Node = CheckedNode.Boolean true } -> true
            | _ -> false

        let reference: string | null =
            match Call.tryFind "reference" harmonise with
            | Some name -> Expressions.text name
            | None -> null

        [
            Draft.create
                phenotypes
                (HarmoniseParameters(
                    CohortLowering.table context cohort,
                    CohortLowering.columns cohort,
                    Expressions.columnName (Call.find "batch" harmonise),
                    preserve,
                    prior,
                    meanOnly,
                    reference
                ))
                (StepInput("traits", measured.Id) :: CohortLowering.tableInputs cohort)
                measured.Sizes
                null
        ]

let private lower (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let source = sourceOf context phenotypes

    let measured =
        match source.Kind with
        | "images" -> ofImages context phenotypes source
        | "model" -> ofModel context phenotypes source
        | _ -> ofTable context phenotypes source

    measured @ harmonised context phenotypes (List.last measured)

/// Reading a decoded voxel from the store and adding it to its region.
let private secondsPerAveragedVoxel = 2e-9

let private tableRow = {
    StepRow.create<TraitsParameters>
        TraitsParameters.KindName
        (fun _ traits ->
            if traits.Columns.IsEmpty then
                "reads every numeric column of the table as a trait"
            else
                let columns = StepRow.counted traits.Columns.Length "column" "columns"
                $"reads {columns} of the table as traits")
        (fun _ sizes ->
            let matrix = 8.0 * sizes.People * sizes.Traits

            Cost.estimate
                (sizes.TableBytes / Cost.textPerSecond)
                (Cost.processMemory + sizes.TableBytes + matrix)
                matrix) with
        Settings = [ "excluded", "columns of the cohort" ]
}

let private regionsRow = {
    StepRow.create<RegionMeansParameters>
        RegionMeansParameters.KindName
        (fun step _ ->
            let images, atlas = StepRow.nameOf step "images", StepRow.nameOf step "atlas"
            $"averages the images {images} over the regions of {atlas}")
        (fun _ sizes ->
            Cost.known (sizes.Images * sizes.Grid.Voxels) (fun () ->
                let results = sizes.Images * sizes.Traits

                Cost.estimate
                    (sizes.Grid.Voxels * Cost.maskShare * sizes.Images * secondsPerAveragedVoxel)
                    (Cost.processMemory + 16.0 * sizes.Grid.Voxels + 16.0 * results)
                    (16.0 * results))) with
        Settings = [
            "includeZeros", "reduce.zeros"
            "minimumCoverage", "reduce.coverage"
            "sides", "reduce.sides"
            "whole", "reduce.whole"
        ]
        Inputs = [ "images", "from"; "atlas", "reduce.by" ]
}

let private encodingRow = {
    StepRow.create<EncodingParameters>
        EncodingParameters.KindName
        (fun step encoding ->
            let model, cohort = StepRow.nameOf step "model", StepRow.nameOf step "cohort"

            $"computes the latents of the model {model} for the people of {cohort}, {ModelLowering.environment encoding.Numerics}")
        (fun encoding sizes ->
            match sizes.Network with
            | Some network when sizes.Images * sizes.Grid.Voxels > 0.0 ->
                NetworkCost.estimate encoding.Numerics {
                    Operations = sizes.Images * NetworkSize.encodingOperations sizes.Grid network
                    Weights = 4.0 * NetworkSize.parameters sizes.Grid network
                    People = 1.0
                    Values = 3.0 * NetworkSize.largestLayer sizes.Grid network
                    InHalf = NetworkSize.bytesInHalf network
                    Voxels = float network.Inputs * sizes.Grid.Voxels
                    Image = float network.Inputs * sizes.Grid.Voxels
                    Disk = 8.0 * sizes.Images * sizes.Traits
                }
            | _ -> CostEstimate.Zero) with
        Range =
            fun parameters sizes ->
                match parameters with
                | :? EncodingParameters as encoding ->
                    Some {
                        Length = sizes.Images
                        Block = EncodingParameters.PeopleBlock
                        Threads = max 1 encoding.Numerics.Threads
                    }
                | _ -> None
        Inputs = [ "model", "from"; "cohort", "apply_to" ]
}

let private harmonisedRow = {
    StepRow.create<HarmoniseParameters>
        HarmoniseParameters.KindName
        (fun step harmonise ->
            let traits = StepRow.nameOf step "traits"

            let how =
                match harmonise.Prior with
                | BatchPrior.NonParametric -> "nonparametric ComBat"
                | BatchPrior.None -> "ComBat without shrinking"
                | _ -> "ComBat"

            $"takes the effects of {harmonise.Batch} out of the traits {traits} by {how}")
        (fun harmonise sizes ->
            let people = max sizes.People sizes.Images
            let values = people * sizes.Traits
            // Least squares of a trait on some ten columns; without distributions each trait meets all others in everybody.
            let others =
                if harmonise.Prior = BatchPrior.NonParametric then
                    sizes.Traits
                else
                    0.0

            Cost.estimate
                (values * (200e-9 + 2e-9 * others) + sizes.TableBytes / Cost.textPerSecond)
                (Cost.processMemory + sizes.TableBytes + 40.0 * values)
                (8.0 * values)) with
        Settings = [
            "batch", "harmonise.batch"
            "preserve", "harmonise.preserve"
            "prior", "harmonise.prior"
            "meanOnly", "harmonise.mean_only"
            "reference", "harmonise.reference"
        ]
        Inputs = [ "traits", "from" ]
}

let rule = {
    Kind = "phenotypes"
    Steps = [ tableRow; regionsRow; encodingRow; EnsembleLowering.row; harmonisedRow ]
    Files =
        fun _ phenotypes ->
            Setting.tryFind "table" phenotypes
            |> Option.bind PeopleTable.outsideFile
            |> Option.toList
    Lower = lower
}
