using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>Reads and checks the lines of a BIM file.</summary>
internal sealed class BimReader(string path, IProgress<long>? progress)
{
    /// <summary>How many duplicates a file lists; all are counted.</summary>
    public const int MostDuplicatesListed = 1000;

    private const int LongestLine = 1 << 20;
    private const int ProgressInterval = 1 << 17;
    private readonly IdPool _ids = new();
    private readonly TextLookup _chromosomeCodes = new();
    private readonly List<ushort> _codeToChromosome = [];
    private readonly List<string> _chromosomeNames = [];
    private readonly TextLookup _alleles = new();
    private readonly List<AlleleKind> _alleleKinds = [];
    private readonly List<ushort> _chromosomes = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _allele1 = [];
    private readonly List<int> _allele2 = [];
    private readonly List<long> _lines = [];
    private List<float>? _centimorgans;
    private long _missingAlleles;
    private long _symbolicAlleles;
    private long _unnamed;
    private long _unplaced;
    private long? _firstUnsorted;
    private bool _linesAreItems = true;

    private enum AlleleKind : byte
    {
        Invalid,
        Sequence,
        Symbolic,
        Missing,
    }

    public BimFile Read(CancellationToken cancellation)
    {
        using var lines = new LineReader(path, LongestLine, long.MaxValue, cancellation);
        var seen = new HashSet<ushort>();
        while (lines.Read(out var line))
        {
            var fields = new BlankFields(line);
            if (fields.Count == 0)
            {
                _linesAreItems = _linesAreItems && KeepLineNumbers();
                continue;
            }

            AddVariant(fields, lines.Line, seen);
            if (_positions.Count % ProgressInterval == 0)
            {
                progress?.Report(_positions.Count);
            }
        }

        if (_positions.Count == 0)
        {
            throw new DataFormatException(DataProblem.FileEmpty, path, "the file holds no variants", "one line per variant", "Check that the file was written completely");
        }

        progress?.Report(_positions.Count);
        return Build();
    }

    private bool KeepLineNumbers()
    {
        for (var i = 0; i < _positions.Count; i++)
        {
            _lines.Add(i + 1);
        }

        return false;
    }

    private long LineOf(int variant) => _linesAreItems ? variant + 1 : _lines[variant];

    private void AddVariant(BlankFields fields, long line, HashSet<ushort> seen)
    {
        if (fields.Count != 6)
        {
            throw new DataFormatException(
                DataProblem.FieldCount,
                path,
                $"the line has {fields.Count} fields",
                "6: chromosome, identifier, centimorgans, position, allele 1, allele 2",
                "Check that this is a .bim file and that identifiers hold no blanks",
                line);
        }

        var chromosome = ChromosomeIndex(fields[0], line);
        if (fields[1].Length > IdPool.Longest)
        {
            throw new DataFormatException(
                DataProblem.LineTooLong, path, $"the identifier has {fields[1].Length} bytes", $"at most {IdPool.Longest}", "Give the variant a shorter identifier, for example with plink2 --set-all-var-ids", line);
        }

        if (NumberText.Read(fields[2], out var centimorgans) is NumberText.Reading.Text or NumberText.Reading.NotFinite)
        {
            throw new DataFormatException(
                DataProblem.GeneticPositionInvalid, path, $"the genetic position is {DataFormatException.Quote(fields[2])}", "a number of centimorgans", "Write 0 where it is not known", line);
        }

        if (!int.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) || position < 0)
        {
            throw new DataFormatException(
                DataProblem.PositionInvalid,
                path,
                $"the position is {DataFormatException.Quote(fields[3])}",
                "a whole number of base pairs from 0 to 2147483647",
                fields[3] is [(byte)'-', ..] ? "A negative position marks a variant PLINK 1 leaves out: remove it with plink --make-bed" : "Mend the line",
                line);
        }

        var (first, second) = (Allele(fields[4], line), Allele(fields[5], line));
        if (first == second && _alleleKinds[first] != AlleleKind.Missing)
        {
            throw new DataFormatException(
                DataProblem.AllelesIdentical, path, $"both alleles are {DataFormatException.Quote(fields[4])}", "two different alleles, or 0 for one not seen", "Mend or remove the variant", line);
        }

