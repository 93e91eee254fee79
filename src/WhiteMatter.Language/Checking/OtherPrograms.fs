/// What people write who come from R, Python or PLINK, and what stands for it here: the end of a message's sentence.
module internal WhiteMatter.Language.Checking.OtherPrograms

open WhiteMatter.Language
open WhiteMatter.Language.Syntax

let private functions =
    Map.ofList [
        "c", "; a list stands in square brackets: [\"a\", \"b\"]."
        "list", "; a list stands in square brackets: [\"a\", \"b\"]."
        "C", "; a cohort's columns block says which columns are factors."
        "factor", "; a cohort's columns block says which columns are factors."
        "as.factor", "; a cohort's columns block says which columns are factors."
        "relevel",
        "; a cohort's columns block says which columns are factors, and which level they begin with changes no test of a variant."
        "count", "; how many there are is asked of the declaration itself: leads.count."
        "len", "; how many there are is asked of the declaration itself: leads.count."
        "length", "; how many there are is asked of the declaration itself: leads.count."
        "poly", "; a power is a term of its own: age + I(age^2)."
        "s", "; there are no splines: a power is a term of its own, age + I(age^2)."
        "ns", "; there are no splines: a power is a term of its own, age + I(age^2)."
        "bs", "; there are no splines: a power is a term of its own, age + I(age^2)."
        for name in [ "scale"; "zscore"; "rank"; "rint"; "irnt"; "qnorm" ] do
            name, "; traits are transformed by the association that tests them: transform = rank_int."
        "offset", "; no term has a fixed coefficient: adjust for the column itself."
        for name in
            [
                "excel"
                "read_excel"
                "read.xlsx"
                "read_xlsx"
                "xlsx"
                "read_sav"
                "read.spss"
                "read_spss"
                "read_dta"
                "read_stata"
                "read_sas"
                "readRDS"
            ] do
            name,
            "; a table is a text file: save it as one with that program, and read it by csv(\"…\", id = …) or tsv(\"…\", id = …)."
    ]

/// Settings, each with one of the settings that take its place, by which the kind is known; where nothing else is said, it is that one's other name.
let private settings =
    Map.ofList [
        for name in [ "exclude"; "remove" ] do
            name,
            ("include",
             "; 'include' says who stays: include = not (…), and 'withdrawals' names a file of people who left.")
        "filter", ("include", "; 'include' says who stays.")
        "keep", ("include", "; 'include' says who stays.")
        "include", ("keep", "; 'keep' says which stay.")
        "bfile", ("bed", "; 'bed' is the path of the .bed file itself.")
        "pfile", ("pgen", "; 'pgen' is the path of the .pgen file itself.")
        "maf", ("keep", "; 'keep' holds conditions: keep = maf >= 0.01.")
        "geno", ("keep", "; 'keep' holds conditions: keep = missing <= 5%.")
        "hwe", ("keep", "; 'keep' holds conditions: keep = hwe_p >= 1e-6.")
        // What a meta-analysis is called by its programs.
        "studies", ("scheme", "; they stand in brackets after 'from': meta m from [a, b].")
        "weights", ("scheme", "; 'scheme' says how studies are weighted.")
        for name in [ "pheno"; "phenos"; "phenotype"; "phenotypes"; "trait"; "outcome"; "outcomes" ] do
            name, ("traits", "; 'traits' names what is tested.")
        for name in [ "covar"; "covars"; "covariate"; "covariates"; "confounders"; "confounds" ] do
            name, ("adjust", "; 'adjust' names the covariates.")
        for name in [ "model"; "test"; "regression" ] do
            name, ("method", "; 'method' says how it is tested.")
        for name in [ "genos"; "genotype" ] do
            name, ("genotypes", "; 'genotypes' names the genotypes.")
        for name in [ "pvalue"; "p_value"; "threshold"; "pval" ] do
            name, ("p", "; 'p' is the threshold.")
        for name in [ "ref"; "ld_reference"; "panel"; "reference_panel" ] do
            name, ("reference", "; 'reference' names the genotypes that say what is inherited together.")
    ]

