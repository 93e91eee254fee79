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

    if PublishedCalls.areWritten declaration.File declaration.Span then
        declaration.From |> Option.iter (publishedIn >> List.iter report)

        for KeyValue(_, value) in declaration.Body.Settings do
            publishedIn value |> List.iter report

/// A study as it is told from others: a declaration's name, or the file of published statistics with its trait.
let private keyOf (analysis: Analysis) (study: CheckedExpression) =
    match study.Node, StudyPeople.publishedFile analysis study with
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
        match keyOf analysis first, keyOf analysis second with
        | Some one, Some other -> one = other
        | _ -> false

    let complaint (first, own) (second, theirs) =
        let pairs = List.allPairs own theirs

        if isSame first second then
            Some(DesignCodes.StudyTwice, [ meta.Name; StudyPeople.textOf second ])
        else
            match pairs |> List.tryFind (fun (a, b) -> isSame a b) with
            | Some(shared, _) -> Some(DesignCodes.StudyTwice, [ meta.Name; StudyPeople.textOf shared ])
            | None ->
                let shared = pairs |> List.map (fun (a, b) -> StudyPeople.sharedBy analysis a b)
                let names = [ meta.Name; StudyPeople.textOf first; StudyPeople.textOf second ]

                if List.contains StudyPeople.Shared.Certainly shared then
                    Some(DesignCodes.StudiesShareSomebody, names)
                elif List.contains StudyPeople.Shared.Possibly shared then
                    Some(DesignCodes.StudiesMayShareSomebody, names)
                else
                    pairs
                    |> List.tryPick (fun (a, b) -> RelativesLints.betweenPeople analysis a b)
                    |> Option.map (fun kin -> DesignCodes.RelativesOnBothSides, names @ [ kin.Name ])

    behind
    |> Array.iteri (fun index later ->
        behind
        |> Seq.take index
        |> Seq.tryPick (fun earlier -> complaint earlier later)
        |> Option.iter (fun (code, arguments) ->
            analysis.Env.Findings.Add(meta.File, code, (fst later).Span, arguments)))

/// Whether studies are weighted by their people, which combines z and not effects.
let private isByPeople (meta: CheckedDeclaration) =
    match Analysis.setting "scheme" meta |> Option.map _.Node with
    | Some(CheckedNode.EnumCase "sample_size") -> true
    | _ -> false

/// What one unit of a study's effects is, as far as the study and its file say.
type private Scale = {
    Name: string
    Unit: Unit
    Tested: Tested
}

/// What a study's effects are of.
and private Tested = {
    Coding: string
    /// The column whose product with the genotype is tested.
    Product: Factor option
    /// Whether nothing but a file says what they are of.
    IsOfFile: bool
}

/// A column that genotypes interact with.
and private Factor = {
    Column: string
    /// The unit that its cohort declares.
    Measure: WhiteMatter.Language.Unit option
    /// The file of the cohort's table, where it is one.
    Table: string option
    /// Whether the cohort has a column of a name.
    Has: string -> bool
}

and [<RequireQualifiedAccess>] private Unit =
    | LogOdds
    /// Odds ratios of a file, which are taken as log odds.
    | OddsRatios
    | Ranks
    | Trait
    /// Effects of a file, which does not say of what.
    | Beta
    /// z, which has none.
    | None

let private phrase unit =
    match unit with
    | Unit.LogOdds -> "log odds"
    | Unit.OddsRatios -> "log odds (its file has odds ratios)"
    | Unit.Ranks -> "ranks as a normal variable"
    | Unit.Trait -> "units of the trait"
    | Unit.Beta -> "effects of a file that has no odds ratios"
    | Unit.None -> "z"

/// Whether effects of two units have no mean. What a file's effects are of is not known: beside odds ratios they are suspicious.
let private differ (first: Unit) (second: Unit) =
    match first, second with
    | Unit.None, _
    | _, Unit.None -> false
    | Unit.LogOdds, Unit.OddsRatios
    | Unit.OddsRatios, Unit.LogOdds -> false
    | Unit.OddsRatios, Unit.Beta
    | Unit.Beta, Unit.OddsRatios -> true
    | Unit.Beta, _
    | _, Unit.Beta -> false
    | one, other -> one <> other

