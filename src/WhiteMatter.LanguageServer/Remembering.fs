namespace WhiteMatter.LanguageServer

open System
open System.Collections.Concurrent
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting

/// An outside that has the unsaved texts of open files, and looks at a data file again only after a while: a study is checked with every letter that
/// is typed, and its tables do not change with them.
[<Sealed>]
type internal RememberingHost(inner: IStudyHost, unsaved: string -> string option, forMilliseconds: int64) =
    let answers = ConcurrentDictionary<obj, struct (int64 * objnull)>()

    let remembered (key: obj) (look: unit -> ValueTask<Probe<'answer>>) : ValueTask<Probe<'answer>> =
        match answers.TryGetValue key with
        | true, struct (time, (:? Probe<'answer> as answer)) when Environment.TickCount64 - time < forMilliseconds ->
            ValueTask<Probe<'answer>> answer
        | _ ->
            ValueTask<Probe<'answer>>(
                task {
                    let! answer = look ()
                    answers[key] <- struct (Environment.TickCount64, box answer)
                    return answer
                }
            )

    /// Looks at everything again.
    member _.Forget() = answers.Clear()

    interface IStudyHost with
        member _.Machine = inner.Machine
        member _.LibraryFolders = inner.LibraryFolders

        member _.ListFolderAsync(path, most, cancellation) =
            inner.ListFolderAsync(path, most, cancellation)

        member _.ReadTextAsync(path: string, maximumBytes: int64, cancellation: CancellationToken) =
            match unsaved path with
            | Some text -> ValueTask<Probe<string>>(Probe<string>.Found text :> Probe<string>)
            | None ->
                remembered (struct ("text", path, maximumBytes)) (fun () ->
                    inner.ReadTextAsync(path, maximumBytes, cancellation))

        member _.IdentifyAsync(path, cancellation) =
            remembered (struct ("file", path)) (fun () -> inner.IdentifyAsync(path, cancellation))

        member _.ReadTableHeaderAsync(request, cancellation) =
            let key =
                struct (request.Path, request.Format, String.Join('\u0001', request.MissingCodes))

            remembered key (fun () -> inner.ReadTableHeaderAsync(request, cancellation))

        member _.ReadGenotypeHeaderAsync(request, cancellation) =
            remembered (struct ("genotypes", request.Key)) (fun () ->
                inner.ReadGenotypeHeaderAsync(request, cancellation))

        member _.ReadImageHeaderAsync(path, cancellation) =
            remembered (struct ("image", path)) (fun () -> inner.ReadImageHeaderAsync(path, cancellation))

        member _.ReadMaskAsync(path, cancellation) =
            remembered (struct ("mask", path)) (fun () -> inner.ReadMaskAsync(path, cancellation))

        member _.ReadImageSetHeaderAsync(request, cancellation) =
            let codes = String.Join('\u0001', request.Table.MissingCodes)

            remembered (struct ("images", request.Table.Path, codes, request.IdColumn, request.Template)) (fun () ->
                inner.ReadImageSetHeaderAsync(request, cancellation))

        member _.ReadStatisticsHeaderAsync(request, cancellation) =
            remembered (struct ("statistics", request)) (fun () ->
                inner.ReadStatisticsHeaderAsync(request, cancellation))

        member _.DescribeNumericsAsync(device, threads, cancellation) =
            inner.DescribeNumericsAsync(device, threads, cancellation)

        member _.FindArtifactAsync(fingerprint, cancellation) =
            inner.FindArtifactAsync(fingerprint, cancellation)

        member _.FindLatestAsync(study, step, cancellation) =
            inner.FindLatestAsync(study, step, cancellation)
