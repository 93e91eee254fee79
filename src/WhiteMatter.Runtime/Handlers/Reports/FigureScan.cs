using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Reporting;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Reads an association table once and chooses the points of its figures.</summary>
internal sealed class FigureScan
{
    private readonly BimFile _variants;
    private readonly int[] _chosen;
    private readonly int _traits;
    private readonly ManhattanAccumulator _overview;
    private readonly QuantileAccumulator _pooled = new();
    private readonly ManhattanAccumulator[] _manhattan;
    private readonly QuantileAccumulator[] _quantiles;
    private readonly bool _everyTraitIsChosen;
    private readonly float[] _frequency;
    private int[] _drivers = [];

    public FigureScan(GenomeLayout genome, BimFile variants, int[] chosen, int traits)
    {
        _variants = variants;
        _chosen = chosen;
        _traits = traits;
        _overview = new ManhattanAccumulator(genome);
        _manhattan = [.. chosen.Select(_ => new ManhattanAccumulator(genome))];
        _quantiles = [.. chosen.Select(_ => new QuantileAccumulator())];
        _everyTraitIsChosen = chosen.Distinct().Count() == traits && chosen.Length == traits;
        _frequency = new float[variants.Count];
        Array.Fill(_frequency, float.NaN);
    }

    /// <summary>Of a joint test the trait that drives each variant, which a point then belongs to; null otherwise.</summary>
    public DrivingTraits? Drivers { get; init; }

    /// <summary>Frequency of the effect allele of a variant that was read.</summary>
    public double FrequencyOf(int variant) => _frequency[variant];

    public void Read(AssociationTable table, CancellationToken cancellationToken)
    {
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.Read(b, block);
            if (Drivers is not null)
            {
                Array.Resize(ref _drivers, block.FileVariants);
                Drivers.Read(block.FirstFileVariant, _drivers);
            }

            for (var v = 0; v < block.Count; v++)
            {
                _frequency[block.Variant[v]] = (float)block.Counts[v].A1Frequency;
            }

            for (var c = 0; c < _chosen.Length; c++)
            {
                for (var v = 0; v < block.Count; v++)
                {
                    var point = PointOf(block, v, _chosen[c]);
                    _manhattan[c].Add(point);
                    _quantiles[c].Add(point.NegLog10P);
                }
            }

            if (_traits > 1)
            {
                AddOverview(block);
            }
        }
    }

    /// <summary>
    /// The figures of the traits chosen, after that of the smallest P where there are several traits. A trait's λ is the exact one of the
    /// association, not that of the accumulator's bins.
    /// </summary>
    public AssociationPlotBuilder Plots(ImmutableArray<(string Name, double LambdaGc)> traits, bool quantiles, double threshold)
    {
        var plots = new AssociationPlotBuilder();
        if (_traits > 1)
        {
            Add(
                string.Create(CultureInfo.InvariantCulture, $"Smallest P over {_traits} traits"), _overview, quantiles ? Pooled().Plot(dependent: true) : null, true);
        }

        for (var c = 0; c < _chosen.Length; c++)
        {
            var (name, lambda) = traits[_chosen[c]];
            Add(name, _manhattan[c], quantiles ? _quantiles[c].Plot() with { LambdaGc = lambda, LambdaGcError = 0 } : null, false);
        }

        return plots;

        void Add(string label, ManhattanAccumulator accumulator, QqPlot? qq, bool overview) =>
            plots.Add(label, accumulator.Select(), qq, threshold, overview);
    }

    /// <summary>The tests of all traits: where each has a figure of its own, they have been counted there.</summary>
    private QuantileAccumulator Pooled()
    {
        if (_everyTraitIsChosen)
        {
            Array.ForEach(_quantiles, _pooled.Merge);
        }

        return _pooled;
    }

    private void AddOverview(AssociationBlock block)
    {
        for (var v = 0; v < block.Count; v++)
        {
            var best = -1;
            for (var t = 0; t < _traits; t++)
            {
                var value = block.NegLog10P[(t * block.Count) + v];
                if (double.IsNaN(value))
                {
                    continue;
                }

                if (!_everyTraitIsChosen)
                {
                    _pooled.Add(Drawn(value));
                }

                if (best < 0 || value > block.NegLog10P[(best * block.Count) + v])
                {
                    best = t;
                }
            }

            if (best >= 0)
            {
                _overview.Add(PointOf(block, v, best));
            }
        }
    }

    /// <summary>An exact fit has an infinite −log10 P; it is drawn at the largest number a page can hold.</summary>
    private static double Drawn(double negLog10P) => double.IsPositiveInfinity(negLog10P) ? 1e6 : negLog10P;

    private ManhattanPoint PointOf(AssociationBlock block, int v, int trait)
    {
        var cell = (trait * block.Count) + v;
        var variant = block.Variant[v];

        var negLog10P = Drawn(block.NegLog10P[cell]);
        return new ManhattanPoint(
            variant,
            _variants.ChromosomeIndex(variant),
            _variants.Position(variant),
            negLog10P,
            block.Beta[cell],
            block.StandardError[cell],
            Drivers is null ? trait : _drivers[variant - block.FirstFileVariant]);
    }
}
