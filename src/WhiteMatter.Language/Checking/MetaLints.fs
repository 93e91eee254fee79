/// What is wrong with the studies of a meta-analysis, and with published statistics wherever they stand.
module internal WhiteMatter.Language.Checking.MetaLints

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// Every call of `sumstats` in an expression.
let rec publishedIn (value: CheckedExpression) : CheckedExpression list =
    match value.Node with
    | CheckedNode.Call("sumstats", _) -> [ value ]
    | CheckedNode.Call(_, arguments) ->
        (arguments, [])
        ||> Map.foldBack (fun _ argument found -> publishedIn argument @ found)
    | CheckedNode.List items -> items |> List.collect publishedIn
    | _ -> []

/// Published statistics whose build is said to be another than the study's.
let checkBuilds (analysis: Analysis) (declaration: CheckedDeclaration) =
    let wordOf (value: CheckedExpression option) =
        match value |> Option.map _.Node with
        | Some(CheckedNode.EnumCase word) -> Some word
        | _ -> None

    let report (published: CheckedExpression) =
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

    declaration.From |> Option.iter (publishedIn >> List.iter report)

    for KeyValue(_, value) in declaration.Body.Settings do
        publishedIn value |> List.iter report

/// A study as it is told from others: a declaration's name, or the file of published statistics with its trait.
let private keyOf (study: CheckedExpression) =
    match study.Node, StudyPeople.publishedFile study with
    | CheckedNode.Declaration name, _ -> Some name
    | CheckedNode.Call(_, arguments), Some path ->
        let ofTrait =
            arguments.TryFind "trait"
            |> Option.bind PeopleTable.literal
            |> Option.defaultValue ""

        Some $"{path} {ofTrait}"
    | _ -> None

/// Studies that are the same, or have people in common, themselves or through a meta-analysis that one of them is.
let private checkPeople (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let behind =
        studies
        |> List.map (fun study -> study, StudyPeople.sourcesOf analysis study)
        |> Array.ofList

    let isSame first second =
        match keyOf first, keyOf second with
        | Some one, Some other -> one = other
        | _ -> false

    let complaint (first, own) (second, theirs) =
        let pairs = List.allPairs own theirs

        if isSame first second then
            Some(DesignCodes.StudyTwice, [ meta.Name; StudyPeople.textOf second ])
        else
            match pairs |> List.tryFind (fun (a, b) -> isSame a b) with
            | Some(shared, _) -> Some(DesignCodes.StudyTwice, [ meta.Name; StudyPeople.textOf shared ])
            | None when pairs |> List.exists (fun (a, b) -> StudyPeople.shareSomebody analysis a b) ->
                Some(
                    DesignCodes.StudiesShareSomebody,
                    [ meta.Name; StudyPeople.textOf first; StudyPeople.textOf second ]
                )
            | None -> None

    behind
    |> Array.iteri (fun index later ->
        behind
        |> Seq.take index
        |> Seq.tryPick (fun earlier -> complaint earlier later)
        |> Option.iter (fun (code, arguments) ->
            analysis.Env.Findings.Add(meta.File, code, (fst later).Span, arguments)))

/// What one unit of an association's effects is, as far as the study says.
let private scaleOf (analysis: Analysis) (study: CheckedExpression) =
    let word name (gwas: CheckedDeclaration) =
        match Analysis.setting name gwas |> Option.map _.Node with
        | Some(CheckedNode.EnumCase word)
        | Some(CheckedNode.Call(word, _)) -> Some word
        | _ -> None

    match Analysis.find analysis (Some study) with
    | Some({ Kind = "gwas" } as gwas) ->
        let unit =
            match word "method" gwas, word "transform" gwas with
            | Some "logistic", _ -> "log odds"
            | _, Some "rank_int" -> "ranks as a normal variable"
            | _ -> "units of the trait"

        let coding = word "coding" gwas |> Option.defaultValue "additive"
        Some(gwas, unit, coding)
    | _ -> None

/// Whether studies are weighted by their people, which combines z and not effects.
let private isByPeople (meta: CheckedDeclaration) =
    match Analysis.setting "scheme" meta |> Option.map _.Node with
    | Some(CheckedNode.EnumCase "sample_size") -> true
    | _ -> false

/// Effects of different things, of which there is no mean.
let private checkScales (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let scales =
        studies
        |> List.collect (StudyPeople.sourcesOf analysis)
        |> List.choose (scaleOf analysis)

    match scales with
    | (first, unit, coding) :: others ->
        others
        |> List.tryPick (fun (other, theirUnit, theirCoding) ->
            if coding <> theirCoding then
                Some(other, $"a {coding} effect", $"a {theirCoding} effect")
            elif unit <> theirUnit && not (isByPeople meta) then
                Some(other, unit, theirUnit)
            else
                None)
        |> Option.iter (fun (other, own, theirs) ->
            let at = meta.From |> Option.map _.Span |> Option.defaultValue meta.Span

            analysis.Env.Findings.Add(
                meta.File,
                DesignCodes.StudiesOfDifferentScale,
                at,
                [ meta.Name; first.Name; own; other.Name; theirs ]
            ))
    | [] -> ()

/// Published files whose header lacks what the weights are made of.
let private checkHeaders (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let byPeople = isByPeople meta

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
            checkPeople analysis meta studies
            checkScales analysis meta studies
    | _ -> ()
