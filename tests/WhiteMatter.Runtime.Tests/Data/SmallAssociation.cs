using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>The plan of a whole association of the small file set, as the planner would make it, with parts to vary.</summary>
internal sealed record SmallAssociation(TemporaryFolder Folder)
{
    public PlanExpression? Include { get; init; }

    /// <summary>The genotypes; null for the PLINK 1 file set.</summary>
    public GenotypesParameters? Genotypes { get; init; }

    public SampleDraw? Sample { get; init; }

    public string? Withdrawals { get; init; }

    public ImmutableArray<string> Traits { get; init; } = ["height", "weight"];

    /// <summary>Columns that the cohort declares to be no numbers, where no trait is named.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    public FormulaExpression Formula { get; init; } = new SumFormula(new ColumnFormula("age", ColumnRole.Numeric), new ColumnFormula("site", ColumnRole.Factor));

    /// <summary>When Firth's likelihood is used in logistic regression; null for linear regression.</summary>
    public FirthUse? Firth { get; init; }

    /// <summary>The covariate of the formula that genotypes interact with; null for none.</summary>
    public string? Interaction { get; init; }

    /// <summary>Variants whose dosages are covariates.</summary>
    public ImmutableArray<string> Condition { get; init; } = [];

    public string IdColumn { get; init; } = "eid";

    public PlanExpression? Keep { get; init; }

    public bool WithReport { get; init; }

    /// <summary>Whether variants are tested against what the rest of the genome leaves of the traits.</summary>
    public BackgroundParameters? Background { get; init; }

    /// <summary>The genotypes that traits are predicted from; null for those that are tested.</summary>
    public GenotypesParameters? BackgroundGenotypes { get; init; }

    /// <summary>The doc comment of the association.</summary>
    public string Doc { get; init; } = "";

    /// <summary>Whether the page shows the association's own figures.</summary>
    public bool ShowGwas { get; init; } = true;

    /// <summary>A joint test of the traits, with its table, loci and figures; null for none.</summary>
    public JointParameters? Joint { get; init; }

    /// <summary>The traits of the design that the joint test is given; null for the association's own.</summary>
    public ImmutableArray<string>? JointDesignTraits { get; init; }

    /// <summary>Whether the joint test of a whole-genome regression is given what that left of the traits.</summary>
    public bool JointKnowsBackground { get; init; } = true;

    /// <summary>Whether the loci of the joint test are held against a simulation.</summary>
    public bool WithTruth { get; init; }

    /// <summary>What is changed of the association's loci.</summary>
    public Func<LociParameters, LociParameters> LociTables { get; init; } = loci => loci;

    public ExecutionPlan Plan()
    {
        var table = new TableReference(Folder.Reference("people.tsv"), TableFormat.TabSeparated, IdColumn, null, ["", "NA"]);
        ImmutableArray<ColumnDeclaration> columns = [new("site", ColumnRole.Factor, null), new("age", ColumnRole.Numeric, "y")];
        var cohort = ToyStudy.Step(
            "everyone",
            new CohortParameters(table, columns, new PeopleOfTable(), Include, Sample, Withdrawals is null ? null : Folder.Reference(Withdrawals)),
            [],
            null);
        var set = Genotypes ?? Folder.PlinkSet("g");
        ImmutableArray<FileReference> files = [.. set.Files.Select(file => file.Genotypes)];
        var genotypes = ToyStudy.Step("g", set, [], null);
        var traits = ToyStudy.Step("traits", new TraitsParameters(table, Traits, Excluded), [("cohort", cohort)], null);
        var design = ToyStudy.Step(
            "gwas",
            new DesignParameters(table, columns, Formula, "as given", TraitTransform.None) { Outcome = Firth is null ? TraitOutcome.Quantitative : TraitOutcome.Binary, Interaction = Interaction, Condition = Condition, Genotypes = Condition.IsEmpty ? [] : files },
            [("cohort", cohort), ("traits", traits), ("genotypes", genotypes)],
            null);
        AssociationParameters method = Firth is { } firth ? new LogisticParameters(files, Keep, firth) { Interaction = Interaction } : new LinearParameters(files, Keep, MissingGenotypes.Exact, 5) { Interaction = Interaction };
        var association = ToyStudy.Step(
            "gwas", method, [("design", design), ("genotypes", genotypes)], null);
        ImmutableArray<PlanStep> before = [];
        if (Background is not null)
        {
            before = [.. BackgroundSteps(design, traits, genotypes)];
            association = ToyStudy.Step(
                "gwas",
                new RidgeParameters(files, Keep, MissingGenotypes.Exact, 5),
                [("design", design), ("genotypes", genotypes), ("background", before[^1])],
                null);
        }

        association = association with { Shards = [new StepShard(0, 0, SmallFileset.Variants, StepFingerprint.OfShard(association.Fingerprint, 0, SmallFileset.Variants))] };
        var statistics = ToyStudy.Step(
            "gwas", new SummaryStatisticsParameters("GRCh37", 1, null, [StatisticsTable.GwasSsf]), [("association", association), ("genotypes", genotypes)], "gwas");
        var loci = ToyStudy.Step(
            "leads",
            LociTables(new LociParameters(files, new NumberExpression(0.2), 0.1, 250_000, 0.5, 0)),
            [("association", association), ("design", design), ("genotypes", genotypes)],
            "leads");
        ImmutableArray<PlanStep> steps = [cohort, genotypes, traits, design, .. before, association, statistics, loci];
        if (Joint is not null)
        {
            steps = steps.AddRange(JointSteps(table, columns, [cohort, genotypes, design, association, .. before]));
        }

        if (WithReport)
        {
            steps = steps.Add(ToyStudy.Step(
                "paper",
                new ReportParameters(
                    "Small",
                    "A small study.",
                    ["GRCh37"],
                    [.. GwasItems(association), new ReportItem("design", design.Id, Doc), new ReportItem("loci", loci.Id, ""), .. JointItems()],
                    5,
                    []),
                [("association", association), ("loci", loci), ("statistics", statistics), .. steps.Where(step => step.Declaration.StartsWith("joint", StringComparison.Ordinal)).Select(step => (step.Id, step))],
                "paper.html"));
        }

        return Folder.PlanOf(steps);
    }

