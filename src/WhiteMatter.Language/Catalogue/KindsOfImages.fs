/// The kinds about volumes: who has them, what is learned from them, and how they are simulated.
module internal WhiteMatter.Language.Catalogue.KindsOfImages

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let simulation = {
    kind
        "simulation"
        StudyType.Simulation
        "A cohort with known truth: genotyped people and volumes in whose regions variants, age, sex and site have planted effects. Its table has the columns `family`, `id`, `group` (`genotyped` or `image_only`), `age` in years, `sex` (`F` or `M`) and `site` (`A`, `B` or `C`)." with
        From = from [ StudyType.Genotypes ]
        Settings = [
            setting "atlas" [ StudyType.Atlas ] "The regions that carry effects; its grid is the volumes'."
            |> required
            setting "image_only" [ StudyType.Int ] "People who have a volume and no genotypes, beside the genotyped."
            |> between 0.0 1e6
            |> orNumber "0" 0.0 StudyType.Int
            setting
                "effects"
                [ StudyType.List StudyType.Effect ]
                "What is planted. In no region may the shares of variance add up to more than 100%."
            |> required
            |> items 1 1000
            setting
                "shared"
                [ share ]
                "The share of the variance left by the effects that all regions of a person have in common."
            |> between 0.0 1.0
            |> orNumber "30%" 0.3 share
            setting
                "noise"
                [ StudyType.Float ]
                "Standard deviation of a voxel about its region's value, in units of fractional anisotropy."
            |> between 0.0 1.0
            |> orNumber "0.02" 0.02 StudyType.Float
        ]
        Example =
            "simulation brains from chips {\n  atlas      = jhu\n  image_only = 400\n  effects    = [heritable(regions = [\"Fornix\"], variance = 25%), covariate(age, regions = all, variance = 15%)]\n}"
}

