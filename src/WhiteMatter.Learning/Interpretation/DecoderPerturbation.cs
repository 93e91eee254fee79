using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>What is taken of the differences d of n people in a voxel.</summary>
public enum DifferenceStatistic
{
    /// <summary>The paired |t|, |mean(d)| √n / sd(d), the standard deviation with the divisor n − 1.</summary>
    PairedT,

    /// <summary>The size of the mean, |mean(d)|.</summary>
    MeanChange,
}

/// <summary>
/// What a decoder does when people's latents are moved (PerDI, Patel et al. 2024): each person's latents z and z + step are decoded, and in each voxel of the mask a statistic
/// of the n differences is taken.
/// </summary>
/// <remarks>
/// The standard deviation is taken for at least <see cref="LeastSpread"/> of the root mean square of what is decoded of z, which is the rounding of
/// single precision: where a decoder moves everybody alike, a voxel's t is then finite and in proportion to the difference.
/// Sums are in double precision, in the order of the people; batches are of a fixed number of people, and so the bytes are the same again in one
/// numeric environment, however many steps are asked for at once.
/// Memory: the weights, what the layers give for a batch, and 16 bytes a voxel of the mask and step, for at most <see cref="StepsAtOnce"/> steps.
/// </remarks>
public static class DecoderPerturbation
{
    /// <summary>Least standard deviation of the differences, as a share of the root mean square of what is decoded.</summary>
    public const double LeastSpread = 1.0 / (1 << 20);

    private const long MostSumBytes = 1L << 29;
    private const long MostVoxels = 1L << 20;
    private const int MostSteps = 64;
    private const int MostPeople = 32;

    /// <summary>Steps whose sums are held at once.</summary>
    /// <param name="maskVoxels">Voxels of the mask.</param>
    public static int StepsAtOnce(int maskVoxels) => (int)Math.Clamp(MostSumBytes / (16L * maskVoxels), 1, MostSteps);

    /// <summary>People decoded at once.</summary>
    /// <param name="size">The grid.</param>
    public static int PeopleAtOnce(VolumeSize size) => (int)Math.Clamp(MostVoxels / size.Voxels, 1, MostPeople);

    /// <summary>Volumes that are decoded: each person's for each step, and once more for each so many steps.</summary>
    /// <param name="people">People.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="maskVoxels">Voxels of the mask.</param>
    public static long Decodings(int people, int steps, int maskVoxels) =>
        people * (steps + (((long)steps + StepsAtOnce(maskVoxels) - 1) / StepsAtOnce(maskVoxels)));

    /// <summary>Decodes on the thread that calls.</summary>
    /// <param name="network">The network, or several whose volumes are averaged; put into evaluation mode.</param>
    /// <param name="volumes">The grid and mask.</param>
    /// <param name="latents">For each of at least two people the K latents.</param>
    /// <param name="steps">Steps in the K latents.</param>
    /// <param name="statistic">What is taken of the differences.</param>
    /// <param name="execution">Where and in how many digits the network runs.</param>
    /// <param name="mapped">Told each step's place and the statistic in each voxel of the mask, in the order of the steps; the array is used again.</param>
    /// <param name="progress">Told the number of volumes decoded, of <see cref="Decodings"/>.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <param name="changed">Told before it each step's place and the mean of the differences with its sign; the array is used again.</param>
    /// <exception cref="LearningException">The network makes no finite numbers.</exception>
    public static void Run(
        LatentDecoder network,
        NormalisedVolumes volumes,
        IReadOnlyList<double[]> latents,
        IReadOnlyList<double[]> steps,
        DifferenceStatistic statistic,
        NetworkExecution execution,
        Action<int, float[]> mapped,
        IProgress<long>? progress,
        CancellationToken cancellationToken,
        Action<int, float[]>? changed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(mapped);
        ArgumentOutOfRangeException.ThrowIfLessThan(latents.Count, 2);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var decoder = new MaskedDecoder(network, volumes, execution);
        var map = new float[volumes.MaskVoxels];
        var atOnce = StepsAtOnce(volumes.MaskVoxels);
        var (done, least) = (0L, double.NaN);
        for (var first = 0; first < steps.Count; first += atOnce)
        {
            using var pass = NewDisposeScope();
            var sums = Enumerable.Range(first, Math.Min(atOnce, steps.Count - first)).Select(step => new DifferenceSums(steps[step], decoder)).ToArray();
            double squares = 0;
            for (var person = 0; person < latents.Count; person += decoder.PeopleAtOnce)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var batch = NewDisposeScope();
                double[][] people = [.. latents.Skip(person).Take(decoder.PeopleAtOnce)];
                var still = decoder.Decode(people, null);
                squares += still.to(ScalarType.Float64).square().sum().item<double>();
                done += people.Length;
                foreach (var sum in sums)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    sum.Add(people, still);
                    done += people.Length;
                    progress?.Report(done);
                }
            }

            if (!double.IsFinite(squares))
            {
                throw new LearningException(LearningProblem.LossNotFinite, "The network makes no finite numbers of these people's latents.");
            }

            least = double.IsNaN(least) ? Math.Sqrt(squares / ((double)latents.Count * map.Length)) * LeastSpread : least;
            for (var i = 0; i < sums.Length; i++)
            {
                if (changed is not null)
                {
                    sums[i].Mean(latents.Count, map);
                    changed(first + i, map);
                }

                if (statistic == DifferenceStatistic.MeanChange)
                {
                    sums[i].MeanChange(latents.Count, map);
                }
                else
                {
                    sums[i].PairedT(latents.Count, least, map);
                }

                if (!float.IsFinite(map.Sum()))
                {
                    throw new LearningException(LearningProblem.LossNotFinite, "The network makes no finite numbers of these people's latents once they are moved.");
                }

                mapped(first + i, map);
            }
        }
    }

    /// <summary>Sums of the differences that a step makes, and of their squares.</summary>
    private sealed class DifferenceSums(double[] step, MaskedDecoder decoder)
    {
        private readonly Tensor _sums = zeros([decoder.Voxels], ScalarType.Float64, decoder.Device);
        private readonly Tensor _squares = zeros([decoder.Voxels], ScalarType.Float64, decoder.Device);

        public void Add(double[][] people, Tensor still)
        {
            using var scope = NewDisposeScope();
            var difference = decoder.Decode(people, step).sub(still).to(ScalarType.Float64);
            _sums.add_(difference.sum(0));
            _squares.add_(difference.square().sum(0));
        }

        public void Mean(int people, float[] map)
        {
            using var scope = NewDisposeScope();
            _sums.div(people).to(ScalarType.Float32).cpu().data<float>().CopyTo(map);
        }

        public void MeanChange(int people, float[] map)
        {
            using var scope = NewDisposeScope();
            _sums.abs().div(people).to(ScalarType.Float32).cpu().data<float>().CopyTo(map);
        }

        public void PairedT(int people, double least, float[] map)
        {
            using var scope = NewDisposeScope();
            var means = _sums.div(people);
            var spread = _squares.sub(_sums.mul(means)).clamp(min: 0).div(people - 1).sqrt();
            var floor = full([1], Math.Max(least, double.Epsilon), ScalarType.Float64, decoder.Device);
            means.abs().mul(Math.Sqrt(people)).div(spread.maximum(floor)).to(ScalarType.Float32).cpu().data<float>().CopyTo(map);
        }
    }
}
