using System.Globalization;
using System.Text;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>The table of one trait of a meta-analysis as bgzipped text: what studies say together, and how far they agree.</summary>
internal sealed class MetaTextFile : IDisposable
{
    private readonly ArtifactDraft _output;
    private readonly string _name;
    private readonly Stream _stream;
    private readonly PlacedTextWriter _writer;
    private readonly bool _ofPeople;
    private readonly MemoryStream _line = new();
    private readonly byte[] _p = new byte[PValueText.LongestText];

    public MetaTextFile(ArtifactDraft output, string trait, bool ofPeople)
    {
        _output = output;
        _ofPeople = ofPeople;
        _name = StoreLayout.FileName(trait) + ".meta.tsv.gz";
        _stream = output.Create(_name);
        _writer = new PlacedTextWriter(_stream, Columns(ofPeople));
    }

    /// <summary>Rows written.</summary>
    public long Rows => _writer.Rows;

    /// <summary>The columns, the first in the order of GWAS-SSF; with weights by people z in the place of effects.</summary>
    public static IReadOnlyList<string> Columns(bool ofPeople) =>
    [
        "chromosome", "base_pair_location", "effect_allele", "other_allele",
        .. ofPeople ? (string[])["z_score"] : ["beta", "standard_error"],
        "effect_allele_frequency", "p_value", "variant_id", "n", "studies", "direction", "q", "heterogeneity_p_value", "i2", "tau2", "least_frequency", "most_frequency",
    ];

    /// <summary>Writes a row.</summary>
    public void Add(MetaVariant variant, int trait)
    {
        var (place, result) = (variant.Variant, variant.Results[trait]);
        _line.SetLength(0);
        Write(string.Create(CultureInfo.InvariantCulture, $"{place.Chromosome}\t{place.Position}\t{place.EffectAllele}\t{place.OtherAllele}\t{Number(result.Beta)}\t"));
        if (!_ofPeople)
        {
            Write($"{Number(result.StandardError)}\t");
        }

        Write($"{Number(place.Frequency)}\t");
        WriteP(result.NegLog10P);
        var people = variant.People[trait] > 0 ? variant.People[trait].ToString("0", CultureInfo.InvariantCulture) : "NA";
        Write(string.Create(CultureInfo.InvariantCulture, $"\t{place.Id}\t{people}\t{result.Studies}\t{variant.Direction(trait)}\t{Number(result.Q)}\t"));
        WriteP(result.NegLog10PHeterogeneity);
        Write($"\t{Number(result.I2)}\t{Number(result.Tau2)}\t{Number(variant.LeastFrequency)}\t{Number(variant.MostFrequency)}");
        _writer.Add(place.Chromosome, place.Position, _line.GetBuffer().AsSpan(0, (int)_line.Length));
    }

    /// <summary>Ends the table and writes its index.</summary>
    public void Complete()
    {
        var index = _writer.Complete();
        _stream.Dispose();
        if (index is not null)
        {
            using var file = _output.Create(_name + ".tbi");
            file.Write(index);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("G8", CultureInfo.InvariantCulture) : "NA";

    private void WriteP(double negLog10P) => _line.Write(_p, 0, PValueText.Write(Math.Max(0, negLog10P), _p));

    private void Write(string text) => _line.Write(Encoding.UTF8.GetBytes(text));
}
