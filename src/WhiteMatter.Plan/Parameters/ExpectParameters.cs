using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>One condition of an <c>expect</c>.</summary>
/// <param name="Condition">True when it holds.</param>
/// <param name="Text">As written.</param>
public sealed record ExpectCondition(PlanExpression Condition, [property: OutsideIdentity] string Text);

/// <summary>
/// Checks conditions over values known after the run. Inputs: every step whose value is used. Artifact: <c>expect.json</c>; value
/// <c>held</c> (1 or 0). A condition that does not hold fails the study, not the step.
/// </summary>
/// <param name="Conditions">The conditions, and-ed.</param>
public sealed record ExpectParameters(ImmutableArray<ExpectCondition> Conditions) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "expect";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
