using System.Buffers.Text;
using System.Text;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>Counts the lines of a .bim file, notes the largest position of each chromosome, and refuses alleles that are none.</summary>
/// <param name="path">The file, for what is said of it; null where its lines are another file's, written anew.</param>
internal sealed class BimSummary(string? path = null)
{
    private int _current = -1;
    private long _line;
    private byte[] _last = [];

    /// <summary>Lines so far.</summary>
    public long Count { get; private set; }

    /// <summary>Chromosomes in order of appearance.</summary>
    public List<string> Chromosomes { get; } = [];

    /// <summary>The largest position of each.</summary>
    public List<long> Largest { get; } = [];

    /// <summary>Takes a line, without its end.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        _line++;
        var fields = new Fields(line);
        var code = fields.Next();
        if (code.IsEmpty)
        {
            return;
        }

        Count++;
        if (!code.SequenceEqual(_last))
        {
            _last = code.ToArray();
            var name = Chromosome.Normalise(Encoding.UTF8.GetString(code));
            _current = Chromosomes.IndexOf(name);
            if (_current < 0)
            {
                _current = Chromosomes.Count;
                Chromosomes.Add(name);
                Largest.Add(0);
            }
        }

        fields.Next();
        fields.Next();
        if (Utf8Parser.TryParse(fields.Next(), out long position, out _) && position > Largest[_current])
        {
            Largest[_current] = position;
        }

        if (path is null)
        {
            return;
        }

        // A line of too few fields is told by the run, with all that is wrong with it.
        for (var field = fields.Next(); !field.IsEmpty; field = fields.Next())
        {
            BimFile.CheckAllele(field, path, _line);
        }
    }

    /// <summary>Walks the fields of a line, which runs of blanks separate.</summary>
    private ref struct Fields(ReadOnlySpan<byte> line)
    {
        private ReadOnlySpan<byte> _rest = line;

        public ReadOnlySpan<byte> Next()
        {
            _rest = _rest.TrimStart(" \t\r"u8);
            var end = _rest.IndexOfAny(" \t\r"u8);
            var field = end < 0 ? _rest : _rest[..end];
            _rest = _rest[field.Length..];
            return field;
        }
    }
}
