/// Files and folders that may stand in a path that is written.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.FileProposals

open System
open System.Collections.Immutable
open System.Text
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
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

/// A path with the values of the parameters that stand in it; `None` where one has none yet, or where it names columns or expands to several.
let private withParameters (model: StudyModel) (written: string) : string option =
    let valueOf (name: string) =
        Names.tryFind model.Main name
        |> Option.filter _.Meaning.IsParameter
        |> Option.bind (fun symbol ->
            match model.Analysis.Env.Parameters.TryGetValue symbol.Qualified with
            | true, Some { Node = CheckedNode.Text parts } ->
                // A value that was not worked out says nothing.
                if parts |> List.forall _.IsLiteral then
                    parts
                    |> List.map (fun part ->
                        match part with
                        | TextPart.Literal text -> text
                        | _ -> "")
                    |> String.concat ""
                    |> Some
                else
                    None
            | true, Some { Node = CheckedNode.Number number } -> Some(Checked.number number)
            | _ -> None)

    let isBrace brace at =
        at < written.Length && written[at] = brace

    let rec read (at: int) (said: string) =
        if at >= written.Length then
            Some said
        elif written[at] = '{' && not (isBrace '{' (at + 1)) then
            match written.IndexOf('}', at) with
            | -1 -> None
            | finish ->
                valueOf (written.Substring(at + 1, finish - at - 1))
                |> Option.bind (fun value -> read (finish + 1) (said + escaped Braces.Doubled value))
        elif (written[at] = '{' || written[at] = '}') && isBrace written[at] (at + 1) then
            read (at + 2) (said + written.Substring(at, 2))
        else
            read (at + 1) (said + string written[at])

    read 0 ""

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

        let inside' =
            match braces with
            | Braces.Doubled -> withParameters model inside
            | Braces.Ordinary -> Some inside

        let folder = inside' |> Option.map (said braces) |> Option.defaultValue ""

        let! names =
            match inside' with
            | Some _ -> host.ListFolderAsync(StudyPath.resolve model.Source folder, MostNames, cancellation)
            | None -> ValueTask<ImmutableArray<string>> ImmutableArray<string>.Empty

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
    | PathOf.PersonText, "bval" -> [ ".bval"; "bvals" ]
    | PathOf.PersonText, "bvec" -> [ ".bvec"; "bvecs" ]
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

    /// Files that are called otherwise cannot be read.
    let onlyCalledSo = path = PathOf.Genotypes || path = PathOf.Volume

    let rank (name: string) =
        if isFolder name then
            Some(1, "folder")
        elif onlyFolders || hasEnding [ ".wmstudy" ] name then
            None
        elif endings.IsEmpty || hasEnding endings name then
            Some(0, "file")
        elif onlyCalledSo then
            None
        else
            Some(2, "file")

    inFolder model host Braces.Doubled written rank cancellation

/// As `outside` where no quote is written yet: of the study's folder, in quotes; in a folder the cursor stays before the second.
let unquoted model host (path: PathOf) (by: string) cancellation : Task<Proposal list> =
    task {
        let! found = outside model host path by "" cancellation

        return [
            for made in found do
                let inQuotes = $"\"{made.Label}\""

                {
                    made with
                        Label = inQuotes
                        Text = inQuotes
                        Snippet =
                            if isFolder made.Label then
                                Some $"\"{Proposal.snippetText made.Label}$0\""
                            else
                                None
                }
        ]
    }
