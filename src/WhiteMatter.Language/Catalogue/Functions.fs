module internal WhiteMatter.Language.Catalogue.Functions

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let private argument name accepts doc = setting name accepts doc |> required

let private row name arguments yields ``use`` doc example : FunctionRow = {
    Name = name
    Doc = doc
    Arguments = arguments
    Yields = yields
    Use = ``use``
    Availability = Availability.Here
    Example = example
}

let private table name doc =
    row
        name
        [
            argument "path" [ StudyType.String ] "The file." |> path PathOf.Table
            argument "id" [ StudyType.ColumnName ] "The column that names the person."
            argument "family" [ StudyType.ColumnName ] "The column that names the family (PLINK's FID)."
            |> optional
        ]
        StudyType.PeopleTable
        FunctionUse.Value
        doc
        $"{name}(\"people.txt\", id = IID, family = FID)"

let private scalar name doc example =
    row name [ argument "x" [ StudyType.Float ] "A number." ] StudyType.Float FunctionUse.Arithmetic doc example

let private figure name from doc example =
    row name [ argument "of" from "What is drawn." ] StudyType.Figure FunctionUse.Show doc example

let private laterOn name yields ``use`` doc : FunctionRow = {
    Name = name
    Doc = doc
    Arguments = []
    Yields = yields
    Use = ``use``
    Availability = Availability.ToCome
    Example = ""
}

let mean =
    row
        "mean"
        [
            argument "by" [ StudyType.Atlas ] "The atlas, on the images' grid."
            setting
                "zeros"
                [ StudyType.Enumeration "treatment of zeros" ]
                "What voxels that are 0 or outside the mask do."
            |> orCase "treatment of zeros" "exclude"
            setting
                "coverage"
                [ share ]
                "A region of a person with a smaller share of its voxels inside the mask and not 0 is missing."
            |> between 0.0 1.0
            |> orNumber "50%" 0.5 share
            setting
                "sides"
                [ StudyType.Enumeration "treatment of sides" ]
                "What regions of the left and the right give, whose names differ in their ending alone: `ALIC-L` and `ALIC-R`, `Fornix L` and `Fornix R`. Averaged they are called by what is left of the name, and a person has the average whose two sides both have the `coverage`."
            |> orCase "treatment of sides" "separate"
            setting
                "whole"
                [ StudyType.Bool ]
                "Whether the mean over all voxels inside the mask is a trait too, `whole`, such as that of the whole skeleton."
            |> orElse "false" (CheckedNode.Boolean false) StudyType.Bool
        ]
        StudyType.Reduction
        FunctionUse.Value
        "The mean of each region: one trait a region. Of the values as they are in the files, before `normalise`."
        "mean(by = jhu, zeros = exclude, coverage = 50%, sides = averaged, whole = true)"

let private ofConvolutions = [
    setting
        "channels"
        [ StudyType.List StudyType.Int ]
        "Channels of each level; between two levels every axis of the grid is halved."
    |> between 1.0 4096.0
    |> items 2 8
    |> orElse "[16, 32, 64, 128, 256]" (numbers [ 16; 32; 64; 128; 256 ]) (StudyType.List StudyType.Int)
    setting "latents" [ StudyType.Int ] "Width of the bottleneck: the number of traits it yields."
    |> between 1.0 100000.0
    |> orNumber "128" 128.0 StudyType.Int
    setting "kernel" [ StudyType.Int ] "Voxels along an edge of the convolutions' kernels: an odd number."
    |> between 1.0 11.0
    |> orNumber "3" 3.0 StudyType.Int
    setting
        "normalisation"
        [ StudyType.Enumeration "normalisation of channels" ]
        "What centres and scales the channels that a convolution gives. Without statistics of a batch a person's latents do not depend on who else was in training's batches; small batches then serve too."
    |> orCase "normalisation of channels" "batch"
    setting "activation" [ StudyType.Enumeration "activation" ] "The function after it."
    |> orCase "activation" "leaky_relu"
]

