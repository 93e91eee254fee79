using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Compression;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>The table of one trait of a meta-analysis as bgzipped text: what studies say together, and how far they agree.</summary>
internal sealed class MetaTextFile : IDisposable
{
    private const int PieceBytes = 1 << 18;
    private readonly ArtifactDraft _output;
    private readonly string _name;
    private readonly Stream _stream;
    private readonly bool _ofPeople;
    private readonly MemoryStream _piece = new();
    private readonly byte[] _p = new byte[PValueText.LongestText];

    public MetaTextFile(ArtifactDraft output, string trait, bool ofPeople)
    {
        _output = output;
        _ofPeople = ofPeople;
        _name = StoreLayout.FileName(trait) + ".meta.tsv.gz";
        _stream = output.Create(_name);
        Write(string.Join('\t', Columns(ofPeople)) + "\n");
        Flush();
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

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
        Write($"\t{Number(result.I2)}\t{Number(result.Tau2)}\t{Number(variant.LeastFrequency)}\t{Number(variant.MostFrequency)}\n");
        Rows++;
        if (_piece.Length >= PieceBytes)
        {
            Flush();
        }
    }

    /// <summary>Ends the table and indexes it.</summary>
    public void Complete()
    {
        Flush();
        _stream.Write(BlockGzip.EndOfFile());
        _stream.Dispose();
        StatisticsFile.Finish(_output, _name, isSorted: Rows > 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("G8", CultureInfo.InvariantCulture) : "NA";

    private void WriteP(double negLog10P) => _piece.Write(_p, 0, PValueText.Write(Math.Max(0, negLog10P), _p));

    private void Write(string text) => _piece.Write(Encoding.UTF8.GetBytes(text));

    private void Flush()
    {
        _stream.Write(BlockGzip.Compress(_piece.GetBuffer().AsSpan(0, (int)_piece.Length)));
        _piece.SetLength(0);
    }
}
