namespace WhiteMatter.Learning.Volumes;

/// <summary>Reads pieces on other threads ahead of the caller, who takes them in order. A piece that cannot be read fails where it is taken.</summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly int _pieces;
    private readonly Action<int, int> _read;
    private readonly Queue<Task> _reading = new();
    private int _begun;
    private int _taken;

    /// <summary>Begins to read; no piece is begun before <see cref="Start"/>.</summary>
    /// <param name="pieces">How many there are.</param>
    /// <param name="ahead">Pieces that are read at once, at least 1.</param>
    /// <param name="held">Pieces taken last that the caller may still look at, at least 1.</param>
    /// <param name="read">Reads a piece into a slot.</param>
    public ReadAhead(int pieces, int ahead, int held, Action<int, int> read)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(held, 1);
        _pieces = pieces;
        _read = read;
        Ahead = Math.Min(ahead, pieces);
        Slots = (int)Math.Min((long)ahead + held, pieces);
    }

    /// <summary>Places that pieces are read into, in turn.</summary>
    public int Slots { get; }

    private int Ahead { get; }

    /// <summary>Begins with the first pieces, once there is a place for each slot.</summary>
    public void Start()
    {
        while (_begun < Ahead)
        {
            Begin();
        }
    }

    /// <summary>Waits for the next piece and begins another one in the slot of the piece that is no longer looked at.</summary>
    /// <returns>The slot it was read into.</returns>
    /// <exception cref="InvalidOperationException">There is no next piece.</exception>
    public int Take()
    {
        if (!_reading.TryDequeue(out var task))
        {
            throw new InvalidOperationException("There is nothing left to read.");
        }

        task.GetAwaiter().GetResult();
        var slot = _taken++ % Slots;
        if (_begun < _pieces)
        {
            Begin();
        }

        return slot;
    }

    /// <summary>Waits until nothing is read any more.</summary>
    public void Dispose()
    {
        while (_reading.TryDequeue(out var task))
        {
            task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait();
        }
    }

    private void Begin()
    {
        var piece = _begun++;
        _reading.Enqueue(Task.Run(() => _read(piece, piece % Slots)));
    }
}
