/// The kinds that this version can carry out.
module internal WhiteMatter.Language.Catalogue.KindsHere

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let private study = {
    kind
        "study"
        StudyType.Nothing
        "What the study is called, which genome build it uses, its seed and its limits. Exactly one a study." with
        Settings = [
            setting "title" [ StudyType.String ] "The title that reports show."
            |> orFrom "the study's name"
            setting "build" [ StudyType.Enumeration "genome build" ] "The genome build of all positions."
            |> required
            setting "seed" [ StudyType.Int ] "What random draws are keyed with; enters only the steps that draw."
            |> between 0.0 largestWhole
            |> orNumber "1" 1.0 StudyType.Int
            setting "results" [ StudyType.String ] "The folder that results are written to."
            |> path PathOf.Results
            |> orFrom "results/ and the study's name"
            setting "cores" [ StudyType.Int ] "At most this many processor cores; what the machine has when not given."
            |> between 1.0 65536.0
            |> example "4"
            setting
                "memory"
                [ StudyType.Quantity Dimension.Memory ]
                "At most this much memory; what the machine has when not given."
            |> above 0.0 1e18
            |> example "16GB"
        ]
        Example = "study heights { title = \"Height in Europeans\", build = GRCh37, seed = 1 }"
}

let private columns: BlockRow = {
    Name = "columns"
    Doc =
        "What columns are where their text alone cannot tell: `name : numeric`, `name : factor`, `name : factor(\"A\", \"B\")` with its levels, `name : id`, or a unit such as `age : y`; or a set of columns, of which those that the table has are taken over."
    Entries = Some Entries.ColumnRoles
    Settings = []
    Availability = Availability.Here
}

let private columnSet = {
    kind
        "columns"
        StudyType.Columns
        "What columns of tables are, under a name: a cohort or a table that names it in its `columns` takes over those that it has. For data sets that many studies read." with
        Entries = Some Entries.ColumnRoles
        Example =
            "columns biobank {\n  age  : y\n  sex  : factor(\"F\", \"M\")  ## As recorded at the first visit.\n  site : factor\n}\ncohort everyone { table = tsv(\"people.tsv\", id = eid), columns { biobank } }"
}

let private table = {
    kind
        "table"
        StudyType.PeopleTable
        "Tables of people joined by their identifiers, in whatever order their rows are. Stands wherever a table of people may." with
        Settings = [
            setting
                "join"
                [ StudyType.List StudyType.PeopleTable ]
                "The tables, each with one row a person. The result names people as the first does and is in its order."
            |> required
            |> items 1 100
            setting "how" [ StudyType.Enumeration "kind of join" ] "Who is in the result."
            |> orCase "kind of join" "inner"
            setting
                "suffixes"
                [ StudyType.List StudyType.String ]
                "Texts added to the name of a column that several tables have, one for each table. Without them such a column is an error."
            setting
                "missing"
                [ StudyType.List StudyType.String ]
                "Texts that mean missing in the tables, matched as text; an empty field always does."
            |> orElse "[\"\", \"NA\"]" (texts [ ""; "NA" ]) (StudyType.List StudyType.String)
            setting
                "include"
                [ StudyType.Predicate ]
                "Who stays, by the joined columns. A person for whom the condition is missing is dropped and counted."
            |> sees Sees.PeopleColumns
        ]
        Blocks = [ columns ]
        Example =
            "table people {\n  join     = [tsv(\"baseline.tsv\", id = eid), tsv(\"imaging.tsv\", id = eid), csv(\"genetics.csv\", id = ID)]\n  how      = inner\n  suffixes = [\"\", \"_imaging\", \"_genetics\"]\n  columns { age : y, site : factor }\n  missing  = [\"\", \"NA\", \"-1\"]\n  include  = age >= 45y and ancestry == \"EUR\"\n}\ncohort everyone { table = people }"
}

