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
    /// The .bed file of a PLINK 1 set.
    | Genotypes of bed: string * at: CheckedExpression

/// What the files of a study were known by while planning; each path was asked for once.
type internal OutsideFiles(identities: IReadOnlyDictionary<string, FileIdentity>, headers: IReadOnlyDictionary<string, GenotypeHeader>) =

    /// Null identity where the file is not there.
    member _.Reference(path: string) =
        match identities.TryGetValue path with
        | true, identity -> FileReference(path, identity)
        | _ -> FileReference(path, null)

    member _.Size(path: string) =
        match identities.TryGetValue path with
        | true, identity -> float identity.Size
        | _ -> 0.0

    member _.Genotypes(bed: string) =
        match headers.TryGetValue bed with
        | true, header -> Some header
        | _ -> None

    /// Path of a file that stands beside the .bed file.
    static member Beside(bed: string, extension: string) =
        if bed.EndsWith(".bed", StringComparison.Ordinal) then
            bed.Substring(0, bed.Length - 4) + extension
        else
            bed + extension

    static member GatherAsync
        (facts: StudyFacts)
        (host: IStudyHost)
        (files: OutsideFile list)
        (cancellation: CancellationToken)
        : Task<OutsideFiles * Diagnostic list> =
        task {
            let identities = Dictionary<string, FileIdentity>(StringComparer.Ordinal)
            let headers = Dictionary<string, GenotypeHeader>(StringComparer.Ordinal)
            let asked = HashSet<string>(StringComparer.Ordinal)
            let diagnostics = ResizeArray<Diagnostic>()

            let complain (descriptor: DiagnosticDescriptor) (arguments: seq<string>) (at: CheckedExpression) =
                diagnostics.Add(Diagnostic.create at.File descriptor at.Span (List.ofSeq arguments))

            let addHeader bed (header: GenotypeHeader) =
                headers[bed] <- header

                for file in [ header.Bed; header.Bim; header.Fam ] do
                    identities[file.Path] <- file.Identity
                    asked.Add file.Path |> ignore

            let identify path at =
                task {
                    if asked.Add path && not (facts.Absent.Contains path) then
                        match! host.IdentifyAsync(path, cancellation) with
                        | :? Probe<FileIdentity>.Found as found -> identities[path] <- found.Value
                        | :? Probe<FileIdentity>.Unreadable as unreadable ->
                            complain unreadable.Descriptor unreadable.Arguments at
                        | _ -> ()
                }

            for file in files do
                cancellation.ThrowIfCancellationRequested()

                match file with
                | OutsideFile.Plain(path, at) -> do! identify path at
                | OutsideFile.Genotypes(bed, _) when headers.ContainsKey bed -> ()
                | OutsideFile.Genotypes(bed, at) ->
                    match Map.tryFind bed facts.Genotypes with
                    | Some header -> addHeader bed header
                    | None ->
                        if asked.Add("header of " + bed) then
                            match! host.ReadGenotypeHeaderAsync(bed, cancellation) with
                            | :? Probe<GenotypeHeader>.Found as found -> addHeader bed found.Value
                            | :? Probe<GenotypeHeader>.Unreadable as unreadable ->
                                complain unreadable.Descriptor unreadable.Arguments at
                            | _ ->
                                // Which of the three is missing is what the user has to know.
                                do! identify bed at
                                do! identify (OutsideFiles.Beside(bed, ".bim")) at
                                do! identify (OutsideFiles.Beside(bed, ".fam")) at

            return OutsideFiles(identities, headers), List.ofSeq diagnostics
        }