        CheckOrder(chromosome, position, line, seen);
        Count(fields[1], chromosome, first, second);
        _ids.Add(fields[1]);
        _chromosomes.Add(chromosome);
        _positions.Add(position);
        _allele1.Add(first);
        _allele2.Add(second);
        AddCentimorgans((float)centimorgans);
        if (!_linesAreItems)
        {
            _lines.Add(line);
        }
    }

    private void AddCentimorgans(float value)
    {
        if (_centimorgans is null && value != 0)
        {
            _centimorgans = [.. new float[_positions.Count - 1]];
        }

        _centimorgans?.Add(value);
    }

    private void CheckOrder(ushort chromosome, int position, long line, HashSet<ushort> seen)
    {
        var isNewRun = _positions.Count == 0 || _chromosomes[^1] != chromosome;
        var breaks = isNewRun ? !seen.Add(chromosome) : position < _positions[^1];
        if (breaks)
        {
            _firstUnsorted ??= line;
        }
    }

    private void Count(ReadOnlySpan<byte> id, ushort chromosome, int first, int second)
    {
        _unnamed += id is [(byte)'.'] ? 1 : 0;
        _unplaced += _chromosomeNames[chromosome] == "0" ? 1 : 0;
        if (_alleleKinds[first] == AlleleKind.Missing || _alleleKinds[second] == AlleleKind.Missing)
        {
            _missingAlleles++;
        }
        else if (_alleleKinds[first] == AlleleKind.Symbolic || _alleleKinds[second] == AlleleKind.Symbolic)
        {
            _symbolicAlleles++;
        }
    }

    private ushort ChromosomeIndex(ReadOnlySpan<byte> code, long line)
    {
        if (!_chromosomeCodes.Add(code, out var index))
        {
            return _codeToChromosome[index];
        }

        if (index >= 10_000 || code.Length > 100)
        {
            throw new DataFormatException(
                DataProblem.ChromosomeInvalid, path, $"the chromosome is {DataFormatException.Quote(code)}, one of more than 10000 or longer than 100 bytes", "a chromosome's code", "Check that the first column holds chromosomes", line);
        }

        var name = Chromosome.Normalise(Encoding.UTF8.GetString(code));
        var known = _chromosomeNames.IndexOf(name);
        if (known < 0)
        {
            known = _chromosomeNames.Count;
            _chromosomeNames.Add(name);
        }

        _codeToChromosome.Add((ushort)known);
        return (ushort)known;
    }

    private int Allele(ReadOnlySpan<byte> text, long line)
    {
        if (_alleles.Add(text, out var index))
        {
            _alleleKinds.Add(Classify(text));
        }

        if (_alleleKinds[index] == AlleleKind.Invalid)
        {
            var remedy = text is [>= (byte)'1' and <= (byte)'4']
                ? "Alleles coded 1 to 4 are turned into letters by plink1.9 --alleleACGT --make-bed"
                : "Mend the variant, or remove it with plink2 --exclude";
            throw new DataFormatException(
                DataProblem.AlleleInvalid, path, $"the allele is {DataFormatException.Quote(text)}", "a sequence of A, C, G, T, N; REF, ALT, I, D, -, * or <…>; 0 for one not seen", remedy, line);
        }

        return index;
    }

    private static AlleleKind Classify(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'0'] or [(byte)'.'] => AlleleKind.Missing,
        [(byte)'I'] or [(byte)'D'] or [(byte)'-'] or [(byte)'*'] => AlleleKind.Symbolic,
        [(byte)'<', _, .., (byte)'>'] => AlleleKind.Symbolic,

        // What callers write who publish dosages without sequences, as Geuvadis did.
        _ when text.SequenceEqual("REF"u8) || text.SequenceEqual("ALT"u8) => AlleleKind.Symbolic,
        _ when text.IndexOfAnyExcept("ACGTNacgtn"u8) < 0 => AlleleKind.Sequence,
        _ when text.IndexOfAnyExcept("ACGTNacgtn*"u8) < 0 => AlleleKind.Symbolic,
        _ => AlleleKind.Invalid,
    };

    private BimFile Build()
    {
        var duplicates = ImmutableArray.CreateBuilder<DuplicateVariant>();
        long count = 0;
        _ids.BuildIndex(
            (first, item) =>
            {
                count++;
                if (duplicates.Count < MostDuplicatesListed)
                {
                    duplicates.Add(new DuplicateVariant(Encoding.UTF8.GetString(_ids[item]), LineOf(first), LineOf(item)));
                }
            },
            "."u8);
        return new BimFile(
            path,
            _ids,
            [.. _chromosomeNames],
            [.. _chromosomes],
            [.. _positions],
            _centimorgans?.ToArray(),
            [.. _allele1],
            [.. _allele2],
            [.. _alleles.Texts])
        {
            Duplicates = duplicates.ToImmutable(),
            DuplicateCount = count,
            UnnamedCount = _unnamed,
            MissingAlleleCount = _missingAlleles,
            SymbolicAlleleCount = _symbolicAlleles,
            UnplacedCount = _unplaced,
            FirstUnsortedLine = _firstUnsorted,
        };
    }
}
