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

/// What a host is asked for the images outside; `None` where the cohort's simulation makes them.
let private request (context: LoweringContext) (images: CheckedDeclaration) =
    Setting.tryFind "path" images
    |> Option.map (fun path ->
        let table, missing = listing context (cohortOf context images)
        ImageSetRequest(PeopleTable.request missing table, PeopleTable.idColumn table, template path), path)

/// The simulation whose volumes these are.
let private simulationOf (context: LoweringContext) (images: CheckedDeclaration) =
    match Setting.tryFind "path" images with
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

            let table, missing = listing context cohort

            let listed: TableReference | null =
                if obj.ReferenceEquals(table, CohortLowering.tableSetting cohort) then
                    null
                else
                    PeopleTable.reference context.Files missing table

            OutsideImages(request.Template, identity, listed)

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

let private row = {
    StepRow.create<ImagesParameters>
        ImagesParameters.KindName
        (fun step images ->
            let source =
                match images.Outside with
                | null ->
                    let simulation = StepRow.nameOf step "simulation"
                    $"the volumes that {simulation} made"
                | outside -> $"the images {outside.Template}"

            let cohort = StepRow.nameOf step "cohort"
            $"decodes {source} for the people of {cohort} once, and measures their quality")
        (fun _ sizes ->
            Cost.known (sizes.Images * sizes.Grid.Voxels) (fun () ->
                // In memory: two volumes as they are in their files and decoded, and sums over people.
                let voxels = sizes.Grid.Voxels * sizes.Images

                Cost.estimate
                    (voxels * Cost.secondsPerDecodedVoxel + sizes.ImageBytes / 1e9)
                    (Cost.processMemory + 64.0 * sizes.Grid.Voxels + 100.0 * sizes.Images)
                    (4.0 * Cost.maskShare * voxels))) with
        Settings = [ "outside", "path" ]
}

let rule = {
    Kind = "images"
    Steps = [ row ]
    Files = files
    Lower = lower
}
