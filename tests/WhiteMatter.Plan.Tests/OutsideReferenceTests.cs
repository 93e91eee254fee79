using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using Xunit;

namespace WhiteMatter.Plan.Tests;

public sealed class OutsideReferenceTests
{
    [Fact]
    public void Files_and_images_are_named_in_the_order_of_the_record_and_made_files_are_not()
    {
        var images = new ImagesParameters(
            new OutsideImages("img/{eid}.nii.gz", null), SamplePlan.Table(), [], SamplePlan.File("mask.nii.gz"), null);
        Assert.Equal(
            [("outside", "img/{eid}.nii.gz", false), ("table.file", "people.tsv", true), ("mask", "mask.nii.gz", true)],
            OutsideReference.Of(images).Select(outside => (outside.Role, outside.Path, outside.IsKnown)));
        var made = images with { Outside = null, Table = SamplePlan.Table() with { File = FileReference.Made("simulation", "participants.tsv") } };
        Assert.Equal("mask", Assert.Single(OutsideReference.Of(made)).Role);
    }

    [Fact]
    public void Images_that_are_not_there_make_the_fingerprint_unknown()
    {
        var known = new ImagesParameters(
            new OutsideImages("{eid}.nii", new ImageSetIdentity(2, 704, "ab12")), SamplePlan.Table(), [], null, null);
        Assert.True(StepFingerprint.Of(known, []).IsKnown);
        Assert.False(StepFingerprint.Of(known with { Outside = new OutsideImages("{eid}.nii", null) }, []).IsKnown);
    }
}
