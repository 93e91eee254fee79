using System.Runtime.InteropServices;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// Reads batches of volumes, the next one on another thread while the caller works on the one before. Holds two batches; for a CUDA device in memory
/// that the device copies from while the caller goes on.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly NormalisedVolumes _volumes;
    private readonly IReadOnlyList<int[]> _batches;
    private readonly NetworkPlace _place;
    private readonly Memory<float>[] _buffers = [default, default];
    private readonly Tensor[][] _pinned = [[], []];
    private Task? _reading;
    private int _next;

    /// <summary>Begins to read.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="batches">The people of each batch, in order.</param>
    /// <param name="place">Where they go.</param>
    public BatchReader(NormalisedVolumes volumes, IReadOnlyList<int[]> batches, NetworkPlace place)
    {
        _volumes = volumes;
        _batches = batches;
        _place = place;
        var most = batches.Count == 0 ? 0 : batches.Max(batch => batch.Length);
        for (var i = 0; i < Math.Min(2, batches.Count); i++)
        {
            if (place.IsCuda)
            {
                // One piece for each person, as one of .NET's spans holds no more than 2 GiB.
                _pinned[i] = [.. Enumerable.Range(0, most).Select(_ => TorchCompute.Pinned(Shape(1), ScalarType.Float32).DetachFromDisposeScope())];
            }
            else
            {
                _buffers[i] = new float[most * volumes.Size.Voxels];
            }
        }

        Begin();
    }

    /// <summary>
    /// Waits for the next batch and sends it where it goes. What was made of the batch before must have been read, so that its memory can be
    /// written again.
    /// </summary>
    /// <returns>n × 1 × X × Y × Z, of the dispose scope of the caller.</returns>
    /// <exception cref="InvalidOperationException">There is no next batch.</exception>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public Tensor Next()
    {
        if (_reading is null)
        {
            throw new InvalidOperationException("There is no batch left.");
        }

        _reading.GetAwaiter().GetResult();
        var batch = _next++;
        _reading = null;
        var people = _batches[batch].Length;
        var sent = _place.IsCuda
            ? Send(_pinned[batch % 2], people)
            : tensor(_buffers[batch % 2][..(people * (int)_volumes.Size.Voxels)], Shape(people));
        Begin();
        return sent;
    }

    /// <summary>Values of a person of the batch that was sent last, as they were read; valid until the next call.</summary>
    /// <param name="person">The person's place in the batch.</param>
    public ReadOnlySpan<float> Sent(int person) => Place((_next - 1) % 2, person);

    /// <summary>Waits until nothing is read any more.</summary>
    public void Dispose()
    {
        _reading?.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait();
        foreach (var piece in _pinned.SelectMany(pieces => pieces))
        {
            piece.Dispose();
        }
    }

    private long[] Shape(int people) => [people, 1, _volumes.Size.X, _volumes.Size.Y, _volumes.Size.Z];

    private Tensor Send(Tensor[] pieces, int people)
    {
        Tensor[] there = [.. pieces.Take(people).Select(piece => piece.to(_place.Device, non_blocking: true))];
        return people == 1 ? there[0] : cat(there, 0);
    }

    private Span<float> Place(int buffer, int person)
    {
        var voxels = (int)_volumes.Size.Voxels;
        return _place.IsCuda
            ? MemoryMarshal.Cast<byte, float>(_pinned[buffer][person].bytes)
            : _buffers[buffer].Span.Slice(person * voxels, voxels);
    }

    private void Begin()
    {
        if (_next == _batches.Count)
        {
            return;
        }

        var people = _batches[_next];
        var buffer = _next % 2;
        _reading = Task.Run(() =>
        {
            for (var i = 0; i < people.Length; i++)
            {
                _volumes.ReadVolume(people[i], Place(buffer, i));
            }
        });
    }
}
