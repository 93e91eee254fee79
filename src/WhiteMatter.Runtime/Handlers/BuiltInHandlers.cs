using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Handlers.Joint;
using WhiteMatter.Runtime.Handlers.Meta;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Handlers.Predictions;
using WhiteMatter.Runtime.Handlers.Regression;
using WhiteMatter.Runtime.Handlers.Relatedness;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>The table of all step kinds this program carries out.</summary>
public static class BuiltInHandlers
{
    /// <summary>One row for each kind.</summary>
    public static HandlerTable Table { get; } = HandlerTable.Empty
        .With(new TableHandler())
        .With(new CohortHandler())
        .With(new GenotypesHandler())
        .With(new RelatednessHandler())
        .With(new ComponentsHandler())
        .With(new RelationshipsHandler())
        .With(new TraitsHandler())
        .With(new DesignHandler())
        .With(new LinearHandler())
        .With(new PermutedLinearHandler())
        .With(new LogisticHandler())
        .With(new BackgroundHandler())
        .With(new RidgeHandler())
        .With(new VarianceHandler())
        .With(new MixedHandler())
        .With(new DenseVarianceHandler())
        .With(new DenseMixedHandler())
        .With(new SummaryStatisticsHandler())
        .With(new QuadraticFormHandler())
        .With(new SmallestPHandler())
        .With(new PermutationHandler())
        .With(new JointStatisticsHandler())
        .With(new PublishedHandler())
        .With(new MetaHandler())
        .With(new AlignmentHandler())
        .With(new LociHandler())
        .With(new ReplicationHandler())
        .With(new SimulationHandler())
        .With(new ExpectHandler())
        .With(new ReportHandler())
        .With(new TensorHandler())
        .With(new ImagesHandler())
        .With(new AtlasHandler())
        .With(new RegionMeansHandler())
        .With(new HarmoniseHandler())
        .With(new ModelHandler())
        .With(new EncodingHandler())
        .With(new EnsembleHandler())
        .With(new InterpretationHandler())
        .With(new PredictionHandler());
}
