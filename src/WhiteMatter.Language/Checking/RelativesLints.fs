/// Linear associations in people whom the study itself searches for relatives.
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

/// The relatedness of the genotypes of an association, if the study declares one.
let private relatednessOf (analysis: Analysis) (gwas: CheckedDeclaration) =
    match Analysis.find analysis (Analysis.setting "genotypes" gwas) with
    | Some genotypes ->
        analysis.Checked.Values
        |> Seq.filter (fun other ->
            other.Kind = "relatedness"
            && (match other.From |> Option.map _.Node with
                | Some(CheckedNode.Declaration name) -> name = genotypes.Name
                | _ -> false))
        |> List.ofSeq
    | None -> []

let private isLinear (method: CheckedExpression) =
    match method.Node with
    | CheckedNode.EnumCase word
    | CheckedNode.Call(word, _) -> word = "linear"
    | _ -> false

/// Looks at the method and the people of an association.
let checkAssociation (analysis: Analysis) (gwas: CheckedDeclaration) =
    match Analysis.setting "method" gwas, gwas.From with
    | Some method, Some people when isLinear method && not (Checked.isWrong people) ->
        let known = relatednessOf analysis gwas

        if
            not known.IsEmpty
            && known |> List.forall (fun one -> not (areUnrelated analysis one.Name people))
        then
            analysis.Env.Findings.Add(
                gwas.File,
                DesignCodes.RelativesNotModelled,
                people.Span,
                [ gwas.Name; known.Head.Name ]
            )
    | _ -> ()
