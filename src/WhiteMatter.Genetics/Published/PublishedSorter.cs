using System.Text;
using WhiteMatter.Genetics.Meta;

namespace WhiteMatter.Genetics.Published;

/// <summary>
/// Puts rows into the order of the genome, those of one place in the order of the file, with as many in memory as stated: what is more goes
/// to files and is merged.
/// </summary>
/// <param name="scratch">A folder for these files.</param>
/// <param name="mostInMemory">Rows held at once.</param>
internal sealed class PublishedSorter(string scratch, int mostInMemory) : IDisposable
{
    private readonly List<PublishedResult> _rows = [];
    private readonly List<string> _runs = [];

    /// <summary>Adds a row.</summary>
    public void Add(PublishedResult row)
    {
        _rows.Add(row);
        if (_rows.Count == mostInMemory)
        {
            Spill();
        }
    }

    /// <summary>All rows in order.</summary>
    public IEnumerable<PublishedResult> InOrder()
    {
        if (_runs.Count == 0)
        {
            _rows.Sort(Compare);
            return _rows;
        }

        if (_rows.Count > 0)
        {
            Spill();
        }

        return Merge();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var run in _runs)
        {
            File.Delete(run);
        }
    }

    private static int Compare(PublishedResult a, PublishedResult b)
    {
        var order = GenomeOrder.Compare(a.Chromosome, b.Chromosome);
        order = order != 0 ? order : a.Position.CompareTo(b.Position);
        return order != 0 ? order : a.Line.CompareTo(b.Line);
    }

    private void Spill()
    {
        _rows.Sort(Compare);
        var path = Path.Combine(scratch, $"published-{_runs.Count}.bin");
        using var writer = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16), Encoding.UTF8);
        foreach (var row in _rows)
        {
            writer.Write(row.Chromosome);
            writer.Write(row.Position);
            writer.Write(row.Id);
            writer.Write(row.EffectAllele);
            writer.Write(row.OtherAllele);
            writer.Write(row.Frequency);
            writer.Write(row.Beta);
            writer.Write(row.StandardError);
            writer.Write(row.NegLog10P);
            writer.Write(row.People);
            writer.Write(row.ImputationQuality);
            writer.Write(row.Line);
        }

        _runs.Add(path);
        _rows.Clear();
    }

    private IEnumerable<PublishedResult> Merge()
    {
        var readers = _runs.Select(run => new BinaryReader(new FileStream(run, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), Encoding.UTF8)).ToList();
        try
        {
            var heads = new PriorityQueue<int, PublishedResult>(Comparer<PublishedResult>.Create(Compare));
            for (var run = 0; run < readers.Count; run++)
            {
                Enter(run);
            }

            while (heads.TryDequeue(out var run, out var row))
            {
                yield return row;
                Enter(run);
            }

            void Enter(int run)
            {
                if (Read(readers[run]) is { } row)
                {
                    heads.Enqueue(run, row);
                }
            }
        }
        finally
        {
            foreach (var reader in readers)
            {
                reader.Dispose();
            }
        }
    }

    private static PublishedResult? Read(BinaryReader reader) =>
        reader.BaseStream.Position == reader.BaseStream.Length
            ? null
            : new PublishedResult(
                reader.ReadString(),
                reader.ReadInt32(),
                reader.ReadString(),
                reader.ReadString(),
                reader.ReadString(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadInt32(),
                reader.ReadDouble(),
                reader.ReadInt64());
}
