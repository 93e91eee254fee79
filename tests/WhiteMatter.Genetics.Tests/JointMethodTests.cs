using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>What holds of a joint test by any method.</summary>
public sealed class JointMethodTests
{
    public enum Method
    {
        QuadraticForm,
        SmallestP,
    }

    [Theory]
    [InlineData(Method.QuadraticForm)]
    [InlineData(Method.SmallestP)]
    public void Variants_that_some_trait_cannot_test_are_untested_with_the_reason(Method method)
    {
        using var set = new SyntheticFileset(60, 140, 0, seed: 43);
        Array.Fill(set.Genotypes[5], (sbyte)0);
        set.Rewrite();
        var study = new JointStudy(set, JointStudy.Gaussians(3, 60, 0, 44), 45);
        using var association = study.Associate();
        var run = Run(method, study, association, 2);
        Assert.Equal(140, run.Rows.Count);
        Assert.Equal((UntestedReason.Monomorphic, -1), (run.Rows[5].Reason, run.Rows[5].Driver));
        Assert.True(double.IsNaN(run.Rows[5].NegLog10P) && double.IsNaN(run.Rows[5].Statistic));
        Assert.Equal(139, run.Rows.Count(row => row.Reason == UntestedReason.Tested && row.Driver >= 0 && row.NegLog10P >= 0));
    }

    [Theory]
    [InlineData(Method.QuadraticForm)]
    [InlineData(Method.SmallestP)]
    public void The_bytes_are_the_same_for_any_number_of_threads(Method method)
    {
        using var set = new SyntheticFileset(130, 1500, 0.01, seed: 53);
        var traits = JointStudy.Gaussians(6, 130, 0.2, 54);
        JointStudy.Blank(traits, 0.03, 55);
        var study = new JointStudy(set, traits, 56);
        using var association = study.Associate();
        var one = Run(method, study, association, 1);
        foreach (var threads in new[] { 2, 3, 7, 64 })
        {
            var many = Run(method, study, association, threads);
            Assert.Equal(one.Table, many.Table);
            Assert.Equal(one.Drivers, many.Drivers);
        }
    }

    private static JointRun Run(Method method, JointStudy study, AssociationTable association, int threads) => method == Method.SmallestP
        ? study.Run(association, SmallestPTest.Create(association.Header, study.Design, threads, CancellationToken.None))
        : study.Joint(association, JointForm.Score, useF: false, threads: threads);
}
