using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>The design matrix an association was computed with.</summary>
public sealed record DesignReport
{
    /// <summary>The formula as written in the study ("age * sex + site").</summary>
    public required string Formula { get; init; }

    /// <summary>The transform of the traits in words; null where none was applied.</summary>
    public string? Transform { get; init; }

    /// <summary>Columns in the order of the matrix, without the genotype.</summary>
    public ImmutableArray<DesignColumn> Columns { get; init; } = [];

    /// <summary>Columns dropped because others determine them.</summary>
    public ImmutableArray<DroppedColumn> Dropped { get; init; } = [];

    /// <summary>Rank of the covariates with the intercept.</summary>
    public required int Rank { get; init; }

    /// <summary>Residual degrees of freedom with complete data, n − rank − 1.</summary>
    public required long DegreesOfFreedom { get; init; }
}

/// <summary>What kind of term a design column codes.</summary>
public enum DesignColumnKind
{
    /// <summary>The constant.</summary>
    Intercept,

    /// <summary>A number as it stands, or computed by <c>I( )</c>.</summary>
    Numeric,

    /// <summary>1 for people of one level of a factor, 0 for others.</summary>
    FactorLevel,

    /// <summary>The product of other columns.</summary>
    Interaction,
}

/// <summary>One column of the design matrix.</summary>
public sealed record DesignColumn
{
    /// <summary>The column's name ("age", "site: Reading", "age × sex: M").</summary>
    public required string Name { get; init; }

    /// <summary>What the column codes.</summary>
    public required DesignColumnKind Kind { get; init; }

    /// <summary>The term of the formula it comes from ("site").</summary>
    public string? Term { get; init; }

    /// <summary>The level that is 1, for a factor.</summary>
    public string? Level { get; init; }

    /// <summary>The reference level that has no column, for a factor.</summary>
    public string? ReferenceLevel { get; init; }

    /// <summary>People of the level; null where it says nothing.</summary>
    public long? People { get; init; }

    /// <summary>The column's unit ("y"); null where none is declared.</summary>
    public string? Unit { get; init; }
}

/// <summary>A column left out of the design.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Reason">Why ("constant", "a combination of site: A, site: B").</param>
public sealed record DroppedColumn(string Name, string Reason);
