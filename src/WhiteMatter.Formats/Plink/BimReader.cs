using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>Reads and checks the lines of a BIM file.</summary>
internal sealed class BimReader(string path, IProgress<long>? progress)
{
    /// <summary>The longest identifier, in bytes.</summary>
    private const int LongestId = 32_767;

    private const int LongestLine = 1 << 20;
    private const int ProgressInterval = 1 << 17;
    private readonly TextLookup _chromosomeCodes = new();
    private readonly List<ushort> _codeToChromosome = [];
    private readonly List<string> _chromosomeNames = [];
    private readonly List<ushort[]> _chromosomes = [];
    private readonly List<int[]> _positions = [];
    private readonly List<long> _starts = [];
    private readonly List<BimPage> _packedPages = [];
    private readonly MemoryStream _packedPage = new();
    private List<long>? _lines;
    private int _count;
    private ushort _lastChromosome;
    private int _lastPosition;
    private long _missingAlleles;
    private long _symbolicAlleles;
    private long _unnamed;
    private long _unplaced;
    private long? _firstUnsorted;

    private enum AlleleKind : byte
    {
        Invalid,
        Sequence,
        Symbolic,
        Missing,
    }

    /// <summary>Refuses an allele that is none.</summary>
    public static void CheckAllele(ReadOnlySpan<byte> text, string path, long line) => Allele(text, path, line);

    public BimFile Read(CancellationToken cancellation)
    {
        using var lines = new LineReader(path, LongestLine, long.MaxValue, cancellation);
        var seen = new HashSet<ushort>();
        long start = 0;
        while (lines.Read(out var line))
        {
            var fields = new BlankFields(line);
            if (fields.Count == 0)
            {
                _lines ??= [.. Enumerable.Range(1, _count).Select(number => (long)number)];
            }
            else
            {
                BeginPage(start, lines.IsPacked);
                AddVariant(fields, lines.Line, seen);
                Keep(line, lines.IsPacked);
                if (_count % ProgressInterval == 0)
                {
                    progress?.Report(_count);
                }
            }

            start = lines.BytesRead;
        }

        if (_count == 0)
        {
            throw new DataFormatException(DataProblem.FileEmpty, path, "the file holds no variants", "one line per variant", "Check that the file was written completely");
        }

        progress?.Report(_count);
        if (lines.IsPacked)
        {
            EndPackedPage();
        }

        _starts.Add(start);
        return Build(lines.IsPacked);
    }

    /// <summary>Makes room for a page where its first variant comes.</summary>
    private void BeginPage(long start, bool packed)
    {
        if (_count % BimFile.VariantsOfPage != 0)
        {
            return;
        }

        if (packed && _count > 0)
        {
            EndPackedPage();
        }

        _starts.Add(start);
        _chromosomes.Add(new ushort[BimFile.VariantsOfPage]);
        _positions.Add(new int[BimFile.VariantsOfPage]);
    }

    private void Keep(ReadOnlySpan<byte> line, bool packed)
    {
        if (packed)
        {
            _packedPage.Write(line);
            _packedPage.WriteByte((byte)'\n');
        }
    }

    private void EndPackedPage()
    {
        _packedPages.Add(new BimPage(_packedPages.Count, _packedPage.ToArray()));
        _packedPage.SetLength(0);
    }

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
        if (fields[1].Length > LongestId)
        {
            throw new DataFormatException(
                DataProblem.LineTooLong, path, $"the identifier has {fields[1].Length} bytes", $"at most {LongestId}", "Give the variant a shorter identifier, for example with plink2 --set-all-var-ids", line);
        }

        if (NumberText.Read(fields[2], out _) is NumberText.Reading.Text or NumberText.Reading.NotFinite)
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

        var (first, second) = (Allele(fields[4], path, line), Allele(fields[5], path, line));
        if (first != AlleleKind.Missing && fields[4].SequenceEqual(fields[5]))
        {
            throw new DataFormatException(
                DataProblem.AllelesIdentical, path, $"both alleles are {DataFormatException.Quote(fields[4])}", "two different alleles, or 0 for one not seen", "Mend or remove the variant", line);
        }

        CheckOrder(chromosome, position, line, seen);
        Count(fields[1], chromosome, first, second);
        _chromosomes[^1][_count % BimFile.VariantsOfPage] = _lastChromosome = chromosome;
        _positions[^1][_count % BimFile.VariantsOfPage] = _lastPosition = position;
        _count++;
        _lines?.Add(line);
    }

    private void CheckOrder(ushort chromosome, int position, long line, HashSet<ushort> seen)
    {
        var isNewRun = _count == 0 || _lastChromosome != chromosome;
        var breaks = isNewRun ? !seen.Add(chromosome) : position < _lastPosition;
        if (breaks)
        {
            _firstUnsorted ??= line;
        }
    }

    private void Count(ReadOnlySpan<byte> id, ushort chromosome, AlleleKind first, AlleleKind second)
    {
        _unnamed += id is [(byte)'.'] ? 1 : 0;
        _unplaced += _chromosomeNames[chromosome] == "0" ? 1 : 0;
        if (first == AlleleKind.Missing || second == AlleleKind.Missing)
        {
            _missingAlleles++;
        }
        else if (first == AlleleKind.Symbolic || second == AlleleKind.Symbolic)
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

    private static AlleleKind Allele(ReadOnlySpan<byte> text, string path, long line)
    {
        var kind = Classify(text);
        if (kind == AlleleKind.Invalid)
        {
            var remedy = text switch
            {
                [>= (byte)'1' and <= (byte)'4'] => "Alleles coded 1 to 4 are turned into letters by plink1.9 --alleleACGT --make-bed",
                [(byte)'B' or (byte)'b'] =>
                    "A and B are an array's codes and say nothing of bases: plink1.9 --update-alleles FILE --make-bed writes these, where each line of FILE is a variant's name, A, B, and the bases that the array's maker gives for them",
                _ => "Mend the variant, or remove it with plink2 --exclude",
            };
            throw new DataFormatException(
                DataProblem.AlleleInvalid, path, $"the allele is {DataFormatException.Quote(text)}", "a sequence of A, C, G, T, N; REF, ALT, I, D, -, * or <…>; 0 for one not seen", remedy, line);
        }

        return kind;
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

    private BimFile Build(bool packed)
    {
        var pages = packed ? new BimPages(path, [.. _packedPages], _count) : new BimPages(path, [.. _starts], _count);
        return new BimFile(path, _count, pages, [.. _chromosomeNames], _chromosomes, _positions)
        {
            UnnamedCount = _unnamed,
            MissingAlleleCount = _missingAlleles,
            SymbolicAlleleCount = _symbolicAlleles,
            UnplacedCount = _unplaced,
            FirstUnsortedLine = _firstUnsorted,
            Lines = _lines,
        };
    }
}
