using Xunit;

namespace EndToEnd;

/// <summary>A model fitted on the people of one table, and an association of its latents in those of another that share one person: the cohorts alone do not tell.</summary>
public sealed class FittedPeopleStudyTests
{
    [Fact]
    public void Two_tables_that_share_one_person_are_told_apart_by_identifiers_and_subtracting_mends_it()
    {
        using var run = new StudyRun();
        SmallImagingStudy.Write(run);
        string[] rows = [.. File.ReadAllLines(Path.Combine(run.Folder, "people.tsv")).Select((line, row) => row == 0 ? "FID\t" + line : $"F{row - 1}\t{line}")];
        run.Write("first.tsv", string.Join('\n', [rows[0], .. rows[1..101], ""]));
        run.Write("second.tsv", string.Join('\n', [rows[0], .. rows[100..], ""]));
        var study = """
            wmstudy 1
            study two { build = GRCh37 }
            cohort genotyped { table = tsv("people.tsv", id = IID), columns { age : y, site : factor } }
            genotypes chips from genotyped { bed = "set.bed", keep = maf >= 0.05 }
            atlas blocks { labels = "atlas.nii.gz", names = "atlas.txt" }
            simulation brains from chips {
              atlas      = blocks
              image_only = 10
              effects    = [heritable(regions = ["front"], variance = 40%)]
            }
            cohort first { table = tsv("first.tsv", id = IID, family = FID), columns { age : y, site : factor } }
            cohort second { table = tsv("second.tsv", id = IID, family = FID), columns { age : y, site : factor } }
            images fa from brains { normalise = zscore }
            model udr from fa {
              fit_on       = first
              architecture = conv_autoencoder(channels = [2, 4], latents = 2)
              train { epochs = 2, batch = 8, optimiser = adam(lr = 2e-3), validation = 20% }
            }
            phenotypes latents from udr { apply_to = second }
            gwas g from second { traits = latents, genotypes = chips, adjust = age + sex + site }
            prediction aged from latents { people = second, outcome = age, permutations = 9, bootstrap = 50 }
            """;
        run.Write("two.wmstudy", study);
        var refused = run.Wmstudy("run", "two.wmstudy").Expect(3);
        foreach (var name in new[] { "g", "aged" })
        {
            Assert.Contains($"WM4513: Of the 101 people of '{name}', the model of the latents 'latents' was fitted on 1 (such as P99)", refused.Errors, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(run.Folder, "results", "two", name)));
        }

        run.Write("two.wmstudy", study.Replace("from second {", "from tested {", StringComparison.Ordinal).Replace("people = second", "people = tested", StringComparison.Ordinal)
            + "\ncohort tested from second - first\n");
        run.Wmstudy("run", "two.wmstudy").Expect(0);
        Assert.True(Directory.Exists(Path.Combine(run.Folder, "results", "two", "g")));
    }
}
