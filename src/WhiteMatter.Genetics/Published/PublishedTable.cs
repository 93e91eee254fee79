using System.Collections.Immutable;
using WhiteMatter.Formats.PublishedStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Meta;

namespace WhiteMatter.Genetics.Published;

/// <summary>How a file of published summary statistics is read.</summary>
/// <param name="Format">Under which names columns are looked for.</param>
/// <param name="Trait">The trait's name in the table that is made.</param>
/// <param name="People">People where the file does not say; null where that is not known.</param>
/// <param name="Scratch">A folder for temporary files.</param>
public sealed record PublishedOptions(PublishedFormat Format, string Trait, int? People, string Scratch)
{
    /// <summary>Tells the place of a variant by its name, for files that do not; null where nothing does.</summary>
    public Func<string, (string Chromosome, int Position)?>? PlaceOf { get; init; }

    /// <summary>Tells whether a chromosome reaches to a position in some build; null where nothing does.</summary>
    public Func<string, int, bool>? IsPossible { get; init; }

    /// <summary>Rows held in memory at once; more are sorted by way of files.</summary>
    public int MostInMemory { get; init; } = 250_000;
}

/// <summary>What a file of published summary statistics held.</summary>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Kept">Variants of the table made of it.</param>
/// <param name="LeftOut">Rows left out for each reason, and the first line of them.</param>
/// <param name="HasEffects">Whether it has effects, and not z alone.</param>
/// <param name="MostPeople">The most people of a variant; 0 where no row says.</param>
/// <param name="Largest">The chromosomes with the largest position of each.</param>
public sealed record PublishedSummary(
    long Rows,
    long Kept,
    ImmutableDictionary<LeftOutReason, (long Count, long FirstLine)> LeftOut,
    bool HasEffects,
    int MostPeople,
    ImmutableArray<(string Chromosome, long Largest)> Largest)
{
    /// <summary>Rows whose standard error was computed from effect and P.</summary>
    public long ComputedErrors { get; init; }

    /// <summary>Rows whose P was 0 and was computed from effect and standard error.</summary>
    public long ZeroP { get; init; }

    /// <summary>Variants kept without a frequency.</summary>
    public long WithoutFrequency { get; init; }

    /// <summary>Variants kept without a number of people.</summary>
    public long WithoutPeople { get; init; }

    /// <summary>Rows that have effect, standard error and P.</summary>
    public long Compared { get; init; }

    /// <summary>Of these rows those whose P does not follow from the others.</summary>
    public long Contradictory { get; init; }

    /// <summary>The first such line.</summary>
    public long FirstContradictory { get; init; }

    /// <summary>Rows with an effect of at most 0.</summary>
    public long NotPositive { get; init; }

    /// <summary>The lines of the first two rows of the same alleles at the same place; zeros where there are none.</summary>
    public (long First, long Later) FirstDuplicate { get; init; }

    /// <summary>Rows left out for a reason.</summary>
    public long CountOf(LeftOutReason reason) => LeftOut.GetValueOrDefault(reason).Count;
}

/// <summary>Makes of a file of published summary statistics an association table with its list of variants, in the order of the genome.</summary>
public static class PublishedTable
{
    /// <summary>Reads a file and writes the table. Memory: <see cref="PublishedOptions.MostInMemory"/> rows and one block.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="table">Receives the association table.</param>
    /// <param name="variants">Receives the variants, as a .bim file whose first allele is the effect allele.</param>
    /// <param name="progress">Told the bytes read.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The file is no such file.</exception>
    public static PublishedSummary Write(
        string path, PublishedOptions options, Stream table, Stream variants, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var reader = PublishedStatisticsReader.Open(path, options.Format, cancellationToken);
        using var sorter = new PublishedSorter(options.Scratch, options.MostInMemory);
        var completion = new PublishedCompletion(reader.Header.HasEffects, options.People, options.PlaceOf, options.IsPossible);
        var leftOut = new (long Count, long FirstLine)[(int)LeftOutReason.Duplicate + 1];
        var rows = 0L;
        while (reader.Read())
        {
            if (++rows % 65536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(reader.BytesRead);
            }

            if (completion.Complete(reader.Row, out var reason) is { } result)
            {
                sorter.Add(result);
            }
            else
            {
                Count(reason, reader.Row.Line);
            }
        }

        var (kept, most, withoutFrequency, withoutPeople) = (0L, 0, 0L, 0L);
        var largest = ImmutableArray.CreateBuilder<(string, long)>();
        (long, long) duplicate = default;
        var statistic = new AssociationTableHeader(0, 0, true, [options.Trait]) { Statistic = TableStatistic.SignedScore };
        using (var writer = new StatisticsTableWriter(table, variants, statistic))
        {
            var here = new List<PublishedResult>();
            foreach (var result in sorter.InOrder())
            {
                if (here.Count == 0 || here[0].Position != result.Position || here[0].Chromosome != result.Chromosome)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (here.Count == 0 || here[0].Chromosome != result.Chromosome)
                    {
                        largest.Add((result.Chromosome, 0));
                    }

                    largest[^1] = (result.Chromosome, result.Position);
                    here.Clear();
                }

                if (here.Find(earlier => IsSame(earlier, result)) is { } first)
                {
                    Count(LeftOutReason.Duplicate, result.Line);
                    duplicate = duplicate == default ? (first.Line, result.Line) : duplicate;
                    continue;
                }

                here.Add(result);
                most = Math.Max(most, result.People);
                withoutFrequency += double.IsNaN(result.Frequency) ? 1 : 0;
                withoutPeople += result.People == 0 ? 1 : 0;
                kept++;
                writer.Begin(new StatisticsVariant(
                    result.Chromosome, result.Position, result.Id, result.EffectAllele, result.OtherAllele, result.Frequency, result.ImputationQuality));
                writer.Set(0, result.Beta, result.StandardError, result.NegLog10P, result.People);
            }

            writer.Complete();
        }

        return new PublishedSummary(
            rows,
            kept,
            leftOut.Select((count, reason) => KeyValuePair.Create((LeftOutReason)reason, count)).Where(entry => entry.Value.Count > 0).ToImmutableDictionary(),
            reader.Header.HasEffects,
            most,
            largest.ToImmutable())
        {
            ComputedErrors = completion.ComputedErrors,
            ZeroP = completion.ZeroP,
            WithoutFrequency = withoutFrequency,
            WithoutPeople = withoutPeople,
            Compared = completion.Compared,
            Contradictory = completion.Contradictory,
            FirstContradictory = completion.FirstContradictory,
            NotPositive = completion.NotPositive,
            FirstDuplicate = duplicate,
        };

        void Count(LeftOutReason reason, long line)
        {
            ref var entry = ref leftOut[(int)reason];
            entry = (entry.Count + 1, entry.Count == 0 ? line : entry.FirstLine);
        }
    }

    private static bool IsSame(PublishedResult a, PublishedResult b) =>
        (a.EffectAllele == b.EffectAllele && a.OtherAllele == b.OtherAllele) || (a.EffectAllele == b.OtherAllele && a.OtherAllele == b.EffectAllele);
}
