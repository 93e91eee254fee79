using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>The plan of an association by mixed models in the people of <see cref="FamilyFileset"/>, as the planner would make it.</summary>
internal sealed record MixedAssociation(TemporaryFolder Folder)
{
    public ImmutableArray<string> Traits { get; init; } = ["height", "weight"];

    /// <summary>Which variants are tested.</summary>
    public PlanExpression? Keep { get; init; }

    /// <summary>Who is compared with whom; null for everybody.</summary>
    public PlanExpression? Related { get; init; }

    /// <summary>The genotypes that people are compared by; null for those that are tested.</summary>
    public GenotypesParameters? RelatedGenotypes { get; init; }

    /// <summary>A joint test of the traits; null for none.</summary>
    public JointParameters? Joint { get; init; }

    public ExecutionPlan Plan()
    {
        var table = new TableReference(Folder.Reference("people.tsv"), TableFormat.TabSeparated, "eid", null, ["", "NA"]);
        var set = Folder.PlinkSet("g");
        ImmutableArray<FileReference> files = [set.Files[0].Genotypes];
        ImmutableArray<FileReference> compared = [(RelatedGenotypes ?? set).Files[0].Genotypes];
        var everyone = ToyStudy.Step("everyone", new CohortParameters(table, [], new PeopleOfTable(), null, null, null), [], null);
        var known = Related is null ? everyone : ToyStudy.Step("known", new CohortParameters(table, [], new PeopleOfTable(), Related, null, null), [], null);
        var genotypes = ToyStudy.Step("g", set, [], null);
        var others = RelatedGenotypes is null ? genotypes : ToyStudy.Step("others", RelatedGenotypes, [], null);
        var kin = ToyStudy.Step(
            "kin", new RelatednessParameters(compared, null, 0.05, 0.2, 1_000_000, 0.0884), [("genotypes", others), ("cohort", known)], null);
        var matrix = ToyStudy.Step("kin", new RelationshipsParameters(compared, 0.3), [("relatedness", kin), ("genotypes", others)], null);
        var traits = ToyStudy.Step("traits", new TraitsParameters(table, Traits, []), [("cohort", everyone)], null);
        var design = ToyStudy.Step(
            "gwas",
            new DesignParameters(table, [], new ColumnFormula("age", ColumnRole.Numeric), "age", TraitTransform.None),
            [("cohort", everyone), ("traits", traits), ("genotypes", genotypes)],
            null);
        List<(string, PlanStep)> inputs =
            [("design", design), ("traits", traits), ("relationships", matrix), ("relatedness", kin), ("genotypes", genotypes)];
        if (RelatedGenotypes is not null)
        {
            inputs.Add(("related", others));
        }

        var variance = ToyStudy.Step("gwas", new VarianceParameters(files, Keep, 1), inputs, null);
        var association = ToyStudy.Step(
            "gwas", new MixedParameters(files, Keep, 5), [("design", design), ("genotypes", genotypes), ("variance", variance)], null);
        association = association with
        {
            Shards = [new StepShard(0, 0, FamilyFileset.Variants, StepFingerprint.OfShard(association.Fingerprint, 0, FamilyFileset.Variants))],
        };
        var page = ToyStudy.Step(
            "page",
            new ReportParameters("Families", "", ["GRCh37"], [new ReportItem("qq", association.Id, ""), new ReportItem("design", design.Id, "")], 2, []),
            [("association", association)],
            "page.html");
        PlanStep[] steps =
        [
            everyone,
            .. known == everyone ? Array.Empty<PlanStep>() : [known],
            genotypes,
            .. others == genotypes ? Array.Empty<PlanStep>() : [others],
            kin, matrix, traits, design, variance, association, page,
        ];
        if (Joint is null)
        {
            return Folder.PlanOf([.. steps]);
        }

        inputs.RemoveAll(input => input.Item1 == "traits");
        return Folder.PlanOf([.. steps, ToyStudy.Step("joint", Joint, [("association", association), ("variance", variance), .. inputs], null)]);
    }

    public Task<RunResult> RunAsync(HandlerTable? handlers = null, int cores = 2) => Folder.RunAsync(Plan(), handlers ?? BuiltInHandlers.Table, cores: cores);
}
