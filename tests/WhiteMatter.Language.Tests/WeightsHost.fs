namespace WhiteMatter.Language.Tests

open System.Collections.Immutable
open System.Threading.Tasks
open WhiteMatter.Plan.Hosting

/// A host that answers as another does, and knows the shapes of weights and what their file says.
type WeightsHost
    (
        inner: IStudyHost,
        shapes: int64 list list,
        said: (string * string) list,
        normalisation: string | null,
        grid: string | null
    ) =
    new(inner, shapes) = WeightsHost(inner, shapes, [], null, null)

    interface IStudyHost with
        member _.Machine = inner.Machine
        member _.ReadTextAsync(path, most, cancel) = inner.ReadTextAsync(path, most, cancel)
        member _.IdentifyAsync(path, cancel) = inner.IdentifyAsync(path, cancel)

        member _.ReadTableHeaderAsync(request, cancel) =
            inner.ReadTableHeaderAsync(request, cancel)

        member _.ReadGenotypeHeaderAsync(request, cancel) =
            inner.ReadGenotypeHeaderAsync(request, cancel)

        member _.ReadImageHeaderAsync(path, cancel) =
            inner.ReadImageHeaderAsync(path, cancel)

        member _.ReadImageSetHeaderAsync(request, cancel) =
            inner.ReadImageSetHeaderAsync(request, cancel)

        member _.ReadWeightsHeaderAsync(_, _) =
            let shapes =
                shapes
                |> List.map (fun shape -> ImmutableArray.CreateRange shape)
                |> ImmutableArray.CreateRange

            let header =
                WeightsHeader(
                    shapes,
                    Network = ImmutableSortedDictionary.CreateRange(dict said),
                    Normalisation = normalisation,
                    Grid = grid
                )

            ValueTask<Probe<WeightsHeader>>(Probe<WeightsHeader>.Found header)

        member _.DescribeNumericsAsync(device, threads, cancel) =
            inner.DescribeNumericsAsync(device, threads, cancel)

        member _.FindArtifactAsync(fingerprint, cancel) =
            inner.FindArtifactAsync(fingerprint, cancel)

        member _.FindLatestAsync(study, step, cancel) =
            inner.FindLatestAsync(study, step, cancel)
