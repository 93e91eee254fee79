/// What the checker makes of how models are trained, and of weights from elsewhere.
module WhiteMatter.Language.Tests.TrainingTests

open Xunit
open WhiteMatter.Fixtures
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

let private trained (settings: string) =
    imagingStudy.Replace("train { epochs = 30,", $"train {{ epochs = 30, {settings},")

[<Theory>]
[<InlineData("warm_up = 30", "WM3047")>]
[<InlineData("warm_up = 40", "WM3047")>]
[<InlineData("warm_up = 29", "")>]
[<InlineData("clip = 1e-5", "WM3048")>]
[<InlineData("clip = 0.001", "")>]
[<InlineData("clip = 0", "WM2058")>]
let ``Settings that undo a training are told with what is sensible`` (settings: string) (code: string) =
    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes (check (trained settings)))

[<Fact>]
let ``More batches a step than the table has people for are told before anything runs`` () =
    // 373 people of whom a tenth is held out, in batches of 8: 42.
    let text accumulate =
        imagingStudy
            .Replace("cohort pretraining from made", "cohort real from people\ncohort pretraining from made")
            .Replace(
                "images fa from made",
                "images outside from people { path = \"data/fa/{IID}.nii.gz\" }\nmodel other from outside {\n  fit_on = real\n  architecture = conv_autoencoder(channels = [4, 8], latents = 4)\n  train { accumulate = "
                + string accumulate
                + " }\n}\nimages fa from made"
            )

    Assert.Empty(codes (check (text 42)))
    let found = Assert.Single (check (text 43)).Diagnostics
    Assert.Equal(ModelCodes.AccumulatesBeyondEpoch.Code, found.Code)
    Assert.Contains("at most 42", found.Message)

[<Fact>]
let ``Regions of a model of one latent have nothing to be compared with`` () =
    let text latents =
        imagingStudy.Replace("latents = 16", $"latents = {latents}")
        + "interpretation perdi from udr { atlas = jhu }\n"

    Assert.Contains(InterpretationCodes.OneDirection.Code, codes (check (text 1)))
    Assert.DoesNotContain(InterpretationCodes.OneDirection.Code, codes (check (text 2)))

[<Theory>]
[<InlineData("[means]", "")>]
[<InlineData("[means, means]", "WM2064")>]
[<InlineData("[]", "WM2058")>]
[<InlineData("jhu", "WM2010")>]
let ``Maps are along phenotypes, each named once`` (along: string) (code: string) =
    let text =
        imagingStudy
        + $"phenotypes means from fa {{ reduce = mean(by = jhu) }}\ninterpretation perdi from udr {{ atlas = jhu, along = {along} }}\n"

    let found = codes (check text)

    if code = "" then
        Assert.Empty found
    else
        Assert.Contains(code, found)

[<Theory>]
[<InlineData("seeds = [1, 2, 3]", "")>]
[<InlineData("seeds = [1]", "WM3063")>]
[<InlineData("seeds = [1, 2, 1]", "WM3064")>]
[<InlineData("seed = 4, seeds = [1, 2]", "WM2069")>]
[<InlineData("seeds = [1, -2]", "WM2058")>]
let ``An ensemble is of several seeds, each once`` (settings: string) (code: string) =
    let found = codes (check (trained settings))

    if code = "" then
        Assert.Empty found
    else
        Assert.Contains(code, found)

/// What the check says of weights whose tensors have these shapes.
let private weighed (shapes: int64 list list) =
    let host = WeightsHost(host, shapes)

    let text =
        imagingStudy.Replace("fit_on = pretraining\n", "fit_on = pretraining\n  weights = \"data/udip.ckpt\"\n")

    (checkWith (Checker.request (SourceText("study.wmstudy", text))) host).Diagnostics

