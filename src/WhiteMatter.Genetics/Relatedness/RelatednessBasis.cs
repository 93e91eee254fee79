using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>The people and variants that kinship was computed from, for what is computed from the same.</summary>
/// <param name="Samples">Rows of the .fam file, ascending.</param>
/// <param name="Ids">The people's identifiers in the study.</param>
/// <param name="Families">Their families, or null where identifiers alone name them.</param>
/// <param name="Unrelated">Who is in the largest set of unrelated people.</param>
/// <param name="Variants">Numbers of the variants, ascending.</param>
/// <param name="Frequencies">The frequency of A1 of each.</param>
public sealed record RelatednessBasis(
    int[] Samples, string[] Ids, string[]? Families, bool[] Unrelated, int[] Variants, double[] Frequencies)
{
    private const ulong Magic = 0x3153_4152_424B_4D57; // "WMKBRAS1"

    /// <summary>Writes it, little-endian.</summary>
    /// <param name="output">Where to.</param>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using (var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Samples.Length);
            writer.Write(Variants.Length);
            writer.Write(Families is not null);
            for (var i = 0; i < Samples.Length; i++)
            {
                if (Families is not null)
                {
                    writer.Write(Families[i]);
                }

                writer.Write(Ids[i]);
                writer.Write(Unrelated[i]);
            }
        }

        output.Write(MemoryMarshal.AsBytes(Samples.AsSpan()));
        output.Write(MemoryMarshal.AsBytes(Variants.AsSpan()));
        output.Write(MemoryMarshal.AsBytes(Frequencies.AsSpan()));
    }

    /// <summary>Reads one.</summary>
    /// <param name="input">Where from.</param>
    /// <exception cref="InvalidDataException">The stream holds none, or not all of one.</exception>
    public static RelatednessBasis Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException("The stream holds no people and variants of a relatedness.");
            }

            var (people, variants, named) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
            if (people < 0 || variants < 0)
            {
                throw new InvalidDataException("The sizes of a relatedness contradict each other.");
            }

            var (ids, families, unrelated) = (new string[people], named ? new string[people] : null, new bool[people]);
            for (var i = 0; i < people; i++)
            {
                if (families is not null)
                {
                    families[i] = reader.ReadString();
                }

                ids[i] = reader.ReadString();
                unrelated[i] = reader.ReadBoolean();
            }

            return new RelatednessBasis(
                ReadAll<int>(input, people), ids, families, unrelated, ReadAll<int>(input, variants), ReadAll<double>(input, variants));
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The people and variants of a relatedness end early.", exception);
        }
    }

    private static T[] ReadAll<T>(Stream input, int count)
        where T : unmanaged
    {
        var values = new T[count];
        input.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
