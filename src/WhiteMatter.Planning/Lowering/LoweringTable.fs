/// Every kind's rule. A new analysis adds its row here.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.LoweringTable

let private rules =
    [
        TableLowering.rule
        CohortLowering.rule
        GenotypesLowering.rule
        AtlasLowering.rule
        SimulationLowering.rule
        ImagesLowering.rule
        ModelLowering.rule
        PhenotypesLowering.rule
        CovariatesLowering.rule
        GwasLowering.rule
        JointLowering.rule
        LociLowering.rule
        ExpectLowering.rule
        ReportLowering.rule
    ]
    |> List.map (fun rule -> rule.Kind, rule)
    |> Map.ofList

let tryFind kind = Map.tryFind kind rules
