using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// Everything a report shows. The model is plain data: it knows no plan, no store and no clock, and the same document
/// always gives the same bytes. Counts of people are given exactly; the writer suppresses small ones.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>Title, study and circumstances of the run.</summary>
    public required StudyHeading Heading { get; init; }

    /// <summary>The headline figures; those left null are not shown.</summary>
    public SummaryFigures Summary { get; init; } = new();

    /// <summary>
    /// Counts of people below this number (but above 0) are shown as "&lt;5", and figures from which such a count could be
    /// found by subtraction are shown as a range. 0 or 1 shows every count.
    /// </summary>
    public int SmallCounts { get; init; } = 5;

    /// <summary>People in and out of each step, one flow per cohort or association, in the order of the study.</summary>
    public ImmutableArray<CountFlow> PeopleFlows { get; init; } = [];

    /// <summary>Variants in and out of each step, one flow per genotype set or association.</summary>
    public ImmutableArray<CountFlow> VariantFlows { get; init; } = [];

    /// <summary>Kinship and components of ancestry.</summary>
    public ImmutableArray<RelatednessReport> Relatedness { get; init; } = [];

    /// <summary>Images: their quality and group means.</summary>
    public ImmutableArray<ImagesReport> Images { get; init; } = [];

    /// <summary>Trained models.</summary>
    public ImmutableArray<ModelReport> Models { get; init; } = [];

    /// <summary>Models interpreted: where their latents show.</summary>
    public ImmutableArray<InterpretationReport> Interpretations { get; init; } = [];

    /// <summary>Agreement of networks of several seeds.</summary>
    public ImmutableArray<EnsembleReport> Ensembles { get; init; } = [];

    /// <summary>Predictions from traits.</summary>
    public ImmutableArray<PredictionReport> Predictions { get; init; } = [];

    /// <summary>Means over regions.</summary>
    public ImmutableArray<RegionTable> Regions { get; init; } = [];

    /// <summary>Associations with their designs and figures.</summary>
    public ImmutableArray<AssociationReport> Associations { get; init; } = [];

    /// <summary>Meta-analyses: their studies and strongest variants.</summary>
    public ImmutableArray<MetaReport> Metas { get; init; } = [];

    /// <summary>Tables of loci.</summary>
    public ImmutableArray<LociTable> Loci { get; init; } = [];

    /// <summary>Leads looked for in other statistics.</summary>
    public ImmutableArray<ReplicationReport> Replications { get; init; } = [];

    /// <summary>Planted truths, each against what was found.</summary>
    public ImmutableArray<TruthReport> Truths { get; init; } = [];

    /// <summary>Conditions the study expected to hold.</summary>
    public ImmutableArray<ExpectationResult> Expectations { get; init; } = [];

    /// <summary>Files written by the run, by paths relative to the report.</summary>
    public ImmutableArray<ResultFile> Files { get; init; } = [];

    /// <summary>One entry per step of the plan.</summary>
    public ImmutableArray<ProvenanceEntry> Provenance { get; init; } = [];

    /// <summary>Diagnostics of the study, accepted or not.</summary>
    public ImmutableArray<ReportedDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>Software and methods to cite.</summary>
    public ImmutableArray<SoftwareCitation> Citations { get; init; } = [];
}
