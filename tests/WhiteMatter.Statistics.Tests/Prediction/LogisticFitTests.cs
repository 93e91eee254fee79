using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Learners;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>Where penalised logistic regressions end: the conditions of the least loss (Karush, Kuhn and Tucker), which hold there alone since the loss is convex.</summary>
public sealed class LogisticFitTests
{
    [Theory]
    [InlineData(150, 20, 0.5)]
    [InlineData(150, 20, 1.0)]
    [InlineData(150, 20, 0.0)]
    [InlineData(50, 120, 0.9)]
    public void The_conditions_of_the_least_loss_hold_along_the_path(int people, int features, double ratio)
    {
        var problem = SimulatedPeople.Draw(21, people, features, 0.5, 2, binary: true);
        double[] ones = [.. Enumerable.Repeat(1.0, people)];
        double[][] free = [ones, .. problem.Covariates], columns = [.. problem.Features];
        var fit = new LogisticFit(free, columns, problem.Outcome);
        for (var penalty = 0.3; penalty > 0.01; penalty /= 2)
        {
            fit.Solve(new Candidate(penalty, ratio), CancellationToken.None);
            var odds = new double[people];
            foreach (var (column, j) in free.Concat(columns).Select((column, j) => (column, j)))
            {
                VectorProduct.Add(fit.Coefficients[j], column, odds);
            }

            for (var j = 0; j < free.Length + features; j++)
            {
                var column = j < free.Length ? free[j] : columns[j - free.Length];
                var gradient = column.Select((value, i) => value * (problem.Outcome[i] - (1 / (1 + Math.Exp(-odds[i]))))).Average();
                var own = fit.Coefficients[j];
                if (j < free.Length)
                {
                    Assert.Equal(0, gradient, 1e-7);
                }
                else if (own == 0)
                {
                    Assert.True(Math.Abs(gradient) <= (penalty * ratio) + 1e-7);
                }
                else
                {
                    Assert.Equal((penalty * ratio * Math.Sign(own)) + (penalty * (1 - ratio) * own), gradient, 1e-7);
                }
            }
        }
    }

    [Fact]
    public void Where_a_column_separates_people_the_others_are_fitted_as_without_them_and_it_ends()
    {
        // 100 people of whom the last 40 are all no cases and have a column of their own: it goes to minus infinity, and the rest is the fit of the first 60.
        double[] Column(string name, int people) => [.. Enumerable.Range(0, people).Select(i => KeyedDraws.For(4, "separated", name).Normal((ulong)i))];
        var (x, noise) = (Column("x", 100), Column("noise", 100));
        double[] ones = [.. Enumerable.Repeat(1.0, 100)], own = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0.0 : 1)];
        double[] cases = [.. Enumerable.Range(0, 100).Select(i => i < 60 && x[i] + (2 * noise[i]) > 0 ? 1.0 : 0)];
        var all = new LogisticFit([ones, own], [x], cases);
        var some = new LogisticFit([ones[..60]], [x[..60]], cases[..60]);
        foreach (var penalty in new[] { 1, 0.1, 0.01, 0 })
        {
            // The mean loss is over 100 people in the one and 60 in the other.
            all.Solve(new Candidate(penalty, 0), CancellationToken.None);
            some.Solve(new Candidate(penalty * 100 / 60, 0), CancellationToken.None);
            Assert.True(all.IsSeparated);
            Assert.False(some.IsSeparated);
            Assert.Equal(some.Coefficients[0], all.Coefficients[0], 1e-6);
            Assert.Equal(some.Coefficients[1], all.Coefficients[2], 1e-6);
            Assert.True(all.Coefficients[1] < -15);
        }

        Assert.True(all.Steps < 120, $"It took {all.Steps} steps.");
    }
}