let images = {
    kind
        "images"
        StudyType.Images
        "One brain volume (NIfTI) a person, all on one grid or brought to one: a file, or a map of the diffusion tensors fitted to a series. People without a file are missing, and counted." with
        From = from [ StudyType.Cohort ]
        Settings = [
            setting
                "path"
                [ StudyType.String; StudyType.ImageQuery; StudyType.VolumeSeries ]
                "Each person's file, with `{column}` for a column of the cohort's table, as in `\"ukb/{eid}/FA.nii.gz\"`; it may go on inside a zip archive, as in `\"bulk/{eid}_20250_2_0.zip/dMRI/dMRI/dti_FA.nii.gz\"`. Or `bids(…)`, or `series(…)`. Required unless `dwi` stands, or the cohort is of a simulation, which made the volumes."
            |> path PathOf.PersonImages
            |> sees Sees.Placeholders
            |> orFrom "the simulation's volumes"
            setting
                "dwi"
                [ StudyType.String; StudyType.ImageQuery ]
                "Each person's diffusion series (4-D), with `{column}` as in `path`, or `bids(…)`. A tensor is fitted in each voxel, and `measure` of it is the image. Series are taken on the grid they are on: correct and register them before."
            |> path PathOf.PersonImages
            |> sees Sees.Placeholders
            setting
                "bval"
                [ StudyType.String ]
                "The file of each series' b-values in s/mm² (FSL), in one row or column. Required with `dwi`, unless that is `bids(…)`."
            |> path PathOf.PersonText
            |> sees Sees.Placeholders
            |> onlyWith "dwi" []
            setting
                "bvec"
                [ StudyType.String ]
                "The file of each series' directions (FSL), in three rows or columns. Required with `dwi`, unless that is `bids(…)`."
            |> path PathOf.PersonText
            |> sees Sees.Placeholders
            |> onlyWith "dwi" []
            setting "measure" [ StudyType.Enumeration "diffusion measure" ] "Which map of the tensors the image is."
            |> orCase "diffusion measure" "fa"
            |> onlyWith "dwi" []
            setting "fit" [ StudyType.Enumeration "tensor fit" ] "How tensors are fitted to the log signals."
            |> orElse "iwls()" (callOf Functions.iwls) (StudyType.Enumeration "tensor fit")
            |> onlyWith "dwi" []
            setting
                "brain"
                [ StudyType.String; StudyType.ImageQuery; StudyType.Enumeration "brain mask" ]
                "Where tensors are fitted; every map is 0 elsewhere. A word, or each person's mask with `{column}` as in `path`, or `bids(…)`."
            |> sees Sees.Placeholders
            |> orCase "brain mask" "median_otsu"
            |> onlyWith "dwi" []
            setting
                "shells"
                [ StudyType.List StudyType.Float ]
                "The b-values in s/mm² whose volumes are used, as in `[0, 1000]`; 0 stands for those up to `b0_threshold`."
            |> between 0.0 1e5
            |> items 1 20
            |> orFrom "all volumes"
            |> example "[0, 1000]"
            |> onlyWith "dwi" []
            setting
                "shell_tolerance"
                [ StudyType.Float ]
                "How far a volume's b-value may lie from its shell's, in s/mm²."
            |> between 0.0 1000.0
            |> orNumber "100" 100.0 StudyType.Float
            |> onlyWith "shells" []
            setting
                "b0_threshold"
                [ StudyType.Float ]
                "Volumes up to this b-value, in s/mm², are without weighting: they need no direction, and the brain mask is found in their mean."
            |> between 0.0 500.0
            |> orNumber "50" 50.0 StudyType.Float
            |> onlyWith "dwi" []
            setting
                "vector_lengths"
                [ StudyType.Enumeration "lengths of directions" ]
                "What is done with directions whose length is more than 1% off 1."
            |> orCase "lengths of directions" "refuse"
            |> onlyWith "dwi" []
            setting
                "write_maps"
                [ StudyType.Bool ]
                "Whether the maps of every person are written to the results: `fa`, `md`, `ad`, `rd`, the directions in colour, and `tensors.tsv`."
            |> orElse "false" (CheckedNode.Boolean false) StudyType.Bool
            |> onlyWith "dwi" []
            setting "mask" [ StudyType.String ] "A volume on the same grid; voxels that are not 0 are used."
            |> path PathOf.Volume
            |> orFrom "the simulation's mask, else voxels that are not 0 in at least half of the people"
            setting
                "mask_above"
                [ StudyType.Float ]
                "The voxels of `mask` with a greater value are used, as those above 2000 of `FMRIB58_FA-skeleton_1mm.nii.gz` by UK Biobank."
            |> between 0.0 1e9
            |> orFrom "voxels that are not 0"
            |> example "2000"
            |> onlyWith "mask" []
            setting
                "normalise"
                [ StudyType.Enumeration "normalisation" ]
                "What is done to each image before a model sees it. Means over regions are of the values as they are in the files."
            |> orCase "normalisation" "none"
            setting
                "keep"
                [ StudyType.Predicate ]
                "Whose images are kept, by columns computed for each image, then by the cohort's."
            |> sees Sees.ImageColumns
            setting
                "grid"
                [ StudyType.String ]
                "A volume whose grid the images are brought to, such as a template; they may then be on any grid. Registration is not done here: without `affine` and `warp` image and grid share their world."
            |> path PathOf.Volume
            |> orFrom "the images' own, which must be one"
            setting "interpolation" [ StudyType.Enumeration "interpolation" ] "How values between voxels are found."
            |> orCase "interpolation" "linear"
            |> onlyWith "grid" []
            setting
                "affine"
                [ StudyType.String ]
                "Each person's affine transform from the image to the grid's space, with `{column}` as in `path`: FLIRT's matrix (`flirt -omat`), or ITK's as ANTs writes it (`0GenericAffine.mat`, or text). With `warp` it is the one that is applied before it (`applywarp --premat`)."
            |> path PathOf.PersonTransforms
            |> sees Sees.Placeholders
            |> onlyWith "grid" []
            setting
                "affine_reference"
                [ StudyType.String ]
                "The volume that FLIRT registered to (`-ref`), where it is not `grid`: its matrix counts from there."
            |> path PathOf.Volume
            |> orFrom "the volume of `grid`"
            |> onlyWith "affine" []
            setting
                "warp"
                [ StudyType.String ]
                "Each person's displacement field, with `{column}` as in `path`: FSL's (`fnirt --fout`, `convertwarp`), relative or absolute, or ANTs' `1Warp.nii.gz`."
            |> path PathOf.PersonTransforms
            |> sees Sees.Placeholders
            |> onlyWith "grid" []
            setting
                "smooth_fwhm"
                [ StudyType.Quantity Dimension.Length ]
                "Full width at half maximum of a Gaussian that smooths each image inside the mask, as `fwhm` of 2.355 standard deviations. Not smoothed when not given. `keep` sees the images before, but for `correlation`."
            |> above 0.0 100.0
            |> example "4mm"
        ]
        Example =
            "images fa from europeans {\n  path      = \"ukb/{eid}/FA.nii.gz\"\n  mask      = \"mask.nii.gz\"\n  normalise = zscore\n  keep      = coverage >= 95% and abs(mean_z) <= 5\n}\nimages md from europeans {\n  dwi     = \"ukb/{eid}/data.nii.gz\"\n  bval    = \"ukb/{eid}/bvals\"\n  bvec    = \"ukb/{eid}/bvecs\"\n  shells  = [0, 1000]\n  fit     = wls(convention = dipy)\n  measure = md\n}\nimages raw from europeans { dwi = bids(\"dataset\", suffix = \"dwi\", session = \"{visit}\") }\nimages skeletons from europeans { path = series(\"all_FA_skeletonised.nii.gz\", subjects = \"subjects.txt\") }"
}

