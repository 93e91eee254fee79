using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Joint;

/// <summary>All traits of an association tested at once: what the methods have in common.</summary>
/// <remarks>R, the correlation of the residual traits, is that of everybody who is tested for the chromosome, also for a variant that lacks genotypes.</remarks>
public abstract class JointTest
{
    private readonly int _threads;

    private protected JointTest(AssociationTableHeader tested, TableStatistic statistic, int degrees, int threads)
    {
        _threads = threads;
        Tested = tested;
        Header = tested with { Traits = [AssociationTableHeader.JointTrait], Statistic = statistic, StatisticDegrees = degrees };
    }

    /// <summary>The association whose traits are tested together.</summary>
    public AssociationTableHeader Tested { get; }

    /// <summary>The correlation of z that the statistic is a form in; null where it is none.</summary>
    public virtual TraitCorrelations? Correlations => null;

    /// <summary>The header of the table of joint statistics.</summary>
    public AssociationTableHeader Header { get; }

    /// <summary>
    /// Tests every variant of the association, block by block: as many blocks at once as there are threads, written in order, so that the
    /// bytes do not depend on their number. Memory: for each thread one block of the association and what the method makes of it.
    /// </summary>
    /// <param name="association">The association that the test was prepared for.</param>
    /// <param name="output">Receives the table of joint statistics.</param>
    /// <param name="drivers">Receives for every variant of the file the trait that says most.</param>
    /// <param name="progress">Receives the number of blocks done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The association is damaged.</exception>
    public void Run(
        AssociationTable association, AssociationTableWriter output, DrivingTraitsWriter drivers, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(drivers);
        if (!association.Header.Traits.SequenceEqual(Tested.Traits, StringComparer.Ordinal) || association.Header.People != Tested.People)
        {
            throw new ArgumentException("The test was prepared for another association.", nameof(association));
        }

        var workers = new JointBlock[Math.Min(Math.Max(1, _threads), Math.Max(1, association.Blocks))];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = CreateBlock(association);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken };
        for (var first = 0; first < association.Blocks; first += workers.Length)
        {
            var count = Math.Min(workers.Length, association.Blocks - first);
            var start = first;
            Parallel.For(0, count, parallel, i => workers[i].Compute(start + i));
            for (var i = 0; i < count; i++)
            {
                output.Write(workers[i].Result);
                drivers.Write(workers[i].Result, workers[i].Drivers);
            }

            progress?.Report(first + count);
        }
    }

    /// <summary>Memory for one block after another.</summary>
    private protected abstract JointBlock CreateBlock(AssociationTable association);

    /// <summary>Refuses what no method can test together.</summary>
    /// <exception cref="JointException">The test cannot be made.</exception>
    private protected static void Check(AssociationTableHeader association, AssociationDesign design)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(design);
        var traits = association.Traits.Length;
        if (!association.IsSigned)
        {
            throw Problem(JointProblem.Unsigned, string.Empty, traits, design);
        }

        if (Difference(association, design) is { } difference)
        {
            throw Problem(JointProblem.DesignDiffers, difference, traits, design);
        }

        if (traits < 2)
        {
            throw Problem(JointProblem.TooFewTraits, string.Empty, traits, design);
        }
    }

    /// <summary>R of the design's own traits; refused where the association is of what a model put in their place.</summary>
    private protected static TraitCorrelations OfDesign(AssociationTableHeader association, AssociationDesign design, int threads, CancellationToken cancellationToken)
    {
        Check(association, design);
        return association.IsScore
            ? throw Problem(JointProblem.NotOfTraits, "it tests what a model leaves of the traits, and not the traits", association.Traits.Length, design)
            : TraitCorrelations.Of(design, threads, cancellationToken);
    }

    private protected static JointException Problem(JointProblem problem, string what, int degrees, AssociationDesign design) =>
        new(problem, what, degrees, FewestPeople(design), design.Rank);

    /// <summary>People of the design; with missing traits the fewest of a trait.</summary>
    private protected static int FewestPeople(AssociationDesign design)
    {
        if (!design.HasMissingTraits)
        {
            return design.People;
        }

        var fewest = design.People;
        for (var t = 0; t < design.Traits.Length; t++)
        {
            fewest = Math.Min(fewest, design.Missing.AsSpan(t * design.People, design.People).Count((byte)0));
        }

        return fewest;
    }

    /// <summary>What differs between association and design; null when they belong together.</summary>
    private static string? Difference(AssociationTableHeader association, AssociationDesign design)
    {
        if (association.Traits.Length != design.Traits.Length)
        {
            return $"{association.Traits.Length} traits and not {design.Traits.Length}";
        }

        for (var t = 0; t < design.Traits.Length; t++)
        {
            if (association.Traits[t] != design.Traits[t])
            {
                return $"trait {t + 1} is '{association.Traits[t]}' and not '{design.Traits[t]}'";
            }
        }

        return association.People != design.People ? $"{association.People} people and not {design.People}"
            : association.Rank != design.Rank ? $"covariates of rank {association.Rank} and not {design.Rank}"
            : association.HasMissingTraits != design.HasMissingTraits ? "other traits are missing"
            : null;
    }
}
