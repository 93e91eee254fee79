using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Queries;

/// <summary>A query that names something that is not there.</summary>
/// <param name="message">What.</param>
public sealed class ResultQueryException(string message) : Exception(message);

/// <summary>One result of an association, with its variant.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Chromosome">The chromosome.</param>
/// <param name="Position">The position.</param>
/// <param name="Id">The variant's identifier.</param>
/// <param name="EffectAllele">The allele that the effect is of.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="EffectAlleleFrequency">The effect allele's frequency in the people of the association.</param>
/// <param name="People">People with trait and genotype.</param>
/// <param name="Beta">The effect of one more effect allele.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="NegLog10P">−log10 P.</param>
public sealed record ResultRow(
    string Trait,
    string Chromosome,
    long Position,
    string Id,
    string EffectAllele,
    string OtherAllele,
    double EffectAlleleFrequency,
    int People,
    double Beta,
    double StandardError,
    double NegLog10P);

/// <summary>Asks a stored association for some of its results; only what they need is read and unpacked.</summary>
public sealed record ResultQuery
{
    /// <summary>Identifiers of variants; empty asks for all.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>A region of the genome; null asks for all of it.</summary>
    public GenomicRegion? Region { get; init; }

    /// <summary>Traits; empty asks for all.</summary>
    public IReadOnlyList<string> Traits { get; init; } = [];

    /// <summary>The largest P.</summary>
    public double MaximumP { get; init; } = 1;

    /// <summary>How many results at most, those of the smallest P first; null asks for all, in the order of the genotype file.</summary>
    public int? Top { get; init; }

    /// <summary>The results.</summary>
    /// <param name="association">The artifact of a step of kind <c>association</c>.</param>
    /// <param name="genotypes">That of its genotypes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ResultQueryException">A variant or trait is not there.</exception>
    /// <exception cref="InvalidDataException">What was read is damaged.</exception>
    public IEnumerable<ResultRow> Run(Artifact association, Artifact genotypes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(genotypes);
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        var table = AssociationTable.Open(association.PathOf(AssociationHandler.FileName));
        try
        {
            var query = new AssociationQuery
            {
                Traits = TraitsOf(table),
                Rows = RowsOf(variants),
                LeastNegLog10P = MaximumP < 1 ? -Math.Log10(MaximumP) : 0,
            };
            return Rows(table, variants, query, cancellationToken);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    private IEnumerable<ResultRow> Rows(AssociationTable table, BimFile variants, AssociationQuery query, CancellationToken cancellationToken)
    {
        using var opened = table;
        var cells = Top is { } top
            ? AssociationSelection.Top(table, query, top, cancellationToken)
            : AssociationSelection.Select(table, query, cancellationToken);
        foreach (var cell in cells)
        {
            yield return new ResultRow(
                table.Header.Traits[cell.Trait],
                variants.ChromosomeOf(cell.Variant),
                variants.Position(cell.Variant),
                variants.Id(cell.Variant),
                variants.Allele1(cell.Variant),
                variants.Allele2(cell.Variant),
                cell.Counts.A1Frequency,
                cell.People,
                cell.Beta,
                cell.StandardError,
                cell.NegLog10P);
        }
    }

    private int[]? TraitsOf(AssociationTable table)
    {
        if (Traits.Count == 0)
        {
            return null;
        }

        var places = new SortedSet<int>();
        foreach (var trait in Traits)
        {
            var place = Array.IndexOf(table.Header.Traits, trait);
            if (place < 0)
            {
                var near = NearestName.Of(trait, table.Header.Traits) is { } name ? $"; did you mean '{name}'?" : string.Empty;
                throw new ResultQueryException($"the association has no trait '{trait}'{near}");
            }

            places.Add(place);
        }

        return [.. places];
    }

    /// <summary>Runs of rows, ascending and apart.</summary>
    private List<(int First, int Last)>? RowsOf(BimFile variants)
    {
        if (Variants.Count == 0 && Region is null)
        {
            return null;
        }

        var rows = new List<(int First, int Last)>();
        foreach (var row in Variants.Count > 0 ? Named(variants) : Enumerable.Range(0, variants.Count))
        {
            if (Region is { } region
                && (variants.Position(row) < region.First || variants.Position(row) > region.Last || variants.ChromosomeOf(row) != region.Chromosome))
            {
                continue;
            }

            if (rows.Count > 0 && rows[^1].Last + 1 == row)
            {
                rows[^1] = (rows[^1].First, row);
            }
            else
            {
                rows.Add((row, row));
            }
        }

        return rows;
    }

    private SortedSet<int> Named(BimFile variants)
    {
        var rows = new SortedSet<int>();
        foreach (var id in Variants)
        {
            var row = variants.Find(id);
            if (row < 0)
            {
                throw new ResultQueryException($"the genotypes have no variant '{id}'");
            }

            rows.Add(row);
        }

        return rows;
    }
}
