using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>What is done to each trait in the people of an association.</summary>
public enum TraitTransform
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Residualised on the covariates, then rank-based inverse normal (Blom), then adjusted again in the association.</summary>
    RankInverseNormal,
}

/// <summary>What the traits of an association are.</summary>
public enum TraitOutcome
{
    /// <summary>Amounts.</summary>
    Quantitative,

    /// <summary>Cases, the greater of two values, and controls.</summary>
    Binary,
}

/// <summary>
/// Joins cohort, traits, covariates and genotype samples by ID, expands the formula and residualises the traits; binary traits are told as 1 and 0 instead. Inputs
/// <c>cohort</c>, <c>traits</c>, <c>genotypes</c>. Artifact: <c>design.bin</c>, private to its owner, and <c>design.json</c> (counts of people
/// in and out with reasons, coding of columns, dropped columns, rank, trait summaries); values <c>people</c>, <c>traits</c>, <c>rank</c>.
/// </summary>
/// <param name="Table">The cohort's table, where the formula's columns are.</param>
/// <param name="Columns">Declared columns of the cohort.</param>
/// <param name="Formula">The covariates.</param>
/// <param name="FormulaText">The covariates as written, for the report.</param>
/// <param name="Transform">What is done to each trait.</param>
public sealed record DesignParameters(
    TableReference Table,
    ImmutableArray<ColumnDeclaration> Columns,
    FormulaExpression Formula,
    [property: OutsideIdentity] string FormulaText,
    TraitTransform Transform) : StepParameters
{
    /// <summary>What the traits are.</summary>
    public TraitOutcome Outcome { get; init; }

    /// <summary>The covariate that genotypes interact with, one of the formula's; null for none. Its values are in <c>interaction.bin</c>.</summary>
    public string? Interaction { get; init; }

    /// <summary>Names of variants whose dosages are covariates.</summary>
    public ImmutableArray<string> Condition { get; init; } = [];

    /// <summary>Files of genotypes, as the input has them, where <see cref="Condition"/> names variants; else none.</summary>
    public ImmutableArray<FileReference> Genotypes { get; init; } = [];

    /// <summary>The kind's name.</summary>
    public const string KindName = "design";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 3;
}
