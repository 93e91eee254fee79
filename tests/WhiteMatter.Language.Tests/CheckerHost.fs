/// A small outside for tests of the checker: tables, genotypes and files to import.
module WhiteMatter.Language.Tests.CheckerHost

open System.Collections.Immutable
open System.IO
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let private column name content (levels: string list) =
    TableColumn(name, content, ImmutableArray.CreateRange levels)

let private table rows columns =
    TableHeader(ImmutableArray.CreateRange<TableColumn> columns, rows, true)

let private peopleColumns = [
    column "FID" ColumnContent.Integer []
    column "IID" ColumnContent.Text []
    column "age" ColumnContent.Number []
    column "sex" ColumnContent.Integer [ "1"; "2" ]
    column "site" ColumnContent.Integer [ "3"; "1"; "2" ]
    column "scan" ColumnContent.Integer [ "3"; "1"; "2" ]
    column "ancestry" ColumnContent.Text [ "EUR"; "AFR"; "EAS" ]
    column "group" ColumnContent.Text [ "case"; "control" ]
    column "height" ColumnContent.Number []
    column "bmi" ColumnContent.Number []
    column "headsize" ColumnContent.Number []
    column "nothing" ColumnContent.Empty []
    column "constant" ColumnContent.Integer [ "7" ]
    column "FEV1/FVC" ColumnContent.Number []
    column "Waist (cm)" ColumnContent.Text [ "wide"; "narrow" ]
]

/// The same people without what images depend on.
let private scannedColumns =
    peopleColumns
    |> List.filter (fun column -> column.Name <> "site" && column.Name <> "headsize")

/// What a table has as it comes from PLINK and from a clinic: codes for missing, dates, cases, and a number with a letter in it.
let private visitColumns = [
    yield! peopleColumns
    TableColumn("weight", ColumnContent.Number, ImmutableArray<string>.Empty, MinusNines = 3L)
    column "visit" ColumnContent.Text []
    column "diabetes" ColumnContent.Integer [ "1"; "2" ]
    TableColumn("typed", ColumnContent.Text, ImmutableArray<string>.Empty, FirstText = "18O")
    TableColumn("anisotropy", ColumnContent.Text, ImmutableArray<string>.Empty, FirstText = "0,47287")
]

/// The 2 mm grid of the MNI template, as FSL writes it: voxel 0 lies on the right.
let private mni =
    ImmutableArray.Create<double>([| -2.0; 0.0; 0.0; 90.0; 0.0; 2.0; 0.0; -126.0; 0.0; 0.0; 2.0; -72.0 |])

/// The same voxels, counted from the left.
let private mirrored =
    ImmutableArray.Create<double>([| 2.0; 0.0; 0.0; -90.0; 0.0; 2.0; 0.0; -126.0; 0.0; 0.0; 2.0; -72.0 |])

let private size x y z =
    ImmutableArray.Create<int>([| x; y; z |])

