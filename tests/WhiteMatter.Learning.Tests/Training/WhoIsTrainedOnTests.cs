using WhiteMatter.Learning.Training;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>Who is held out, and in which order the others are passed over.</summary>
public sealed class WhoIsTrainedOnTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(1, 400).Select(n => $"P{n}")];
    private static readonly int[] Everybody = [.. Enumerable.Range(0, Ids.Length)];

    [Fact]
    public void The_split_depends_neither_on_the_order_of_people_nor_on_who_else_is_there()
    {
        var held = NamesOf(TrainingSplit.Draw(Everybody, Ids, 0.1, 7).Validation, Ids);
        string[] reversed = [.. Ids.Reverse()];
        Assert.Equal(held, NamesOf(TrainingSplit.Draw(Everybody, reversed, 0.1, 7).Validation, reversed));
        var half = Everybody[..200];
        Assert.Equal(
            held.Intersect(half.Select(row => Ids[row])).Order(StringComparer.Ordinal),
            NamesOf(TrainingSplit.Draw(half, Ids, 0.1, 7).Validation, Ids));

        // Binomial of 400 and 0.1: 40 with a standard deviation of 6.
        Assert.InRange(held.Length, 16, 64);
        Assert.NotEqual(held, NamesOf(TrainingSplit.Draw(Everybody, Ids, 0.1, 8).Validation, Ids));
    }

    [Theory]
    [InlineData(2, 0.01)]
    [InlineData(2, 0.99)]
    [InlineData(5, 0.5)]
    [InlineData(400, 0.1)]
    public void Both_sides_have_somebody_and_everybody_is_on_one(int people, double share)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var split = TrainingSplit.Draw(Everybody[..people], Ids, share, seed);
            Assert.NotEmpty(split.Training);
            Assert.NotEmpty(split.Validation);
            Assert.Equal(Everybody[..people], split.Training.Concat(split.Validation).Order());
        }
    }

    [Fact]
    public void Nobody_is_held_out_when_no_share_is()
    {
        Assert.Empty(TrainingSplit.Draw(Everybody, Ids, 0, 7).Validation);
        Assert.Equal(LearningProblem.TooFewPeople, Assert.Throws<LearningException>(() => TrainingSplit.Draw([], Ids, 0, 7)).Problem);
        Assert.Equal(LearningProblem.TooFewPeople, Assert.Throws<LearningException>(() => TrainingSplit.Draw([3], Ids, 0.1, 7)).Problem);
    }

    [Fact]
    public void An_epoch_passes_over_everybody_once_in_an_order_of_its_own()
    {
        var first = EpochBatches.Shuffled(Everybody, Ids, 8, 7, 1);
        Assert.Equal(50, first.Count);
        Assert.Equal(Everybody, first.SelectMany(batch => batch).Order());
        Assert.Equal(first.SelectMany(batch => batch), EpochBatches.Shuffled(Everybody, Ids, 8, 7, 1).SelectMany(batch => batch));
        Assert.NotEqual(first.SelectMany(batch => batch), EpochBatches.Shuffled(Everybody, Ids, 8, 7, 2).SelectMany(batch => batch));
        Assert.NotEqual(first.SelectMany(batch => batch), EpochBatches.Shuffled(Everybody, Ids, 8, 8, 1).SelectMany(batch => batch));
    }

    [Theory]
    [InlineData(8, 4, new[] { 4, 4 })]
    [InlineData(10, 4, new[] { 4, 4, 2 })]
    [InlineData(9, 4, new[] { 4, 5 })]
    [InlineData(3, 1, new[] { 1, 1, 1 })]
    [InlineData(1, 4, new[] { 1 })]
    public void A_last_batch_keeps_those_left_and_a_single_one_joins_the_batch_before(int people, int size, int[] expected) =>
        Assert.Equal(expected, EpochBatches.Split(Everybody[..people], size).Select(batch => batch.Length));

    private static string[] NamesOf(int[] rows, string[] ids) => [.. rows.Select(row => ids[row]).Order(StringComparer.Ordinal)];
}
