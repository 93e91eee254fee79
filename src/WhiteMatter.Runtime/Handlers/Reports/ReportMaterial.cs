using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Queries;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>What a report draws on: the steps it follows from, with their artifacts, and what is to be shown of them.</summary>
internal sealed class ReportMaterial
{
    /// <summary>How the page shows counts of people.</summary>
    private readonly Lazy<SmallCountRule> _shown;

    public ReportMaterial(StepContext<ReportParameters> context)
    {
        Context = context;
        var upstream = PlanOrder.Upstream(context.Plan, context.Step);
        Steps = [.. context.Plan.Steps.Where(step => upstream.Contains(step.Id))];
        _shown = new Lazy<SmallCountRule>(() => new SmallCountRule(context.Parameters.SmallCounts, RecordPages.Flows(this, "people")));
    }

    public StepContext<ReportParameters> Context { get; }

    /// <summary>Every step the report follows from, in the plan's order.</summary>
    public IReadOnlyList<PlanStep> Steps { get; }

    public Artifact ArtifactOf(PlanStep step) => Context.Upstream(step.Id);

    /// <summary>The step that is another's input of a role.</summary>
    public PlanStep InputOf(PlanStep step, string role) =>
        Context.Plan.Find(step.Inputs.First(input => input.Role == role).StepId)!;

    /// <summary>The steps of a kind that an item shows, in the order of the items, each once; never an association of permuted genotypes, which is no result.</summary>
    public IEnumerable<PlanStep> Shown<TParameters>()
        where TParameters : StepParameters =>
        Context.Parameters.Items
            .Select(item => Context.Plan.Find(item.Step))
            .OfType<PlanStep>()
            .SelectMany(step => step.Parameters is DesignParameters ? Steps.Where(next => next.Inputs.Any(input => input.StepId == step.Id)) : [step])
            .Where(step => step.Parameters is TParameters and not PermutedLinearParameters)
            .DistinctBy(step => step.Id);

    /// <summary>The associations whose results or whose joint tests an item shows.</summary>
    public IEnumerable<PlanStep> Tested() =>
        Shown<AssociationParameters>().Concat(Shown<JointParameters>().Select(joint => InputOf(joint, "association"))).DistinctBy(step => step.Id);

    /// <summary>Whether a view of a step is asked for.</summary>
    public bool Asks(string view, PlanStep step) => Context.Parameters.Items.Any(item => item.View == view && item.Step == step.Id);

    /// <summary>The P at which figures of an association have their line: that of its leads where the page rests on some and shows it, else that of the whole genome.</summary>
    public double ThresholdOf(PlanStep association) => AssociationPages.ThresholdOf(
        Steps.Where(step => step.Parameters is not LociParameters loci || !RestsOnFewPeople(loci.P)), association, Context.Upstream);

    /// <summary>Whether an expression takes a number of people that the page does not show.</summary>
    public bool RestsOnFewPeople(PlanExpression expression) => SmallCounts.AreIn(expression, Context.Plan, ArtifactOf, _shown.Value);

    /// <summary>The doc comment of the declaration that a step is of, as any item that shows the declaration gives it; null without one.</summary>
    public string? DocOf(PlanStep step) => Context.Parameters.Items
        .FirstOrDefault(item => item.Doc.Length > 0 && Context.Plan.Find(item.Step)?.Declaration == step.Declaration)?.Doc;
}
