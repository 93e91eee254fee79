using WhiteMatter.Genetics.Meta;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Meta;

/// <summary>The arithmetic of a meta-analysis beside published numbers and closed forms.</summary>
public sealed class MetaAnalysisTests
{
    /// <summary>
    /// Thirteen trials of the BCG vaccine (Colditz et al. 1994, JAMA 271, 698; dat.bcg of R's metafor): cases and others among the vaccinated,
    /// cases and others among those not.
    /// </summary>
    private static readonly (int A, int B, int C, int D)[] s_trials =
    [
        (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619),
        (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
    ];

    private static StudyEstimate[] Trials() =>
    [
        .. s_trials.Select(trial =>
        {
            var (a, b, c, d) = ((double)trial.A, (double)trial.B, (double)trial.C, (double)trial.D);
            var (beta, error) = (Math.Log(a / (a + b) / (c / (c + d))), Math.Sqrt((1 / a) - (1 / (a + b)) + (1 / c) - (1 / (c + d))));
            return new StudyEstimate(beta, error, Normal.NegLog10TwoSided(beta / error), a + b + c + d);
        }),
    ];

    /// <summary>Of two studies DerSimonian and Laird's τ² is ((β₁ − β₂)² − s₁² − s₂²) / 2.</summary>
    [Fact]
    public void One_study_far_more_precise_than_the_other_costs_no_digits_of_the_variance_between_them()
    {
        foreach (var error in new[] { 1e-4, 1e-9, 1e-12 })
        {
            var found = MetaAnalysis.Combine([new(0.1, error, 0.1 / error, 1000), new(0.4, 0.05, 8, 1000)], MetaScheme.InverseVariance, MetaModel.Random);
            Assert.Equal(((0.3 * 0.3) - (error * error) - 0.0025) / 2, found.Tau2, 1e-12);
        }
    }

    [Fact]
    public void Fixed_effects_of_the_vaccine_trials_are_those_of_metafor()
    {
        // metafor's documentation of rma(yi, vi, method = "EE") on dat.bcg: −0.4303, SE 0.0405, z −10.6247, Q(12) 152.2330.
        var found = MetaAnalysis.Combine(Trials(), MetaScheme.InverseVariance, MetaModel.Fixed);
        Assert.Equal(13, found.Studies);
        Assert.Equal(-0.4303, found.Beta, 4);
        Assert.Equal(0.0405, found.StandardError, 4);
        Assert.Equal(-10.6247, found.Beta / found.StandardError, 4);
        Assert.Equal(152.2330, found.Q, 4);
    }

    [Fact]
    public void Random_effects_of_the_vaccine_trials_are_those_of_metafor()
    {
        // metafor's documentation of rma(yi, vi, method = "DL") on dat.bcg: τ² 0.3088, I² 92.12 %, −0.7141, SE 0.1787, z −3.9952, P < .0001.
        var found = MetaAnalysis.Combine(Trials(), MetaScheme.InverseVariance, MetaModel.Random);
        Assert.Equal(0.3088, found.Tau2, 4);
        Assert.Equal(92.12, found.I2, 2);
        Assert.Equal(-0.7141, found.Beta, 4);
        Assert.Equal(0.1787, found.StandardError, 4);
        Assert.Equal(-3.9952, found.Beta / found.StandardError, 4);

        // χ²(12) above 152.2330 by SciPy 1.10 chi2.sf: 1.9967645908e-26.
        Assert.Equal(-Math.Log10(1.9967645908e-26), found.NegLog10PHeterogeneity, 8);
    }

    [Fact]
    public void Weights_by_people_are_metals()
    {
        // Z = (√100·2 − √300·1 + √600·3)/√1000 and Q = Σ(z − √n Σ√n z/Σn)², METAL's Main.cpp, worked out with SciPy 1.10.
        StudyEstimate[] studies = [Study(0.3, 2, 100), Study(-0.1, 1, 300), Study(0.7, 3, 600)];
        var found = MetaAnalysis.Combine(studies, MetaScheme.SampleSize, MetaModel.Fixed);
        Assert.Equal(2.40852298225296, found.Beta, 12);
        Assert.Equal(1, found.StandardError);
        Assert.Equal(-Math.Log10(0.01601721778564202), found.NegLog10P, 12);
        Assert.Equal(8.19901704395931, found.Q, 12);
        Assert.Equal(-Math.Log10(0.01658082250935769), found.NegLog10PHeterogeneity, 12);
        Assert.Equal(100 * (8.19901704395931 - 2) / 8.19901704395931, found.I2, 10);

        static StudyEstimate Study(double beta, double z, double people) => new(beta, 0.1, Normal.NegLog10TwoSided(z), people);
    }

    [Fact]
    public void Studies_that_agree_have_no_heterogeneity_and_random_effects_are_fixed()
    {
        StudyEstimate[] studies = [new(0.5, 0.1, 1, 10), new(0.5, 0.2, 1, 10)];
        var found = MetaAnalysis.Combine(studies, MetaScheme.InverseVariance, MetaModel.Random);
        Assert.Equal(0.5, found.Beta, 14);
        Assert.Equal(1 / Math.Sqrt(125), found.StandardError, 14);
        Assert.Equal((0, 0, 0), (found.I2, found.Tau2, found.NegLog10PHeterogeneity));
    }

    [Fact]
    public void One_study_is_itself()
    {
        var found = MetaAnalysis.Combine([new StudyEstimate(0.2, 0.05, 4, 100)], MetaScheme.InverseVariance, MetaModel.Random);
        Assert.Equal((1, 0.2, 0.05, 0.0), (found.Studies, found.Beta, found.StandardError, found.I2));
    }

    [Theory]
    [InlineData(2.5, 2.9515066214008456)] // scipy.stats.norm.isf(0.5 * 10 ** -2.5), SciPy 1.10
    [InlineData(300, 37.06578788077213)] // the same of 1e-300
    [InlineData(1000, 67.7959081707877892)] // the root of log10(erfc(z / √2)) + 1000, mpmath with 30 digits
    public void A_p_gives_its_z_however_small(double negLog10P, double z)
    {
        Assert.Equal(z, Normal.TwoSidedZ(negLog10P), z * 1e-13);
        Assert.Equal(negLog10P, Normal.NegLog10TwoSided(z), negLog10P * 1e-13);
    }

    [Theory]
    [InlineData("A", "G", "A", "G", AlleleMatch.Same)]
    [InlineData("A", "G", "G", "A", AlleleMatch.Swapped)]
    [InlineData("A", "G", "T", "C", AlleleMatch.Flipped)]
    [InlineData("A", "G", "C", "T", AlleleMatch.FlippedAndSwapped)]
    [InlineData("A", "G", "A", "C", AlleleMatch.None)]
    [InlineData("A", "T", "T", "A", AlleleMatch.Swapped)]
    [InlineData("AC", "A", "A", "AC", AlleleMatch.Swapped)]
    [InlineData("AC", "A", "TG", "T", AlleleMatch.None)]
    public void Alleles_are_matched_on_both_strands(string effect, string other, string theirEffect, string theirOther, AlleleMatch expected) =>
        Assert.Equal(expected, AlleleAlignment.Match(effect, other, theirEffect, theirOther));
}