/// Those of them that only have another name here.
let private renamed =
    set [ "traits"; "adjust"; "method"; "genotypes"; "p"; "reference" ]

/// Settings of conditions, each with the one that the same condition may belong to here.
let private conditions =
    set [ "filter", "include"; "keep", "include"; "filter", "keep"; "include", "keep" ]

let private words =
    Map.ofList [
        "hg18", "GRCh36"
        "hg19", "GRCh37"
        // The first GPU where there is one.
        "gpu", "auto"
        "b37", "GRCh37"
        "hg38", "GRCh38"
        "b38", "GRCh38"
        "regenie", "ridge_two_step"
        "lm", "linear"
        "ols", "linear"
        "logit", "logistic"
        "firth", "logistic"
        "lmm", "mixed"
        "gcta", "mixed"
        "fastgwa", "mixed"
        "gemma", "mixed"
        "ivw", "inverse_variance"
        "rint", "rank_int"
        "irnt", "rank_int"
        "rank_normal", "rank_int"
        "inverse_normal", "rank_int"
        "inverse_rank_normal", "rank_int"
        "rankint", "rank_int"
        "ranknorm", "rank_int"
        "rank_norm", "rank_int"
        "int", "rank_int"
        "outer", "full"
        "left_outer", "left"
        "full_outer", "full"
    ]

/// Roles of columns, by what others call them.
let private roles =
    Map.ofList [
        "categorical", "factor"
        "category", "factor"
        "nominal", "factor"
        "ordinal", "factor"
        "ordered", "factor"
        "binary", "factor"
        "dichotomous", "factor"
        "string", "factor"
        "text", "factor"
        "str", "factor"
        "char", "factor"
        "character", "factor"
        "object", "factor"
        "bool", "factor"
        "boolean", "factor"
        "logical", "factor"
        "int", "numeric"
        "integer", "numeric"
        "float", "numeric"
        "double", "numeric"
        "real", "numeric"
        "number", "numeric"
        "continuous", "numeric"
        "quantitative", "numeric"
        "identifier", "id"
        "key", "id"
    ]

/// Functions, by what others call them.
let private functionNames =
    Map.ofList [
        "qqplot", "qq"
        "qq_plot", "qq"
        "manhattan_plot", "manhattan"
        "manhattanplot", "manhattan"
        "read_csv", "csv"
        "read.csv", "csv"
        "read_tsv", "tsv"
        "read.delim", "tsv"
        "read_delim", "tsv"
        "fread", "tsv"
        "read.table", "space_separated"
        "read_table", "space_separated"
        "ln", "log"
        "is.na", "is_missing"
        "is_na", "is_missing"
        "isna", "is_missing"
        "is.null", "is_missing"
        "is_null", "is_missing"
        "isnull", "is_missing"
        "is.nan", "is_missing"
        "isnan", "is_missing"
        "is_nan", "is_missing"
        "missing", "is_missing"
        "notna", "not is_missing"
        "not_na", "not is_missing"
        "notnull", "not is_missing"
        "not_null", "not is_missing"
    ]

/// Kinds, by what others call them.
let private kinds =
    Map.ofList [
        "join", "table"
        "merge", "table"
        "dataset", "table"
        "samples", "cohort"
        "sample", "cohort"
        "clump", "loci"
        "clumping", "loci"
        "assoc", "gwas"
        "association", "gwas"
        "kinship", "relatedness"
        "king", "relatedness"
        "grm", "relatedness"
        "pca", "relatedness"
        "metal", "meta"
    ]

/// Columns computed for variants, by what PLINK and others call them.
let private columns =
    Map.ofList [
        "chr", "chromosome"
        "chrom", "chromosome"
        "pos", "position"
        "bp", "position"
        "f_miss", "missing"
        "geno", "missing"
        "hwe", "hwe_p"
        "a1_freq", "maf"
    ]

