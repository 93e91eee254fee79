using System.Security.Cryptography;
using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// Writes one trait's table as bgzip, piece after piece in the order of the variants. Each piece is compressed by itself, so the bytes do
/// not depend on threads.
/// </summary>
public sealed class StatisticsWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly TabixIndex _index = new(headerLines: 1);
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private long _position;

    /// <summary>Begins a file with its header.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="format">The format.</param>
    public StatisticsWriter(Stream stream, StatisticsFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(format);
        _stream = stream;
        Format = format;
        Write(BlockGzip.Compress(format.HeaderLine));
    }

    /// <summary>The format.</summary>
    public StatisticsFormat Format { get; }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether chromosomes stand in one run each with positions not falling, all of them above 0.</summary>
    public bool IsSorted => _index.IsSorted;

    /// <summary>Appends a block's rows.</summary>
    /// <param name="block">The block's variants.</param>
    /// <param name="results">Their results.</param>
    /// <param name="leastNegLog10P">Rows below are left out.</param>
    /// <param name="only">Places in the block to which rows are confined, ascending; null for none such.</param>
    /// <param name="encoder">Encodes; its memory is used.</param>
    public void Append(StatisticsBlock block, in TraitResults results, double leastNegLog10P, IReadOnlyList<int>? only, StatisticsEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(encoder);
        if (block.Format != Format)
        {
            throw new ArgumentException("The block was made for another format.", nameof(block));
        }

        Append(block, encoder, encoder.Encode(block, results, leastNegLog10P, only));
    }

    /// <summary>Appends what an encoder made of a block, in another thread perhaps.</summary>
    /// <param name="block">The block's variants.</param>
    /// <param name="encoder">The encoder, which has encoded nothing since.</param>
    /// <param name="bytes">What it returned.</param>
    public void Append(StatisticsBlock block, StatisticsEncoder encoder, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0)
        {
            return;
        }

        _index.Add(block, encoder.Rows, encoder.Ends, bytes, _position);
        Rows += encoder.RowCount;
        Write(bytes);
    }

    /// <summary>Ends the file. Without this a reader takes it for cut short.</summary>
    /// <returns>The MD5 of its bytes, in lower-case hexadecimal, as GWAS-SSF metadata have it.</returns>
    public string Complete()
    {
        Write(BlockGzip.EndOfFile());
        _stream.Flush();
        return Convert.ToHexStringLower(_md5.GetHashAndReset());
    }

    /// <summary>The tabix index of a sorted, placed table.</summary>
    public byte[] Index() => _index.ToBytes();

    /// <inheritdoc/>
    public void Dispose() => _md5.Dispose();

    private void Write(byte[] bytes)
    {
        _stream.Write(bytes);
        _md5.AppendData(bytes);
        _position += bytes.Length;
    }
}
