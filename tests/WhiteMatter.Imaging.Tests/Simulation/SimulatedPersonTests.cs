using System.Globalization;
using WhiteMatter.Imaging.Simulation;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Simulation;

public sealed class SimulatedPersonTests
{
    private static readonly SimulatedPerson[] People =
        [.. Enumerable.Range(1, 6000).Select(i => SimulatedPerson.Draw(3, "F", $"P{i}", genotyped: i <= 2000, male: null))];

    [Fact]
    public void Ages_are_tenths_of_years_from_45_to_80_alike()
    {
        Assert.All(People, person =>
        {
            Assert.InRange(person.Age, 45, 80);
            Assert.Matches(@"^\d\d(\.\d)?$", person.Age.ToString(CultureInfo.InvariantCulture));
        });

        // Uniform over 351 values: mean 62.5, variance (351² − 1) / 12 / 100 = 102.67; five standard errors.
        Assert.Equal(62.5, People.Average(person => person.Age), 5 * Math.Sqrt(102.67 / People.Length));
        Assert.Contains(People, person => person.Age < 45.5);
        Assert.Contains(People, person => person.Age > 79.5);
    }

    [Fact]
    public void Sexes_and_sites_are_alike_and_a_known_sex_is_kept()
    {
        Assert.InRange(People.Count(person => person.Male), 3000 - (5 * 38.8), 3000 + (5 * 38.8));
        foreach (var site in new[] { "A", "B", "C" })
        {
            Assert.InRange(People.Count(person => person.SiteName == site), 2000 - (5 * 36.6), 2000 + (5 * 36.6));
        }

        Assert.True(SimulatedPerson.Draw(3, "F", "P1", genotyped: true, male: true).Male);
        Assert.False(SimulatedPerson.Draw(3, "F", "P1", genotyped: true, male: false).Male);
    }

    [Fact]
    public void Columns_are_standardised_in_the_genotyped_people()
    {
        foreach (var column in CovariateScores.Columns)
        {
            var scores = CovariateScores.Of(People, column);
            var genotyped = scores.Values[..2000];
            Assert.Equal(0, genotyped.Average(), 12);
            Assert.Equal(1, genotyped.Average(score => score * score), 12);
            double Raw(SimulatedPerson person) => column switch { "age" => person.Age, "sex" => person.Male ? 1 : 0, _ => person.Site };
            Assert.Equal((Raw(People[5000]) - Raw(People[1])) / scores.Deviation, scores.Values[5000] - scores.Values[1], 12);
        }
    }

    [Fact]
    public void Scores_do_not_depend_on_the_order_of_people()
    {
        var scores = CovariateScores.Of(People, "age").Values;
        var backwards = CovariateScores.Of([.. People.Reverse()], "age").Values;
        Assert.Equal(scores, backwards.Reverse());
    }

    [Fact]
    public void A_column_that_does_not_vary_has_no_scores()
    {
        var men = People.Where(person => person.Male).ToArray();
        var scores = CovariateScores.Of(men, "sex");
        Assert.Equal(0, scores.Deviation);
        Assert.All(scores.Values, score => Assert.Equal(0, score));
    }

    [Fact]
    public void Names_of_image_only_people_count_on()
    {
        Assert.Equal("sim-0001", SimulatedPerson.ImageOnlyId(1));
        Assert.Equal("sim-12345", SimulatedPerson.ImageOnlyId(12345));
    }
}