    public Task<RunResult> RunAsync(ExecutionPlan? plan = null, HandlerTable? handlers = null, IProgress<RunEvent>? progress = null) =>
        Folder.RunAsync(plan ?? Plan(), handlers ?? BuiltInHandlers.Table, progress);

    private IEnumerable<PlanStep> BackgroundSteps(PlanStep design, PlanStep traits, PlanStep tested)
    {
        List<(string, PlanStep)> inputs = [("design", design), ("traits", traits)];
        if (BackgroundGenotypes is null)
        {
            inputs.Add(("genotypes", tested));
        }
        else
        {
            var genotypes = ToyStudy.Step("other", BackgroundGenotypes, [], null);
            yield return genotypes;
            inputs.Add(("genotypes", genotypes));
            inputs.Add(("tested", tested));
        }

        yield return ToyStudy.Step("gwas", Background!, inputs, null);
    }

    private IEnumerable<ReportItem> JointItems() => Joint is null
        ? []
        : [new("manhattan", "joint:joint", ""), new("qq", "joint:joint", ""), new("loci", "loci:joint_leads", "")];

    private IEnumerable<ReportItem> GwasItems(PlanStep association) => ShowGwas
        ? [new("manhattan", association.Id, Doc), new("qq", association.Id, Doc)]
        : [];

    private IEnumerable<PlanStep> JointSteps(TableReference table, ImmutableArray<ColumnDeclaration> columns, PlanStep[] before)
    {
        var (cohort, genotypes, design, association) = (before[0], before[1], before[2], before[3]);
        if (JointDesignTraits is { } others)
        {
            var traits = ToyStudy.Step("others", new TraitsParameters(table, others, []), [("cohort", cohort)], null);
            design = ToyStudy.Step("others", design.Parameters, [("cohort", cohort), ("traits", traits), ("genotypes", genotypes)], null);
            yield return traits;
            yield return design;
        }

        List<(string, PlanStep)> tested = [("association", association), ("design", design), ("genotypes", genotypes)];
        if (Joint is PermutationParameters)
        {
            var permuted = ToyStudy.Step(
                "joint", new PermutedLinearParameters([Folder.Reference("g.bed")], Keep, MissingGenotypes.Exact, 5, 1), [("design", design), ("genotypes", genotypes)], null);
            permuted = permuted with { Shards = [new StepShard(0, 0, SmallFileset.Variants, StepFingerprint.OfShard(permuted.Fingerprint, 0, SmallFileset.Variants))] };
            yield return permuted;
            tested.Add(("permuted", permuted));
        }

        if (Background is not null && JointKnowsBackground)
        {
            tested.Add(("background", before.Single(step => step.Parameters is BackgroundParameters)));
        }

        var joint = ToyStudy.Step("joint", Joint!, tested, null);
        yield return joint;
        yield return ToyStudy.Step("joint", new JointStatisticsParameters("GRCh37", 1), [("joint", joint), ("genotypes", genotypes)], "joint");
        List<(string, PlanStep)> inputs = [("association", joint), ("design", design), ("genotypes", genotypes), ("tested", association)];
        if (WithTruth)
        {
            var simulation = ToyStudy.Step("brains", new SimulationParameters([Folder.Reference("g.bed")], null, [], 0, 0, 0, 1), [("genotypes", genotypes)], null);
            yield return simulation;
            inputs.Add(("truth", simulation));
        }

        yield return ToyStudy.Step(
            "joint_leads", new LociParameters([Folder.Reference("g.bed")], new NumberExpression(0.2), 0.1, 250_000, 0.5, 0), inputs, "joint_leads");
    }
}
