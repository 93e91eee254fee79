using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Diffusion;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Diffusion;

public sealed class TensorFitTests : InFolder
{
    private const double Tolerance = 1e-6;

    // DIPY 1.6.0: the maps of all voxels, x fastest, as doubles.
    private const string DipyScript =
        """
        import sys, numpy as np, nibabel as nib
        from dipy.core.gradients import gradient_table
        from dipy.reconst.dti import TensorModel
        image, bval, bvec, method, out = sys.argv[1:]
        data = nib.load(image).get_fdata()
        vectors = np.loadtxt(bvec)
        gtab = gradient_table(np.loadtxt(bval), vectors.T if vectors.shape[0] == 3 else vectors, b0_threshold=50)
        fit = TensorModel(gtab, fit_method=method).fit(data)
        for name in ('fa', 'md', 'ad', 'rd'):
            np.nan_to_num(getattr(fit, name)).astype('<f8').ravel(order='F').tofile(out + '.' + name)
        """;

    public static TheoryData<TensorFitMethod, TensorConvention, string, string> Expected => new()
    {
        // MRtrix 3.0.3: dwi2tensor -fslgrad, and the same with -ols -iter 0; then tensor2metric.
        { TensorFitMethod.IterativelyReweighted, TensorConvention.MRtrix, "fa", "mrtrix_default" },
        { TensorFitMethod.IterativelyReweighted, TensorConvention.MRtrix, "md", "mrtrix_default" },
        { TensorFitMethod.OrdinaryLeastSquares, TensorConvention.MRtrix, "fa", "mrtrix_ols" },

        // DIPY 1.6: TensorModel with fit_method OLS and WLS, b0_threshold 50.
        { TensorFitMethod.OrdinaryLeastSquares, TensorConvention.Dipy, "fa", "dipy_OLS" },
        { TensorFitMethod.WeightedLeastSquares, TensorConvention.Dipy, "fa", "dipy_WLS" },
        { TensorFitMethod.WeightedLeastSquares, TensorConvention.Dipy, "md", "dipy_WLS" },
    };

    [SharedSeriesFact]
    public void Maps_of_a_human_series_are_mrtrixs_and_dipys_in_every_voxel()
    {
        var folder = SharedData.Find("dwi")!;
        var mask = NiftiFile.Read(Path.Combine(folder, "mask.nii.gz"));
        var series = SmallSeries.Shared();
        int[] index = [.. series.All.Where(voxel => mask.Values[voxel] > 0)];
        Assert.Equal(19_666, index.Length);
        foreach (var row in Expected)
        {
            var (method, convention, map, name) = ((TensorFitMethod)row[0], (TensorConvention)row[1], (string)row[2], (string)row[3]);
            var expected = NiftiFile.Read(Path.Combine(folder, $"expected_{map}_{name}.nii.gz"));
            var maps = series.Fit(method, convention, index: index);
            var difference = SmallSeries.GreatestDifference(
                [.. index.Select(voxel => (double)expected.Values[voxel])], map == "fa" ? maps.FractionalAnisotropy : maps.MeanDiffusivity);
            Assert.True(difference <= Tolerance, $"{map} by {name} differs by {difference}.");
        }
    }

    [DipyFact]
    public void A_series_whose_first_direction_is_no_number_is_fitted_as_by_dipy()
    {
        var series = SmallSeries.Dipy64();
        foreach (var (method, name) in new[] { (TensorFitMethod.OrdinaryLeastSquares, "OLS"), (TensorFitMethod.WeightedLeastSquares, "WLS") })
        {
            var stem = Path.Combine(SmallSeries.DipyFiles, "small_64D");
            Nibabel.Expect(DipyScript, stem + ".nii", stem + ".bval", stem + ".bvec", name, Folder[name]);
            var maps = series.Fit(method, TensorConvention.Dipy);
            foreach (var (map, values) in new[]
            {
                ("fa", maps.FractionalAnisotropy), ("md", maps.MeanDiffusivity), ("ad", maps.AxialDiffusivity), ("rd", maps.RadialDiffusivity),
            })
            {
                var difference = SmallSeries.GreatestDifference(SmallSeries.Doubles($"{Folder[name]}.{map}"), values);
                Assert.True(difference <= Tolerance, $"{map} by {name} differs by {difference}.");
            }
        }
    }

