using Xunit;

namespace EndToEnd;

/// <summary>Examples other than the quickstart.</summary>
public sealed class ExampleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_regions_alone_recover_what_was_planted_with_seed(int seed)
    {
        using var run = new StudyRun();
        Seeds.Write(run.CopyExample("roi-only.wmstudy"), seed);
        run.Wmstudy("run", "roi-only.wmstudy").Expect(0);
    }

    [Fact]
    public void The_blueprint_checks_and_plans_without_its_data_and_names_what_is_missing()
    {
        var study = Path.Combine("dsl-examples", "white-matter-blueprint.wmstudy");
        var check = Command.Study(Repository.Root, "check", study).Expect(0);
        var plan = Command.Study(Repository.Root, "plan", study, "--store", Path.Combine(Path.GetTempPath(), $"wmstudy-{Guid.NewGuid():N}")).Expect(0);
        foreach (var missing in new[] { "ukb/participants.tsv", "ukb/withdrawn.csv", "MNI152_T1_1mm_brain_mask.nii.gz", "ukb/imputed.bed", "JHU-ICBM-labels-1mm.nii.gz" })
        {
            Assert.Contains(missing, check.Output + check.Errors, StringComparison.Ordinal);
            Assert.Contains(missing, plan.Output + plan.Errors, StringComparison.Ordinal);
        }

        // Which images there are, only the table of people can tell.
        Assert.Contains("ukb/{eid}/dMRI/TBSS/FA/dti_FA_to_MNI.nii.gz", plan.Output + plan.Errors, StringComparison.Ordinal);
        Assert.Contains("blocked", plan.Output + plan.Errors, StringComparison.OrdinalIgnoreCase);
    }
}
