using WhiteMatter.Formats;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Transforms;

namespace WhiteMatter.Imaging.Resampling;

/// <summary>
/// Where the points of a reference lie in an image, voxel by voxel: FSL's displacement field (FNIRT's <c>--fout</c>, <c>convertwarp</c>), relative or
/// absolute, in FSL's millimetres; or ITK's, as ANTs writes <c>1Warp.nii.gz</c>, of shifts in LPS+ millimetres. Memory: 12 bytes a voxel.
/// </summary>
public sealed class WarpField
{
    private const int VectorIntent = 1007;
    private const int FslFieldIntent = 2006;

    private WarpField(VolumeGrid grid, TransformConvention convention, bool isAbsolute, float[][] components)
    {
        Grid = grid;
        Convention = convention;
        IsAbsolute = isAbsolute;
        Components = components;
    }

    /// <summary>The voxels that have a shift.</summary>
    public VolumeGrid Grid { get; }

    /// <summary>Whose millimetres they are.</summary>
    public TransformConvention Convention { get; }

    /// <summary>Whether places are given, and not shifts.</summary>
    public bool IsAbsolute { get; }

    /// <summary>The three numbers of each voxel, one array for each.</summary>
    internal float[][] Components { get; }

    /// <summary>Reads a field.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file cannot be read, or holds no field.</exception>
    public static WarpField Read(string path, CancellationToken cancellationToken = default)
    {
        using var reader = NiftiReader.Open(path);
        var header = reader.Header;
        if (header.IntentCode is 2007 or 2008 or 2009 or 2016)
        {
            throw Refused(path, "the file holds coefficients of a warp (fnirt --cout), not the field", "Write the field with fnirtfileutils --in=COEFFICIENTS --ref=TEMPLATE --out=FIELD --withaff, or with fnirt --fout");
        }

        // Five dimensions with nothing along the fourth are how ITK stores vectors; FSL stores three volumes.
        var isVector = header.Sizes is [_, _, _, 1, 3, ..];
        if (header.Volumes != 3 || (header.IntentCode == VectorIntent && !isVector) || (header.IntentCode == FslFieldIntent && isVector))
        {
            throw Refused(
                path,
                FormattableString.Invariant($"the file has {header.Volumes} numbers a voxel, {string.Join(" × ", header.Sizes)} in all, and intent code {header.IntentCode}"),
                "Name FSL's displacement field (three volumes) or ANTs' 1Warp.nii.gz (vectors of three)");
        }

        var components = new float[3][];
        for (var c = 0; c < components.Length; c++)
        {
            components[c] = new float[header.Grid.Voxels];
            reader.ReadVolume(components[c], cancellationToken);
            if (VoxelDecoder.CountNonFinite(components[c]) is var bad and > 0)
            {
                throw Refused(path, FormattableString.Invariant($"{bad} of its numbers are not finite"), "Register the image again and look at the field");
            }
        }

        return isVector ? new WarpField(header.Grid, TransformConvention.Itk, false, components)
            : new WarpField(header.Grid, TransformConvention.Fsl, IsOfPlaces(header.Grid, components), components);
    }

    /// <summary>
    /// Whether the numbers of FSL's field are places: the file does not say. Places vary over the field about as much as the voxels' own do, shifts less
    /// (the rule of FSL's <c>applywarp</c> and fslpy).
    /// </summary>
    private static bool IsOfPlaces(VolumeGrid grid, float[][] components)
    {
        var own = AffineMap.OfGridInFsl(grid).Rows;
        double spreadAsTheyAre = 0, spreadWithoutPlace = 0;
        for (var c = 0; c < 3; c++)
        {
            double sum = 0, squares = 0, sumWithout = 0, squaresWithout = 0;
            var at = 0;
            for (var k = 0; k < grid.Z; k++)
            {
                for (var j = 0; j < grid.Y; j++)
                {
                    for (var i = 0; i < grid.X; i++)
                    {
                        double value = components[c][at++];
                        var without = value - ((own[4 * c] * i) + (own[(4 * c) + 1] * j) + (own[(4 * c) + 2] * k) + own[(4 * c) + 3]);
                        sum += value;
                        squares += value * value;
                        sumWithout += without;
                        squaresWithout += without * without;
                    }
                }
            }

            spreadAsTheyAre += Spread(sum, squares, at);
            spreadWithoutPlace += Spread(sumWithout, squaresWithout, at);
        }

        return spreadAsTheyAre > spreadWithoutPlace;
    }

    private static double Spread(double sum, double squares, int count) => Math.Sqrt(Math.Max(0, (squares / count) - (sum / count * (sum / count))));

    private static DataFormatException Refused(string path, string found, string remedy) =>
        new(DataProblem.TransformUnreadable, path, found, "a displacement field of FSL or ITK", remedy);
}
