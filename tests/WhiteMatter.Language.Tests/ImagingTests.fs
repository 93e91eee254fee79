/// What the checker makes of images, atlases and models.
module WhiteMatter.Language.Tests.ImagingTests

open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// The preamble that the texts of most tests go on from.
let private start =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
genotypes chips from people { bed = "data/chips.bed" }
"""

let private images =
    "images fa from people { path = \"data/fa/{IID}.nii.gz\", mask = \"data/mask.nii.gz\" }\n"

let private atlas =
    "atlas jhu { labels = \"data/labels.nii.gz\", names = \"data/labels.txt\" }\n"

/// The names of `data/labels.txt` have no sides.
[<Fact>]
let ``Sides are averaged of an atlas whose regions have some`` () =
    let averaged (names: string) (sides: string) =
        check (
            imagingStudy
                .Replace("names = \"data/labels.txt\"", $"names = {names}")
                .Replace("mean(by = jhu)", $"mean(by = jhu, sides = {sides})")
        )
        |> codes
        |> List.filter (fun code -> code = "WM4242")

    for sides in [ "averaged"; "both" ] do
        Assert.Equal<string list>([ "WM4242" ], averaged "\"data/labels.txt\"" sides)
        Assert.Equal<string list>([ "WM4242" ], averaged "[\"Genu-L\", \"Body-R\", \"Fornix\"]" sides)
        Assert.Empty(averaged "[\"Genu\", \"Fornix-L\", \"Fornix-R\"]" sides)
        Assert.Empty(averaged "[\"Genu\", \"Fornix left\", \"Fornix right\"]" sides)

    Assert.Empty(averaged "\"data/labels.txt\"" "separate")

[<Fact>]
let ``A sound imaging study gives no diagnostic and everything that planning needs`` () =
    let study = sound imagingStudy
    let train = (find "udr" study).Body.Blocks["train"].Settings
    Assert.Equal("30", show train["epochs"].Node)
    Assert.Equal("8", show train["batch"].Node)
    Assert.Equal("adam(beta1 = 0.9, beta2 = 0.999, epsilon = 1E-08, lr = 0.002)", show train["optimiser"].Node)
    Assert.Equal("0.1", show train["validation"].Node)
    Assert.Equal("4", show train["patience"].Node)
    Assert.Equal("12", show train["stop"].Node)
    Assert.Equal("auto", show train["device"].Node)

    Assert.Equal(
        "conv_autoencoder(activation = leaky_relu, channels = [4, 8, 16], kernel = 3, latents = 16, normalisation = batch)",
        setting "architecture" (find "udr" study)
    )

    Assert.Equal(
        "mean(by = jhu, coverage = 0.5, sides = separate, whole = False, zeros = exclude)",
        setting "reduce" (find "tracts" study)
    )

    Assert.Equal("masked_mse", setting "loss" (find "udr" study))

    Assert.Equal<(string * string) list>(
        [
            "distribution", "chi_squared"
            "method", "jagwas"
            "min_eigenvalue", "1E-06"
            "write_p", "1"
            "z", "score"
        ],
        [
            for KeyValue(name, value) in (find "latent_joint" study).Body.Settings -> name, show value.Node
        ]
    )

    Assert.Equal<int list>([ 91; 109; 91 ], List.ofSeq study.Facts.Images["data/labels.nii.gz"].Size)

[<Fact>]
let ``A path's placeholders are columns of the cohort's table, and parameters are written out`` () =
    let study =
        sound (
            start
            + "param folder : string = \"data\"\nimages fa from people { path = \"{folder}/fa/{IID}.nii.gz\" }\n"
        )

    let path = (find "fa" study).Body.Settings["path"]
    Assert.Equal(Some "data/fa/{IID}.nii.gz", ImagePath.template path)
    Assert.Equal<string list>([ "IID" ], ImagePath.columns path)
    Assert.Equal(370L, study.Facts.ImageSets["data/fa/{IID}.nii.gz"].Identity.Files)

[<Fact>]
let ``Braces and folders of a path stand in its template as hosts take them`` () =
    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ncohort people { table = tsv(\"p.tsv\", id = eid) }\nimages fa from people { path = \"../fa/{{x}}/{eid}.nii.gz\" }\n"

    let result =
        checkWith (Checker.request (SourceText("studies/a/study.wmstudy", text))) (InMemoryHost())

    let path =
        (CheckedStudy.tryFind "fa" result.Study.Value).Value.Body.Settings["path"]

    Assert.Equal(Some "studies/fa/{{x}}/{eid}.nii.gz", ImagePath.template path)

    // Without the table nobody's path is known: one file that is not there is one warning.
    Assert.Equal<Set<string>>(set [ "studies/a/p.tsv" ], result.Study.Value.Facts.Absent)
    Assert.Equal<string list>([ DataCodes.FileNotFound.Code ], codes result)

[<Fact>]
let ``A placeholder that is no column is an error with the nearest column`` () =
    let found =
        only (start + "images fa from people { path = \"data/fa/{IDI}.nii.gz\" }\n")

    Assert.Equal(NameCodes.UnknownColumn.Code, found.Code)
    Assert.Contains("Did you mean 'IID'?", found.Message)

    let text = start + "images fa from people { path = \"data/fa/{IDI}.nii.gz\" }\n"
    Assert.Contains("{IID}", applyFix text (Assert.Single found.Fixes))

[<Fact>]
let ``A path without a placeholder is one file for everybody, and images of a table need a path`` () =
    Assert.Equal(
        NameCodes.OneFileForAll.Code,
        (only (start + "images fa from people { path = \"data/mask.nii.gz\" }\n")).Code
    )

    let found = only (start + "images fa from people { normalise = zscore }\n")
    Assert.Equal(NameCodes.MissingSetting.Code, found.Code)
    Assert.Contains("'path'", found.Message)

[<Fact>]
let ``keep of images sees what is computed for each image, then the cohort's columns`` () =
    let study =
        sound (
            start
            + "images fa from people { path = \"data/fa/{IID}.nii.gz\", keep = coverage >= 95% and abs(mean_z) <= 5 and outside < 0.01 and sd > 0 and sd_z < 5 and correlation >= 0.5 and mean > 0.1 and age >= 45y }\n"
        )

    let keep = setting "keep" (find "fa" study)
    Assert.Contains("(column coverage GreaterOrEqual 0.95)", keep)
    Assert.Contains("(column age GreaterOrEqual 45)", keep)

    let found =
        only (
            start
            + "images fa from people { path = \"data/fa/{IID}.nii.gz\", keep = covrage >= 95% }\n"
        )

    Assert.Contains("Did you mean 'coverage'?", found.Message)

[<Fact>]
let ``A column of the cohort with the name of a computed one is ambiguous in keep`` () =
    let host =
        InMemoryHost()
            .WithTable(
                "p.tsv",
                TableHeader(
                    ImmutableArray.Create(
                        TableColumn("eid", ColumnContent.Text, ImmutableArray.Empty),
                        TableColumn("coverage", ColumnContent.Number, ImmutableArray.Empty)
                    ),
                    9L,
                    true
                )
            )
            .WithImages(
                "{eid}.nii",
                9L,
                9L,
                ImmutableArray.Create<int>([| 9; 9; 9 |]),
                ImmutableArray.Create<float>([| 1.0; 0; 0; 0; 0; 1; 0; 0; 0; 0; 1; 0 |])
            )

    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ncohort people { table = tsv(\"p.tsv\", id = eid) }\nimages fa from people { path = \"{eid}.nii\", keep = coverage >= 95% }\n"

    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) host
    Assert.Equal<string list>([ NameCodes.AmbiguousName.Code ], codes result)
    Assert.Contains("computed for each image", result.Diagnostics[0].Message)

[<Fact>]
let ``Images that are not there are a warning, and the study still checks`` () =
    let result =
        check (
            start
            + "images fa from people { path = \"elsewhere/{IID}.nii.gz\", mask = \"elsewhere/mask.nii.gz\" }\natlas jhu { labels = \"elsewhere/labels.nii.gz\", names = \"elsewhere/names.txt\" }\nphenotypes tracts from fa { reduce = mean(by = jhu) }\n"
        )

    Assert.Equal<string list>(List.replicate 4 DataCodes.FileNotFound.Code, codes result)
    Assert.True result.Study.IsSome

[<Fact>]
let ``The settings of phenotypes are those of what stands after from`` () =
    let check' (text: string) expected =
        let found = only (start + images + atlas + text)
        Assert.Equal(NameCodes.SettingOfOtherSource.Code, found.Code)
        Assert.Contains(expected, found.Message)

    check' "phenotypes a from fa { columns = all }\n" "'columns' does not stand in 'phenotypes' from a set of images"
    check' "phenotypes a from fa { table = tsv(\"data/panel.txt\", id = IID) }\n" "it is for a cohort"
    check' "phenotypes a from people { reduce = mean(by = jhu) }\n" "it is for a set of images"
    check' "phenotypes a from people { apply_to = people }\n" "it is for a model"

    for source, required in [ "people", "columns"; "fa", "reduce" ] do
        let found = only (start + images + $"phenotypes a from {source} {{ }}\n")
        Assert.Equal(NameCodes.MissingSetting.Code, found.Code)
        Assert.Contains($"'{required}'", found.Message)

[<Fact>]
let ``Only phenotypes from a table have one`` () =
    let study = sound imagingStudy
    Assert.False((find "tracts" study).Body.Settings.ContainsKey "table")
    Assert.False((find "latents" study).Body.Settings.ContainsKey "table")

[<Fact>]
let ``A device is a word, with a number for a GPU`` () =
    let device (written: string) =
        check (imagingStudy.Replace("epochs = 30", $"device = {written}"))

    let node written =
        (find "udr" (device written).Study.Value).Body.Blocks["train"].Settings["device"].Node
        |> show

    Assert.Equal("auto", node "auto")
    Assert.Equal("cpu", node "cpu")
    Assert.Equal("[Literal \"cuda:1\"]", node "cuda:1")

    for wrong, suggestion in
        [
            "cuda", "cuda:0"
            "cuda:x", "cuda:0"
            "cda:2", "cuda:2"
            "tpu:1", ""
            "cpuu", "cpu"
            "gpu", "auto"
        ] do
        let found = Assert.Single (device wrong).Diagnostics
        Assert.Equal(NameCodes.UnknownCase.Code, found.Code)

        if suggestion <> "" then
            Assert.Equal(suggestion, (Assert.Single found.Fixes).Replacement)

    // One network is trained on one device: what is wrong is the list, not what stands in it.
    let several = Assert.Single (device "[cuda:0, cuda:1]").Diagnostics
    Assert.Equal(NameCodes.WrongType.Code, several.Code)

    // In quotes it is no word; the fix takes them away.
    let quoted = Assert.Single (device "\"cuda:1\"").Diagnostics
    Assert.Equal(NameCodes.WrongType.Code, quoted.Code)
    Assert.Equal("cuda:1", (Assert.Single quoted.Fixes).Replacement)

[<Fact>]
let ``Precision and activations of a network are words`` () =
    let trained (written: string) =
        check (imagingStudy.Replace("epochs = 30", written))

    for right in [ "fp32"; "tf32"; "bf16"; "fp16" ] do
        Assert.Empty (trained $"precision = {right}").Diagnostics

    for right in [ "keep"; "recompute" ] do
        Assert.Empty (trained $"activations = {right}").Diagnostics

    for wrong, suggestion in [ "precision = bf61", "bf16"; "activations = recomputed", "recompute" ] do
        let found = Assert.Single (trained wrong).Diagnostics
        Assert.Equal(NameCodes.UnknownCase.Code, found.Code)
        Assert.Equal(suggestion, (Assert.Single found.Fixes).Replacement)

    let settings =
        (find "udr" (check imagingStudy).Study.Value).Body.Blocks["train"].Settings

    Assert.Equal("fp32", show settings["precision"].Node)
    Assert.Equal("keep", show settings["activations"].Node)

[<Fact>]
let ``Settings of the train block are checked as settings of a kind are`` () =
    let train (written: string) =
        codes (
            check (
                imagingStudy.Replace(
                    "train { epochs = 30, optimiser = adam(lr = 2e-3), stop = 12 }",
                    $"train {{ {written} }}"
                )
            )
        )

    Assert.Equal<string list>([ NameCodes.UnknownSetting.Code ], train "epoch = 30")
    Assert.Equal<string list>([ NameCodes.SettingTwice.Code ], train "epochs = 30, epochs = 20")
    Assert.Equal<string list>([ NameCodes.WrongType.Code ], train "epochs = 1.5")
    Assert.Equal<string list>([ NameCodes.EntryUnexpected.Code ], train "30")
    Assert.Equal<string list>([ NameCodes.UnexpectedArgument.Code ], train "optimiser = adam(rate = 1)")

    for wrong in
        [
            "epochs = -1"
            "batch = 0"
            "patience = 0"
            "stop = 0"
            "validation = 0%"
            "validation = 51%"
            "validation = 0.6"
            "optimiser = adam(lr = 0)"
            "optimiser = adam(beta1 = 1)"
        ] do
        Assert.True((train wrong = [ NameCodes.OutOfBounds.Code ]), wrong)

    for right in [ "validation = 50%"; "validation = 0.1"; "optimiser = adam(1e-3)"; "" ] do
        Assert.True((train right = []), right)

[<Fact>]
let ``A network's levels and latents have their limits`` () =
    let architecture (arguments: string) =
        codes (check (imagingStudy.Replace("(channels = [4, 8, 16], latents = 16)", $"({arguments})")))

    for wrong in
        [
            "channels = [4]"
            "channels = [1, 1, 1, 1, 1, 1, 1, 1, 1]"
            "channels = [4, 0]"
            "latents = 0"
        ] do
        Assert.True((architecture wrong = [ NameCodes.OutOfBounds.Code ]), wrong)

    Assert.Equal<string list>([ NameCodes.WrongType.Code ], architecture "channels = [4, 1.5]")
    Assert.Equal<string list>([ NameCodes.WrongType.Code ], architecture "channels = 4")

[<Fact>]
let ``Every level of a network has voxels, and the message names both sizes`` () =
    // 12 × 20 × 12 voxels: halved three times 2 × 3 × 2 remain, a fourth time is one too many.
    let model (channels: string) =
        check (
            start
            + $"images crops from people {{ path = \"data/crops/{{IID}}.nii.gz\" }}\nmodel udr from crops {{ fit_on = people, architecture = conv_autoencoder(channels = {channels}) }}\n"
        )

    Assert.Empty (model "[4, 8, 16, 32]").Diagnostics
    let found = Assert.Single (model "[4, 8, 16, 32, 64]").Diagnostics
    Assert.Equal(DesignCodes.GridTooSmall.Code, found.Code)
    Assert.Contains("needs at least 16 voxels along each", found.Message)
    Assert.Contains("12 × 20 × 12", found.Message)

[<Fact>]
let ``The grids of images, mask and atlas are compared, and both are named`` () =
    let other = only (start + images.Replace("mask.nii", "mask-1mm.nii"))

    Assert.Equal(DesignCodes.GridsDiffer.Code, other.Code)
    Assert.Contains("91 × 109 × 91 voxels of 2 × 2 × 2 mm", other.Message)
    Assert.Contains("182 × 218 × 182", other.Message)

    // A voxel size of its own, and the atlas has a grid that only the run knows.
    Assert.Empty
        (check (
            start
            + images
            + "atlas own { labels = \"data/labels-1mm.nii.gz\", voxel = 6mm }\nphenotypes tracts from fa { reduce = mean(by = own) }\n"
        ))
            .Diagnostics

[<Fact>]
let ``An atlas whose axis runs the other way is put right by flip, and only then`` () =
    let reduce (flip: string) labels =
        codes (
            check (
                start
                + images
                + $"atlas copy {{ labels = \"data/{labels}.nii.gz\", flip = {flip} }}\nphenotypes tracts from fa {{ reduce = mean(by = copy) }}\n"
            )
        )

    Assert.Equal<string list>([ DesignCodes.AxesMirrored.Code ], reduce "none" "labels-mirrored")
    Assert.Equal<string list>([], reduce "left_right" "labels-mirrored")
    Assert.Equal<string list>([], reduce "none" "labels")
    Assert.Equal<string list>([ DesignCodes.AxesMirrored.Code ], reduce "left_right" "labels")

[<Fact>]
let ``Left and right are exchanged about the middle of the atlas's grid`` () =
    // Voxels 0 to 90 at x from 10 to 190 mm: the middle is 100, and exchanged voxel 0 lies at 190.
    let affine step first =
        ImmutableArray.Create<float>([| step; 0.0; 0.0; first; 0.0; 2.0; 0.0; -126.0; 0.0; 0.0; 2.0; -72.0 |])

    let size = ImmutableArray.Create<int>([| 91; 109; 91 |])

    let host =
        host
            .WithImages("moved/{IID}.nii.gz", 373L, 373L, size, affine -2.0 190.0)
            .WithImage("moved/labels.nii.gz", size, affine 2.0 10.0)

    let codesOf (flip: string) =
        let text =
            start
            + $"images fa from people {{ path = \"moved/{{IID}}.nii.gz\" }}\natlas copy {{ labels = \"moved/labels.nii.gz\", flip = {flip} }}\nphenotypes tracts from fa {{ reduce = mean(by = copy) }}\n"

        codes (checkWith (Checker.request (SourceText("study.wmstudy", text))) host)

    Assert.Equal<string list>([], codesOf "left_right")
    Assert.Equal<string list>([ DesignCodes.AxesMirrored.Code ], codesOf "none")

[<Fact>]
let ``Grids that differ by rounding are one grid`` () =
    let rounded =
        ImmutableArray.Create<float>(
            [|
                -2.0000002
                0.0
                0.0
                90.00001
                0.0
                2.0
                0.0
                -126.0
                0.0
                0.0
                2.0
                -72.0
            |]
        )

    let host =
        host.WithImage("data/rounded.nii.gz", ImmutableArray.Create<int>([| 91; 109; 91 |]), rounded)

    let text = start + images.Replace("data/mask.nii.gz", "data/rounded.nii.gz")
    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) host
    Assert.Empty result.Diagnostics

[<Fact>]
let ``Images and models can be shown, an atlas cannot, and regions are of phenotypes from images`` () =
    let show (item: string) =
        check (
            start
            + images
            + atlas
            + "phenotypes traits from people { columns = [height] }\nphenotypes tracts from fa { reduce = mean(by = jhu) }\n"
            + $"report page {{ show = [{item}] }}\n"
        )

    for right in [ "fa"; "qc(fa)"; "slices(fa)"; "regions(tracts)"; "tracts" ] do
        Assert.True(((show right).Diagnostics.Length = 0), right + messages (show right))

    for wrong in [ "jhu"; "qc(people)"; "training(fa)"; "regions(traits)" ] do
        Assert.True((codes (show wrong) = [ NameCodes.WrongType.Code ]), wrong + messages (show wrong))

[<Fact>]
let ``Values of images, models and joint tests are known after the run`` () =
    let members = [
        "fa", "people missing voxels outliers"
        "jhu", "regions"
        "udr", "epochs best_epoch training_loss validation_loss people parameters"
        "latent_joint", "variants traits rank lambda_gc min_p"
        "found", "count recovered unexplained"
        "made", "count genotyped planted"
    ]

    for owner, names in members do
        for name in names.Split ' ' do
            sound (imagingStudy + $"expect {{ {owner}.{name} >= 0 }}\n") |> ignore

[<Fact>]
let ``An interpretation takes latents by number, by name and as phenotypes of its model, and people by number and as a cohort``
    ()
    =
    for settings in
        [
            "latents = all"
            "latents = [1, 16]"
            "latents = [1..3]"
            "latents = [\"latent_016\"]"
            "latents = latents"
            "latents = latents.traits, people = 100"
            "people = made - pretraining"
            "smoothing = 0mm, statistic = mean_change"
        ] do
        Assert.Empty (check (interpretedStudy.Replace("latents = latents.traits, atlas = jhu", settings))).Diagnostics

[<Fact>]
let ``What an interpretation cannot take is said`` () =
    for settings, code in
        [
            "latents = [17]", DesignCodes.NoSuchLatent
            "latents = [\"latent_16\"]", DesignCodes.NoSuchLatent
            "latents = [\"second\"]", DesignCodes.NoSuchLatent
            "latents = [2, 2]", NameCodes.ListedTwice
            "latents = []", NameCodes.OutOfBounds
            "latents = tracts.traits", DesignCodes.LatentsOfOtherModel
            "latents = found.count", NameCodes.RunValue
            "people = 9", NameCodes.OutOfBounds
            "top = 2%", NameCodes.SettingOfOtherWord
            "permutations = 10", NameCodes.SettingOfOtherWord
        ] do
        let found =
            (check (interpretedStudy.Replace("latents = latents.traits, atlas = jhu", settings))).Diagnostics

        Assert.True(found |> Seq.exists (fun diagnostic -> diagnostic.Code = code.Code), $"{settings}: {found}")
