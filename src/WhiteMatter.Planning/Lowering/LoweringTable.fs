/// Every kind's rule, and every kind of step. A new analysis adds its row here.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.LoweringTable

let private all = [
    ColumnsLowering.rule
    TableLowering.rule
    CohortLowering.rule
    GenotypesLowering.rule
    RelatednessLowering.rule
    AtlasLowering.rule
    SimulationLowering.rule
    ImagesLowering.rule
    EnsembleLowering.modelRule
    PhenotypesLowering.rule
    InterpretationLowering.rule
    CovariatesLowering.rule
    PredictionLowering.rule
    GwasLowering.rule
    PublishedLowering.rule
    JointLowering.rule
    MetaLowering.rule
    LociLowering.rule
    ReplicationLowering.rule
    ExpectLowering.rule
    ReportLowering.rule
]

let private rules = all |> List.map (fun rule -> rule.Kind, rule) |> Map.ofList

let private steps =
    all |> List.collect _.Steps |> List.map (fun row -> row.Kind, row) |> Map.ofList

let tryFind kind = Map.tryFind kind rules

/// What there is to say of a kind of step; `None` for one of another version's plan.
let tryFindStep kind = Map.tryFind kind steps