    [PeerFact("dwi2tensor", "mrtrix3")]
    public void Maps_and_directions_are_mrtrixs_however_the_grid_lies()
    {
        // Axes turned, mirrored and exchanged; determinants of both signs.
        foreach (var affine in (double[][])
            [
                [2, 0, 0, -5, 0, 2, 0, 3, 0, 0, 2, 1],
                [-2, 0, 0, 5, 0, 2, 0, 3, 0, 0, 2, 1],
                [1.2, -1.6, 0, 4, 1.6, 1.2, 0, 3, 0, 0, 3, 1],
            ])
        {
            var grid = new VolumeGrid(6, 5, 4, [.. affine]);
            var table = SmallSeries.Spiral(12);
            var (volumes, _) = Draw(grid, table, seed: 11);
            WriteSeries("dwi.nii", grid, volumes);
            WriteTable(table);
            var path = $"'{Folder["dwi.nii"]}' -fslgrad '{Folder["dwi.bvec"]}' '{Folder["dwi.bval"]}'";
            Shell($"dwi2tensor -quiet -force {path} '{Folder["dt.nii"]}'");
            Shell($"tensor2metric -quiet -force '{Folder["dt.nii"]}' -fa '{Folder["fa.nii"]}' -adc '{Folder["md.nii"]}' -ad '{Folder["ad.nii"]}' -rd '{Folder["rd.nii"]}' -vector '{Folder["v1.nii"]}' -modulate none");
            var series = SmallSeries.Read(Folder["dwi.nii"], Folder["dwi.bval"], Folder["dwi.bvec"]);
            var maps = series.Fit(TensorFitMethod.IterativelyReweighted);
            foreach (var (name, values) in new[] { ("fa", maps.FractionalAnisotropy), ("md", maps.MeanDiffusivity), ("ad", maps.AxialDiffusivity), ("rd", maps.RadialDiffusivity) })
            {
                var expected = NiftiFile.Read(Folder[name + ".nii"]).Values;
                Assert.True(SmallSeries.GreatestDifference([.. expected.Select(value => (double)value)], values) <= Tolerance, name);
            }

            using var reader = NiftiReader.Open(Folder["v1.nii"]);
            var parts = Enumerable.Range(0, 3).Select(_ => new float[grid.Voxels]).ToArray();
            Array.ForEach(parts, part => reader.ReadVolume(part));
            foreach (var voxel in series.All)
            {
                var cosine = Enumerable.Range(0, 3).Sum(axis => parts[axis][voxel] * (double)maps.Direction[(axis * series.All.Length) + voxel]);
                Assert.Equal(1, Math.Abs(cosine), 5);
            }
        }
    }

    [Fact]
    public void A_field_of_known_tensors_without_noise_is_found_by_every_fit()
    {
        var grid = new VolumeGrid(5, 4, 3, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);
        var table = SmallSeries.Spiral(30);
        var (volumes, truth) = Draw(grid, table, seed: 5, noise: 0);
        var series = new SmallSeries(DiffusionScheme.Of(table, grid, new SchemeOptions()), volumes, grid);
        foreach (var method in Enum.GetValues<TensorFitMethod>())
        {
            foreach (var convention in Enum.GetValues<TensorConvention>())
            {
                var maps = series.Fit(method, convention);
                for (var voxel = 0; voxel < truth.Length; voxel++)
                {
                    // Of eigenvalues a, b, b along a line: closed forms. Signals are rounded to single precision.
                    var (a, b) = truth[voxel];
                    Assert.Equal(Math.Abs(a - b) / Math.Sqrt((a * a) + (2 * b * b)), maps.FractionalAnisotropy[voxel], 5);
                    Assert.Equal((a + (2 * b)) / 3 * 1000, maps.MeanDiffusivity[voxel] * 1000, 5);
                    Assert.Equal(a * 1000, maps.AxialDiffusivity[voxel] * 1000, 4);
                    Assert.Equal(b * 1000, maps.RadialDiffusivity[voxel] * 1000, 4);
                    Assert.Equal(500, maps.S0[voxel], 2);
                }

                Assert.Equal((0, 0, 0), (maps.Unfitted, maps.NotPositiveDefinite, maps.SignalsRaised));
            }
        }
    }

