/// What is wrong with a study's design although it would run.
module internal WhiteMatter.Language.Checking.Lints

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// The threshold for one trait that the field uses for common variants (Pe'er 2008).
let private genomeWide = 5e-8

let private siteNames =
    set [
        "site"
        "sites"
        "scanner"
        "scansite"
        "scannersite"
        "imagingsite"
        "centre"
        "center"
        "assessmentcentre"
        "assessmentcenter"
        "imagingcentre"
        "imagingcenter"
    ]

let private headSizeNames =
    set [
        "headsize"
        "headsizescaling"
        "headvolume"
        "icv"
        "etiv"
        "tiv"
        "intracranialvolume"
    ]

let private plainName (name: string) =
    name.Replace("_", "").Replace("-", "").Replace(".", "").ToLowerInvariant()

let private declarationOf (expression: CheckedExpression option) =
    expression
    |> Option.bind (fun expression ->
        match expression.Node with
        | CheckedNode.Declaration name -> Some name
        | _ -> None)

let private constantOf (expression: CheckedExpression option) =
    expression
    |> Option.bind (fun expression ->
        match expression.Node with
        | CheckedNode.Number value -> Some value
        | _ -> None)

/// Every column a formula uses, through the covariates it names.
let rec private columnsOf
    (analysis: Analysis)
    (found: HashSet<string>)
    (seen: HashSet<string>)
    (formula: CheckedExpression)
    =
    match formula.Node with
    | CheckedNode.Column name -> found.Add name |> ignore
    | CheckedNode.Declaration name when seen.Add name ->
        match analysis.Checked.TryGetValue name with
        | true, covariates -> covariates.Body.Entries |> List.iter (columnsOf analysis found seen)
        | _ -> ()
    | CheckedNode.Unary(_, operand) -> columnsOf analysis found seen operand
    | CheckedNode.Binary(_, left, right) ->
        columnsOf analysis found seen left
        columnsOf analysis found seen right
    | CheckedNode.Call(_, arguments) ->
        for KeyValue(_, argument) in arguments do
            columnsOf analysis found seen argument
    | CheckedNode.List items -> items |> List.iter (columnsOf analysis found seen)
    | _ -> ()

/// The columns that are terms on their own, through the covariates a formula names: what adjusting takes out of a trait whole.
let rec private termsOf (analysis: Analysis) (seen: Set<string>) (formula: CheckedExpression) : Set<string> =
    match formula.Node with
    | CheckedNode.Column name -> Set.singleton name
    | CheckedNode.Declaration name when not (seen.Contains name) ->
        match analysis.Checked.TryGetValue name with
        | true, covariates ->
            covariates.Body.Entries
            |> List.map (termsOf analysis (seen.Add name))
            |> Set.unionMany
        | _ -> Set.empty
    | CheckedNode.Binary((BinaryOperator.Add | BinaryOperator.Multiply), left, right) ->
        Set.union (termsOf analysis seen left) (termsOf analysis seen right)
    | CheckedNode.Binary(BinaryOperator.Subtract, left, right) ->
        Set.difference (termsOf analysis seen left) (termsOf analysis seen right)
    | CheckedNode.Binary(BinaryOperator.Power, terms, _) -> termsOf analysis seen terms
    | CheckedNode.Call("I", arguments) ->
        match arguments.TryFind "x" |> Option.map _.Node with
        | Some(CheckedNode.Column name) -> Set.singleton name
        | _ -> Set.empty
    | _ -> Set.empty

