using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Volumes;
using Xunit;

namespace WhiteMatter.Imaging.Tests;

public sealed class VolumeStoreTests : InSmallStore
{
    [Fact]
    public void Values_inside_the_mask_come_back_exactly_and_whole_numbers_take_their_own_bytes()
    {
        var grid = SmallStore.Grid(4, 3, 2);
        var mask = VolumeMask.Of(grid, i => i % 5 != 0);
        var fractions = Enumerable.Range(0, 24).Select(i => (float)Math.Sqrt(i)).ToArray();
        var whole = Enumerable.Range(0, 24).Select(i => (float)(i * 10)).ToArray();
        Image("float.nii", grid, fractions, NiftiDataType.Float32);
        Image("byte.nii", grid, whole, NiftiDataType.UInt8);
        Image("double.nii.gz", grid, fractions, NiftiDataType.Float64);
        Image("scaled.nii", grid, whole, NiftiDataType.Int16);
        using (var file = File.OpenWrite(Files["scaled.nii"]))
        {
            // scl_slope and scl_inter of nifti1.h.
            file.Position = 112;
            file.Write(BitConverter.GetBytes(0.25f));
            file.Write(BitConverter.GetBytes(-3f));
        }

        using var store = Files.OfFiles(mask, Files["float.nii"], Files["byte.nii"], Files["double.nii.gz"], Files["scaled.nii"]);
        Assert.Equal(["P0", "P1", "P2", "P3"], store.Ids.AsEnumerable());
        Assert.Equal(Enumerable.Range(0, 24).Where(i => i % 5 != 0), store.MaskIndex);
        Assert.Equal(grid, store.Grid);
        float[][] expected = [fractions, whole, fractions, [.. whole.Select(value => (value * 0.25f) - 3)]];
        for (var person = 0; person < 4; person++)
        {
            var values = new float[store.Voxels];
            store.Read(person, values);
            Assert.Equal(store.MaskIndex.Select(i => expected[person][i]), values);
            store.ReadRange(person, 3, values.AsSpan(0, 2));
            Assert.Equal(expected[person][store.MaskIndex[4]], values[1]);
        }

        // 19 voxels of 4, 1, 4 and 2 bytes, 4 records of 32, 8 and 24 bytes about them.
        Assert.Equal((19 * 11) + (4 * 32) + 32, new FileInfo(Files["volumes.bin"]).Length);
    }

    [Fact]
    public void Any_number_of_threads_reads_at_once()
    {
        var people = Enumerable.Range(0, 40).Select(p => Enumerable.Range(0, 1000).Select(i => (float)((p * 1000) + i)).ToArray()).ToArray();
        using var store = Files.Of(SmallStore.Grid(10, 10, 10), people);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var values = new float[1000];
            store.Read(i % 40, values);
            Assert.Equal(people[i % 40], values);
        });
    }

    [Fact]
    public void Voxels_that_are_no_numbers_are_0_and_counted()
    {
        var volume = MaskedVolume.Of([1, float.NaN, float.PositiveInfinity, 2]);
        Assert.Equal(2, volume.NonFinite);
        Assert.Equal([1f, 0, 0, 2], volume.Values);
        using var store = Files.Write(VolumeMask.Of(SmallStore.Grid(4, 1, 1), _ => true), [volume]);
        var values = new float[4];
        store.Read(0, values);
        Assert.Equal([1f, 0, 0, 2], values);
    }

    [Fact]
    public void A_store_that_is_cut_short_or_of_another_description_is_refused()
    {
        Files.Of(SmallStore.Grid(2, 2, 2), new float[8], new float[8]).Dispose();
        var whole = File.ReadAllBytes(Files["volumes.bin"]);
        var description = File.ReadAllText(Files["volumes.json"]);
        foreach (var damaged in new[] { whole[..^1], whole[8..], [], [.. whole, 0], whole[..20] })
        {
            File.WriteAllBytes(Files["volumes.bin"], damaged);
            Refused();
        }

        File.WriteAllBytes(Files["volumes.bin"], whole);
        foreach (var (from, to) in new[] { ("\"P1\"", "\"P1\",\"P2\""), ("[0,8]", "[0,7]"), ("[0,8]", "[0,9]"), ("[0,8]", "[-1,8]"), ("[0,8]", "[0,4,2,4]"), ("[2,2,2]", "[2,2]"), ("{", "[") })
        {
            Assert.Contains(from, description, StringComparison.Ordinal);
            File.WriteAllText(Files["volumes.json"], description.Replace(from, to, StringComparison.Ordinal));
            Refused();
        }

        File.WriteAllText(Files["volumes.json"], description);
        VolumeStore.Open(Files["volumes.bin"], Files["volumes.json"]).Dispose();
    }

    [Fact]
    public void Mutated_stores_are_read_or_refused()
    {
        Files.Of(SmallStore.Grid(3, 2, 2), new float[12], new float[12]).Dispose();
        var random = new Random(8);
        var files = new[] { "volumes.bin", "volumes.json" }.Select(name => (Name: name, Bytes: File.ReadAllBytes(Files[name]))).ToArray();
        for (var i = 0; i < 3000; i++)
        {
            foreach (var (name, bytes) in files)
            {
                var changed = (byte[])bytes.Clone();
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(Files[name], changed);
            }

            try
            {
                using var store = VolumeStore.Open(Files["volumes.bin"], Files["volumes.json"]);
                store.Read(0, new float[store.Voxels]);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    private void Refused() => Assert.Throws<InvalidDataException>(() => VolumeStore.Open(Files["volumes.bin"], Files["volumes.json"]).Dispose());

    private void Image(string name, VolumeGrid grid, float[] values, NiftiDataType type)
    {
        using var stream = File.Create(Files[name]);
        NiftiFile.Write(stream, grid, values, new NiftiWriteOptions { DataType = type, Compress = name.EndsWith(".gz", StringComparison.Ordinal) });
    }
}
