using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>Simulated volumes as nibabel reads them.</summary>
public sealed class NibabelTests : InFolder
{
    /// <summary>Prints type, shape, affine and remark of a file, and the sum of its voxels.</summary>
    private const string Script =
        """
        import sys, nibabel, numpy
        for path in sys.argv[1:]:
            image = nibabel.load(path)
            values = numpy.asarray(image.dataobj)
            print(image.get_data_dtype(), *image.shape, *image.affine[:3].ravel(), repr(float(values.sum(dtype=float))), bytes(image.header['descrip']).rstrip(b'\0').decode(), sep='\t')
        """;

    [NibabelFact]
    public async Task Volumes_and_mask_have_grid_affine_type_and_remark()
    {
        _ = new SimulationFileset(Folder);
        var made = await new SmallSimulation(Folder).MakeAsync();
        string[] names = ["fa/P0.nii.gz", "fa/sim-0020.nii.gz", "mask.nii.gz", "labels.nii.gz"];
        var output = Nibabel.Expect(Script, [.. names.Select(name => Path.Combine(made.Folder, name))]);
        var lines = output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["float32", "float32", "uint8", "int16"], lines.Select(line => line[0]));
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Equal(["18", "6", "6"], lines[i][1..4]);
            Assert.Equal(BlockAtlas.Grid.Affine.AsEnumerable(), lines[i][4..16].Select(MadeSimulation.Number));
        }

        Assert.All(lines[..3], line => Assert.StartsWith("simulated", line[17], StringComparison.Ordinal));
        Assert.Equal(made.Volume("P0").Values.Sum(value => (double)value), MadeSimulation.Number(lines[0][16]), 1e-9);

        // Four blocks of 48 voxels with 2 (16 + 12 + 12) faces each, of which blocks beside each other share a column of 16 between them.
        Assert.Equal((4 * 48) + (4 * 80) - (3 * 16), MadeSimulation.Number(lines[2][16]));
    }
}
