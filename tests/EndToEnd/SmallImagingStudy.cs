using System.Text;
using WhiteMatter.Formats.Nifti;

namespace EndToEnd;

/// <summary>
/// A small study with every kind that images bring, over the drawn genotypes of <see cref="SmallStudy"/> and an atlas of four blocks
/// on a grid of 12 × 10 × 8 voxels: a simulation, means of regions, a network of two levels, associations, joint tests, loci.
/// </summary>
internal static class SmallImagingStudy
{
    public const int ImageOnly = 60;

    public static string Write(StudyRun run, string train = "epochs = 4, batch = 8, optimiser = adam(lr = 2e-3), validation = 20%", int seed = 3)
    {
        SmallStudy.Write(run);
        WriteAtlas(Path.Combine(run.Folder, "atlas.nii.gz"), Path.Combine(run.Folder, "atlas.txt"));
        return run.Write("imaging.wmstudy", $$"""
            wmstudy 1
            study imaging { title = "A small study of images", build = GRCh37, seed = {{seed}} }
            cohort genotyped {
              table = tsv("people.tsv", id = IID)
              columns { age : y, site : factor }
            }
            genotypes chips from genotyped { bed = "set.bed", keep = maf >= 0.05 }
            atlas blocks { labels = "atlas.nii.gz", names = "atlas.txt" }
            simulation brains from chips {
              atlas      = blocks
              image_only = {{ImageOnly}}
              effects    = [
                heritable(regions = ["front"], variance = 40%),
                covariate(age, regions = all, variance = 15%)
              ]
            }
            cohort pretraining from brains { include = group == "image_only" }
            cohort discovery   from brains - pretraining
            images fa from brains { normalise = zscore }
            covariates base { age + sex + site }
            phenotypes means from fa { reduce = mean(by = blocks) }
            model udr from fa {
              fit_on       = pretraining
              architecture = conv_autoencoder(channels = [2, 4], latents = 4)
              train { {{train}} }
            }
            phenotypes latents from udr { apply_to = discovery }
            gwas mean_gwas   from discovery { traits = means,   genotypes = chips, adjust = base }
            gwas latent_gwas from discovery { traits = latents, genotypes = chips, adjust = base }
            joint mean_joint   from mean_gwas   { method = jagwas }
            joint latent_joint from latent_gwas { method = jagwas, distribution = f }
            loci leads from mean_joint { p = 5e-8, r2 = 0.1, window = 250kb, reference = chips, truth = brains }
            expect { leads.recovered == brains.planted }
            report page {
              show = [slices(fa), qc(fa), training(udr), reconstruction(udr), regions(means), manhattan(latent_joint), qq(latent_joint), leads, truth(brains, found = mean_gwas)]
            }
            """);
    }

    private static void WriteAtlas(string labels, string names)
    {
        const int x = 12, y = 10, z = 8;
        var values = new float[x * y * z];
        for (var i = 0; i < values.Length; i++)
        {
            var (a, b, c) = (i % x, i / x % y, i / (x * y));
            var inside = a is >= 2 and < 10 && b is >= 2 and < 8 && c is >= 2 and < 6;
            values[i] = inside ? 1 + (a < 6 ? 0 : 1) + (b < 5 ? 0 : 2) : 0;
        }

        using var file = File.Create(labels);
        NiftiFile.Write(file, new VolumeGrid(x, y, z, [4, 0, 0, -22, 0, 4, 0, -18, 0, 0, 4, -14]), values, new NiftiWriteOptions { Compress = true });
        File.WriteAllText(names, "1\tback\r\n2\tleft_part\r\n3\tfront\r\n4\tright_part\r\n", new UTF8Encoding(false));
    }

    /// <summary>The values of the planted effects, the variants in order.</summary>
    public static IReadOnlyList<string> Planted(string truth) =>
        [.. File.ReadLines(truth).Skip(1).Select(line => line.Split('\t')[1]).Where(variant => variant.Length > 0).Distinct()];
}
