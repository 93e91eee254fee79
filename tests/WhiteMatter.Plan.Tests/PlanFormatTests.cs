using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace WhiteMatter.Plan.Tests;

/// <summary>
/// The plan's JSON as other programs read it, and the fingerprints of every kind: a plan of each format there ever was stands in
/// <c>tests/Baselines/plan</c>. What differs is either a mistake, which leaves readers or stored results behind, or a new format version
/// with a file of its own. WMSTUDY_REWRITE_BASELINES=1 writes the current one.
/// </summary>
public sealed class PlanFormatTests
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Baselines", "plan");

    private static string Current => Path.Combine(Folder, $"format-{PlanJson.FormatVersion}.json");

    public static TheoryData<string> Formats => [.. Directory.GetFiles(Folder, "format-*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_plan_is_written_as_its_format_has_it()
    {
        var written = PlanJson.Serialize(SamplePlan.Plan()) + "\n";
        if (Environment.GetEnvironmentVariable("WMSTUDY_REWRITE_BASELINES") == "1")
        {
            File.WriteAllText(Current, written);
        }

        Assert.Equal(File.ReadAllText(Current), written);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_plan_of_every_format_is_read(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.Equal($"format-{JsonDocument.Parse(text).RootElement.GetProperty("formatVersion").GetInt32()}.json", file);
        Assert.NotEmpty(PlanJson.Deserialize(text).Steps);
    }

    [Fact]
    public void The_sample_has_every_kind_of_step_of_expression_and_of_effect()
    {
        var kinds =
            from type in typeof(ExecutionPlan).Assembly.GetTypes()
            from derived in type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            select derived.DerivedType;
        var found = new HashSet<Type>();
        Collect(SamplePlan.Plan(), found);
        Assert.Equal([], kinds.Where(kind => !found.Contains(kind)).Select(kind => kind.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_sample_has_every_state_and_every_reason()
    {
        var steps = SamplePlan.Plan().Steps;
        Assert.Equal(Enum.GetValues<StepState>(), steps.Select(step => step.State).Distinct().Order());
        Assert.Equal(Enum.GetValues<ReasonKind>(), steps.SelectMany(step => step.Reasons).Select(reason => reason.Kind).Distinct().Order());
    }

    private static void Collect(object? value, HashSet<Type> found)
    {
        if (value is null or string || value.GetType().IsPrimitive)
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Collect(item, found);
            }
        }
        else if (value.GetType().Assembly == typeof(ExecutionPlan).Assembly)
        {
            found.Add(value.GetType());
            foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.GetIndexParameters().Length == 0)
                {
                    Collect(property.GetValue(value), found);
                }
            }
        }
    }
}
