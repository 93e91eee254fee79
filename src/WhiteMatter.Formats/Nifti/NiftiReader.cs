using System.Buffers;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Nifti;

/// <summary>
/// Reads the volumes of a NIfTI file one after another. The header is not trusted: before anything is allocated for the voxels, their
/// number is compared with the size of the file, and for a packed file with what gzip can expand it to (1,032 : 1). A packed file is
/// unpacked as a stream and never beyond its last voxel by more than 1 MiB. Cost of a packed float32 volume about 5 ns a voxel and core.
/// </summary>
public sealed class NiftiReader : IDisposable
{
    /// <summary>The most that deflate expands its input, and bytes for a gzip member's frame.</summary>
    private const long MostExpansion = 1032;

    /// <summary>Beyond this many bytes a volume that is packed smaller than <see cref="SuspiciousExpansion"/> : 1 is refused.</summary>
    private const long SuspiciousBytes = 128L << 20;
    private const long SuspiciousExpansion = 256;

    private const int MostSurplus = 1 << 20;
    private const int ChunkBytes = 1 << 18;

    private readonly Stream _voxels;
    private readonly bool _packed;
    private long _volumesRead;

    private NiftiReader(NiftiHeader header, Stream voxels, bool packed)
    {
        Header = header;
        _voxels = voxels;
        _packed = packed;
    }

