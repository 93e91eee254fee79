using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Regression;

/// <summary>Score tests of many variants against what a fitted model leaves of the traits.</summary>
/// <remarks>
/// With r the left trait, M the projection off the covariates and n − c the people less the covariates' rank, z = g'r √(n − c) / √(g'Mg r'Mr),
/// times the model's calibration, is compared with the normal distribution; β is that of least squares of r on g, times the model's scale, and
/// its standard error β/z. It has the least-squares kernel's treatment of gaps: people without the genotype or the trait are left out of that
/// cell exactly. Traits are packed once for each group of variants, so a file sorted by chromosome costs one packing a chromosome.
/// </remarks>
public static class ScoreAssociation
{
    /// <summary>Degrees of freedom at which Student's t is the normal distribution to double precision.</summary>
    private const double Normal = 1e18;

    /// <summary>Tests a range of variants and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="traits">What is tested in the traits' place.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Receives the blocks (<see cref="AssociationTableWriter.WriteBlock"/>).</param>
    /// <param name="cancellationToken">Ends the work; nothing is half-written but the block at hand.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design,
        ScoreTraits traits,
        GenotypeSource source,
        AssociationRange range,
        AssociationOptions options,
        Stream output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        range.Check(design, source);
        using var scan = new AssociationScan(
            design,
            source,
            range.WithoutDesigns,
            part => new ScoreKernel(part, traits, source.HasDosages, options),
            isBinary: false,
            options.Threads);
        scan.Run(output, cancellationToken);
    }

    private sealed class ScoreKernel : AssociationKernel
    {
        private readonly AssociationDesign _design;
        private readonly ScoreTraits _traits;
        private readonly bool _dosages;
        private readonly AssociationOptions _options;
        private readonly double[] _effectScales;
        private readonly double[] _calibrations;
        private NativeAssociation.LinearHandle? _packed;
        private int _group = -1;
        private int[] _degrees = [];

        public ScoreKernel(AssociationDesign design, ScoreTraits traits, bool dosages, AssociationOptions options)
        {
            _traits = traits;
            _dosages = dosages;
            _options = options;
            _design = design with { Residuals = new double[design.Residuals.Length] };
            _effectScales = [.. Enumerable.Range(0, design.Traits.Length).Select(traits.EffectScale)];
            _calibrations = new double[design.Traits.Length];
        }

        public override int StudentRank => -1;

        public override int Stretch(int first, int count)
        {
            var group = _traits.GroupOf(first);
            if (group != _group)
            {
                _packed?.Dispose();
                _packed = null;
                _traits.Fill(group, _design.Residuals);
                for (var t = 0; t < _calibrations.Length; t++)
                {
                    _calibrations[t] = _traits.Calibration(t);
                }

                _packed = NativeAssociation.CreateDesign(_design, _options, _dosages);
                _group = group;
            }

            var together = 1;
            while (together < count && _traits.GroupOf(first + together) == group)
            {
                together++;
            }

            return together;
        }

        public override void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken)
        {
            _packed!.Test(calls, rows, _options.Threads, ref cancel, WithDegrees(results), cancellationToken);
            Score(results, rows.Variants);
        }

        public override void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken)
        {
            _packed!.Test(dosages, rows, _options.Threads, ref cancel, WithDegrees(results), cancellationToken);
            Score(results, rows.Variants);
        }

        public override void Dispose() => _packed?.Dispose();

        private NativeAssociation.BlockResults WithDegrees(NativeAssociation.BlockResults results)
        {
            if (_degrees.Length < results.Beta.Length)
            {
                _degrees = new int[results.Beta.Length];
            }

            return results with { DegreesOfFreedom = _degrees };
        }

        /// <summary>Makes score statistics of least-squares ones: with ρ the partial correlation, z = ρ √(n − c) and t = ρ √(n − c − 1) / √(1 − ρ²).</summary>
        private void Score(NativeAssociation.BlockResults results, int variants)
        {
            var count = _calibrations.Length;
            Parallel.For(
                0,
                variants,
                new ParallelOptions { MaxDegreeOfParallelism = _options.Threads },
                () => (Z: new double[count], Degrees: Enumerable.Repeat(Normal, count).ToArray()),
                (v, _, room) =>
                {
                    for (var t = 0; t < count; t++)
                    {
                        var cell = (v * count) + t;
                        var (beta, error, degrees) = (results.Beta[cell], results.StandardError[cell], (double)_degrees[cell]);
                        var statistic = beta / error;
                        var ratio = Math.Sqrt((degrees + (statistic * statistic)) / (degrees + 1)) / _calibrations[t];
                        var perfect = double.IsInfinity(statistic);
                        room.Z[t] = perfect ? Math.Sign(beta) * Math.Sqrt(degrees + 1) * _calibrations[t] : statistic / ratio;
                        results.Beta[cell] = beta * _effectScales[t];
                        results.StandardError[cell] = perfect ? results.Beta[cell] / room.Z[t] : error * _effectScales[t] * ratio;
                    }

                    NativeAssociation.NegLog10P(room.Z, room.Degrees, results.NegLog10P.AsSpan(v * count, count));
                    return room;
                },
                _ => { });
        }
    }
}
