using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>Two variants of the same identifier.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="FirstLine">The line of the first, from 1.</param>
/// <param name="Line">The line of the later one.</param>
public readonly record struct DuplicateVariant(string Id, long FirstLine, long Line);

/// <summary>The variants of a file that share an identifier with an earlier one.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Listed">The first of them; at most <see cref="BimFile.MostDuplicatesListed"/>.</param>
public sealed record DuplicateVariants(long Count, ImmutableArray<DuplicateVariant> Listed);

/// <summary>
/// The variants of a PLINK 1 fileset. Chromosomes and positions are held, 6 bytes a variant; identifiers and alleles are read again in pages of
/// <see cref="VariantsOfPage"/> lines when they are asked for, so that ten million variants stand in 60 MB. Any number of threads may ask at once.
/// </summary>
public sealed class BimFile
{
    /// <summary>How many duplicates a file lists; all are counted.</summary>
    public const int MostDuplicatesListed = 1000;

    /// <summary>Variants whose identifiers are compared in one reading of the file.</summary>
    public const int DuplicatesSoughtAtOnce = 8_000_000;

    /// <summary>Variants that are read again together.</summary>
    internal const int VariantsOfPage = 1024;

    private readonly BimPages _pages;
    private readonly IReadOnlyList<ushort[]> _chromosomes;
    private readonly IReadOnlyList<int[]> _positions;
    private readonly Lazy<VariantIndex> _index;

    internal BimFile(
        string path, int count, BimPages pages, ImmutableArray<string> chromosomeNames, IReadOnlyList<ushort[]> chromosomes, IReadOnlyList<int[]> positions)
    {
        Path = path;
        Count = count;
        _pages = pages;
        Chromosomes = chromosomeNames;
        _chromosomes = chromosomes;
        _positions = positions;
        _index = new Lazy<VariantIndex>(() => new VariantIndex(this));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of variants.</summary>
    public int Count { get; }

    /// <summary>The chromosomes' normalised names, in the order of first sight.</summary>
    public ImmutableArray<string> Chromosomes { get; }

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

    /// <summary>Refuses an allele that is none, as reading the whole file does.</summary>
    /// <param name="text">The allele.</param>
    /// <param name="path">The file, for what is said of it.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <exception cref="DataFormatException">It is no sequence of bases and no symbol.</exception>
    public static void CheckAllele(ReadOnlySpan<byte> text, string path, long line) => BimReader.CheckAllele(text, path, line);

    /// <summary>A variant's identifier.</summary>
    public string Id(int variant) => Encoding.UTF8.GetString(IdUtf8(variant));

    /// <summary>A variant's identifier as UTF-8, without allocating where its page is in memory.</summary>
    public ReadOnlySpan<byte> IdUtf8(int variant) => PageOf(variant).Id(variant % VariantsOfPage);

    /// <summary>
    /// The first variant of an identifier, or -1. The first call reads the file and makes an index of 12 to 24 bytes a variant.
    /// </summary>
    public int Find(string id) => _index.Value.Find(id);

    /// <summary>
    /// Looks for variants of the same identifier; variants without one (".") are not alike. Reads the file once for every <paramref name="atOnce"/> variants or
    /// part of them, with 14 to 27 bytes of memory for each of so many: 134 MB by itself, however many variants there are.
    /// </summary>
    /// <param name="atOnce">Variants whose identifiers are held together, at least one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public DuplicateVariants FindDuplicates(int atOnce = DuplicatesSoughtAtOnce, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        var parts = Math.Max(1, (int)Math.Ceiling((double)Count / atOnce));
        var listed = new List<(int First, int Later)>();
        long count = 0;
        for (var part = 0; part < parts; part++)
        {
            var here = 0;
            _ = new VariantIndex(this, (first, later) =>
            {
                count++;
                if (here++ < MostDuplicatesListed)
                {
                    listed.Add((first, later));
                }
            }, part, parts, cancellation);
        }

        return new DuplicateVariants(
            count, [.. listed.OrderBy(one => one.Later).Take(MostDuplicatesListed).Select(one => new DuplicateVariant(Id(one.Later), LineOf(one.First), LineOf(one.Later)))]);
    }

    /// <summary>The normalised name of a variant's chromosome.</summary>
    public string ChromosomeOf(int variant) => Chromosomes[ChromosomeIndex(variant)];

    /// <summary>A variant's index into <see cref="Chromosomes"/>.</summary>
    public int ChromosomeIndex(int variant) => _chromosomes[variant / VariantsOfPage][variant % VariantsOfPage];

    /// <summary>A variant's position in base pairs; 0 is unknown.</summary>
    public int Position(int variant) => _positions[variant / VariantsOfPage][variant % VariantsOfPage];

    /// <summary>A variant's genetic position in centimorgans; 0 is unknown.</summary>
    public float Centimorgans(int variant)
    {
        NumberText.Read(PageOf(variant).Centimorgans(variant % VariantsOfPage), out var value);
        return (float)value;
    }

    /// <summary>Allele 1, counted by the BED file's code 00 twice; usually the minor one.</summary>
    public string Allele1(int variant) => Text(PageOf(variant).Allele1(variant % VariantsOfPage));

    /// <summary>Allele 2.</summary>
    public string Allele2(int variant) => Text(PageOf(variant).Allele2(variant % VariantsOfPage));

    /// <summary>The runs of variants of one chromosome each, in file order: index into <see cref="Chromosomes"/>, first variant, count.</summary>
    public IEnumerable<(int Chromosome, int First, int Count)> Runs()
    {
        for (var first = 0; first < Count;)
        {
            var end = first + 1;
            while (end < Count && ChromosomeIndex(end) == ChromosomeIndex(first))
            {
                end++;
            }

            yield return (ChromosomeIndex(first), first, end - first);
            first = end;
        }
    }

    /// <summary>The line of each variant, from 1, where lines of blanks stand between them; else null.</summary>
    internal IReadOnlyList<long>? Lines { get; init; }

    private long LineOf(int variant) => Lines is null ? variant + 1 : Lines[variant];

    private BimPage PageOf(int variant) => _pages[variant / VariantsOfPage];

    /// <summary>An allele as a string; the common ones are there already.</summary>
    private static string Text(ReadOnlySpan<byte> allele) => allele switch
    {
        [(byte)'A'] => "A",
        [(byte)'C'] => "C",
        [(byte)'G'] => "G",
        [(byte)'T'] => "T",
        _ => Encoding.UTF8.GetString(allele),
    };
}
