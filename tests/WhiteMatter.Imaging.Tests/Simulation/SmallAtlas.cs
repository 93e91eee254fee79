using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Atlases;

namespace WhiteMatter.Imaging.Tests.Simulation;

/// <summary>A label volume of 12 × 11 × 10 voxels with a block of 96, a ball, a row at the edge and a single voxel.</summary>
internal static class SmallAtlas
{
    public const int X = 12;
    public const int Y = 11;
    public const int Z = 10;

    public static IReadOnlyList<int> Regions { get; } = [3, 7, 20, 41];

    public static float[] Labels { get; } = Make();

    public static Atlas Atlas { get; } = Atlas.Of(
        "small", new NiftiVolume(new VolumeGrid(X, Y, Z, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]), Labels, NiftiDataType.Int16, 0, []), null);

    public static int At(int i, int j, int k) => i + (X * (j + (Y * k)));

    private static float[] Make()
    {
        var labels = new float[X * Y * Z];
        for (var k = 0; k < Z; k++)
        {
            for (var j = 0; j < Y; j++)
            {
                for (var i = 0; i < X; i++)
                {
                    labels[At(i, j, k)] = (i, j, k) switch
                    {
                        ( < 4, < 6, < 4) => 3,
                        ( >= 5, _, _) when ((i - 8) * (i - 8)) + ((j - 5) * (j - 5)) + ((k - 6) * (k - 6)) <= 6 => 7,
                        (_, 10, 9) => 20,
                        (1, 8, 6) => 41,
                        _ => 0,
                    };
                }
            }
        }

        return labels;
    }
}