let convolutionalAutoencoder =
    row
        "conv_autoencoder"
        ofConvolutions
        StudyType.Architecture
        FunctionUse.Value
        "A convolutional autoencoder (UDIP): at each level two convolutions with normalisation and activation, then halving; a linear bottleneck; its mirror. The defaults are the published network's."
        "conv_autoencoder(channels = [16, 32, 64, 128, 256], latents = 128)"

let variationalAutoencoder =
    row
        "variational_autoencoder"
        (ofConvolutions
         @ [
             setting
                 "beta"
                 [ StudyType.Float ]
                 "Weight of the divergence of the latents' distributions from the standard normal one: with 1 the loss is the evidence lower bound of unit variance a voxel (times −2 and by voxel); more gives fewer and more independent latents that are used (Higgins et al. 2017)."
             |> between 0.0 1e6
             |> orNumber "1" 1.0 StudyType.Float
             setting
                 "warm_up"
                 [ StudyType.Int ]
                 "Epochs over which this weight rises from 0, step by step, so that latents are used before they are held."
             |> between 0.0 100000.0
             |> orNumber "0" 0.0 StudyType.Int
         ])
        StudyType.Architecture
        FunctionUse.Value
        "The convolutional autoencoder with latents that are draws of normal distributions in training (Kingma and Welling 2014); a person's latents are the means. Latents that carry nothing are told (WM4268)."
        "variational_autoencoder(channels = [16, 32, 64, 128, 256], latents = 64, beta = 2, warm_up = 10)"

let transformerAutoencoder =
    let whole name doc low high value =
        setting name [ StudyType.Int ] doc
        |> between low high
        |> orNumber (string value) (float value) StudyType.Int

    row
        "vit_autoencoder"
        [
            whole
                "patch"
                "Edge of the cubes that are tokens, in voxels. The image is padded with 0 after its last voxels to whole cubes."
                1.0
                256.0
                16
            whole
                "width"
                "Numbers of a token: a multiple of `heads`, and of 6 with positions of sines and cosines."
                6.0
                8192.0
                384
            whole "depth" "Blocks of the encoder." 1.0 64.0 6
            whole "heads" "Heads of attention." 1.0 64.0 6
            whole "decoder_depth" "Blocks of the decoder." 0.0 64.0 2
            setting "positions" [ StudyType.Enumeration "positions of patches" ] "How it knows where a patch lies."
            |> orCase "positions of patches" "sin_cos"
            whole "latents" "Width of the bottleneck: the number of traits it yields." 1.0 100000.0 128
        ]
        StudyType.Architecture
        FunctionUse.Value
        "An autoencoder of vision transformers (Dosovitskiy et al. 2021): cubes of the image are tokens of blocks with normalisation before attention and perceptron; their mean gives the latents; a decoder makes each cube out of the latents and its position (He et al. 2022)."
        "vit_autoencoder(patch = 16, width = 384, depth = 6, heads = 6, decoder_depth = 2, latents = 128)"

let private ofAdam = [
    setting "lr" [ StudyType.Float ] "The learning rate at the start."
    |> above 0.0 1.0
    |> orNumber "5e-4" 5e-4 StudyType.Float
    setting "beta1" [ StudyType.Float ] "Decay of the mean of gradients."
    |> below 0.0 1.0
    |> orNumber "0.9" 0.9 StudyType.Float
    setting "beta2" [ StudyType.Float ] "Decay of the mean of squared gradients."
    |> below 0.0 1.0
    |> orNumber "0.999" 0.999 StudyType.Float
    setting "epsilon" [ StudyType.Float ] "Added to the denominator."
    |> above 0.0 1.0
    |> orNumber "1e-8" 1e-8 StudyType.Float
]

let adam =
    row "adam" ofAdam StudyType.Optimiser FunctionUse.Value "The optimiser Adam (Kingma and Ba 2015)." "adam(lr = 5e-4)"

