using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// Each trait as the rest of the genome predicts it: for every chromosome the prediction without its variants, and the prediction from all.
/// A file of 4 bytes for each chromosome, trait and person.
/// </summary>
public sealed class BackgroundPredictions : IDisposable
{
    private const ulong Magic = 0x314B_4341_4244_4D57; // "WMDBACK1"

    private readonly SafeFileHandle _file;
    private readonly long _start;

    private BackgroundPredictions(SafeFileHandle file, long start, string[] chromosomes, int traits, int people)
    {
        _file = file;
        _start = start;
        Chromosomes = chromosomes;
        Traits = traits;
        People = people;
    }

    /// <summary>Names of the chromosomes that the predictions can do without.</summary>
    public string[] Chromosomes { get; }

    /// <summary>Number of traits.</summary>
    public int Traits { get; }

    /// <summary>Number of people.</summary>
    public int People { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="chromosomes">Names of the chromosomes.</param>
    /// <param name="traits">Number of traits.</param>
    /// <param name="people">Number of people.</param>
    internal static BackgroundPredictions Create(string path, string[] chromosomes, int traits, int people)
    {
        long start;
        using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write))
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            writer.Write(Magic);
            writer.Write(people);
            writer.Write(traits);
            writer.Write(chromosomes.Length);
            foreach (var chromosome in chromosomes)
            {
                writer.Write(chromosome);
            }

            writer.Flush();
            start = stream.Position;
        }

        return new BackgroundPredictions(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite), start, chromosomes, traits, people);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="InvalidDataException">It holds no predictions, or not all of them.</exception>
    public static BackgroundPredictions Open(string path)
    {
        string[] chromosomes;
        int people, traits;
        long start;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException($"'{path}' holds no predictions of a polygenic background.");
            }

            people = reader.ReadInt32();
            traits = reader.ReadInt32();
            var count = reader.ReadInt32();
            if (people < 0 || traits < 0 || count is < 0 or > 65536)
            {
                throw new InvalidDataException($"The sizes of the predictions '{path}' contradict each other.");
            }

            chromosomes = new string[count];
            for (var i = 0; i < count; i++)
            {
                chromosomes[i] = reader.ReadString();
            }

            start = stream.Position;
            if (stream.Length != start + (sizeof(float) * (count + 1L) * traits * people))
            {
                throw new InvalidDataException($"The predictions '{path}' end early.");
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"The predictions '{path}' end early.", exception);
        }

        return new BackgroundPredictions(File.OpenHandle(path), start, chromosomes, traits, people);
    }

    /// <summary>Reads one trait's predictions without a chromosome.</summary>
    /// <param name="chromosome">Its number in <see cref="Chromosomes"/>; their count for the prediction from all.</param>
    /// <param name="trait">The trait.</param>
    /// <param name="into">Receives one number a person.</param>
    public void Read(int chromosome, int trait, Span<float> into)
    {
        var bytes = MemoryMarshal.AsBytes(into[..People]);
        var offset = OffsetOf(chromosome, trait);
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0)
            {
                throw new InvalidDataException("The predictions of a polygenic background end early.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>Writes one trait's predictions.</summary>
    internal void Write(int chromosome, int trait, ReadOnlySpan<float> values) =>
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(values), OffsetOf(chromosome, trait));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private long OffsetOf(int chromosome, int trait) => _start + (sizeof(float) * (((long)chromosome * Traits) + trait) * People);
}
