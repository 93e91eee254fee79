/// What costs are estimated from. The constants are of the order of magnitude of one 2020s server core; they decide shards and what `plan`
/// shows, never a result.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Cost

open System
open WhiteMatter.Plan

/// Bytes of text one core reads, splits and parses in a second.
let textPerSecond = 100e6

/// Bytes one core compresses (bgzip) or decompresses in a second.
let compressionPerSecond = 40e6

/// Multiply-adds in double precision one core does in a second on small matrices.
let denseOperationsPerSecond = 2e9

/// What a process holds before it has any data: the runtime and its buffers.
let processMemory = 128e6

/// A variant of an opened file: its position and chromosome. Names and alleles are read again where they are wanted.
let bytesPerPosition = 6.0

/// The same with an index of names: two slots of 8 bytes for three to six variants.
let bytesPerNamedPosition = 30.0

/// A result in memory: β, standard error and −log10 P as doubles. In `association.bin` it takes less, how much less the data decide.
let bytesPerResult = 24.0

/// Counts and frequencies of a variant in `association.bin`.
let bytesPerVariant = 64.0

/// A line of GWAS-SSF before compression, and what bgzip makes of it.
let bytesPerLine = 80.0
let bytesPerCompressedLine = 35.0

/// Decoding a voxel of a gzipped image (four bytes at about 250 MB/s), its moments and its part in the correlation with the mean.
let secondsPerDecodedVoxel = 25e-9

/// Share of a grid that a brain mask covers: FSL's MNI152 2 mm mask has 228,483 of 902,629 voxels.
let maskShare = 0.25

/// Packed genotypes: four a byte.
let packed (samples: float) = Math.Ceiling(samples / 4.0)

/// Processor seconds over all cores, bytes of memory of one running part, bytes written.
let estimate (seconds: float) (memory: float) (disk: float) =
    CostEstimate(Math.Round(seconds, 3), int64 (Math.Min(memory, 9e18)), int64 (Math.Min(disk, 9e18)))

/// The estimate where the sizes it is made from are known, that is where `size` is above 0; else nothing.
let known (size: float) (estimate: unit -> CostEstimate) =
    if size > 0.0 then estimate () else CostEstimate.Zero

/// Writing lines of statistics of so many variants as compressed tables.
let ofStatistics (variants: float) (lines: float) =
    estimate
        (lines * bytesPerLine / compressionPerSecond)
        (processMemory + bytesPerPosition * variants)
        (lines * bytesPerCompressedLine)
