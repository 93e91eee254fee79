/// Models fitted on the people in whom their latents are tested: the one mistake that a study of learned phenotypes cannot survive.
module internal WhiteMatter.Language.Checking.LeakageLints

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private both (a: CheckedExpression) (b: CheckedExpression option) =
    match b with
    | Some b -> {
        a with
            Node = CheckedNode.Binary(BinaryOperator.Intersect, a, b)
      }
    | None -> a

[<RequireQualifiedAccess>]
type private Leak =
    | None
    | Possible
    | Certain

/// Whether the people of an association are among those a model was fitted on, by what their cohorts say alone.
let private between (analysis: Analysis) fitted people =
    if Membership.areDisjoint analysis fitted people then
        Leak.None
    elif
        Membership.areWithin analysis fitted people
        || Membership.areWithin analysis people fitted
    then
        Leak.Certain
    else
        Leak.Possible

/// The model that phenotypes are latents of, and the people it is fitted on.
let private modelOf (analysis: Analysis) (phenotypes: CheckedDeclaration) =
    match Analysis.find analysis phenotypes.From with
    | Some({ Kind = "model" } as model) -> Analysis.setting "fit_on" model |> Option.map (fun fitted -> model, fitted)
    | _ -> None

/// The phenotypes that a prediction takes, with where they are named.
let private featuresOf (analysis: Analysis) (prediction: CheckedDeclaration) = [
    let named =
        match prediction.From with
        | Some { Node = CheckedNode.List items } -> items
        | from -> Option.toList from

    for item in named do
        match Analysis.find analysis (Some item) with
        | Some phenotypes -> item, phenotypes
        | None -> ()
]

let private reportFitted
    (analysis: Analysis)
    (declaration: CheckedDeclaration)
    descriptor
    (at: CheckedExpression)
    (traits: CheckedDeclaration)
    (model: CheckedDeclaration)
    (fitted: CheckedExpression)
    =
    Diagnostic.create declaration.File descriptor at.Span [
        traits.Name
        model.Name
        StudyPeople.textOf fitted
        (if declaration.Kind = "gwas" then
             "the association"
         else
             "the prediction")
    ]
    |> Diagnostic.withRelated fitted.File fitted.Span "fitted on these people"
    |> analysis.Env.Findings.AddDiagnostic

/// The people of a prediction, as far as the study says of one of its phenotypes.
let private leaksOf (analysis: Analysis) (prediction: CheckedDeclaration) = [
    for at, traits in featuresOf analysis prediction do
        match modelOf analysis traits, StudyPeople.peopleOf analysis traits with
        | Some(model, fitted), Some applied ->
            between analysis fitted (both applied (Analysis.setting "people" prediction)), at, traits, model, fitted
        | _ -> ()
]

let private leakOf (analysis: Analysis) (gwas: CheckedDeclaration) =
    match StudyPeople.traitsOf analysis gwas, gwas.From with
    | Some traits, Some own when not (Checked.isWrong own) ->
        match modelOf analysis traits with
        | Some(model, fitted) ->
            // The association's people have latents and genotypes.
            let genotyped =
                Analysis.find analysis (Analysis.setting "genotypes" gwas)
                |> Option.bind _.From
                |> Option.filter (fun from -> not (Checked.isWrong from))

            let people = both (both own (Analysis.setting "apply_to" traits)) genotyped
            between analysis fitted people, Some(traits, model, fitted)
        | None -> Leak.None, None
    | _ -> Leak.None, None

/// Latents of a model that was fitted elsewhere, nobody says on whom.
let private checkOrigin (analysis: Analysis) (gwas: CheckedDeclaration) =
    match StudyPeople.traitsOf analysis gwas, Analysis.setting "traits" gwas with
    | Some traits, Some at ->
        match Analysis.find analysis traits.From with
        | Some({ Kind = "model" } as model) when
            Pretrained.isTaken model && not (model.Body.Settings.ContainsKey "fit_on")
            ->
            analysis.Env.Findings.Add(
                gwas.File,
                DesignCodes.FittedOnUnknownPeople,
                at.Span,
                [ traits.Name; model.Name ]
            )
        | _ -> ()
    | _ -> ()

/// Looks at the traits of an association.
let checkAssociation (analysis: Analysis) (gwas: CheckedDeclaration) =
    checkOrigin analysis gwas

    let report descriptor =
        match leakOf analysis gwas, Analysis.setting "traits" gwas with
        | (_, Some(traits, model, fitted)), Some at -> reportFitted analysis gwas descriptor at traits model fitted
        | _ -> ()

    match fst (leakOf analysis gwas) with
    | Leak.Certain -> report DesignCodes.FittedOnItsPeople
    | Leak.Possible -> report DesignCodes.MayBeFittedOnItsPeople
    | Leak.None -> ()

/// Looks at the features of a prediction.
let checkPrediction (analysis: Analysis) (prediction: CheckedDeclaration) =
    for leak, at, traits, model, fitted in leaksOf analysis prediction do
        match leak with
        | Leak.Certain -> reportFitted analysis prediction DesignCodes.FittedOnItsPeople at traits model fitted
        | Leak.Possible -> reportFitted analysis prediction DesignCodes.MayBeFittedOnItsPeople at traits model fitted
        | Leak.None -> ()

/// Looks at whom a model is applied to. What an association already says of it is not said twice.
let checkEncoding (analysis: Analysis) (phenotypes: CheckedDeclaration) =
    match modelOf analysis phenotypes, Analysis.setting "apply_to" phenotypes with
    | Some(model, fitted), Some people when between analysis fitted people = Leak.Certain ->
        let told =
            analysis.Checked.Values
            |> Seq.exists (fun other ->
                (other.Kind = "prediction"
                 && leaksOf analysis other
                    |> List.exists (fun (leak, _, traits, _, _) -> leak <> Leak.None && traits.Name = phenotypes.Name))
                // The association says that nobody of its own is among these people.
                || other.Kind = "gwas"
                   && (match StudyPeople.traitsOf analysis other, other.From with
                       | Some traits, Some own ->
                           traits.Name = phenotypes.Name && Cohorts.areDisjoint analysis.Cohorts people own
                       | _ -> false)
                || other.Kind = "gwas"
                   && (match leakOf analysis other with
                       | Leak.None, _ -> false
                       | _, Some(traits, _, _) -> traits.Name = phenotypes.Name
                       | _ -> false))

        if not told then
            Diagnostic.create phenotypes.File DesignCodes.EncodesFittedPeople people.Span [
                StudyPeople.textOf people
                StudyPeople.textOf fitted
                model.Name
            ]
            |> Diagnostic.withRelated fitted.File fitted.Span "fitted on these people"
            |> analysis.Env.Findings.AddDiagnostic
    | _ -> ()