[<Fact>]
let ``Weights of another architecture are found by the shapes of their tensors`` () =
    let convolutions channels = [
        for from, into in List.pairwise (1L :: channels) do
            [ into; from; 3L; 3L; 3L ]
    ]

    let bottleneck latents = [ [ latents; 1024L ]; [ 1024L; latents ] ]

    Assert.Empty(
        weighed (
            convolutions [ 4L; 8L; 16L ]
            @ bottleneck 16L
            @ [ [ 1L; 4L; 1L; 1L; 1L ]; [ 16L ] ]
        )
    )
    // A host that did not look says nothing.
    Assert.Empty(weighed [])

    for shapes, text in
        [
            convolutions [ 4L; 8L ] @ bottleneck 16L,
            "its convolutions give 4, 8 channels, and the architecture has 4, 8, 16"
            convolutions [ 4L; 8L; 16L ] @ bottleneck 32L,
            "its matrices are 32 × 1024 and 1024 × 32, and the architecture has 16 latents"
            [ [ 10L ] ], "it has no convolution of 3 × 3 × 3 voxels"
        ] do
        let found = Assert.Single(weighed shapes)
        Assert.Equal(ModelCodes.WeightsOfOtherNetwork.Code, found.Code)
        Assert.Contains(text, found.Message)

/// What the check says of weights that say something of themselves, used by a network that is written so.
let private saying said (normalisation: string | null) (architecture: string) shapes =
    let host = WeightsHost(host, shapes, said, normalisation, null)

    let text =
        imagingStudy
            .Replace("fit_on = pretraining\n", "fit_on = pretraining\n  weights = \"data/udip.safetensors\"\n")
            .Replace("conv_autoencoder(channels = [4, 8, 16], latents = 16)", architecture)

    (checkWith (Checker.request (SourceText("study.wmstudy", text))) host).Diagnostics

[<Fact>]
let ``Weights that say what they are of are held against the architecture word by word`` () =
    // Heads share one matrix: no shape tells them apart. 24 numbers a token, patches of 8 voxels.
    let shapes = [ [ 24L; 1L; 8L; 8L; 8L ]; [ 16L; 24L ]; [ 24L; 16L ]; [ 512L; 24L ] ]

    let network =
        "vit_autoencoder(patch = 8, width = 24, depth = 1, heads = 4, latents = 16)"

    let said heads = [
        "network", "vit_autoencoder"
        "patch", "8"
        "width", "24"
        "depth", "1"
        "heads", heads
        "decoder_depth", "2"
        "positions", "sin_cos"
        "latents", "16"
    ]

    Assert.Empty(saying (said "4") null network shapes)
    Assert.Empty(saying [] null network shapes)

    let other = Assert.Single(saying (said "2") null network shapes)
    Assert.Equal(ModelCodes.WeightsOfOtherNetwork.Code, other.Code)
    Assert.Contains("are of a network with heads = 2, and the architecture has 4.", other.Message)

    let kind =
        Assert.Single(saying [ "network", "conv_autoencoder"; "channels", "4, 8" ] null network shapes)

    Assert.Contains("with network = conv_autoencoder, and the architecture has vit_autoencoder.", kind.Message)
    // Files that say nothing are told by their shapes.
    let convolutional =
        Assert.Single(saying [] null network [ [ 4L; 1L; 3L; 3L; 3L ]; [ 16L; 1024L ] ])

    Assert.Contains(
        "it is of convolutions of 3 × 3 × 3 voxels, and the architecture has patches of 8 voxels",
        convolutional.Message
    )

    let variational =
        Assert.Single(
            saying [] null "variational_autoencoder(channels = [4, 8], latents = 16)" [
                [ 4L; 1L; 3L; 3L; 3L ]
                [ 8L; 4L; 3L; 3L; 3L ]
                [ 16L; 1024L ]
                [ 1024L; 16L ]
            ]
        )

    Assert.Empty(
        saying [] null "variational_autoencoder(channels = [4, 8], latents = 16)" [
            [ 4L; 1L; 3L; 3L; 3L ]
            [ 8L; 4L; 3L; 3L; 3L ]
            [ 16L; 1024L ]
            [ 16L; 1024L ]
            [ 1024L; 16L ]
        ]
    )

    Assert.Contains("and the architecture has 16 latents with a mean and a variance each", variational.Message)

[<Fact>]
let ``Weights of images that were prepared otherwise are told`` () =
    let shapes = [
        for from, into in List.pairwise [ 1L; 4L; 8L; 16L ] do
            [ into; from; 3L; 3L; 3L ]
        [ 16L; 1024L ]
        [ 1024L; 16L ]
    ]

    let network = "conv_autoencoder(channels = [4, 8, 16], latents = 16)"
    Assert.Empty(saying [] "zscore" network shapes)
    let found = Assert.Single(saying [] "none" network shapes)
    Assert.Equal(ModelCodes.WeightsOfOtherImages.Code, found.Code)
    Assert.Equal(DiagnosticSeverity.Warning, found.Severity)
    Assert.Contains("images with normalise = none, and its images have normalise = zscore.", found.Message)
    SaidExamples.takeFound "Weights of images that were prepared otherwise" found

