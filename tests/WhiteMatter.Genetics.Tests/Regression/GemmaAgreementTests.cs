using WhiteMatter.Fixtures;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>
/// Drawn families with covariates, given to GEMMA 0.98.5 with the same matrix (<see cref="Gemma"/>). GEMMA stops at a variance ratio that is known to 1e-5 of itself and prints
/// seven digits.
/// </summary>
public sealed class GemmaAgreementTests
{
    [PeerTheory("gemma")]
    [InlineData(0.0, false)]
    [InlineData(0.03, false)]
    [InlineData(0.03, true)]
    public void Every_test_with_a_dense_matrix_equals_gemma(double missing, bool centred)
    {
        using var study = new FamilyStudy(families: 40, variants: 400, traits: 3, heritability: 0.6, missing, seed: 31);
        var gaps = (double[])study.Traits[1].Clone();
        for (var i = 2; i < gaps.Length; i += 9)
        {
            gaps[i] = double.NaN;
        }

        double[][] traits = [study.Traits[0], gaps, study.Traits[2]];
        var design = study.DesignOf(traits);
        var matrix = study.Dense(centred);
        var model = DenseMixedModel.Decompose(matrix, design, 2, null, default);
        var fits = model.Fit(design);
        var block = study.Exact(model, design);
        for (var t = 0; t < 3; t++)
        {
            using var gemma = new Gemma(study, traits[t], (i, j) => matrix[i][j]);
            Assert.Equal(gemma.Share, fits[t].Components.Heritability, 2e-5);
            if (!double.IsNaN(fits[t].Components.StandardError))
            {
                Assert.Equal(gemma.ShareError, fits[t].Components.StandardError, 1e-4 * gemma.ShareError);
            }

            Assert.Equal(400, gemma.Rows.Count);
            for (var v = 0; v < 400; v++)
            {
                var (cell, row) = ((t * 400) + v, gemma.Rows[v]);
                Assert.Equal(($"v{v}", "A"), (row.Variant, row.Allele));
                Assert.Equal(row.Beta, block.Beta[cell], 1e-5 * row.StandardError);
                Assert.Equal(row.StandardError, block.StandardError[cell], 1e-5 * row.StandardError);
                Assert.Equal(-Math.Log10(row.P), block.NegLog10P[cell], 1e-5 * Math.Max(1, -Math.Log10(row.P)));
            }
        }
    }

    /// <summary>GEMMA's share is of the centred matrix: p = tλ/(1 + tλ) with t the mean of its diagonal, and h² = λ/(1 + λ).</summary>
    [PeerFact("gemma")]
    public void Heritability_with_a_sparse_matrix_equals_gemmas()
    {
        using var study = new FamilyStudy(families: 60, variants: 400, traits: 4, heritability: 0.5, seed: 33);
        var matrix = study.Relationships();
        var dense = PlainMixedModel.Dense(matrix);
        var fit = study.Fit(matrix);
        var n = study.People;
        var everybody = Enumerable.Range(0, n).ToArray();
        var mean = (everybody.Sum(i => dense[i, i]) - (everybody.Sum(i => everybody.Sum(j => dense[i, j])) / n)) / n;
        for (var t = 0; t < 4; t++)
        {
            using var gemma = new Gemma(study, study.Traits[t], (i, j) => dense[i, j]);
            var ratio = gemma.Share / (1 - gemma.Share) / mean;
            Assert.Equal(ratio / (1 + ratio), fit.Traits[t].Components.Heritability, 5e-5);
        }

        Assert.Contains(fit.Traits, trait => trait.Components.Heritability is > 0.2 and < 0.9);
    }
}
