/// The options of each command. The texts are what `--help` shows and what the reference page is made of.
namespace WhiteMatter.Cli

open Argu

/// What options of several commands do.
module private Usages =
    let set =
        "give a parameter of the study a value, as in latents=64, or those of a JSON file theirs, as in @params.json. May be repeated; the last one counts."

    let library =
        "look for imported files in this folder too, before those of WMSTUDY_PATH. May be repeated."

    let shards =
        "split each association and each encoding into this many parts. The results do not depend on it."

    let store =
        "the folder of stored results; .wmstudy beside the study when not given."

    let events = "write what happens as JSON, one object a line, to standard output."

    let memory = "use at most this much memory, as in 8GB."

type CheckArguments =
    | [<MainCommand; ExactlyOnce>] Study of STUDY: string
    | [<Unique>] Json
    | [<Unique>] Sarif
    | [<Unique>] Fix
    | [<Unique>] Imported
    | [<Unique; EqualsAssignmentOrSpaced>] Data of LEVEL: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Study _ -> "the study file."
            | Json -> "write the findings as JSON to standard output."
            | Sarif -> "write the findings as SARIF 2.1.0 to standard output, as code hosts read them."
            | Fix -> "change the file where a finding has a single remedy, and tell what is left."
            | Imported -> "the file is one that studies import: that it declares no study is right."
            | Data _ ->
                "how much of the data is looked at: none, headers (when not given) or full, which reads every row and every person's files."
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type PlanArguments =
    | [<MainCommand; Unique>] Study of STUDY: string
    | [<Unique>] Json
    | [<Unique>] Schema
    | [<Unique; EqualsAssignmentOrSpaced>] Out of FILE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Shards of N: int
    | [<Unique; CustomCommandLine("--detailed-exitcode")>] Detailed_Exitcode
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Study _ -> "the study file."
            | Json -> "write the plan as JSON to standard output."
            | Schema -> "write the JSON Schema of plans to standard output; no study is planned."
            | Out _ -> "write the plan as JSON to this file; 'wmstudy run' takes it."
            | Shards _ -> Usages.shards
            | Detailed_Exitcode -> "end with 10 where something would run, with 0 where everything is cached."
            | Store _ -> Usages.store
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type RunArguments =
    | [<MainCommand; ExactlyOnce>] Study of STUDY: string
    | [<Unique>] Json
    | [<Unique; EqualsAssignmentOrSpaced>] Shards of N: int
    | [<Unique; EqualsAssignmentOrSpaced>] Threads of N: int
    | [<Unique; EqualsAssignmentOrSpaced>] Memory of SIZE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced; AltCommandLine("--until")>] Only of STEP: string
    | [<EqualsAssignmentOrSpaced>] From of STEP: string
    | [<Unique>] Dry_Run
    | [<Unique>] Wait
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Study _ -> "the study file, or a plan that 'wmstudy plan --out' wrote."
            | Json -> Usages.events
            | Shards _ -> Usages.shards
            | Threads _ ->
                "use at most this many processor cores. Models and latents are computed anew where the number is another than before, as they would agree to rounding only."
            | Memory _ -> Usages.memory
            | Store _ -> Usages.store
            | Only _ -> "run up to this step: it and what it needs. May be repeated."
            | From _ -> "run this step, all that depends on it, and what those need. May be repeated."
            | Dry_Run -> "say what would run, as 'wmstudy plan' does, and run nothing."
            | Wait -> "wait while another run uses the store."
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type DiffArguments =
    | [<MainCommand; ExactlyOnce>] Plans of BEFORE: string * STUDY: string
    | [<Unique>] Json
    | [<Unique; CustomCommandLine("--detailed-exitcode")>] Detailed_Exitcode
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Plans _ ->
                "what was: a plan that 'wmstudy plan --out' wrote, a study, or a revision of git that has the study, such as HEAD; and the study, or the plan, of now."
            | Json -> "write the difference as JSON to standard output."
            | Detailed_Exitcode -> "end with 10 where results differ, with 0 where none does."
            | Store _ -> Usages.store
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type GraphArguments =
    | [<MainCommand; ExactlyOnce>] Study of STUDY: string
    | [<Unique; EqualsAssignmentOrSpaced>] Format of FORM: string
    | [<Unique; EqualsAssignmentOrSpaced>] Out of FILE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Study _ -> "the study file, or a plan that 'wmstudy plan --out' wrote."
            | Format _ -> "svg, dot or mermaid; by itself what the name of --out ends in, else mermaid."
            | Out _ -> "write the drawing to this file instead of standard output."
            | Store _ -> Usages.store
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type NewArguments =
    | [<MainCommand>] Names of TEMPLATE_FILE: string list
    | [<Unique; EqualsAssignmentOrSpaced>] Table of FILE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Genotypes of FILE: string
    | [<EqualsAssignmentOrSpaced>] Trait of COLUMN: string
    | [<EqualsAssignmentOrSpaced>] Covariate of COLUMN: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Names _ -> "the template, and the file to write; the template's name with .wmstudy when not given."
            | Table _ -> "the table of people, which the study then reads."
            | Genotypes _ -> "the .bed, .pgen, .bgen or VCF file, or PLINK's name of its files."
            | Trait _ -> "test this column. May be repeated."
            | Covariate _ -> "adjust for this column. May be repeated."

type FmtArguments =
    | [<MainCommand>] Files of FILE: string list
    | [<Unique>] Check
    | [<Unique>] Stdin

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Files _ -> "the study files."
            | Check -> "change nothing; end with 1 where a file is not formatted."
            | Stdin -> "read a study from standard input and write it to standard output."