/// The column that another program's name means, among those there are.
let column (written: string) (known: string seq) : string option =
    columns.TryFind(written.ToLowerInvariant())
    |> Option.filter (fun name -> Seq.contains name known)

/// What to say of a name that means a missing value elsewhere: nothing equals one.
let missingHint (name: string) : string option =
    if WrittenElsewhere.isMissingWord name || name = "missing" then
        Some "; whether a value is missing is asked by is_missing(age) or not is_missing(age)."
    else
        None

/// What to say of a name that is declared nowhere because it is a value of another program.
let nameHint (name: string) : string option =
    match name with
    | "TRUE"
    | "True"
    | "T" -> Some "; what is true is written true."
    | "FALSE"
    | "False"
    | "F" -> Some "; what is false is written false."
    | "NA"
    | "NaN"
    | "null"
    | "NULL"
    | "None" ->
        Some
            "; a code of missing values is a text in a list, as in missing = [\"\", \"NA\"], and a setting that is not wanted is left out."
    | _ -> None

/// The kind of declaration that another program's name means.
let kind (written: string) : string option =
    kinds.TryFind(written.ToLowerInvariant())

/// What is known of a name, or of what stands behind its module: `read_csv` of `pd.read_csv` and of `readr::read_csv`.
let private withoutModule (known: Map<string, string>) (name: string) =
    known.TryFind name
    |> Option.orElseWith (fun () -> known.TryFind(name.Substring(name.LastIndexOfAny [| '.'; ':' |] + 1)))

/// What stands here for a function of another program.
let functionHint (name: string) : string option = withoutModule functions name

/// The function that another program's name means.
let functionName (written: string) : string option =
    withoutModule functionNames (written.ToLowerInvariant())

/// The role of a column that another program's word means.
let role (written: string) : string option =
    roles.TryFind(written.ToLowerInvariant())

/// What other programs are told with an association and is said elsewhere here.
let private ofAssociations =
    Map.ofList [
        "maf", "; which variants are tested is said of the genotypes: keep = maf >= 0.01."
        "geno", "; which variants are tested is said of the genotypes: keep = missing <= 5%."
        "hwe", "; which variants are tested is said of the genotypes: keep = hwe_p >= 1e-6."
        "info", "; which variants are tested is said of the genotypes: keep = info >= 0.8."
        for name in [ "chr"; "chromosome"; "chromosomes" ] do
            name, "; which variants are tested is said of the genotypes: keep = chromosome in 1..22."
        for name in [ "keep"; "remove"; "include"; "exclude" ] do
            name, "; who is tested is the cohort after 'from', and which variants 'keep' of the genotypes."
    ]

/// The setting that stands here for one of another program, in a block that has these settings, and what to say.
let settingHint (name: string) (known: string list) : (string * string) option =
    match ofAssociations.TryFind name with
    | Some hint when List.contains "genotypes" known && List.contains "adjust" known -> Some("", hint)
    | _ when
        name = "filter"
        && List.contains "keep" known
        && not (List.contains "include" known)
        ->
        settings.TryFind "include"
    | _ ->
        settings.TryFind name
        |> Option.filter (fun (instead, _) -> List.contains instead known)

/// Whether a setting of another program is one of here by another name, so that the names alone have to be changed: of a condition where it is one,
/// and not the path of a list.
let isOtherName (written: string) (value: Expression option) (instead: string) : bool =
    renamed.Contains instead
    || (conditions.Contains(written, instead)
        && (match value |> Option.map _.Node with
            | Some(ExpressionNode.Binary _ | ExpressionNode.Unary _ | ExpressionNode.Parenthesised _) -> true
            | _ -> false))

/// The word of an enumeration that another program's word means: `GRCh37` for `hg19`.
let word (written: string) (known: string list) : string option =
    words.TryFind(written.ToLowerInvariant())
    |> Option.filter (fun word -> List.contains word known)
