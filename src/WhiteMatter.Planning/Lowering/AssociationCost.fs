/// What an association costs by its method: processor time, memory and disk.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.AssociationCost

open System
open System.Collections.Immutable
open WhiteMatter.Plan.Parameters

/// Multiply-adds of one base-256 digit that one core does in a second on packed genotypes.
let private digitOperationsPerSecond = 6e10

/// Turning sums into β, standard error and P, for one variant and trait.
let private secondsPerResult = 150e-9

/// Genotypes that are read together: 32 MiB, 64 variants where those are more, and no more than a block. Files other than BED can have dosages, of two bytes.
let private batchBytes (hasDosages: bool) (sizes: DataSizes) =
    let variant =
        if hasDosages then
            2.0 * sizes.Samples
        else
            Cost.packed sizes.Samples

    let block = float AssociationParameters.VariantBlock
    min (block * variant) (max (32.0 * 1024.0 * 1024.0) (64.0 * variant))

let private linearCost (precision: int) (hasDosages: bool) (sizes: DataSizes) =
    let columns = sizes.Traits + sizes.Covariates
    let digits = float precision
    let results = sizes.Variants * sizes.Traits

    let seconds =
        sizes.Variants * sizes.People * columns * digits / digitOperationsPerSecond
        + results * secondsPerResult
        + sizes.Variants * Cost.packed sizes.Samples / 1e9

    // The panel of traits and covariates as doubles and as digits, or as whole numbers where products are looked up; tables and sums of the
    // threads, of dosages 128 variants at once; and the results of the blocks in flight.
    let panel =
        sizes.People
        * (columns * (8.0 + max digits 8.2) + (if hasDosages then 256.0 else 0.0))
        + 32e6

    let block = float AssociationParameters.VariantBlock

    let blocks =
        4.0
        * block
        * (columns * 16.0 + sizes.Traits * Cost.bytesPerResult + Cost.bytesPerVariant)

    Cost.estimate
        seconds
        (Cost.processMemory + panel + blocks + batchBytes hasDosages sizes)
        (results * Cost.bytesPerResult + sizes.Variants * Cost.bytesPerVariant)

/// Seconds of one core for a multiply-add of a genotype with a trait or covariate in double precision: traits of many are read from memory.
let private secondsPerProduct = 1e-9

/// An interaction: the products of g and g e with every trait and covariate, in double precision and not packed.
let private interactionCost (hasDosages: bool) (sizes: DataSizes) =
    let columns = sizes.Traits + sizes.Covariates + 2.0
    let results = sizes.Variants * sizes.Traits
    let block = float AssociationParameters.VariantBlock

    // Covariates by column and by person, traits and who has each; a thread's genotypes, products and masks.
    let doubles = 2.0 * sizes.Covariates + 2.0 * sizes.Traits + 6.0

    Cost.estimate
        (sizes.Variants * sizes.People * 2.0 * columns * secondsPerProduct
         + results * secondsPerResult)
        (Cost.processMemory
         + 8.0 * sizes.People * doubles
         + batchBytes hasDosages sizes
         + 4.0 * block * (sizes.Traits * Cost.bytesPerResult + Cost.bytesPerVariant))
        (results * Cost.bytesPerResult + sizes.Variants * Cost.bytesPerVariant)

/// Seconds of one core to take a person's numbers through a fit: exponentials, and for each covariate a share of the Hessian.
let private logisticSeconds covariates =
    1.2e-8 + 1.2e-9 * covariates + 0.05e-9 * covariates * covariates

/// A few steps from the fit of the covariates, and the Hessian at the end, for each variant and trait.
let private logisticCost (sizes: DataSizes) =
    let results = sizes.Variants * sizes.Traits
    let person = 8.0 * (sizes.Covariates + 4.0 * sizes.Traits + 8.0)
    let block = float AssociationParameters.VariantBlock

    // Variants that are fitted together: their genotypes, masks and products with a covariate.
    let together = 32.0 * min (16.0 * sizes.People) (max 1048576.0 (4.0 * sizes.People))

    Cost.estimate
        (results * (sizes.People * logisticSeconds (sizes.Covariates + 1.0) + 1e-6))
        (Cost.processMemory
         + sizes.People * person
         + together
         + 4.0 * block * (Cost.packed sizes.Samples + sizes.Traits * Cost.bytesPerResult))
        (results * Cost.bytesPerResult + sizes.Variants * Cost.bytesPerVariant)

/// What the tests of all traits against all variants cost.
let estimate (association: AssociationParameters) (sizes: DataSizes) =
    Cost.known (sizes.Variants * sizes.People) (fun () ->
        let hasDosages (files: ImmutableArray<FileReference>) =
            files
            |> Seq.exists (fun file -> not (file.Path.EndsWith(".bed", StringComparison.OrdinalIgnoreCase)))

        let linear precision files =
            linearCost precision (hasDosages files) sizes

        match association with
        | :? LinearParameters as tested when not (isNull tested.Interaction) ->
            interactionCost (hasDosages tested.Genotypes) sizes
        | :? LinearParameters as tested -> linear tested.Precision tested.Genotypes
        | :? PermutedLinearParameters as permuted -> linear permuted.Precision permuted.Genotypes
        | :? LogisticParameters -> logisticCost sizes
        | :? RidgeParameters as ridge -> linear ridge.Precision ridge.Genotypes
        | :? MixedParameters as mixed -> linear mixed.Precision mixed.Genotypes
        | :? DenseMixedParameters -> MixedLowering.denseCost sizes
        | other -> invalidOp $"The cost of the association method '{other.Method}' is not known.")
