/// Associations by methods for unrelated people, in people whom the study itself searches for relatives.
module internal WhiteMatter.Language.Checking.RelativesLints

open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

let private refersTo name (declaration: CheckedDeclaration) setting =
    match declaration.Body.Settings.TryFind setting |> Option.map _.Node with
    | Some(CheckedNode.Declaration other) -> other = name
    | _ -> false

/// Whether everybody of a cohort is among the unrelated people of a relatedness.
let private areUnrelated (analysis: Analysis) relatedness people =
    Cohorts.withinOf analysis.Cohorts people
    |> Set.exists (fun name ->
        match analysis.Checked.TryGetValue name with
        | true, cohort -> refersTo relatedness cohort "unrelated"
        | _ -> false)

/// The relatednesses that a study declares.
let declared (analysis: Analysis) : CheckedDeclaration list =
    analysis.Checked.Values
    |> Seq.filter (fun declaration -> declaration.Kind = "relatedness")
    |> List.ofSeq

/// Those of the genotypes of an association.
let private relatednessOf (analysis: Analysis) (declared: CheckedDeclaration list) (gwas: CheckedDeclaration) =
    match Analysis.find analysis (Analysis.setting "genotypes" gwas) with
    | Some genotypes ->
        declared
        |> List.filter (fun other ->
            match other.From |> Option.map _.Node with
            | Some(CheckedNode.Declaration name) -> name = genotypes.Name
            | _ -> false)
    | None -> []

/// A relatedness that would tell whether somebody of one association is a relative of somebody of the other, where nothing keeps relatives apart: both
/// are of people whom it is asked of, and they are not drawn from one group of unrelated people.
let betweenPeople
    (analysis: Analysis)
    (first: CheckedExpression)
    (second: CheckedExpression)
    : CheckedDeclaration option =
    let people statistics =
        Analysis.find analysis (Some statistics)
        |> Option.bind (StudyPeople.peopleOf analysis)

    match people first, people second with
    | Some one, Some other ->
        let known = declared analysis

        let areApart =
            Set.intersect (Cohorts.withinOf analysis.Cohorts one) (Cohorts.withinOf analysis.Cohorts other)
            |> Set.exists (fun name ->
                match analysis.Checked.TryGetValue name with
                | true, cohort -> known |> List.exists (fun kin -> refersTo kin.Name cohort "unrelated")
                | _ -> false)

        let covers people kin =
            match StudyPeople.peopleOf analysis kin with
            | Some asked ->
                Membership.areOfOneTable analysis asked people
                && not (Membership.areDisjoint analysis asked people)
            | None -> false

        if areApart then
            None
        else
            known |> List.tryFind (fun kin -> covers one kin && covers other kin)
    | _ -> None

/// What of a method takes people for unrelated.
let private takesForUnrelated (method: CheckedExpression) =
    let ofWord arguments word =
        match word with
        | "linear" -> Some "least squares"
        | "logistic" -> Some "logistic regression"
        | "ridge_two_step" when not (Map.containsKey "relatedness" arguments) ->
            Some "ridge_two_step without 'relatedness'"
        | _ -> None

    match method.Node with
    | CheckedNode.EnumCase word -> ofWord Map.empty word
    | CheckedNode.Call(word, arguments) -> ofWord arguments word
    | _ -> None

/// Looks at the method and the people of an association, beside the relatednesses that the study declares.
let checkAssociation (analysis: Analysis) (declared: CheckedDeclaration list) (gwas: CheckedDeclaration) =
    match Analysis.setting "method" gwas |> Option.bind takesForUnrelated, gwas.From with
    | Some method, Some people when not (Checked.isWrong people) ->
        let known = relatednessOf analysis declared gwas

        if
            not known.IsEmpty
            && known |> List.forall (fun one -> not (areUnrelated analysis one.Name people))
        then
            let kin = known.Head.Name

            Diagnostic.create gwas.File DesignCodes.RelativesNotModelled people.Span [ gwas.Name; method; kin ]
            |> Diagnostic.withAdvice
                $"Draw its cohort with 'unrelated = {kin}', or take mixed({kin}) or ridge_two_step(relatedness = {kin}), which are linear whatever the traits are, or write accept WM3030 because \"…\" into the declaration."
            |> analysis.Env.Findings.AddDiagnostic
    | _ -> ()
