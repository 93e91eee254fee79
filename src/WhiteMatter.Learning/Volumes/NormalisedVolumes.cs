using System.Buffers;
using System.Globalization;

namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// The volumes of a source as a network sees them: normalised inside the mask, 0 outside, in the layout of a tensor of shape
/// X × Y × Z (z runs fastest, where in the source x does). Its members may be called from several threads at once.
/// </summary>
public sealed class NormalisedVolumes
{
    private readonly IVolumeSource _source;
    private readonly VolumeNormalisation _normalisation;
    private readonly int[] _place;

    /// <summary>Views a source.</summary>
    /// <param name="source">The volumes.</param>
    /// <param name="normalisation">What is done to each.</param>
    /// <exception cref="ArgumentException">The mask is empty, not rising, or not on the grid.</exception>
    public NormalisedVolumes(IVolumeSource source, VolumeNormalisation normalisation)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _normalisation = normalisation;
        _place = Places(source.MaskIndex.Span, source.Size);
    }

    /// <summary>The grid.</summary>
    public VolumeSize Size => _source.Size;

    /// <summary>Voxels of the mask.</summary>
    public int MaskVoxels => _place.Length;

    /// <summary>What tells each person apart, in order of the volumes.</summary>
    public IReadOnlyList<string> Ids => _source.Ids;

    /// <summary>Place of each voxel of the mask in a tensor of shape X × Y × Z, in the source's order of voxels.</summary>
    internal ReadOnlySpan<int> MaskPlaces => _place;

    /// <summary>A person's name for messages: family and identifier, or the identifier alone.</summary>
    /// <param name="person">0-based.</param>
    public string NameOf(int person) => _source.Ids[person].Replace('\t', ' ');

    /// <summary>Reads a person's normalised values inside the mask, in the source's order of voxels.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="values">Where to: <see cref="MaskVoxels"/> values.</param>
    /// <exception cref="LearningException">A value is not finite, or the values do not vary and are to be z-scores.</exception>
    public void Read(int person, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _place.Length);
        _source.Read(person, values);
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        if (!double.IsFinite(sum))
        {
            throw NotFinite(person, values);
        }

        if (_normalisation == VolumeNormalisation.None)
        {
            return;
        }

        var mean = sum / values.Length;
        double squares = 0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        var deviation = Math.Sqrt(squares / values.Length);
        if (!(deviation > 0))
        {
            throw new LearningException(
                LearningProblem.VolumeUnusable,
                string.Create(CultureInfo.InvariantCulture, $"The image of {NameOf(person)} has the value {mean} in every voxel of the mask and has no z-scores."));
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((values[i] - mean) / deviation);
        }
    }

    /// <summary>Reads a person's volume as a tensor of shape X × Y × Z holds it: normalised inside the mask, 0 outside.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="volume">Where to: one value for each voxel of the grid.</param>
    /// <exception cref="LearningException">A value is not finite, or the values do not vary and are to be z-scores.</exception>
    public void ReadVolume(int person, Span<float> volume)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Size.Voxels);
        var values = ArrayPool<float>.Shared.Rent(_place.Length);
        try
        {
            var inside = values.AsSpan(0, _place.Length);
            Read(person, inside);
            volume.Clear();
            for (var i = 0; i < _place.Length; i++)
            {
                volume[_place[i]] = inside[i];
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    /// <summary>Writes the mask as a tensor of shape X × Y × Z holds it: 1 inside, 0 outside.</summary>
    /// <param name="volume">Where to: one value for each voxel of the grid.</param>
    public void WriteMask(Span<float> volume)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Size.Voxels);
        volume.Clear();
        foreach (var place in _place)
        {
            volume[place] = 1;
        }
    }

    /// <summary>Adds the values inside the mask of a tensor of shape X × Y × Z to sums in the source's order of voxels.</summary>
    /// <param name="volume">The tensor's values.</param>
    /// <param name="sums">One sum for each voxel of the mask.</param>
    public void AddInside(ReadOnlySpan<float> volume, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Size.Voxels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, _place.Length);
        for (var i = 0; i < _place.Length; i++)
        {
            sums[i] += volume[_place[i]];
        }
    }

    private static int[] Places(ReadOnlySpan<int> mask, VolumeSize size)
    {
        if (mask.IsEmpty)
        {
            throw new ArgumentException("The mask has no voxel.");
        }

        if (size.X < 1 || size.Y < 1 || size.Z < 1 || size.Voxels > Array.MaxLength)
        {
            throw new ArgumentException($"A grid of {size} voxels is none.");
        }

        var places = new int[mask.Length];
        var last = -1;
        for (var i = 0; i < places.Length; i++)
        {
            var voxel = mask[i];
            if (voxel <= last || voxel >= size.Voxels)
            {
                throw new ArgumentException("The voxels of the mask do not rise within the grid.");
            }

            var x = voxel % size.X;
            var y = voxel / size.X % size.Y;
            var z = voxel / size.X / size.Y;
            places[i] = (((x * size.Y) + y) * size.Z) + z;
            last = voxel;
        }

        return places;
    }

    private LearningException NotFinite(int person, ReadOnlySpan<float> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += float.IsFinite(value) ? 0 : 1;
        }

        return new LearningException(
            LearningProblem.VolumeUnusable,
            string.Create(CultureInfo.InvariantCulture, $"The image of {NameOf(person)} has {count} voxels inside the mask that are no finite number."));
    }
}
