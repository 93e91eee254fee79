using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan.Tests;

/// <summary>A plan with one step of every kind, every form of expression, every state and every reason.</summary>
internal static class SamplePlan
{
    private static readonly SourceSpan Line = new("study.wmstudy", 10, 5, 2, 1, 2, 6);

    private static readonly ImageSetIdentity Images = new(373, 1_000_000, "cd34");

    private static readonly NumericEnvironment Numerics = new("cpu", "x86-64 avx2", "libtorch 1.13.1", "openblas 0.3.21", 2);

    public static FileReference File(string path, long size = 10) => new(path, new FileIdentity(size, 638_000_000_000_000_000, "ab12"));

    public static TableReference Table(string path = "people.tsv") =>
        new(File(path), TableFormat.BlankSeparated, "IID", "FID", ["", "NA", "-9"]);

    public static GenotypesParameters Genotypes(string name = "a") =>
        new(GenotypeFormat.Bed, [new GenotypeFileSet(File(name + ".bed"), File(name + ".bim"), File(name + ".fam"))]);

    public static ImmutableArray<StepParameters> EveryKind() =>
    [
        new CohortParameters(
            Table(),
            [new ColumnDeclaration("site", ColumnRole.Factor, null), new ColumnDeclaration("age", ColumnRole.Numeric, "y")],
            new PeopleIntersection(new PeopleDifference(new PeopleOfInput("cohort1"), new PeopleOfTable()), new PeopleOfInput("cohort2")),
            EveryExpression(),
            new SampleDraw(null, 0.15, 1, "everyone"),
            File("withdrawn.csv")),
        new TableParameters(
            [Table(), new TableReference(FileReference.Made("table2", TableParameters.FileName), TableFormat.TabSeparated, "IID", "FID", [""])],
            TableJoin.Left,
            ["", "_imaging"],
            [new ColumnDeclaration("age", ColumnRole.Numeric, "y")],
            EveryExpression()),
        Genotypes(),
        new TraitsParameters(Table("traits.tsv"), ["height", "FEV1/FVC"], []),
        new DesignParameters(Table(), [], EveryFormula(), "age * site", TraitTransform.RankInverseNormal),
        new LinearParameters([File("a.bed")], EveryExpression(), MissingGenotypes.Exact, 5),
        new LogisticParameters([File("a.bed")], null, FirthUse.Always),
        new BackgroundParameters([File("b.bed")], EveryExpression(), 1000, 5),
        new RidgeParameters([File("a.bed")], EveryExpression(), MissingGenotypes.Exact, 5),
        new VarianceParameters([File("a.bed")], EveryExpression(), 7),
        new MixedParameters([File("a.bed")], EveryExpression(), 5),
        new DenseVarianceParameters([File("b.bed")], RelationshipScale.Centred),
        new DenseMixedParameters([File("a.bed")], EveryExpression()),
        new SummaryStatisticsParameters("GRCh38", 0.001, 20, [StatisticsTable.GwasSsf, StatisticsTable.Ldsc]),
        new LociParameters([File("a.bed")], new NumberExpression(5e-8), 0.1, 250_000, 0.01, 0)
        {
            Measure = LinkageMeasure.Haplotype,
            Risk = new RiskLociDefinition(0.1, 0.01, "GRCh37"),
            Known = new PublishedLociReference(File("catalogue.tsv"), 250_000),
            Genes = File("genes.loc"),
        },
        new SimulationParameters(
            [File("chr1.bgen"), File("chr2.bgen")],
            EveryExpression(),
            [new HeritableEffect(["Genu"], "rs1", 1, 0.25, true), new CovariateEffect([], "age", 0.15)],
            400,
            0.3,
            0.02,
            7),
        new TensorParameters(
            new OutsideImages("ukb/{eid}/dwi.nii.gz", Images, null, "ukb/{eid}/bvals", "ukb/{eid}/bvecs", "ukb/{eid}/brain.nii.gz"),
            Table(),
            BrainMask.Given,
            TensorFit.Wls,
            TensorConvention.Dipy,
            0,
            50,
            [0, 1000],
            100,
            VectorLengths.Scale),
        new ImagesParameters(
            new OutsideImages("ukb/{eid}/FA.nii.gz", Images),
            Table(),
            [],
            File("mask.nii.gz"),
            EveryExpression()),
        new AtlasParameters(File("labels.nii.gz"), File("labels.txt"), AtlasFlip.LeftRight, 6),
        new AtlasParameters(File("labels.nii.gz"), null, AtlasFlip.None, null) { Regions = ["Genu", "Body"] },
        new RegionMeansParameters(true, 0.5),
        new HarmoniseParameters(Table(), [], "site", new ColumnFormula("age", ColumnRole.Numeric), BatchPrior.NonParametric, true, "A"),
        new ModelParameters(
            ImageNormalisation.ZScore,
            "masked_mse",
            new TrainingSettings(12, 8, new AdamSettings(2e-3, 0.9, 0.999, 1e-8), 0.1, 4, 6),
            7,
            Numerics)
        {
            Architecture = new ConvolutionalAutoencoder([4, 8, 16], 24) { Variational = new VariationalSettings(2, 10) },
            Corruption = new CorruptionSettings(0.5, 0.6) { Patch = 16, Over = LossVoxels.Hidden },
            Augment = new AugmentationSettings(0.1, 0.3, 10, 5, 0.1, true),
            Crop = new VoxelBox([9, 12, 5], [72, 88, 75]),
        },
        new EncodingParameters(Numerics),
        new EnsembleParameters(8),
        new InterpretationParameters([1, 3], 500, MapStatistic.MeanChange, 3, 0.01, 1000, 7, Numerics),
        new PredictionParameters(
            Table(), [], "age", [], null, new EmptyFormula(), "1", CovariatePlace.Both, new RidgeLearnerSettings([10, 1, 0.1]), false, 10, null, 5, 1, null, 0, 0, 7),
        new PredictionParameters(
            Table(), [], "diagnosis", ["CN", "AD"], "AD", new ColumnFormula("age", ColumnRole.Numeric), "age", CovariatePlace.Beside, new ElasticNetLearnerSettings([0.5, 1], 50, 0.001), true, 10, "site", 5, 3, "family", 2000, 1000, 7),
        new PredictionParameters(
            Table(), [], "age", [], null, new EmptyFormula(), "1", CovariatePlace.Beside, new BoostedTreesLearnerSettings([50, 100], [2, 4], [0.1], 20, 1, BoostedTreesLearnerSettings.ThisLibrary), false, 5, null, 5, 1, null, 0, 0, 7),
        new QuadraticFormParameters(JointScore.Wald, JointDistribution.F, 1e-6),
        new JointStatisticsParameters("GRCh37", 0.001),
        new ExpectParameters([new ExpectCondition(EveryExpression(), "leads.count >= 1")]),
        new ReportParameters(
            "Height & weight <in> \"Europeans\"",
            "Zwei Zeilen,\nsüß.",
            ["GRCh38"],
            [new ReportItem("manhattan", "association:g", "g")],
            5,
            [new AcceptedDiagnostic("WM3001", "no site", "one site only")]),
        new SmallestPParameters(),
        new PermutationParameters(PermutedForm.QuadraticForm, JointScore.Score, 1e-6, 40),
        new PermutedLinearParameters([File("a.bed")], EveryExpression(), MissingGenotypes.Mean, 5, 20260603),
        new RelatednessParameters([File("a.bed")], EveryExpression(), 0.05, 0.1, 1_000_000, 0.0884),
        new ComponentsParameters([File("a.bed")], 10, 7),
        new RelationshipsParameters([File("a.bed")], 0.05),
        new PublishedParameters(File("other.tsv.gz"), PublishedLayout.GwasSsf, "height", "GRCh37", 12_000),
        new MetaParameters(["g", "other.tsv.gz"], StudyWeights.InverseVariance, EffectsModel.Random, StrandTreatment.ByFrequency, 0.4, 2, true, 0.001),
        new AlignmentParameters(),
        new ReplicationParameters(new NumberExpression(0.05), [File("a.bed")], 0.8, 250_000, StrandTreatment.LeaveOut, 0.4),
    ];

