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

/// Decoding a voxel of a gzipped image (four bytes at about 250 MB/s), its moments and its part in the correlation with the mean.
let private secondsPerDecodedVoxel = 25e-9

/// Drawing a simulated voxel, and compressing four bytes that are mostly noise at about 25 MB/s.
let private secondsPerSimulatedVoxel = 200e-9

/// Reading a decoded voxel from the store and adding it to its region.
let private secondsPerAveragedVoxel = 2e-9

/// Share of a grid that a brain mask covers: FSL's MNI152 2 mm mask has 228,483 of 902,629 voxels.
let private maskShare = 0.25

/// Multiply-adds of 3³ convolutions in single precision that one core does in a second: a third of what AVX2 could.
let private networkOperationsPerSecond = 1e10

/// The same of one GPU of the 2020s.
let private networkOperationsPerSecondOfGpu = 2e12

/// What libtorch and its libraries hold once they are loaded.
let private libraryMemory = 350e6

/// A backward pass computes the gradients of inputs and of weights, each as much as the forward pass.
let private passesOfTraining = 3.0

/// Bytes of a parameter while it is trained: itself, its gradient, Adam's two moments and the best of it so far.
let private bytesPerTrainedParameter = 20.0

/// Bytes of a parameter on disk: the weights, and a checkpoint of weights, moments and the best weights.
let private bytesPerStoredParameter = 4.0 + 16.0

/// Multiply-adds in double precision one core does in a second on small matrices.
let private denseOperationsPerSecond = 2e9

let private cost (seconds: float) (memory: float) (disk: float) =
    CostEstimate(Math.Round(seconds, 3), int64 (Math.Min(memory, 9e18)), int64 (Math.Min(disk, 9e18)))

/// Packed genotypes: four a byte.
let private packed (samples: float) = Math.Ceiling(samples / 4.0)

/// Training and encoding. On a GPU its memory holds the activations, and the process the weights and the images of a batch.
let private networkCost (device: string) operations (weights: float) (batch: float) (activations: float) voxels disk =
    let onGpu = device.StartsWith("cuda", StringComparison.Ordinal)

    let rate =
        if onGpu then
            networkOperationsPerSecondOfGpu
        else
            networkOperationsPerSecond

    let memory =
        processMemory
        + libraryMemory
        + weights
        + 8.0 * batch * voxels
        + (if onGpu then 0.0 else 4.0 * batch * activations)

    cost (operations / rate) memory disk