    [Fact]
    public void The_maps_are_the_same_bytes_on_any_number_of_threads_and_for_any_part_of_the_voxels()
    {
        var grid = new VolumeGrid(31, 29, 7, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);
        var table = SmallSeries.Spiral(12);
        var (volumes, _) = Draw(grid, table, seed: 3);
        var series = new SmallSeries(DiffusionScheme.Of(table, grid, new SchemeOptions()), volumes, grid);
        var one = series.Fit(TensorFitMethod.IterativelyReweighted);
        var four = series.Fit(TensorFitMethod.IterativelyReweighted, threads: 4);
        Assert.Equal(one.FractionalAnisotropy, four.FractionalAnisotropy);
        Assert.Equal(one.Direction, four.Direction);
        int[] some = [.. series.All.Where(voxel => voxel % 3 == 1)];
        Assert.Equal(some.Select(voxel => one.FractionalAnisotropy[voxel]), series.Fit(TensorFitMethod.IterativelyReweighted, index: some).FractionalAnisotropy);
    }

    [Fact]
    public void Voxels_without_a_signal_are_not_fitted_and_others_are_none_the_worse()
    {
        var grid = new VolumeGrid(8, 1, 1, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);
        var table = SmallSeries.Spiral(12);
        var (volumes, _) = Draw(grid, table, seed: 9);
        var scheme = DiffusionScheme.Of(table, grid, new SchemeOptions());
        var whole = new SmallSeries(scheme, volumes, grid).Fit(TensorFitMethod.IterativelyReweighted);
        var holes = Array.ConvertAll(volumes, volume => (float[])volume.Clone());
        holes[4][1] = float.NaN;
        holes[4][2] = float.PositiveInfinity;
        foreach (var volume in holes)
        {
            (volume[3], volume[4]) = (0, -5);
        }

        // One signal of nothing is raised to the floor and the voxel is fitted.
        holes[6][5] = 0;
        var maps = new SmallSeries(scheme, holes, grid).Fit(TensorFitMethod.IterativelyReweighted);
        Assert.Equal((4, 1), (maps.Unfitted, maps.SignalsRaised));
        foreach (var voxel in (int[])[1, 2, 3, 4])
        {
            Assert.Equal((0, 0, 0, 0, 0), (maps.FractionalAnisotropy[voxel], maps.MeanDiffusivity[voxel], maps.AxialDiffusivity[voxel], maps.RadialDiffusivity[voxel], maps.S0[voxel]));
        }

        Assert.True(float.IsFinite(maps.FractionalAnisotropy[5]) && maps.FractionalAnisotropy[5] > 0);
        foreach (var voxel in (int[])[0, 6, 7])
        {
            Assert.Equal(whole.FractionalAnisotropy[voxel], maps.FractionalAnisotropy[voxel]);
        }
    }

    [DipyFact]
    public void Signals_of_nothing_and_tensors_that_are_not_positive_are_treated_as_by_dipy()
    {
        var grid = new VolumeGrid(6, 5, 4, [-2, 0, 0, 5, 0, 2, 0, 3, 0, 0, 2, 1]);
        var table = SmallSeries.Spiral(12);
        var (volumes, _) = Draw(grid, table, seed: 21, noise: 0.8);
        for (var voxel = 0; voxel < grid.Voxels; voxel += 7)
        {
            volumes[3][voxel] = 0;
        }

        WriteSeries("dwi.nii", grid, volumes);
        WriteTable(table);
        var series = SmallSeries.Read(Folder["dwi.nii"], Folder["dwi.bval"], Folder["dwi.bvec"]);
        Nibabel.Expect(DipyScript, Folder["dwi.nii"], Folder["dwi.bval"], Folder["dwi.bvec"], "WLS", Folder["dipy"]);
        var maps = series.Fit(TensorFitMethod.WeightedLeastSquares, TensorConvention.Dipy);
        Assert.True(maps.NotPositiveDefinite > 10 && maps.SignalsRaised == 18);
        Assert.True(SmallSeries.GreatestDifference(SmallSeries.Doubles(Folder["dipy.fa"]), maps.FractionalAnisotropy) <= Tolerance);
        Assert.True(SmallSeries.GreatestDifference(SmallSeries.Doubles(Folder["dipy.md"]), maps.MeanDiffusivity) <= Tolerance);
    }

