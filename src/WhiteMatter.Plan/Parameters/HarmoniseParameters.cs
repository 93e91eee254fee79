using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>How the effects of a batch on its traits are shrunken.</summary>
public enum BatchPrior
{
    /// <summary>By distributions whose parameters the traits give.</summary>
    Parametric,

    /// <summary>By the other traits' effects.</summary>
    NonParametric,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>
/// Takes the effects of batches out of traits (ComBat). Inputs <c>traits</c> (a step whose artifact has <c>traits.bin</c>), and the step that makes the
/// table where one does. Fitted in all people who have traits, batch and covariates, whatever association uses them. Artifact, private to its owner: <c>traits.bin</c>
/// (the harmonised traits; people without batch or covariates have none), <c>batches.tsv</c> (<c>batch people</c>), <c>fitted.tsv</c> of latents (people among them that the model was fitted on), <c>flow.json</c>; values
/// <c>people</c>, <c>traits</c>, <c>batches</c>, <c>left_out</c> (people), <c>set_aside</c> (traits).
/// </summary>
/// <param name="Table">The cohort's table, where the batch and the covariates are.</param>
/// <param name="Columns">Declared columns of the cohort.</param>
/// <param name="Batch">The column that names each person's batch.</param>
/// <param name="Preserve">Covariates whose effects stay.</param>
/// <param name="Prior">How effects are shrunken.</param>
/// <param name="MeanOnly">Whether batches differ in their means alone.</param>
/// <param name="Reference">The batch whose values stay as they are; null for the mean of all.</param>
public sealed record HarmoniseParameters(
    TableReference Table,
    ImmutableArray<ColumnDeclaration> Columns,
    string Batch,
    FormulaExpression Preserve,
    BatchPrior Prior,
    bool MeanOnly,
    string? Reference) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "harmonised";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