let rec private hasRunValue (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Member _ -> true
    | CheckedNode.Unary(_, operand) -> hasRunValue operand
    | CheckedNode.Binary(_, left, right) -> hasRunValue left || hasRunValue right
    | CheckedNode.Call(_, arguments) -> arguments |> Map.exists (fun _ argument -> hasRunValue argument)
    | CheckedNode.List items -> items |> List.exists hasRunValue
    | _ -> false

let private find (analysis: Analysis) name =
    match name |> Option.map analysis.Checked.TryGetValue with
    | Some(true, declaration) -> Some declaration
    | _ -> None

let private people (declaration: CheckedDeclaration) = declaration.From

let private textOf (expression: CheckedExpression) = expression.File.TextOf expression.Span

let private traitsOf (analysis: Analysis) facts (phenotypes: CheckedDeclaration) =
    let cohort =
        phenotypes.From
        |> Option.bind Cohorts.leftmost
        |> fun name -> find analysis name

    StudyColumns.traitsOf facts cohort phenotypes

let private checkPeople (analysis: Analysis) (gwas: CheckedDeclaration) what setting =
    match gwas.Body.Settings.TryFind setting, gwas.From with
    | Some value, Some own ->
        match find analysis (declarationOf (Some value)) |> Option.bind people with
        | Some theirs ->
            let arguments = [ what; textOf value; textOf theirs; textOf own ]

            if Cohorts.areDisjoint analysis.Cohorts theirs own then
                analysis.Env.Findings.Add(gwas.File, DesignCodes.DisjointPeople, value.Span, arguments)
            elif Cohorts.rootOf analysis.Cohorts theirs <> Cohorts.rootOf analysis.Cohorts own then
                analysis.Env.Findings.Add(gwas.File, DesignCodes.DifferentPeople, value.Span, arguments)
        | None -> ()
    | _ -> ()

let private checkAssociation (analysis: Analysis) facts (home: FileScope) (symbol: Symbol) (gwas: CheckedDeclaration) =
    let findings = analysis.Env.Findings
    checkPeople analysis gwas "traits" "traits"
    checkPeople analysis gwas "genotypes" "genotypes"

    match gwas.Body.Settings.TryFind "adjust" with
    | None -> findings.Add(home.Source, DesignCodes.NoCovariates, symbol.NameSpan, [ symbol.Local ])
    | Some adjust when Checked.isWrong adjust -> ()
    | Some adjust ->
        let used = HashSet<string>(StringComparer.Ordinal)
        columnsOf analysis used (HashSet<string>()) adjust

        // The intercept alone.
        match adjust.Node with
        | CheckedNode.Number _ -> findings.Add(home.Source, DesignCodes.NoCovariates, symbol.NameSpan, [ symbol.Local ])
        | _ -> ()

        match
            gwas.From
            |> Option.bind Cohorts.leftmost
            |> Option.map analysis.Cohorts.TryGetValue
        with
        | Some(true, cohort) ->
            let leftOut names =
                let alike =
                    cohort.Roles
                    |> List.filter (fun (name, _) -> Set.contains (plainName name) names)

                // One of several such columns is enough.
                if alike |> List.exists (fun (name, _) -> used.Contains name) then
                    None
                else
                    alike |> List.tryHead |> Option.map fst

            leftOut siteNames
            |> Option.iter (fun name -> findings.Add(home.Source, DesignCodes.SiteNotAdjusted, adjust.Span, [ name ]))

            leftOut headSizeNames
            |> Option.iter (fun name ->
                findings.Add(home.Source, DesignCodes.HeadSizeNotAdjusted, adjust.Span, [ name ]))

            let traits = find analysis (declarationOf (gwas.Body.Settings.TryFind "traits"))

            match traits with
            | Some traits when
                traits.Body.Settings.TryFind "table" |> Option.bind PeopleTable.tryRead =
                    (cohort.Table |> Option.bind PeopleTable.tryRead)
                ->
                let terms = termsOf analysis Set.empty adjust

                for name in traitsOf analysis facts traits |> Option.defaultValue [] do
                    if terms.Contains name then
                        findings.Add(home.Source, DesignCodes.TraitIsItsCovariate, adjust.Span, [ name ])
                    elif used.Contains name then
                        findings.Add(home.Source, DesignCodes.TraitIsCovariate, adjust.Span, [ name ])
            | _ -> ()
        | _ -> ()

let private checkLoci (analysis: Analysis) facts (home: FileScope) (loci: CheckedDeclaration) =
    let findings = analysis.Env.Findings
    let gwas = find analysis (declarationOf loci.From)
    let p = loci.Body.Settings.TryFind "p"

    match gwas with
    | Some gwas when gwas.Kind = "gwas" ->
        let traits =
            find analysis (declarationOf (gwas.Body.Settings.TryFind "traits"))
            |> Option.bind (traitsOf analysis facts)

        match traits, constantOf p, p with
        | Some traits, Some threshold, Some at when traits.Length > 1 ->
            let corrected = genomeWide / float traits.Length

            if threshold > corrected * (1.0 + 1e-9) then
                findings.Add(
                    home.Source,
                    DesignCodes.ThresholdIgnoresTraits,
                    at.Span,
                    [
                        string traits.Length
                        Checked.number threshold
                        corrected.ToString("0.###e0", Globalization.CultureInfo.InvariantCulture)
                    ]
                )
        | _ -> ()

        match loci.Body.Settings.TryFind "reference", gwas.From with
        | Some reference, Some own ->
            match find analysis (declarationOf (Some reference)) |> Option.bind people with
            | Some theirs when Cohorts.rootOf analysis.Cohorts theirs <> Cohorts.rootOf analysis.Cohorts own ->
                findings.Add(
                    home.Source,
                    DesignCodes.ReferenceOtherPeople,
                    reference.Span,
                    [ textOf reference; textOf theirs; textOf own ]
                )
            | _ -> ()
        | _ -> ()
    | _ -> ()

    match constantOf p, constantOf (loci.Body.Settings.TryFind "member_p"), loci.Body.Settings.TryFind "member_p" with
    | Some index, Some members, Some at when members < index ->
        findings.Add(
            home.Source,
            DesignCodes.MemberThresholdStricter,
            at.Span,
            [ Checked.number members; Checked.number index ]
        )
    | _ -> ()

/// Looks at every declaration of a study that has no error of its own.
let check
    (analysis: Analysis)
    (facts: StudyFacts)
    (sound: FileScope -> Symbol -> bool)
    (order: (FileScope * Symbol) list)
    =
    for home, symbol in order do
        match analysis.Checked.TryGetValue symbol.Qualified with
        | true, declaration when sound home symbol ->
            match declaration.Kind with
            | "gwas" -> checkAssociation analysis facts home symbol declaration
            | "loci" -> checkLoci analysis facts home declaration
            | "expect" ->
                for entry in declaration.Body.Entries do
                    if not (Checked.isWrong entry) && not (hasRunValue entry) then
                        analysis.Env.Findings.Add(home.Source, DesignCodes.ConditionNeedsNoRun, entry.Span, [])
            | _ -> ()
        | _ -> ()