let adamw =
    row
        "adamw"
        (ofAdam
         @ [
             setting
                 "weight_decay"
                 [ StudyType.Float ]
                 "Times the learning rate, the share of each weight that is taken off at each step."
             |> above 0.0 1.0
             |> orNumber "0.01" 0.01 StudyType.Float
         ])
        StudyType.Optimiser
        FunctionUse.Value
        "The optimiser Adam with weights that decay beside its moments (Loshchilov and Hutter 2019)."
        "adamw(lr = 5e-4, weight_decay = 0.01)"

let private regions =
    argument
        "regions"
        [ StudyType.List StudyType.String; StudyType.Enumeration "choice of regions" ]
        "Names of regions of the simulation's atlas, or `all`."
    |> items 1 10000
    |> textsOf (TextsOf.Atlas "atlas")

let private variance doc =
    argument "variance" [ share ] doc |> above 0.0 1.0 |> example "5%"

let heritable =
    row
        "heritable"
        [
            regions
            variance "The share of each region's variance that the variants explain together."
            setting "variants" [ StudyType.Int ] "How many causal variants share the effect; drawn among those kept."
            |> between 1.0 100000.0
            |> orNumber "1" 1.0 StudyType.Int
            setting "variant" [ StudyType.String ] "The causal variant's name; drawn when not given."
            setting "directions" [ StudyType.Enumeration "choice of directions" ] "Which way the regions move."
            |> orCase "choice of directions" "same"
        ]
        StudyType.Effect
        FunctionUse.Value
        "Causal variants, the same for all of the regions."
        "heritable(regions = all, variance = 6%, directions = mixed)"

let covariate =
    row
        "covariate"
        [
            argument "column" [ StudyType.Enumeration "simulated column" ] "The column."
            regions
            variance "The share of each region's variance that it explains."
        ]
        StudyType.Effect
        FunctionUse.Value
        "An effect of a column of the simulated people."
        "covariate(age, regions = all, variance = 15%)"

let logistic =
    row
        "logistic"
        [
            setting "firth" [ StudyType.Enumeration "use of Firth's likelihood" ] "When Firth's likelihood is used."
            |> orCase "use of Firth's likelihood" "fallback"
        ]
        (StudyType.Enumeration "association method")
        FunctionUse.Value
        "Logistic regression of binary traits. Effects are log odds ratios of one copy of the effect allele."
        "logistic(firth = fallback)"

let mixed =
    row
        "mixed"
        [
            argument
                "relatedness"
                [ StudyType.Relatedness ]
                "Who is related to whom: people and variants of its genetic relationship matrix."
            setting "grm" [ StudyType.Enumeration "relationship matrix" ] "Which matrix."
            |> orCase "relationship matrix" "sparse"
        ]
        (StudyType.Enumeration "association method")
        FunctionUse.Value
        "A linear mixed model: the part of each trait's variance that goes with the relationships is estimated by restricted maximum likelihood. With the sparse matrix each variant is tested by a score that knows who is related to whom, calibrated with 1,000 variants drawn (fastGWA, GRAMMAR-gamma); with a dense one by the exact model, its variances anew for each variant (GEMMA), in up to 10,000 people."
        "mixed(kin)"

let ridgeTwoStep =
    row
        "ridge_two_step"
        [
            setting
                "genotypes"
                [ StudyType.Genotypes ]
                "The genotypes that traits are predicted from, with their `keep`: common variants, a few hundred thousand."
            |> orFrom "the association's own"
            setting "block" [ StudyType.Int ] "Variants of a block; blocks do not cross chromosomes."
            |> between 10.0 10000.0
            |> orNumber "1000" 1000.0 StudyType.Int
            setting
                "folds"
                [ StudyType.Int; StudyType.Enumeration "folds" ]
                "Parts of the people, in the order of the genotype file, each predicted by the others; or `leave_one_out`."
            |> between 2.0 1000.0
            |> orNumber "5" 5.0 StudyType.Int
            setting
                "relatedness"
                [ StudyType.Relatedness ]
                "Who is related to whom: what is left of relatives' traits goes together, and tests allow for it."
        ]
        (StudyType.Enumeration "association method")
        FunctionUse.Value
        "Whole-genome ridge regression in two steps (regenie's): traits are predicted from the whole genome by ridge regression on blocks of variants and then on the blocks' predictions, and each variant is tested against what the predictions from the other chromosomes leave."
        "ridge_two_step(genotypes = chips, block = 1000, folds = 5, relatedness = kin)"