[<Fact>]
let ``Latents are held against phenotypes, such as those of a model of another seed`` () =
    let text against =
        imagingStudy.Replace(
            "model udr from fa {",
            "model other from fa {\n  fit_on = pretraining\n  architecture = conv_autoencoder(channels = [4, 8, 16], latents = 16)\n  train { seed = 8 }\n}\n"
            + "phenotypes others from other { apply_to = discovery }\nmodel udr from fa {"
        )
        + $"interpretation perdi from udr {{ latents = latents.traits, against = {against} }}\n"

    Assert.Empty(codes (check (text "[tracts, others]")))
    Assert.Equal<string list>([ NameCodes.ListedTwice.Code ], codes (check (text "[tracts, tracts]")))
    Assert.Equal<string list>([ NameCodes.WrongType.Code ], codes (check (text "[fa]")))
    Assert.NotEmpty(codes (check (text "[]")))
    Assert.Equal<string list>([ "WM2058" ], codes (check (trained "seed = -1")))

/// The study with something more in its model.
let private shown (block: string) =
    imagingStudy.Replace("  train { epochs = 30,", $"  {block}\n  train {{ epochs = 30,")

[<Theory>]
[<InlineData("corruption { noise = 0.5 }", "")>]
[<InlineData("corruption { hidden = 60%, patch = 4, over = all }", "")>]
[<InlineData("corruption { hidden = 60%, patch = 512 }", "WM3049")>]
[<InlineData("corruption { hidden = 0%, patch = 512 }", "")>]
[<InlineData("corruption { hidden = 100% }", "WM2058")>]
[<InlineData("corruption { noise = -1 }", "WM2058")>]
[<InlineData("augment { noise = 0.1, gamma = 0.3, rotate = 10, shift = 5mm, scale = 10%, flip = true }", "")>]
[<InlineData("augment { rotate = 270 }", "WM2058")>]
[<InlineData("augment { shift = 5Mb }", "WM2013")>]
[<InlineData("augment { flip = 1 }", "WM2010")>]
[<InlineData("augment { shift = 300mm }", "WM3057")>]
let ``What a network sees in training is held within bounds and on the images' grid`` (block: string) (code: string) =
    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes (check (shown block)))

[<Fact>]
let ``Blocks are of images some of which are hidden`` () =
    // A size of blocks stands only where some are hidden.
    Assert.NotEmpty(codes (check (shown "corruption { noise = 1, patch = 8 }")))

    let settings =
        (find "udr" (sound (shown "corruption { hidden = 60% }"))).Body.Blocks["corruption"].Settings

    Assert.Equal("16", show settings["patch"].Node)
    Assert.Equal("hidden", show settings["over"].Node)

/// The study with a model of several kinds of images, all of people of one table.
let private several (images: string) (model: string) =
    imagingStudy
        .Replace(
            "cohort pretraining from made",
            "cohort real from people\ncohort fitted from real { sample = 50% }\ncohort rest from real - fitted\ncohort pretraining from made"
        )
        .Replace(
            "images fa from made",
            $"images one from real {{ path = \"data/fa/{{IID}}.nii.gz\" }}\n{images}\nmodel joint from {model}\nimages fa from made"
        )

let private andGrey = "images gm from real { path = \"data/grey/{IID}.nii.gz\" }"

let private fitted settings =
    "{ fit_on = fitted, architecture = conv_autoencoder(channels = [4, 8], latents = 4)"
    + settings
    + " }"

[<Theory>]
[<InlineData("[one, gm]", "", "")>]
[<InlineData("[one, gm]", ", loss_weights = [2, 0.5], missing_modality = allow", "")>]
[<InlineData("[one, gm]", ", loss_weights = [2, 0]", "WM2058")>]
[<InlineData("[one, gm]", ", loss_weights = [2, 1, 1]", "WM3060")>]
[<InlineData("[one, gm]", ", missing_modality = zero", "WM2014")>]
[<InlineData("[one, one]", "", "WM2064")>]
[<InlineData("[one]", "", "WM3059")>]
[<InlineData("[]", "", "WM2063")>]
[<InlineData("[one, rest]", "", "WM2010")>]
let ``Several kinds of images are channels, each once and with a weight each`` (from: string) settings (code: string) =
    Assert.Equal<string list>(
        (if code = "" then [] else [ code ]),
        codes (check (several andGrey (from + " " + fitted settings)))
    )

