using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using WhiteMatter.Formats;

namespace WhiteMatter.Learning.Weights;

/// <summary>
/// Writes the format safetensors: the length of the header in 8 bytes, the header in JSON filled up with blanks to a multiple of 8, and the
/// tensors without a gap. The same tensors in the same order give the same bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file. Tensors of 8-byte values come first, then those of fewer bytes, so that each begins at a multiple of its values' size.</summary>
    /// <param name="output">Where to; left open.</param>
    /// <param name="tensors">The tensors, in order.</param>
    /// <param name="metadata">Texts that stand in the header.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a name is that of the metadata.</exception>
    public static void Write(Stream output, IEnumerable<TensorToStore> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = tensors.OrderByDescending(tensor => TensorTypes.Bytes(tensor.Type)).ToArray();
        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        output.Write(length);
        output.Write(header);
        var counted = new CountingStream(output);
        foreach (var tensor in ordered)
        {
            var before = counted.Written;
            tensor.Write(counted);
            if (counted.Written - before != tensor.Bytes)
            {
                throw new InvalidOperationException($"The tensor {tensor.Name} wrote {counted.Written - before} bytes in place of {tensor.Bytes}.");
            }
        }
    }

    private static byte[] Header(TensorToStore[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsFile.MetadataName);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsFile.MetadataName };
            long offset = 0;
            foreach (var tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"A tensor cannot have the name {tensor.Name}, which is taken.", nameof(tensors));
                }

                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                WriteNumbers(json, "shape", tensor.Shape.AsSpan());
                WriteNumbers(json, "data_offsets", [offset, offset + tensor.Bytes]);
                json.WriteEndObject();
                offset += tensor.Bytes;
            }

            json.WriteEndObject();
        }

        var padded = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(padded);
        return padded;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Passes on what is written and counts it.</summary>
    private sealed class CountingStream(Stream inner) : ForwardStream
    {
        public long Written { get; private set; }

        public override bool CanWrite => true;

        public override long Length => Written;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            Written += buffer.Length;
        }

        public override void Flush() => inner.Flush();
    }
}
