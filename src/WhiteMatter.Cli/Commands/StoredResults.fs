/// Results of a stored association that a person asks for.
module WhiteMatter.Cli.Commands.StoredResults

open System
open Argu
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Runtime.Queries
open WhiteMatter.Runtime.Store

/// What is asked for, and whether it is written as JSON.
type Question = { Query: ResultQuery; Json: bool }

let private region (text: string) =
    match GenomicRegion.Parse text with
    | null -> Usage.fail $"'{text}' is no region; write it as in 22, 22:17500000 or 22:1-2Mb"
    | region -> region

let private isJson (options: Options<ShowArguments>) =
    match options.TryGetResult ShowArguments.Format with
    | None -> options.Contains ShowArguments.Json
    | Some "tsv" when options.Contains ShowArguments.Json -> Usage.fail "--json and --format tsv exclude each other"
    | Some "tsv" -> false
    | Some "json" -> true
    | Some other ->
        let hint = Closest.hint [ "tsv"; "json" ] other
        Usage.fail $"'{other}' is no format of results: tsv and json are{hint}"

/// The question of the options; nothing where they ask for no results.
let query (options: Options<ShowArguments>) : Question option =
    let variants = options.GetResults ShowArguments.Variant
    let traits = options.GetResults ShowArguments.Trait
    let place = options.TryGetResult ShowArguments.Region
    let p = options.TryGetResult ShowArguments.P
    let top = options.TryGetResult ShowArguments.Top
    let format = options.TryGetResult ShowArguments.Format

    if
        variants.IsEmpty
        && traits.IsEmpty
        && place.IsNone
        && p.IsNone
        && top.IsNone
        && format.IsNone
    then
        None
    else
        match p, top with
        | Some p, _ when not (p > 0.0 && p <= 1.0) -> Usage.fail "--p takes a number above 0 and up to 1"
        | _, Some top when top < 1 -> Usage.fail "--top takes a number from 1"
        | _ ->
            Some {
                Query =
                    ResultQuery(
                        Variants = variants,
                        Region = (place |> Option.map region |> Option.toObj),
                        Traits = traits,
                        MaximumP = Option.defaultValue 1.0 p,
                        Top = Option.toNullable top
                    )
                Json = isJson options
            }

/// The artifact of a step, where the store has it for the study as it is now.
let private artifact (store: ArtifactStore) (step: PlanStep) =
    match store.Find step.Fingerprint with
    | :? StoreLookup.Whole as whole when step.State = StepState.Cached -> Some whole.Artifact
    | _ -> None

/// Whether the step's artifact holds effects of every variant.
let private holdsResults (step: PlanStep) =
    match step.Parameters with
    | :? AssociationParameters
    | :? MetaParameters
    | :? PublishedParameters -> true
    | _ -> false

/// Writes the results of the one association among the steps.
let show
    (terminal: Terminal)
    study
    (question: Question)
    (loaded: LoadedStudy)
    (plan: ExecutionPlan)
    (steps: PlanStep list)
    =
    match steps |> List.filter holdsResults with
    | [ association ] ->
        // Statistics of several studies or of a file list their variants themselves.
        let genotypes =
            match association.Parameters with
            | :? AssociationParameters ->
                association.Inputs
                |> Seq.find (fun input -> input.Role = "genotypes")
                |> fun input -> Option.ofObj (plan.Find input.StepId)
            | _ -> Some association

        let store = ArtifactStore.OpenForReading loaded.StorePath

        match artifact store association, Option.bind (artifact store) genotypes with
        | Some results, Some variants ->
            try
                let rows = question.Query.Run(results, variants, terminal.Cancellation)

                if question.Json then
                    ResultText.WriteJson(rows, terminal.Out)
                else
                    ResultText.WriteTsv(rows, terminal.Out)

                ExitCode.Done
            with :? ResultQueryException as mistake ->
                terminal.Error.WriteLine $"wmstudy: {mistake.Message}"
                ExitCode.Failed
        | _ ->
            terminal.Error.WriteLine $"{association.Id} has no result yet; 'wmstudy run {study}' makes it"
            ExitCode.Failed
    | _ ->
        Usage.fail
            "--variant, --region, --trait, --p, --top and --format ask for results of a gwas, a meta or a published file: name one"
