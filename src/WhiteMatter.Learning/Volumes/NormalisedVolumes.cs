using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// The volumes of one source, or of several as the channels C of one image, as a network sees them: normalised inside each channel's mask, 0 outside and where a person lacks an image, in the layout of a tensor of shape
/// C × X × Y × Z (z runs fastest, where in the source x does). Its members may be called from several threads at once.
/// </summary>
public sealed class NormalisedVolumes
{
    private readonly VolumeChannel[] _channels;
    private readonly double[] _weights;

    // Of each channel the places in its own volume; together those in the whole tensor.
    private readonly int[][] _places;
    private readonly int[] _place;
    private readonly int[] _first;

    /// <summary>Views a source.</summary>
    /// <param name="source">The volumes.</param>
    /// <param name="normalisation">What is done to each.</param>
    /// <exception cref="ArgumentException">The mask is empty, not rising, or not on the grid.</exception>
    public NormalisedVolumes(IVolumeSource source, VolumeNormalisation normalisation)
        : this([new VolumeChannel(source, normalisation)])
    {
    }

    /// <summary>Views several sources of the same people on one grid, each with its mask.</summary>
    /// <param name="channels">The sources, in order of the channels.</param>
    /// <exception cref="ArgumentException">There is none, a mask is empty, not rising, or not on the grid, a weight is not above 0, or grids or people differ.</exception>
    public NormalisedVolumes(IReadOnlyList<VolumeChannel> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0)
        {
            throw new ArgumentException("There is no channel.", nameof(channels));
        }

        _channels = [.. channels];
        var first = channels[0].Source;
        if (channels.Any(channel => channel.Source.Size != first.Size || !channel.Source.Ids.SequenceEqual(first.Ids, StringComparer.Ordinal)))
        {
            throw new ArgumentException("The channels are on several grids, or of other people.", nameof(channels));
        }

        if (channels.Any(channel => !(channel.Weight > 0 && double.IsFinite(channel.Weight))))
        {
            throw new ArgumentException("The weight of a channel is above 0.", nameof(channels));
        }

        var all = channels.Sum(channel => channel.Weight);
        _weights = [.. channels.Select(channel => channel.Weight / all)];
        _places = [.. channels.Select(channel => Places(channel.Source.MaskIndex.Span, first.Size))];
        if (channels.Count * first.Size.Voxels > Array.MaxLength)
        {
            throw new ArgumentException($"{channels.Count} channels of {first.Size} voxels are too many for a tensor in memory.", nameof(channels));
        }

