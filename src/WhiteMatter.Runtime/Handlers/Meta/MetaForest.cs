using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>Keeps of a meta-analysis what each study says of the strongest variants, one within a distance, for pictures.</summary>
internal sealed class MetaForest(IReadOnlyList<string> traits, IReadOnlyList<string> studies)
{
    /// <summary>The file that holds them.</summary>
    public const string FileName = "forest.tsv";

    /// <summary>What stands in the column of studies for all of them together.</summary>
    public const string Together = "combined";

    private const int Most = 8;
    private const int Distance = 500_000;
    private readonly Candidate?[] _best = new Candidate?[traits.Count];
    private readonly List<Candidate> _kept = [];

    /// <summary>The columns of the file.</summary>
    public static string[] Columns { get; } =
    [
        "trait", "variant", "chromosome", "position", "effect_allele", "other_allele", "study", "beta", "standard_error", "neg_log_10_p_value", "n", "q",
        "i2", "heterogeneity_neg_log_10_p_value",
    ];

    /// <summary>Looks at a variant; variants come in the order of the genome.</summary>
    public void Look(MetaVariant variant)
    {
        for (var trait = 0; trait < _best.Length; trait++)
        {
            var result = variant.Results[trait];
            if (result.Studies == 0)
            {
                continue;
            }

            if (_best[trait] is { } best && (best.Variant.Chromosome != variant.Variant.Chromosome || variant.Variant.Position - best.Variant.Position > Distance))
            {
                Keep(best);
                _best[trait] = null;
            }

            if (_best[trait] is null || result.NegLog10P > _best[trait]!.Result.NegLog10P)
            {
                _best[trait] = IsStrongEnough(result.NegLog10P)
                    ? new Candidate(trait, variant.Variant, result, variant.StudiesOf(trait).ToArray(), variant.People[trait])
                    : _best[trait];
            }
        }
    }

    /// <summary>Writes what was kept, the strongest first.</summary>
    public void Write(ArtifactDraft output)
    {
        foreach (var best in _best.OfType<Candidate>())
        {
            Keep(best);
        }

        using var stream = output.Create(FileName);
        using var table = new TsvWriter(stream, Columns);
        foreach (var one in _kept)
        {
            for (var study = 0; study < studies.Count; study++)
            {
                var estimate = one.Studies[study];
                if (!double.IsNaN(estimate.Beta))
                {
                    Row(one, studies[study], estimate.Beta, estimate.StandardError, estimate.NegLog10P, estimate.People, [double.NaN, double.NaN, double.NaN]);
                }
            }

            var all = one.Result;
            Row(one, Together, all.Beta, all.StandardError, all.NegLog10P, one.People, [all.Q, all.I2, all.NegLog10PHeterogeneity]);
        }

        void Row(Candidate one, string study, double beta, double error, double negLog10P, double people, double[] agreement) => table.WriteRow(
            traits[one.Trait],
            one.Variant.Id,
            one.Variant.Chromosome,
            one.Variant.Position,
            one.Variant.EffectAllele,
            one.Variant.OtherAllele,
            study,
            beta,
            error,
            negLog10P,
            people > 0 ? people : double.NaN,
            agreement[0],
            agreement[1],
            agreement[2]);
    }

    private bool IsStrongEnough(double negLog10P) => _kept.Count < Most || negLog10P > _kept[^1].Result.NegLog10P;

    /// <summary>Puts a candidate in its place by P; of equals the earlier stands first.</summary>
    private void Keep(Candidate candidate)
    {
        var at = _kept.FindIndex(kept => kept.Result.NegLog10P < candidate.Result.NegLog10P);
        _kept.Insert(at < 0 ? _kept.Count : at, candidate);
        if (_kept.Count > Most)
        {
            _kept.RemoveAt(Most);
        }
    }

    private sealed record Candidate(int Trait, StatisticsVariant Variant, MetaEstimate Result, StudyEstimate[] Studies, double People);
}
