using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// What a step is to do: one record for each kind of step. Everything that changes the result is here or in the step's inputs; what
/// does not (paths, titles, limits) is marked <see cref="OutsideIdentityAttribute"/>. Methods that differ in their settings are records of
/// their own with one <see cref="Kind"/>; their JSON tells them apart.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CohortParameters), CohortParameters.KindName)]
[JsonDerivedType(typeof(TableParameters), TableParameters.KindName)]
[JsonDerivedType(typeof(GenotypesParameters), GenotypesParameters.KindName)]
[JsonDerivedType(typeof(RelatednessParameters), RelatednessParameters.KindName)]
[JsonDerivedType(typeof(ComponentsParameters), ComponentsParameters.KindName)]
[JsonDerivedType(typeof(RelationshipsParameters), RelationshipsParameters.KindName)]
[JsonDerivedType(typeof(TraitsParameters), TraitsParameters.KindName)]
[JsonDerivedType(typeof(DesignParameters), DesignParameters.KindName)]
[JsonDerivedType(typeof(LinearParameters), AssociationParameters.KindName)]
[JsonDerivedType(typeof(PermutedLinearParameters), AssociationParameters.KindName + "-permuted")]
[JsonDerivedType(typeof(LogisticParameters), AssociationParameters.KindName + "-logistic")]
[JsonDerivedType(typeof(RidgeParameters), AssociationParameters.KindName + "-ridge")]
[JsonDerivedType(typeof(MixedParameters), AssociationParameters.KindName + "-mixed")]
[JsonDerivedType(typeof(DenseMixedParameters), AssociationParameters.KindName + "-mixed_dense")]
[JsonDerivedType(typeof(BackgroundParameters), BackgroundParameters.KindName)]
[JsonDerivedType(typeof(VarianceParameters), VarianceParameters.KindName)]
[JsonDerivedType(typeof(DenseVarianceParameters), DenseVarianceParameters.KindName)]
[JsonDerivedType(typeof(SummaryStatisticsParameters), SummaryStatisticsParameters.KindName)]
[JsonDerivedType(typeof(PublishedParameters), PublishedParameters.KindName)]
[JsonDerivedType(typeof(MetaParameters), MetaParameters.KindName)]
[JsonDerivedType(typeof(AlignmentParameters), AlignmentParameters.KindName)]
[JsonDerivedType(typeof(ReplicationParameters), ReplicationParameters.KindName)]
[JsonDerivedType(typeof(LociParameters), LociParameters.KindName)]
[JsonDerivedType(typeof(SimulationParameters), SimulationParameters.KindName)]
[JsonDerivedType(typeof(TensorParameters), TensorParameters.KindName)]
[JsonDerivedType(typeof(ImagesParameters), ImagesParameters.KindName)]
[JsonDerivedType(typeof(AtlasParameters), AtlasParameters.KindName)]
[JsonDerivedType(typeof(RegionMeansParameters), RegionMeansParameters.KindName)]
[JsonDerivedType(typeof(HarmoniseParameters), HarmoniseParameters.KindName)]
[JsonDerivedType(typeof(ModelParameters), ModelParameters.KindName)]
[JsonDerivedType(typeof(EncodingParameters), EncodingParameters.KindName)]
[JsonDerivedType(typeof(EnsembleParameters), EnsembleParameters.KindName)]
[JsonDerivedType(typeof(InterpretationParameters), InterpretationParameters.KindName)]
[JsonDerivedType(typeof(PredictionParameters), PredictionParameters.KindName)]
[JsonDerivedType(typeof(QuadraticFormParameters), JointParameters.KindName)]
[JsonDerivedType(typeof(SmallestPParameters), JointParameters.KindName + "-minp")]
[JsonDerivedType(typeof(PermutationParameters), JointParameters.KindName + "-mostest")]
[JsonDerivedType(typeof(JointStatisticsParameters), JointStatisticsParameters.KindName)]
[JsonDerivedType(typeof(ExpectParameters), ExpectParameters.KindName)]
[JsonDerivedType(typeof(ReportParameters), ReportParameters.KindName)]
public abstract record StepParameters
{
    /// <summary>The kind of the step, as its JSON and its artifacts name it.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Version of the step's implementation; raised whenever its results change for equal parameters.</summary>
    [JsonIgnore]
    public abstract int ImplementationVersion { get; }
}

/// <summary>Marks a property that does not change a step's result and stays out of its fingerprint.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OutsideIdentityAttribute : Attribute;
