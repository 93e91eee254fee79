using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// A genetic relationship matrix of which only the diagonal and the pairs above a bound are kept; all others count as 0. As GCTA's
/// <c>--make-bK-sparse</c>. The lower triangle stands row after row: the entries of row i are those of columns below i.
/// </summary>
public sealed class SparseRelationshipMatrix
{
    private const ulong Magic = 0x314D_5247_5350_4D57; // "WMPSGRM1"

    /// <summary>Takes the parts of a matrix.</summary>
    /// <param name="ids">The people's identifiers.</param>
    /// <param name="families">Their families, or null where identifiers alone name them.</param>
    /// <param name="variants">Variants it was computed from.</param>
    /// <param name="cutoff">The bound above which pairs are kept.</param>
    /// <param name="diagonal">Each person's relationship to herself.</param>
    /// <param name="rowStarts">Where the entries of each row begin, and their number in the end.</param>
    /// <param name="columns">The column of each entry, ascending within a row and below it.</param>
    /// <param name="values">The entries.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public SparseRelationshipMatrix(
        string[] ids, string[]? families, int variants, double cutoff, double[] diagonal, long[] rowStarts, int[] columns, double[] values)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(diagonal);
        ArgumentNullException.ThrowIfNull(rowStarts);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (ids.Length != diagonal.Length || rowStarts.Length != ids.Length + 1 || (families is not null && families.Length != ids.Length)
            || rowStarts[^1] != columns.Length || columns.Length != values.Length)
        {
            throw new ArgumentException("The sizes of the relationship matrix contradict each other.", nameof(rowStarts));
        }

        (Ids, Families, Variants, Cutoff, Diagonal, RowStarts, Columns, Values) = (ids, families, variants, cutoff, diagonal, rowStarts, columns, values);
    }

    /// <summary>n, the number of people.</summary>
    public int People => Ids.Length;

    /// <summary>The people's identifiers, in the order of rows and columns.</summary>
    public string[] Ids { get; }

    /// <summary>Their families, or null where identifiers alone name them.</summary>
    public string[]? Families { get; }

    /// <summary>Variants it was computed from.</summary>
    public int Variants { get; }

    /// <summary>The bound that pairs are kept above.</summary>
    public double Cutoff { get; }

    /// <summary>Each person's relationship to herself.</summary>
    public double[] Diagonal { get; }

    /// <summary>Where the entries of each row begin; n + 1 of them.</summary>
    public long[] RowStarts { get; }

    /// <summary>The column of each entry.</summary>
    public int[] Columns { get; }

    /// <summary>The entries below the diagonal.</summary>
    public double[] Values { get; }

    /// <summary>y = A x, each row summed in one order.</summary>
    /// <param name="x">n numbers.</param>
    /// <param name="y">Receives n numbers.</param>
    public void Multiply(ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length != People || y.Length != People)
        {
            throw new ArgumentException($"{x.Length} and {y.Length} numbers for {People} people.", nameof(x));
        }

        for (var i = 0; i < People; i++)
        {
            y[i] = Diagonal[i] * x[i];
        }

        for (var i = 0; i < People; i++)
        {
            for (var at = RowStarts[i]; at < RowStarts[i + 1]; at++)
            {
                y[i] += Values[at] * x[Columns[at]];
                y[Columns[at]] += Values[at] * x[i];
            }
        }
    }

    /// <summary>The matrix of some of the people, in the order in which they are named.</summary>
    /// <param name="people">Their numbers, each at most once.</param>
    public SparseRelationshipMatrix Of(ReadOnlySpan<int> people)
    {
        var place = new int[People];
        Array.Fill(place, -1);
        for (var i = 0; i < people.Length; i++)
        {
            place[people[i]] = place[people[i]] < 0 ? i : throw new ArgumentException("A person is named twice.", nameof(people));
        }

        var pairs = new List<(int Row, int Column, double Value)>();
        for (var i = 0; i < People; i++)
        {
            for (var at = RowStarts[i]; at < RowStarts[i + 1]; at++)
            {
                var (a, b) = (place[i], place[Columns[at]]);
                if (a >= 0 && b >= 0)
                {
                    pairs.Add((Math.Max(a, b), Math.Min(a, b), Values[at]));
                }
            }
        }

        var (ids, diagonal) = (new string[people.Length], new double[people.Length]);
        var families = Families is null ? null : new string[people.Length];
        for (var i = 0; i < people.Length; i++)
        {
            ids[i] = Ids[people[i]];
            diagonal[i] = Diagonal[people[i]];
            if (families is not null)
            {
                families[i] = Families![people[i]];
            }
        }

        return OfPairs(ids, families, Variants, Cutoff, diagonal, pairs);
    }

    /// <summary>Writes the matrix, little-endian: 12 bytes an entry, 16 a person and the people's names.</summary>
    /// <param name="output">Where to.</param>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using (var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(People);
            writer.Write(Variants);
            writer.Write(Cutoff);
            writer.Write(Columns.LongLength);
            writer.Write(Families is not null);
            for (var i = 0; i < People; i++)
            {
                if (Families is not null)
                {
                    writer.Write(Families[i]);
                }

                writer.Write(Ids[i]);
            }
        }

        WriteAll<double>(output, Diagonal);
        WriteAll<long>(output, RowStarts);
        WriteAll<int>(output, Columns);
        WriteAll<double>(output, Values);
    }

    /// <summary>Reads a matrix.</summary>
    /// <param name="input">Where from.</param>
    /// <exception cref="InvalidDataException">The stream holds no matrix, or not all of one.</exception>
    public static SparseRelationshipMatrix Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException("The stream holds no relationship matrix.");
            }

            var people = reader.ReadInt32();
            var variants = reader.ReadInt32();
            var cutoff = reader.ReadDouble();
            var entries = reader.ReadInt64();
            var named = reader.ReadBoolean();
            if (people < 0 || variants < 0 || entries < 0 || entries > Array.MaxLength)
            {
                throw new InvalidDataException("The relationship matrix's sizes contradict each other.");
            }

            var (ids, families) = (new string[people], named ? new string[people] : null);
            for (var i = 0; i < people; i++)
            {
                if (families is not null)
                {
                    families[i] = reader.ReadString();
                }

                ids[i] = reader.ReadString();
            }

            return new SparseRelationshipMatrix(
                ids,
                families,
                variants,
                cutoff,
                ReadAll<double>(input, people),
                ReadAll<long>(input, people + 1),
                ReadAll<int>(input, (int)entries),
                ReadAll<double>(input, (int)entries));
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException("The relationship matrix is not whole.", exception);
        }
    }

    /// <summary>Makes a matrix of pairs in any order, each once with its row above its column.</summary>
    internal static SparseRelationshipMatrix OfPairs(
        string[] ids, string[]? families, int variants, double cutoff, double[] diagonal, List<(int Row, int Column, double Value)> pairs)
    {
        pairs.Sort(static (a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Column.CompareTo(b.Column));
        var starts = new long[ids.Length + 1];
        foreach (var (row, _, _) in pairs)
        {
            starts[row + 1]++;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            starts[i + 1] += starts[i];
        }

        return new SparseRelationshipMatrix(
            ids, families, variants, cutoff, diagonal, starts, [.. pairs.Select(pair => pair.Column)], [.. pairs.Select(pair => pair.Value)]);
    }

    private static void WriteAll<T>(Stream output, ReadOnlySpan<T> values)
        where T : unmanaged => output.Write(MemoryMarshal.AsBytes(values));

    private static T[] ReadAll<T>(Stream input, int count)
        where T : unmanaged
    {
        var values = new T[count];
        input.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