    public static ExecutionPlan Plan()
    {
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        foreach (var parameters in EveryKind())
        {
            var before = steps.Count == 0 ? null : steps[^1];
            ImmutableArray<StepInput> inputs = before is null ? [] : [new StepInput("before", before.Id)];
            var fingerprint = StepFingerprint.Of(
                parameters, before is null ? [] : [new KeyValuePair<string, Fingerprint>("before", before.Fingerprint)]);
            steps.Add(new PlanStep(
                parameters.Kind + ":x",
                "x",
                parameters,
                inputs,
                fingerprint,
                [new StepShard(0, 0, 1024, StepFingerprint.OfShard(fingerprint, 0, 1024))],
                new CostEstimate(1.5, 1_000_000_000_000, 7),
                (StepState)(steps.Count % 3),
                [new StepReason(ReasonKind.SettingChanged, "keep", "maf >= 0.01", "maf >= 0.05"), new StepReason((ReasonKind)(steps.Count % 8), "", null, null)],
                Line,
                parameters is ReportParameters ? "page.html" : null));
        }

        return new ExecutionPlan(
            PlanJson.FormatVersion, "s", "Title", "study.wmstudy", "/base", "GRCh37", 7, "results", new ResourceLimits(2, null), steps.ToImmutable());
    }

    private static PlanExpression EveryExpression() =>
        new BinaryExpression(
            BinaryOperation.And,
            new NotExpression(new FunctionExpression("missing", new ColumnExpression("age"))),
            new BinaryExpression(
                BinaryOperation.Or,
                new BinaryExpression(
                    BinaryOperation.In, new ColumnExpression("site"), new ListExpression([new TextExpression("A\"ü"), new TextExpression("B")])),
                new BinaryExpression(
                    BinaryOperation.GreaterOrEqual,
                    new NegateExpression(new StepValueExpression("loci:leads", "count")),
                    new BinaryExpression(BinaryOperation.Power, new NumberExpression(0.1), new BooleanExpression(true)))));

    private static FormulaExpression EveryFormula()
    {
        var age = new ColumnFormula("age", ColumnRole.Numeric);
        var site = new ColumnFormula("site", ColumnRole.Factor);
        return new DifferenceFormula(
            new SumFormula(
                new CrossingFormula(age, site),
                new PowerFormula(new SumFormula(new InteractionFormula(age, site), new EmptyFormula()), 2)),
            new ArithmeticFormula(new BinaryExpression(BinaryOperation.Power, new ColumnExpression("age"), new NumberExpression(2)), "age^2"));
    }
}
