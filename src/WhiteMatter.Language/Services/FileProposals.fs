/// Files and folders that may stand in a path that is written.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.FileProposals

open System
open System.Text
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Hosting

/// So many names of a folder are looked at.
[<Literal>]
let private MostNames = 2000

let private isFolder (name: string) = name.EndsWith '/'

let private hasEnding (endings: string list) (name: string) =
    endings
    |> List.exists (fun ending -> name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))

/// Whether a path may have placeholders, so that braces of names are doubled.
[<RequireQualifiedAccess>]
type private Braces =
    | Doubled
    | Ordinary

/// A name as a text of the study has it.
let private escaped (braces: Braces) (name: string) =
    let quoted = name.Replace("\\", "\\\\").Replace("\"", "\\\"")

    match braces with
    | Braces.Doubled -> quoted.Replace("{", "{{").Replace("}", "}}")
    | Braces.Ordinary -> quoted

/// What a text says that is written so.
let private said (braces: Braces) (written: string) =
    let said = StringBuilder()

    let rec read at =
        if at < written.Length then
            let isEscape =
                at + 1 < written.Length
                && match written[at], written[at + 1] with
                   | '\\', ('"' | '\\') -> true
                   | '{', '{'
                   | '}', '}' -> braces = Braces.Doubled
                   | _ -> false

            let at = if isEscape then at + 1 else at
            said.Append(written[at]) |> ignore
            read (at + 1)

    read 0
    said.ToString()

/// Names of the folder that a path has come to, from the folder of the study: the path as it would be written, each with its rank where it may stand.
let private inFolder
    (model: StudyModel)
    (host: IStudyHost)
    (braces: Braces)
    (written: string)
    (rank: string -> (int * string) option)
    (cancellation: CancellationToken)
    : Task<Proposal list> =
    task {
        let inside = written.Substring(0, written.LastIndexOf '/' + 1)
        let folder = said braces inside

        let! names =
            host.ListFolderAsync(StudyPath.resolve model.Source folder, MostNames, cancellation)

        let own = model.Source.Path

        return [
            // No folder lists the one above it.
            if written.Substring inside.Length = ".." then
                Proposal.proposal ProposalKind.Value 0 (inside + "../") "folder" (fun () -> "")

            for name in names do
                let path = inside + escaped braces name

                match rank name with
                | Some(rank, detail) when StudyPath.resolve model.Source (folder + name) <> own ->
                    Proposal.proposal ProposalKind.Value rank path detail (fun () -> "")
                | _ -> ()
        ]
    }

/// What an import may name: studies, and folders on the way to them.
let studies model host written cancellation : Task<Proposal list> =
    task {
        let rank (name: string) =
            if isFolder name then Some(10, "folder")
            elif hasEnding [ ".wmstudy" ] name then Some(10, "study")
            else None

        let! found = inFolder model host Braces.Ordinary written rank cancellation

        return [
            for made in found ->
                if made.Detail = "study" then
                    { made with Kind = ProposalKind.Import }
                else
                    made
        ]
    }

/// How files are called that a setting or a function reads; empty where they are called anyhow.
let private endingsOf (path: PathOf) (by: string) =
    match path, by with
    | PathOf.Genotypes, "vcf" -> [ ".vcf"; ".vcf.gz"; ".bcf" ]
    | PathOf.Genotypes, by -> [ "." + by ]
    | PathOf.Volume, _ -> [ ".nii"; ".nii.gz"; ".hdr" ]
    | PathOf.Weights, _ -> [ ".safetensors"; ".pt"; ".pth"; ".ckpt" ]
    | PathOf.Table, "csv" -> [ ".csv"; ".csv.gz" ]
    | PathOf.Table, "tsv" -> [ ".tsv"; ".tsv.gz"; ".txt"; ".txt.gz"; ".tab" ]
    | _ -> []

/// What the path of a file outside may name: files, first those that are called as such files are, and folders. Images of people are named by their
/// columns, and their files are not listed.
let outside model host (path: PathOf) (by: string) written cancellation : Task<Proposal list> =
    let endings = endingsOf path by

    let onlyFolders =
        match path with
        | PathOf.Results
        | PathOf.PersonImages
        | PathOf.PersonTransforms -> true
        | _ -> false

    let rank (name: string) =
        if isFolder name then
            Some(1, "folder")
        elif onlyFolders || hasEnding [ ".wmstudy" ] name then
            None
        elif endings.IsEmpty || hasEnding endings name then
            Some(0, "file")
        else
            Some(2, "file")

    inFolder model host Braces.Doubled written rank cancellation
