using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Atlases;

/// <summary>A region of an atlas.</summary>
/// <param name="Label">The label of its voxels.</param>
/// <param name="Name">Its name.</param>
/// <param name="Voxels">How many voxels it has.</param>
public sealed record AtlasRegion(int Label, string Name, int Voxels);

/// <summary>A label for each voxel of a grid, 0 for none, and the names of the labels.</summary>
public sealed class Atlas
{
    private Atlas(VolumeGrid grid, short[] labels, IReadOnlyDictionary<int, string>? names)
    {
        Grid = grid;
        Labels = ImmutableCollectionsMarshal.AsImmutableArray(labels);
        Names = names;
        var voxels = new SortedDictionary<int, int>();
        foreach (var label in labels)
        {
            if (label != 0)
            {
                voxels[label] = voxels.GetValueOrDefault(label) + 1;
            }
        }

        Regions = [.. voxels.Select(pair => new AtlasRegion(pair.Key, NameOf(pair.Key), pair.Value))];
        Unnamed = names is null ? [] : [.. voxels.Keys.Where(label => !names.ContainsKey(label))];
        Empty = names is null ? [] : [.. names.Where(pair => !voxels.ContainsKey(pair.Key)).OrderBy(pair => pair.Key).Select(pair => new AtlasRegion(pair.Key, pair.Value, 0))];
    }

    /// <summary>The grid.</summary>
    public VolumeGrid Grid { get; }

    /// <summary>The label of each voxel, x fastest; 0 is the background.</summary>
    public ImmutableArray<short> Labels { get; }

    /// <summary>The regions with at least one voxel, by label.</summary>
    public ImmutableArray<AtlasRegion> Regions { get; }

    /// <summary>Labels that are named and have no voxel.</summary>
    public ImmutableArray<AtlasRegion> Empty { get; }

    /// <summary>Labels that have voxels and no name though others have one; their regions are called <c>label_7</c>.</summary>
    public ImmutableArray<int> Unnamed { get; }

    private IReadOnlyDictionary<int, string>? Names { get; }

    /// <summary>Makes an atlas of a volume of labels.</summary>
    /// <param name="path">What messages call the volume.</param>
    /// <param name="volume">The volume: whole numbers from 0 to 32,767.</param>
    /// <param name="names">The labels' names; null calls regions <c>label_7</c>.</param>
    /// <exception cref="DataFormatException">A value is no label, or no voxel has one.</exception>
    public static Atlas Of(string path, NiftiVolume volume, IReadOnlyDictionary<int, string>? names)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var labels = new short[volume.Values.Length];
        var (bad, first, labelled) = (0L, 0f, false);
        for (var i = 0; i < labels.Length; i++)
        {
            var value = volume.Values[i];
            if (value is >= 0 and <= short.MaxValue && value == MathF.Truncate(value))
            {
                labels[i] = (short)value;
                labelled |= labels[i] != 0;
            }
            else if (bad++ == 0)
            {
                first = value;
            }
        }

        if (bad > 0 || !labelled)
        {
            throw new DataFormatException(
                DataProblem.LabelValues,
                path,
                bad > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bad} voxels are no label (such as {first})") : "every voxel is 0",
                "whole numbers from 0 to 32767, one for each region",
                "Name the volume of labels, not one of probabilities or of the image itself");
        }

        return new Atlas(volume.Grid, labels, names);
    }

    /// <summary>The same labels where the header exchanges left and right: the world's x is mirrored about the middle of the grid, so that each voxel lies on the other side.</summary>
    public Atlas WithSidesExchanged()
    {
        var centre = Grid.World((Grid.X - 1) / 2.0, (Grid.Y - 1) / 2.0, (Grid.Z - 1) / 2.0).X;
        var affine = Grid.Affine.ToBuilder();
        for (var column = 0; column < 3; column++)
        {
            affine[column] = 0 - affine[column];
        }

        affine[3] = (2 * centre) - affine[3];
        return new Atlas(Grid with { Affine = affine.MoveToImmutable() }, [.. Labels], Names);
    }

    /// <summary>The same regions on another grid.</summary>
    internal Atlas On(VolumeGrid grid, short[] labels) => new(grid, labels, Names);

    private string NameOf(int label) =>
        Names?.GetValueOrDefault(label) ?? string.Create(CultureInfo.InvariantCulture, $"label_{label}");
}