[<Fact>]
let ``Weights of a loss and missing kinds are of several kinds of images`` () =
    Assert.NotEmpty(codes (check (several "" ("one " + fitted ", loss_weights = [1, 2]"))))
    Assert.NotEmpty(codes (check (several "" ("one " + fitted ", missing_modality = allow"))))

    let joint =
        find "joint" (sound (several andGrey ("[one, gm] " + fitted ", missing_modality = allow")))

    Assert.Equal("allow", show joint.Body.Settings["missing_modality"].Node)

[<Fact>]
let ``Kinds of images of people who share nobody are refused`` () =
    let images = "images gm from rest { path = \"data/grey/{IID}.nii.gz\" }"

    let text =
        (several images ("[mine, gm] " + fitted "")).Replace("images one from real", "images mine from fitted")

    Assert.Contains(DesignCodes.DisjointPeople.Code, codes (check text))

/// Two kinds of images of people who share nobody, who together are those of `real`.
let private apart settings fitOn =
    (several
        "images gm from rest { path = \"data/grey/{IID}.nii.gz\" }"
        ($"[mine, gm] {fitted settings}".Replace("fit_on = fitted", $"fit_on = {fitOn}")
         + "\nphenotypes joined from joint { apply_to = rest }"))
        .Replace("images one from real", "images mine from fitted")

[<Fact>]
let ``People of kinds that share nobody are taken where a kind may be missing`` () =
    Assert.Empty(
        codes (check (apart ", missing_modality = allow" "real"))
        |> List.filter (fun code -> code <> DesignCodes.EncodesFittedPeople.Code)
    )

    Assert.Contains(DesignCodes.DisjointPeople.Code, codes (check (apart ", missing_modality = exclude" "real")))
    // A kind that nobody has whom the network is fitted on.
    Assert.Contains(DesignCodes.DisjointPeople.Code, codes (check (apart ", missing_modality = allow" "fitted")))

[<Fact>]
let ``Weights of one kind of images are refused for a network of two, and the other way about`` () =
    let told (from: string) said kinds =
        let text = several andGrey (from + " " + fitted ", weights = \"data/udip.ckpt\"")

        let shapes = [
            [ 4L; kinds; 3L; 3L; 3L ]
            [ 8L; 4L; 3L; 3L; 3L ]
            [ 4L; 1024L ]
            [ 1024L; 4L ]
            [ kinds; 4L; 1L; 1L; 1L ]
        ]

        (checkWith (Checker.request (SourceText("study.wmstudy", text))) (WeightsHost(host, shapes, said, null, null)))
            .Diagnostics
        |> Seq.filter (fun d -> d.Code = ModelCodes.WeightsOfOtherNetwork.Code)
        |> Seq.map _.Message
        |> List.ofSeq

    let named = [ "network", "conv_autoencoder"; "channels", "4, 8"; "latents", "4" ]

    Assert.Contains(
        "they are of one kind of images, and the network is of 2 kinds of images",
        List.exactlyOne (told "[one, gm]" [] 1L)
    )

    Assert.Contains(
        "they are of 2 kinds of images, and the network is of one kind of images",
        List.exactlyOne (told "one" [] 2L)
    )

    Assert.Contains(
        "with modalities = none, and the architecture has one, gm",
        List.exactlyOne (told "[one, gm]" named 1L)
    )

    Assert.Empty(told "[one, gm]" [] 2L)
    Assert.Empty(told "one" named 1L)

[<Fact>]
let ``Kinds of images on other grids are refused`` () =
    let images = andGrey

    let text =
        (several images ("[crops, gm] " + fitted ""))
            .Replace(
                "images one from real { path = \"data/fa/{IID}.nii.gz\" }",
                "images crops from real { path = \"data/crops/{IID}.nii.gz\" }"
            )

    let found =
        (check text).Diagnostics
        |> Seq.filter (fun d -> d.Code = DesignCodes.GridsDiffer.Code)
        |> List.ofSeq

    Assert.Contains("The images of 'crops'", (List.head found).Message)