let cohort = {
    kind
        "cohort"
        StudyType.Cohort
        "A set of people and the table that describes them; or people drawn from other cohorts." with
        From =
            Some {
                Types = [ StudyType.Cohort ]
                Required = false
                Algebra = true
            }
        Settings = [
            setting
                "table"
                [ StudyType.PeopleTable ]
                "The table of people. Required unless the cohort is drawn `from` another, whose table it then has."
            setting
                "missing"
                [ StudyType.List StudyType.String ]
                "Texts that mean missing, matched as text. A cohort drawn from another has the other's."
            |> orElse "[\"\", \"NA\"]" (texts [ ""; "NA" ]) (StudyType.List StudyType.String)
            setting
                "include"
                [ StudyType.Predicate ]
                "Who stays. A person for whom the condition is missing is dropped and counted."
            |> sees Sees.PeopleColumns
            setting
                "sample"
                [ StudyType.Int; StudyType.Quantity Dimension.Fraction ]
                "A random draw after `include`: a number of people, or a share. Keyed by seed, cohort and ID: the same people on every machine."
            |> above 0.0 largestWhole
            |> example "10%"
            setting
                "unrelated"
                [ StudyType.Relatedness ]
                "Only people who are in its largest set of unrelated people stay, before `include`; people whom it does not know leave too."
            setting
                "withdrawals"
                [ StudyType.String ]
                "A file of IDs of people who withdrew, removed here and from all cohorts drawn from this one."
            |> path PathOf.File
        ]
        Blocks = [ columns ]
        Example =
            "cohort europeans {\n  table   = tsv(\"people.tsv\", id = iid)\n  columns { sex : factor, age : y }\n  missing = [\"\", \"NA\", \"-9\"]\n  include = age >= 45y and ancestry == \"EUR\"\n}"
}

let private genotypes = {
    kind "genotypes" StudyType.Genotypes "Genotypes of a cohort's people, and which variants are kept." with
        From = from [ StudyType.Cohort ]
        Settings = [
            setting
                "bed"
                [ StudyType.String ]
                "PLINK 1 files by their .bed; .bim and .fam stand beside each. Exactly one of `bed`, `pgen`, `bgen` and `vcf` is set; each names one file, or several with the same people by braces, as in `chr{1..22,X}.bed`: at most 1000."
            |> path PathOf.Genotypes
            setting
                "pgen"
                [ StudyType.String ]
                "PLINK 2 files by their .pgen; .pvar or .pvar.zst and .psam stand beside each."
            |> path PathOf.Genotypes
            setting "bgen" [ StudyType.String ] "BGEN files." |> path PathOf.Genotypes
            setting "vcf" [ StudyType.String ] "VCF files, plain or bgzipped, or BCF files."
            |> path PathOf.Genotypes
            setting
                "sample"
                [ StudyType.String ]
                "The .sample file that names the people of all BGEN files. Without it the .sample beside each file is read where there is one, else the names in the file."
            |> path PathOf.File
            setting "build" [ StudyType.Enumeration "genome build" ] "The genome build of the positions in the file."
            |> orFrom "the study's build"
            setting
                "keep"
                [ StudyType.Predicate ]
                "Which variants are kept, by columns computed in the people of the step that uses them."
            |> sees Sees.VariantColumns
            setting
                "extract"
                [ StudyType.String ]
                "A file of variants' identifiers, the first word of each line: only those are kept, as by PLINK's --extract."
            |> path PathOf.File
            setting
                "exclude"
                [ StudyType.String ]
                "A file of variants' identifiers, the first word of each line: those are left out, as by PLINK's --exclude."
            |> path PathOf.File
            toCome "link" "A table that joins the genotypes' IDs to the cohort's."
        ]
        Example =
            "genotypes chips   from europeans { bed  = \"chips.bed\", keep = maf >= 0.01 and missing <= 5% }\ngenotypes imputed from europeans { pgen = \"ukb/chr{1..22,X}.pgen\", keep = mac >= 20 }"
}

let private covariates = {
    kind "covariates" StudyType.Covariates "A named formula. Its columns are looked up in the cohort of each use." with
        Entries = Some Entries.Terms
        Example = "covariates base { age * sex + I(age^2) + site }"
}

