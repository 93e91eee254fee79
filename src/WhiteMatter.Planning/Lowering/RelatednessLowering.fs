[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.RelatednessLowering

open System
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The genotypes that people are compared by.
let genotypesOf (context: LoweringContext) (relatedness: CheckedDeclaration) =
    match relatedness.From |> Option.map Setting.reference |> Option.bind context.Find with
    | Some genotypes -> genotypes
    | None -> invalidOp $"The checked relatedness '{relatedness.Name}' has no genotypes."

let private number name relatedness =
    Expressions.number (Setting.find name relatedness)

/// The columns of its principal components, as covariates.
let columns (relatedness: CheckedDeclaration) = [
    for index in 1 .. int (number "components" relatedness) -> $"{relatedness.Name}.PC{index}"
]

/// The columns of the components of a declaration of the name.
let columnsOf (context: LoweringContext) name =
    context.Find name
    |> Option.filter (fun declaration -> declaration.Kind = "relatedness")
    |> Option.map columns

/// The relatednesses whose components a formula takes, through the covariates it names, each once.
let usedBy (context: LoweringContext) (formula: CheckedExpression) : string list =
    let rec names (expression: CheckedExpression) =
        match expression.Node with
        | CheckedNode.Member({ Node = CheckedNode.Declaration name }, "pcs") -> [ name ]
        | CheckedNode.Declaration name ->
            CovariatesLowering.entries context name
            |> Option.defaultValue []
            |> List.collect names
        | CheckedNode.Binary(_, left, right) -> names left @ names right
        | CheckedNode.List items -> items |> List.collect names
        | _ -> []

    names formula
    |> List.distinct
    |> List.filter (fun name -> columnsOf context name |> Option.exists (not << List.isEmpty))

/// Whether a method takes the sparse matrix of a relatedness.
let private takesSparse name (method: CheckedExpression) =
    let _, arguments = Call.wordOrParts method

    let node argument =
        arguments |> Map.tryFind argument |> Option.map _.Node

    node "relatedness" = Some(CheckedNode.Declaration name)
    && node "grm" |> Option.forall ((=) (CheckedNode.EnumCase "sparse"))

/// The least relationship of the pairs that a matrix keeps where nothing is said: what GCTA's fastGWA takes.
let private usualCutoff = 0.05

/// A matrix is made where it is asked for, and where a method takes it.
let private cutoff (context: LoweringContext) (relatedness: CheckedDeclaration) =
    match Setting.number "grm_cutoff" relatedness with
    | Some cutoff -> Some cutoff
    | None ->
        context.Declarations.Values
        |> Seq.exists (fun other ->
            other.Kind = "gwas"
            && Setting.tryFind "method" other |> Option.exists (takesSparse relatedness.Name))
        |> fun used -> if used then Some usualCutoff else None

let private lower (context: LoweringContext) (relatedness: CheckedDeclaration) =
    let genotypes = genotypesOf context relatedness
    let files = GenotypesLowering.references context genotypes
    let samples, variants = GenotypesLowering.sizes context genotypes

    let cohort =
        match genotypes.From with
        | Some from -> Setting.reference from
        | None -> invalidOp $"The checked genotypes '{genotypes.Name}' have no cohort."

    let people =
        context.Find cohort
        |> Option.map (CohortLowering.largest context)
        |> Option.defaultValue 0.0

    let sizes = {
        DataSizes.none with
            People = if people = 0.0 then samples else min people samples
            Samples = samples
            Variants = variants
    }

    let kinship =
        RelatednessParameters(
            files,
            GenotypesLowering.keep context genotypes,
            number "maf" relatedness,
            number "prune_r2" relatedness,
            int64 (number "prune_window" relatedness),
            number "kinship" relatedness
        )

    let ofGenotypes =
        StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name)

    let ofKinship =
        StepInput("relatedness", Draft.idOf RelatednessParameters.KindName relatedness.Name)

    let components =
        match columns relatedness with
        | [] -> []
        | wanted ->
            let fitOn, algebra =
                match Setting.tryFind "fit_on" relatedness with
                | Some people ->
                    let step, algebra = CohortLowering.stepOf context relatedness "fit_on" people
                    [ StepInput("fit_on", step) ], algebra
                | None -> [], []

            let parameters = ComponentsParameters(files, wanted.Length, context.Seed)

            algebra
            @ [
                Draft.create relatedness parameters (ofKinship :: ofGenotypes :: fitOn) sizes null
            ]

    let relationships =
        cutoff context relatedness
        |> Option.map (fun cutoff ->
            Draft.create relatedness (RelationshipsParameters(files, cutoff)) [ ofKinship; ofGenotypes ] sizes null)

    [
        Draft.create
            relatedness
            kinship
            [
                ofGenotypes
                StepInput("cohort", Draft.idOf CohortParameters.KindName cohort)
            ]
            sizes
            null
        yield! components
        yield! Option.toList relationships
    ]