let atlas = {
    kind "atlas" StudyType.Atlas "Labelled regions: a volume of whole numbers, and their names." with
        Settings = [
            setting "labels" [ StudyType.String ] "The volume (NIfTI); 0 is no region."
            |> required
            |> path PathOf.Volume
            setting
                "names"
                [ StudyType.String; StudyType.List StudyType.String ]
                "A text file, each line a label, blanks or tabs, and its name; or the names of the labels 1, 2, 3 … themselves."
            |> items 1 10000
            |> path PathOf.RegionNames
            |> orFrom "`label_1`, `label_2` …"
            setting "flip" [ StudyType.Enumeration "flip of an atlas" ] "Correction of a wrong header."
            |> orCase "flip of an atlas" "none"
            setting
                "voxel"
                [ StudyType.Quantity Dimension.Length ]
                "Edge of the cubic voxels of a coarser grid around the labelled voxels, which are labelled by majority."
            |> between 0.1 50.0
            |> orFrom "the volume's own grid"
            |> example "4mm"
        ]
        Example = "atlas jhu { labels = \"JHU-labels-2mm.nii.gz\", names = \"JHU-labels.txt\" }"
}

let private train: BlockRow = {
    Name = "train"
    Doc = "How the network is trained."
    Entries = None
    Settings = [
        setting
            "epochs"
            [ StudyType.Int ]
            "At most so many passes over the people; 0 takes the model's `weights` as they are."
        |> between 0.0 100000.0
        |> orNumber "60" 60.0 StudyType.Int
        setting "batch" [ StudyType.Int ] "People in a batch, after each of which the weights move."
        |> between 1.0 10000.0
        |> orNumber "8" 8.0 StudyType.Int
        setting "optimiser" [ StudyType.Optimiser ] "How weights are fitted."
        |> orElse "adam(lr = 5e-4)" (callOf Functions.adam) StudyType.Optimiser
        setting
            "seed"
            [ StudyType.Int ]
            "What first weights, the order of people and who is held out are drawn with: two models that differ in it alone show how stable latents are."
        |> between 0.0 1e15
        |> orFrom "the study's seed"
        |> example "1"
        setting
            "seeds"
            [ StudyType.List StudyType.Int ]
            "Several seeds train an ensemble: a network for each, in steps of their own. Its phenotypes are what the latents of all networks have in common, found in the people fitted on. Interpretations go through all networks; values of the model, such as its epochs, are of the first seed's."
        |> between 0.0 1e15
        |> items 1 32
        |> orFrom "one network"
        |> example "[1, 2, 3]"
        setting
            "validation"
            [ share ]
            "The share of the people held out to watch the loss, drawn by a keyed hash of the ID."
        |> above 0.0 0.5
        |> orNumber "10%" 0.1 share
        setting
            "schedule"
            [ StudyType.Enumeration "schedule of the learning rate" ]
            "How the learning rate goes over the epochs."
        |> orCase "schedule of the learning rate" "plateau"
        setting
            "patience"
            [ StudyType.Int ]
            "Epochs without a better validation loss before the learning rate is halved; its floor is a thousandth of the start."
        |> between 1.0 100000.0
        |> orNumber "4" 4.0 StudyType.Int
        |> onlyWith "schedule" [ "plateau" ]
        setting
            "warm_up"
            [ StudyType.Int ]
            "Epochs over which the learning rate rises from 0, step by step, before its schedule begins."
        |> between 0.0 100000.0
        |> orNumber "0" 0.0 StudyType.Int
        setting
            "accumulate"
            [ StudyType.Int ]
            "Batches whose gradients are taken together for one step: a larger batch where memory is short, but for batch normalisation, which sees one batch."
        |> between 1.0 10000.0
        |> orNumber "1" 1.0 StudyType.Int
        setting
            "clip"
            [ StudyType.Float ]
            "Most that the norm of all gradients together may be; larger ones are shrunk. No limit when not given."
        |> above 0.0 1e9
        |> example "1"
        setting
            "stop"
            [ StudyType.Int ]
            "Epochs without a better validation loss before training ends; all epochs are trained when not given."
        |> between 1.0 100000.0
        |> example "12"
        setting
            "device"
            [ StudyType.Enumeration "device" ]
            "What the network runs on. Enters the model's fingerprint: another device gives the same results to rounding only."
        |> orCase "device" "auto"
        setting
            "precision"
            [ StudyType.Enumeration "precision of a network" ]
            "In how many digits a GPU computes; the processor takes fp32. Weights, statistics and losses keep 32 bits. Enters the model's fingerprint."
        |> orCase "precision of a network" "fp32"
        setting
            "activations"
            [ StudyType.Enumeration "treatment of activations" ]
            "What becomes of what layers give between the forward and the backward pass: for large images on a small GPU. The results are the same."
        |> orCase "treatment of activations" "keep"
    ]
    Availability = Availability.Here
}

