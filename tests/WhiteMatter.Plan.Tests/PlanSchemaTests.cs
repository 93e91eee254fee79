using System.Text.Json.Nodes;
using Xunit;

namespace WhiteMatter.Plan.Tests;

/// <summary>
/// The committed schema is what the types of plans say, and the validator of python3-jsonschema judges plans by it.
/// WMSTUDY_REWRITE_DOCS=1 writes it anew.
/// </summary>
public sealed class PlanSchemaTests
{
    private static string Committed => Path.Combine(Repository.Root, "docs", "reference", "plan.schema.json");

    [Fact]
    public void The_committed_schema_is_what_the_types_of_plans_say()
    {
        var written = SchemaWriter.Write();
        if (Environment.GetEnvironmentVariable("WMSTUDY_REWRITE_DOCS") == "1")
        {
            File.WriteAllText(Committed, written);
        }

        Assert.Equal(File.ReadAllText(Committed), written);
    }

    [Fact]
    public void The_library_carries_the_committed_schema() => Assert.Equal(File.ReadAllText(Committed), PlanSchema.Text);

    [JsonSchemaFact]
    public void The_schema_allows_a_plan_with_every_kind_of_step() =>
        Assert.Equal(string.Empty, JsonSchemaPeer.Complaint(PlanSchema.Text, PlanJson.Serialize(SamplePlan.Plan())));

    [JsonSchemaFact]
    public void The_schema_allows_the_plan_on_record_of_its_format()
    {
        var kept = Path.Combine(Repository.Root, "tests", "Baselines", "plan", $"format-{PlanJson.FormatVersion}.json");
        Assert.Equal(string.Empty, JsonSchemaPeer.Complaint(PlanSchema.Text, File.ReadAllText(kept)));
    }

    [JsonSchemaFact]
    public void The_schema_refuses_a_plan_without_a_member() =>
        Refused("'seed' is a required property", plan => plan.Remove("seed"));

    [JsonSchemaFact]
    public void The_schema_refuses_a_step_without_a_member() =>
        Refused("'fingerprint' is a required property", plan => Step(plan).Remove("fingerprint"));

    [JsonSchemaFact]
    public void The_schema_refuses_a_member_of_another_type() =>
        Refused("'7' is not of type 'integer'", plan => plan["seed"] = "7");

    [JsonSchemaFact]
    public void The_schema_refuses_null_where_a_value_is_demanded() =>
        Refused("None is not of type 'string'", plan => plan["title"] = null);

    [JsonSchemaFact]
    public void The_schema_refuses_a_member_that_plans_do_not_have() =>
        Refused("('sead' was unexpected)", plan => plan["sead"] = 7);

    [JsonSchemaFact]
    public void The_schema_refuses_an_unknown_kind_of_step() =>
        Refused("is not valid under any of the given schemas", plan => Step(plan)["parameters"]!["kind"] = "horoscope");

    [JsonSchemaFact]
    public void The_schema_refuses_the_members_of_one_kind_under_another() =>
        Refused("is not valid under any of the given schemas", plan => Step(plan)["parameters"]!["kind"] = "genotypes");

    [JsonSchemaFact]
    public void The_schema_refuses_an_unknown_node_deep_inside_an_expression() =>
        Refused("is not valid under any of the given schemas", plan => Step(plan)["parameters"]!["people"]!["left"]!["left"]!["node"] = "everybody");

    [JsonSchemaFact]
    public void The_schema_refuses_an_unknown_state() =>
        Refused("'asleep' is not one of ['cached', 'run', 'blocked']", plan => Step(plan)["state"] = "asleep");

    [JsonSchemaFact]
    public void The_schema_refuses_what_is_no_fingerprint() =>
        Refused("'AB12' does not match", plan => Step(plan)["fingerprint"] = "AB12");

    [JsonSchemaFact]
    public void The_schema_refuses_a_plan_of_a_later_format() =>
        Refused($"{PlanJson.FormatVersion} was expected", plan => plan["formatVersion"] = PlanJson.FormatVersion + 1);

    private static JsonObject Step(JsonObject plan) => plan["steps"]![0]!.AsObject();

    /// <summary>The validator says what is wrong with a damaged plan.</summary>
    private static void Refused(string why, Action<JsonObject> damage)
    {
        var plan = JsonNode.Parse(PlanJson.Serialize(SamplePlan.Plan()))!.AsObject();
        damage(plan);
        Assert.Contains(why, JsonSchemaPeer.Complaint(PlanSchema.Text, plan.ToJsonString()), StringComparison.Ordinal);
    }
}
