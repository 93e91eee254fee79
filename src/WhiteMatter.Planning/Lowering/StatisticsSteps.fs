/// Which steps hold the statistics of a declaration, whatever made them: a gwas, a joint test, a meta-analysis, or a published file.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.StatisticsSteps

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Parameters

let private declaration (context: LoweringContext) (value: CheckedExpression) =
    match context.Find(Setting.reference value) with
    | Some found -> found
    | None -> Expressions.unplannable value "declaration of statistics"

/// The declarations after `from`, one or several.
let sources (context: LoweringContext) (statistics: CheckedDeclaration) : CheckedDeclaration list =
    match statistics.From with
    | Some from -> Expressions.items from |> List.map (declaration context)
    | None -> []

/// The step whose artifact holds the results, variant by variant.
let results (statistics: CheckedDeclaration) =
    let kind =
        match statistics.Kind with
        | "joint" -> JointParameters.KindName
        | "meta" -> MetaParameters.KindName
        | PublishedLowering.Kind -> PublishedParameters.KindName
        | _ -> AssociationParameters.KindName

    Draft.idOf kind statistics.Name

/// The step whose artifact lists their variants.
let rec variants (context: LoweringContext) (statistics: CheckedDeclaration) : string =
    match statistics.Kind, sources context statistics with
    | "gwas", _ -> Draft.idOf GenotypesParameters.KindName (GwasLowering.parts context statistics).Genotypes.Name
    | "joint", [ source ] -> variants context source
    | _ -> results statistics

/// Every gwas that statistics, loci or what else is made of them come from.
let rec gwasesBehind (context: LoweringContext) (statistics: CheckedDeclaration) : CheckedDeclaration list =
    match statistics.Kind with
    | "gwas" -> [ statistics ]
    | "joint"
    | "meta"
    | "loci"
    | "replication" -> sources context statistics |> List.collect (gwasesBehind context)
    | _ -> []

/// The one gwas whose people and genotypes statistics are of; `None` where they are of several studies or of a file.
let rec ownGwas (context: LoweringContext) (statistics: CheckedDeclaration) : CheckedDeclaration option =
    match statistics.Kind, sources context statistics with
    | "gwas", _ -> Some statistics
    | "joint", [ source ] -> ownGwas context source
    | _ -> None

/// The builds that their positions are in.
let rec builds (context: LoweringContext) (statistics: CheckedDeclaration) : string list =
    match statistics.Kind with
    | "gwas" -> [ GenotypesLowering.build (GwasLowering.parts context statistics).Genotypes ]
    | PublishedLowering.Kind -> [ PublishedLowering.build context statistics ]
    | _ -> sources context statistics |> List.collect (builds context) |> List.distinct

/// Sizes of what is computed on statistics: a joint test has one result a variant.
let rec sizes (context: LoweringContext) (statistics: CheckedDeclaration) : DataSizes =
    match statistics.Kind, sources context statistics with
    | "gwas", _ -> GwasLowering.sizes context statistics (GwasLowering.formula context statistics)
    | PublishedLowering.Kind, _ -> PublishedLowering.sizes context statistics
    | "joint", [ source ] ->
        let sizes = sizes context source

        {
            sizes with
                Traits = 1.0
                Shown = sizes.Variants
        }
    | _, sources ->
        let all = sources |> List.map (sizes context)

        let largest measure =
            all |> List.map measure |> List.fold max 0.0

        let variants, traits = largest _.Variants, largest _.Traits

        {
            DataSizes.none with
                Variants = variants
                Traits = traits
                Shown = variants * traits
                TableBytes = all |> List.sumBy (fun one -> one.Variants * one.Traits)
        }