let private corruption: BlockRow = {
    Name = "corruption"
    Doc =
        "What the network sees in training in place of the image that it is to make: one with noise (denoising), or with blocks hidden (masked autoencoding). Drawn anew for each person and epoch by the seed; latents are of images as they are."
    Entries = None
    Settings = [
        setting
            "noise"
            [ StudyType.Float ]
            "Standard deviation of Gaussian noise inside the mask, in standard deviations of the image inside the mask."
        |> between 0.0 100.0
        |> orNumber "0" 0.0 StudyType.Float
        setting
            "hidden"
            [ share ]
            "The share of the blocks with voxels inside the mask that are hidden: their voxels are 0. At least one block where it is above 0, and never all."
        |> below 0.0 1.0
        |> orNumber "0%" 0.0 share
        setting "patch" [ StudyType.Int ] "Edge of the cubic blocks, in voxels."
        |> between 1.0 512.0
        |> orNumber "16" 16.0 StudyType.Int
        |> onlyWith "hidden" []
        setting
            "over"
            [ StudyType.Enumeration "voxels of the loss" ]
            "Over which voxels inside the mask the loss is taken where blocks are hidden."
        |> orCase "voxels of the loss" "hidden"
        |> onlyWith "hidden" []
    ]
    Availability = Availability.Here
}

