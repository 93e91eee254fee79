using WhiteMatter.Language;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Planning;
using Diagnostic = WhiteMatter.Plan.Diagnostics.Diagnostic;

namespace WebService;

/// <summary>A stranger's study: its plan, or null where there is none, and what was found, as JSON.</summary>
internal sealed record PostedStudy(ExecutionPlan? Plan, string Findings)
{
    private const int MostSteps = 2_000;

    /// <summary>A rule of this service, with a code of its own beside those of the language.</summary>
    private static readonly DiagnosticDescriptor ResultsOutside = new(
        "SERVICE1",
        DiagnosticSeverity.Error,
        "Results outside of the study's folder",
        "The results belong into '{0}', which may lie outside of the study's folder.",
        "Name a folder below it, such as results = \"results\".");

    /// <summary>What a study may ask for. Nesting is bounded by the language itself (WM1002).</summary>
    private static readonly CheckLimits Limits = new(
        maximumDeclarations: 500,
        maximumImports: 20,
        maximumImportDepth: 5,
        maximumFileBytes: 256 * 1024,
        maximumListItems: 10_000,
        maximumDataFiles: 100);

    /// <summary>Checks and plans.</summary>
    public static async Task<PostedStudy> PlanAsync(string text, IStudyHost host, CancellationToken cancellation)
    {
        var request = Checker.request(new SourceText("study.wmstudy", text));
        var result = await Checker.check(new CheckRequest(request.Source, request.Parameters, request.ParameterOrigins, Limits), host, cancellation);
        if (result.Study is not { } study)
        {
            return new PostedStudy(null, DiagnosticText.json(result.Diagnostics));
        }

        var options = new PlanOptions(PlanOptions.Default.BaseDirectory, null, MostSteps);
        var planned = await StudyPlanner.PlanAsync(study.Value, host, options, cancellation);
        var found = result.Diagnostics.Concat(planned.Diagnostics).ToList();
        if (!planned.HasErrors && !StaysInside(planned.Plan.ResultsPath))
        {
            found.Add(Diagnostic.Create(ResultsOutside, null, planned.Plan.ResultsPath));
        }

        var refused = found.Any(finding => finding.Severity == DiagnosticSeverity.Error);
        return new PostedStudy(refused ? null : planned.Plan, DiagnosticText.json(found));
    }

    /// <summary>Whether a run would write below the study's folder, on whatever system: no root, drive, home or way up. A plan that would not is not given out.</summary>
    private static bool StaysInside(string results) =>
        !results.Contains(':') && results.Split('/', '\\') is var folders && folders[0].Length > 0 && !folders[0].StartsWith('~') && !folders.Contains("..");
}