let private phenotypes = {
    kind
        "phenotypes"
        StudyType.Traits
        "Traits of people: numeric columns of a table (from a cohort), means over regions (from images), or latents (from a model)." with
        From = from [ StudyType.Cohort; StudyType.Images; StudyType.Model; StudyType.Scores ]
        Settings = [
            setting "table" [ StudyType.PeopleTable ] "The table that holds the columns."
            |> only [ StudyType.Cohort ]
            |> orFrom "the cohort's table"
            setting
                "columns"
                [
                    StudyType.List StudyType.ColumnName
                    StudyType.Enumeration "choice of columns"
                    StudyType.Columns
                ]
                "The columns, `all` for every numeric column that is no ID, or a set of columns: those of its numbers that the table has."
            |> only [ StudyType.Cohort ]
            |> required
            |> sees Sees.TableColumns
            |> takes ColumnsTaken.Numbers
            setting
                "reduce"
                [ StudyType.Reduction ]
                "What is measured on each person's image. Of the values as they are in the files, whatever `normalise` says."
            |> only [ StudyType.Images ]
            |> required
            setting
                "apply_to"
                [ StudyType.Cohort ]
                "The people whose images are encoded; best none of those the model was fitted on."
            |> only [ StudyType.Model ]
            |> required
            setting
                "harmonise"
                [ StudyType.Harmonisation ]
                "How the effects of scanners or sites are taken out of the traits. Fitted in all people of the source who have traits, batch and covariates, whatever association uses them."
            |> sees Sees.PeopleColumns
        ]
        Example =
            "phenotypes traits  from europeans { columns = [height, bmi] }\nphenotypes tracts  from fa        { reduce = mean(by = jhu), harmonise = combat(batch = site, preserve = age + sex) }\nphenotypes latents from udr       { apply_to = europeans - pretraining }"
}

let private gwas = {
    kind
        "gwas"
        StudyType.SumStats
        "Association of every trait with every variant in the cohort's people who have traits, genotypes and covariates." with
        From = from [ StudyType.Cohort ]
        Settings = [
            setting "traits" [ StudyType.Traits ] "The traits." |> required
            setting "genotypes" [ StudyType.Genotypes ] "The genotypes." |> required
            setting
                "adjust"
                [ StudyType.Covariates; StudyType.Formula ]
                "The covariates: a declaration or a formula. The intercept is always in."
            |> sees Sees.PeopleColumns
            setting "method" [ StudyType.Enumeration "association method" ] "The test."
            |> orCase "association method" "linear"
            setting "transform" [ StudyType.Enumeration "transform of traits" ] "What is done to each trait."
            |> orCase "transform of traits" "none"
            |> onlyWith "method" [ "linear"; "ridge_two_step"; "mixed" ]
            setting
                "gxe"
                [ StudyType.ColumnName ]
                "A numeric column of the cohort whose product with the genotype is tested, beside both: age in years, or sex as a column of 0 and 1 that is declared as numeric. It is a covariate, written in `adjust` or not; effects, errors and P are of the product."
            |> sees Sees.PeopleColumns
            |> takes ColumnsTaken.Numbers
            |> onlyWith "method" [ "linear"; "logistic" ]
            setting
                "condition"
                [ StudyType.List StudyType.String ]
                "Names of variants whose dosages are covariates, for what is found beside them. People without a genotype of one are left out."
            |> items 1 100
            setting
                "coding"
                [ StudyType.Enumeration "coding of genotypes" ]
                "What of a genotype traits are regressed on."
            |> orCase "coding of genotypes" "additive"
            |> onlyWith "method" [ "linear"; "logistic" ]
            setting
                "missing_genotypes"
                [ StudyType.Enumeration "treatment of missing genotypes" ]
                "What is done with people who lack a genotype."
            |> orCase "treatment of missing genotypes" "exact"
            |> onlyWith "method" [ "linear"; "logistic" ]
            setting "precision" [ StudyType.Enumeration "precision" ] "Digits the sums are carried with."
            |> orCase "precision" "double"
            |> onlyWith "method" [ "linear"; "ridge_two_step"; "mixed" ]
            setting
                "write_p"
                [ StudyType.Float ]
                "Rows with a larger P are not written to the tables of summary statistics; 1 writes all. The store keeps every result whatever is written."
            |> above 0.0 1.0
            |> orFrom
                "1; with more than 16 traits, or regions of an atlas without names, 0.001, unless 'top' is given or 'export' has ldsc, cojo, metal or regenie"
            |> example "0.001"
            setting
                "top"
                [ StudyType.Int ]
                "How many rows of a trait are written at most: those with the smallest P, in the order of the genotype file."
            |> between 1.0 1e9
            |> example "1000"
            setting
                "export"
                [ StudyType.List(StudyType.Enumeration "table of statistics") ]
                "The tables that are written of each trait, bgzipped."
            |> items 1 6
            |> orFrom "[gwas_ssf]"
        ]
        Example = "gwas heights from europeans { traits = traits, genotypes = chips, adjust = base }"
}

