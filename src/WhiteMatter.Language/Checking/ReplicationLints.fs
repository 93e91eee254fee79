/// What is wrong with where leads are looked for.
module internal WhiteMatter.Language.Checking.ReplicationLints

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

let private checkPeople
    (analysis: Analysis)
    (replication: CheckedDeclaration)
    (loci: CheckedDeclaration)
    (against: CheckedExpression)
    =
    let tested = StudyPeople.sourcesOf analysis against

    let found =
        loci.From
        |> Option.map (StudyPeople.sourcesOf analysis)
        |> Option.defaultValue []

    let pairs = List.allPairs found tested

    let shared = pairs |> List.map (fun (a, b) -> StudyPeople.sharedBy analysis a b)

    let reportOf descriptor arguments =
        analysis.Env.Findings.Add(replication.File, descriptor, against.Span, replication.Name :: arguments)

    let report descriptor =
        reportOf descriptor [ StudyPeople.textOf against ]

    if List.contains StudyPeople.Shared.Certainly shared then
        report DesignCodes.ReplicatedInTheSamePeople
    elif List.contains StudyPeople.Shared.Possibly shared then
        report DesignCodes.ReplicationMayShareSomebody
    else
        pairs
        |> List.tryPick (fun (a, b) -> RelativesLints.betweenPeople analysis a b)
        |> Option.iter (fun kin ->
            reportOf DesignCodes.RelativesOnBothSides [ loci.Name; StudyPeople.textOf against; kin.Name ])

/// Leads of one kind of effect that are looked for among effects of another.
let private checkEffects
    (analysis: Analysis)
    (replication: CheckedDeclaration)
    (loci: CheckedDeclaration)
    (against: CheckedExpression)
    =
    loci.From
    |> Option.bind (fun found -> MetaLints.differenceBetween analysis found against)
    |> Option.iter (fun ((found, own), (tested, theirs)) ->
        analysis.Env.Findings.Add(
            replication.File,
            ReplicationCodes.LeadsOfOtherEffects,
            against.Span,
            [ replication.Name; found; own; tested; theirs ]
        ))

let check (analysis: Analysis) (replication: CheckedDeclaration) =
    match replication.From, Analysis.find analysis replication.From, Analysis.setting "against" replication with
    | Some from, Some loci, Some against ->
        let isJoint =
            loci.From
            |> Option.exists (fun statistics -> statistics.Type = StudyType.JointStats)

        match isJoint, against.Type with
        | true, StudyType.SumStats ->
            analysis.Env.Findings.Add(
                replication.File,
                DesignCodes.UnsignedStatistics,
                from.Span,
                [ $"'replication' in '{StudyPeople.textOf against}'"; StudyPeople.textOf from ]
            )
        | false, StudyType.JointStats ->
            analysis.Env.Findings.Add(
                replication.File,
                DesignCodes.ReplicationOfOtherKind,
                against.Span,
                [ replication.Name; StudyPeople.textOf against ]
            )
        | _ ->
            checkPeople analysis replication loci against
            checkEffects analysis replication loci against
    | _ -> ()
