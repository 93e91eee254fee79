namespace WhiteMatter.Genetics.Regression;

/// <summary>What restricted maximum likelihood found of one trait.</summary>
/// <param name="Heritability">h² = σ²g / (σ²g + σ²e), in [0, 1).</param>
/// <param name="StandardError">Its standard error, from the curvature of the restricted likelihood; NaN where the likelihood is greatest at a border.</param>
/// <param name="Variance">σ²g + σ²e.</param>
/// <param name="LogLikelihood">The restricted log likelihood, up to a constant of people and covariates.</param>
public sealed record VarianceComponents(double Heritability, double StandardError, double Variance, double LogLikelihood);