        _place = channels.Count == 1 ? _places[0] : [.. _places.SelectMany((places, c) => places.Select(place => (c * (int)first.Size.Voxels) + place))];
        _first = [0, .. _places.Select((_, c) => _places.Take(c + 1).Sum(places => places.Length))];
        IsComplete = channels.Count == 1 || Enumerable.Range(0, Ids.Count).All(person => _channels.All(channel => channel.Source.Has(person)));
    }

    /// <summary>The grid.</summary>
    public VolumeSize Size => _channels[0].Source.Size;

    /// <summary>Channels.</summary>
    public int Channels => _channels.Length;

    /// <summary>Values of a person's tensor: channels times voxels of the grid.</summary>
    public long Numbers => Channels * Size.Voxels;

    /// <summary>Voxels of the masks of all channels together.</summary>
    public int MaskVoxels => _place.Length;

    /// <summary>What tells each person apart, in order of the volumes.</summary>
    public IReadOnlyList<string> Ids => _channels[0].Source.Ids;

    /// <summary>Whether everybody has an image in every channel.</summary>
    public bool IsComplete { get; }

    /// <summary>Place of each voxel of the masks in a tensor of shape C × X × Y × Z, channel by channel in the source's order of voxels.</summary>
    internal ReadOnlySpan<int> MaskPlaces => _place;

    /// <summary>What a checkpoint depends on besides people, grid and masks: nothing of one channel, which others tell.</summary>
    internal string Identity => Channels == 1 ? "" : string.Join(' ', _weights.Select(weight => weight.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Where a channel's voxels stand among those of all masks: the first of them, and how many.</summary>
    /// <param name="channel">0-based.</param>
    public (int First, int Count) MaskOf(int channel) => (_first[channel], _places[channel].Length);

    /// <summary>Place of each voxel of a channel's mask in a tensor of shape X × Y × Z.</summary>
    internal ReadOnlySpan<int> PlacesOf(int channel) => _places[channel];

    /// <summary>Whether a person has an image in a channel.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="channel">0-based.</param>
    public bool Has(int person, int channel) => Channels == 1 || _channels[channel].Source.Has(person);

    /// <summary>The share of a channel in the loss of people who have an image in each: the weights divided by their sum.</summary>
    /// <param name="channel">0-based.</param>
    public double Weight(int channel) => _weights[channel];

    /// <summary>The share of a channel in a person's loss: of the channels in which the person has an image together 1, and 0 of others.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="channel">0-based.</param>
    public double Share(int person, int channel)
    {
        if (!Has(person, channel))
        {
            return 0;
        }

        double present = 0;
        for (var c = 0; c < Channels; c++)
        {
            present += Has(person, c) ? _weights[c] : 0;
        }

        return _weights[channel] / present;
    }

    /// <summary>A person's name for messages: family and identifier, or the identifier alone.</summary>
    /// <param name="person">0-based.</param>
    public string NameOf(int person) => Ids[person].Replace('\t', ' ');

    /// <summary>Reads a person's normalised values inside the masks, channel by channel in the source's order of voxels; 0 where the person lacks an image.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="values">Where to: <see cref="MaskVoxels"/> values.</param>
    /// <exception cref="LearningException">A value is not finite, or the values do not vary and are to be z-scores.</exception>
    public void Read(int person, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _place.Length);
        for (var channel = 0; channel < Channels; channel++)
        {
            var own = values.Slice(_first[channel], _places[channel].Length);
            if (Has(person, channel))
            {
                Read(channel, person, own);
            }
            else
            {
                own.Clear();
            }
        }
    }

    /// <summary>Reads a person's volume as a tensor of shape C × X × Y × Z holds it: normalised inside the masks, 0 outside.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="volume">Where to: <see cref="Numbers"/> values.</param>
    /// <exception cref="LearningException">A value is not finite, or the values do not vary and are to be z-scores.</exception>
    public void ReadVolume(int person, Span<float> volume)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Numbers);
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

    /// <summary>Writes the masks as a tensor of shape C × X × Y × Z holds them: 1 inside, 0 outside.</summary>
    /// <param name="volume">Where to: <see cref="Numbers"/> values.</param>
    public void WriteMask(Span<float> volume)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Numbers);
        volume.Clear();
        foreach (var place in _place)
        {
            volume[place] = 1;
        }
    }

    /// <summary>Writes the weight that each value has in the loss of people who have an image in every channel: of each channel together its weight, and of all 1.</summary>
    /// <param name="volume">Where to: <see cref="Numbers"/> values.</param>
    public void WriteWeights(Span<float> volume)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Numbers);
        volume.Clear();
        for (var channel = 0; channel < Channels; channel++)
        {
            var weight = (float)(_weights[channel] / _places[channel].Length);
            foreach (var place in _place.AsSpan(_first[channel], _places[channel].Length))
            {
                volume[place] = weight;
            }
        }
    }

    /// <summary>Adds the values inside the masks of a person's tensor of shape C × X × Y × Z to sums in the source's order of voxels, but of channels in which the person lacks an image.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="volume">The tensor's values.</param>
    /// <param name="sums">One sum for each voxel of the masks.</param>
    public void AddInside(int person, ReadOnlySpan<float> volume, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Numbers);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, _place.Length);
        for (var channel = 0; channel < Channels; channel++)
        {
            if (Has(person, channel))
            {
                for (var i = _first[channel]; i < _first[channel + 1]; i++)
                {
                    sums[i] += volume[_place[i]];
                }
            }
        }
    }

    /// <summary>How many of people have an image in each channel.</summary>
    /// <param name="people">Rows of the people.</param>
    public ImmutableArray<int> CountPresent(IReadOnlyList<int> people) => [.. Enumerable.Range(0, Channels).Select(channel => people.Count(person => Has(person, channel)))];

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

    private void Read(int channel, int person, Span<float> values)
    {
        _channels[channel].Source.Read(person, values);
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        if (!double.IsFinite(sum))
        {
            throw NotFinite(person, values);
        }

        if (_channels[channel].Normalisation == VolumeNormalisation.None)
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