let private convention =
    setting
        "convention"
        [ StudyType.Enumeration "convention of tensor fits" ]
        "Whose details are followed where programs differ."
    |> orCase "convention of tensor fits" "mrtrix"

let iwls =
    row
        "iwls"
        [
            setting "iterations" [ StudyType.Int ] "How often weights are found anew."
            |> between 1.0 100.0
            |> orNumber "2" 2.0 StudyType.Int
        ]
        (StudyType.Enumeration "tensor fit")
        FunctionUse.Value
        "Iteratively reweighted least squares: weighted by the signals, then anew by those predicted (Veraart 2013); MRtrix's default."
        "iwls(iterations = 2)"

let private wls =
    row
        "wls"
        [ convention ]
        (StudyType.Enumeration "tensor fit")
        FunctionUse.Value
        "Weighted least squares, once: by the signals (MRtrix's `-iter 0`), or by those that an ordinary fit predicts (DIPY's WLS)."
        "wls(convention = dipy)"

let private ols =
    row
        "ols"
        [ convention ]
        (StudyType.Enumeration "tensor fit")
        FunctionUse.Value
        "Ordinary least squares (Basser 1994): MRtrix's `-ols -iter 0`, or DIPY's OLS."
        "ols(convention = dipy)"

let private combat =
    row
        "combat"
        [
            argument
                "batch"
                [ StudyType.ColumnName ]
                "The column of the cohort that names each person's scanner or site; `combat` does not go without it."
            |> takes ColumnsTaken.Values
            |> optional
            argument
                "preserve"
                [ StudyType.Covariates; StudyType.Formula ]
                "Covariates whose effects stay in the traits: a declaration or a formula. What differs between sites because their people do must stand here."
            |> optional
            setting "prior" [ StudyType.Enumeration "prior of batches" ] "How a batch's effects are shrunken."
            |> orCase "prior of batches" "parametric"
            setting "mean_only" [ StudyType.Bool ] "Whether batches are taken to differ in their means alone."
            |> orElse "false" (CheckedNode.Boolean false) StudyType.Bool
            setting
                "reference"
                [ StudyType.String ]
                "The batch whose values stay as they are and to which the others are brought."
            |> orFrom "the mean of all batches"
            |> textsOf (TextsOf.Column "batch")
        ]
        StudyType.Harmonisation
        FunctionUse.Value
        "ComBat (Johnson 2007, Fortin 2018): each batch's shift and scale of each trait, shrunken towards those of its other traits, are taken out."
        "combat(batch = site, preserve = age + sex)"

let sumstats =
    row
        "sumstats"
        [
            argument
                "path"
                [ StudyType.String ]
                "The file: text with a header, plain or packed by gzip, bgzip or zstd. Rows may be in any order."
            |> path PathOf.File
            setting "trait" [ StudyType.String ] "What its trait is called."
            |> orFrom "the file's name up to its first dot"
            setting
                "format"
                [ StudyType.Enumeration "format of statistics" ]
                "Under which names its columns are looked for."
            |> orCase "format of statistics" "auto"
            setting "build" [ StudyType.Enumeration "genome build" ] "The genome build of its positions."
            |> orFrom "the study's build"
            setting "n" [ StudyType.Int ] "How many people there are, where the file does not say."
            |> between 1.0 1e9
            |> example "25000"
            setting
                "variants"
                [ StudyType.Genotypes ]
                "Genotypes that tell where variants lie by their names, for files that do not."
        ]
        StudyType.SumStats
        FunctionUse.Value
        "Published summary statistics of one trait. Stands wherever a gwas may. What is missing is computed: effects from odds ratios, a standard error from effect and P, P from effect and standard error; each row left out is counted with its reason."
        "sumstats(\"consortium.tsv.gz\", trait = \"height\", n = 25000)"

