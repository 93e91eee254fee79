/// What is wrong with the studies of a meta-analysis, and with published statistics wherever they stand.
module internal WhiteMatter.Language.Checking.MetaLints

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// Every call of `sumstats` in an expression.
let rec publishedIn (value: CheckedExpression) : CheckedExpression list =
    match value.Node with
    | CheckedNode.Call("sumstats", _) -> [ value ]
    | CheckedNode.Call(_, arguments) -> arguments.Values |> Seq.collect publishedIn |> List.ofSeq
    | CheckedNode.List items -> items |> List.collect publishedIn
    | _ -> []

/// Published statistics whose build is said to be another than the study's.
let checkBuilds (analysis: Analysis) (declaration: CheckedDeclaration) =
    let wordOf (value: CheckedExpression option) =
        match value |> Option.map _.Node with
        | Some(CheckedNode.EnumCase word) -> Some word
        | _ -> None

    for value in Seq.append (Option.toList declaration.From) declaration.Body.Settings.Values do
        for published in publishedIn value do
            match published.Node with
            | CheckedNode.Call(_, arguments) ->
                let own = arguments.TryFind "build"

                match wordOf own, wordOf analysis.Build, own with
                | Some build, Some study, Some at when build <> study ->
                    analysis.Env.Findings.Add(
                        at.File,
                        DataCodes.BuildDiffers,
                        at.Span,
                        [ StudyPeople.textOf published; build; study ]
                    )
                | _ -> ()
            | _ -> ()

/// A study as it is told from others: a declaration's name, or the file of published statistics.
let private keyOf (study: CheckedExpression) =
    match study.Node with
    | CheckedNode.Declaration name -> Some name
    | CheckedNode.Call("sumstats", arguments) ->
        match arguments.TryFind "path" |> Option.bind PeopleTable.literal with
        | Some path ->
            let ofTrait =
                arguments.TryFind "trait"
                |> Option.bind PeopleTable.literal
                |> Option.defaultValue ""

            Some $"{StudyPath.resolve study.File path} {ofTrait}"
        | None -> None
    | _ -> None

let private checkTwice (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    studies
    |> List.groupBy keyOf
    |> List.iter (fun (key, same) ->
        match key, same with
        | Some _, _ :: again :: _ ->
            analysis.Env.Findings.Add(
                meta.File,
                DesignCodes.StudyTwice,
                again.Span,
                [ meta.Name; StudyPeople.textOf again ]
            )
        | _ -> ())

/// Two associations of which one's people are all among the other's.
let private checkPeople (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let people =
        studies
        |> List.choose (fun study ->
            Analysis.find analysis (Some study)
            |> Option.bind (StudyPeople.peopleOf analysis)
            |> Option.map (fun people -> study, people))

    for i in 0 .. people.Length - 1 do
        for j in i + 1 .. people.Length - 1 do
            let (first, own), (second, theirs) = people[i], people[j]

            if
                keyOf first <> keyOf second
                && (Cohorts.areWithin analysis.Cohorts own theirs
                    || Cohorts.areWithin analysis.Cohorts theirs own)
            then
                analysis.Env.Findings.Add(
                    meta.File,
                    DesignCodes.StudiesShareSomebody,
                    second.Span,
                    [ meta.Name; StudyPeople.textOf first; StudyPeople.textOf second ]
                )

/// Published files whose header lacks what the weights are made of.
let private checkHeaders (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let byPeople =
        match Analysis.setting "scheme" meta |> Option.map _.Node with
        | Some(CheckedNode.EnumCase "sample_size") -> true
        | _ -> false

    for study in studies do
        match study.Node with
        | CheckedNode.Call("sumstats", arguments) ->
            match PublishedCalls.request arguments with
            | Some request ->
                let report (descriptor: DiagnosticDescriptor) =
                    analysis.Env.Findings.Add(meta.File, descriptor, study.Span, [ meta.Name; request.Path ])

                match analysis.Outside.Statistics.TryGetValue(struct (request.Path, request.Layout)) with
                | true, header when byPeople && not header.HasPeople && not (arguments.ContainsKey "n") ->
                    report MetaCodes.StudyWithoutPeople
                | true, header when not byPeople && not header.HasEffects -> report MetaCodes.StudyWithoutEffects
                | _ -> ()
            | None -> ()
        | _ -> ()

let check (analysis: Analysis) (meta: CheckedDeclaration) =
    match meta.From with
    | Some({ Node = CheckedNode.List studies } as at) ->
        match studies with
        | []
        | [ _ ] ->
            let count = if studies.IsEmpty then "none" else "one"
            analysis.Env.Findings.Add(meta.File, DesignCodes.MetaOfOneStudy, at.Span, [ meta.Name; count ])
        | _ ->
            checkHeaders analysis meta studies
            checkTwice analysis meta studies
            checkPeople analysis meta studies
    | _ -> ()
