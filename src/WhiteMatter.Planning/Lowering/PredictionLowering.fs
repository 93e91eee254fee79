[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.PredictionLowering

open System
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// The phenotypes that a prediction takes, in the order of the study.
let private features (context: LoweringContext) (prediction: CheckedDeclaration) =
    let named =
        match prediction.From with
        | Some { Node = CheckedNode.List items } -> items
        | from -> Option.toList from

    named
    |> List.map (fun item ->
        match context.Find(Setting.reference item) with
        | Some found -> found
        | None -> Expressions.unplannable item "phenotypes")

/// The people that phenotypes are of, as an expression.
let rec private peopleOf (context: LoweringContext) (declaration: CheckedDeclaration) : CheckedExpression =
    match Setting.tryFind "apply_to" declaration, declaration.From with
    | Some people, _ -> people
    | None, Some from when StudyType.fits StudyType.Cohort from.Type -> from
    | None, Some from ->
        match context.Find(Setting.reference from) with
        | Some source -> peopleOf context source
        | None -> Expressions.unplannable from "people"
    | None, None -> invalidOp $"The checked {declaration.Kind} '{declaration.Name}' has no source."

let private column name (prediction: CheckedDeclaration) : string | null =
    match Setting.tryFind name prediction with
    | Some value -> Expressions.columnName value
    | None -> null

/// Four penalties a decade, from 1e5 to 1e-4.
let private usualPenalties = [ for step in 20..-1..-16 -> Math.Round(Math.Pow(10.0, float step / 4.0), 12) ]

/// A number or a list of numbers.
let private several name (call: CheckedExpression) =
    match Call.find name call with
    | { Node = CheckedNode.List items } -> items |> List.map Expressions.number
    | one -> [ Expressions.number one ]
    |> List.distinct
    |> List.sort

let private learner (call: CheckedExpression) : LearnerSettings =
    match Call.parts call with
    | "ridge", _ ->
        let penalties =
            match Call.tryFind "penalties" call with
            | Some given -> Expressions.items given |> List.map Expressions.number
            | None -> usualPenalties

        RidgeLearnerSettings(ImmutableArray.CreateRange(penalties |> List.distinct |> List.sortDescending))
    | "elastic_net", _ ->
        ElasticNetLearnerSettings(
            ImmutableArray.CreateRange(several "l1_ratio" call),
            int (Expressions.number (Call.find "penalties" call)),
            Expressions.number (Call.find "smallest" call)
        )
    | "boosted_trees", _ ->
        BoostedTreesLearnerSettings(
            ImmutableArray.CreateRange(several "trees" call |> List.map int),
            ImmutableArray.CreateRange(several "depth" call |> List.map int),
            ImmutableArray.CreateRange(several "learning_rate" call |> List.rev),
            int (Expressions.number (Call.find "leaf" call)),
            Expressions.number (Call.find "l2" call),
            BoostedTreesLearnerSettings.ThisLibrary
        )
    | _ -> Expressions.unplannable call "learner"

let private place (prediction: CheckedDeclaration) =
    match Setting.text "adjust_in" prediction with
    | Some "features" -> CovariatePlace.Features
    | Some "outcome" -> CovariatePlace.Outcome
    | Some "both" -> CovariatePlace.Both
    | _ -> CovariatePlace.Beside

let private whole name (prediction: CheckedDeclaration) =
    int (Expressions.number (Setting.find name prediction))

let private lower (context: LoweringContext) (prediction: CheckedDeclaration) =
    let features = features context prediction

    let people =
        Setting.tryFind "people" prediction
        |> Option.defaultWith (fun () -> peopleOf context features.Head)

    let cohort = CohortLowering.first context people
    let cohortStep, algebra = CohortLowering.stepOf context prediction "people" people

    let formula: FormulaExpression =
        match Setting.tryFind "adjust" prediction with
        | None -> EmptyFormula()
        | Some adjust ->
            let names: Formulas.Names = {
                RoleOf = StudyColumns.roleOf context.Study.Facts cohort
                Covariates = CovariatesLowering.entries context
                Components = RelatednessLowering.columnsOf context
                Expressions = StepValues.names context
            }

            Formulas.lower names adjust

    let components =
        match Setting.tryFind "adjust" prediction with
        | Some adjust -> RelatednessLowering.usedBy context adjust
        | None -> []

    let outcome = Expressions.columnName (Setting.find "outcome" prediction)

    let levels = cohort.Body.Levels.TryFind outcome |> Option.defaultValue []

    let case: string | null =
        match Setting.text "case" prediction with
        | Some case -> case
        | None -> null

    let parameters =
        PredictionParameters(
            CohortLowering.table context cohort,
            CohortLowering.columns cohort,
            outcome,
            ImmutableArray.CreateRange levels,
            case,
            formula,
            ExpressionText.formula formula,
            place prediction,
            learner (Setting.find "learner" prediction),
            (Setting.text "choose" prediction = Some "one_se"),
            whole "folds" prediction,
            column "fold_by" prediction,
            whole "inner_folds" prediction,
            whole "repeats" prediction,
            column "group" prediction,
            whole "bootstrap" prediction,
            whole "permutations" prediction,
            context.Seed
        )

    // A column of two levels is a class, which takes the logistic form of the learner.
    let isClass =
        CohortLowering.header context cohort
        |> Option.bind (fun header -> header.Columns |> Seq.tryFind (fun column -> column.Name = outcome))
        |> Option.exists (fun column -> column.Content = ColumnContent.Text || column.Levels.Length = 2)

    let sizes = {
        DataSizes.none with
            People = CohortLowering.largest context (CohortLowering.first context people)
            TableBytes = CohortLowering.tableSize context cohort
            Traits = features |> List.sumBy (PhenotypesLowering.traits context)
            Covariates = 1.0 + Formulas.width (CohortLowering.levelsOfColumn context cohort) formula
            // Whether it is a class stands here for the cost: 1 or 0.
            Shown = if isClass then 1.0 else 0.0
    }

    algebra
    @ [
        Draft.create
            prediction
            parameters
            [
                StepInput("cohort", cohortStep)
                for index, phenotypes in List.indexed features do
                    StepInput($"features{index + 1}", TraitSteps.idOf context phenotypes)
                for index, name in List.indexed components do
                    StepInput($"components{index + 1}", Draft.idOf ComponentsParameters.KindName name)
                yield! CohortLowering.tableInputs cohort
            ]
            sizes
            $"{prediction.Name}/"
    ]

/// Bins of a feature at most, and bytes of each in a histogram of trees: sums of two derivatives.
let private binsOfFeature, bytesPerBin = 256.0, 16.0

/// Adding a value's derivatives to a bin, weighing a bin as a division, and finding the bin of a value.
let private secondsPerAdded, secondsPerWeighed, secondsPerBinned =
    1.2e-9, 6e-9, 200e-9

/// Multiply-adds of one run, and of each permutation beside it.
let private operations (prediction: PredictionParameters) (sizes: DataSizes) =
    let people, features = sizes.People, sizes.Traits + sizes.Covariates
    let rank = min people features
    let splits = float (prediction.Folds * (prediction.InnerFolds + 1))
    let isClass = sizes.Shown > 0.0

    match prediction.Learner with
    | :? RidgeLearnerSettings as ridge ->
        let penalties = float ridge.Penalties.Length

        if isClass then
            let one = splits * people * features * (16.0 * penalties + 8.0 * rank)
            one, one
        else
            splits * (people * features * rank + 10.0 * rank * rank * rank),
            people * features + splits * (penalties + 1.0) * rank * rank
    | :? ElasticNetLearnerSettings as net ->
        let penalties = float (net.Penalties * net.L1Ratios.Length)

        let one =
            if isClass then
                splits * people * features * (16.0 * penalties + 20.0 * rank)
            else
                splits * (people * features * rank + 10.0 * penalties * features * features)

        one, one
    | :? BoostedTreesLearnerSettings as trees ->
        let deepest = float (Seq.max trees.Depths)
        let most = float (Seq.max trees.Trees)
        let traits = sizes.Traits

        // Each tree of a depth goes through everybody once for each level, and weighs the bins of its leaves.
        let ofTree depth =
            people * traits * depth * secondsPerAdded
            + Math.Pow(2.0, depth) * traits * min people binsOfFeature * secondsPerWeighed

        let ofPaths =
            most * float trees.Rates.Length * (trees.Depths |> Seq.sumBy (float >> ofTree))

        let one =
            splits * people * traits * secondsPerBinned
            + float (prediction.Folds * prediction.InnerFolds) * ofPaths
            + float prediction.Folds * most * ofTree deepest

        one * Cost.denseOperationsPerSecond, one * Cost.denseOperationsPerSecond
    | _ -> 0.0, 0.0

/// Bytes that a fold at once holds beside the traits themselves.
let private besideTraits (prediction: PredictionParameters) (sizes: DataSizes) (matrix: float) =
    match prediction.Learner with
    | :? BoostedTreesLearnerSettings as trees ->
        let histogram = bytesPerBin * binsOfFeature * sizes.Traits

        // A copy in one piece while bins are found, and the bins by column and by row.
        3.25 * matrix
        + max
            (4.0 * histogram)
            (min BoostedTreesLearnerSettings.MostOfHistograms (Math.Pow(2.0, float (Seq.max trees.Depths)) * histogram))
    | _ ->
        let rank = min sizes.People (sizes.Traits + sizes.Covariates)
        2.0 * matrix + 24.0 * rank * rank

let private estimate (prediction: PredictionParameters) (sizes: DataSizes) =
    Cost.known (sizes.People * sizes.Traits) (fun () ->
        let one, permuted = operations prediction sizes
        let repeats = float prediction.Repeats
        let matrix = 8.0 * sizes.People * (sizes.Traits + sizes.Covariates)
        let atOnce = float PredictionParameters.MostAtOnce

        Cost.estimate
            (repeats * (one + float prediction.Permutations * permuted)
             / Cost.denseOperationsPerSecond
             + float prediction.Resamples * repeats * sizes.People * 100e-9)
            (Cost.processMemory
             + sizes.TableBytes
             + 2.0 * matrix
             + atOnce * besideTraits prediction sizes matrix
             + 3e8)
            (100.0 * sizes.People * repeats + 1e5))

let private row = {
    StepRow.create<PredictionParameters>
        PredictionParameters.KindName
        (fun step prediction ->
            let traits =
                step.Inputs
                |> Seq.filter (fun input -> input.Role.StartsWith("features", StringComparison.Ordinal))
                |> Seq.map (fun input -> StepId.declaration input.StepId)
                |> String.concat " and "

            let folds =
                match prediction.FoldBy with
                | null -> $"{prediction.Folds} folds"
                | column -> $"a fold for each {column}"

            let learner =
                match prediction.Learner with
                | :? RidgeLearnerSettings -> "ridge regression"
                | :? BoostedTreesLearnerSettings -> "boosted trees"
                | _ -> "the elastic net"

            let permutations =
                if prediction.Permutations > 0 then
                    let counted = StepRow.counted prediction.Permutations "permutation" "permutations"

                    $", and again in {counted}"
                else
                    ""

            $"predicts {prediction.Outcome} from {traits} by {learner} in {folds} with {prediction.InnerFolds} inner ones{permutations}")
        estimate with
        Settings = [
            "place", "adjust_in"
            "formula", "adjust"
            "levels", "columns of the cohort"
            "oneStandardError", "choose"
            "resamples", "bootstrap"
        ]
        Inputs = [ "cohort", "people"; "features", "from"; "components", "adjust" ]
}

let rule = {
    Kind = "prediction"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