type TreeArguments =
    | [<MainCommand; Unique>] File of FILE: string
    | [<Unique>] Text
    | [<Unique>] Schema

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | File _ -> "the study file; with --text a tree as JSON."
            | Text -> "write the study of a tree."
            | Schema -> "write the JSON Schema of trees."

type MigrateArguments =
    | [<MainCommand>] Files of FILE: string list
    | [<Unique>] Check
    | [<Unique>] Diff

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Files _ -> "the study files, and files that studies import."
            | Check -> "change nothing; end with 1 where a file would be rewritten."
            | Diff -> "change nothing; show the lines that would change."

type ExplainArguments =
    | [<MainCommand; Unique>] Topic of CODE_OR_KIND: string
    | [<Unique>] Json

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Topic _ ->
                "a code such as WM2001, a kind, block, setting, function, type, unit or word such as gwas, or a file of the library such as std/ukb. Without it, all are listed."
            | Json -> "write it as JSON to standard output."

type WhyArguments =
    | [<MainCommand; ExactlyOnce>] Step of STUDY: string * STEP: string
    | [<Unique>] Json
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Step _ -> "the study file, and a step of its plan or a declaration."
            | Json -> "write the step as JSON to standard output."
            | Store _ -> Usages.store
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type ShowArguments =
    | [<MainCommand; ExactlyOnce>] Name of STUDY: string * NAME: string
    | [<Unique; EqualsAssignmentOrSpaced>] Rows of N: int
    | [<EqualsAssignmentOrSpaced>] Variant of ID: string
    | [<Unique; EqualsAssignmentOrSpaced>] Region of REGION: string
    | [<EqualsAssignmentOrSpaced>] Trait of NAME: string
    | [<Unique; EqualsAssignmentOrSpaced>] P of NUMBER: float
    | [<Unique; EqualsAssignmentOrSpaced>] Top of N: int
    | [<Unique; EqualsAssignmentOrSpaced>] Format of FORMAT: string
    | [<Unique>] Json
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Name _ -> "the study file, and a declaration or a step of its plan."
            | Rows _ -> "show this many rows of each table; 5 when not given."
            | Variant _ -> "of a gwas: the results of this variant, by its identifier. May be repeated."
            | Region _ ->
                "of a gwas: the results of variants in this region, as in 22, 22:17500000 or 22:1-2Mb; both ends are in it."
            | Trait _ -> "of a gwas: the results of this trait. May be repeated."
            | P _ -> "of a gwas: results with at most this P."
            | Top _ -> "of a gwas: so many results, those of the smallest P."
            | Format _ -> "of a gwas: how its results are written, tsv (when not given) or json."
            | Json -> "write the records of the results as JSON to standard output."
            | Store _ -> Usages.store
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type StoreArguments =
    | [<MainCommand; ExactlyOnce>] Action of ACTION: string
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<Unique; CustomCommandLine("--dry-run")>] Dry_Run
    | [<Unique>] Json

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Action _ ->
                "gc removes results that no study's last run made; verify reads every file and sets damaged results aside."
            | Store _ -> "the folder of stored results; .wmstudy in the current folder when not given."
            | Dry_Run -> "with gc: say what would be removed and remove nothing."
            | Json -> "write the outcome as JSON to standard output."

type StepArguments =
    | [<MainCommand; ExactlyOnce>] Part of PLAN: string * STEP: string * SHARD: string
    | [<Unique; EqualsAssignmentOrSpaced>] Threads of N: int
    | [<Unique; EqualsAssignmentOrSpaced>] Memory of SIZE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<Unique>] Json

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Part _ ->
                "a plan that 'wmstudy plan --out' wrote, a step of it, and the number of a part from 0, or 'merge' to run a step without parts and to merge the parts of one that has them."
            | Threads _ -> "use at most this many processor cores."
            | Memory _ -> Usages.memory
            | Store _ -> Usages.store
            | Json -> Usages.events

type ReplArguments =
    | [<MainCommand; Unique>] Study of STUDY: string
    | [<Unique; EqualsAssignmentOrSpaced>] Threads of N: int
    | [<Unique; EqualsAssignmentOrSpaced>] Memory of SIZE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Store of FOLDER: string
    | [<EqualsAssignmentOrSpaced>] Set of NAME_VALUE: string
    | [<EqualsAssignmentOrSpaced>] Library of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Study _ -> "the study to begin with; without it nothing is declared."
            | Threads _ -> "use at most this many processor cores."
            | Memory _ -> Usages.memory
            | Store _ -> Usages.store
            | Set _ -> Usages.set
            | Library _ -> Usages.library

type JupyterArguments =
    | [<MainCommand; ExactlyOnce>] Action of ACTION: string
    | [<Unique; EqualsAssignmentOrSpaced>] Connection of FILE: string
    | [<Unique; EqualsAssignmentOrSpaced>] Prefix of FOLDER: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Action _ ->
                "install tells Jupyter that there is a kernel, uninstall takes that back, kernel serves a front end and is started by it."
            | Connection _ -> "with kernel: the file in which the front end says where it waits."
            | Prefix _ ->
                "with install and uninstall: for all who use this prefix, such as /usr/local or an environment's folder, in place of oneself."

type LspArguments =
    | [<Unique>] Stdio

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Stdio -> "speak over standard input and output, which is the only way; for editors that pass it."
