using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Designs;

/// <summary>How a factor was coded.</summary>
/// <param name="Name">The factor.</param>
/// <param name="Reference">The level that has no column of its own under contrasts.</param>
/// <param name="Levels">The levels that occur, the reference first, with their numbers of rows.</param>
public sealed record FactorCoding(string Name, string Reference, ImmutableArray<(string Level, int Rows)> Levels);

/// <summary>A term's columns.</summary>
/// <param name="Label">The term's label.</param>
/// <param name="FirstColumn">Its first column.</param>
/// <param name="ColumnCount">How many it has; a factor of one level has none.</param>
public sealed record DesignTerm(string Label, int FirstColumn, int ColumnCount);

/// <summary>
/// The numbers of a formula for rows of data, as R's <c>model.matrix</c> gives them with treatment contrasts: the same columns
/// in the same order under the same names. Levels that do not occur have no column.
/// </summary>
public sealed class DesignMatrix
{
    private const int MostColumns = 20_000;

    private DesignMatrix(int rows, List<(string Name, double[] Values)> columns, ImmutableArray<DesignTerm> terms, ImmutableArray<FactorCoding> factors, bool hasIntercept)
    {
        Rows = rows;
        ColumnNames = [.. columns.Select(c => c.Name)];
        Columns = [.. columns.Select(c => c.Values)];
        Terms = terms;
        Factors = factors;
        HasIntercept = hasIntercept;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The columns' names, such as <c>(Intercept)</c>, <c>siteB</c>, <c>age:sexM</c>, <c>I(age^2)</c>.</summary>
    public ImmutableArray<string> ColumnNames { get; }

    /// <summary>The columns.</summary>
    public ImmutableArray<double[]> Columns { get; }

    /// <summary>The terms, without the intercept.</summary>
    public ImmutableArray<DesignTerm> Terms { get; }

    /// <summary>How the factors were coded.</summary>
    public ImmutableArray<FactorCoding> Factors { get; }

    /// <summary>Whether the first column is the intercept.</summary>
    public bool HasIntercept { get; }

    /// <summary>The rows in which no column the formula names is missing.</summary>
    /// <exception cref="DesignException">A column is unknown.</exception>
    public static bool[] CompleteRows(FormulaTerm formula, IReadOnlyDictionary<string, DesignColumn> data, int rows)
    {
        var complete = new bool[rows];
        Array.Fill(complete, true);
        foreach (var name in FormulaExpansion.Create(formula).Variables.SelectMany(NamesOf).Distinct(StringComparer.Ordinal))
        {
            var column = Lookup(data, name, rows);
            for (var row = 0; row < rows; row++)
            {
                complete[row] &= !column.IsMissing(row);
            }
        }

        return complete;
    }

    /// <summary>Makes the design of a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="data">The columns it may name, by name.</param>
    /// <param name="rows">The number of rows.</param>
    /// <exception cref="DesignException">A column is unknown or of the wrong kind, or a value is missing or not finite.</exception>
    public static DesignMatrix Create(FormulaTerm formula, IReadOnlyDictionary<string, DesignColumn> data, int rows)
    {
        if (rows < 1)
        {
            throw new DesignException(DesignProblem.NoRows, "", "There are no rows to make a design of.");
        }

        var expansion = FormulaExpansion.Create(formula);
        if (expansion.Terms.IsEmpty && !expansion.HasIntercept)
        {
            throw new DesignException(DesignProblem.Empty, "", "The formula has no term and no intercept.");
        }

        var variables = expansion.Variables.Select(variable => CodedVariable.Create(variable, data, rows)).ToArray();
        var columns = new List<(string, double[])>();
        if (expansion.HasIntercept)
        {
            var ones = new double[rows];
            Array.Fill(ones, 1.0);
            columns.Add(("(Intercept)", ones));
        }

        var needsFull = !expansion.HasIntercept;
        var terms = ImmutableArray.CreateBuilder<DesignTerm>();
        foreach (var term in expansion.Terms)
        {
            var first = columns.Count;
            IEnumerable<(string, double[])>? product = null;
            foreach (var factor in term.Factors)
            {
                // Without an intercept the first factor met takes all its levels.
                var variable = variables[factor.Variable];
                var full = factor.Full || (needsFull && variable.IsFactor);
                needsFull &= !variable.IsFactor;
                product = product is null ? variable.Columns(full) : Multiply([.. product], [.. variable.Columns(full)]);
            }

            foreach (var column in product!)
            {
                columns.Add(column);
                if (columns.Count > MostColumns)
                {
                    throw new DesignException(DesignProblem.TooManyColumns, term.Label, $"The design has more than {MostColumns} columns, at the term {term.Label}.");
                }
            }

            terms.Add(new DesignTerm(term.Label, first, columns.Count - first));
        }

        var codings = variables.Select(v => v.Coding).OfType<FactorCoding>();
        return new DesignMatrix(rows, columns, terms.ToImmutable(), [.. codings], expansion.HasIntercept);
    }

    internal static DesignColumn Lookup(IReadOnlyDictionary<string, DesignColumn> data, string name, int rows)
    {
        if (!data.TryGetValue(name, out var column))
        {
            throw new DesignException(DesignProblem.UnknownColumn, name, $"The data have no column {name}.");
        }

        return column.Count == rows ? column : throw new ArgumentException($"The column {name} has {column.Count} rows, not {rows}.", nameof(data));
    }

    private static IEnumerable<string> NamesOf(FormulaVariable variable) => variable.Expression?.ColumnNames() ?? [variable.Label];

    // The columns of the first factor vary fastest.
    private static IEnumerable<(string, double[])> Multiply((string Name, double[] Values)[] left, (string Name, double[] Values)[] right)
    {
        foreach (var (rightName, rightValues) in right)
        {
            foreach (var (leftName, leftValues) in left)
            {
                var product = new double[leftValues.Length];
                for (var row = 0; row < product.Length; row++)
                {
                    product[row] = leftValues[row] * rightValues[row];
                }

                yield return (leftName + ":" + rightName, product);
            }
        }
    }
}