let private joint = {
    kind
        "joint"
        StudyType.JointStats
        "One test of each variant against all traits of an association together. Its statistic has no sign." with
        From = from [ StudyType.SumStats ]
        Settings = [
            setting "method" [ StudyType.Enumeration "joint method" ] "The test."
            |> orCase "joint method" "jagwas"
            setting "z" [ StudyType.Enumeration "form of z" ] "The z of each trait that the statistic is made of."
            |> orCase "form of z" "score"
            |> onlyWith "method" [ "jagwas"; "mostest" ]
            setting
                "distribution"
                [ StudyType.Enumeration "reference distribution" ]
                "What the statistic is compared with."
            |> orCase "reference distribution" "chi_squared"
            |> onlyWith "method" [ "jagwas" ]
            setting
                "min_eigenvalue"
                [ StudyType.Float ]
                "Eigenvalues of the traits' correlations below this share of the greatest are removed, and the degrees of freedom fall with them."
            |> below 0.0 1.0
            |> orNumber "1e-6" 1e-6 StudyType.Float
            |> onlyWith "method" [ "jagwas"; "mostest" ]
            setting "statistic" [ StudyType.Enumeration "permuted statistic" ] "What is taken of a variant."
            |> orCase "permuted statistic" "sum"
            |> onlyWith "method" [ "mostest" ]
            setting
                "keep_eigenvalues"
                [ StudyType.Int ]
                "Eigenvalues of C smaller than the one of this number, counted from the greatest, are raised to it; 0 leaves all."
            |> between 0.0 100000.0
            |> orNumber "0" 0.0 StudyType.Int
            |> onlyWith "method" [ "mostest" ]
            setting
                "write_p"
                [ StudyType.Float ]
                "Rows with a larger P are not written to the joint statistics; 1 writes all."
            |> above 0.0 1.0
            |> orNumber "1" 1.0 StudyType.Float
        ]
        Example =
            "joint together from tract_gwas { method = jagwas }\njoint permuted from tract_gwas { method = mostest, keep_eigenvalues = 40 }"
}