let private augment: BlockRow = {
    Name = "augment"
    Doc =
        "How images of the people trained on are changed, anew for each person and epoch by the seed, before the network sees and makes them. Images of people held out, and latents, are of images as they are."
    Entries = None
    Settings = [
        setting
            "noise"
            [ StudyType.Float ]
            "Largest standard deviation of Gaussian noise inside the mask, in standard deviations of the image; each image's is uniform from 0. It is part of the image to be made, unlike that of `corruption`."
        |> between 0.0 100.0
        |> orNumber "0" 0.0 StudyType.Float
        setting
            "gamma"
            [ StudyType.Float ]
            "Contrast: values between an image's least and greatest are raised to a power between 1/(1 + gamma) and 1 + gamma, and brought back to their mean and standard deviation."
        |> between 0.0 10.0
        |> orNumber "0" 0.0 StudyType.Float
        setting "rotate" [ StudyType.Float ] "Largest turn about each axis, in degrees."
        |> between 0.0 180.0
        |> orNumber "0" 0.0 StudyType.Float
        setting "shift" [ StudyType.Quantity Dimension.Length ] "Largest move along each axis."
        |> between 0.0 500.0
        |> orNumber "0mm" 0.0 (StudyType.Quantity Dimension.Length)
        setting "scale" [ share ] "Size: it is multiplied by a factor between 1/(1 + scale) and 1 + scale."
        |> between 0.0 1.0
        |> orNumber "0%" 0.0 share
        setting
            "flip"
            [ StudyType.Bool ]
            "Whether every other image, by chance, is mirrored left to right. The brain's sides differ, and latents of mirrored images tell nothing of it."
        |> orElse "false" (CheckedNode.Boolean false) StudyType.Bool
    ]
    Availability = Availability.Here
}

let model = {
    kind
        "model"
        StudyType.Model
        "An unsupervised network that learns from the images of a cohort's people to reproduce them through few numbers, the latents. Images of several kinds on one grid, as in `from [fa, gm]`, are the channels of one image, each with its own mask and `normalise`." with
        From = from [ StudyType.Images; StudyType.List StudyType.Images ]
        Settings = [
            setting
                "fit_on"
                [ StudyType.Cohort ]
                "The people it is fitted on, or, of weights that are taken as they are, was fitted on elsewhere. None of them may be in an association of its latents."
            |> orFrom "nobody of the study, of weights that are taken as they are; required else"
            setting
                "weights"
                [ StudyType.String ]
                "Weights to begin with: a safetensors file, or a state dict that PyTorch or Lightning saved (.pt, .ckpt), with the names of this program or of the published code of UDIP. Each tensor must be there with its shape, and none besides."
            |> path PathOf.Weights
            |> orFrom "drawn with the study's seed"
            setting "architecture" [ StudyType.Architecture ] "The network." |> required
            setting "loss" [ StudyType.Enumeration "loss" ] "What training makes small."
            |> orCase "loss" "masked_mse"
            setting
                "loss_weights"
                [ StudyType.List StudyType.Float ]
                "The weight of each kind of images in the loss, in the order of `from`: each has its mean squared error inside its own mask, times its weight, divided by the sum of the weights."
            |> only [ StudyType.List StudyType.Images ]
            |> above 0.0 1e6
            |> items 2 16
            |> orFrom "1 each"
            |> example "[2, 1]"
            setting
                "missing_modality"
                [ StudyType.Enumeration "people who lack a kind of images" ]
                "What becomes of people who have images of some kinds and not of others."
            |> only [ StudyType.List StudyType.Images ]
            |> orFrom "exclude"
            setting
                "crop"
                [ StudyType.Enumeration "crop of a model's images" ]
                "Which part of the grid the network sees: with `mask` the box around the mask that the images name, widened to what the network needs along each axis: at least 2 to the power of its halvings, or whole patches. What is outside the mask is 0 for the network either way, and without most of it training takes less memory and time."
            |> orFrom "none"
        ]
        Blocks = [ train; corruption; augment ]
        Example =
            "model udr from fa {\n  fit_on       = pretraining\n  architecture = conv_autoencoder(channels = [16, 32, 64, 128, 256], latents = 128)\n  train { epochs = 60, batch = 8, optimiser = adam(lr = 5e-4), patience = 4, device = auto }\n}\nmodel joint from [fa, gm] {\n  fit_on           = pretraining\n  architecture     = conv_autoencoder(latents = 128)\n  loss_weights     = [2, 1]\n  missing_modality = allow\n}"
}