[<Fact>]
let ``Weights of other kinds of images are refused by what they say`` () =
    let told modalities =
        let text = several andGrey ("[one, gm] " + fitted ", weights = \"data/udip.ckpt\"")

        let said = [
            "network", "conv_autoencoder"
            "channels", "4, 8"
            "latents", "4"
            match modalities with
            | Some names -> "modalities", names
            | None -> ()
        ]

        (checkWith
            (Checker.request (SourceText("study.wmstudy", text)))
            (WeightsHost(host, [ [ 4L ] ], said, null, null)))
            .Diagnostics
        |> Seq.filter (fun d -> d.Code = ModelCodes.WeightsOfOtherNetwork.Code)
        |> Seq.map _.Message
        |> List.ofSeq

    Assert.Contains("modalities = gm, one, and the architecture has one, gm", List.head (told (Some "gm, one")))
    Assert.DoesNotContain("modalities", String.concat " " (told (Some "one, gm")))

/// The study with a variational network.
let private variational arguments =
    imagingStudy.Replace(
        "conv_autoencoder(channels = [4, 8, 16], latents = 16)",
        $"variational_autoencoder(channels = [4, 8, 16], latents = 16{arguments})"
    )

[<Theory>]
[<InlineData("", "")>]
[<InlineData(", beta = 4, warm_up = 10", "")>]
[<InlineData(", warm_up = 30", "WM3050")>]
[<InlineData(", beta = -1", "WM2058")>]
let ``A variational network has a weight that is reached`` (arguments: string) (code: string) =
    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes (check (variational arguments)))

[<Fact>]
let ``Latents that carry nothing can be expected of a variational network alone`` () =
    let expecting = "expect { udr.collapsed == 0 }\n"
    Assert.Empty(codes (check (variational "" + expecting)))
    Assert.NotEmpty(codes (check (imagingStudy + expecting)))

[<Fact>]
let ``A variational network on a grid too small for its levels is refused as another is`` () =
    let text =
        """wmstudy 1
study s { build = GRCh37 }
cohort people { table = space_separated("data/people.txt", id = IID, family = FID) }
images crops from people { path = "data/crops/{IID}.nii.gz" }
model udr from crops { fit_on = people, architecture = variational_autoencoder(channels = [4, 8, 16, 32, 64], latents = 8) }
"""

    Assert.Equal<string list>([ "WM3023" ], codes (check text))

/// The study with a network of transformers.
let private transformer arguments =
    imagingStudy.Replace("conv_autoencoder(channels = [4, 8, 16], latents = 16)", $"vit_autoencoder({arguments})")

[<Theory>]
[<InlineData("patch = 4, latents = 16", "")>]
[<InlineData("patch = 4, width = 96, depth = 4, heads = 8, decoder_depth = 1, latents = 16", "")>]
[<InlineData("heads = 5", "WM3051")>]
[<InlineData("width = 100, heads = 5", "WM3051")>]
[<InlineData("width = 100, heads = 5, positions = learned", "")>]
[<InlineData("depth = 0", "WM2058")>]
let ``The width of a transformer is a multiple of what divides it`` (arguments: string) (code: string) =
    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes (check (transformer arguments)))

[<Fact>]
let ``A width that is not divided is told with what does not divide it`` () =
    let message arguments =
        (Assert.Single (check (transformer arguments)).Diagnostics).Message

    Assert.Contains("384 of 'udr' is no multiple of its 5 heads", message "heads = 5")
    Assert.Contains("100 of 'udr' is no multiple of 6, which sines", message "width = 100, heads = 5")

[<Theory>]
[<InlineData("kernel = 5", "")>]
[<InlineData("kernel = 4", "WM2058")>]
[<InlineData("kernel = 13", "WM2058")>]
[<InlineData("normalisation = group, activation = gelu", "")>]
[<InlineData("normalisation = layer", "WM2014")>]
let ``Convolutions have kernels with a middle`` (settings: string) (code: string) =
    let text =
        imagingStudy.Replace(
            "conv_autoencoder(channels = [4, 8, 16], latents = 16)",
            $"conv_autoencoder(channels = [4, 8, 16], latents = 16, {settings})"
        )

    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes (check text))