/// 373 people with the columns above, a panel, genotypes of chromosome 22 on GRCh37.
let host: InMemoryHost =
    InMemoryHost()
        .WithTable("data/people.txt", table 373L peopleColumns)
        .WithTable("data/scanned.txt", table 373L scannedColumns)
        .WithTable("data/visits.txt", table 373L visitColumns)
        // A table of commas read as one of blanks or tabs: the first name of its header holds all of them.
        .WithTable("data/commas.csv", table 10L [ column "IID,age,sex" ColumnContent.Text [] ])
        // As a host tells it of a table whose -9 the study takes for missing.
        .WithTable("data/recoded.txt", table 373L [ yield! peopleColumns; column "weight" ColumnContent.Number [] ])
        // A form that was filled in with its units.
        .WithTable(
            "data/form.txt",
            table 10L [
                column "IID" ColumnContent.Text []
                column "age" ColumnContent.Text [ "45y"; "50 years" ]
                column "height" ColumnContent.Text [ "1.75 m"; "unknown" ]
            ]
        )
        // The table of another cohort, whose columns have names of their own.
        .WithTable(
            "data/elsewhere.txt",
            table 500L [
                column "FID" ColumnContent.Integer []
                column "IID" ColumnContent.Text []
                column "sex" ColumnContent.Integer [ "1"; "2" ]
                column "height" ColumnContent.Number []
                column "age_at_scan" ColumnContent.Number []
                column "weight_kg" ColumnContent.Number []
            ]
        )
        .WithTable("data/panel.txt", table 100L [ column "IID" ColumnContent.Text [] ])
        .WithTable("data/empty.txt", table 0L peopleColumns)
        .WithTable(
            "data/twice.txt",
            table 10L [
                column "IID" ColumnContent.Text []
                column "age" ColumnContent.Number []
                column "age" ColumnContent.Number []
            ]
        )
        .WithGenotypes("data/chips.bed", 373L, 1000L, ImmutableArray.Create "22", "GRCh37")
        .WithGenotypes("data/other.bed", 373L, 1000L, ImmutableArray.Create "22")
        .WithImages("data/fa/{IID}.nii.gz", 373L, 370L, size 91 109 91, mni)
        .WithImages("data/grey/{IID}.nii.gz", 373L, 351L, size 91 109 91, mni)
        .WithImages("data/crops/{IID}.nii.gz", 373L, 370L, size 12 20 12, mni)
        .WithMask("data/mask.nii.gz", size 91 109 91, mni, VoxelBox(size 9 12 5, size 72 88 75))
        .WithImage("data/mask-1mm.nii.gz", size 182 218 182, mni)
        .WithImage("data/labels.nii.gz", size 91 109 91, mni)
        .WithImage("data/labels-mirrored.nii.gz", size 91 109 91, mirrored)
        .WithImage("data/labels-1mm.nii.gz", size 182 218 182, mni)
        .WithText(
            "data/labels.txt",
            "# label and name\r\n0\tUnclassified\r\n1 Genu\r\n2\t\tBody_of_(corpus)\r\n\r\n3,\"Fornix\"\r\n"
        )
        .WithStatistics("data/other.tsv", StatisticsHeader(true, true, true))
        .WithStatistics("data/third.tsv", StatisticsHeader(true, true, true))
        .WithStatistics("data/z.sumstats.gz", StatisticsHeader(false, false, false))
        .WithText("data/udip.ckpt", "PK")
        .WithText("data/NCBI37.3.gene.loc", "79501\t1\t69091\t70008\t+\tOR4F5\n")
        .WithText("lib/shared.wmstudy", "wmstudy 1\ncovariates base { age + sex }\nparam least : float = 0.01\n")
        .WithText("lib/whole.wmstudy", "wmstudy 1\nstudy other { build = GRCh37 }\n")
        .WithText("lib/a.wmstudy", "wmstudy 1\nimport \"b.wmstudy\" as b\n")
        .WithText("lib/b.wmstudy", "wmstudy 1\nimport \"a.wmstudy\" as a\n")

let checkWith (request: CheckRequest) (host: IStudyHost) =
    (Checker.check request host CancellationToken.None).GetAwaiter().GetResult()

let check (text: string) =
    checkWith (Checker.request (SourceText("study.wmstudy", text))) host

let codes (result: CheckResult) = [ for diagnostic in result.Diagnostics -> diagnostic.Code ]

/// The text after a diagnostic's nth fix is applied.
let applyFix (text: string) (fix: DiagnosticFix) =
    text.Remove(fix.Span.Start, fix.Span.Length).Insert(fix.Span.Start, fix.Replacement)

/// The folder of the repository that tests read and, on demand, rewrite.
let repository =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith "The tests do not run inside the repository."
        | folder when File.Exists(Path.Combine(folder.FullName, "WhiteMatter.Dsl.sln")) -> folder.FullName
        | folder -> up folder.Parent

    up (DirectoryInfo(Path.GetDirectoryName(typeof<CheckRequest>.Assembly.Location) |> string))

/// A study of every kind that this version carries out, without a fault.
let wholeStudy =
    """wmstudy 1
## What the study is about.
study heights {
  title = "Height"
  build = GRCh37
  seed = 1 }
cohort people {
  table   = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
  missing = ["", "NA", "-9"]
  include = age >= 45y and ancestry == "EUR"
}
genotypes chips from people { bed = "data/chips.bed", keep = maf >= 0.01 and missing <= 5% }
covariates base { age * sex + I(age^2) }
phenotypes traits from people { columns = [height] }
gwas g from people { traits = traits, genotypes = chips, adjust = base, method = linear }
loci leads from g { p = 5e-8, r2 = 0.1, window = 250kb, reference = chips }
expect { leads.count >= 1 }
report page { show = [manhattan(g), qq(g), leads] }
table joined { join = [space_separated("data/people.txt", id = IID, family = FID)] }
"""

