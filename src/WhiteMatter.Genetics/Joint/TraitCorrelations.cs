using System.Runtime.InteropServices;
using System.Text;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Joint;

/// <summary>
/// The correlation of the traits' z for every variant: one for all, or one for each group of variants where a model puts something else in the traits'
/// place from chromosome to chromosome, or where X and Y are tested in other people and with other covariates.
/// </summary>
public sealed class TraitCorrelations
{
    private const ulong Magic = 0x3252_524F_434D_4D57; // "WMMCORR2"

    /// <summary>Where runs of variants of one matrix begin, and which it is.</summary>
    private readonly List<(int First, int Place)> _runs;

    /// <summary>Columns that covariates beside the association's take of each matrix's variants.</summary>
    private readonly List<int> _moreColumns;

    private TraitCorrelations(int traits, IReadOnlyList<double[]> matrices, List<(int First, int Place)> runs, List<int>? moreColumns = null) =>
        (Traits, Matrices, _runs, _moreColumns) = (traits, matrices, runs, moreColumns ?? [.. matrices.Select(_ => 0)]);

    /// <summary>K.</summary>
    public int Traits { get; }

    /// <summary>The matrices, K × K each.</summary>
    public IReadOnlyList<double[]> Matrices { get; }

    /// <summary>One correlation for every variant.</summary>
    /// <param name="matrix">K × K.</param>
    /// <param name="traits">K.</param>
    public static TraitCorrelations One(double[] matrix, int traits) => new(traits, [matrix], [(0, 0)]);