let estimate (parameters: StepParameters) (sizes: DataSizes) : CostEstimate =
    let known = sizes.Variants * sizes.People > 0.0

    match parameters with
    | :? AtlasParameters when sizes.Grid.Voxels > 0.0 ->
        // Decoded once and counted; the labels are kept as integers of two bytes, compressed.
        let voxels = sizes.Grid.Voxels
        cost (voxels * secondsPerDecodedVoxel) (processMemory + 16.0 * voxels) (0.2 * voxels)
    | :? SimulationParameters when sizes.People * sizes.Grid.Voxels > 0.0 ->
        let voxels = sizes.Grid.Voxels * maskShare * sizes.People

        cost
            (voxels * secondsPerSimulatedVoxel + sizes.Variants * packed sizes.Samples / 1e9)
            (processMemory
             + 100.0 * sizes.Variants
             + 64.0 * sizes.Grid.Voxels
             + 60.0 * sizes.People)
            (4.0 * voxels)
    | :? ImagesParameters when sizes.Images * sizes.Grid.Voxels > 0.0 ->
        // In memory: two volumes as they are in their files and decoded, and sums over people.
        let voxels = sizes.Grid.Voxels * sizes.Images

        cost
            (voxels * secondsPerDecodedVoxel + sizes.ImageBytes / 1e9)
            (processMemory + 64.0 * sizes.Grid.Voxels + 100.0 * sizes.Images)
            (4.0 * maskShare * voxels)
    | :? RegionMeansParameters when sizes.Images * sizes.Grid.Voxels > 0.0 ->
        let results = sizes.Images * sizes.Traits

        cost
            (sizes.Grid.Voxels * maskShare * sizes.Images * secondsPerAveragedVoxel)
            (processMemory + 16.0 * sizes.Grid.Voxels + 16.0 * results)
            (16.0 * results)
    | :? ModelParameters as model when sizes.People * sizes.Grid.Voxels > 0.0 && sizes.Network.IsSome ->
        let network = sizes.Network.Value
        let weights = Autoencoder.parameters sizes.Grid network
        let batch = min (float model.Train.Batch) sizes.People

        networkCost
            model.Numerics.Device
            (float model.Train.Epochs
             * sizes.People
             * passesOfTraining
             * Autoencoder.forwardOperations sizes.Grid network)
            (bytesPerTrainedParameter * weights)
            batch
            // Going back, the gradients of a layer's result and of its input are held besides.
            (Autoencoder.keptValues sizes.Grid network
             + 2.0 * Autoencoder.largestLayer sizes.Grid network)
            sizes.Grid.Voxels
            (bytesPerStoredParameter * weights + 8.0 * sizes.Grid.Voxels)
    | :? EncodingParameters as encoding when sizes.Images * sizes.Grid.Voxels > 0.0 && sizes.Network.IsSome ->
        let network = sizes.Network.Value

        networkCost
            encoding.Numerics.Device
            (sizes.Images * Autoencoder.encodingOperations sizes.Grid network)
            (4.0 * Autoencoder.parameters sizes.Grid network)
            1.0
            (3.0 * Autoencoder.largestLayer sizes.Grid network)
            sizes.Grid.Voxels
            (8.0 * sizes.Images * sizes.Traits)
    | :? TableParameters ->
        // Read for names, for people and for rows; the copy of the rows is read once more.
        cost (4.0 * sizes.TableBytes / textPerSecond) (processMemory + 250.0 * sizes.People) sizes.TableBytes
    | :? CohortParameters ->
        cost (sizes.TableBytes / textPerSecond) (processMemory + 2.0 * sizes.TableBytes) (20.0 * sizes.People)
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
            4.0
            * block
            * (packed sizes.Samples
               + columns * 16.0
               + sizes.Traits * bytesPerResult
               + bytesPerVariant)

        cost seconds (processMemory + panel + blocks) (results * bytesPerResult + sizes.Variants * bytesPerVariant)
    | :? SummaryStatisticsParameters when known ->
        let lines = sizes.Variants * sizes.Traits

        cost
            (lines * bytesPerLine / compressionPerSecond)
            (processMemory + 100.0 * sizes.Variants)
            (lines * bytesPerCompressedLine)
    | :? JointParameters when known ->
        // The correlation of the residuals once, its decomposition, and a form of all traits for each variant.
        let traits = sizes.Traits
        let block = float AssociationParameters.VariantBlock

        cost
            (traits * traits * (sizes.People + 10.0 * traits + sizes.Variants)
             / denseOperationsPerSecond
             + sizes.Variants * traits * 5e-9)
            (processMemory
             + 8.0 * traits * (sizes.People + 3.0 * traits)
             + 4.0 * block * traits * bytesPerResult
             + 100.0 * sizes.Variants)
            (sizes.Variants * (bytesPerResult + bytesPerVariant + 4.0))
    | :? JointStatisticsParameters when known ->
        cost
            (sizes.Variants * bytesPerLine / compressionPerSecond)
            (processMemory + 100.0 * sizes.Variants)
            (sizes.Variants * bytesPerCompressedLine)
    | :? LociParameters when known ->
        // A pass over all results, and r² around the few variants that pass.
        cost
            (sizes.Variants * sizes.Traits * 5e-9
             + sizes.Variants * packed sizes.Samples / 1e10)
            (processMemory + 100.0 * sizes.Variants + 24.0 * sizes.Variants)
            1e5
    | :? ReportParameters ->
        // Points that would lie on each other are drawn once: the page does not grow with the data beyond this.
        let points = Math.Min(sizes.Shown, 2e6)
        cost (1.0 + sizes.Shown * 10e-9) (processMemory + 100.0 * points) (emptyPage + 12.0 * Math.Min(points, 2e5))
    | :? ExpectParameters -> cost 0.01 processMemory 1e3
    | _ -> CostEstimate.Zero
