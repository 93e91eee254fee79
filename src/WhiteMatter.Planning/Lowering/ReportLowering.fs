[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ReportLowering

open System
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The step whose artifact shows a declaration, and how it is shown where the study does not say.
let private shownAs (declaration: CheckedDeclaration) =
    match declaration.Kind with
    | "gwas" -> Some("manhattan", AssociationParameters.KindName)
    | "loci" -> Some("loci", LociParameters.KindName)
    | "cohort" -> Some("people", CohortParameters.KindName)
    | "genotypes" -> Some("genotypes", GenotypesParameters.KindName)
    | "phenotypes" -> Some("traits", TraitsParameters.KindName)
    | _ -> None

let private title (declaration: CheckedDeclaration) =
    match declaration.Doc with
    | [] -> declaration.Name
    | doc -> declaration.Name + ": " + String.Join(" ", doc)

let private shown (context: LoweringContext) (item: CheckedExpression) =
    let declarationOf (value: CheckedExpression) =
        match context.Find(Setting.reference value) with
        | Some declaration -> declaration
        | None -> Expressions.unplannable item "result"

    let view, declaration =
        match item.Node with
        | CheckedNode.Call(view, arguments) when arguments.Count >= 1 ->
            let reference =
                arguments.Values
                |> Seq.tryFind (fun value ->
                    match value.Node with
                    | CheckedNode.Declaration _ -> true
                    | _ -> false)

            match reference with
            | Some value -> Some view, declarationOf value
            | None -> Expressions.unplannable item "result"
        | _ -> None, declarationOf item

    match shownAs declaration, view with
    | Some(_, kind), Some "design" when kind = AssociationParameters.KindName ->
        ReportItem("design", Draft.idOf DesignParameters.KindName declaration.Name, title declaration)
    | Some(_, kind), Some "people" when kind = AssociationParameters.KindName ->
        ReportItem("people", Draft.idOf DesignParameters.KindName declaration.Name, title declaration)
    | Some(standard, kind), view ->
        ReportItem(Option.defaultValue standard view, Draft.idOf kind declaration.Name, title declaration)
    | None, _ -> Expressions.unplannable item "result"

/// The gwas a shown step belongs to, directly or through its loci.
let private gwasBehind (context: LoweringContext) (item: ReportItem) =
    match context.Find(StepId.declaration item.Step) with
    | Some declaration when declaration.Kind = "gwas" -> Some declaration
    | Some declaration when declaration.Kind = "loci" -> Some(LociLowering.gwasOf context declaration)
    | _ -> None

/// Who took part and how the design was coded stands in every report, for each gwas in it, whether asked for or not.
let private always (context: LoweringContext) (items: ReportItem list) =
    items
    |> List.choose (gwasBehind context)
    |> List.distinctBy _.Name
    |> List.collect (fun gwas ->
        let design = Draft.idOf DesignParameters.KindName gwas.Name
        [ ReportItem("people", design, title gwas); ReportItem("design", design, title gwas) ])
    |> List.filter (fun added ->
        items |> List.forall (fun item -> item.View <> added.View || item.Step <> added.Step))

/// Steps the page draws on: every one shown and, for the numbers of people and variants in and out, those behind a gwas.
let private sources (context: LoweringContext) (items: ReportItem list) =
    let behind =
        items
        |> List.choose (gwasBehind context)
        |> List.distinctBy _.Name
        |> List.collect (fun gwas ->
            let parts = GwasLowering.parts context gwas

            [
                Draft.idOf CohortParameters.KindName parts.Cohort.Name
                Draft.idOf GenotypesParameters.KindName parts.Genotypes.Name
                Draft.idOf TraitsParameters.KindName parts.Traits.Name
                Draft.idOf DesignParameters.KindName gwas.Name
                Draft.idOf AssociationParameters.KindName gwas.Name
            ])

    (items |> List.map _.Step) @ behind |> List.distinct

let private lower (context: LoweringContext) (report: CheckedDeclaration) =
    let asked =
        match Setting.tryFind "show" report with
        | Some show -> Expressions.items show |> List.map (shown context)
        | None -> report.Body.Entries |> List.map (shown context)

    let items = asked @ always context asked

    let accepted =
        context.Study.Accepted
        |> List.map (fun code -> AcceptedDiagnostic(code.Code, code.Message, code.Reason))

    let parameters =
        ReportParameters(
            context.Study.Title,
            String.Join("\n", context.Study.Doc),
            ImmutableArray.CreateRange items,
            Setting.number "small_counts" report |> Option.map int |> Option.defaultValue 5,
            ImmutableArray.CreateRange accepted
        )

    let points =
        items
        |> List.choose (gwasBehind context)
        |> List.distinctBy _.Name
        |> List.sumBy (fun gwas -> (GwasLowering.sizes context gwas (GwasLowering.formula context gwas)).Shown)

    let draft =
        Draft.create
            report
            parameters
            (Draft.withValues (sources context items) [])
            { DataSizes.none with Shown = points }
            null

    [
        { draft with
            Publish = StepId.declaration draft.Id + ".html"
        }
    ]

let rule = {
    Kind = "report"
    Files = fun _ -> []
    Lower = lower
}
