/// Checked studies of images made by hand, as the checker would make them: one of simulated volumes, one of files outside.
module WhiteMatter.Planning.Tests.ImageStudies

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning.Tests.Studies

let withBlock name settings (declaration: CheckedDeclaration) = {
    declaration with
        Body = {
            declaration.Body with
                Blocks =
                    Map.add
                        name
                        {
                            CheckedBlock.empty with
                                Settings = Map.ofList settings
                        }
                        declaration.Body.Blocks
        }
}

/// A text with placeholders for columns: literal and column in turn.
let template (pieces: string list) =
    let parts =
        pieces
        |> List.mapi (fun index piece ->
            if index % 2 = 0 then
                TextPart.Literal piece
            else
                TextPart.Placeholder { Name = piece; Span = Span.create 0 1 })

    {
        txt "" with
            Node = CheckedNode.Text parts
    }

let adam rate =
    call "adam" [ "lr", num rate; "beta1", num 0.9; "beta2", num 0.999; "epsilon", num 1e-8 ]

let training = [
    "epochs", whole 30.0
    "batch", whole 8.0
    "optimiser", adam 2e-3
    "validation", share 0.1
    "patience", whole 4.0
    "stop", whole 12.0
    "device", word "auto"
    "precision", word "fp32"
    "activations", word "keep"
    "schedule", word "plateau"
    "warm_up", whole 0.0
    "accumulate", whole 1.0
]

/// The training with one number changed.
let training' name number =
    training
    |> List.map (fun (setting, value) -> setting, (if setting = name then num number else value))

let autoencoder channels latents =
    call "conv_autoencoder" [ "channels", list (channels |> List.map whole); "latents", whole latents ]

let private heritable regions variance directions =
    call "heritable" [
        "regions", regions
        "variance", share variance
        "variants", whole 1.0
        "directions", word directions
    ]

let effects =
    list [
        heritable (list [ txt "Genu_of_corpus_callosum" ]) 0.25 "same"
        heritable (word "all") 0.06 "mixed"
        call "covariate" [ "column", word "age"; "regions", word "all"; "variance", share 0.15 ]
    ]

/// The effects as a study writes them. A line of a plan holds the first 159 letters and a mark.
let effectsText =
    "[heritable(regions = [\"Genu_of_corpus_callosum\"], variance = 25%), heritable(regions = all, variance = 6%, directions = mixed), covariate(age, regions = all, variance = 15%)]"

let private gwas name traits =
    declaration "gwas" name (Some(reference "discovery")) [
        "traits", reference traits
        "genotypes", reference "chips"
        "adjust", reference "base"
        "transform", word "rank_int"
        "method", word "linear"
        "precision", word "double"
        "write_p", num 1.0
    ]

let private joint name gwas =
    declaration "joint" name (Some(reference gwas)) [
        "method", word "jagwas"
        "z", word "score"
        "distribution", word "chi_squared"
        "min_eigenvalue", num 1e-6
        "write_p", num 1.0
    ]

/// What follows from a cohort `brains`, with images `fa` of it.
let private thread (images: CheckedDeclaration) = [
    declaration "cohort" "pretraining" (Some(reference "brains")) [
        "include", binary BinaryOperator.Equal (textColumn "group") (txt "image_only")
    ]
    declaration
        "cohort"
        "discovery"
        (Some(binary BinaryOperator.Subtract (reference "brains") (reference "pretraining")))
        []
    images
    declaration "covariates" "base" None []
    |> withEntries [ column "age"; textColumn "sex"; textColumn "site" ]
    declaration "phenotypes" "tracts" (Some(reference "fa")) [
        "reduce", call "mean" [ "by", reference "jhu"; "zeros", word "exclude"; "coverage", share 0.5 ]
    ]
    declaration "model" "udr" (Some(reference "fa")) [
        "fit_on", reference "pretraining"
        "architecture", autoencoder [ 4.0; 8.0; 16.0 ] 16.0
        "loss", word "masked_mse"
    ]
    |> withBlock "train" training
    declaration "phenotypes" "latents" (Some(reference "udr")) [
        "apply_to", binary BinaryOperator.Subtract (reference "brains") (reference "pretraining")
    ]
    gwas "tract_gwas" "tracts"
    gwas "latent_gwas" "latents"
    joint "latent_joint" "latent_gwas"
]

let private loci settings =
    declaration
        "loci"
        "leads"
        (Some(reference "latent_joint"))
        ([
            "p", num 5e-8
            "r2", num 0.1
            "window", num 250000.0
            "member_p", num 0.01
            "merge", num 250000.0
            "reference", reference "chips"
         ]
         @ settings)

let private report views =
    declaration "report" "page" None [ "show", list views; "small_counts", whole 5.0 ]

let private show view declaration =
    call view [ "of", reference declaration ]

let private atlas =
    declaration "atlas" "jhu" None [
        "labels", txt "atlas/labels.nii.gz"
        "names", txt "atlas/names.txt"
        "flip", word "left_right"
        "voxel", num 6.0
    ]

