using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Designs;

/// <summary>Why a column of a design was dropped.</summary>
public enum DropReason
{
    /// <summary>It has the same value in every row, and the design has an intercept.</summary>
    Constant,

    /// <summary>Columns before it make it up.</summary>
    Collinear,
}

/// <summary>A column of a design that adds nothing to those before it.</summary>
/// <param name="Index">Its position in the design.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it was dropped.</param>
/// <param name="MadeUpOf">The columns that make it up, if collinear.</param>
public sealed record DroppedColumn(int Index, string Name, DropReason Reason, ImmutableArray<string> MadeUpOf);

/// <summary>
/// An orthonormal basis of a design's column space. Columns are taken in order and dropped when what the earlier ones leave of
/// them is under a tolerance, R's lm rule of limited pivoting (1e-7), here applied to columns that are centred first where the
/// design has an intercept and scaled, so that neither units nor offsets (a year, a position) decide. Gram–Schmidt is run twice
/// per column, which makes it orthogonal to rounding (Giraud, Langou and Rozložník 2005).
/// </summary>
public sealed class OrthonormalBasis
{
    /// <summary>R's tolerance.</summary>
    public const double DefaultTolerance = 1e-7;

    private const double ConstantTolerance = 1e-13;
    private const double NegligibleShare = 1e-6;

    private OrthonormalBasis(int rows, double[] values, ImmutableArray<int> kept, ImmutableArray<string> names, ImmutableArray<DroppedColumn> dropped)
    {
        Rows = rows;
        Values = values;
        Kept = kept;
        KeptNames = names;
        Dropped = dropped;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of basis columns: the design's rank.</summary>
    public int Rank => Kept.Length;

    /// <summary>The basis, column-major: <see cref="Rows"/> × <see cref="Rank"/>.</summary>
    public double[] Values { get; }

    /// <summary>The design's columns that were kept.</summary>
    public ImmutableArray<int> Kept { get; }

    /// <summary>Their names.</summary>
    public ImmutableArray<string> KeptNames { get; }

    /// <summary>The design's columns that were dropped.</summary>
    public ImmutableArray<DroppedColumn> Dropped { get; }

    /// <summary>Makes the basis of a design.</summary>
    public static OrthonormalBasis Create(DesignMatrix design, double tolerance = DefaultTolerance) =>
        Create(design.Columns, design.ColumnNames, tolerance);

    /// <summary>Makes the basis of columns.</summary>
    /// <param name="columns">Finite values, the same number in each.</param>
    /// <param name="names">A name for each column.</param>
    /// <param name="tolerance">The share of a column's length under which what is left of it counts as nothing.</param>
    /// <exception cref="ArgumentException">There are no columns, lengths differ, or a value is not finite.</exception>
    public static OrthonormalBasis Create(IReadOnlyList<double[]> columns, IReadOnlyList<string> names, double tolerance = DefaultTolerance)
    {
        if (columns.Count == 0 || columns.Count != names.Count)
        {
            throw new ArgumentException("Columns and their names are needed, one name each.", nameof(columns));
        }

        var rows = columns[0].Length;
        var basis = new List<double[]>();
        var triangle = new List<(double[] Coefficients, double Norm)>();
        var kept = ImmutableArray.CreateBuilder<int>();
        var dropped = ImmutableArray.CreateBuilder<DroppedColumn>();
        var hasIntercept = false;
        for (var j = 0; j < columns.Count; j++)
        {
            var column = Scaled(columns[j], rows, names[j]);
            var isConstant = Centred(column) is var centred && Norm(centred) <= ConstantTolerance * Math.Sqrt(rows);
            if (isConstant && (hasIntercept || Norm(column) == 0))
            {
                dropped.Add(new DroppedColumn(j, names[j], DropReason.Constant, []));
                continue;
            }

            if (hasIntercept)
            {
                column = centred;
            }

            var length = Norm(column);
            var coefficients = new double[basis.Count];
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < basis.Count; k++)
                {
                    var share = VectorProduct.Dot(basis[k], column);
                    coefficients[k] += share;
                    VectorProduct.Add(-share, basis[k], column);
                }
            }

            var left = Norm(column);
            if (left <= tolerance * length)
            {
                dropped.Add(new DroppedColumn(j, names[j], DropReason.Collinear, MadeUpOf(coefficients, triangle, kept, names, length)));
                continue;
            }

            var factor = 1 / left;
            for (var i = 0; i < rows; i++)
            {
                column[i] *= factor;
            }

            hasIntercept |= isConstant;
            basis.Add(column);
            triangle.Add(([.. coefficients, left], length));
            kept.Add(j);
        }

        var values = new double[checked(rows * basis.Count)];
        for (var k = 0; k < basis.Count; k++)
        {
            basis[k].CopyTo(values, k * rows);
        }

        var keptIndices = kept.ToImmutable();
        return new OrthonormalBasis(rows, values, keptIndices, [.. keptIndices.Select(j => names[j])], dropped.ToImmutable());
    }

    /// <summary>A column of the basis.</summary>
    public ReadOnlySpan<double> Column(int k) => Values.AsSpan(k * Rows, Rows);

    /// <summary>Subtracts from a vector its projection on the basis.</summary>
    /// <param name="vector">One finite value per row; changed in place.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the rows.</exception>
    public void Residualise(Span<double> vector)
    {
        if (vector.Length != Rows)
        {
            throw new ArgumentException($"{vector.Length} values; the design has {Rows} rows.", nameof(vector));
        }

        for (var pass = 0; pass < 2; pass++)
        {
            for (var k = 0; k < Rank; k++)
            {
                VectorProduct.Add(-VectorProduct.Dot(Column(k), vector), Column(k), vector);
            }
        }
    }

    private static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(VectorProduct.Dot(x, x));

    // The column times the power of two that brings its largest value near 1: exact, and nothing overflows.
    private static double[] Scaled(double[] column, int rows, string name)
    {
        if (column.Length != rows)
        {
            throw new ArgumentException($"The column {name} has {column.Length} rows, the first {rows}.", nameof(column));
        }

        var largest = 0.0;
        foreach (var value in column)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"The column {name} holds a value that is not finite.", nameof(column));
            }

            largest = Math.Max(largest, Math.Abs(value));
        }

        var exponent = largest == 0 ? 0 : -Math.ILogB(largest);
        var scaled = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            scaled[i] = Math.ScaleB(column[i], exponent);
        }

        return scaled;
    }

    private static double[] Centred(double[] column)
    {
        var ones = new double[column.Length];
        Array.Fill(ones, 1.0);
        var centred = (double[])column.Clone();
        for (var pass = 0; pass < 2; pass++)
        {
            VectorProduct.Add(-VectorProduct.Dot(centred, ones) / column.Length, ones, centred);
        }

        return centred;
    }

    // Back substitution in the triangle of what was kept: the coefficients of the dropped column on the kept ones.
    private static ImmutableArray<string> MadeUpOf(
        double[] coefficients,
        List<(double[] Coefficients, double Norm)> triangle,
        ImmutableArray<int>.Builder kept,
        IReadOnlyList<string> names,
        double length)
    {
        var rest = (double[])coefficients.Clone();
        var parts = new List<string>();
        for (var k = rest.Length - 1; k >= 0; k--)
        {
            var (row, norm) = triangle[k];
            var weight = rest[k] / row[k];
            for (var i = 0; i < k; i++)
            {
                rest[i] -= weight * row[i];
            }

            if (Math.Abs(weight) * norm > NegligibleShare * length)
            {
                parts.Insert(0, names[kept[k]]);
            }
        }

        return [.. parts];
    }
}
