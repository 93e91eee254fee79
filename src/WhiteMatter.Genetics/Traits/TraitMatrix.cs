using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Genetics.Traits;

/// <summary>Named quantitative traits of people.</summary>
/// <param name="Ids">Each person's identifier.</param>
/// <param name="Families">Each person's family, where people are named by family and identifier; else null.</param>
/// <param name="Names">Names of the k traits.</param>
/// <param name="Values">k columns of one value per person, NaN where missing.</param>
public sealed record TraitMatrix(
    ImmutableArray<string> Ids, ImmutableArray<string>? Families, ImmutableArray<string> Names, ImmutableArray<double[]> Values)
{
    private const ulong Magic = 0x3153_5449_4152_544D; // "MTRAITS1"

    /// <summary>Writes the matrix, little-endian, 8 bytes a value and the identifiers.</summary>
    /// <param name="output">Where to; left open.</param>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Ids.Length);
        writer.Write(Names.Length);
        writer.Write(Families is not null);
        foreach (var name in Names)
        {
            writer.Write(name);
        }

        for (var i = 0; i < Ids.Length; i++)
        {
            writer.Write(Ids[i]);
            if (Families is { } families)
            {
                writer.Write(families[i]);
            }
        }

        foreach (var column in Values)
        {
            writer.Write(MemoryMarshal.AsBytes(column.AsSpan()));
        }
    }

    /// <summary>Reads a matrix.</summary>
    /// <param name="input">Where from; left open.</param>
    /// <exception cref="InvalidDataException">The stream holds no matrix of traits, or not all of one.</exception>
    public static TraitMatrix Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException("The stream holds no matrix of traits.");
            }

            var people = reader.ReadInt32();
            var traits = reader.ReadInt32();
            var hasFamilies = reader.ReadBoolean();
            if (people < 0 || traits < 0 || (input.CanSeek && (8L * people * traits) > input.Length))
            {
                throw new InvalidDataException("The matrix of traits states sizes that its length contradicts.");
            }

            var names = Enumerable.Range(0, traits).Select(_ => reader.ReadString()).ToImmutableArray();
            var ids = ImmutableArray.CreateBuilder<string>(people);
            var families = ImmutableArray.CreateBuilder<string>(hasFamilies ? people : 0);
            for (var i = 0; i < people; i++)
            {
                ids.Add(reader.ReadString());
                if (hasFamilies)
                {
                    families.Add(reader.ReadString());
                }
            }

            var values = ImmutableArray.CreateBuilder<double[]>(traits);
            for (var t = 0; t < traits; t++)
            {
                var column = new double[people];
                input.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
                values.Add(column);
            }

            return new TraitMatrix(ids.MoveToImmutable(), hasFamilies ? families.MoveToImmutable() : null, names, values.MoveToImmutable());
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The matrix of traits ends early.", exception);
        }
    }
}
