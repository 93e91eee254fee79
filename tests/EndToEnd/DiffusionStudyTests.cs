using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Genetics.Traits;
using Xunit;

namespace EndToEnd;

/// <summary>
/// A study from diffusion series to loci: each person's diffusion follows the trait of <see cref="SmallStudy"/> that a variant drives,
/// by closed forms, in signals with noise. The study is the example <c>diffusion.wmstudy</c>.
/// </summary>
public sealed class DiffusionStudyTests
{
    private const int X = 10, Y = 8, Z = 6;
    private const int Directions = 12;
    private const double Along = 0.0017;

    private static readonly VolumeGrid Grid = new(X, Y, Z, [-2, 0, 0, 9, 0, 2, 0, -7, 0, 0, 2, -5]);

    [Fact]
    public void Series_become_means_of_regions_that_follow_the_truth_and_the_planted_variant_is_found()
    {
        using var run = new StudyRun();
        SmallStudy.Write(run);
        Directory.CreateDirectory(Path.Combine(run.Folder, "diffusion"));
        File.Move(Path.Combine(run.Folder, "people.tsv"), Path.Combine(run.Folder, "diffusion", "people.tsv"));
        foreach (var extension in new[] { "bed", "bim", "fam" })
        {
            File.Move(Path.Combine(run.Folder, "set." + extension), Path.Combine(run.Folder, "diffusion", "chips." + extension));
        }

        var truth = WriteSeries(Path.Combine(run.Folder, "diffusion"));
        WriteAtlas(Path.Combine(run.Folder, "diffusion"));
        File.Copy(Repository.Example("diffusion.wmstudy"), Path.Combine(run.Folder, "diffusion.wmstudy"));
        run.Wmstudy("check", "diffusion.wmstudy").Expect(0);
        run.Wmstudy("run", "diffusion.wmstudy").Expect(0);

        // One artifact of tensors: both measures are read off it.
        Assert.Single(Directory.EnumerateFiles(Path.Combine(run.Store, "artifacts"), "tensors.tsv", SearchOption.AllDirectories));
        foreach (var folder in new[] { "fa", "md", "ad", "rd", "colour" })
        {
            Assert.Equal(SmallStudy.People, Directory.EnumerateFiles(Path.Combine(run.Folder, "results", "diffusion", "fa_maps", folder)).Count());
        }

        foreach (var path in Directory.EnumerateFiles(Path.Combine(run.Store, "artifacts"), "traits.bin", SearchOption.AllDirectories))
        {
            // What is measured, not what is harmonised of it.
            if (File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "batches.tsv")))
            {
                continue;
            }

            using var stream = File.OpenRead(path);
            var traits = TraitMatrix.Read(stream);
            var isAnisotropy = traits.Values[0][0] > 0.01;
            for (var person = 0; person < SmallStudy.People; person++)
            {
                // Noise of 2% in each signal, averaged over 200 voxels: the mean is within 2% of the closed form.
                var across = truth[traits.Ids[person]];
                var expected = isAnisotropy
                    ? (Along - across) / Math.Sqrt((Along * Along) + (2 * across * across))
                    : (Along + (2 * across)) / 3;
                Assert.InRange(traits.Values[0][person] / expected, 0.98, 1.02);
            }
        }

        // The tensors are not fitted again for another measure.
        run.Write("diffusion.wmstudy", File.ReadAllText(Path.Combine(run.Folder, "diffusion.wmstudy")).Replace("measure    = md", "measure    = rd", StringComparison.Ordinal));
        var plan = run.Wmstudy("plan", "diffusion.wmstudy").Expect(0).Output;
        Assert.Matches(@"tensors:md\s.*cached", plan);
    }

    private static Dictionary<string, double> WriteSeries(string folder)
    {
        var random = new Random(8);
        Directory.CreateDirectory(Path.Combine(folder, "dwi"));
        var directions = Enumerable.Range(0, Directions).Select(Direction).ToArray();
        File.WriteAllText(Path.Combine(folder, "dwi", "all.bval"), "0 " + string.Join(' ', Enumerable.Repeat(1000, Directions)));
        File.WriteAllText(
            Path.Combine(folder, "dwi", "all.bvec"),
            string.Join('\n', Enumerable.Range(0, 3).Select(axis => "nan " + string.Join(' ', directions.Select(g => g[axis].ToString("R", CultureInfo.InvariantCulture))))));
        var truth = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder, "people.tsv")).Skip(1))
        {
            var fields = line.Split('\t');
            var across = truth[fields[0]] = 0.0003 + (0.00008 * double.Parse(fields[4], CultureInfo.InvariantCulture));
            var stream = new MemoryStream();
            for (var volume = 0; volume <= Directions; volume++)
            {
                // Diffusion along the first axis.
                var along = volume == 0 ? 0 : directions[volume - 1][0];
                var signal = 400 * Math.Exp(volume == 0 ? 0 : -1000 * (across + ((Along - across) * along * along)));
                var values = Enumerable.Range(0, X * Y * Z).Select(_ => (float)(signal * (1 + (0.02 * ((2 * random.NextDouble()) - 1))))).ToArray();
                if (volume == 0)
                {
                    NiftiFile.Write(stream, Grid, values, new NiftiWriteOptions { Compress = false });
                }
                else
                {
                    stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
                }
            }

            // A file of one volume whose header then tells of as many as follow.
            var bytes = stream.ToArray();
            (bytes[40], bytes[48]) = (4, Directions + 1);
            File.WriteAllBytes(Path.Combine(folder, "dwi", fields[0] + ".nii"), bytes);
        }

        return truth;
    }

    private static void WriteAtlas(string folder)
    {
        Write("halves.nii.gz", v => v % X < X / 2 ? 1 : 2);
        Write("mask.nii.gz", _ => 1);
        File.WriteAllText(Path.Combine(folder, "halves.txt"), "1 right_half\n2 left_half\n");

        void Write(string name, Func<int, float> value)
        {
            using var stream = File.Create(Path.Combine(folder, name));
            NiftiFile.Write(stream, Grid, [.. Enumerable.Range(0, X * Y * Z).Select(value)], new NiftiWriteOptions { DataType = NiftiDataType.UInt8 });
        }
    }

    private static double[] Direction(int i)
    {
        var turn = Math.PI * (3 - Math.Sqrt(5)) * i;
        var z = 1 - ((i + 0.5) / Directions);
        var radius = Math.Sqrt(1 - (z * z));
        return [radius * Math.Cos(turn), radius * Math.Sin(turn), z];
    }
}
