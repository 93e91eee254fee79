using System.Buffers;
using System.Globalization;
using WhiteMatter.Statistics;

namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// People's volumes as training takes them: augmented, and beside them what the network sees of them. All is drawn by seed, epoch and person, so that neither the order of people nor batches, threads
/// or a resumption change it. Its members may be called from several threads at once.
/// </summary>
internal sealed class DrawnVolumes
{
    private readonly Corruption? _corruption;
    private readonly Augmentation? _augmentation;
    private readonly HiddenBlocks? _blocks;
    private readonly long _seed;

    /// <summary>Views volumes.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="corruption">What the network sees of them; null for all.</param>
    /// <param name="augmentation">How those of the people trained on are changed; null for not.</param>
    /// <param name="seed">What draws are made with.</param>
    /// <param name="latents">Latents that are drawn of each person's distribution; 0 for none.</param>
    /// <exception cref="LearningException">There is one block to hide only.</exception>
    public DrawnVolumes(NormalisedVolumes volumes, Corruption? corruption = null, Augmentation? augmentation = null, long seed = 0, int latents = 0)
    {
        Volumes = volumes;
        _corruption = corruption;
        _augmentation = augmentation;
        _seed = seed;
        Latents = latents;
        _blocks = corruption is { Hidden: > 0 } ? new HiddenBlocks(volumes.Size, [.. Enumerable.Range(0, volumes.Channels).Select(channel => volumes.PlacesOf(channel).ToArray())], corruption.Patch, corruption.Hidden) : null;
        Parts = corruption is null ? 1 : corruption.Weighs ? 3 : 2;
    }

    /// <summary>The volumes as they are.</summary>
    public NormalisedVolumes Volumes { get; }

    /// <summary>Volumes of numbers of each person: 1, the volume; 2, with what the network sees in its place; 3, with the weights of the loss.</summary>
    public int Parts { get; }

    /// <summary>Latents that are drawn of each person's distribution.</summary>
    public int Latents { get; }

    /// <summary>Draws what a person's latents are drawn with: numbers of the standard normal distribution.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="epoch">The epoch it is trained on in, from 1; 0 for a person held out.</param>
    /// <param name="draws">Where to: <see cref="Latents"/> numbers.</param>
    public void Draw(int person, int epoch, Span<float> draws)
    {
        var stream = Stream("latents", person, epoch);
        for (var i = 0; i < draws.Length; i += 2)
        {
            var (first, second) = stream.Normals();
            draws[i] = (float)first;
            if (i + 1 < draws.Length)
            {
                draws[i + 1] = (float)second;
            }
        }
    }

    /// <summary>Reads a person's volume.</summary>
    /// <param name="person">0-based.</param>
    /// <param name="epoch">The epoch it is trained on in, from 1; 0 for a person held out, whose volume is not augmented.</param>
    /// <param name="volume">The volume that is to be made, in the layout of a tensor of shape C × X × Y × Z, 0 outside the masks.</param>
    /// <param name="seen">What the network sees of it; empty where there is one part.</param>
    /// <param name="weights">The weight of each voxel in the person's loss, together 1; empty where there are fewer than three parts.</param>
    /// <exception cref="LearningException">The volume cannot be used.</exception>
    public void Read(int person, int epoch, Span<float> volume, Span<float> seen, Span<float> weights)
    {
        if (_augmentation is { } augmentation && epoch > 0)
        {
            Augment(augmentation, person, epoch, volume);
        }
        else
        {
            Volumes.ReadVolume(person, volume);
        }

        if (_corruption is { } corruption)
        {
            volume.CopyTo(seen);
            Corrupt(corruption, person, epoch, seen, weights);
        }
    }

    private void Augment(Augmentation how, int person, int epoch, Span<float> volume)
    {
        // Every number is drawn in any case, so that one setting changes nothing of what the others do.
        var stream = Stream("augmentation", person, epoch);
        var mirrored = stream.Uniform() < 0.5 && how.Flip ? how.LeftRight : (int?)null;
        var turns = (stream.Within(how.Rotate), stream.Within(how.Rotate), stream.Within(how.Rotate));
        var shift = (stream.Within(how.Shift), stream.Within(how.Shift), stream.Within(how.Shift));
        var scale = Math.Exp(stream.Within(Math.Log(1 + how.Scale)));
        var power = Math.Exp(stream.Within(Math.Log(1 + how.Gamma)));
        var noise = stream.Uniform() * how.Noise;
        if (how.Moves)
        {
            var values = ArrayPool<float>.Shared.Rent(volume.Length);
            try
            {
                var image = values.AsSpan(0, volume.Length);
                Volumes.ReadVolume(person, image);
                volume.Clear();
                var moved = MovedPositions.Of(Volumes.Size, how.Edges, mirrored, scale, turns, shift);
                for (var channel = 0; channel < Volumes.Channels; channel++)
                {
                    moved.Sample(OfChannel(image, channel), Volumes.PlacesOf(channel), OfChannel(volume, channel));
                }
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
            }
        }
        else
        {
            Volumes.ReadVolume(person, volume);
        }

        for (var channel = 0; how.Gamma > 0 && channel < Volumes.Channels; channel++)
        {
            Raise(OfChannel(volume, channel), Volumes.PlacesOf(channel), power);
        }

        AddNoise(ref stream, noise, volume);
    }

