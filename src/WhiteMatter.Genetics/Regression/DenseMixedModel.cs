using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// Mixed models of all traits of a design with a dense relationship matrix, before any variant: for traits that the same people have, the directions
/// in which their relationships are diagonal.
/// </summary>
/// <param name="Groups">The directions of each group of traits.</param>
public sealed record DenseMixedModel(ImmutableArray<DenseDirections> Groups)
{
    /// <summary>The most people of a design: a matrix of so many takes 800 MB, and its vectors as much again.</summary>
    public const int MostPeople = 10_000;

    /// <summary>The most numbers of all groups' vectors together, 8 bytes each.</summary>
    public const long MostNumbers = 2L * MostPeople * MostPeople;

    private const ulong Magic = 0x3144_4D58_494D_4D57; // "WMMIXMD1"

    /// <summary>Decomposes the relationships of each group.</summary>
    /// <param name="matrix">The relationships of the design's people.</param>
    /// <param name="design">The design.</param>
    /// <param name="threads">Threads to use; results do not depend on them.</param>
    /// <param name="progress">Told the rows done, and all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static DenseMixedModel Decompose(
        double[][] matrix, AssociationDesign design, int threads, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(design);
        Check(design);
        var groups = TraitGroup.Of(design);
        var (all, done) = (groups.Sum(group => (long)group.People.Length), 0L);
        var found = ImmutableArray.CreateBuilder<DenseDirections>(groups.Length);
        foreach (var group in groups)
        {
            var before = done;
            found.Add(DenseDirections.Of(matrix, design, group, threads, new Rows(rows => progress?.Invoke(before + rows, all)), cancellationToken));
            done += group.People.Length;
        }

        progress?.Invoke(all, all);
        return new DenseMixedModel(found.MoveToImmutable());
    }

    /// <summary>Refuses a design of too many people, or one whose traits have too many different people.</summary>
    /// <param name="design">The design.</param>
    /// <exception cref="RegressionException">It is.</exception>
    public static void Check(AssociationDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (design.People > MostPeople)
        {
            throw new RegressionException(RegressionProblem.TooManyPeople, design.People);
        }

        var groups = TraitGroup.Of(design);
        if (groups.Sum(group => (long)group.People.Length * group.People.Length) > MostNumbers)
        {
            throw new RegressionException(RegressionProblem.TooManyGroups, groups.Length);
        }
    }

    /// <summary>The variance components of every trait, in the order of the design, by restricted maximum likelihood.</summary>
    /// <param name="design">The design.</param>
    public ImmutableArray<TraitMixedFit> Fit(AssociationDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        var fits = new TraitMixedFit[design.Traits.Length];
        foreach (var directions in Groups)
        {
            var likelihood = new RestrictedLikelihood(directions.Values);
            foreach (var trait in directions.Group.Traits)
            {
                var y = directions.Rotate(directions.Group.Trait(design, trait));
                var ratio = likelihood.FindNull(y, likelihood.AtBorders(y, y));
                fits[trait] = new TraitMixedFit(
                    design.Traits[trait], directions.Group.People.Length, Components(likelihood, directions.MeanDiagonal, y, ratio), double.NaN);
            }
        }

        return [.. fits];
    }

    /// <summary>Writes the directions, little-endian: 8 bytes for each person of a group and direction.</summary>
    /// <param name="output">Where to.</param>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Groups.Length);
        foreach (var directions in Groups)
        {
            writer.Write(directions.Group.People.Length);
            writer.Write(directions.Group.Traits.Length);
            writer.Write(directions.Values.Length);
            writer.Write(directions.MeanDiagonal);
            writer.Write(MemoryMarshal.AsBytes(directions.Group.People.AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(directions.Group.Traits.AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(directions.Values.AsSpan()));
            foreach (var vector in directions.Vectors)
            {
                writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
            }
        }
    }

    /// <summary>Reads directions.</summary>
    /// <param name="input">Where from.</param>
    /// <exception cref="InvalidDataException">The stream holds none, or not all.</exception>
    public static DenseMixedModel Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt64() != Magic)
            {
                throw new InvalidDataException("The stream holds no directions of a mixed model.");
            }

            var groups = new DenseDirections[reader.ReadInt32()];
            for (var g = 0; g < groups.Length; g++)
            {
                var (people, traits, values, mean) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
                if (people is < 0 or > MostPeople || traits < 0 || values < 0 || values > people)
                {
                    throw new InvalidDataException("The sizes of a mixed model contradict each other.");
                }

                var group = new TraitGroup(ReadAll<int>(input, people), ReadAll<int>(input, traits));
                var numbers = ReadAll<double>(input, values);
                groups[g] = new DenseDirections(group, mean, numbers, [.. numbers.Select(_ => ReadAll<double>(input, people))]);
            }

            return new DenseMixedModel([.. groups]);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The directions of a mixed model end early.", exception);
        }
    }

    private static VarianceComponents Components(RestrictedLikelihood likelihood, double meanDiagonal, double[] y, double ratio)
    {
        var sums = likelihood.At([], y, ratio);
        var scaled = meanDiagonal * ratio;
        var share = scaled / (1 + scaled);
        var border = ratio is RestrictedLikelihood.Least or RestrictedLikelihood.Greatest;

        // Of ln λ, of which dh²/d ln λ = h²(1 − h²).
        var error = border ? double.NaN : share * (1 - share) / Math.Sqrt(-sums.Curvature(likelihood.Count));
        return new VarianceComponents(share, error, sums.Left / likelihood.Count * (1 + scaled), likelihood.LogLikelihood([], y, ratio));
    }

    private static T[] ReadAll<T>(Stream input, int count)
        where T : unmanaged
    {
        var values = new T[count];
        input.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private sealed class Rows(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
