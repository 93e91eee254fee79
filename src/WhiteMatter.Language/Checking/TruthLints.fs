/// Results that are held against what a simulation planted: they must be of its people and its genotypes.
module internal WhiteMatter.Language.Checking.TruthLints

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// The genotypes of a declaration, as the host knows them.
let private filesOf (genotypes: CheckedDeclaration option) =
    genotypes |> Option.bind GenotypePaths.request

/// Why results cannot be held against a simulation's truth.
let private obstacle (analysis: Analysis) (simulation: CheckedDeclaration) (gwas: CheckedDeclaration) =
    let simulated =
        Analysis.cohortOf analysis gwas.From
        |> Option.bind _.Table
        |> Option.bind PeopleTable.tryRead
        |> Option.bind _.Simulation

    let own = Analysis.find analysis simulation.From
    let tested = Analysis.setting "genotypes" gwas

    match gwas.From, filesOf own, tested, filesOf (Analysis.find analysis tested) with
    | Some from, _, _, _ when simulated <> Some simulation.Name ->
        Some $"the association '{gwas.Name}' is of '{StudyPeople.textOf from}', whom it did not make"
    | _, Some planted, Some tested, Some other when planted <> other ->
        Some $"it planted variants of '{planted.Paths[0]}', but '{StudyPeople.textOf tested}' is '{other.Paths[0]}'"
    | _ -> None

let private checkResults (analysis: Analysis) (simulation: CheckedExpression) (results: CheckedExpression) =
    let report (made: CheckedDeclaration) reason =
        Diagnostic.create simulation.File DesignCodes.TruthOfOthers simulation.Span [
            StudyPeople.textOf results
            made.Name
            reason
        ]
        |> analysis.Env.Findings.AddDiagnostic

    match
        Analysis.find analysis (Some simulation),
        Analysis.find analysis (Some results)
        |> Option.bind (StudyPeople.associationOf analysis)
    with
    | Some made, Some gwas ->
        match obstacle analysis made gwas with
        | Some reason -> report made reason
        | None -> ()
    | Some made, None when not (Checked.isWrong results) ->
        report made "it is of several studies or of a published file, and of nobody whom it made"
    | _ -> ()

/// `truth` of loci.
let checkLoci (analysis: Analysis) (loci: CheckedDeclaration) =
    match Analysis.setting "truth" loci, loci.From with
    | Some simulation, Some from -> checkResults analysis simulation from
    | _ -> ()

/// What a report shows of a truth, and of regions.
let checkShown (analysis: Analysis) (report: CheckedDeclaration) =
    match Analysis.setting "show" report |> Option.map _.Node with
    | Some(CheckedNode.List shown) ->
        for item in shown do
            match item.Node with
            | CheckedNode.Call("truth", arguments) ->
                match arguments.TryFind "of", arguments.TryFind "found" with
                | Some simulation, Some found -> checkResults analysis simulation found
                | _ -> ()
            | CheckedNode.Call(("people" | "design") as view, arguments) ->
                match arguments.TryFind "of" with
                | Some at when
                    at.Type = StudyType.SumStats
                    && (Analysis.find analysis (Some at)
                        |> Option.forall (fun shown -> shown.Kind <> "gwas"))
                    ->
                    analysis.Env.Findings.Add(
                        report.File,
                        NameCodes.WrongType,
                        at.Span,
                        [ $"'{view}'"; "a gwas"; "of several studies or of a published file" ]
                    )
                | _ -> ()
            | CheckedNode.Call("regions", arguments) ->
                match arguments.TryFind "of", Analysis.find analysis (arguments.TryFind "of") with
                | Some at, Some phenotypes when not (phenotypes.Body.Settings.ContainsKey "reduce") ->
                    analysis.Env.Findings.Add(
                        report.File,
                        NameCodes.WrongType,
                        at.Span,
                        [ "'regions'"; "phenotypes from images"; "not measured on images" ]
                    )
                | _ -> ()
            | _ -> ()
    | _ -> ()