/// Variants that pruning leaves of dense data, about.
let private pruned (sizes: DataSizes) = min (0.3 * sizes.Variants) 2e5

/// Bytes of the packed genotypes that are held at most; the rest is on disk.
let private held (sizes: DataSizes) =
    min (pruned sizes * sizes.People / 4.0) (float Int32.MaxValue)

/// Comparing two people at a variant: two counts of bits in 20 instructions for 256.
let private secondsPerComparison = 0.02e-9

/// A fused multiply-add in single precision, of eight at a time.
let private secondsPerProduct = 0.04e-9

let private pairs (sizes: DataSizes) = sizes.People * sizes.People / 2.0

let private relatednessRow = {
    StepRow.create<RelatednessParameters>
        RelatednessParameters.KindName
        (fun step _ ->
            let genotypes = StepRow.nameOf step "genotypes"
            $"finds related people by the kinship of all pairs at pruned variants of {genotypes}")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                // Counting and pruning read every variant; a variant is compared with some fifty others.
                let scan = sizes.Variants * Cost.packed sizes.Samples / 1e9
                let pruning = 50.0 * sizes.Variants * sizes.People / 64.0 * 2e-9

                Cost.estimate
                    (scan + pruning + pairs sizes * pruned sizes * secondsPerComparison)
                    (Cost.processMemory + held sizes + Cost.bytesPerPosition * sizes.Variants)
                    (8.0 * sizes.People + 12.0 * pruned sizes))) with
        Inputs = [ "genotypes", "from"; "cohort", "from" ]
}

let private componentsRow = {
    StepRow.create<ComponentsParameters>
        ComponentsParameters.KindName
        (fun step components ->
            let count =
                StepRow.counted components.Count "principal component" "principal components"

            let relatedness = StepRow.nameOf step "relatedness"
            $"computes {count} of the unrelated people of {relatedness} and projects the others")
        (fun components sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                let columns = float components.Count + 10.0
                let passes = 12.0

                Cost.estimate
                    (passes * 4.0 * sizes.People * pruned sizes * columns * secondsPerProduct)
                    (Cost.processMemory
                     + held sizes
                     + 8.0 * columns * (sizes.People * passes + pruned sizes))
                    (10.0 * float components.Count * (sizes.People + pruned sizes)))) with
        Settings = [ "count", "components" ]
        Inputs = [ "relatedness", "from"; "genotypes", "from" ]
}

let private relationshipsRow = {
    StepRow.create<RelationshipsParameters>
        RelationshipsParameters.KindName
        (fun step _ ->
            let relatedness = StepRow.nameOf step "relatedness"
            $"computes the sparse genetic relationship matrix of the people of {relatedness}")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                Cost.estimate
                    (pairs sizes * pruned sizes * secondsPerProduct)
                    (Cost.processMemory + held sizes)
                    (40.0 * sizes.People))) with
        Settings = [ "cutoff", "grm_cutoff" ]
        Inputs = [ "relatedness", "from"; "genotypes", "from" ]
}

let rule = {
    Kind = "relatedness"
    Steps = [ relatednessRow; componentsRow; relationshipsRow ]
    Files = fun _ _ -> []
    Lower = lower
}
