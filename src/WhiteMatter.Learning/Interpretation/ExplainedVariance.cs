using System.Collections.Immutable;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>How much of people's volumes a network's reconstructions explain, in the units that the network sees.</summary>
/// <param name="Residual">For each voxel of the masks, channel by channel, Σ (x − x̂)² over the people who have an image there.</param>
/// <param name="Total">For each of them Σ (x − x̄)² over these people, x̄ their mean in that voxel.</param>
/// <param name="OfPeople">For each person 1 − Σ (x − x̂)² / Σ (x − m)² over the voxels of the masks of the channels in which there is an image, m the person's own mean in the voxel's channel.</param>
public sealed record ExplainedVariance(double[] Residual, double[] Total, ImmutableArray<double> OfPeople)
{
    /// <summary>
    /// Reconstructs people, each alone and from the latents given; operations are begun on the thread that calls. Sums are in double precision, in the order of the people.
    /// Memory: the weights, what the layers give for one person, three volumes, for a CUDA device a volume for each thread besides, and 24 bytes a voxel of the mask.
    /// </summary>
    /// <param name="network">The network, or several whose volumes are averaged; put into evaluation mode.</param>
    /// <param name="volumes">The volumes, of the network's grid.</param>
    /// <param name="people">Rows of at least one person.</param>
    /// <param name="latents">Their latents.</param>
    /// <param name="execution">Where and in how many digits the network runs.</param>
    /// <param name="progress">Told the number of people done.</param>
    /// <param name="cancellationToken">Stops between two people.</param>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public static ExplainedVariance Of(
        LatentDecoder network,
        NormalisedVolumes volumes,
        IReadOnlyList<int> people,
        IReadOnlyList<double[]> latents,
        NetworkExecution execution,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentOutOfRangeException.ThrowIfZero(people.Count);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var decoder = new MaskedDecoder(network, volumes, execution);
        float[][] read = [];
        using var ahead = new ReadAhead(people.Count, decoder.ReadAhead, 1, (i, slot) => volumes.Read(people[i], read[slot]));
        read = [.. Enumerable.Range(0, ahead.Slots).Select(_ => new float[volumes.MaskVoxels])];
        ahead.Start();
        var made = new float[volumes.MaskVoxels];
        var (residual, sums, total) = (new double[made.Length], new double[made.Length], new double[made.Length]);
        var shares = ImmutableArray.CreateBuilder<double>(people.Count);
        for (var i = 0; i < people.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seen = read[ahead.Take()];
            using (var person = NewDisposeScope())
            {
                decoder.Decode([latents[i]], null).cpu().data<float>().CopyTo(made);
            }

            double unexplained = 0, own = 0;
            for (var channel = 0; channel < volumes.Channels; channel++)
            {
                if (!volumes.Has(people[i], channel))
                {
                    continue;
                }

                var (first, voxels) = volumes.MaskOf(channel);
                var mean = Mean(seen.AsSpan(first, voxels));
                for (var v = first; v < first + voxels; v++)
                {
                    double value = seen[v], error = value - made[v];
                    unexplained += error * error;
                    own += (value - mean) * (value - mean);
                    residual[v] += error * error;
                    sums[v] += value;
                    total[v] += value * value;
                }
            }

            shares.Add(1 - (unexplained / own));
            progress?.Report(i + 1);
        }

        var present = volumes.CountPresent(people);
        for (var channel = 0; channel < volumes.Channels; channel++)
        {
            var (first, voxels) = volumes.MaskOf(channel);
            for (var v = first; v < first + voxels; v++)
            {
                total[v] = Math.Max(0, total[v] - (sums[v] * sums[v] / Math.Max(1, present[channel])));
            }
        }

        return new ExplainedVariance(residual, total, shares.MoveToImmutable());
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
