using System.Collections.Immutable;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>How a factor was coded.</summary>
/// <param name="Name">The factor.</param>
/// <param name="Reference">The level without a column.</param>
/// <param name="Levels">Its levels, with the number of people of each.</param>
public sealed record DesignFactor(string Name, string Reference, ImmutableArray<DesignLevel> Levels);

/// <summary>A level of a factor.</summary>
/// <param name="Level">The level.</param>
/// <param name="People">People of it.</param>
public sealed record DesignLevel(string Level, int People);

/// <summary>A term of the formula and the columns it gave.</summary>
/// <param name="Label">The term.</param>
/// <param name="Columns">Names of its columns.</param>
public sealed record DesignTermColumns(string Label, ImmutableArray<string> Columns);

/// <summary>A column left out of the design.</summary>
/// <param name="Name">The column.</param>
/// <param name="Constant">Whether it is the same in everyone.</param>
/// <param name="MadeUpOf">The columns that determine it, otherwise.</param>
public sealed record DesignDroppedColumn(string Name, bool Constant, ImmutableArray<string> MadeUpOf);

/// <summary>A trait as it entered the association.</summary>
/// <param name="Name">The trait.</param>
/// <param name="People">People who have it.</param>
/// <param name="Missing">People who lack it.</param>
/// <param name="Mean">Mean before any transform.</param>
/// <param name="StandardDeviation">Standard deviation before any transform.</param>
/// <param name="ResidualStandardDeviation">Standard deviation of what is tested.</param>
/// <param name="Cases">People with the greater value of a binary trait; null for a quantitative one.</param>
public sealed record DesignTrait(
    string Name, int People, int Missing, double Mean, double StandardDeviation, double ResidualStandardDeviation, int? Cases = null);

/// <summary>The resolved design of an association: the file <c>design.json</c> of its artifact.</summary>
/// <param name="Formula">The covariates as written.</param>
/// <param name="Transform">What was done to each trait.</param>
/// <param name="People">n.</param>
/// <param name="Rank">c, with the intercept.</param>
/// <param name="Columns">Columns of the design, in order.</param>
/// <param name="Terms">The terms.</param>
/// <param name="Factors">The factors.</param>
/// <param name="Dropped">Columns left out.</param>
/// <param name="Traits">The traits.</param>
public sealed record DesignDocument(
    string Formula,
    string Transform,
    int People,
    int Rank,
    ImmutableArray<string> Columns,
    ImmutableArray<DesignTermColumns> Terms,
    ImmutableArray<DesignFactor> Factors,
    ImmutableArray<DesignDroppedColumn> Dropped,
    ImmutableArray<DesignTrait> Traits)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "design.json";
}
