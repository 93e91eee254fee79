using System.Collections.Immutable;
using System.Text.Json;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Volumes;

/// <summary>The file <c>volumes.json</c>: what the volumes of a store are of.</summary>
/// <param name="Format">Version of the two files.</param>
/// <param name="Size">Voxels along x, y, z.</param>
/// <param name="Affine">Rows of the 3 × 4 matrix from voxel indices to mm.</param>
/// <param name="Ids">Each person's identifier.</param>
/// <param name="Families">Each person's family, or null.</param>
/// <param name="MaskRuns">First voxel and length of each run of the mask, one after the other.</param>
internal sealed record VolumeStoreDescription(
    int Format, int[] Size, double[] Affine, string[] Ids, string[]? Families, int[] MaskRuns)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static void Write(Stream stream, VolumeMask mask, IReadOnlyList<string> ids, IReadOnlyList<string>? families) =>
        JsonSerializer.Serialize(
            stream,
            new VolumeStoreDescription(
                CurrentFormat,
                [mask.Grid.X, mask.Grid.Y, mask.Grid.Z],
                [.. mask.Grid.Affine],
                [.. ids],
                families is null ? null : [.. families],
                [.. mask.Runs.SelectMany(run => new[] { run.First, run.Length })]),
            Options);

    /// <exception cref="InvalidDataException">The file holds no description, or one that contradicts itself.</exception>
    public static (VolumeMask Mask, ImmutableArray<string> Ids, ImmutableArray<string>? Families) Read(Stream stream)
    {
        VolumeStoreDescription? found;
        try
        {
            found = JsonSerializer.Deserialize<VolumeStoreDescription>(stream, Options);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The description of the volumes is no JSON of its kind.", exception);
        }

        if (found is not { Format: CurrentFormat, Size: [> 0, > 0, > 0], Affine.Length: VolumeGrid.AffineLength, Ids: not null, MaskRuns: not null }
            || found.MaskRuns.Length % 2 != 0
            || (long)found.Size[0] * found.Size[1] * found.Size[2] > Array.MaxLength
            || (found.Families is { } families && families.Length != found.Ids.Length))
        {
            throw new InvalidDataException("The description of the volumes contradicts itself.");
        }

        var grid = new VolumeGrid(found.Size[0], found.Size[1], found.Size[2], [.. found.Affine]);
        var runs = ImmutableArray.CreateBuilder<VoxelRun>(found.MaskRuns.Length / 2);
        for (var i = 0; i < found.MaskRuns.Length; i += 2)
        {
            runs.Add(new VoxelRun(found.MaskRuns[i], found.MaskRuns[i + 1]));
        }

        return (VolumeMask.Of(grid, runs.MoveToImmutable()), [.. found.Ids], found.Families is null ? null : [.. found.Families]);
    }
}
