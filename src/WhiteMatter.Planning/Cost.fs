[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Cost

open System
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// Bytes of text one core reads, splits and parses in a second.
let private textPerSecond = 100e6

/// Bytes one core compresses (bgzip) or decompresses in a second.
let private compressionPerSecond = 40e6

/// Multiply-adds of one base-256 digit that one core does in a second on packed genotypes.
let private digitOperationsPerSecond = 6e10

/// Turning sums into β, standard error and P, for one variant and trait.
let private secondsPerResult = 150e-9

/// A result in `association.bin`: β, standard error and −log10 P as doubles.
let private bytesPerResult = 24.0

/// Counts and frequencies of a variant in `association.bin`.
let private bytesPerVariant = 64.0

/// A line of GWAS-SSF before compression, and what bgzip makes of it.
let private bytesPerLine = 90.0
let private bytesPerCompressedLine = 35.0

/// What a process holds before it has any data: the runtime and its buffers.
let private processMemory = 128e6

/// A page without data: the inlined plotting library.
let private emptyPage = 1.5e6

let private cost (seconds: float) (memory: float) (disk: float) =
    CostEstimate(Math.Round(seconds, 3), int64 (Math.Min(memory, 9e18)), int64 (Math.Min(disk, 9e18)))

/// Packed genotypes: four a byte.
let private packed (samples: float) = Math.Ceiling(samples / 4.0)

let estimate (parameters: StepParameters) (sizes: DataSizes) : CostEstimate =
    let known = sizes.Variants * sizes.People > 0.0

    match parameters with
    | :? CohortParameters -> cost (sizes.TableBytes / textPerSecond) (processMemory + 2.0 * sizes.TableBytes) (20.0 * sizes.People)
    | :? GenotypesParameters when sizes.Variants > 0.0 ->
        let text = 30.0 * sizes.Variants + 25.0 * sizes.Samples
        cost (text / textPerSecond) (processMemory + 100.0 * sizes.Variants + 60.0 * sizes.Samples) text
    | :? TraitsParameters ->
        let matrix = 8.0 * sizes.People * sizes.Traits
        cost (sizes.TableBytes / textPerSecond) (processMemory + sizes.TableBytes + matrix) matrix
    | :? DesignParameters when known ->
        // QR of people × covariates, then every trait projected: 2·n·k·(k + t) operations at 2 GFLOP/s.
        let columns = sizes.Covariates + sizes.Traits
        let matrix = 8.0 * sizes.People * columns
        cost (2.0 * sizes.People * sizes.Covariates * columns / 2e9) (processMemory + 3.0 * matrix) matrix
    | :? AssociationParameters as association when known ->
        let columns = sizes.Traits + sizes.Covariates
        let digits = float association.Precision
        let results = sizes.Variants * sizes.Traits

        let seconds =
            sizes.Variants * sizes.People * columns * digits / digitOperationsPerSecond
            + results * secondsPerResult
            + sizes.Variants * packed sizes.Samples / 1e9

        // The panel of traits and covariates as doubles and as digits, and for the blocks in flight the packed genotypes and results.
        let panel = sizes.People * columns * (8.0 + digits)
        let block = float AssociationParameters.VariantBlock

        let blocks =
            4.0 * block * (packed sizes.Samples + columns * 16.0 + sizes.Traits * bytesPerResult + bytesPerVariant)

        cost seconds (processMemory + panel + blocks) (results * bytesPerResult + sizes.Variants * bytesPerVariant)
    | :? SummaryStatisticsParameters when known ->
        let lines = sizes.Variants * sizes.Traits

        cost
            (lines * bytesPerLine / compressionPerSecond)
            (processMemory + 100.0 * sizes.Variants)
            (lines * bytesPerCompressedLine)
    | :? LociParameters when known ->
        // A pass over all results, and r² around the few variants that pass.
        cost
            (sizes.Variants * sizes.Traits * 5e-9 + sizes.Variants * packed sizes.Samples / 1e10)
            (processMemory + 100.0 * sizes.Variants + 24.0 * sizes.Variants)
            1e5
    | :? ReportParameters ->
        // Points that would lie on each other are drawn once: the page does not grow with the data beyond this.
        let points = Math.Min(sizes.Shown, 2e6)
        cost (1.0 + sizes.Shown * 10e-9) (processMemory + 100.0 * points) (emptyPage + 12.0 * Math.Min(points, 2e5))
    | :? ExpectParameters -> cost 0.01 processMemory 1e3
    | _ -> CostEstimate.Zero
