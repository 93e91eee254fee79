using System.Globalization;
using WhiteMatter.Formats.Nifti;
using Xunit;

namespace EndToEnd;

/// <summary>
/// A model that is cropped to the mask beside one of images that were cropped before, by slicing their arrays: the same latents to the last bit, and the same maps, those of the cropped model on the
/// whole grid.
/// </summary>
public sealed class CroppedStudyTests
{
    private const int People = 40;

    // 13 × 11 × 9 voxels of 3 mm, x falling, of which the mask has a box of 7 × 6 × 5 from (4, 2, 1) on.
    private static readonly VolumeGrid Whole = new(13, 11, 9, [-3, 0, 0, 20, 0, 3, 0, -15, 0, 0, 3, -10]);
    private static readonly (int X, int Y, int Z) First = (4, 2, 1);
    private static readonly (int X, int Y, int Z) Box = (7, 6, 5);

    // The first voxel of the box at 20 − 3·4, −15 + 3·2 and −10 + 3·1 mm.
    private static readonly VolumeGrid Cut = new(7, 6, 5, [-3, 0, 0, 8, 0, 3, 0, -9, 0, 0, 3, -7]);

    [Fact]
    public void Latents_of_cropped_images_are_those_of_images_that_were_cropped_before()
    {
        using var run = new StudyRun();
        Write(run);
        Model("udr", "fa", "crop = mask");
        Model("other", "cut", "");
        var why = run.Wmstudy("why", "crop.wmstudy", "model:udr").Expect(0).Output;
        Assert.Contains("on the images fa cropped to 7 × 6 × 5 voxels of the people of fitted", why, StringComparison.Ordinal);
        Assert.Contains("crop = mask (7 × 6 × 5 voxels from (4, 2, 1) on)", why, StringComparison.Ordinal);
        run.Wmstudy("run", "crop.wmstudy").Expect(0);
        var latents = Directory.EnumerateFiles(Path.Combine(run.Store, "artifacts"), "traits.bin", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToArray();
        Assert.Equal(2, latents.Length);
        Assert.Equal(latents[0], latents[1]);

        var (whole, cut) = (Map("udr"), Map("other"));
        Assert.Equal((Whole.X, Whole.Y, Whole.Z), (whole.Grid.X, whole.Grid.Y, whole.Grid.Z));
        Assert.Equal(Whole.Affine.AsEnumerable(), whole.Grid.Affine);
        Assert.Equal(Sliced(whole.Values), cut.Values);
        Assert.Equal(cut.Values.Count(value => value != 0), whole.Values.Count(value => value != 0));
        Assert.Contains(cut.Values, value => value != 0);

        void Model(string name, string images, string crop) => File.AppendAllText(Path.Combine(run.Folder, "crop.wmstudy"), $$"""
            model {{name}} from {{images}} {
              fit_on       = fitted
              architecture = conv_autoencoder(channels = [2, 4], latents = 3)
              {{crop}}
              train { epochs = 3, batch = 8, optimiser = adam(lr = 2e-3), validation = 20%, device = cpu }
            }
            phenotypes latents_{{name}} from {{name}} { apply_to = others }
            interpretation maps_{{name}} from {{name}} { latents = latents_{{name}}.traits, people = others, smoothing = 3mm }

            """);

        NiftiVolume Map(string name) =>
            NiftiFile.Read(Directory.EnumerateFiles(Path.Combine(run.Folder, "results"), "latent_001.nii.gz", SearchOption.AllDirectories).Single(path => path.Contains($"maps_{name}", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_mask_without_a_voxel_is_told_before_anything_runs()
    {
        using var run = new StudyRun();
        Write(run);
        using (var file = File.Create(Path.Combine(run.Folder, "mask.nii.gz")))
        {
            NiftiFile.Write(file, Whole, new float[Whole.Voxels], new NiftiWriteOptions { Compress = true });
        }

        File.AppendAllText(Path.Combine(run.Folder, "crop.wmstudy"), "model udr from fa { fit_on = fitted, architecture = conv_autoencoder(channels = [2, 4], latents = 3), crop = mask }\n");
        var told = run.Wmstudy("check", "crop.wmstudy").Expect(1);
        Assert.Contains("WM4213", told.Output + told.Errors, StringComparison.Ordinal);
        run.Wmstudy("check", "crop.wmstudy", "--data", "none").Expect(0);
    }

    private static void Write(StudyRun run)
    {
        File.WriteAllText(
            Path.Combine(run.Folder, "people.tsv"),
            "IID\tgroup\n" + string.Concat(Enumerable.Range(0, People).Select(i => $"P{i}\t{(i < 24 ? "fit" : "rest")}\n")));
        File.WriteAllText(Path.Combine(run.Folder, "crop.wmstudy"), """
            wmstudy 1
            study crop { title = "Cropped and cropped before", build = GRCh37, seed = 5 }
            cohort people {
              table = tsv("people.tsv", id = IID)
              columns { group : factor }
            }
            cohort fitted from people { include = group == "fit" }
            cohort others from people { include = group == "rest" }
            images fa  from people { path = "whole/{IID}.nii.gz", mask = "mask.nii.gz",     normalise = zscore }
            images cut from people { path = "cut/{IID}.nii.gz",   mask = "cut-mask.nii.gz", normalise = zscore }

            """);

        // An ellipsoid that touches the six faces of the box.
        var mask = Enumerable.Range(0, (int)Whole.Voxels).Select(i =>
        {
            var (x, y, z) = (i % Whole.X, i / Whole.X % Whole.Y, i / Whole.X / Whole.Y);
            var (a, b, c) = ((x - 7) / 3.5, (y - 4.5) / 3.2, (z - 3) / 2.5);
            return (a * a) + (b * b) + (c * c) < 1 ? 1f : 0f;
        }).ToArray();
        foreach (var (axis, (from, size)) in new[] { (First.X, Box.X), (First.Y, Box.Y), (First.Z, Box.Z) }.Index())
        {
            int[] inside = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] > 0).Select(i => axis == 0 ? i % Whole.X : axis == 1 ? i / Whole.X % Whole.Y : i / Whole.X / Whole.Y)];
            Assert.Equal((from, from + size - 1), (inside.Min(), inside.Max()));
        }

        Volume("mask.nii.gz", Whole, mask);
        Volume("cut-mask.nii.gz", Cut, Sliced(mask));
        Directory.CreateDirectory(Path.Combine(run.Folder, "whole"));
        Directory.CreateDirectory(Path.Combine(run.Folder, "cut"));
        for (var person = 0; person < People; person++)
        {
            var random = new Random(person);
            var (bend, level) = (random.NextDouble(), random.NextDouble());
            float[] values = [.. mask.Select((_, i) => (float)(0.3 + (0.2 * level) + (0.2 * Math.Sin((bend * i) + person)) + (0.05 * random.NextDouble())))];
            Volume(string.Create(CultureInfo.InvariantCulture, $"whole/P{person}.nii.gz"), Whole, values);
            Volume(string.Create(CultureInfo.InvariantCulture, $"cut/P{person}.nii.gz"), Cut, Sliced(values));
        }

        void Volume(string name, VolumeGrid grid, float[] values)
        {
            using var file = File.Create(Path.Combine(run.Folder, name));
            NiftiFile.Write(file, grid, values, new NiftiWriteOptions { Compress = true });
        }
    }

    private static float[] Sliced(IReadOnlyList<float> values) =>
    [
        .. from z in Enumerable.Range(First.Z, Box.Z)
           from y in Enumerable.Range(First.Y, Box.Y)
           from x in Enumerable.Range(First.X, Box.X)
           select values[x + (Whole.X * (y + (Whole.Y * z)))],
    ];
}
