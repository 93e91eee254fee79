[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ImagesLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let cohortOf (context: LoweringContext) (images: CheckedDeclaration) =
    match images.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some cohort -> cohort
        | None -> Expressions.unplannable from "cohort"
    | None -> invalidOp $"The checked images '{images.Name}' have no cohort."

let private template (path: CheckedExpression) =
    match ImagePath.template path with
    | Some template -> template
    | None -> Expressions.unplannable path "template of paths"

/// The table outside that lists the people of a cohort, with its missing codes: the cohort's, or the first of those it is joined of.
let private listing (context: LoweringContext) (cohort: CheckedDeclaration) =
    let rec outside missing (table: CheckedExpression) =
        match
            PeopleTable.made table
            |> Option.bind (fun made -> context.Find made.Declaration)
        with
        | Some({ Kind = "table" } as joined) ->
            Expressions.items (Setting.find "join" joined)
            |> List.head
            |> outside (TableLowering.missingCodes joined)
        | _ -> table, missing

    outside (CohortLowering.missingCodes cohort) (CohortLowering.tableSetting cohort)

let private requestOf (context: LoweringContext) (images: CheckedDeclaration) beside areNoImages path =
    let table, missing = listing context (cohortOf context images)

    ImageSetRequest(
        PeopleTable.request missing table,
        PeopleTable.idColumn table,
        template path,
        Beside = ImmutableArray.CreateRange<string> beside,
        AreNoImages = areNoImages
    ),
    path

/// What a host is asked for the images outside; `None` where the cohort's simulation makes them.
let private request (context: LoweringContext) (images: CheckedDeclaration) =
    ImagePath.tryFind images.Body.Settings
    |> Option.map (requestOf context images (ImagePath.templatesBeside images.Body.Settings) false)

/// The same for the transforms of images.
let private transforms (context: LoweringContext) name (images: CheckedDeclaration) =
    images.Body.Settings.TryFind name
    |> Option.map (requestOf context images [] true)

/// The simulation whose volumes these are.
let private simulationOf (context: LoweringContext) (images: CheckedDeclaration) =
    match ImagePath.tryFind images.Body.Settings with
    | Some _ -> None
    | None ->
        CohortLowering.tableSetting (cohortOf context images)
        |> PeopleTable.made
        |> Option.bind (fun made -> context.Find made.Declaration)
        |> Option.filter (fun declaration -> declaration.Kind = "simulation")

/// On which grid the images are, how large the files are, and how many rows they have at most: one for everybody in the table, since a
/// draw of a share of the people may take some more.
let sizes (context: LoweringContext) (images: CheckedDeclaration) : DataSizes =
    let cohort = cohortOf context images

    let sizes = {
        DataSizes.none with
            People = CohortLowering.largest context cohort
    }

    match request context images, simulationOf context images with
    | Some(request, _), _ ->
        match context.Files.Images request with
        | Some header -> {
            sizes with
                Images = float header.People
                ImageBytes = float header.Identity.Bytes
                Grid =
                    Setting.path "grid" images
                    |> Option.bind context.Files.Volume
                    |> Option.map (fun grid -> VolumeSize.ofAxes grid.Size)
                    |> Option.defaultWith (fun () -> VolumeSize.ofAxes header.First.Size)
          }
        | None -> sizes
    | None, Some simulation -> {
        sizes with
            Images =
                CohortLowering.header context cohort
                |> Option.map (fun header -> float header.Rows)
                |> Option.defaultValue 0.0
            Grid = AtlasLowering.grid context (SimulationLowering.atlasOf context simulation)
      }
    | None, None -> sizes

let private files (context: LoweringContext) (images: CheckedDeclaration) = [
    for name in [ "mask"; "grid"; "affine_reference" ] do
        yield! Setting.file name images |> Option.map OutsideFile.Volume |> Option.toList

    yield! request context images |> Option.map OutsideFile.Images |> Option.toList

    for name in [ "affine"; "warp" ] do
        yield! transforms context name images |> Option.map OutsideFile.Images |> Option.toList
]

/// Files outside as a step's parameters have them; null where none are asked for.
let private outsideOf (context: LoweringContext) (images: CheckedDeclaration) request : OutsideImages | null =
    match request with
    | None -> null
    | Some(request: ImageSetRequest, _) ->
        let (identity: ImageSetIdentity | null), (latest: LatestChange | null) =
            match context.Files.Images request with
            | Some header -> header.Identity, header.Latest
            | None -> null, null

        let cohort = cohortOf context images
        let table, missing = listing context cohort

        let listed: TableReference | null =
            if obj.ReferenceEquals(table, CohortLowering.tableSetting cohort) then
                null
            else
                PeopleTable.reference context.Files missing table

        let beside name : string | null =
            match ImagePath.templateBeside images.Body.Settings name with
            | Some template when not request.AreNoImages -> template
            | _ -> null

        OutsideImages(request.Template, identity, listed, beside "bval", beside "bvec", beside "brain", Latest = latest)

/// The images outside; null where a simulation makes them.
let private outside context images =
    outsideOf context images (request context images)

let private word name (images: CheckedDeclaration) =
    Setting.find name images |> Expressions.text

let private tensors (context: LoweringContext) (images: CheckedDeclaration) (series: OutsideImages) =
    let fit, convention, reweightings =
        let convention arguments =
            match Map.tryFind "convention" arguments |> Option.map Expressions.text with
            | Some "dipy" -> TensorConvention.Dipy
            | _ -> TensorConvention.Mrtrix

        match Call.wordOrParts (Setting.find "fit" images) with
        | "ols", arguments -> TensorFit.Ols, convention arguments, 0
        | "wls", arguments -> TensorFit.Wls, convention arguments, 0
        | _, arguments ->
            let iterations =
                match Map.tryFind "iterations" arguments with
                | Some count -> int (Expressions.number count)
                | None -> 2

            TensorFit.Iwls, TensorConvention.Mrtrix, iterations

    let brain =
        match Setting.find "brain" images with
        | {
              Node = CheckedNode.EnumCase "everywhere"
          } -> BrainMask.Everywhere
        | { Node = CheckedNode.EnumCase _ } -> BrainMask.MedianOtsu
        | _ -> BrainMask.Given

    let lengths =
        match word "vector_lengths" images with
        | "scale" -> VectorLengths.Scale
        | "normalise" -> VectorLengths.Normalise
        | _ -> VectorLengths.Refuse

    let shells =
        Setting.tryFind "shells" images
        |> Option.map (Expressions.items >> List.map Expressions.number)
        |> Option.defaultValue []

    TensorParameters(
        series,
        CohortLowering.table context (cohortOf context images),
        brain,
        fit,
        convention,
        reweightings,
        Expressions.number (Setting.find "b0_threshold" images),
        ImmutableArray.CreateRange shells,
        // Without shells no volume is measured against one.
        (Setting.number "shell_tolerance" images |> Option.defaultValue 0.0),
        lengths
    )

let private measure (images: CheckedDeclaration) =
    match word "measure" images with
    | "md" -> TensorMeasure.Md
    | "ad" -> TensorMeasure.Ad
    | "rd" -> TensorMeasure.Rd
    | _ -> TensorMeasure.Fa

let private resampling (context: LoweringContext) (images: CheckedDeclaration) : Resampling | null =
    match Setting.path "grid" images with
    | None -> null
    | Some grid ->
        let reference: FileReference | null =
            match Setting.path "affine_reference" images with
            | Some path -> context.Files.Reference path
            | None -> null

        let interpolation =
            match word "interpolation" images with
            | "nearest" -> VoxelInterpolation.Nearest
            | "cubic" -> VoxelInterpolation.Cubic
            | _ -> VoxelInterpolation.Linear

        let set name =
            outsideOf context images (transforms context name images)

        Resampling(context.Files.Reference grid, interpolation, set "affine", set "warp", reference)

/// A Gaussian is half as high 1.177 standard deviations from its middle.
let private fwhmOfSigma = 2.0 * sqrt (2.0 * log 2.0)

let private writesMaps (images: CheckedDeclaration) =
    match Setting.tryFind "write_maps" images with
    | Some { Node = CheckedNode.Boolean true } -> true
    | _ -> false

let private lower (context: LoweringContext) (images: CheckedDeclaration) =
    let cohort = cohortOf context images
    let outside = outside context images

    let mask: FileReference | null =
        match Setting.path "mask" images with
        | Some path -> context.Files.Reference path
        | None -> null

    let keep: PlanExpression | null =
        match Setting.tryFind "keep" images with
        | Some condition -> Expressions.lower (StepValues.names context) condition
        | None -> null

    let people = StepInput("cohort", Draft.idOf CohortParameters.KindName cohort.Name)

    let table, columns =
        CohortLowering.table context cohort, CohortLowering.columns cohort

    let sizes = sizes context images
    let resampling = resampling context images

    let sigma =
        match Setting.number "smooth_fwhm" images with
        | Some width -> System.Nullable(width / fwhmOfSigma)
        | None -> System.Nullable()

    let above =
        match Setting.number "mask_above" images with
        | Some value -> System.Nullable value
        | None -> System.Nullable()

    match outside with
    | null -> [
        Draft.create
            images
            (ImagesParameters(null, table, columns, mask, keep, System.Nullable(), resampling, sigma, MaskAbove = above))
            (people :: CohortLowering.tableInputs cohort)
            sizes
            null
      ]
    | series when (Setting.tryFind "dwi" images).IsSome -> [
        Draft.create
            images
            (tensors context images series)
            (people :: CohortLowering.tableInputs cohort)
            sizes
            (if writesMaps images then $"{images.Name}_maps/" else null)
        Draft.create
            images
            (ImagesParameters(null, table, columns, mask, keep, measure images, resampling, sigma, MaskAbove = above))
            (people
             :: StepInput("tensors", Draft.idOf TensorParameters.KindName images.Name)
             :: CohortLowering.tableInputs cohort)
            sizes
            null
      ]
    | files -> [
        Draft.create
            images
            (ImagesParameters(
                files,
                table,
                columns,
                mask,
                keep,
                System.Nullable(),
                resampling,
                sigma,
                MaskAbove = above
            ))
            (people :: CohortLowering.tableInputs cohort)
            sizes
            null
      ]

/// Unpacking a series, and fitting a tensor to a hundred volumes and finding its brain, on one core.
let private seriesPerSecond = 60e6
let private secondsPerTensor = 8e-6

let private tensorRow = {
    StepRow.create<TensorParameters>
        TensorParameters.KindName
        (fun step tensors ->
            let fit =
                match tensors.Fit, tensors.Convention with
                | TensorFit.Ols, TensorConvention.Dipy -> "ordinary least squares (DIPY's)"
                | TensorFit.Ols, _ -> "ordinary least squares (MRtrix's)"
                | TensorFit.Wls, TensorConvention.Dipy -> "weighted least squares (DIPY's)"
                | TensorFit.Wls, _ -> "weighted least squares (MRtrix's)"
                | _ -> "iteratively reweighted least squares (MRtrix's)"

            let cohort = StepRow.nameOf step "cohort"
            $"fits diffusion tensors to the series {tensors.Series.Template} of the people of {cohort} by {fit}")
        (fun _ sizes ->
            Cost.known (sizes.Images * sizes.Grid.Voxels) (fun () ->
                // Packed series of whole numbers are about 1.5 bytes a voxel of each volume, and 4 in memory.
                let oneSeries = sizes.ImageBytes / max 1.0 sizes.Images

                Cost.estimate
                    (sizes.ImageBytes / seriesPerSecond
                     + sizes.Images * sizes.Grid.Voxels * secondsPerTensor)
                    (Cost.processMemory
                     + 3.0 * oneSeries
                     + 100.0 * sizes.Grid.Voxels
                     + 200.0 * sizes.Images)
                    (16.0 * Cost.maskShare * sizes.Grid.Voxels * sizes.Images))) with
        Settings = [
            "series", "dwi"
            "convention", "fit(convention = ...)"
            "reweightings", "fit = iwls(iterations = ...)"
        ]
}

/// Reading an image between its voxels, on one core.
let private secondsPerResampledVoxel = 50e-9

let private row = {
    StepRow.create<ImagesParameters>
        ImagesParameters.KindName
        (fun step images ->
            let source =
                match images.Outside with
                | null when images.Measure.HasValue ->
                    $"the {images.Measure.Value.ToString().ToUpperInvariant()} maps of its tensors"
                | null ->
                    let simulation = StepRow.nameOf step "simulation"
                    $"the volumes that {simulation} made"
                | outside -> $"the images {outside.Template}"

            let cohort = StepRow.nameOf step "cohort"

            let onto =
                match images.Resampling with
                | null -> ""
                | resampling -> $", brings them to the grid of {resampling.Grid.Path}"

            $"decodes {source} for the people of {cohort} once{onto}, and measures their quality")
        (fun images sizes ->
            Cost.known (sizes.Images * sizes.Grid.Voxels) (fun () ->
                // In memory: two volumes as they are in their files and decoded, and sums over people; of images brought to a grid the
                // image, as large as its file unpacked, and a field besides.
                let voxels = sizes.Grid.Voxels * sizes.Images

                let resampled, fields =
                    match images.Resampling with
                    | null -> 0.0, 0.0
                    | resampling -> 1.0, (if isNull resampling.Warps then 0.0 else 1.0)

                Cost.estimate
                    (voxels * (Cost.secondsPerDecodedVoxel + resampled * secondsPerResampledVoxel)
                     + sizes.ImageBytes / 1e9)
                    (Cost.processMemory
                     + (64.0 + 32.0 * resampled + 32.0 * fields) * sizes.Grid.Voxels
                     + 100.0 * sizes.Images)
                    (4.0 * Cost.maskShare * voxels))) with
        Settings = [
            "outside", "path"
            "resampling", "grid"
            "resampling.grid", "grid"
            "resampling.interpolation", "interpolation"
            "resampling.affines", "affine"
            "resampling.warps", "warp"
            "resampling.reference", "affine_reference"
            "smoothingSigma", "smooth_fwhm"
        ]
        Inputs = [ "tensors", "dwi" ]
}

let rule = {
    Kind = "images"
    Steps = [ tensorRow; row ]
    Files = files
    Lower = lower
}