let interpretation = {
    kind
        "interpretation"
        StudyType.Map
        "Where in the brain a model's latents show (PerDI): people's latents are decoded as they are and moved by one standard deviation in one latent; a map holds the paired |t| of the differences, or their mean, in each voxel inside the mask, smoothed." with
        From = from [ StudyType.Model ]
        Settings = [
            setting
                "latents"
                [
                    StudyType.Enumeration "choice of latents"
                    StudyType.Traits
                    StudyType.List StudyType.Int
                    StudyType.List StudyType.String
                ]
                "The latents: `all`, their numbers or names, or phenotypes of this model, as in `udip.traits`, whose people are then taken or drawn from."
            |> orCase "choice of latents" "all"
            |> items 1 100000
            setting
                "people"
                [ StudyType.Int; StudyType.Cohort ]
                "Whose latents are moved: a cohort, or how many are drawn, by a keyed hash of the ID, of the people with images whom the model was not fitted on."
            |> between 10.0 1e6
            |> orNumber "500" 500.0 StudyType.Int
            setting
                "atlas"
                [ StudyType.Atlas ]
                "The regions that are scored, on the grid of the images: the share of a region's voxels among a map's top, less the share of all voxels inside the mask. Without it there are maps and no scores."
            setting
                "against"
                [ StudyType.List StudyType.Traits ]
                "Phenotypes that latents are held against in the people who have both: means of regions, age, or the latents of a model of another seed. Of each pair of a latent and a trait the correlation; of each phenotypes the canonical correlations with all latents together."
            |> items 1 20
            setting
                "along"
                [ StudyType.List StudyType.Traits ]
                "Phenotypes along whose traits maps are made: for one standard deviation of a trait the expected change of each latent, by its regression on the trait, and what the decoder makes of that. With `atlas` the change of each region, with P by the same trait permuted over people. At most 64 traits together."
            |> items 1 20
            setting
                "statistic"
                [ StudyType.Enumeration "statistic of a map" ]
                "What a map holds of the differences in a voxel."
            |> orCase "statistic of a map" "paired_t"
            setting
                "smoothing"
                [ StudyType.Quantity Dimension.Length ]
                "Standard deviation of the Gaussian that maps are smoothed with, inside the mask: at its border by the weights of the voxels inside alone."
            |> between 0.0 50.0
            |> orNumber "3mm" 3.0 (StudyType.Quantity Dimension.Length)
            setting "top" [ share ] "The share of the voxels inside the mask that are a map's top."
            |> inside 0.0 1.0
            |> orNumber "1%" 0.01 share
            |> onlyWith "atlas" []
            setting
                "permutations"
                [ StudyType.Int ]
                "Random directions through the latents, each a step of one standard deviation of the people along it, that scores are held against. P is by the greatest score of a direction over all regions. Of maps `along` traits so many permutations of each trait over people."
            |> between 1.0 1000000.0
            |> orNumber "1000" 1000.0 StudyType.Int
            |> onlyWith "atlas" []
        ]
        Example =
            "interpretation perdi from udr { latents = udip.traits, people = 500, atlas = jhu, smoothing = 3mm, permutations = 1000 }"
}
