namespace WhiteMatter.Learning.Volumes;

/// <summary>One kind of images among those that a network takes together.</summary>
/// <param name="Source">The volumes.</param>
/// <param name="Normalisation">What is done to each.</param>
/// <param name="Weight">The weight of its mean squared error in the loss, above 0; weights count relative to one another.</param>
public sealed record VolumeChannel(IVolumeSource Source, VolumeNormalisation Normalisation, double Weight = 1);
