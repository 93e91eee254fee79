namespace WhiteMatter.Planning

open System
open System.Collections.Generic
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// A file that declarations name, and where.
[<RequireQualifiedAccess>]
type internal OutsideFile =
    | Plain of path: string * at: CheckedExpression
    | Genotypes of request: GenotypeRequest * at: CheckedExpression
    /// A mask of whose voxels it matters which are inside.
    | Mask of path: string * at: CheckedExpression
    /// A volume whose grid matters.
    | Volume of path: string * at: CheckedExpression
    /// The images of a table's people.
    | Images of request: ImageSetRequest * at: CheckedExpression

/// What the files of a study were known by while planning; each path and each set of images was asked for once.
type internal OutsideFiles
    (
        identities: IReadOnlyDictionary<string, FileIdentity>,
        headers: IReadOnlyDictionary<string, GenotypeHeader>,
        volumes: IReadOnlyDictionary<string, ImageHeader>,
        imageSets: IReadOnlyDictionary<struct (string * string * string), ImageSetHeader>
    ) =

    /// The same template means other files beside another table, and another set with other files beside.
    static let keyOf (request: ImageSetRequest) =
        let beside = String.Join('\u0001', request.Beside)
        struct (String.Join('\u0001', request.Template, beside), request.Table.Path, request.IdColumn)

    /// Before anything was asked for: nothing is there.
    static member None = OutsideFiles(Dictionary(), Dictionary(), Dictionary(), Dictionary())

    /// Null identity where the file is not there.
    member _.Reference(path: string) =
        match identities.TryGetValue path with
        | true, identity -> FileReference(path, identity)
        | _ -> FileReference(path, null)

    member _.Size(path: string) =
        match identities.TryGetValue path with
        | true, identity -> float identity.Size
        | _ -> 0.0

    member _.Genotypes(request: GenotypeRequest) =
        match headers.TryGetValue request.Key with
        | true, header -> Some header
        | _ -> None

    member _.Volume(path: string) =
        match volumes.TryGetValue path with
        | true, header -> Some header
        | _ -> None

    member _.Images(request: ImageSetRequest) =
        match imageSets.TryGetValue(keyOf request) with
        | true, header -> Some header
        | _ -> None

    static member GatherAsync
        (facts: StudyFacts)
        (host: IStudyHost)
        (files: OutsideFile list)
        (cancellation: CancellationToken)
        : Task<OutsideFiles * Diagnostic list> =
        task {
            let identities = Dictionary<string, FileIdentity>(StringComparer.Ordinal)
            let headers = Dictionary<string, GenotypeHeader>(StringComparer.Ordinal)
            let volumes = Dictionary<string, ImageHeader>(StringComparer.Ordinal)
            let imageSets = Dictionary<struct (string * string * string), ImageSetHeader>()
            let setsAsked = HashSet<struct (string * string * string)>()
            let asked = HashSet<string>(StringComparer.Ordinal)
            let diagnostics = ResizeArray<Diagnostic>()

            let complain (told: SourceSpan -> Diagnostic) (at: CheckedExpression) =
                diagnostics.Add(told (Diagnostic.locate at.File at.Span))

            let addHeader (request: GenotypeRequest) (header: GenotypeHeader) =
                headers[request.Key] <- header

                let add (file: GenotypeFile | null) =
                    match file with
                    | null -> ()
                    | file ->
                        identities[file.Path] <- file.Identity
                        asked.Add file.Path |> ignore

                for members in header.Files do
                    add members.Genotypes
                    add members.Variants
                    add members.Samples

            let addVolume path (header: ImageHeader) =
                volumes[path] <- header
                identities[path] <- header.Identity

            /// Whether no other table's images have the template: the study's facts know images by it alone.
            let isOnly (request: ImageSetRequest) =
                files
                |> List.forall (function
                    | OutsideFile.Images(other, _) when other.Template = request.Template -> keyOf other = keyOf request
                    | _ -> true)

            let identify path at =
                task {
                    if asked.Add path && not (facts.Absent.Contains path) then
                        match! host.IdentifyAsync(path, cancellation) with
                        | :? Probe<FileIdentity>.Found as found -> identities[path] <- found.Value
                        | :? Probe<FileIdentity>.Unreadable as unreadable -> complain unreadable.At at
                        | _ -> ()
                }

            /// Which file of a set is missing is what the user has to know.
            let identifyMembers (request: GenotypeRequest) at =
                task {
                    for path in request.Paths do
                        do! identify path at

                        for beside in Seq.truncate 1 (GenotypeFileNames.Variants(request.Format, path)) do
                            do! identify beside at

                        match request.Format, GenotypeFileNames.Samples(request.Format, path) with
                        // BGEN files may name their people themselves.
                        | GenotypeFormat.Bgen, _
                        | _, null -> ()
                        | _, beside -> do! identify beside at

                    match request.Samples with
                    | null -> ()
                    | samples -> do! identify samples at
                }

            // Headers tell the identity too, and masks their header: what is asked for them is not asked again as a volume or a plain file.
            let order file =
                match file with
                | OutsideFile.Mask _ -> 0
                | OutsideFile.Plain _ -> 2
                | _ -> 1

            for file in List.sortBy order files do
                cancellation.ThrowIfCancellationRequested()

                match file with
                | OutsideFile.Plain(path, at) -> do! identify path at
                | OutsideFile.Genotypes(request, _) when headers.ContainsKey request.Key -> ()
                | OutsideFile.Genotypes(request, at) ->
                    match Map.tryFind request.Key facts.Genotypes with
                    | Some header -> addHeader request header
                    | None ->
                        if asked.Add("header of " + request.Key) then
                            match! host.ReadGenotypeHeaderAsync(request, cancellation) with
                            | :? Probe<GenotypeHeader>.Found as found -> addHeader request found.Value
                            | :? Probe<GenotypeHeader>.Unreadable as unreadable -> complain unreadable.At at
                            | _ -> do! identifyMembers request at
                | OutsideFile.Mask(path, at) ->
                    if asked.Add path && not (facts.Absent.Contains path) then
                        match Map.tryFind path facts.Images with
                        | Some header when not (isNull header.Inside) -> addVolume path header
                        | _ ->
                            match! host.ReadMaskAsync(path, cancellation) with
                            | :? Probe<ImageHeader>.Found as found -> addVolume path found.Value
                            | :? Probe<ImageHeader>.Unreadable as unreadable -> complain unreadable.At at
                            | _ -> ()
                | OutsideFile.Volume(path, at) ->
                    if asked.Add path && not (facts.Absent.Contains path) then
                        match Map.tryFind path facts.Images with
                        | Some header -> addVolume path header
                        | None ->
                            match! host.ReadImageHeaderAsync(path, cancellation) with
                            | :? Probe<ImageHeader>.Found as found -> addVolume path found.Value
                            | :? Probe<ImageHeader>.Unreadable as unreadable -> complain unreadable.At at
                            | _ -> ()
                | OutsideFile.Images(request, at) ->
                    // Without its table nobody's image has a name.
                    let absent =
                        facts.Absent.Contains request.Table.Path
                        || (facts.Absent.Contains request.Template && isOnly request)

                    if setsAsked.Add(keyOf request) && not absent then
                        match Map.tryFind request.Template facts.ImageSets with
                        | Some header when isOnly request -> imageSets[keyOf request] <- header
                        | _ ->
                            match! host.ReadImageSetHeaderAsync(request, cancellation) with
                            | :? Probe<ImageSetHeader>.Found as found -> imageSets[keyOf request] <- found.Value
                            | :? Probe<ImageSetHeader>.Unreadable as unreadable -> complain unreadable.At at
                            | _ -> ()

            return OutsideFiles(identities, headers, volumes, imageSets), List.ofSeq diagnostics
        }
