namespace WhiteMatter.Learning.Volumes;

/// <summary>
/// Reads batches of volumes, the next one on another thread while the caller works on the one before. Holds two batches.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly NormalisedVolumes _volumes;
    private readonly IReadOnlyList<int[]> _batches;
    private readonly float[][] _buffers;
    private Task? _reading;
    private int _next;

    /// <summary>Begins to read.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="batches">The people of each batch, in order.</param>
    public BatchReader(NormalisedVolumes volumes, IReadOnlyList<int[]> batches)
    {
        _volumes = volumes;
        _batches = batches;
        var most = batches.Count == 0 ? 0 : batches.Max(batch => batch.Length);
        _buffers = [new float[most * volumes.Size.Voxels], batches.Count > 1 ? new float[most * volumes.Size.Voxels] : []];
        Begin();
    }

    /// <summary>Waits for the next batch; empty when there is none.</summary>
    /// <returns>Its volumes one after the other, valid until the next call.</returns>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public Memory<float> Next()
    {
        if (_reading is null)
        {
            return default;
        }

        _reading.GetAwaiter().GetResult();
        var batch = _next++;
        _reading = null;
        Begin();
        return _buffers[batch % 2].AsMemory(0, _batches[batch].Length * (int)_volumes.Size.Voxels);
    }

    /// <summary>Waits until nothing is read any more.</summary>
    public void Dispose() => _reading?.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait();

    private void Begin()
    {
        if (_next == _batches.Count)
        {
            return;
        }

        var people = _batches[_next];
        var buffer = _buffers[_next % 2];
        _reading = Task.Run(() =>
        {
            var voxels = (int)_volumes.Size.Voxels;
            for (var i = 0; i < people.Length; i++)
            {
                _volumes.ReadVolume(people[i], buffer.AsSpan(i * voxels, voxels));
            }
        });
    }
}