let private views = [
    show "qc" "fa"
    show "slices" "fa"
    show "training" "udr"
    show "reconstruction" "udr"
    show "regions" "tracts"
    show "manhattan" "latent_joint"
    reference "leads"
]

let private columnHeader name content levels =
    TableColumn(name, content, ImmutableArray.CreateRange(levels: string list))

let private simulatedTable =
    TableHeader(
        ImmutableArray.Create<TableColumn>(
            columnHeader "family" ColumnContent.Text [],
            columnHeader "id" ColumnContent.Text [],
            columnHeader "group" ColumnContent.Text [ "genotyped"; "image_only" ],
            columnHeader "age" ColumnContent.Number [],
            columnHeader "sex" ColumnContent.Text [ "F"; "M" ],
            columnHeader "site" ColumnContent.Text [ "A"; "B"; "C" ]
        ),
        779L,
        true
    )

let private noFacts = {
    Tables = Map.empty
    Genotypes = Map.empty
    Images = Map.empty
    ImageSets = Map.empty
    RegionNames = Map.empty
    Absent = Set.empty
}

let private named name declarations facts : CheckedStudy = {
    study with
        Name = name
        Study = declaration "study" name None [ "build", word "GRCh37"; "seed", whole 7.0 ]
        Declarations = declarations
        Facts = facts
}

/// 379 people with real genotypes and 400 with images only; every volume is simulated.
let simulated: CheckedStudy =
    let table =
        expression
            StudyType.PeopleTable
            (CheckedNode.MadeTable {
                Declaration = "brains"
                Kind = "simulation"
                File = "participants.tsv"
                IdColumn = "id"
                FamilyColumn = Some "family"
                MissingCodes = [ ""; "NA" ]
            })

    named
        "quickstart"
        ([
            declaration "cohort" "genotyped" None [ "table", Studies.table "people.tsv" ]
            declaration "genotypes" "chips" (Some(reference "genotyped")) [
                "bed", txt "chips.bed"
                "keep", atLeast "maf" 0.05
            ]
            atlas
            declaration "simulation" "brains" (Some(reference "chips")) [
                "table", table
                "atlas", reference "jhu"
                "image_only", whole 400.0
                "effects", effects
                "shared", share 0.3
                "noise", num 0.02
            ]
            |> withColumns [
                "age", ColumnRole.Numeric, Some "y"
                "sex", ColumnRole.Factor, None
                "site", ColumnRole.Factor, None
            ]
         ]
         @ thread (declaration "images" "fa" (Some(reference "brains")) [ "normalise", word "zscore" ])
         @ [
             loci [ "truth", reference "brains" ]
             declaration "expect" "expect#1" None []
             |> withEntries [
                 binary BinaryOperator.Equal (value "leads" "recovered") (value "brains" "planted")
             ]
             report (
                 views
                 @ [ call "truth" [ "of", reference "brains"; "found", reference "tract_gwas" ] ]
             )
         ])
        {
            noFacts with
                Tables = Map [ "simulation:brains", simulatedTable ]
        }

/// As the other, of files outside.
let outside: CheckedStudy =
    let table = call "tsv" [ "path", txt "brains.tsv"; "id", column "eid" ]

    named
        "blueprint"
        ([
            declaration "cohort" "brains" None [ "table", table; "missing", list [ txt ""; txt "NA" ] ]
            declaration "genotypes" "chips" (Some(reference "brains")) [ "bed", txt "chips.bed" ]
            atlas
         ]
         @ thread (
             declaration "images" "fa" (Some(reference "brains")) [
                 "path", template [ "ukb/"; "eid"; "/FA.nii.gz" ]
                 "mask", txt "mask.nii.gz"
                 "normalise", word "zscore"
                 "keep", atLeast "coverage" 0.95
             ]
         )
         @ [ loci []; report views ])
        {
            noFacts with
                Tables = Map [ "studies/brains.tsv", simulatedTable ]
        }

let private axes: int list -> ImmutableArray<int> = ImmutableArray.CreateRange

/// Cubic voxels of an edge in mm.
let private cubic (edge: float) =
    ImmutableArray.Create<float>(edge, 0.0, 0.0, -90.0, 0.0, edge, 0.0, -126.0, 0.0, 0.0, edge, -72.0)

let withImagesOf size (host: InMemoryHost) =
    host.WithImages("studies/ukb/{eid}/FA.nii.gz", 779L, 770L, axes size, cubic 1.0)

/// Genotypes, atlas and tables, and of the images outside 770 of 779 files.
let imageHost: InMemoryHost =
    InMemoryHost()
        .WithTable("studies/people.tsv", peopleTable)
        .WithTable("studies/brains.tsv", simulatedTable)
        .WithGenotypes("studies/chips.bed", 379L, 54051L, ImmutableArray.Create<string>("1", "2"))
        .WithImage("studies/atlas/labels.nii.gz", axes [ 91; 109; 91 ], cubic 2.0)
        .WithImage("studies/mask.nii.gz", axes [ 91; 109; 91 ], cubic 2.0)
        .WithText("studies/atlas/names.txt", "1 Genu\n")
    |> withImagesOf [ 91; 109; 91 ]
