/// Whose data a declaration holds, and how many traits.
module internal WhiteMatter.Language.Checking.StudyPeople

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// The people a declaration is of: those after `from`, those a model is applied to, or those of its source.
let rec peopleOf (analysis: Analysis) (declaration: CheckedDeclaration) : CheckedExpression option =
    match Analysis.setting "apply_to" declaration, declaration.From with
    | Some people, _ -> Some people
    | None, Some from when StudyType.fits StudyType.Cohort from.Type && not (Checked.isWrong from) -> Some from
    | None, from -> Analysis.find analysis from |> Option.bind (peopleOf analysis)

/// The people of each of the groups that a declaration takes its data from, and whether a person need be in one of them alone: of a model of several kinds
/// of images the people of each kind, who with `missing_modality = allow` are taken with what they have.
let groupsOf (analysis: Analysis) (declaration: CheckedDeclaration) : CheckedExpression list * bool =
    match declaration.Kind, declaration.From with
    | "model", Some { Node = CheckedNode.List _ } ->
        Analysis.imagesOf analysis declaration
        |> List.choose (fun (_, images) -> peopleOf analysis images),
        Volumes.takesMissing declaration
    | _ -> peopleOf analysis declaration |> Option.toList, false

/// The association that results come from: itself, or that of a joint test or of loci.
let rec associationOf (analysis: Analysis) (results: CheckedDeclaration) : CheckedDeclaration option =
    match results.Kind with
    | "gwas" -> Some results
    | "joint"
    | "loci" -> Analysis.find analysis results.From |> Option.bind (associationOf analysis)
    | _ -> None

/// Every association and published file that results come from, as the study names them, whatever joint tests, loci and meta-analyses lie between.
let sourcesOf (analysis: Analysis) (results: CheckedExpression) : CheckedExpression list =
    // A declaration that comes from itself is reported elsewhere; here it must end. One that is met again adds nothing.
    let met = HashSet<string>(StringComparer.Ordinal)

    let rec from (results: CheckedExpression) =
        match results.Node with
        | CheckedNode.List studies -> studies |> List.collect from
        | CheckedNode.Call("sumstats", _) -> [ results ]
        | _ ->
            match Analysis.find analysis (Some results) with
            | Some { Kind = "gwas" } -> [ results ]
            | Some {
                       Kind = "joint" | "meta" | "loci"
                       Name = name
                       From = Some source
                   } when met.Add name -> from source
            | _ -> []

    from results

/// What the host said of a file of published statistics.
let publishedHeader (analysis: Analysis) (statistics: CheckedExpression) : StatisticsHeader option =
    match statistics.Node with
    | CheckedNode.Call("sumstats", arguments) ->
        PublishedCalls.request arguments
        |> Option.bind (fun request ->
            match analysis.Outside.Statistics.TryGetValue(struct (request.Path, request.Layout)) with
            | true, header -> Some header
            | _ -> None)
    | _ -> None

/// What a file of published statistics is told from others by: what it holds, so that a link or a copy is the same, else its path.
let publishedFile (analysis: Analysis) (statistics: CheckedExpression) : string option =
    match statistics.Node, publishedHeader analysis statistics |> Option.bind (_.Identity >> Option.ofObj) with
    | CheckedNode.Call("sumstats", _), Some identity -> Some $"{identity.Size} {identity.SampleHash}"
    | CheckedNode.Call("sumstats", arguments), None ->
        arguments.TryFind "path"
        |> Option.bind PeopleTable.literal
        |> Option.map (StudyPath.resolve statistics.File)
    | _ -> None

/// What is known of the people whom two associations, or files, have in common.
[<RequireQualifiedAccess>]
type Shared =
    | Nobody
    /// Both are of people of one table, and nothing keeps them apart.
    | Possibly
    /// The people of one are among those of the other.
    | Certainly

/// Whether by the study alone the people of one association are among those of another, or may be, or both are one file.
let sharedBy (analysis: Analysis) (first: CheckedExpression) (second: CheckedExpression) : Shared =
    let people statistics =
        Analysis.find analysis (Some statistics) |> Option.bind (peopleOf analysis)

    match publishedFile analysis first, publishedFile analysis second, people first, people second with
    | Some one, Some other, _, _ when one = other -> Shared.Certainly
    | _, _, Some one, Some other ->
        if Membership.areDisjoint analysis one other then
            Shared.Nobody
        elif
            Membership.areWithin analysis one other
            || Membership.areWithin analysis other one
        then
            Shared.Certainly
        elif Membership.areOfOneTable analysis one other then
            Shared.Possibly
        else
            Shared.Nobody
    | _ -> Shared.Nobody

/// The names of the traits that phenotypes take from a table.
let traitNames (analysis: Analysis) facts (phenotypes: CheckedDeclaration) =
    StudyColumns.traitsOf facts (Analysis.find analysis (Cohorts.leftmostOf phenotypes.From)) phenotypes

/// How many traits phenotypes have; `None` where the data alone tells.
let traitCount (analysis: Analysis) facts (phenotypes: CheckedDeclaration) : int option =
    let model = Analysis.find analysis phenotypes.From

    match model |> Option.bind (Analysis.setting "architecture") |> Option.map _.Node with
    | Some(CheckedNode.Call(_, arguments)) ->
        match arguments.TryFind "latents" |> Option.map _.Node with
        | Some(CheckedNode.Number latents) -> Some(int latents)
        | _ -> None
    | _ -> traitNames analysis facts phenotypes |> Option.map List.length

/// The phenotypes that an association tests.
let traitsOf (analysis: Analysis) (gwas: CheckedDeclaration) =
    Analysis.find analysis (Analysis.setting "traits" gwas)

/// The text of an expression as it stands in its file.
let textOf (expression: CheckedExpression) = expression.File.TextOf expression.Span
