using System.Text;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>Writes the artifact of an atlas whose regions are blocks of 3 × 4 × 4 voxels in a row, with background between and around.</summary>
internal sealed class BlockAtlas(int regions) : IStepHandler<AtlasParameters>
{
    public static VolumeGrid Grid { get; } = new(18, 6, 6, [-2, 0, 0, 20, 0, 2, 0, -30, 0, 0, 2.5, -12]);

    public bool OwnerOnly => false;

    public static string NameOf(int region) => $"Block_{region + 1}";

    public static int LabelOf(int region) => (10 * region) + 3;

    /// <summary>The voxels of a region, x fastest.</summary>
    public static IEnumerable<int> VoxelsOf(int region)
    {
        for (var k = 1; k <= 4; k++)
        {
            for (var j = 1; j <= 4; j++)
            {
                for (var i = 1 + (4 * region); i <= 3 + (4 * region); i++)
                {
                    yield return i + (Grid.X * (j + (Grid.Y * k)));
                }
            }
        }
    }

    public ValueTask RunAsync(StepContext<AtlasParameters> context, CancellationToken cancellationToken)
    {
        var labels = new float[Grid.Voxels];
        var table = new StringBuilder("label\tname\tvoxels\n");
        for (var region = 0; region < regions; region++)
        {
            foreach (var voxel in VoxelsOf(region))
            {
                labels[voxel] = LabelOf(region);
            }

            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"{LabelOf(region)}\t{NameOf(region)}\t48\n");
        }

        using (var stream = context.Output.Create("labels.nii.gz"))
        {
            NiftiFile.Write(stream, Grid, labels, new NiftiWriteOptions { DataType = NiftiDataType.Int16 });
        }

        using (var stream = context.Output.Create("regions.tsv"))
        {
            stream.Write(Encoding.UTF8.GetBytes(table.ToString()));
        }

        context.Output.SetValue("regions", regions);
        context.Output.SetValue("empty", 0);
        return ValueTask.CompletedTask;
    }
}