let all: FunctionRow list = [
    table "tsv" "A tab-separated table with a header line."
    table "csv" "A comma-separated table with a header line; fields may be quoted."
    table
        "space_separated"
        "A table whose fields are separated by runs of blanks or tabs, as PLINK writes, with a header line."
    scalar "log" "The natural logarithm." "I(log(volume))"
    scalar "log10" "The logarithm to base 10." "I(log10(dose))"
    scalar "sqrt" "The square root." "I(sqrt(count))"
    scalar "exp" "The exponential." "I(exp(rate))"
    scalar "abs" "The absolute value." "abs(z) <= 5"
    row
        "is_missing"
        [ argument "column" [ StudyType.ColumnName ] "A column." ]
        StudyType.Bool
        FunctionUse.Arithmetic
        "Whether a person's value is missing; itself never missing."
        "not is_missing(bmi)"
    row
        "column"
        [ argument "name" [ StudyType.ColumnName ] "The column's name as text." ]
        StudyType.Unknown
        FunctionUse.Arithmetic
        "A column whose name is no plain word."
        "column(\"FEV1/FVC\") >= 0.7"
    row
        "I"
        [ argument "x" [ StudyType.Float ] "Ordinary arithmetic on columns." ]
        StudyType.Formula
        FunctionUse.Formula
        "Inside a formula, `+ - * ^` are ordinary arithmetic between the parentheses, as in R."
        "I(age^2)"
    figure "manhattan" [ StudyType.SumStats; StudyType.JointStats ] "P along the genome." "manhattan(heights)"
    figure "qq" [ StudyType.SumStats; StudyType.JointStats ] "Observed against expected P." "qq(heights)"
    figure "people" [ StudyType.Cohort; StudyType.SumStats ] "People in and out at each step." "people(europeans)"
    figure
        "design"
        [ StudyType.SumStats ]
        "The resolved design: coding of factors, covariates, traits."
        "design(heights)"
    figure "qc" [ StudyType.Images ] "Quality of images: who has one, who was removed, what was measured." "qc(fa)"
    figure "slices" [ StudyType.Images ] "Slices through the mean of all people's images." "slices(fa)"
    figure "training" [ StudyType.Model ] "The loss over the epochs." "training(udr)"
    figure
        "reconstruction"
        [ StudyType.Model ]
        "The mean of the validation people's images, of their reconstructions, and the difference."
        "reconstruction(udr)"
    figure
        "regions"
        [ StudyType.Traits ]
        "Means by region over people, and how much of each region was there; of phenotypes from images."
        "regions(tracts)"
    row
        "truth"
        [
            argument "of" [ StudyType.Simulation ] "The simulation."
            setting
                "found"
                [ StudyType.SumStats; StudyType.JointStats; StudyType.Loci ]
                "The results in which what was planted is looked for."
        ]
        StudyType.Figure
        FunctionUse.Show
        "What was planted, against what was found."
        "truth(brains, found = tract_gwas)"
    mean
    convolutionalAutoencoder
    variationalAutoencoder
    transformerAutoencoder
    adam
    adamw
    heritable
    covariate
    logistic
    mixed
    ridgeTwoStep
    FunctionsOfImages.bids
    FunctionsOfImages.series
    iwls
    wls
    ols
    combat
    LearnerFunctions.ridge
    LearnerFunctions.elasticNet
    LearnerFunctions.boostedTrees
    sumstats
    laterOn "gmt" StudyType.GeneSets FunctionUse.Value "Gene sets of a GMT file."
]

let private byName = all |> List.map (fun row -> row.Name, row) |> Map.ofList

let tryFind (name: string) = byName.TryFind name