/// Whether two columns are of different things: in one table by their names; in two, which may call one thing by two names, where their units are of
/// different dimensions, or one of them has the other's column too.
let private differInKind (first: Factor) (second: Factor) =
    let dimensions =
        match first.Measure, second.Measure with
        | Some one, Some other -> one.Dimension <> other.Dimension
        | _ -> false

    let chosen =
        first.Column <> second.Column
        && (first.Table = second.Table || first.Has second.Column || second.Has first.Column)

    dimensions || chosen

/// Whether effects are of different things, of which there is no mean and whose signs say nothing of each other.
let private areOfDifferentThings (first: Tested) (second: Tested) =
    let differ =
        match first.Product, second.Product with
        | None, None -> false
        | Some one, Some other -> differInKind one other
        | _ -> true

    first.Coding <> second.Coding || differ

/// Whether effects are of one thing in two units, as those of an interaction with hours and with minutes: z and signs are the same.
let private areInTwoUnits (first: Tested) (second: Tested) =
    match first.Product, second.Product with
    | Some { Measure = Some one }, Some { Measure = Some other } -> one.Name <> other.Name
    | _ -> false

/// What effects are of, as they are told from others.
let private describe (tested: Tested) (other: Tested) =
    match tested.Product with
    | Some factor ->
        let genotype =
            if tested.Coding = "additive" then
                "genotype"
            else
                $"{tested.Coding} genotype"

        let inUnit =
            match factor.Measure with
            | Some unit when areInTwoUnits tested other -> $" in {unit.Name}"
            | _ -> ""

        $"an interaction of the {genotype} with '{factor.Column}'{inUnit}"
    | None when tested.IsOfFile && other.Product.IsSome -> "an effect that its file does not call an interaction"
    | None ->
        let article = if tested.Coding = "additive" then "an" else "a"
        $"{article} {tested.Coding} effect"

let private scaleOf (analysis: Analysis) (study: CheckedExpression) =
    let word name (gwas: CheckedDeclaration) =
        match Analysis.setting name gwas |> Option.map _.Node with
        | Some(CheckedNode.EnumCase word)
        | Some(CheckedNode.Call(word, _)) -> Some word
        | _ -> None

    match Analysis.find analysis (Some study), StudyPeople.publishedHeader analysis study with
    | Some({ Kind = "gwas" } as gwas), _ ->
        let unit =
            match word "method" gwas, word "transform" gwas with
            | Some "logistic", _ -> Unit.LogOdds
            | _, Some "rank_int" -> Unit.Ranks
            | _ -> Unit.Trait

        let product =
            match Analysis.setting "gxe" gwas |> Option.map _.Node with
            | Some(CheckedNode.Column column) ->
                let cohort = Analysis.cohortOf analysis gwas.From

                let known name =
                    cohort |> Option.bind (fun people -> ColumnScope.tryFind name people.Columns)

                Some {
                    Column = column
                    Measure =
                        known column
                        |> Option.bind (fun known ->
                            match known.Declared with
                            | Some(DeclaredRole.Measure unit) -> Some unit
                            | _ -> None)
                    Table =
                        cohort
                        |> Option.bind _.Table
                        |> Option.bind PeopleTable.tryRead
                        |> Option.map _.Path
                    Has = known >> Option.isSome
                }
            | _ -> None

        Some {
            Name = gwas.Name
            Unit = unit
            Tested = {
                Coding = word "coding" gwas |> Option.defaultValue "additive"
                Product = product
                IsOfFile = false
            }
        }
    | _, Some header when header.HasEffects ->
        Some {
            Name = StudyPeople.textOf study
            Unit = (if header.HasRatios then Unit.OddsRatios else Unit.Beta)
            Tested = {
                Coding = "additive"
                Product = None
                IsOfFile = true
            }
        }
    | _ -> None

/// The scales of what a study is made of; of a meta-analysis by people only what they are of counts, as z has no unit.
let private scalesOf (analysis: Analysis) (study: CheckedExpression) =
    let scales = StudyPeople.sourcesOf analysis study |> List.choose (scaleOf analysis)

    match Analysis.find analysis (Some study) with
    | Some({ Kind = "meta" } as inner) when isByPeople inner ->
        scales |> List.map (fun scale -> { scale with Unit = Unit.None })
    | _ -> scales