/// A study of simulated volumes and what is learned from them, without a fault.
let imagingStudy =
    """wmstudy 1
study brains { build = GRCh37, seed = 7 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
}
genotypes chips from people { bed = "data/chips.bed", keep = maf >= 0.05 }
atlas jhu {
  labels = "data/labels.nii.gz"
  names = "data/labels.txt"
}
simulation made from chips {
  atlas = jhu
  image_only = 400
  effects = [
    heritable(regions = ["Genu"], variance = 25%),
    heritable(regions = all, variance = 6%, directions = mixed),
    covariate(age, regions = all, variance = 15%),
    covariate(sex, regions = ["Fornix", "label_17"], variance = 5%)
  ]
}
cohort pretraining from made { include = group != "genotyped" }
cohort discovery from made - pretraining
images fa from made { normalise = zscore }
covariates base { age + sex + site }
phenotypes tracts from fa {
  reduce = mean(by = jhu)
}
model udr from fa {
  fit_on = pretraining
  architecture = conv_autoencoder(channels = [4, 8, 16], latents = 16)
  train { epochs = 30, optimiser = adam(lr = 2e-3), stop = 12 }
}
phenotypes latents from udr { apply_to = discovery }
gwas tract_gwas from discovery { traits = tracts, genotypes = chips, adjust = base, transform = rank_int }
gwas latent_gwas from discovery { traits = latents, genotypes = chips, adjust = base, transform = rank_int }
joint latent_joint from latent_gwas {
  method = jagwas
}
loci found from latent_joint { p = 5e-8, reference = chips, truth = made }
expect { found.recovered == made.planted and found.unexplained == 0 }
report page { show = [qc(fa), slices(fa), training(udr), reconstruction(udr), regions(tracts), manhattan(latent_joint), qq(latent_joint), found, truth(made, found = tract_gwas), fa, udr] }
"""

/// The imaging study with its network interpreted, without a fault.
let interpretedStudy =
    imagingStudy.Replace("(channels = [4, 8, 16], latents = 16)", "([4, 8, 16], 16)")
    + "interpretation perdi from udr { latents = latents.traits, atlas = jhu }\n"

/// A study that predicts, without a fault.
let predictedStudy =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, site : factor, age : y }
}
phenotypes traits from people { columns = [bmi, headsize] }
prediction size from traits { outcome = height, adjust = age + sex }
prediction ill from traits { outcome = group, learner = elastic_net(l1_ratio = 0.9), choose = one_se, fold_by = site, permutations = 100 }
prediction bent from traits { outcome = height, learner = boosted_trees(trees = 50), permutations = 0 }
expect { size.r2 > 0, ill.auc > 0.5 }
report page { show = [size, ill] }
"""

/// A study that looks for relatives, without a fault.
let relatedStudy =
    """wmstudy 1
study s { build = GRCh37 }
cohort people { table = space_separated("data/people.txt", id = IID, family = FID) }
genotypes chips from people { bed = "data/chips.bed" }
relatedness kin from chips { maf = 0.05 }
"""

/// A study that is combined with a published file, without a fault.
let combinedStudy =
    """wmstudy 1
