using System.Globalization;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>
/// What another number of threads does to 32³: sums are taken in another order, so that numbers differ in the last bits of single precision (2⁻²⁴, 6e-8 of a number). Encoding passes them on once; training, in
/// which Adam divides by gradients that may be near 0, makes them greater with every step.
/// </summary>
public sealed class ThreadsTests
{
    private static readonly TrainingRun s_run = new()
    {
        Source = new SyntheticVolumes(new VolumeSize(32, 32, 32), 14),
        Architecture = new AutoencoderArchitecture([4, 8, 16], 8),
    };

    [LibtorchFact]
    public void Latents_of_the_same_weights_agree_within_a_hundred_thousandth_of_their_spread()
    {
        using var network = new VolumeAutoencoder(s_run.Architecture, s_run.Source.Size);
        InitialWeights.Draw(network, 7);
        int[] people = [.. Enumerable.Range(0, s_run.Source.Ids.Count)];
        double[][] Encode(int threads) => LatentEncoder.Encode(
            network, new NormalisedVolumes(s_run.Source, VolumeNormalisation.ZScore), people, NetworkExecution.OnProcessor(threads), null, CancellationToken.None);
        var (one, two) = (Encode(1), Encode(2));
        var most = Enumerable.Range(0, s_run.Architecture.Latents).Max(latent =>
        {
            double[] values = [.. one.Select(person => person[latent])];
            var mean = values.Average();
            var spread = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
            return people.Max(person => Math.Abs(one[person][latent] - two[person][latent])) / spread;
        });
        Assert.True(most <= 1e-5, most.ToString("R", CultureInfo.InvariantCulture));
    }

    [LibtorchFact]
    public void Losses_of_a_training_part_slowly_and_the_same_people_are_held_out()
    {
        using var one = Train(1);
        using var two = Train(2);
        Assert.Equal(one.Split.Validation.AsEnumerable(), two.Split.Validation);
        var apart = one.History.Zip(two.History, (a, b) => Math.Max(Apart(a.TrainingLoss, b.TrainingLoss), Apart(a.ValidationLoss, b.ValidationLoss))).ToArray();
        Assert.True(apart.Max() <= MostApart, string.Join(", ", apart.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
    }

    private const double MostApart = 0.1;

    private static TrainingResult Train(int threads) => (s_run with { Options = s_run.Options with { Execution = NetworkExecution.OnProcessor(threads) } }).Run();

    private static double Apart(double one, double other) => Math.Abs(one - other) / one;
}