/// Effects of different things, of which there is no mean. What differs inside one of the studies is told there.
let private checkScales (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let byPeople = isByPeople meta
    let scales = studies |> List.map (fun study -> study, scalesOf analysis study)

    let difference (first, second) =
        if areOfDifferentThings first.Tested second.Tested then
            Some(first, describe first.Tested second.Tested, second, describe second.Tested first.Tested)
        elif
            not byPeople
            && first.Unit <> Unit.None
            && second.Unit <> Unit.None
            && areInTwoUnits first.Tested second.Tested
        then
            Some(first, describe first.Tested second.Tested, second, describe second.Tested first.Tested)
        elif not byPeople && differ first.Unit second.Unit then
            Some(first, phrase first.Unit, second, phrase second.Unit)
        else
            None

    scales
    |> List.indexed
    |> List.tryPick (fun (index, (study, later)) ->
        scales
        |> List.truncate index
        |> List.collect snd
        |> fun earlier -> List.allPairs earlier later
        |> List.tryPick difference
        |> Option.map (fun found -> study, found))
    |> Option.iter (fun (study, (first, own, second, theirs)) ->
        analysis.Env.Findings.Add(
            meta.File,
            DesignCodes.StudiesOfDifferentScale,
            study.Span,
            [ meta.Name; first.Name; own; second.Name; theirs ]
        ))

/// Two of the studies that results come from whose effects are of different things, each with what they are of.
let differenceBetween (analysis: Analysis) (first: CheckedExpression) (second: CheckedExpression) =
    let scales results =
        StudyPeople.sourcesOf analysis results |> List.choose (scaleOf analysis)

    List.allPairs (scales first) (scales second)
    |> List.tryPick (fun (one, other) ->
        if areOfDifferentThings one.Tested other.Tested then
            Some((one.Name, describe one.Tested other.Tested), (other.Name, describe other.Tested one.Tested))
        else
            None)

/// Studies that lack what the weights are made of: by a file's header, or as a meta-analysis that combines z.
let private checkWeights (analysis: Analysis) (meta: CheckedDeclaration) (studies: CheckedExpression list) =
    let byPeople = isByPeople meta

    let lacksPeople (source: CheckedExpression) =
        match source.Node, StudyPeople.publishedHeader analysis source with
        | CheckedNode.Call(_, arguments), Some header -> not header.HasPeople && not (arguments.ContainsKey "n")
        | _ -> false

    let pathOf (source: CheckedExpression) =
        match source.Node with
        | CheckedNode.Call("sumstats", arguments) -> PublishedCalls.request arguments |> Option.map _.Path
        | _ -> None
        |> Option.defaultValue (StudyPeople.textOf source)

    for study in studies do
        let report (descriptor: DiagnosticDescriptor) source =
            analysis.Env.Findings.Add(meta.File, descriptor, study.Span, [ meta.Name; pathOf source ])

        if byPeople then
            // People of a meta-analysis are those of its studies.
            StudyPeople.sourcesOf analysis study
            |> List.tryFind lacksPeople
            |> Option.iter (report MetaCodes.StudyWithoutPeople)
        else
            match Analysis.find analysis (Some study), StudyPeople.publishedHeader analysis study with
            | Some({ Kind = "meta" } as inner), _ when isByPeople inner -> report MetaCodes.StudyWithoutEffects study
            | _, Some header when not header.HasEffects -> report MetaCodes.StudyWithoutEffects study
            | _ -> ()

/// How many studies results come from, those of a meta-analysis as often as it is named.
let rec private studiesWrittenOut (analysis: Analysis) (results: CheckedExpression) : float =
    match results.Node with
    | CheckedNode.List studies -> studies |> List.sumBy (studiesWrittenOut analysis)
    | _ ->
        match Analysis.find analysis (Some results) with
        | Some {
                   Kind = "joint" | "meta" | "loci"
                   Name = name
                   From = Some source
               } -> Analysis.writtenOut analysis name (fun () -> studiesWrittenOut analysis source)
        | _ -> 1.0

let check (analysis: Analysis) (meta: CheckedDeclaration) =
    match meta.From with
    | Some from when studiesWrittenOut analysis from > float analysis.Env.Limits.MaximumListItems ->
        analysis.Env.Findings.Add(
            meta.File,
            NameCodes.LimitExceeded,
            from.Span,
            [
                "studies behind a meta-analysis"
                string analysis.Env.Limits.MaximumListItems
            ]
        )
    | Some({ Node = CheckedNode.List studies } as at) ->
        match studies with
        | []
        | [ _ ] ->
            let count = if studies.IsEmpty then "none" else "one"
            analysis.Env.Findings.Add(meta.File, DesignCodes.MetaOfOneStudy, at.Span, [ meta.Name; count ])
        | _ ->
            checkWeights analysis meta studies
            checkPeople analysis meta studies
            checkScales analysis meta studies
    | _ -> ()
