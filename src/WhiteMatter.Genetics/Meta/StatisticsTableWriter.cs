using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Meta;

/// <summary>
/// Writes effects that come from no genotypes of their own as an association table with the list of its variants, so that what reads the
/// results of an association reads them too. Memory: one block.
/// </summary>
/// <remarks>
/// The counts of a variant hold its frequency and the quality of its imputation, and no people: as if <see cref="NominalPeople"/> had been
/// genotyped, so that a frequency keeps ten digits. People stand in the cells, 0 where their number is not known.
/// </remarks>
public sealed class StatisticsTableWriter : IDisposable
{
    /// <summary>People that the counts are of.</summary>
    public const int NominalPeople = 1 << 20;

    private const int BlockSize = 1024;
    private const double Unit = GenotypeSource.DosagePerCopy;
    private readonly AssociationTableWriter _table;
    private readonly StreamWriter _variants;
    private readonly AssociationBlock _block;
    private int _count;
    private long _written;

    /// <summary>Begins a table.</summary>
    /// <param name="table">Receives the table; left open.</param>
    /// <param name="variants">Receives the variants, as lines of a .bim file with the effect allele first; left open.</param>
    /// <param name="header">What the table is about; its cells have people of their own.</param>
    public StatisticsTableWriter(Stream table, Stream variants, AssociationTableHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        _table = AssociationTableWriter.Create(table, header);
        _variants = new StreamWriter(variants, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        _block = new AssociationBlock(BlockSize, header.Traits.Length, hasMissingTraits: true);
    }

    /// <summary>Variants begun.</summary>
    public long Count => _written + _count;

    /// <summary>Begins the next variant; its cells have no test until they are set.</summary>
    /// <param name="variant">The variant.</param>
    public void Begin(StatisticsVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        if (_count == BlockSize)
        {
            Flush();
        }

        _variants.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{variant.Chromosome}\t{NameOf(variant)}\t0\t{variant.Position}\t{variant.EffectAllele}\t{variant.OtherAllele}\n"));
        _block.Variant[_count] = checked((int)Count);
        _block.Counts[_count] = CountsOf(variant.Frequency, variant.ImputationQuality);
        _block.Reason[_count] = UntestedReason.TooFewPeople;
        for (var trait = 0; trait < _block.Traits; trait++)
        {
            var cell = (trait * BlockSize) + _count;
            _block.Beta[cell] = _block.StandardError[cell] = _block.NegLog10P[cell] = double.NaN;
            _block.CellPeople![cell] = 0;
        }

        _count++;
    }

    /// <summary>Sets a cell of the variant begun last.</summary>
    /// <param name="trait">Which trait.</param>
    /// <param name="beta">β.</param>
    /// <param name="standardError">Its standard error.</param>
    /// <param name="negLog10P">−log10 P.</param>
    /// <param name="people">People; 0 where their number is not known.</param>
    public void Set(int trait, double beta, double standardError, double negLog10P, int people)
    {
        var cell = (trait * BlockSize) + _count - 1;
        _block.Beta[cell] = beta;
        _block.StandardError[cell] = standardError;
        _block.NegLog10P[cell] = negLog10P;
        _block.CellPeople![cell] = people;
        if (!double.IsNaN(negLog10P))
        {
            _block.Reason[_count - 1] = UntestedReason.Tested;
        }
    }

    /// <summary>Ends the table.</summary>
    public void Complete()
    {
        if (_count > 0)
        {
            Flush();
        }

        _table.Complete();
        _variants.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _variants.Dispose();
    }

    /// <summary>Counts that hold a frequency and a quality of imputation.</summary>
    internal static VariantCounts CountsOf(double frequency, double quality)
    {
        if (double.IsNaN(frequency))
        {
            return default;
        }

        var mean = 2 * frequency;
        var spread = double.IsFinite(quality) ? quality * mean * (1 - frequency) : 0;
        return VariantCounts.OfDosages(
            0,
            0,
            0,
            0,
            (long)Math.Round(NominalPeople * mean * Unit),
            (long)Math.Round(NominalPeople * (spread + (mean * mean)) * Unit * Unit),
            NominalPeople);
    }

    /// <summary>A name that a line of blanks between fields can hold.</summary>
    private static string NameOf(StatisticsVariant variant)
    {
        const int Longest = 500;
        return variant.Id.Length is > 0 and <= Longest
            ? string.Create(variant.Id.Length, variant.Id, static (name, id) =>
            {
                for (var i = 0; i < id.Length; i++)
                {
                    name[i] = char.IsWhiteSpace(id[i]) || char.IsControl(id[i]) ? '_' : id[i];
                }
            })
            : string.Create(CultureInfo.InvariantCulture, $"{variant.Chromosome}:{variant.Position}");
    }

    private void Flush()
    {
        for (var trait = 1; trait < _block.Traits && _count < BlockSize; trait++)
        {
            Move(_block.Beta, trait);
            Move(_block.StandardError, trait);
            Move(_block.NegLog10P, trait);
            Move(_block.CellPeople!, trait);
        }

        _block.Hold(_written, _count);
        _table.Write(_block);
        _written += _count;
        _count = 0;
    }

    private void Move<T>(T[] cells, int trait) => cells.AsSpan(trait * BlockSize, _count).CopyTo(cells.AsSpan(trait * _count));
}