    /// <summary>What the header says.</summary>
    public NiftiHeader Header { get; private set; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">A <c>.nii</c>, or the <c>.hdr</c> or <c>.img</c> of a pair; each may be packed by gzip, which its content says and not its name.</param>
    /// <param name="mostVoxels">A volume of more voxels is refused.</param>
    /// <exception cref="DataFormatException">The file is missing, unreadable, no NIfTI image, damaged, or of voxels not read here.</exception>
    public static NiftiReader Open(string path, long mostVoxels = NiftiFile.MostVoxels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostVoxels, Array.MaxLength);
        var headerPath = NiftiPair.HeaderOf(path);
        var (stream, packed, length) = ByteSource.Open(headerPath);
        try
        {
            return Guarded(headerPath, () =>
            {
                Span<byte> bytes = stackalloc byte[NiftiHeaderParser.LengthOfSecond];
                var header = NiftiHeaderParser.Parse(headerPath, bytes[..ReadHeader(headerPath, stream, bytes)], mostVoxels);
                if (!header.IsPair)
                {
                    CheckSize(header, packed, length);
                    return new NiftiReader(Remark(header, packed, length), stream, packed).SkipTo(header.VoxelOffset - HeaderLength(header));
                }

                stream.Dispose();
                header = header with { VoxelPath = NiftiPair.VoxelsOf(headerPath) };
                (stream, packed, length) = ByteSource.Open(header.VoxelPath);
                CheckSize(header, packed, length);
                return new NiftiReader(Remark(header, packed, length), stream, packed).SkipTo(header.VoxelOffset);
            });
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next volume's values, scaled.</summary>
    /// <param name="values">Receives one value a voxel, x fastest.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file ends early or is damaged.</exception>
    public void ReadVolume(Span<float> values, CancellationToken cancellationToken = default)
    {
        CheckLength(values.Length, Header.Grid.Voxels);
        var bytes = Header.DataType.Bytes();
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkBytes, Header.Grid.Voxels * bytes));
        try
        {
            while (!values.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(values.Length, buffer.Length / bytes);
                var chunk = buffer.AsSpan(0, count * bytes);
                Fill(chunk);
                VoxelDecoder.Decode(Header.DataType, chunk, Header.Slope, Header.Intercept, values[..count]);
                values = values[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        EndVolume();
    }

    /// <summary>Reads the next volume's voxels as they are stored, least significant byte first whatever the file's order.</summary>
    /// <param name="stored">Receives the voxels.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file ends early or is damaged.</exception>
    public void ReadStored(Span<byte> stored, CancellationToken cancellationToken = default)
    {
        CheckLength(stored.Length, Header.Grid.Voxels * Header.DataType.Bytes());
        while (!stored.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = stored[..Math.Min(stored.Length, ChunkBytes)];
            Fill(chunk);
            stored = stored[chunk.Length..];
        }

        EndVolume();
    }

    /// <summary>Goes on behind the next volumes without decoding them; of a packed file they are unpacked all the same.</summary>
    /// <param name="volumes">How many.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file ends early or is damaged.</exception>
    public void SkipVolumes(long volumes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(volumes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(volumes, Header.Volumes - _volumesRead);
        var bytes = Header.Grid.Voxels * Header.DataType.Bytes();
        if (!_packed)
        {
            _voxels.Seek(volumes * bytes, SeekOrigin.Current);
            _volumesRead += volumes;
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (; volumes > 0; volumes--)
            {
                for (var left = bytes; left > 0; left -= Math.Min(left, ChunkBytes))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Fill(buffer.AsSpan(0, (int)Math.Min(left, ChunkBytes)), asStored: true);
                }

                EndVolume();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _voxels.Dispose();

    private static int HeaderLength(NiftiHeader header) =>
        header.Version == 2 ? NiftiHeaderParser.LengthOfSecond : NiftiHeaderParser.LengthOfFirst;

    private static int ReadHeader(string path, Stream stream, Span<byte> bytes)
    {
        var length = stream.ReadAtLeast(bytes[..4], 4, throwOnEndOfStream: false) == 4 ? NiftiHeaderParser.LengthOf(bytes) : 0;
        if (length == 0)
        {
            throw new DataFormatException(
                DataProblem.NotNifti, path, "the file does not begin with the length of a NIfTI header", "348 or 540", "Check that this is a NIfTI image", byteOffset: 0);
        }

        var read = 4 + stream.ReadAtLeast(bytes[4..length], length - 4, throwOnEndOfStream: false);
        return read == length ? length : throw new DataFormatException(
            DataProblem.NiftiTruncated, path, "the file ends within its header", FormattableString.Invariant($"{length} bytes"), "Copy the file again", byteOffset: read);
    }

    private static void CheckSize(NiftiHeader header, bool packed, long length)
    {
        var needed = (Int128)header.VoxelOffset + header.VoxelBytes;
        if (needed > (packed ? (length * MostExpansion) : length))
        {
            var file = FormattableString.Invariant($"the file has {length} bytes") + (packed ? ", packed" : "");
            throw new DataFormatException(
                DataProblem.NiftiTruncated,
                header.VoxelPath,
                file,
                FormattableString.Invariant($"{needed} for the {header.Grid.X} × {header.Grid.Y} × {header.Grid.Z} × {header.Volumes} voxels of {header.DataType.Name()} its header tells of") + (packed ? ", more than gzip can expand it to" : ""),
                "Copy the file again if it was cut short; else its header is wrong",
                byteOffset: length);
        }

        if (packed && needed > SuspiciousBytes && needed > length * SuspiciousExpansion)
        {
            throw Expands(header.VoxelPath, FormattableString.Invariant($"{length} packed bytes stand for {needed}"));
        }
    }

    private static DataFormatException Expands(string path, string found) => new(
        DataProblem.NiftiExpands, path, found, "an image", "Unpack the file by hand if you trust it, and look at what it holds");

    private static NiftiHeader Remark(NiftiHeader header, bool packed, long length) =>
        !packed && length > header.VoxelOffset + header.VoxelBytes ? Surplus(header, length - header.VoxelOffset - header.VoxelBytes) : header;

    private static NiftiHeader Surplus(NiftiHeader header, long bytes) => header with
    {
        Warnings = header.Warnings.Add(new NiftiWarning(
            NiftiWarningKind.BytesBehindVoxels, FormattableString.Invariant($"{bytes} bytes stand behind the last voxel and are not read"))),
    };

    private static void CheckLength(long given, long needed)
    {
        if (given != needed)
        {
            throw new ArgumentException(FormattableString.Invariant($"{needed} are needed, {given} given."));
        }
    }

    /// <summary>Turns what streams throw into what is wrong with the file.</summary>
    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(
                DataProblem.CompressionDamaged, path, $"the packed file is damaged or cut short ({e.Message.TrimEnd('.')})", "", "Copy or write the file again; gzip -t checks it", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw DataFile.Failure(path, e);
        }
    }

    private NiftiReader SkipTo(long bytes)
    {
        if (!_packed)
        {
            _voxels.Seek(bytes, SeekOrigin.Current);
            return this;
        }

        Span<byte> buffer = stackalloc byte[4096];
        while (bytes > 0)
        {
            var read = _voxels.Read(buffer[..(int)Math.Min(bytes, buffer.Length)]);
            if (read == 0)
            {
                throw Truncated();
            }

            bytes -= read;
        }

        return this;
    }

    private unsafe void Fill(Span<byte> chunk, bool asStored = false)
    {
        fixed (byte* start = chunk)
        {
            var (address, length) = ((nint)start, chunk.Length);
            if (Guarded(Header.VoxelPath, () => _voxels.ReadAtLeast(new Span<byte>((void*)address, length), length, throwOnEndOfStream: false)) < length)
            {
                throw Truncated();
            }
        }

        if (Header.BigEndian && !asStored)
        {
            VoxelDecoder.ReverseBytes(Header.DataType, chunk);
        }
    }

    /// <summary>Behind the last volume: reads what is left, so that gzip's check sum is compared.</summary>
    private void EndVolume()
    {
        if (++_volumesRead < Header.Volumes || !_packed)
        {
            return;
        }

        var surplus = Guarded(Header.VoxelPath, () =>
        {
            Span<byte> buffer = stackalloc byte[4096];
            var left = 0L;
            while (left <= MostSurplus && _voxels.Read(buffer) is var read and > 0)
            {
                left += read;
            }

            return left;
        });
        if (surplus > MostSurplus)
        {
            throw Expands(Header.VoxelPath, FormattableString.Invariant($"the packed file goes on for more than {MostSurplus} bytes behind its last voxel"));
        }

        Header = surplus > 0 ? Surplus(Header, surplus) : Header;
    }

    private DataFormatException Truncated() => new(
        DataProblem.NiftiTruncated, Header.VoxelPath, "the file ends before its last voxel", FormattableString.Invariant($"{Header.VoxelBytes} bytes of voxels"), "Copy the file again if it was cut short; else its header is wrong");
}
