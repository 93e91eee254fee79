using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The level-0 predictions of all traits on disk, with a note of how many blocks are whole, so that a regression that was killed goes on
/// behind them. Trait after trait; of each, row after row (block, then penalty) of all people.
/// </summary>
internal sealed class LevelZeroFile : IDisposable
{
    private const string DataName = "level0.bin";
    private const string NoteName = "level0.blocks";

    private readonly string _folder;
    private readonly byte[] _identity;
    private readonly int _people;
    private readonly SafeFileHandle _file;

    /// <summary>Opens the file of a regression, or begins it.</summary>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="traits">Number of traits.</param>
    /// <param name="blocks">All blocks, in their order.</param>
    /// <param name="penalties">Penalties of each block.</param>
    /// <param name="people">Number of people.</param>
    public LevelZeroFile(string folder, int traits, IReadOnlyList<RidgeBlock> blocks, int penalties, int people)
    {
        _folder = folder;
        _people = people;
        Rows = blocks.Count * penalties;
        Path = System.IO.Path.Combine(folder, DataName);
        _identity = IdentityOf(traits, blocks, penalties, people);
        Whole = ReadNote(blocks.Count);
        var length = sizeof(float) * (long)traits * Rows * people;
        if (Whole > 0 && (!File.Exists(Path) || new FileInfo(Path).Length != length))
        {
            Whole = 0;
        }

        _file = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        RandomAccess.SetLength(_file, length);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Rows of each trait.</summary>
    public int Rows { get; }

    /// <summary>Blocks that are whole.</summary>
    public int Whole { get; private set; }

    /// <summary>Writes the rows of one block of one trait.</summary>
    public void Write(int trait, int firstRow, ReadOnlySpan<float> rows) =>
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(rows), sizeof(float) * (((long)trait * Rows) + firstRow) * _people);

    /// <summary>Notes that another block is whole, once it is on the disk.</summary>
    public void Complete()
    {
        RandomAccess.FlushToDisk(_file);
        Whole++;
        var note = System.IO.Path.Combine(_folder, NoteName);
        var made = note + ".new";
        using (var stream = new FileStream(made, FileMode.Create, FileAccess.Write))
        {
            stream.Write(_identity);
            stream.Write(BitConverter.GetBytes(Whole));
            stream.Flush(flushToDisk: true);
        }

        File.Move(made, note, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int ReadNote(int blocks)
    {
        var note = System.IO.Path.Combine(_folder, NoteName);
        if (!File.Exists(note))
        {
            return 0;
        }

        var bytes = File.ReadAllBytes(note);
        if (bytes.Length != _identity.Length + sizeof(int) || !bytes.AsSpan(0, _identity.Length).SequenceEqual(_identity))
        {
            return 0;
        }

        var whole = BitConverter.ToInt32(bytes, _identity.Length);
        return whole >= 0 && whole <= blocks ? whole : 0;
    }

    private static byte[] IdentityOf(int traits, IReadOnlyList<RidgeBlock> blocks, int penalties, int people)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([traits, blocks.Count, penalties, people]));
        foreach (var block in blocks)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([block.Chromosome, block.Variants.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(block.Variants.AsSpan()));
        }

        return hash.GetHashAndReset();
    }
}
