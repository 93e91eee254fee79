using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using Xunit;

namespace WhiteMatter.Formats.Tests.Nifti;

/// <summary>Values, affine and number of volumes are those that nibabel (5.0.0, Debian 12) reads.</summary>
public sealed class NibabelAgreementTests : InFolder
{
    /// <summary>For each file prints shape and affine, and writes its values, scaled in float64 and rounded to float32, x fastest.</summary>
    private const string Dump = """
        import sys, numpy as np, nibabel as nib
        for i, path in enumerate(open(sys.argv[1]).read().split('\n')):
            image = nib.load(path)
            data = np.asarray(image.dataobj, dtype=np.float64)
            np.asarray(data, dtype=np.float32).flatten(order='F').tofile(sys.argv[2] + str(i))
            print(' '.join(str(n) for n in data.shape))
            print(' '.join(repr(float(v)) for v in image.affine[:3].flatten()))
        """;

    [NibabelFact("nifti")]
    public void The_conformance_files_are_read_as_nibabel_reads_them()
    {
        var files = Directory.EnumerateFiles(SharedData.Find("nifti")!, "*.nii*").Concat(Directory.EnumerateFiles(SharedData.Find("nifti")!, "*.hdr*"))
            .Where(path => !path.EndsWith("not-nifti.nii", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(6, files.Length);
        Assert.All(files, file => Agree(file));
    }

    [NibabelFact("fa")]
    public void Real_fa_images_are_read_as_nibabel_reads_them() =>
        Assert.All(Directory.EnumerateFiles(SharedData.Find("fa")!, "*.nii.gz"), file => Agree(file));

    [NibabelFact("nifti")]
    public void The_voxels_of_a_pair_are_found_from_either_file()
    {
        var folder = SharedData.Find("nifti")!;
        var fromHeader = NiftiFile.Read(Path.Combine(folder, "air.hdr.gz"));
        var fromVoxels = NiftiFile.Read(Path.Combine(folder, "air.img.gz"));
        Assert.Equal(fromHeader.Values, fromVoxels.Values);
        Assert.Equal(fromHeader.Grid, fromVoxels.Grid);
    }

    [NibabelFact]
    public void Every_type_byte_order_and_version_is_read_as_nibabel_reads_it()
    {
        // Limits of each type, a slope and an intercept, a sheared sform, and a qform that turns by nearly 180 degrees.
        Nibabel.Expect("""
            import sys, itertools, numpy as np, nibabel as nib
            rng = np.random.default_rng(4)
            types = ['u1', 'i2', 'i4', 'f4', 'f8', 'i1', 'u2', 'u4', 'i8', 'u8']
            for (name, order, kind, scaled) in itertools.product(types, '<>', ['n1', 'n2', 'pair'], [False, True]):
                t = np.dtype(name).newbyteorder(order)
                if t.kind == 'f':
                    data = rng.normal(size=(3, 4, 5)).astype(t)
                else:
                    info = np.iinfo(t)
                    data = rng.integers(info.min, info.max, size=(3, 4, 5), dtype=np.dtype(name), endpoint=True).astype(t)
                    data.flat[0], data.flat[1] = info.min, info.max
                header = {'n1': nib.Nifti1Header, 'n2': nib.Nifti2Header, 'pair': nib.nifti1.Nifti1PairHeader}[kind](endianness=order)
                header.set_data_dtype(t)
                header.set_data_shape(data.shape)
                affine = np.array([[-2, 0.3, 0, 90], [0, 2.5, 0.1, -126], [0.2, 0, 3, -72], [0, 0, 0, 1]])
                if name in ('i1', 'f4'):
                    c, s = np.cos(3.1415), np.sin(3.1415)
                    affine = np.array([[c * 2, -s * 2, 0, 5], [s * 2, c * 2, 0, -6], [0, 0, -2.5, 7], [0, 0, 0, 1]])
                    header.set_qform(affine, 1)
                elif name == 'u8':
                    header['pixdim'][1:4] = [2, 3, 4]
                else:
                    header.set_sform(affine, 2)
                if scaled:
                    header['scl_slope'], header['scl_inter'] = 0.0123, -7.5
                header['vox_offset'] = {'pair': 0, 'n1': 352, 'n2': 544}[kind]
                path = f"{sys.argv[1]}/{name}_{'le' if order == '<' else 'be'}_{kind}_{int(scaled)}.{'hdr' if kind == 'pair' else 'nii'}"
                f = open(path, 'wb')
                head = header.binaryblock
                f.write(head)
                voxels = data.tobytes(order='F')
                if kind == 'pair':
                    open(path[:-3] + 'img', 'wb').write(voxels)
                else:
                    f.write(bytes(4)); f.write(voxels)
                f.close()
            """, Folder[""]);
        var files = Directory.EnumerateFiles(Folder[""], "*.nii").Concat(Directory.EnumerateFiles(Folder[""], "*.hdr")).ToArray();
        Assert.Equal(120, files.Length);
        var dumped = DumpAll(files);
        Assert.All(files, file => Agree(file, dumped[file]));
    }

    [NibabelFact]
    public void What_is_written_is_read_by_nibabel_with_the_same_values_sform_and_qform()
    {
        var values = Enumerable.Range(0, 4 * 5 * 6).Select(i => (float)Math.Sin(i)).ToArray();
        var turned = NiftiOrientation.FromQuaternion(0.1, -0.2, 0.3, (4, 5, 6), (1.5, 2, 2.5), -1, NiftiOrientation.RoundingOfDouble);
        var grid = new VolumeGrid(4, 5, 6, turned);
        foreach (var (name, compress) in new[] { ("a.nii", false), ("a.nii.gz", true) })
        {
            using (var stream = File.Create(Folder[name]))
            {
                NiftiFile.Write(stream, grid, values, new NiftiWriteOptions { Compress = compress, Description = "a test" });
            }

            var found = Nibabel.Expect("""
                import sys, numpy as np, nibabel as nib
                image = nib.load(sys.argv[1])
                assert image.header['sform_code'] == 2 and image.header['qform_code'] == 2
                assert np.allclose(image.get_sform(), image.get_qform(), atol=1e-5)
                assert bytes(image.header['descrip'])[:6] == b'a test' and image.header.get_xyzt_units()[0] == 'mm'
                assert image.shape == (4, 5, 6)
                np.asarray(image.dataobj).flatten(order='F').tofile(sys.argv[2])
                print(' '.join(repr(float(v)) for v in image.affine[:3].flatten()))
                """, Folder[name], Folder["dump"]);
            Assert.Equal(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), File.ReadAllBytes(Folder["dump"]));
            AssertClose(turned, Numbers(found), 1e-6);
        }
    }

    [NibabelFact]
    public void A_long_axis_is_written_as_nifti_2()
    {
        var grid = new VolumeGrid(40_000, 1, 2, [0.5, 0, 0, 1, 0, 2, 0, 2, 0, 0, 3, 3]);
        var values = Enumerable.Range(0, 80_000).Select(i => (float)(i % 200)).ToArray();
        using (var stream = File.Create(Folder["long.nii.gz"]))
        {
            NiftiFile.Write(stream, grid, values, new NiftiWriteOptions { DataType = NiftiDataType.UInt8 });
        }

        Agree(Folder["long.nii.gz"]);
        Assert.Equal(2, NiftiFile.ReadHeader(Folder["long.nii.gz"]).Version);
        Assert.Equal(values, NiftiFile.Read(Folder["long.nii.gz"]).Values);
    }

    private static double[] Numbers(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> found, double tolerance)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"Number {i} is {found[i]} and should be {expected[i]}.");
        }
    }

    private void Agree(string path) => Agree(path, DumpAll([path])[path]);

    private static void Agree(string path, (double[] Shape, double[] Affine, float[] Values) expected)
    {
        using var reader = NiftiReader.Open(path);
        var header = reader.Header;
        var shape = expected.Shape.Concat(Enumerable.Repeat(1.0, 3)).ToArray();
        Assert.Equal((shape[0], shape[1], shape[2]), (header.Grid.X, header.Grid.Y, header.Grid.Z));
        Assert.Equal(expected.Shape.Skip(3).Aggregate(1.0, (product, edge) => product * edge), header.Volumes);
        AssertClose(expected.Affine, header.Grid.Affine, 2e-6);
        var volume = new float[header.Grid.Voxels];
        for (var v = 0; v < header.Volumes; v++)
        {
            reader.ReadVolume(volume);
            Assert.True(MemoryMarshal.AsBytes(expected.Values.AsSpan(v * volume.Length, volume.Length)).SequenceEqual(MemoryMarshal.AsBytes(volume.AsSpan())), $"Values of volume {v} differ.");
        }
    }

    private Dictionary<string, (double[] Shape, double[] Affine, float[] Values)> DumpAll(IReadOnlyList<string> files)
    {
        // One Python for all: each start costs half a second.
        var list = Folder.Write("files", string.Join('\n', files));
        var printed = Nibabel.Expect(Dump, list, Folder["dump"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return files.Select((file, i) => (file, i)).ToDictionary(
            pair => pair.file,
            pair => (
                Numbers(printed[2 * pair.i]),
                Numbers(printed[(2 * pair.i) + 1]),
                MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Folder["dump" + pair.i.ToString(CultureInfo.InvariantCulture)])).ToArray()));
    }
}
