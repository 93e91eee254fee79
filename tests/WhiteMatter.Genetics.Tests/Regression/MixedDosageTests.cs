using WhiteMatter.Genetics.Regression;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

public sealed class MixedDosageTests
{
    [Fact]
    public void Whole_dosages_have_the_results_of_calls()
    {
        using var study = new FamilyStudy(families: 20, variants: 60, traits: 2, heritability: 0.5, missing: 0.05, seed: 51);
        var (matrix, model) = (study.Relationships(), DenseMixedModel.Decompose(study.Dense(centred: false), study.Design, 2, null, default));
        var (fit, exact) = (study.Fit(matrix), study.Exact(model, study.Design));
        study.AsDosages = true;
        var (again, fromDosages) = (study.Fit(matrix), study.Exact(model, study.Design));
        Assert.Equal(fit.Scores, again.Scores);
        for (var t = 0; t < 2; t++)
        {
            Assert.Equal(fit.Traits[t].Gamma, again.Traits[t].Gamma, 1e-12 * fit.Traits[t].Gamma);
        }

        for (var cell = 0; cell < 120; cell++)
        {
            Assert.Equal(exact.Beta[cell], fromDosages.Beta[cell], 1e-9 * exact.StandardError[cell]);
            Assert.Equal(exact.NegLog10P[cell], fromDosages.NegLog10P[cell], 1e-9);
        }
    }
}