    /// <summary>Those of the traits of a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TraitCorrelations Of(AssociationDesign design, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        return One(TraitCorrelation.Of(design, threads, cancellationToken), design.Traits.Length);
    }

    /// <summary>
    /// Those of the traits of a design, of chromosomes X and Y in the people and with the covariates that these are tested with: n K² / 2 multiply-adds
    /// each. A chromosome of which no more people are left than twice the traits keeps everybody's: its own would say little.
    /// </summary>
    /// <param name="design">The design.</param>
    /// <param name="chromosomes">The variants of X, Y and MT; null where all are autosomes.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TraitCorrelations Of(AssociationDesign design, SexChromosomes? chromosomes, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        var traits = design.Traits.Length;
        var matrices = new List<double[]> { TraitCorrelation.Of(design, threads, cancellationToken) };
        var (runs, moreColumns) = (new List<(int First, int Place)> { (0, 0) }, new List<int> { 0 });
        var places = new Dictionary<ChromosomePloidy, int> { [ChromosomePloidy.Two] = 0, [ChromosomePloidy.One] = 0 };
        foreach (var run in chromosomes?.Runs ?? [])
        {
            if (!places.TryGetValue(run.Ploidy, out var place))
            {
                var own = chromosomes!.DesignOf(design, run.Ploidy, isBinary: false);
                var matrix = own is not null && own.People - own.Rank > 2 * traits ? TraitCorrelation.Of(own, threads, cancellationToken) : null;
                if (matrix is not null && matrix.All(double.IsFinite))
                {
                    place = matrices.Count;
                    matrices.Add(matrix);
                    moreColumns.Add(own!.Rank - design.Rank);
                }

                places.Add(run.Ploidy, place);
            }

            runs.Add(((int)run.First, place));
            runs.Add(((int)(run.First + run.Count), 0));
        }

        return new TraitCorrelations(traits, matrices, runs, moreColumns);
    }

    /// <summary>Those of what a model puts in the traits' place: of each group of variants that it has, n K² / 2 multiply-adds.</summary>
    /// <param name="design">The design.</param>
    /// <param name="tested">What is tested in the traits' place.</param>
    /// <param name="variants">Number of variants of the file.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TraitCorrelations Of(AssociationDesign design, ScoreTraits tested, int variants, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(tested);
        var (runs, matrices, places) = (new List<(int First, int Place)>(), new List<double[]>(), new Dictionary<int, int>());
        var left = design with { Residuals = new double[design.Residuals.Length] };
        for (var (variant, last) = (0, -1); variant < variants; variant++)
        {
            var group = tested.GroupOf(variant);
            if (group == last)
            {
                continue;
            }

            last = group;
            if (!places.TryGetValue(group, out var place))
            {
                tested.Fill(group, left.Residuals);
                TakeCovariatesOut(left, threads);
                place = matrices.Count;
                places.Add(group, place);
                matrices.Add(TraitCorrelation.Of(left, threads, cancellationToken));
            }

            runs.Add((variant, place));
        }

        return new TraitCorrelations(design.Traits.Length, matrices, runs);
    }

    /// <summary>
    /// That of what a mixed model leaves of the traits, for genotypes of related people: of r_i'Ar_j, with A their relationships, since g'r_i and
    /// g'r_j of a genotype g with the covariance A have that. With unrelated people it is that of r_i'r_j.
    /// </summary>
    /// <param name="design">The design.</param>
    /// <param name="tested">What is tested in the traits' place, the same for every variant.</param>
    /// <param name="relationships">A, of the design's people in their order.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TraitCorrelations Of(
        AssociationDesign design, ScoreTraits tested, SparseRelationshipMatrix relationships, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(tested);
        ArgumentNullException.ThrowIfNull(relationships);
        var (n, traits) = (design.People, design.Traits.Length);
        var (left, products) = (new double[n * traits], new double[traits * traits]);
        tested.Fill(0, left);
        Parallel.For(0, traits, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, a =>
        {
            var related = new double[n];
            relationships.Multiply(left.AsSpan(a * n, n), related);
            for (var b = 0; b <= a; b++)
            {
                products[(a * traits) + b] = VectorProduct.Dot(related, left.AsSpan(b * n, n));
            }
        });
        var matrix = new double[traits * traits];
        for (var a = 0; a < traits; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var value = a == b ? 1 : products[(a * traits) + b] / Math.Sqrt(products[(a * traits) + a] * products[(b * traits) + b]);
                (matrix[(a * traits) + b], matrix[(b * traits) + a]) = (value, value);
            }
        }

        return One(matrix, traits);
    }

    /// <summary>Which matrix is that of a variant.</summary>
    /// <param name="variant">Its row in the file.</param>
    public int PlaceOf(int variant)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].First <= variant ? (middle, high) : (low, middle - 1);
        }

        return _runs[low].Place;
    }

    /// <summary>Columns that the covariates of a variant take beside those of the association: sex on X, or fewer on Y where men have one value of some.</summary>
    /// <param name="variant">Its row in the file.</param>
    public int MoreColumnsOf(int variant) => _moreColumns[PlaceOf(variant)];

    /// <summary>Writes the matrices, little-endian, 8 K² bytes each.</summary>
    /// <param name="output">Where to; left open.</param>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Traits);
        writer.Write(Matrices.Count);
        writer.Write(_runs.Count);
        foreach (var (first, place) in _runs)
        {
            writer.Write(first);
            writer.Write(place);
        }

        foreach (var columns in _moreColumns)
        {
            writer.Write(columns);
        }

        writer.Flush();
        foreach (var matrix in Matrices)
        {
            output.Write(MemoryMarshal.AsBytes<double>(matrix));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="input">Where from.</param>
    /// <exception cref="InvalidDataException">The stream holds no correlations, or not all of them.</exception>
    public static TraitCorrelations Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException("The stream holds no correlations of traits.");
            }

            var (traits, count, runCount) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var runs = new List<(int First, int Place)>();
            for (var i = 0; i < runCount; i++)
            {
                runs.Add((reader.ReadInt32(), reader.ReadInt32()));
            }

            List<int> moreColumns = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt32())];
            var matrices = new double[count][];
            for (var i = 0; i < count; i++)
            {
                matrices[i] = new double[checked(traits * traits)];
                input.ReadExactly(MemoryMarshal.AsBytes(matrices[i].AsSpan()));
            }

            return new TraitCorrelations(traits, matrices, runs, moreColumns);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The correlations of traits end early.", exception);
        }
    }

    /// <summary>
    /// The kernel takes the covariates out of complete traits over everybody. Of a trait with gaps it takes them out over the trait's own people,
    /// which they have been taken out of already.
    /// </summary>
    private static void TakeCovariatesOut(AssociationDesign design, int threads)
    {
        if (design.HasMissingTraits)
        {
            return;
        }

        var n = design.People;
        Parallel.For(0, design.Traits.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, t =>
        {
            var trait = design.Residuals.AsSpan(t * n, n);
            for (var c = 0; c < design.Rank; c++)
            {
                var column = design.Basis.AsSpan(c * n, n);
                VectorProduct.Add(-VectorProduct.Dot(column, trait), column, trait);
            }
        });
    }
}
