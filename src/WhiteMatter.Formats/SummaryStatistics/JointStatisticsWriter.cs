using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// Writes a table of joint statistics as bgzip from encoded blocks, in variant order. As every block is compressed by itself and cut
/// at fixed variants, the file's bytes do not depend on threads or shards.
/// </summary>
public sealed class JointStatisticsWriter
{
    private readonly Stream _stream;
    private readonly HashSet<int> _seen = [];
    private int _next = -1;
    private int _lastChromosome = -1;
    private int _lastPosition;
    private SummaryStatisticsCounts _counts = new(0, 0, 0, true);
    private bool _completed;

    /// <summary>Starts a file with a header of its own, whose first two columns are chromosome and position.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="header">The header line, with its line end.</param>
    /// <param name="level">The compression level of the header.</param>
    public JointStatisticsWriter(Stream stream, ReadOnlySpan<byte> header, int level = BlockGzip.DefaultLevel)
    {
        _stream = stream;
        _stream.Write(BlockGzip.Compress(header, level));
    }

    /// <summary>What was written so far.</summary>
    public SummaryStatisticsCounts Counts => _counts;

    /// <summary>Appends a block.</summary>
    /// <param name="variants">The block's variants.</param>
    /// <param name="block">Their rows.</param>
    /// <exception cref="ArgumentException">The block does not follow the last one.</exception>
    public void Append(VariantBlock variants, EncodedBlock block)
    {
        if (block.First != variants.First || block.Variants != variants.Count)
        {
            throw new ArgumentException("The rows are those of other variants.", nameof(block));
        }

        if (_completed || (_next >= 0 && block.First != _next))
        {
            throw new ArgumentException($"The block begins at variant {block.First}; the file goes on at {_next}.", nameof(block));
        }

        _next = block.First + block.Variants;
        _counts = new SummaryStatisticsCounts(
            _counts.Rows + block.Counts.Rows,
            _counts.LeftOut + block.Counts.LeftOut,
            _counts.OutsideStandard + block.Counts.OutsideStandard,
            _counts.IsSorted & block.Counts.IsSorted & ContinuesOrder(variants));
        _stream.Write(block.Bytes);
    }

    /// <summary>Ends the file. Without this a reader takes it for cut short.</summary>
    /// <returns>What was written.</returns>
    public SummaryStatisticsCounts Complete()
    {
        if (!_completed)
        {
            _stream.Write(BlockGzip.EndOfFile());
            _stream.Flush();
            _completed = true;
        }

        return _counts;
    }

    /// <summary>Writes the tabix index of a completed, sorted file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="indexPath">The index; usually the same with .tbi behind.</param>
    /// <exception cref="IOException">The file cannot be indexed or the index cannot be written.</exception>
    public static void BuildIndex(string path, string indexPath) =>
        NativeCodecs.TabixBuild(path, indexPath, chromosomeColumn: 1, positionColumn: 2, skipLines: 1);

    private bool ContinuesOrder(VariantBlock variants)
    {
        var sorted = true;
        for (var i = 0; i < variants.Count; i++)
        {
            if (variants.ChromosomeKeys[i] != _lastChromosome)
            {
                _lastChromosome = variants.ChromosomeKeys[i];
                sorted &= _seen.Add(_lastChromosome);
            }
            else
            {
                sorted &= variants.Positions[i] >= _lastPosition;
            }

            _lastPosition = variants.Positions[i];
        }

        return sorted;
    }
}
