using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace WhiteMatter.Formats.TensorBoard;

/// <summary>
/// Writes files of events as TensorBoard reads them: records of a length, its checksum, an <c>Event</c> of protocol buffers and its checksum
/// (CRC-32C, turned and shifted), the first of which names the version. Names of such files contain <c>tfevents</c>. Source: TensorFlow's
/// <c>tf_record.h</c>, <c>event.proto</c>, <c>summary.proto</c> and <c>tensor.proto</c>. Memory: one event.
/// </summary>
public static class EventFileWriter
{
    private const uint Mask = 0xa282ead8;
    private const string Version = "brain.Event:2";

    // Fields by number and kind of wire: 1 is eight bytes, 2 a length and bytes, 0 a number of varying length.
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = 2 << 3;
    private const byte FileVersion = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="begun">When what is told of began.</param>
    /// <param name="events">The numbers, those of a curve in the order of their steps.</param>
    public static void Write(Stream stream, DateTimeOffset begun, IEnumerable<ScalarEvent> events)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(events);
        WriteRecord(stream, [.. Time(begun), .. Field(FileVersion, Encoding.UTF8.GetBytes(Version))]);
        Append(stream, events);
    }

    /// <summary>Writes numbers after those that a file has.</summary>
    /// <param name="stream">The file's end.</param>
    /// <param name="events">The numbers, those of a curve in the order of their steps.</param>
    public static void Append(Stream stream, IEnumerable<ScalarEvent> events)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(events);
        foreach (var scalar in events)
        {
            WriteRecord(stream, Scalar(scalar));
        }
    }

    private static byte[] Scalar(ScalarEvent scalar)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scalar.Step);
        var number = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, scalar.Value);

        // A tensor of 32-bit numbers (1) without axes (an empty shape).
        byte[] tensor = [1 << 3, 1, .. Field((2 << 3) | 2, []), .. Field((4 << 3) | 2, number)];
        var plugin = Field((1 << 3) | 2, Encoding.UTF8.GetBytes("scalars"));
        byte[] value =
        [
            .. Field((1 << 3) | 2, Encoding.UTF8.GetBytes(scalar.Tag)),
            .. Field((8 << 3) | 2, tensor),
            .. Field((9 << 3) | 2, Field((1 << 3) | 2, plugin)),
        ];

        // A number of 0 is not written.
        byte[] step = scalar.Step == 0 ? [] : [Step, .. Varying((ulong)scalar.Step)];
        return [.. Time(scalar.Time), .. step, .. Field(Summary, Field((1 << 3) | 2, value))];
    }

    private static byte[] Time(DateTimeOffset time)
    {
        var bytes = new byte[9];
        bytes[0] = WallTime;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        return bytes;
    }

    private static byte[] Field(byte key, byte[] content) => [key, .. Varying((ulong)content.Length), .. content];

    /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
    private static byte[] Varying(ulong number)
    {
        var bytes = new List<byte>(10);
        while (number >= 0x80)
        {
            bytes.Add((byte)(number | 0x80));
            number >>= 7;
        }

        bytes.Add((byte)number);
        return [.. bytes];
    }

    private static void WriteRecord(Stream stream, byte[] content)
    {
        Span<byte> length = stackalloc byte[8];
        Span<byte> sum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)content.Length);
        stream.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Checksum(length));
        stream.Write(sum);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Checksum(content));
        stream.Write(sum);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return BitOperations.RotateRight(~sum, 15) + Mask;
    }
}
