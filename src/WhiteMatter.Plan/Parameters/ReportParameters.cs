using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>One thing a report shows.</summary>
/// <param name="View">How: <c>manhattan</c>, <c>qq</c>, <c>loci</c>, <c>people</c>, <c>design</c>, <c>images</c> (<c>qc</c> and <c>slices</c>), <c>qc</c>, <c>slices</c>, <c>training</c>, <c>reconstruction</c>, <c>regions</c>, <c>truth</c> …</param>
/// <param name="Step">Id of the step whose artifact is shown.</param>
/// <param name="Doc">The declaration's doc comment; empty without one.</param>
/// <param name="Against">Id of the step it is held against, such as the results in which a planted truth is looked for; null for none.</param>
public sealed record ReportItem(string View, string Step, string Doc, string? Against = null);

/// <summary>Writes the self-contained page. Inputs: every step that is shown. Artifact: <c>report.html</c>.</summary>
/// <param name="Title">Title of the study.</param>
/// <param name="Doc">Doc comment of the study.</param>
/// <param name="Builds">Genome builds of the genotypes behind what is shown, each once; the study's where there are none.</param>
/// <param name="Items">What is shown, in order.</param>
/// <param name="SmallCounts">Counts of people under this are not shown.</param>
/// <param name="Accepted">Diagnostics the study accepts: code and reason.</param>
public sealed record ReportParameters(
    string Title,
    string Doc,
    ImmutableArray<string> Builds,
    ImmutableArray<ReportItem> Items,
    int SmallCounts,
    ImmutableArray<AcceptedDiagnostic> Accepted) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "report";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}

/// <summary>A diagnostic that the study accepts.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Message">Its message here.</param>
/// <param name="Reason">Why it is accepted.</param>
public sealed record AcceptedDiagnostic(string Code, string Message, string Reason);
