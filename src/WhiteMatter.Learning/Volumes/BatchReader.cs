using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// Reads batches of volumes on other threads while the caller works on those before. Holds the batches that are read ahead and those that the caller
/// works on, together two unless it is told otherwise; for a CUDA device in memory that the device copies from while the caller goes on.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly DrawnVolumes _volumes;
    private readonly int _epoch;
    private readonly IReadOnlyList<int[]> _batches;
    private readonly NetworkPlace _place;
    private readonly VolumeSize _size;
    private readonly int _numbers;

    // Of each batch that is held its parts.
    private readonly Memory<float>[][] _buffers;
    private readonly Tensor[][][] _pinned;
    private readonly ReadAhead _ahead;
    private int _next;

    /// <summary>Begins to read volumes as they are.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="batches">The people of each batch, in order.</param>
    /// <param name="place">Where they go.</param>
    /// <param name="ahead">Batches that are read at once.</param>
    /// <param name="held">Batches sent last whose memory is not written again yet.</param>
    public BatchReader(NormalisedVolumes volumes, IReadOnlyList<int[]> batches, NetworkPlace place, int ahead = 1, int held = 1)
        : this(new DrawnVolumes(volumes), 0, batches, place, ahead, held)
    {
    }

    /// <summary>Begins to read volumes as an epoch takes them.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="epoch">The epoch they are trained on in, from 1; 0 for people held out.</param>
    /// <param name="batches">The people of each batch, in order.</param>
    /// <param name="place">Where they go.</param>
    /// <param name="ahead">Batches that are read at once.</param>
    /// <param name="held">Batches sent last whose memory is not written again yet.</param>
    public BatchReader(DrawnVolumes volumes, int epoch, IReadOnlyList<int[]> batches, NetworkPlace place, int ahead = 1, int held = 1)
    {
        _volumes = volumes;
        _epoch = epoch;
        _batches = batches;
        _place = place;
        _size = volumes.Volumes.Size;
        _numbers = (int)volumes.Volumes.Numbers;
        var most = batches.Count == 0 ? 0 : batches.Max(batch => batch.Length);
        _ahead = new ReadAhead(batches.Count, ahead, held, ReadBatch);
        _buffers = new Memory<float>[_ahead.Slots][];
        _pinned = new Tensor[_ahead.Slots][][];
        for (var i = 0; i < _ahead.Slots; i++)
        {
            (_buffers[i], _pinned[i]) = ([], []);
            if (place.IsCuda)
            {
                // One piece for each person, as one of .NET's spans holds no more than 2 GiB.
                _pinned[i] = [.. Parts(_ => Enumerable.Range(0, most).Select(_ => TorchCompute.Pinned(Shape(1), ScalarType.Float32).DetachFromDisposeScope()).ToArray())];
            }
            else
            {
                _buffers[i] = [.. Parts(_ => new Memory<float>(new float[(long)most * _numbers]))];
            }
        }

        _ahead.Start();
    }

    /// <summary>
    /// Waits for the next batch and sends it where it goes. What was made of the batches before those that are held must have been read, so that
    /// their memory can be written again.
    /// </summary>
    /// <returns>n × C × X × Y × Z, of the dispose scope of the caller.</returns>
    /// <exception cref="InvalidOperationException">There is no next batch.</exception>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public Tensor Next() => NextDrawn().Volumes;

    /// <summary>As <see cref="Next"/>, with what the network sees of the volumes.</summary>
    public TrainingBatch NextDrawn()
    {
        var slot = _ahead.Take();
        var batch = _next++;
        var people = _batches[batch].Length;
        Tensor[] sent = [.. Parts(part => _place.IsCuda
            ? Send(_pinned[slot][part], people)
            : tensor(_buffers[slot][part][..(people * _numbers)], Shape(people)))];
        return new TrainingBatch(sent[0], sent[Math.Min(1, sent.Length - 1)], sent.Length > 2 ? sent[2] : null, Draws(_batches[batch]))
        {
            Presence = Presence(_batches[batch]),
        };
    }

    /// <summary>Values of a person of a batch that is held, as they were read.</summary>
    /// <param name="batch">The number of the batch, one of those sent last.</param>
    /// <param name="person">The person's place in the batch.</param>
    public ReadOnlySpan<float> Sent(int batch, int person) => Place(batch % _ahead.Slots, 0, person);

    /// <summary>Waits until nothing is read any more.</summary>
    public void Dispose()
    {
        _ahead.Dispose();
        foreach (var piece in _pinned.SelectMany(parts => parts).SelectMany(pieces => pieces))
        {
            piece.Dispose();
        }
    }

    private Tensor? Draws(int[] people)
    {
        var latents = _volumes.Latents;
        if (latents == 0)
        {
            return null;
        }

        var draws = new float[people.Length * latents];
        for (var i = 0; i < people.Length; i++)
        {
            _volumes.Draw(people[i], _epoch, draws.AsSpan(i * latents, latents));
        }

        return tensor(draws, [people.Length, latents]).to(_place.Device);
    }

    /// <summary>Of each person and channel the weight of a voxel in the loss; null where everybody has every image.</summary>
    private Tensor? Presence(int[] people)
    {
        var volumes = _volumes.Volumes;
        if (volumes.IsComplete)
        {
            return null;
        }

        var shares = new float[people.Length * volumes.Channels];
        for (var i = 0; i < shares.Length; i++)
        {
            var (person, channel) = Math.DivRem(i, volumes.Channels);
            shares[i] = (float)(volumes.Share(people[person], channel) / volumes.MaskOf(channel).Count);
        }

        return tensor(shares, [people.Length, volumes.Channels, 1, 1, 1]).to(_place.Device);
    }

    private IEnumerable<T> Parts<T>(Func<int, T> make) => Enumerable.Range(0, _volumes.Parts).Select(make);

    private long[] Shape(int people) => [people, _volumes.Volumes.Channels, _size.X, _size.Y, _size.Z];

    private Tensor Send(Tensor[] pieces, int people)
    {
        Tensor[] there = [.. pieces.Take(people).Select(piece => piece.to(_place.Device, non_blocking: true))];
        return people == 1 ? there[0] : cat(there, 0);
    }

    private Span<float> Place(int buffer, int part, int person)
    {
        if (part >= _volumes.Parts)
        {
            return default;
        }

        return _place.IsCuda
            ? MemoryMarshal.Cast<byte, float>(_pinned[buffer][part][person].bytes)
            : _buffers[buffer][part].Span.Slice(person * _numbers, _numbers);
    }

    private void ReadBatch(int batch, int slot)
    {
        var people = _batches[batch];
        void Read(int i) => _volumes.Read(people[i], _epoch, Place(slot, 0, i), Place(slot, 1, i), Place(slot, 2, i));

        // A device leaves the processor's cores to the reading; else they compute.
        if (!_place.IsCuda)
        {
            for (var i = 0; i < people.Length; i++)
            {
                Read(i);
            }

            return;
        }

        try
        {
            Parallel.For(0, people.Length, new ParallelOptions { MaxDegreeOfParallelism = _place.ReadAhead }, Read);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
