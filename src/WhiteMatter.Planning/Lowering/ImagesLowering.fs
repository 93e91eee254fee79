[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ImagesLowering

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

/// What a host is asked for the images outside; `None` where the cohort's simulation makes them.
let private request (context: LoweringContext) (images: CheckedDeclaration) =
    Setting.tryFind "path" images
    |> Option.map (fun path ->
        let cohort = cohortOf context images
        let table = CohortLowering.tableSetting cohort

        ImageSetRequest(
            PeopleTable.request (CohortLowering.missingCodes cohort) table,
            PeopleTable.idColumn table,
            template path
        ),
        path)

/// The simulation whose volumes these are.
let private simulationOf (context: LoweringContext) (images: CheckedDeclaration) =
    match Setting.tryFind "path" images with
    | Some _ -> None
    | None ->
        CohortLowering.tableSetting (cohortOf context images)
        |> PeopleTable.madeBy
        |> Option.bind (StepId.declaration >> context.Find)

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
                Grid = VolumeSize.ofAxes header.First.Size
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
    yield! Setting.file "mask" images |> Option.map OutsideFile.Volume |> Option.toList
    yield! request context images |> Option.map OutsideFile.Images |> Option.toList
]

let private lower (context: LoweringContext) (images: CheckedDeclaration) =
    let cohort = cohortOf context images

    let outside: OutsideImages | null =
        match request context images with
        | None -> null
        | Some(request, _) ->
            let identity: ImageSetIdentity | null =
                match context.Files.Images request with
                | Some header -> header.Identity
                | None -> null

            OutsideImages(request.Template, identity)

    let mask: FileReference | null =
        match Setting.path "mask" images with
        | Some path -> context.Files.Reference path
        | None -> null

    let keep: PlanExpression | null =
        match Setting.tryFind "keep" images with
        | Some condition -> Expressions.lower (StepValues.names context) condition
        | None -> null

    let parameters =
        ImagesParameters(outside, CohortLowering.table context cohort, CohortLowering.columns cohort, mask, keep)

    [
        Draft.create
            images
            parameters
            (StepInput("cohort", Draft.idOf CohortParameters.KindName cohort.Name)
             :: CohortLowering.tableInputs cohort)
            (sizes context images)
            null
    ]

let rule = {
    Kind = "images"
    Files = files
    Lower = lower
}
