using WhiteMatter.Language;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Planning;

namespace WebService;

/// <summary>A stranger's study: its plan, or null where there is none, and what was found, as JSON.</summary>
internal sealed record PostedStudy(ExecutionPlan? Plan, string Findings)
{
    private const int MostSteps = 2_000;

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
        var findings = DiagnosticText.json(result.Diagnostics.Concat(planned.Diagnostics));
        return new PostedStudy(planned.HasErrors || !StaysInside(planned.Plan.ResultsPath) ? null : planned.Plan, findings);
    }

    /// <summary>Whether a run would write below the study's folder. A plan that would not is not given out.</summary>
    private static bool StaysInside(string results) => !Path.IsPathRooted(results) && !results.Split('/', '\\').Contains("..");
}
