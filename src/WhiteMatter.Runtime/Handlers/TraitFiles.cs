using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>One trait's tables while they grow.</summary>
internal sealed class TraitFiles : IDisposable
{
    private readonly ArtifactDraft _output;
    private readonly string _trait;
    private readonly (string Name, Stream Stream, StatisticsWriter Writer)[] _files;
    private int _mostPeople;

    public TraitFiles(ArtifactDraft output, string trait, IReadOnlyList<StatisticsFormat> formats)
    {
        _output = output;
        _trait = trait;
        _files = new (string, Stream, StatisticsWriter)[formats.Count];
        for (var i = 0; i < _files.Length; i++)
        {
            var name = StoreLayout.FileName(trait) + formats[i].Extension;
            var stream = output.Create(name);
            _files[i] = (name, stream, new StatisticsWriter(stream, formats[i]));
        }
    }

    /// <summary>Rows of each of the tables.</summary>
    public long Rows => _files[0].Writer.Rows;

    /// <summary>Appends a block's rows to each table.</summary>
    /// <param name="blocks">The block's variants in each format.</param>
    /// <param name="results">The block.</param>
    /// <param name="place">The trait's place in it.</param>
    /// <param name="least">Rows of a smaller −log10 P are left out.</param>
    /// <param name="only">Places in the block to which rows are confined; null for none such.</param>
    /// <param name="encoder">Encodes; its memory is used.</param>
    public void Append(StatisticsBlock[] blocks, AssociationBlock results, int place, double least, IReadOnlyList<int>? only, StatisticsEncoder encoder)
    {
        var (from, count) = (place * results.Count, results.Count);
        var people = results.CellPeople is null ? default : results.CellPeople.AsSpan(from, count);
        var rows = new TraitResults
        {
            Beta = results.Beta.AsSpan(from, count),
            StandardError = results.StandardError.AsSpan(from, count),
            NegLog10P = results.NegLog10P.AsSpan(from, count),
            People = people,
        };
        for (var i = 0; i < _files.Length; i++)
        {
            _files[i].Writer.Append(blocks[i], rows, least, only, encoder);
        }

        for (var v = 0; v < count; v++)
        {
            _mostPeople = Math.Max(_mostPeople, results.PeopleOf(place, v));
        }
    }

    /// <summary>Ends the tables and writes what stands beside them.</summary>
    /// <param name="build">The genome build.</param>
    /// <param name="people">People of the design, for a trait without any row.</param>
    public void Complete(string build, int people)
    {
        foreach (var (name, stream, writer) in _files)
        {
            var md5 = writer.Complete();
            stream.Dispose();
            if (writer.Format.IsPlaced && writer.IsSorted && writer.Rows > 0)
            {
                using var index = _output.Create(name + ".tbi");
                index.Write(writer.Index());
            }

            if (writer.Format.Name == StatisticsFormat.GwasSsf.Name)
            {
                StatisticsFile.Write(_output, new SummaryStatisticsMetadata
                {
                    DataFileName = name,
                    DataFileMd5 = md5,
                    GenomeAssembly = build,
                    TraitDescription = _trait,
                    SampleSize = _mostPeople > 0 ? _mostPeople : people,
                    AnalysisSoftware = StatisticsFile.Software,
                    IsSorted = writer.IsSorted,
                });
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, stream, writer) in _files)
        {
            writer?.Dispose();
            stream?.Dispose();
        }
    }
}
