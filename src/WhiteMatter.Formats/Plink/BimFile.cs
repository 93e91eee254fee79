using System.Collections.Immutable;
using System.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>Two variants of the same identifier.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="FirstLine">The line of the first, from 1.</param>
/// <param name="Line">The line of the later one.</param>
public readonly record struct DuplicateVariant(string Id, long FirstLine, long Line);

/// <summary>
/// The variants of a PLINK 1 fileset. Held as arrays, about 40 bytes a variant, so that ten million stand in 400 MB.
/// </summary>
public sealed class BimFile
{
    private readonly IdPool _ids;
    private readonly ushort[] _chromosomes;
    private readonly int[] _positions;
    private readonly float[]? _centimorgans;
    private readonly int[] _allele1;
    private readonly int[] _allele2;
    private readonly string[] _alleles;

    internal BimFile(
        string path,
        IdPool ids,
        ImmutableArray<string> chromosomeNames,
        ushort[] chromosomes,
        int[] positions,
        float[]? centimorgans,
        int[] allele1,
        int[] allele2,
        string[] alleles)
    {
        Path = path;
        _ids = ids;
        Chromosomes = chromosomeNames;
        _chromosomes = chromosomes;
        _positions = positions;
        _centimorgans = centimorgans;
        _allele1 = allele1;
        _allele2 = allele2;
        _alleles = alleles;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of variants.</summary>
    public int Count => _positions.Length;

    /// <summary>The chromosomes' normalised names, in the order of first sight.</summary>
    public ImmutableArray<string> Chromosomes { get; }

    /// <summary>Variants that share an identifier with an earlier one; at most <see cref="BimReader.MostDuplicatesListed"/> are listed.</summary>
    public ImmutableArray<DuplicateVariant> Duplicates { get; internal init; } = [];

    /// <summary>How many variants share an identifier with an earlier one.</summary>
    public long DuplicateCount { get; internal init; }

    /// <summary>Variants whose identifier is "." (none).</summary>
    public long UnnamedCount { get; internal init; }

    /// <summary>Variants one of whose alleles is missing (0 or .).</summary>
    public long MissingAlleleCount { get; internal init; }

    /// <summary>Variants one of whose alleles is symbolic (REF, ALT, I, D, -, * or &lt;…&gt;) rather than a sequence.</summary>
    public long SymbolicAlleleCount { get; internal init; }

    /// <summary>Variants on chromosome 0: unplaced.</summary>
    public long UnplacedCount { get; internal init; }

    /// <summary>
    /// The first line that breaks the order an index needs (each chromosome in one run, positions not falling within it); null if
    /// the file is sorted.
    /// </summary>
    public long? FirstUnsortedLine { get; internal init; }

    /// <summary>Whether each chromosome stands in one run and positions do not fall within it.</summary>
    public bool IsSorted => FirstUnsortedLine is null;

    /// <summary>Reads and checks a BIM file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the number of variants read, now and then.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing, unreadable or a line of it is invalid.</exception>
    public static BimFile Read(string path, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        new BimReader(path, progress).Read(cancellation);

    /// <summary>A variant's identifier.</summary>
    public string Id(int variant) => Encoding.UTF8.GetString(_ids[variant]);

    /// <summary>A variant's identifier as UTF-8, without allocating.</summary>
    public ReadOnlySpan<byte> IdUtf8(int variant) => _ids[variant];

    /// <summary>The first variant of an identifier, or -1.</summary>
    public int Find(string id) => _ids.Find(id);

    /// <summary>The normalised name of a variant's chromosome.</summary>
    public string ChromosomeOf(int variant) => Chromosomes[_chromosomes[variant]];

    /// <summary>A variant's index into <see cref="Chromosomes"/>.</summary>
    public int ChromosomeIndex(int variant) => _chromosomes[variant];

    /// <summary>A variant's position in base pairs; 0 is unknown.</summary>
    public int Position(int variant) => _positions[variant];

    /// <summary>All positions.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>A variant's genetic position in centimorgans; 0 is unknown.</summary>
    public float Centimorgans(int variant) => _centimorgans is null ? 0 : _centimorgans[variant];

    /// <summary>Allele 1, counted by the BED file's code 00 twice; usually the minor one.</summary>
    public string Allele1(int variant) => _alleles[_allele1[variant]];

    /// <summary>Allele 2.</summary>
    public string Allele2(int variant) => _alleles[_allele2[variant]];

    /// <summary>The runs of variants of one chromosome each, in file order: index into <see cref="Chromosomes"/>, first variant, count.</summary>
    public IEnumerable<(int Chromosome, int First, int Count)> Runs()
    {
        for (var first = 0; first < Count;)
        {
            var end = first + 1;
            while (end < Count && _chromosomes[end] == _chromosomes[first])
            {
                end++;
            }

            yield return (_chromosomes[first], first, end - first);
            first = end;
        }
    }
}
