/// What the checker makes of models that see the box around their mask.
module WhiteMatter.Language.Tests.CroppedModelTests

open Xunit
open WhiteMatter.Fixtures
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

/// A model of images whose mask has a box of 72 × 88 × 75 of 91 × 109 × 91 voxels.
let private cropped settings =
    check (
        """wmstudy 1
study s { build = GRCh37 }
cohort people { table = space_separated("data/people.txt", id = IID, family = FID) }
images fa from people { path = "data/fa/{IID}.nii.gz", mask = "data/mask.nii.gz" }
model udr from fa { fit_on = people, """
        + settings
        + " }\n"
    )

[<Fact>]
let ``A cropped model is checked by what it sees of its images`` () =
    let hidden =
        "architecture = conv_autoencoder(channels = [4, 8], latents = 8), corruption { hidden = 60%, patch = 88 }"

    Assert.Empty (cropped hidden).Diagnostics
    let found = Assert.Single (cropped ("crop = mask, " + hidden)).Diagnostics
    Assert.Equal(TrainingCodes.BlockHoldsImage.Code, found.Code)
    Assert.Contains("the images of 'fa', cropped to their mask, have 72 × 88 × 75", found.Message)

    // Seven halvings need 128 voxels, which the whole grid does not have either; six 64, which the box has.
    let deep levels =
        let channels = String.concat ", " (List.replicate levels "1")
        codes (cropped $"crop = mask, architecture = conv_autoencoder(channels = [{channels}], latents = 8)")

    Assert.Empty(deep 7)
    Assert.Equal<string list>([ DesignCodes.GridTooSmall.Code ], deep 8)

    // Whole patches: 80 × 90 × 80 voxels.
    let patches patch =
        codes (cropped $"crop = mask, architecture = vit_autoencoder(patch = {patch}, latents = 8)")

    Assert.Empty(patches 10)
    Assert.Equal<string list>([ TrainingCodes.PatchHoldsImage.Code ], patches 110)

[<Fact>]
let ``Without data no box is known, and nothing is said of it`` () =
    let text =
        """wmstudy 1
study s { build = GRCh37 }
cohort people { table = space_separated("nothing/people.txt", id = IID, family = FID) }
images fa from people { path = "nothing/{IID}.nii.gz", mask = "nothing/mask.nii.gz" }
model udr from fa { fit_on = people, crop = mask, architecture = conv_autoencoder(channels = [4, 8], latents = 8) }
"""

    Assert.All(codes (check text), (fun code -> Assert.Equal(DataCodes.FileNotFound.Code, code)))