    [DipyFact]
    public void Voxels_whose_signals_without_weighting_are_nothing_are_fitted_as_by_dipy()
    {
        var series = WithHoles();
        foreach (var (method, name) in new[] { (TensorFitMethod.OrdinaryLeastSquares, "OLS"), (TensorFitMethod.WeightedLeastSquares, "WLS") })
        {
            Nibabel.Expect(DipyScript, Folder["dwi.nii"], Folder["dwi.bval"], Folder["dwi.bvec"], name, Folder[name]);
            var maps = series.Fit(method, TensorConvention.Dipy);
            Assert.Equal((0, 20), (maps.Unfitted, maps.SignalsRaised));
            Assert.True(SmallSeries.GreatestDifference(SmallSeries.Doubles($"{Folder[name]}.fa"), maps.FractionalAnisotropy) <= Tolerance, name);
            Assert.True(SmallSeries.GreatestDifference(SmallSeries.Doubles($"{Folder[name]}.md"), maps.MeanDiffusivity) <= Tolerance, name);
        }
    }

    // MRtrix solves by the normal equations in double precision: where a weight is a millionth of the others it keeps 3 of 16 digits there, as
    // arithmetic of 60 digits shows (docs/validation/diffusion-tensors.md). Equal weights have no such trouble.
    [PeerFact("dwi2tensor", "mrtrix3")]
    public void Voxels_whose_signals_without_weighting_are_nothing_are_fitted_as_by_mrtrix()
    {
        var series = WithHoles();
        foreach (var (method, option, share) in new[]
        {
            (TensorFitMethod.OrdinaryLeastSquares, "-ols -iter 0", 1e-6), (TensorFitMethod.WeightedLeastSquares, "-iter 0", 1e-2), (TensorFitMethod.IterativelyReweighted, "", 1e-2),
        })
        {
            Shell($"dwi2tensor -quiet -force '{Folder["dwi.nii"]}' -fslgrad '{Folder["dwi.bvec"]}' '{Folder["dwi.bval"]}' {option} '{Folder["dt.nii"]}'");
            Shell($"tensor2metric -quiet -force '{Folder["dt.nii"]}' -fa '{Folder["fa.nii"]}' -adc '{Folder["md.nii"]}'");
            var maps = series.Fit(method);
            Assert.Equal((0, 20), (maps.Unfitted, maps.SignalsRaised));
            var (fa, md) = (NiftiFile.Read(Folder["fa.nii"]).Values, NiftiFile.Read(Folder["md.nii"]).Values);
            foreach (var voxel in series.All)
            {
                var allowed = voxel % 6 == 0 ? share : 1e-6;
                Assert.True(Math.Abs(md[voxel] / maps.MeanDiffusivity[voxel] - 1) <= Math.Max(allowed, 1e-5), $"MD of voxel {voxel} by {method}: {maps.MeanDiffusivity[voxel]} and {md[voxel]}.");
                Assert.Equal(fa[voxel], maps.FractionalAnisotropy[voxel], allowed);
                Assert.Equal(voxel % 6 == 0, maps.MeanDiffusivity[voxel] < -0.01);
            }
        }
    }

