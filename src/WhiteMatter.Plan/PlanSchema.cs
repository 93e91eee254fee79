using System.Text;

namespace WhiteMatter.Plan;

/// <summary>
/// The JSON Schema (draft 2020-12) of plans of <see cref="PlanJson.FormatVersion"/>, for programs in other languages: the text of
/// <c>docs/reference/plan.schema.json</c>, which a test makes of the types of plans and of their comments.
/// </summary>
public static class PlanSchema
{
    private static readonly Lazy<string> Whole = new(Read);

    /// <summary>The schema, as JSON.</summary>
    public static string Text => Whole.Value;

    private static string Read()
    {
        const string Name = "plan.schema.json";
        using var stream = typeof(PlanSchema).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} was not built in.");
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }
}