study both { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
genotypes chips from people { bed = "data/chips.bed" }
phenotypes traits from people { columns = [height] }
gwas g from people { traits = traits, genotypes = chips, adjust = age + sex }
meta all from [g, sumstats("data/other.tsv", trait = "height")] { min_studies = 2 }
loci leads from all { reference = chips }
replication again from leads { against = sumstats("data/third.tsv") }
report page { show = [all, manhattan(sumstats("data/other.tsv")), leads, again] }
"""

/// A study of diffusion series, without a fault.
let diffusionStudy =
    """wmstudy 1
study s { build = GRCh37 }
cohort people { table = space_separated("data/people.txt", id = IID, family = FID) }
images fa from people {
  dwi = "data/fa/{IID}.nii.gz"
  bval = "data/dwi/{IID}.bval"
  bvec = "data/dwi/{IID}.bvec"
}
"""

/// A study with one setting of a kind that it has written out.
let withSettingIn (study: string) (kind: string) (setting: string) (value: string) =
    let lines = study.Split '\n'

    let pruned =
        lines
        |> Array.filter (fun line ->
            let line = line.Trim()

            not (
                line.StartsWith(setting + " ", System.StringComparison.Ordinal)
                && line.Contains '='
                && not (line.Contains '{')
                && not (line.Contains '}')
            ))

    let text = System.String.Join('\n', pruned)

    let text =
        System.Text.RegularExpressions.Regex.Replace(text, $@",? *\b{setting} = (\[[^\]]*\]|[^,}}\n]+)", "")

    let start =
        System.Text.RegularExpressions.Regex.Match(
            text,
            $@"^{kind}\b[^\n{{]*\{{",
            System.Text.RegularExpressions.RegexOptions.Multiline
        )

    text.Insert(start.Index + start.Length, $" {setting} = {value},\n ").Replace(",\n ,", ",\n ").Replace(",\n }", " }")

/// A study that has a kind, with one setting of the kind written out.
let withSetting (kind: string) (setting: string) (value: string) =
    let study =
        [
            wholeStudy
            imagingStudy
            relatedStudy
            combinedStudy
            interpretedStudy
            predictedStudy
        ]
        |> List.find (fun study -> System.Text.RegularExpressions.Regex.IsMatch(study, $@"(?m)^{kind}\b"))

    withSettingIn study kind setting value

/// The imaging study with the first call of a function written otherwise.
let withCall (name: string) (call: string) =
    let calls =
        System.Text.RegularExpressions.Regex($@"\b{name}\((?:[^()]|\([^()]*\))*\)")

    calls.Replace(imagingStudy, call, 1)

/// A checked node as text without spans.
let rec show (node: CheckedNode) : string =
    match node with
    | CheckedNode.Number value -> value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
    | CheckedNode.Text parts -> $"%A{parts}"
    | CheckedNode.Boolean value -> string value
    | CheckedNode.EnumCase word -> word
    | CheckedNode.Column name -> $"column {name}"
    | CheckedNode.Declaration name -> name
    | CheckedNode.Member(owner, name) -> $"{show owner.Node}.{name}"
    | CheckedNode.MadeTable made -> made.Step
    | CheckedNode.Call(name, arguments) ->
        let inner = [ for KeyValue(key, value) in arguments -> $"{key} = {show value.Node}" ]
        let inner = System.String.Join(", ", inner)
        $"{name}({inner})"
    | CheckedNode.List items -> "[" + System.String.Join(", ", [ for item in items -> show item.Node ]) + "]"
    | CheckedNode.Unary(operator, operand) -> $"({operator} {show operand.Node})"
    | CheckedNode.Binary(operator, left, right) -> $"({show left.Node} {operator} {show right.Node})"

/// The codes and messages of a result, one a line.
let messages (result: CheckResult) =
    System.String.Join("\n", result.Diagnostics |> Seq.map (fun one -> $"{one.Code} {one.Message}"))

/// The study of a result without a diagnostic.
let studyOf (result: CheckResult) =
    Xunit.Assert.True((result.Diagnostics.Length = 0), messages result)
    result.Study.Value

/// The study of a text that gives no diagnostic.
let sound text = studyOf (check text)

/// The one diagnostic of a text.
let only text =
    let result = check text
    Xunit.Assert.True((result.Diagnostics.Length = 1), messages result)
    result.Diagnostics[0]

/// A declaration of a study.
let find name (study: CheckedStudy) = (CheckedStudy.tryFind name study).Value

/// What a setting of a declaration became.
let setting name (declaration: CheckedDeclaration) =
    show declaration.Body.Settings[name].Node

/// The table of people that a declaration reads.
let tableOf (declaration: CheckedDeclaration) =
    (PeopleTable.tryRead declaration.Body.Settings["table"]).Value

/// The preamble that the texts of most tests go on from.
let start =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
genotypes chips from people { bed = "data/chips.bed" }
phenotypes traits from people { columns = [height] }
"""