    private void Corrupt(Corruption how, int person, int epoch, Span<float> seen, Span<float> weights)
    {
        var places = Volumes.MaskPlaces;
        var stream = Stream("corruption", person, epoch);
        if (_blocks is not null)
        {
            var hidden = _blocks.Draw(ref stream);
            AddNoise(ref stream, how.Noise, seen);
            var counts = new int[Volumes.Channels];
            for (var channel = 0; channel < counts.Length; channel++)
            {
                var (first, voxels) = Volumes.MaskOf(channel);
                for (var i = first; i < first + voxels; i++)
                {
                    if (hidden[_blocks.BlockOf(i)])
                    {
                        seen[places[i]] = 0;
                        counts[channel]++;
                    }
                }
            }

            if (how.Weighs)
            {
                Weigh(person, hidden, counts, weights);
            }
        }
        else
        {
            AddNoise(ref stream, how.Noise, seen);
        }
    }

    /// <summary>Each hidden voxel's weight: of each channel with hidden voxels and an image of the person together its share.</summary>
    private void Weigh(int person, bool[] hidden, int[] counts, Span<float> weights)
    {
        weights.Clear();
        double all = 0;
        for (var channel = 0; channel < counts.Length; channel++)
        {
            all += counts[channel] > 0 ? Volumes.Share(person, channel) : 0;
        }

        for (var channel = 0; channel < counts.Length; channel++)
        {
            if (counts[channel] == 0 || !Volumes.Has(person, channel))
            {
                continue;
            }

            var weight = (float)(Volumes.Share(person, channel) / all / counts[channel]);
            var (first, voxels) = Volumes.MaskOf(channel);
            for (var i = first; i < first + voxels; i++)
            {
                if (hidden[_blocks!.BlockOf(i)])
                {
                    weights[Volumes.MaskPlaces[i]] = weight;
                }
            }
        }
    }

    private Span<float> OfChannel(Span<float> volume, int channel) => volume.Slice(channel * (int)Volumes.Size.Voxels, (int)Volumes.Size.Voxels);

    private RandomStream Stream(string what, int person, int epoch) =>
        new(HashedSample.Place(_seed, string.Create(CultureInfo.InvariantCulture, $"{what} of epoch {epoch}"), Volumes.Ids[person]));

    private void AddNoise(ref RandomStream stream, double deviations, Span<float> volume)
    {
        if (deviations == 0)
        {
            return;
        }

        for (var channel = 0; channel < Volumes.Channels; channel++)
        {
            var own = OfChannel(volume, channel);
            var places = Volumes.PlacesOf(channel);
            var deviation = deviations * Moments(own, places).Deviation;
            for (var i = 0; i < places.Length; i += 2)
            {
                var (first, second) = stream.Normals();
                own[places[i]] += (float)(deviation * first);
                if (i + 1 < places.Length)
                {
                    own[places[i + 1]] += (float)(deviation * second);
                }
            }
        }
    }

    private static void Raise(Span<float> volume, ReadOnlySpan<int> places, double power)
    {
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var place in places)
        {
            (least, greatest) = (Math.Min(least, volume[place]), Math.Max(greatest, volume[place]));
        }

        if (!(greatest > least))
        {
            return;
        }

        var (mean, deviation) = Moments(volume, places);
        foreach (var place in places)
        {
            volume[place] = (float)Math.Pow((volume[place] - least) / (greatest - least), power);
        }

        var (raisedMean, raisedDeviation) = Moments(volume, places);
        foreach (var place in places)
        {
            volume[place] = (float)(mean + ((volume[place] - raisedMean) * deviation / raisedDeviation));
        }
    }

    /// <summary>Mean and standard deviation (divisor n) inside the mask.</summary>
    private static (double Mean, double Deviation) Moments(ReadOnlySpan<float> volume, ReadOnlySpan<int> places)
    {
        double sum = 0;
        foreach (var place in places)
        {
            sum += volume[place];
        }

        var mean = sum / places.Length;
        double squares = 0;
        foreach (var place in places)
        {
            squares += (volume[place] - mean) * (volume[place] - mean);
        }

        return (mean, Math.Sqrt(squares / places.Length));
    }
}
