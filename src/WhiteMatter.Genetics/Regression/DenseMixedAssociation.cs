using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The exact mixed model of every trait with every variant: y = Xa + gβ + u + e, u ~ N(0, σ²g A), with σ²g / σ²e by restricted maximum likelihood
/// for each of them anew, and Wald's test of β against Student's t (GEMMA: Zhou and Stephens 2012, Nature Genetics 44, 821).
/// </summary>
/// <remarks>
/// People without the genotype have the mean of the others, as in GEMMA: to leave them out would need another matrix. Cost: people² multiply-adds
/// for each variant and group of traits, and some 40 × people for each trait. Memory: the directions, 8 bytes × people² for each group.
/// </remarks>
public static class DenseMixedAssociation
{
    /// <summary>Variants that are rotated at once.</summary>
    private const int Together = 32;

    /// <summary>Under this share of a variant's variance what the covariates leave of it counts as nothing.</summary>
    private const double Collinear = 1e-9;

    /// <summary>Under this share of a trait's variance what a variant leaves of it counts as nothing.</summary>
    private const double Nothing = 1e-14;

    /// <summary>Tests a range of variants and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="model">The directions of the design's people.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="threads">Threads to use; results do not depend on them.</param>
    /// <param name="output">Receives the blocks (<see cref="AssociationTableWriter.WriteBlock"/>).</param>
    /// <param name="cancellationToken">Ends the work; nothing is half-written but the block at hand.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design, DenseMixedModel model, GenotypeSource source, AssociationRange range, int threads, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(output);
        range.Check(design, source);
        using var scan = new AssociationScan(
            design, source, range.WithoutDesigns, part => new DenseKernel(part, model, threads), isBinary: false, threads);
        scan.Run(output, cancellationToken);
    }

    /// <summary>Writes the genotypes of samples as numbers; returns of how many they are known.</summary>
    private delegate int Unpacking<T>(ReadOnlySpan<T> genotypes, ReadOnlySpan<int> samples, Span<double> into);

    private sealed class DenseKernel(AssociationDesign design, DenseMixedModel model, int threads) : AssociationKernel
    {
        private readonly Group[] _groups = [.. model.Groups.Select(directions => new Group(design, directions))];

        public override int StudentRank => design.Rank;

        public override void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            Test(calls, rows.Stride, rows.Variants, GenotypeNumbers.Unpack, results, cancellationToken);

        public override void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            Test(dosages, rows.FileSamples, rows.Variants, GenotypeNumbers.Unpack, results, cancellationToken);

        public override void Dispose()
        {
        }

        private void Test<T>(
            ReadOnlySpan<T> genotypes, int stride, int variants, Unpacking<T> unpack, NativeAssociation.BlockResults results, CancellationToken cancellationToken)
        {
            for (var first = 0; first < variants; first += Together)
            {
                var count = Math.Min(Together, variants - first);
                foreach (var group in _groups)
                {
                    for (var v = 0; v < count; v++)
                    {
                        group.Called[v] = unpack(genotypes.Slice((first + v) * stride, stride), group.Samples, group.Numbers[v]);
                    }

                    Test(group, first, count, results, cancellationToken);
                }
            }
        }

        private void Test(Group group, int first, int count, NativeAssociation.BlockResults results, CancellationToken cancellationToken)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
            DenseProduct.Multiply(group.Directions.Vectors, group.Numbers, count, group.Rotated, options);
            var (likelihood, traits) = (group.Likelihood, group.Directions.Group.Traits);
            Parallel.For(0, count, options, v =>
            {
                var (numbers, rotated) = (group.Numbers[v], group.Rotated[v]);
                var reason = ReasonOf(numbers, rotated, group.Called[v]);
                var gg = reason == UntestedReason.Tested ? likelihood.AtBorders(rotated, rotated) : [];
                var (statistics, degrees) = (new double[traits.Length], new double[traits.Length]);
                var logs = new double[traits.Length];
                for (var t = 0; t < traits.Length; t++)
                {
                    var cell = ((first + v) * design.Traits.Length) + traits[t];
                    var (y, yy) = group.Traits[t];
                    var (beta, error) = (double.NaN, double.NaN);
                    var why = reason;
                    if (reason == UntestedReason.Tested)
                    {
                        var ratio = likelihood.Find(rotated, y, gg, likelihood.AtBorders(rotated, y), yy);
                        var sums = likelihood.At(rotated, y, ratio);
                        (beta, error) = (sums.Beta, sums.StandardError(likelihood.Count));
                        why = sums.Left > Nothing * sums.Yy.First ? reason : UntestedReason.PerfectFit;
                    }

                    (statistics[t], degrees[t]) = (why == UntestedReason.Tested ? beta / error : double.NaN, likelihood.Count - 1);
                    results.Beta[cell] = beta;
                    results.StandardError[cell] = why == UntestedReason.PerfectFit ? 0 : error;
                    results.Reason[cell] = (byte)why;
                    if (results.Used.Length > 0)
                    {
                        results.Used[cell] = numbers.Length;
                    }
                }

                NativeAssociation.NegLog10P(statistics, degrees, logs);
                for (var t = 0; t < traits.Length; t++)
                {
                    results.NegLog10P[((first + v) * design.Traits.Length) + traits[t]] = logs[t];
                }
            });
        }

        private static UntestedReason ReasonOf(ReadOnlySpan<double> numbers, ReadOnlySpan<double> rotated, int called)
        {
            if (called == 0)
            {
                return UntestedReason.TooFewPeople;
            }

            var (mean, spread, left) = (0.0, 0.0, 0.0);
            foreach (var number in numbers)
            {
                mean += number / numbers.Length;
            }

            foreach (var number in numbers)
            {
                spread += (number - mean) * (number - mean);
            }

            foreach (var number in rotated)
            {
                left += number * number;
            }

            return spread <= 1e-9 ? UntestedReason.Monomorphic : left <= Collinear * spread ? UntestedReason.Collinear : UntestedReason.Tested;
        }
    }

    /// <summary>The traits of a group in its directions, and room for the variants at hand.</summary>
    private sealed class Group
    {
        public Group(AssociationDesign design, DenseDirections directions)
        {
            var people = directions.Group.People;
            Directions = directions;
            Likelihood = new RestrictedLikelihood(directions.Values);
            Samples = [.. people.Select(i => design.SampleIndex[i])];
            Traits = new (double[], (double, double)[])[directions.Group.Traits.Length];
            for (var t = 0; t < Traits.Length; t++)
            {
                var y = directions.Rotate(directions.Group.Trait(design, directions.Group.Traits[t]));
                Traits[t] = (y, Likelihood.AtBorders(y, y));
            }

            Numbers = [.. Enumerable.Range(0, Together).Select(_ => new double[people.Length])];
            Rotated = [.. Enumerable.Range(0, Together).Select(_ => new double[RestrictedLikelihood.WidthOf(directions.Values.Length)])];
        }

        public DenseDirections Directions { get; }

        public RestrictedLikelihood Likelihood { get; }

        public int[] Samples { get; }

        public (double[] Values, (double First, double Second)[] AtBorders)[] Traits { get; }

        public int[] Called { get; } = new int[Together];

        public double[][] Numbers { get; }

        public double[][] Rotated { get; }
    }
}
