/// What is wrong with a study's design although it would run.
module internal WhiteMatter.Language.Checking.Lints

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// The threshold for one trait that the field uses for common variants (Pe'er 2008).
let private genomeWide = 5e-8

let rec private hasRunValue (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Member _ -> true
    | CheckedNode.Unary(_, operand) -> hasRunValue operand
    | CheckedNode.Binary(_, left, right) -> hasRunValue left || hasRunValue right
    | CheckedNode.Call(_, arguments) -> arguments |> Map.exists (fun _ argument -> hasRunValue argument)
    | CheckedNode.List items -> items |> List.exists hasRunValue
    | _ -> false

/// Whether an association tests its traits as ranks.
let private ranksTraits (gwas: CheckedDeclaration) =
    match Analysis.setting "transform" gwas |> Option.map _.Node with
    | Some(CheckedNode.EnumCase "rank_int") -> true
    | _ -> false

/// Reports traits whose values, as the header of their table shows them, do not fit the method.
let private checkOutcomes (analysis: Analysis) facts (gwas: CheckedDeclaration) =
    let method = Analysis.setting "method" gwas |> Option.map _.Node
    let traits = StudyPeople.traitsOf analysis gwas

    match traits, Analysis.setting "traits" gwas, method with
    | Some traits, Some at, Some method ->
        let columns =
            traits.Body.Settings.TryFind "table"
            |> Option.bind PeopleTable.tryRead
            |> Option.bind (fun table -> facts.Tables.TryFind table.Path)
            |> Option.filter _.RowsExact
            |> Option.map (fun header -> header.Columns |> Seq.map (fun column -> column.Name, column) |> Map.ofSeq)
            |> Option.defaultValue Map.empty

        let report (descriptor: DiagnosticDescriptor) arguments =
            analysis.Env.Findings.Add(gwas.File, descriptor, at.Span, arguments)

        let names = StudyPeople.traitNames analysis facts traits |> Option.defaultValue []

        /// The values of a trait that has more than two.
        let manyValues name =
            match columns.TryFind name with
            | Some column when column.Levels.Length > 2 ->
                Some(
                    String.Join(", ", column.Levels |> Seq.truncate 5)
                    + (if column.Levels.Length > 5 then ", …" else "")
                )
            | Some column when column.Levels.IsEmpty && column.Content <> ColumnContent.Empty -> Some "too many to list"
            | _ -> None

        // Once for all of them.
        match
            method,
            names
            |> List.choose (fun name -> manyValues name |> Option.map (fun values -> name, values))
        with
        | CheckedNode.Call("logistic", _), [ name, values ] -> report DesignCodes.TraitOfManyValues [ name; values ]
        | CheckedNode.Call("logistic", _), (name, values) :: others ->
            report DesignCodes.TraitOfManyValues [ name; $"{values}; so have {others.Length} more of the traits" ]
        | _ -> ()

        let linear =
            match method with
            | CheckedNode.EnumCase "linear" -> Some "linear regression"
            | CheckedNode.Call("mixed", _) -> Some "a linear mixed model"
            | CheckedNode.Call("ridge_two_step", _) -> Some "linear regression beside a prediction from the genome"
            | _ -> None

        for name in names do
            match linear, columns.TryFind name with
            | _, Some column when column.Levels.Length = 2 && ranksTraits gwas ->
                report DesignCodes.RanksOfTwoValues [ name; column.Levels[0]; column.Levels[1] ]
            | Some linear, Some column when column.Levels.Length = 2 ->
                report DesignCodes.TraitOfTwoValues [ name; column.Levels[0]; column.Levels[1]; linear ]
            | _ -> ()
    | _ -> ()

/// People as the study names them.
let private nameOf (people: CheckedExpression) = people.File.TextOf people.Span

/// The traits that an association takes from its people's own table, whose columns are its covariates.
let private ownTraits (analysis: Analysis) facts (gwas: CheckedDeclaration) : string list =
    let cohort = Analysis.cohortOf analysis gwas.From

    match StudyPeople.traitsOf analysis gwas, cohort with
    | Some traits, Some cohort when
        traits.Body.Settings.TryFind "table" |> Option.bind PeopleTable.tryRead =
            (cohort.Table |> Option.bind PeopleTable.tryRead)
        ->
        StudyPeople.traitNames analysis facts traits |> Option.defaultValue []
    | _ -> []

/// Reports an interaction that is to be tested with means in the place of missing genotypes, with what does not vary, or with a trait itself.
let private checkInteraction (analysis: Analysis) facts (gwas: CheckedDeclaration) =
    match Analysis.setting "gxe" gwas with
    | Some({ Node = CheckedNode.Column name } as column) ->
        let isCovariateAnyway =
            gwas.Body.Settings.TryFind "adjust"
            |> Option.exists (fun adjust -> (Terms.termsOf analysis Set.empty adjust).Contains name)

        if not isCovariateAnyway && ownTraits analysis facts gwas |> List.contains name then
            Diagnostic.create gwas.File DesignCodes.TraitIsItsCovariate column.Span [ name ]
            |> Diagnostic.withAdvice "Name another column for gxe, or remove it from the traits."
            |> analysis.Env.Findings.AddDiagnostic
    | _ -> ()

    match Analysis.setting "gxe" gwas, gwas.From with
    | Some({ Node = CheckedNode.Column name } as column), Some people when Membership.isFixed analysis people name ->
        analysis.Env.Findings.Add(
            gwas.File,
            DataFileCodes.InteractionConstant,
            column.Span,
            [ name; $"everybody of '{nameOf people}'" ]
        )
    | _ -> ()

    match Analysis.setting "gxe" gwas, Analysis.setting "missing_genotypes" gwas with
    | Some _, Some({ Node = CheckedNode.EnumCase "mean" } as mean) ->
        analysis.Env.Findings.Add(gwas.File, DesignCodes.InteractionOfMeans, mean.Span, [ gwas.Name ])
    | Some _, _ ->
        match Analysis.setting "method" gwas |> Option.map _.Node with
        | Some(CheckedNode.Call("logistic", arguments)) ->
            match Map.tryFind "firth" arguments with
            | Some({
                       Node = CheckedNode.EnumCase "approximate"
                   } as firth) ->
                analysis.Env.Findings.Add(gwas.File, DesignCodes.InteractionOfMeans, firth.Span, [ gwas.Name ])
            | _ -> ()
        | _ -> ()
    | _ -> ()

/// Whether people who may differ in a column are adjusted for it too, by the covariates in which it stands. It is asked of people who do not differ,
/// so that the answer is that of the place, and found once.
let private servesOthers (analysis: Analysis) =
    let adjusted = lazy Terms.adjusted analysis
    let known = Dictionary<struct (string * string * Span), bool>()

    let find adjust (name: string) (at: CheckedExpression) =
        let usesIt (other: CheckedDeclaration) =
            other.Body.Settings.TryFind "adjust"
            |> Option.bind (Terms.placeOf analysis Set.empty name)
            |> Option.exists (fun place -> place.Span = at.Span && place.File.Path = at.File.Path)

        Terms.namedIn adjust
        |> Seq.collect (Terms.adjustedWith adjusted.Value)
        |> Seq.distinctBy _.Name
        |> Seq.filter usesIt
        |> Seq.exists (fun other ->
            match other.Kind, other.From with
            | "gwas", Some people -> not (Membership.isFixed analysis people name)
            | _ -> true)

    fun (adjust: CheckedExpression) (name: string) (at: CheckedExpression) ->
        let key = struct (name, at.File.Path, at.Span)

        match known.TryGetValue key with
        | true, serves -> serves
        | _ ->
            let serves = find adjust name at
            known.Add(key, serves)
            serves

let private checkAssociation
    (analysis: Analysis)
    facts
    relatednesses
    (servesOthers: CheckedExpression -> string -> CheckedExpression -> bool)
    (home: FileScope)
    (symbol: Symbol)
    (gwas: CheckedDeclaration)
    =
    let findings = analysis.Env.Findings

    for setting in [ "traits"; "genotypes" ] do
        PeopleLints.check analysis gwas gwas.From setting (Analysis.setting setting gwas)

    LeakageLints.checkAssociation analysis gwas
    RelativesLints.checkAssociation analysis relatednesses gwas
    checkOutcomes analysis facts gwas
    checkInteraction analysis facts gwas

    match gwas.Body.Settings.TryFind "adjust" with
    | None -> findings.Add(home.Source, DesignCodes.NoCovariates, symbol.NameSpan, [ symbol.Local ])
    | Some adjust when Checked.isWrong adjust -> ()
    | Some adjust ->
        let used = HashSet<string>(StringComparer.Ordinal)
        Terms.columnsOf analysis used (HashSet<string>()) adjust

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
            let isMissing name =
                cohort.Columns.Complete && (ColumnScope.tryFind name cohort.Columns).IsNone

            let unsure = Terms.isUnsure analysis Set.empty adjust || Seq.exists isMissing used

            // What is left out cannot be told where something of the formula is wrong.
            if not unsure then
                for name, code in Confounders.leftOut analysis facts gwas cohort.Columns used.Contains do
                    findings.Add(home.Source, code, adjust.Span, [ name; cohort.Root ])

            let terms = Terms.termsOf analysis Set.empty adjust

            let isHere (at: CheckedExpression) =
                at.File.Path = home.Source.Path && Span.contains at.Span.Start adjust.Span

            gwas.From
            |> Option.iter (fun people ->
                let isFixed = Membership.isFixed analysis people

                for name in terms do
                    match Terms.placeOf analysis Set.empty name adjust with
                    | Some at when isFixed name && isHere at ->
                        findings.Add(home.Source, DesignCodes.CovariateOfOneValue, at.Span, [ name; nameOf people ])
                    // Covariates of another file, or that other people are adjusted for, are there for more than these.
                    | Some at when
                        isFixed name
                        && at.File.Path = home.Source.Path
                        && not (servesOthers adjust name at)
                        ->
                        Diagnostic.create home.Source DesignCodes.CovariateOfOneValue adjust.Span [
                            name
                            nameOf people
                        ]
                        |> Diagnostic.withRelated at.File at.Span "it stands here"
                        |> findings.AddDiagnostic
                    | _ -> ())

            for name in ownTraits analysis facts gwas do
                let at = Terms.placeOf analysis Set.empty name adjust |> Option.defaultValue adjust

                let beside source span message =
                    if isHere at then
                        id
                    else
                        Diagnostic.withRelated source span message

                if terms.Contains name then
                    Diagnostic.create at.File DesignCodes.TraitIsItsCovariate at.Span [ name ]
                    |> beside home.Source adjust.Span $"'{symbol.Local}' tests it, adjusted for these covariates"
                    |> findings.AddDiagnostic
                elif used.Contains name then
                    (if isHere at then at.Span else adjust.Span)
                    |> fun span -> Diagnostic.create home.Source DesignCodes.TraitIsCovariate span [ name ]
                    |> beside at.File at.Span "adjusted for here"
                    |> findings.AddDiagnostic
        | _ -> ()

/// Reports a threshold that is looser than the genome-wide one for so many tests.
let private checkThreshold (analysis: Analysis) (p: CheckedExpression option) descriptor tests =
    match p with
    | Some({ Node = CheckedNode.Number threshold } as at) when tests > 1 ->
        let corrected = genomeWide / float tests

        if threshold > corrected * (1.0 + 1e-9) then
            let found =
                Diagnostic.create at.File descriptor at.Span [
                    string tests
                    Checked.number threshold
                    corrected.ToString("0.###e0", Globalization.CultureInfo.InvariantCulture)
                ]

            // Another number, or a name, may be meant otherwise where it is declared.
            let written = at.File.TextOf at.Span

            (if written <> "" && Lexis.isDigit written[0] then
                 let shared = $"{Checked.number genomeWide} / {tests}"
                 Diagnostic.withProposal at.File $"Write '{shared}'" at.Span shared found
             else
                 found)
            |> analysis.Env.Findings.AddDiagnostic
    | _ -> ()

/// How many joint tests the study takes loci from.
let private jointTests (analysis: Analysis) =
    analysis.Checked.Values
    |> Seq.choose (fun declaration ->
        match declaration.Kind, Analysis.find analysis declaration.From with
        | "loci", Some({ Kind = "joint" } as joint) -> Some joint.Name
        | _ -> None)
    |> Seq.distinct
    |> Seq.length

let private checkLoci (analysis: Analysis) facts (joints: Lazy<int>) (home: FileScope) (loci: CheckedDeclaration) =
    let findings = analysis.Env.Findings
    let p = loci.Body.Settings.TryFind "p"
    let source = Analysis.find analysis loci.From

    match source with
    | Some({ Kind = "gwas" } as gwas) ->
        StudyPeople.traitsOf analysis gwas
        |> Option.bind (StudyPeople.traitCount analysis facts)
        |> Option.iter (checkThreshold analysis p DesignCodes.ThresholdIgnoresTraits)
    // However many traits it has, a joint test is one test.
    | Some { Kind = "joint" } -> checkThreshold analysis p DesignCodes.ThresholdIgnoresJoints joints.Value
    | _ -> ()

    let reference = Analysis.setting "reference" loci

    match reference, source |> Option.bind (StudyPeople.peopleOf analysis) with
    | Some at, Some own ->
        match Analysis.find analysis reference |> Option.bind (StudyPeople.peopleOf analysis) with
        | Some theirs when Cohorts.rootOf analysis.Cohorts theirs <> Cohorts.rootOf analysis.Cohorts own ->
            findings.Add(
                home.Source,
                DesignCodes.ReferenceOtherPeople,
                at.Span,
                [ StudyPeople.textOf at; StudyPeople.textOf theirs; StudyPeople.textOf own ]
            )
        | _ -> ()
    | _ -> ()

    TruthLints.checkLoci analysis loci

    LociLints.check analysis loci

let private checkJoint (analysis: Analysis) facts (joint: CheckedDeclaration) =
    let traits =
        Analysis.find analysis joint.From
        |> Option.bind (StudyPeople.traitsOf analysis)
        |> Option.bind (StudyPeople.traitCount analysis facts)

    let method =
        Analysis.find analysis joint.From
        |> Option.bind (Analysis.setting "method")
        |> Option.map _.Node

    let isWithoutPeople =
        match joint.From |> Option.map _.Node, Analysis.find analysis joint.From with
        | Some(CheckedNode.Call _), _
        | _, Some { Kind = "meta" } -> true
        | _ -> false

    let permutes =
        match Analysis.setting "method" joint |> Option.map _.Node with
        | Some(CheckedNode.EnumCase "mostest") -> true
        | _ -> false

    let interacts =
        Analysis.find analysis joint.From |> Option.bind (Analysis.setting "gxe")

    let isExact =
        match method with
        | Some(CheckedNode.Call("mixed", arguments)) ->
            arguments
            |> Map.tryFind "grm"
            |> Option.exists (fun matrix -> matrix.Node <> CheckedNode.EnumCase "sparse")
        | _ -> false

    match joint.From, method, traits with
    | Some at, _, _ when isExact ->
        analysis.Env.Findings.Add(
            joint.File,
            DesignCodes.JointOfExactModel,
            at.Span,
            [ joint.Name; StudyPeople.textOf at ]
        )
    | Some at, _, _ when isWithoutPeople ->
        analysis.Env.Findings.Add(
            joint.File,
            DesignCodes.JointWithoutPeople,
            at.Span,
            [ joint.Name; StudyPeople.textOf at ]
        )
    | Some at, Some(CheckedNode.Call(("ridge_two_step" | "mixed"), _)), _ when permutes ->
        analysis.Env.Findings.Add(
            joint.File,
            DesignCodes.PermutedModel,
            at.Span,
            [
                joint.Name
                $"the model of {StudyPeople.textOf at} is of the genotypes as they are"
            ]
        )
    | Some at, _, _ when permutes && interacts.IsSome ->
        analysis.Env.Findings.Add(
            joint.File,
            DesignCodes.PermutedModel,
            at.Span,
            [
                joint.Name
                $"{StudyPeople.textOf at} tests a product with a covariate, which permuted genotypes lose with their own effect"
            ]
        )
    | Some at, Some(CheckedNode.Call("logistic", _)), _ ->
        analysis.Env.Findings.Add(
            joint.File,
            DesignCodes.JointOfLogistic,
            at.Span,
            [ joint.Name; StudyPeople.textOf at ]
        )
    | Some at, _, Some 1 ->
        analysis.Env.Findings.Add(joint.File, DesignCodes.JointOfOneTrait, at.Span, [ StudyPeople.textOf at ])
    | _ -> ()

/// Looks at every declaration of a study that has no error of its own.
let check
    (analysis: Analysis)
    (facts: StudyFacts)
    (sound: FileScope -> Symbol -> bool)
    (order: (FileScope * Symbol) list)
    =
    let relatednesses = RelativesLints.declared analysis
    let joints = lazy jointTests analysis
    let servesOthers = servesOthers analysis

    for home, symbol in order do
        match analysis.Checked.TryGetValue symbol.Qualified with
        | true, declaration when sound home symbol ->
            MetaLints.checkBuilds analysis declaration
            SomebodyLints.check analysis declaration
            ExportLints.check analysis declaration

            match declaration.Kind with
            | "gwas" -> checkAssociation analysis facts relatednesses servesOthers home symbol declaration
            | "model" ->
                for named, _ in Analysis.imagesOf analysis declaration do
                    PeopleLints.check analysis declaration (Analysis.setting "fit_on" declaration) "images" (Some named)

                TrainingLints.check analysis declaration
            | "phenotypes" ->
                PeopleLints.check
                    analysis
                    declaration
                    (Analysis.setting "apply_to" declaration)
                    "images of"
                    declaration.From

                LeakageLints.checkEncoding analysis declaration
            | "prediction" ->
                LeakageLints.checkPrediction analysis declaration
                PredictionLints.check analysis facts declaration
            | "joint" -> checkJoint analysis facts declaration
            | "meta" -> MetaLints.check analysis declaration
            | "replication" -> ReplicationLints.check analysis declaration
            | "loci" -> checkLoci analysis facts joints home declaration
            | "report" -> TruthLints.checkShown analysis declaration
            | "expect" ->
                for entry in declaration.Body.Entries do
                    if not (Checked.isWrong entry) && not (hasRunValue entry) then
                        analysis.Env.Findings.Add(home.Source, DesignCodes.ConditionNeedsNoRun, entry.Span, [])
            | _ -> ()
        | _ -> ()
