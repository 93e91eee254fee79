namespace WhiteMatter.Statistics.Designs;

/// <summary>A column of data a formula may name.</summary>
/// <param name="Name">Its name.</param>
public abstract record DesignColumn(string Name)
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Whether a row's value is missing.</summary>
    public abstract bool IsMissing(int row);
}

/// <summary>Numbers.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">One per row; NaN is missing.</param>
public sealed record NumericDesignColumn(string Name, double[] Values) : DesignColumn(Name)
{
    /// <inheritdoc/>
    public override int Count => Values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);
}

/// <summary>A factor.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Levels">The levels in their order; the first that occurs is the reference.</param>
/// <param name="Codes">One index into the levels per row; below 0 is missing.</param>
public sealed record FactorDesignColumn(string Name, IReadOnlyList<string> Levels, int[] Codes) : DesignColumn(Name)
{
    /// <inheritdoc/>
    public override int Count => Codes.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    /// <summary>The same factor with another reference: that level is put first, as R's <c>relevel</c> does.</summary>
    /// <exception cref="ArgumentException">There is no such level.</exception>
    public FactorDesignColumn WithReference(string level)
    {
        var at = Levels.ToList().IndexOf(level);
        if (at < 0)
        {
            throw new ArgumentException($"{Name} has no level {level}; it has {string.Join(", ", Levels)}.", nameof(level));
        }

        var levels = new List<string> { level };
        levels.AddRange(Levels.Where((_, i) => i != at));
        return this with { Levels = levels, Codes = Array.ConvertAll(Codes, code => code < 0 ? -1 : code == at ? 0 : code < at ? code + 1 : code) };
    }
}
