using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Designs;

/// <summary>A formula's variable over rows of data: numbers, or a factor's levels.</summary>
internal sealed class CodedVariable
{
    private readonly string _label;
    private readonly double[]? _numbers;
    private readonly int[] _codes;
    private readonly string[] _levels;

    private CodedVariable(string label, double[]? numbers, int[] codes, string[] levels, FactorCoding? coding)
    {
        _label = label;
        _numbers = numbers;
        _codes = codes;
        _levels = levels;
        Coding = coding;
    }

    /// <summary>Whether it is a factor.</summary>
    public bool IsFactor => _numbers is null;

    /// <summary>How the factor was coded; null for numbers.</summary>
    public FactorCoding? Coding { get; }

    public static CodedVariable Create(FormulaVariable variable, IReadOnlyDictionary<string, DesignColumn> data, int rows)
    {
        if (variable.Expression is not null)
        {
            return new CodedVariable(variable.Label, Evaluate(variable, data, rows), [], [], null);
        }

        var column = DesignMatrix.Lookup(data, variable.Label, rows);
        for (var row = 0; row < rows; row++)
        {
            if (column.IsMissing(row))
            {
                throw new DesignException(DesignProblem.MissingValue, column.Name, $"{column.Name} is missing in row {row + 1}.");
            }
        }

        if (column is FactorDesignColumn factor)
        {
            return FromFactor(factor);
        }

        var values = ((NumericDesignColumn)column).Values;
        var bad = Array.FindIndex(values, value => !double.IsFinite(value));
        return bad < 0
            ? new CodedVariable(variable.Label, values, [], [], null)
            : throw new DesignException(DesignProblem.NotFinite, column.Name, $"{column.Name} is {values[bad]} in row {bad + 1}.");
    }

    /// <summary>Its columns: the numbers, or indicators of all levels or of all but the reference.</summary>
    public IEnumerable<(string Name, double[] Values)> Columns(bool full)
    {
        if (_numbers is not null)
        {
            yield return (_label, _numbers);
            yield break;
        }

        for (var level = full ? 0 : 1; level < _levels.Length; level++)
        {
            var indicator = new double[_codes.Length];
            for (var row = 0; row < indicator.Length; row++)
            {
                indicator[row] = _codes[row] == level ? 1 : 0;
            }

            yield return (_label + _levels[level], indicator);
        }
    }

    private static CodedVariable FromFactor(FactorDesignColumn factor)
    {
        var counts = new int[factor.Levels.Count];
        foreach (var code in factor.Codes)
        {
            counts[code]++;
        }

        var newCodes = new int[counts.Length];
        var used = ImmutableArray.CreateBuilder<(string, int)>();
        for (var level = 0; level < counts.Length; level++)
        {
            newCodes[level] = used.Count;
            if (counts[level] > 0)
            {
                used.Add((factor.Levels[level], counts[level]));
            }
        }

        var coding = new FactorCoding(factor.Name, used[0].Item1, used.ToImmutable());
        return new CodedVariable(
            factor.Name, null, Array.ConvertAll(factor.Codes, code => newCodes[code]), [.. coding.Levels.Select(l => l.Level)], coding);
    }

    private static double[] Evaluate(FormulaVariable variable, IReadOnlyDictionary<string, DesignColumn> data, int rows)
    {
        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var name in variable.Expression!.ColumnNames())
        {
            columns[name] = DesignMatrix.Lookup(data, name, rows) is NumericDesignColumn numeric
                ? numeric.Values
                : throw new DesignException(DesignProblem.NotNumeric, name, $"{variable.Label} computes with {name}, which is a factor.");
        }

        var values = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var at = row;
            foreach (var (name, numbers) in columns)
            {
                if (double.IsNaN(numbers[at]))
                {
                    throw new DesignException(DesignProblem.MissingValue, name, $"{name} is missing in row {at + 1}.");
                }
            }

            values[row] = variable.Expression.Evaluate(name => columns[name][at]);
            if (!double.IsFinite(values[row]))
            {
                throw new DesignException(DesignProblem.NotFinite, variable.Label, $"{variable.Label} is {values[row]} in row {row + 1}.");
            }
        }

        return values;
    }
}