let private loci = {
    kind "loci" StudyType.Loci "Associated loci by clumping, as PLINK or FUMA defines them." with
        From = from [ StudyType.SumStats; StudyType.JointStats ]
        Settings = [
            setting "definition" [ StudyType.Enumeration "definition of loci" ] "What a locus is."
            |> orCase "definition of loci" "plink"
            setting
                "p"
                [ StudyType.Float ]
                "Index variants have at most this P; may use values known after the run, as in `0.05 / g.variants`."
            |> above 0.0 1.0
            |> afterRun
            |> orNumber "5e-8" 5e-8 StudyType.Float
            setting
                "r2"
                [ StudyType.Float ]
                "Members of a clump have more than this r² with its index variant. With `fuma` significant variants are independent below it, and candidates have at least it with one of them."
            |> between 0.0 1.0
            |> orFrom "0.1; with `definition = fuma` 0.6"
            |> example "0.1"
            setting "r2_kind" [ StudyType.Enumeration "kind of r²" ] "Which correlation of two variants is squared."
            |> orCase "kind of r²" "genotype"
            setting
                "lead_r2"
                [ StudyType.Float ]
                "Leads are independent significant variants that have less than this r² with each other."
            |> between 0.0 1.0
            |> orNumber "0.1" 0.1 StudyType.Float
            |> onlyWith "definition" [ "fuma" ]
            setting "window" [ genomic ] "Members lie nearer than this to the index variant."
            |> above 0.0 3e9
            |> orFrom "250kb; with `definition = fuma` 1Mb"
            |> example "250kb"
            setting "member_p" [ StudyType.Float ] "Members have at most this P."
            |> above 0.0 1.0
            |> orFrom "0.01; with `definition = fuma` 0.05"
            |> example "0.01"
            setting
                "member_maf"
                [ StudyType.Float ]
                "Members and significant variants have at least this minor allele frequency in the people of the association."
            |> between 0.0 0.5
            |> orNumber "0.01" 0.01 StudyType.Float
            |> onlyWith "definition" [ "fuma" ]
            setting
                "merge"
                [ genomic ]
                "Clumps whose spans are nearer than this become one locus; 0bp keeps clumps as loci."
            |> between 0.0 3e9
            |> orFrom "0bp; with `definition = fuma` 250kb"
            |> example "250kb"
            setting "mhc" [ StudyType.Enumeration "treatment of the MHC" ] "The major histocompatibility complex."
            |> orCase "treatment of the MHC" "one"
            |> onlyWith "definition" [ "fuma" ]
            setting "reference" [ StudyType.Genotypes ] "Genotypes that r² is computed from."
            |> required
            setting
                "known"
                [ StudyType.String ]
                "A table of published loci on the same build, with columns that say chromosome and position or start and end: the GWAS Catalog's download, FUMA's loci, or one's own. Loci are then known or novel."
            |> path PathOf.File
            setting
                "known_distance"
                [ genomic ]
                "A locus is known when a published one lies within this distance of its span."
            |> between 0.0 3e9
            |> orNumber "250kb" 250000.0 genomic
            |> onlyWith "known" []
            setting
                "genes"
                [ StudyType.String ]
                "Where genes lie on the same build, as MAGMA's `NCBI37.3.gene.loc` or a `.bed` file has it: names the nearest to each lead, and those that a locus overlaps."
            |> path PathOf.File
            setting
                "truth"
                [ StudyType.Simulation ]
                "The simulation whose planted variants the loci are held against; gives `recovered` and `unexplained`."
        ]
        Example =
            "loci leads from heights { p = 5e-8, r2 = 0.1, window = 250kb, reference = chips }\nloci risk  from heights { definition = fuma, reference = chips, genes = \"ref/NCBI37.3.gene.loc\", known = \"ref/catalogue.tsv\" }"
}

let private expect = {
    kind "expect" StudyType.Nothing "Conditions checked after the run; all must hold." with
        HasName = false
        Entries = Some Entries.Conditions
        Example = "expect { leads.count >= 1, heights.lambda_gc < 1.1 }"
}

let private report = {
    kind "report" StudyType.Report "One self-contained HTML page." with
        Settings = [
            setting "show" [ StudyType.List StudyType.Reportable ] "What the page shows, in order."
            |> required
            setting "small_counts" [ StudyType.Int ] "Counts of people under this are not shown."
            |> between 0.0 1e6
            |> orNumber "5" 5.0 StudyType.Int
            toCome
                "individual_images"
                "Whether pictures of single people may be shown; this version shows group means alone."
        ]
        Example = "report page { show = [manhattan(heights), qq(heights), leads] }"
}

let all: KindRow list = [
    study
    columnSet
    table
    cohort
    KindsOfImages.simulation
    KindsOfImages.images
    KindsOfImages.atlas
    genotypes
    KindsOfGenetics.relatedness
    covariates
    KindsOfImages.model
    phenotypes
    KindsOfImages.interpretation
    KindsOfPrediction.prediction
    gwas
    joint
    KindsOfGenetics.meta
    loci
    KindsOfGenetics.replication
    expect
    report
]
