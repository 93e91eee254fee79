using System.Text.Json;
using System.Text.Json.Nodes;
using WhiteMatter.Plan.Parameters;
using Xunit;

namespace WhiteMatter.Plan.Tests;

public sealed class PlanJsonTests
{
    [Fact]
    public void A_plan_read_back_writes_the_same_bytes()
    {
        var json = PlanJson.Serialize(SamplePlan.Plan());
        Assert.Equal(json, PlanJson.Serialize(PlanJson.Deserialize(json)));
    }

    [Fact]
    public void A_plan_read_back_has_the_same_fingerprints()
    {
        var plan = SamplePlan.Plan();
        var read = PlanJson.Deserialize(PlanJson.Serialize(plan));
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            var before = i == 0 ? [] : new[] { new KeyValuePair<string, Fingerprint>("before", read.Steps[i - 1].Fingerprint) };
            Assert.Equal(plan.Steps[i].Fingerprint, StepFingerprint.Of(read.Steps[i].Parameters, before));
        }
    }

    [Fact]
    public void Each_step_states_its_kind_once()
    {
        var steps = JsonNode.Parse(PlanJson.Serialize(SamplePlan.Plan()))!["steps"]!.AsArray();

        // A method with parameters of its own is named behind its kind; the first of a kind goes without.
        var kinds = SamplePlan.EveryKind().Select(one => one switch
        {
            SmallestPParameters or PermutationParameters => $"{one.Kind}-{((JointParameters)one).Method}",
            PermutedLinearParameters => $"{one.Kind}-permuted",
            LogisticParameters association => $"{association.Kind}-{association.Method}",
            RidgeParameters ridge => $"{ridge.Kind}-ridge",
            MixedParameters or DenseMixedParameters => $"{one.Kind}-{((AssociationParameters)one).Method}",
            _ => one.Kind,
        });
        Assert.Equal(kinds, steps.Select(step => (string)step!["parameters"]!["kind"]!));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"formatVersion\":\"1\"}")]
    [InlineData("not json")]
    public void What_is_no_plan_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => PlanJson.Deserialize(text));

    [Fact]
    public void A_plan_of_a_later_format_is_refused_with_both_versions()
    {
        var json = PlanJson.Serialize(SamplePlan.Plan() with { FormatVersion = 99 });
        var refusal = Assert.Throws<JsonException>(() => PlanJson.Deserialize(json));
        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("up to 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_property_is_refused()
    {
        var json = PlanJson.Serialize(SamplePlan.Plan()).Replace("\"seed\"", "\"sead\"", StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => PlanJson.Deserialize(json));
    }

    [Fact]
    public void Every_property_of_parameters_outside_identity_is_marked_on_purpose()
    {
        // The list that the design gives: titles, limits and paths never enter a fingerprint; a made file is told apart by its input's.
        var marked =
            from type in typeof(StepParameters).Assembly.GetTypes()
            from property in type.GetProperties()
            where property.IsDefined(typeof(OutsideIdentityAttribute), inherit: true)
            orderby type.Name
            select $"{type.Name}.{property.Name}";
        Assert.Equal(
            ["DesignParameters.FormulaText", "ExpectCondition.Text", "FileReference.Path", "FileReference.Input", "OutsideImages.Template", "OutsideImages.Listing", "OutsideImages.BValues", "OutsideImages.Directions", "OutsideImages.Brains", "PredictionParameters.FormulaText"], marked);
    }
}
