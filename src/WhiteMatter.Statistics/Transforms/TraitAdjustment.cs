using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Transforms;

/// <summary>
/// Residualise, transform, and residualise again: genotypes are then tested on a normal trait that is free of the covariates
/// (Sofer et al. 2019, Genetic Epidemiology 43, 263).
/// </summary>
public static class TraitAdjustment
{
    /// <summary>Takes the covariates out of a trait.</summary>
    /// <param name="trait">One finite value per row of the basis; changed in place.</param>
    /// <param name="covariates">The covariates' basis.</param>
    public static void Residualise(Span<double> trait, OrthonormalBasis covariates) => covariates.Residualise(trait);

    /// <summary>Takes the covariates out, puts the ranks of the residuals on a normal scale, and takes the covariates out again.</summary>
    /// <param name="trait">One finite value per row of the basis; changed in place.</param>
    /// <param name="covariates">The covariates' basis.</param>
    /// <param name="offset">The transform's offset.</param>
    public static void ResidualiseAndRank(Span<double> trait, OrthonormalBasis covariates, double offset = RankInverseNormal.Blom)
    {
        covariates.Residualise(trait);
        RankInverseNormal.Apply(trait, offset);
        covariates.Residualise(trait);
    }
}
