[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.PhenotypesLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// Regions are known only once the atlas is read. The JHU atlas of white matter has 48.
let private regionsOfAnAtlas = 48.0

let private sourceOf (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    match phenotypes.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some source -> source
        | None -> Expressions.unplannable from "source of traits"
    | None -> invalidOp $"The checked phenotypes '{phenotypes.Name}' have no source."

/// How the study names the table of the traits: their own, or the cohort's.
let private tableSetting (context: LoweringContext) (phenotypes: CheckedDeclaration) cohort =
    match Setting.tryFind "table" phenotypes with
    | Some table -> table
    | None -> CohortLowering.tableSetting context cohort

/// The table of the traits: its own, or the cohort's. Its own missing codes, or the cohort's.
let private table (context: LoweringContext) (phenotypes: CheckedDeclaration) cohort =
    match Setting.tryFind "table" phenotypes with
    | None -> CohortLowering.table context cohort
    | Some table ->
        let missing =
            match Setting.tryFind "missing" phenotypes with
            | Some codes -> ImmutableArray.CreateRange(Expressions.items codes |> List.map Expressions.text)
            | None -> CohortLowering.missingCodes context cohort

        PeopleTable.reference context.Files missing table

/// The columns by name; none for `all`, every numeric column that is no ID.
let private columns (phenotypes: CheckedDeclaration) =
    match Setting.tryFind "columns" phenotypes with
    | Some { Node = CheckedNode.EnumCase "all" }
    | None -> []
    | Some columns -> Expressions.items columns |> List.map Expressions.columnName

/// How many traits there are, as far as it can be known before; 0 where that takes a table that is not there.
let traits (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let source = sourceOf context phenotypes

    match source.Kind with
    | "images" -> regionsOfAnAtlas
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
            TableBytes = context.Files.Size table.File.Path
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
             :: PeopleTable.inputs (tableSetting context phenotypes cohort))
            sizes
            null
    ]

let private ofImages (context: LoweringContext) (phenotypes: CheckedDeclaration) (images: CheckedDeclaration) =
    let reduce = Setting.find "reduce" phenotypes
    let atlas = Setting.reference (Call.find "by" reduce)
    let zeros = Expressions.text (Call.find "zeros" reduce)

    [
        Draft.create
            phenotypes
            (RegionMeansParameters((zeros = "include"), Expressions.number (Call.find "coverage" reduce)))
            [
                StepInput("images", Draft.idOf ImagesParameters.KindName images.Name)
                StepInput("atlas", Draft.idOf AtlasParameters.KindName atlas)
            ]
            {
                ImagesLowering.sizes context images with
                    Traits = regionsOfAnAtlas
            }
            null
    ]

/// People encoded: those of `apply_to`, else everybody with an image.
let private ofModel (context: LoweringContext) (phenotypes: CheckedDeclaration) (model: CheckedDeclaration) =
    let images = ModelLowering.imagesOf context model

    let people, algebra =
        match Setting.tryFind "apply_to" phenotypes with
        | Some cohort -> CohortLowering.stepOf context phenotypes "apply_to" cohort
        | None -> Draft.idOf CohortParameters.KindName (ImagesLowering.cohortOf context images).Name, []

    algebra
    @ [
        Draft.create
            phenotypes
            (EncodingParameters(context.Numerics(ModelLowering.device model)))
            [
                StepInput("model", Draft.idOf ModelParameters.KindName model.Name)
                StepInput("images", Draft.idOf ImagesParameters.KindName images.Name)
                StepInput("cohort", people)
            ]
            {
                ImagesLowering.sizes context images with
                    Traits = traits context phenotypes
                    Network = Some(ModelLowering.network model)
            }
            null
    ]

let private lower (context: LoweringContext) (phenotypes: CheckedDeclaration) =
    let source = sourceOf context phenotypes

    match source.Kind with
    | "images" -> ofImages context phenotypes source
    | "model" -> ofModel context phenotypes source
    | _ -> ofTable context phenotypes source

let rule = {
    Kind = "phenotypes"
    Files =
        fun _ phenotypes ->
            Setting.tryFind "table" phenotypes
            |> Option.bind PeopleTable.outsideFile
            |> Option.toList
    Lower = lower
}
