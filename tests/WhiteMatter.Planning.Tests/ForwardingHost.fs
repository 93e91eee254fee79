namespace WhiteMatter.Planning.Tests

open System.Threading
open System.Threading.Tasks
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// A host that answers as another does, but for what is overridden.
type ForwardingHost(inner: IStudyHost) =
    abstract ReadGenotypeHeader: GenotypeRequest * CancellationToken -> ValueTask<Probe<GenotypeHeader>>

    default _.ReadGenotypeHeader(request, cancel) =
        inner.ReadGenotypeHeaderAsync(request, cancel)

    abstract ReadImageHeader: string * CancellationToken -> ValueTask<Probe<ImageHeader>>

    default _.ReadImageHeader(path, cancel) =
        inner.ReadImageHeaderAsync(path, cancel)

    abstract ReadImageSetHeader: ImageSetRequest * CancellationToken -> ValueTask<Probe<ImageSetHeader>>

    default _.ReadImageSetHeader(request, cancel) =
        inner.ReadImageSetHeaderAsync(request, cancel)

    abstract DescribeNumerics: string * int * CancellationToken -> ValueTask<NumericEnvironment>

    default _.DescribeNumerics(device, threads, cancel) =
        inner.DescribeNumericsAsync(device, threads, cancel)

    abstract Identify: string * CancellationToken -> ValueTask<Probe<FileIdentity>>
    default _.Identify(path, cancel) = inner.IdentifyAsync(path, cancel)

    abstract FindArtifact: Fingerprint * CancellationToken -> ValueTask<ArtifactRecord | null>

    default _.FindArtifact(fingerprint, cancel) =
        inner.FindArtifactAsync(fingerprint, cancel)

    interface IStudyHost with
        member _.Machine = inner.Machine
        member _.ReadTextAsync(path, most, cancel) = inner.ReadTextAsync(path, most, cancel)

        member _.ReadTableHeaderAsync(request, cancel) =
            inner.ReadTableHeaderAsync(request, cancel)

        member _.FindLatestAsync(study, step, cancel) =
            inner.FindLatestAsync(study, step, cancel)

        member host.ReadGenotypeHeaderAsync(request, cancel) =
            host.ReadGenotypeHeader(request, cancel)

        member host.ReadImageHeaderAsync(path, cancel) = host.ReadImageHeader(path, cancel)

        member host.ReadImageSetHeaderAsync(request, cancel) =
            host.ReadImageSetHeader(request, cancel)

        member host.DescribeNumericsAsync(device, threads, cancel) =
            host.DescribeNumerics(device, threads, cancel)

        member host.IdentifyAsync(path, cancel) = host.Identify(path, cancel)
        member host.FindArtifactAsync(fingerprint, cancel) = host.FindArtifact(fingerprint, cancel)
