using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// What an association needs of its people: which samples of the genotype file they are, an orthonormal basis of the covariates and
/// the residual traits. People stand in the order of the genotype file.
/// </summary>
/// <param name="FileSamples">Number of samples of the genotype file.</param>
/// <param name="SampleIndex">For each of the n people its zero-based row of the .fam file, ascending.</param>
/// <param name="Rank">c, the rank of the covariates with intercept.</param>
/// <param name="Basis">n × c, column after column: an orthonormal basis Q of the covariates.</param>
/// <param name="Traits">Names of the k traits.</param>
/// <param name="Residuals">
/// n × k, column after column: each trait residualised on the covariates of its own people, 0 where it is missing.
/// </param>
/// <param name="Missing">n × k, column after column, 1 where the trait is missing; empty when every trait is complete.</param>
public sealed record AssociationDesign(
    int FileSamples,
    int[] SampleIndex,
    int Rank,
    double[] Basis,
    string[] Traits,
    double[] Residuals,
    byte[] Missing)
{
    private const ulong Magic = 0x314E_4753_4544_4D57; // "WMDESGN1"

    /// <summary>n, the number of people.</summary>
    public int People => SampleIndex.Length;

    /// <summary>Whether some trait is missing in some person.</summary>
    public bool HasMissingTraits => Missing.Length > 0;

    /// <summary>Writes the design, little-endian, 8 · n · (c + k) bytes and a little more.</summary>
    /// <param name="output">Where to.</param>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(FileSamples);
        writer.Write(People);
        writer.Write(Rank);
        writer.Write(Traits.Length);
        writer.Write(HasMissingTraits);
        foreach (var trait in Traits)
        {
            writer.Write(trait);
        }

        writer.Flush();
        WriteAll<int>(output, SampleIndex);
        WriteAll<double>(output, Basis);
        WriteAll<double>(output, Residuals);
        output.Write(Missing);
    }

    /// <summary>Reads a design.</summary>
    /// <param name="input">Where from.</param>
    /// <exception cref="InvalidDataException">The stream holds no design, or not all of one.</exception>
    public static AssociationDesign Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException("The stream holds no association design.");
            }

            var fileSamples = reader.ReadInt32();
            var people = reader.ReadInt32();
            var rank = reader.ReadInt32();
            var traitCount = reader.ReadInt32();
            var hasMissing = reader.ReadBoolean();
            if (fileSamples < 0 || people < 0 || people > fileSamples || rank < 0 || rank > people || traitCount < 0)
            {
                throw new InvalidDataException("The association design's sizes contradict each other.");
            }

            var traits = new string[traitCount];
            for (var i = 0; i < traitCount; i++)
            {
                traits[i] = reader.ReadString();
            }

            var cells = (long)people * traitCount;
            RequireLeft(input, (4L * people) + (8L * people * rank) + (8L * cells) + (hasMissing ? cells : 0));
            return new AssociationDesign(
                fileSamples,
                ReadAll<int>(input, people),
                rank,
                ReadAll<double>(input, checked(people * rank)),
                traits,
                ReadAll<double>(input, checked((int)cells)),
                hasMissing ? ReadAll<byte>(input, checked((int)cells)) : []);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The association design ends early.", exception);
        }
    }

    private static void RequireLeft(Stream input, long bytes)
    {
        if (input.CanSeek && input.Length - input.Position < bytes)
        {
            throw new InvalidDataException(
                $"The association design ends early: {bytes} bytes expected, {input.Length - input.Position} there.");
        }
    }

    private static void WriteAll<T>(Stream output, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireLittleEndian();
        var bytes = MemoryMarshal.AsBytes(values.Length > 1 << 24 ? values[..(1 << 24)] : values);
        output.Write(bytes);
        if (values.Length > 1 << 24)
        {
            WriteAll(output, values[(1 << 24)..]);
        }
    }

    private static T[] ReadAll<T>(Stream input, int count)
        where T : unmanaged
    {
        RequireLittleEndian();
        var values = new T[count];
        for (var start = 0; start < count; start += 1 << 24)
        {
            input.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(1 << 24, count - start))));
        }

        return values;
    }

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Association designs are written on little-endian processors only.");
        }
    }
}
