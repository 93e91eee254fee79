[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ReportLowering

open System
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The step whose artifact shows a declaration, and how it is shown where the study does not say.
let private shownAs (context: LoweringContext) (declaration: CheckedDeclaration) =
    match declaration.Kind with
    | "gwas" -> Some("manhattan", AssociationParameters.KindName)
    | "joint" -> Some("manhattan", JointParameters.KindName)
    | "meta" -> Some("meta", MetaParameters.KindName)
    | PublishedLowering.Kind -> Some("manhattan", PublishedParameters.KindName)
    | "loci" -> Some("loci", LociParameters.KindName)
    | "replication" -> Some("replication", ReplicationParameters.KindName)
    | "cohort" -> Some("people", CohortParameters.KindName)
    | "genotypes" -> Some("genotypes", GenotypesParameters.KindName)
    | "relatedness" -> Some("relatedness", RelatednessParameters.KindName)
    | "images" -> Some("images", ImagesParameters.KindName)
    | "model" -> Some("training", ModelParameters.KindName)
    | "interpretation" -> Some("interpretation", InterpretationParameters.KindName)
    | "prediction" -> Some("prediction", PredictionParameters.KindName)
    | "simulation" -> Some("truth", SimulationParameters.KindName)
    | "phenotypes" ->
        // The values that associations take: harmonised where they are.
        let kind = TraitSteps.kindOf context declaration

        match TraitSteps.measuredBy context declaration with
        | RegionMeansParameters.KindName -> Some("regions", kind)
        | _ -> Some("traits", kind)
    | _ -> None

let private docOf (declaration: CheckedDeclaration) = String.Join(" ", declaration.Doc)

/// The argument that a view holds what it shows against.
let private againstArgument = "found"

let private shown (context: LoweringContext) (item: CheckedExpression) =
    let declarationOf (value: CheckedExpression) =
        match context.Find(Setting.reference value) with
        | Some declaration -> declaration
        | None -> Expressions.unplannable item "result"

    let isReference (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Declaration _ -> true
        | _ -> false

    let view, declaration, against =
        match item.Node with
        | CheckedNode.Call(view, arguments) ->
            let reference =
                (Map.remove againstArgument arguments).Values |> Seq.tryFind isReference

            let against =
                Map.tryFind againstArgument arguments
                |> Option.filter isReference
                |> Option.map declarationOf

            match reference with
            | Some value -> Some view, declarationOf value, against
            | None -> Expressions.unplannable item "result"
        | _ -> None, declarationOf item, None

    let standard, kind =
        match shownAs context declaration with
        | Some found -> found
        | None -> Expressions.unplannable item "result"

    let kind =
        match declaration.Kind, view with
        | "gwas", Some("design" | "people") -> DesignParameters.KindName
        | "simulation", Some "people" -> CohortParameters.KindName
        | _ -> kind

    let against: string | null =
        match against with
        | Some found ->
            match shownAs context found with
            | Some(_, kind) -> Draft.idOf kind found.Name
            | None -> Expressions.unplannable item "result"
        | None -> null

    ReportItem(Option.defaultValue standard view, Draft.idOf kind declaration.Name, docOf declaration, against)

/// Every gwas a shown step belongs to, directly or through a joint test or loci.
let private gwasBehind (context: LoweringContext) (item: ReportItem) =
    item.Step :: Option.toList (Option.ofObj item.Against)
    |> List.choose (StepId.declaration >> context.Find)
    |> List.collect (StatisticsSteps.gwasesBehind context)

let private everyGwas context (items: ReportItem list) =
    items |> List.collect (gwasBehind context) |> List.distinctBy _.Name

/// The builds that the page's positions are in.
let private builds (context: LoweringContext) (items: ReportItem list) =
    match
        items
        |> List.collect (fun item -> item.Step :: Option.toList (Option.ofObj item.Against))
        |> List.choose (StepId.declaration >> context.Find)
        |> List.filter (fun declaration ->
            List.contains declaration.Kind [ "gwas"; "joint"; "meta"; PublishedLowering.Kind; "loci"; "replication" ])
        |> List.collect (StatisticsSteps.builds context)
    with
    | [] -> [ context.Build ]
    | builds -> List.distinct builds

/// Who took part and how the design was coded stands in every report, for each gwas in it, whether asked for or not.
let private always (context: LoweringContext) (items: ReportItem list) =
    everyGwas context items
    |> List.collect (fun gwas ->
        let design = Draft.idOf DesignParameters.KindName gwas.Name

        [
            ReportItem("people", design, docOf gwas)
            ReportItem("design", design, docOf gwas)
        ])
    |> List.filter (fun added ->
        items
        |> List.forall (fun item -> item.View <> added.View || item.Step <> added.Step))

/// A relatedness is shown with its components, where it has some.
let private withComponents (context: LoweringContext) (item: ReportItem) =
    match context.Find(StepId.declaration item.Step) with
    | Some({ Kind = "relatedness" } as relatedness) when not (List.isEmpty (RelatednessLowering.columns relatedness)) -> [
        item
        ReportItem("components", Draft.idOf ComponentsParameters.KindName relatedness.Name, item.Doc)
      ]
    | _ -> [ item ]

/// A model of several seeds is shown network by network.
let private withNetworks (context: LoweringContext) (item: ReportItem) =
    match context.Find(StepId.declaration item.Step) with
    | Some({ Kind = "model" } as model) -> [
        for step in EnsembleLowering.networkSteps model do
            ReportItem(item.View, step, item.Doc)
      ]
    | _ -> [ item ]

/// Steps the page draws on: every one shown or held against, and, for the numbers of people and variants in and out, those behind a gwas.
let private sources (context: LoweringContext) (items: ReportItem list) =
    let behind =
        everyGwas context items
        |> List.collect (fun gwas ->
            let parts = GwasLowering.parts context gwas

            [
                Draft.idOf CohortParameters.KindName parts.Cohort.Name
                Draft.idOf GenotypesParameters.KindName parts.Genotypes.Name
                TraitSteps.idOf context parts.Traits
                Draft.idOf DesignParameters.KindName gwas.Name
                Draft.idOf AssociationParameters.KindName gwas.Name
            ])

    let shown =
        items
        |> List.collect (fun item -> item.Step :: Option.toList (Option.ofObj item.Against))

    shown @ behind |> List.distinct

/// Points of the figures that draw a variant each.
let private points (context: LoweringContext) (items: ReportItem list) =
    items
    |> List.map _.Step
    |> List.distinct
    |> List.choose (StepId.declaration >> context.Find)
    |> List.collect (fun declaration ->
        match declaration.Kind with
        | "gwas"
        | "joint"
        | "meta"
        | PublishedLowering.Kind -> [ declaration ]
        | "loci" -> StatisticsSteps.gwasesBehind context declaration
        | _ -> [])
    |> List.distinctBy _.Name
    |> List.sumBy (fun statistics -> (StatisticsSteps.sizes context statistics).Shown)

let private lower (context: LoweringContext) (report: CheckedDeclaration) =
    let asked =
        Setting.find "show" report |> Expressions.items |> List.map (shown context)

    let asked =
        asked
        |> List.collect (withComponents context)
        |> List.collect (withNetworks context)

    let items = asked @ always context asked

    let accepted =
        context.Study.Accepted
        |> List.map (fun code -> AcceptedDiagnostic(code.Code, code.Message, code.Reason))

    let parameters =
        ReportParameters(
            context.Study.Title,
            String.Join("\n", context.Study.Doc),
            ImmutableArray.CreateRange(builds context items),
            ImmutableArray.CreateRange items,
            int (Expressions.number (Setting.find "small_counts" report)),
            ImmutableArray.CreateRange accepted
        )

    let draft =
        Draft.create
            report
            parameters
            (Draft.withValues (sources context items) [])
            {
                DataSizes.none with
                    Shown = points context items
            }
            null

    [
        {
            draft with
                Publish = StepId.declaration draft.Id + ".html"
        }
    ]

/// A page without data: the inlined plotting library.
let private emptyPage = 1.5e6

let private row = {
    StepRow.create<ReportParameters> ReportParameters.KindName (fun _ _ -> "writes the page") (fun _ sizes ->
        // Points that would lie on each other are drawn once: the page does not grow with the data beyond this.
        let points = Math.Min(sizes.Shown, 2e6)

        Cost.estimate
            (1.0 + sizes.Shown * 10e-9)
            (Cost.processMemory + 100.0 * points)
            (emptyPage + 12.0 * Math.Min(points, 2e5))) with
        Settings = [ "builds", "build"; "items", "show"; "accepted", "accept" ]
}

let rule = {
    Kind = "report"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
