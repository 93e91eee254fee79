/// The images that models take, and whose they are.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ModelImages

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The images that a model takes: one kind, or several as channels.
let allImagesOf (context: LoweringContext) (model: CheckedDeclaration) =
    match model.From with
    | Some from ->
        let named =
            match from.Node with
            | CheckedNode.List items -> items
            | _ -> [ from ]

        [
            for item in named do
                match context.Find(Setting.reference item) with
                | Some images -> images
                | None -> Expressions.unplannable item "images"
        ]
    | None -> invalidOp $"The checked model '{model.Name}' has no images."

/// The first of them, whose people and grid are the others'.
let imagesOf (context: LoweringContext) (model: CheckedDeclaration) = List.head (allImagesOf context model)

/// The inputs of a step that takes a model's images.
let imageInputs (context: LoweringContext) (model: CheckedDeclaration) =
    allImagesOf context model
    |> List.mapi (fun kind images ->
        StepInput(ImageModalities.RoleOf kind, Draft.idOf ImagesParameters.KindName images.Name))

/// Whether a model takes people who lack a kind of its images.
let takesMissing (model: CheckedDeclaration) =
    match Setting.tryFind "missing_modality" model |> Option.map Expressions.text with
    | Some "allow" -> true
    | _ -> false

/// The cohort that all kinds of images are drawn from in the end, where there is one.
let private commonRoot (context: LoweringContext) kinds =
    match
        kinds
        |> List.map (ImagesLowering.cohortOf context >> CohortLowering.root context)
        |> List.distinctBy _.Name
    with
    | [ root ] -> Some root
    | _ -> None

/// Whether a model sees the box around its masks alone.
let isCropped (model: CheckedDeclaration) =
    match Setting.tryFind "crop" model with
    | Some { Node = CheckedNode.EnumCase "mask" } -> true
    | _ -> false

/// The masks to whose voxels a model's images are cropped.
let croppingMasks (context: LoweringContext) (model: CheckedDeclaration) =
    if isCropped model then
        allImagesOf context model
        |> List.choose (fun images -> Setting.file "mask" images)
    else
        []

/// The box that a network sees of its images: around the voxels inside the masks of all kinds, as wide as the network needs. Null for the whole grid.
let crop (context: LoweringContext) (model: CheckedDeclaration) : VoxelBox | null =
    if not (isCropped model) then
        null
    else
        let masks =
            croppingMasks context model
            |> List.choose (fun (path, _) -> context.Files.Volume path)
            |> List.choose (fun header -> Option.ofObj header.Inside |> Option.map (fun inside -> header, inside))

        if masks.IsEmpty || masks.Length < (allImagesOf context model).Length then
            VoxelBox.Unknown
        else
            let least, multiple = NetworkBox.needs (Setting.tryFind "architecture" model)

            let box = masks |> List.map snd |> List.reduce (fun one other -> one.Around other)

            box.Widened((fst masks.Head).Size, least, multiple)

/// How large the images of a model are, of cropped ones what the network sees of them. Who has which is not known before: at most as many people as have the rarest kind. With people who lack some, of
/// kinds of one cohort as many as have the commonest, as if it had the others' people; else an upper bound, all kinds together, or all people of their table.
let imageSizes (context: LoweringContext) (model: CheckedDeclaration) =
    let kinds = allImagesOf context model
    let all = kinds |> List.map (ImagesLowering.sizes context)
    let images = all |> List.map _.Images

    let together () =
        match commonRoot context kinds |> Option.map (CohortLowering.largest context) with
        | Some most when most > 0.0 -> min (List.sum images) most
        | _ -> List.sum images

    let number =
        if not (takesMissing model) then
            List.min images
        elif (kinds |> List.distinctBy (ImagesLowering.cohortOf context >> _.Name)).Length = 1 then
            List.max images
        else
            together ()

    match crop context model with
    | null -> { all.Head with Images = number }
    | box ->
        let seen = VolumeSize.ofAxes box.Size

        {
            all.Head with
                Images = number
                Grid = seen
                // As many voxels are inside as of the whole grid.
                MaskShare = min 1.0 (all.Head.MaskShare * all.Head.Grid.Voxels / max 1.0 seen.Voxels)
        }

/// The people of a model's images: where a person need not have all kinds, the cohort that all are drawn from, if there is one.
let peopleOfImages (context: LoweringContext) (model: CheckedDeclaration) : CheckedExpression option =
    let kinds = allImagesOf context model

    match kinds.Head.From, commonRoot context kinds with
    | Some from, Some root when
        takesMissing model
        && (kinds |> List.distinctBy (ImagesLowering.cohortOf context >> _.Name)).Length > 1
        ->
        Some {
            from with
                Node = CheckedNode.Declaration root.Name
        }
    | from, _ -> from
