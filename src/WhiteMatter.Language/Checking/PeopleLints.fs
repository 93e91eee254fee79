/// People of one declaration who are not those of another that takes them.
module internal WhiteMatter.Language.Checking.PeopleLints

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// Reports that what a declaration takes is of people who are not its own, or need not be.
let check
    (analysis: Analysis)
    (declaration: CheckedDeclaration)
    (own: CheckedExpression option)
    what
    (taken: CheckedExpression option)
    =
    match taken, own with
    | Some value, Some own ->
        match Analysis.find analysis taken |> Option.map (StudyPeople.groupsOf analysis) with
        | None
        | Some([], _) -> ()
        | Some(groups, anyGroup) ->
            let textOf = StudyPeople.textOf

            // The first group that it holds of, where everybody must be in each; else the first if it holds of all.
            let found holds =
                if not anyGroup then List.tryFind holds groups
                elif List.forall holds groups then Some groups.Head
                else None

            let finding descriptor theirs =
                Diagnostic.create declaration.File descriptor value.Span [
                    what
                    textOf value
                    textOf theirs
                    textOf own
                ]

            match found (fun theirs -> Cohorts.areDisjoint analysis.Cohorts theirs own) with
            | Some theirs ->
                finding DesignCodes.DisjointPeople theirs
                |> (if theirs.File.Path = value.File.Path && theirs.Span = value.Span then
                        id
                    else
                        Diagnostic.withRelated theirs.File theirs.Span "these are its people")
                |> analysis.Env.Findings.AddDiagnostic
            | None ->
                let root = Cohorts.rootOf analysis.Cohorts

                /// The table that names the people of a cohort.
                let ofTable people found =
                    match root people |> Option.map analysis.Cohorts.TryGetValue with
                    | Some(true, { Table = Some table }) ->
                        Diagnostic.withRelated table.File table.Span $"the people of '{textOf people}'" found
                    | _ -> found

                found (fun theirs -> root theirs <> root own)
                |> Option.iter (fun theirs ->
                    finding DesignCodes.DifferentPeople theirs
                    |> ofTable theirs
                    |> ofTable own
                    |> analysis.Env.Findings.AddDiagnostic)
    | _ -> ()