    // Every sixth voxel has no signal in the one volume without weighting.
    private SmallSeries WithHoles()
    {
        var grid = new VolumeGrid(6, 5, 4, [-2, 0, 0, 5, 0, 2, 0, 3, 0, 0, 2, 1]);
        var table = SmallSeries.Spiral(12);
        var (volumes, _) = Draw(grid, table, seed: 31);
        for (var voxel = 0; voxel < grid.Voxels; voxel += 6)
        {
            volumes[0][voxel] = 0;
        }

        WriteSeries("dwi.nii", grid, volumes);
        WriteTable(table);
        return SmallSeries.Read(Folder["dwi.nii"], Folder["dwi.bval"], Folder["dwi.bvec"]);
    }

    [Fact]
    public void Colours_are_directions_times_anisotropy()
    {
        // Diffusion along the second axis alone: green.
        var grid = new VolumeGrid(1, 1, 1, [-2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]);
        var table = SmallSeries.Spiral(12);
        float[][] volumes = [.. Enumerable.Range(0, 13).Select(v => (float[])[(float)(500 * Math.Exp(-table.BValues[v] * (0.0004 + (0.0016 * table.Directions[v].Y * table.Directions[v].Y))))])];
        var series = new SmallSeries(DiffusionScheme.Of(table, grid, new SchemeOptions()), volumes, grid);
        var maps = series.Fit(TensorFitMethod.OrdinaryLeastSquares);

        // FA of 2, 0.4, 0.4: 1.6 / √4.32 = 0.769800.
        Assert.Equal(0.769800, maps.FractionalAnisotropy[0], 5);
        Assert.Equal([0, 0, 0, 196, 0, 0], [.. new byte[2], .. ColourMap.Of(maps, [0], 1), .. new byte[1]]);
    }

    private static (float[][] Volumes, (double A, double B)[] Truth) Draw(VolumeGrid grid, GradientTable table, int seed, double noise = 0.05)
    {
        var random = new Random(seed);
        var voxels = (int)grid.Voxels;
        var truth = new (double A, double B)[voxels];
        var volumes = Enumerable.Range(0, table.Volumes).Select(_ => new float[voxels]).ToArray();
        for (var voxel = 0; voxel < voxels; voxel++)
        {
            var (a, b) = truth[voxel] = (0.0012 + (0.0008 * random.NextDouble()), 0.0002 + (0.0008 * random.NextDouble()));
            var (turn, height) = (2 * Math.PI * random.NextDouble(), (2 * random.NextDouble()) - 1);
            var radius = Math.Sqrt(1 - (height * height));
            var (x, y, z) = (radius * Math.Cos(turn), radius * Math.Sin(turn), height);
            for (var v = 0; v < volumes.Length; v++)
            {
                var along = (x * table.Directions[v].X) + (y * table.Directions[v].Y) + (z * table.Directions[v].Z);
                var signal = 500 * Math.Exp(-table.BValues[v] * (b + ((a - b) * along * along)));
                volumes[v][voxel] = (float)(signal * Math.Exp(noise * ((2 * random.NextDouble()) - 1)));
            }
        }

        return (volumes, truth);
    }

    private void WriteSeries(string name, VolumeGrid grid, float[][] volumes)
    {
        // A file of one volume whose header then tells of as many as follow.
        var stream = new MemoryStream();
        NiftiFile.Write(stream, grid, volumes[0], new NiftiWriteOptions { Compress = false });
        foreach (var volume in volumes.AsSpan(1))
        {
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(volume.AsSpan()));
        }

        var bytes = stream.ToArray();
        (bytes[40], bytes[48]) = (4, (byte)volumes.Length);
        Folder.Write(name, bytes);
    }

    private void WriteTable(GradientTable table)
    {
        Folder.Write("dwi.bval", string.Join(' ', table.BValues.Select(b => b.ToString("R"))));
        var rows = new Func<GradientDirection, double>[] { g => g.X, g => g.Y, g => g.Z };
        Folder.Write("dwi.bvec", string.Join('\n', rows.Select(part => string.Join(' ', table.Directions.Select(g => part(g).ToString("R"))))));
    }

    private static void Shell(string command) =>
        Nibabel.Expect("import subprocess, sys; subprocess.run(sys.argv[1], shell=True, check=True)", command);
}
