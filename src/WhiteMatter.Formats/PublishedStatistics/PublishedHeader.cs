using WhiteMatter.Formats.Tables;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.PublishedStatistics;

/// <summary>Which columns a file of published summary statistics has, and whether they say enough.</summary>
public sealed class PublishedHeader
{
    private readonly Dictionary<PublishedColumn, int> _places;

    private PublishedHeader(Dictionary<PublishedColumn, int> places, IReadOnlyList<string> names)
    {
        _places = places;
        Count = names.Count;
        IsGwasSsf = names.Contains("base_pair_location");
    }

    /// <summary>Whether chromosomes have the numbers of GWAS-SSF, in which 25 are mitochondria.</summary>
    internal bool IsGwasSsf { get; }

    /// <summary>Columns of the file, known or not.</summary>
    public int Count { get; }

    /// <summary>Whether the file says effects, and not z alone.</summary>
    public bool HasEffects => Has(PublishedColumn.Effect) || Has(PublishedColumn.Ratio);

    /// <summary>Whether its effects are odds ratios.</summary>
    public bool HasRatios => !Has(PublishedColumn.Effect) && Has(PublishedColumn.Ratio);

    /// <summary>Whether it says where variants lie.</summary>
    public bool HasPlaces => Has(PublishedColumn.Chromosome) && Has(PublishedColumn.Position);

    /// <summary>Whether it says how many people there are.</summary>
    public bool HasPeople => Has(PublishedColumn.People) || (Has(PublishedColumn.Cases) && Has(PublishedColumn.Controls));

    /// <summary>Whether there is a column that says something.</summary>
    public bool Has(PublishedColumn column) => _places.ContainsKey(column);

    /// <summary>Where it stands, from 0; −1 where there is none.</summary>
    public int PlaceOf(PublishedColumn column) => _places.GetValueOrDefault(column, -1);

    /// <summary>Reads a file's header alone.</summary>
    /// <param name="path">The file: plain, gzip, bgzip or zstd.</param>
    /// <param name="format">Under which names columns are looked for.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file cannot be read, or does not say enough.</exception>
    public static PublishedHeader Read(string path, PublishedFormat format, CancellationToken cancellation = default)
    {
        using var records = Open(path, cancellation);
        return Read(path, format, records);
    }

    internal static RecordReader Open(string path, CancellationToken cancellation) =>
        new(new LineReader(path, LongestLine, long.MaxValue, cancellation), path, Delimiter.Auto, LongestLine);

    internal static PublishedHeader Read(string path, PublishedFormat format, RecordReader records)
    {
        // METAL, and many who edit VCF files, write comments above the header.
        do
        {
            if (!records.Read())
            {
                throw new DataFormatException(DataProblem.FileEmpty, path, "the file has no header", "a line that names columns", "Check that the file was written completely");
            }
        }
        while (records.Count > 0 && records[0].StartsWith("##"u8));

        var names = new List<string>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            names.Add(System.Text.Encoding.UTF8.GetString(records[i]));
        }

        if (PublishedNames.Twice(names) is var (first, second))
        {
            throw new DataFormatException(
                DataProblem.DuplicateColumn, path, $"two columns are called {DataFormatException.Quote(first)} and {DataFormatException.Quote(second)}", "a name once", "Rename the one that is not meant", records.Line);
        }

        var places = PublishedNames.Find(format, names);
        var header = new PublishedHeader(places, names);
        header.Check(path, format, names, records.Line);
        return header;
    }

    private const int LongestLine = 1 << 20;

    private void Check(string path, PublishedFormat format, List<string> names, long line)
    {
        Require(PublishedColumn.EffectAllele, "which allele effects are of");
        if (!Has(PublishedColumn.OtherAllele) && !(Has(PublishedColumn.Reference) && Has(PublishedColumn.Alternate)))
        {
            Require(PublishedColumn.OtherAllele, "what the other allele is");
        }

        if (!HasPlaces && !Has(PublishedColumn.Id) && !Has(PublishedColumn.OtherId))
        {
            Require(PublishedColumn.Chromosome, "where variants lie, nor their names");
            Require(PublishedColumn.Position, "where variants lie, nor their names");
        }

        if (HasEffects)
        {
            if (!Has(PublishedColumn.StandardError) && !Has(PublishedColumn.P) && !Has(PublishedColumn.NegLog10P) && !Has(PublishedColumn.Z))
            {
                Require(PublishedColumn.StandardError, "how precise effects are");
            }
        }
        else if (!Has(PublishedColumn.Z))
        {
            Require(PublishedColumn.Effect, "effects");
        }

        void Require(PublishedColumn column, string what)
        {
            if (!Has(column))
            {
                throw new DataFormatException(
                    DataProblem.ColumnMissing,
                    path,
                    $"no column says {what} (its columns are {string.Join(", ", names.Take(20))})",
                    "one of " + PublishedNames.Expected(format, column),
                    "Rename the column, or give another format",
                    line);
            }
        }
    }
}
