using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>A variant that is known to be causal.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Chromosome">Its chromosome's normalised name.</param>
/// <param name="Position">Its position.</param>
public readonly record struct CausalVariant(string Id, string Chromosome, long Position);

/// <summary>What became of a causal variant.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Reference">Its row of the .bim file, or −1 when the reference lacks it.</param>
/// <param name="Locus">The locus that holds it, or −1: of several the one with the largest r², then the smallest P.</param>
/// <param name="R2">r² with the lead of <paramref name="Locus"/>; NaN where the reference lacks the variant.</param>
/// <param name="Distance">Base pairs to that lead.</param>
public readonly record struct CausalOutcome(CausalVariant Variant, int Reference, int Locus, double R2, long Distance)
{
    /// <summary>Whether a locus holds it.</summary>
    public bool IsFound => Locus >= 0;
}

/// <summary>Loci held against the variants that are known to be causal.</summary>
/// <param name="Outcomes">One for each causal variant.</param>
/// <param name="Explained">For each locus whether a causal variant accounts for it.</param>
public sealed record TruthComparison(ImmutableArray<CausalOutcome> Outcomes, ImmutableArray<bool> Explained);

/// <summary>
/// Holds loci against a planted truth. A causal variant is found when it lies within the span of a locus on its chromosome, or has at least the
/// threshold's r² with the locus's lead. A locus is explained when its span holds a causal variant or one of its variants has that r² with one.
/// r² counts on the same chromosome alone: among few people some distant variant agrees by chance.
/// </summary>
public static class PlantedTruth
{
    /// <summary>Compares. Memory: the genotypes of one locus's variants.</summary>
    /// <param name="loci">The loci.</param>
    /// <param name="causal">The causal variants.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="source">Genotypes for r².</param>
    /// <param name="samples">Rows of the .fam file whose genotypes count, ascending.</param>
    /// <param name="r2">The threshold.</param>
    /// <param name="correlation">Which correlation r² is of.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TruthComparison Compare(
        ImmutableArray<Locus> loci,
        ImmutableArray<CausalVariant> causal,
        BimFile variants,
        GenotypeSource source,
        int[] samples,
        double r2,
        CorrelationKind correlation,
        int threads,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(samples);
        var window = new GenotypeWindow(source, samples, correlation, threads);
        var reference = Find(causal, variants);
        var explained = new bool[loci.Length];
        var outcomes = ImmutableArray.CreateBuilder<CausalOutcome>(causal.Length);
        for (var c = 0; c < causal.Length; c++)
        {
            var best = new CausalOutcome(causal[c], reference[c], -1, double.NaN, 0);
            var bestP = double.NaN;
            for (var l = 0; l < loci.Length; l++)
            {
                if (loci[l].Chromosome != causal[c].Chromosome)
                {
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                var (withLead, largest) = reference[c] < 0 ? (double.NaN, double.NaN) : Correlations(window, reference[c], loci[l]);
                var within = causal[c].Position >= loci[l].Start && causal[c].Position <= loci[l].End;
                explained[l] |= within || largest >= r2;
                if ((within || withLead >= r2) && (!best.IsFound || IsBetter(withLead, loci[l].Lead.NegLog10P, best.R2, bestP)))
                {
                    var distance = Math.Abs(causal[c].Position - variants.Position(loci[l].Lead.Index));
                    best = best with { Locus = l, R2 = withLead, Distance = distance };
                    bestP = loci[l].Lead.NegLog10P;
                }
            }

            outcomes.Add(best);
        }

        return new TruthComparison(outcomes.MoveToImmutable(), [.. explained]);
    }

    private static bool IsBetter(double r2, double negLog10P, double otherR2, double otherNegLog10P) =>
        double.IsNaN(r2) || r2 == otherR2 ? negLog10P > otherNegLog10P : double.IsNaN(otherR2) || r2 > otherR2;

    /// <summary>r² of a variant with a locus's lead, and the largest with any of its variants.</summary>
    private static (double WithLead, double Largest) Correlations(GenotypeWindow window, int variant, Locus locus)
    {
        var members = locus.Clumps
            .SelectMany(clump => clump.Members.Select(member => member.Result).Append(clump.Lead))
            .OrderBy(result => result.Index)
            .ToList();
        var r2 = window.CorrelationsWith(variant, members);
        var (withLead, largest) = (double.NaN, double.NaN);
        for (var i = 0; i < r2.Length; i++)
        {
            largest = r2[i] <= largest ? largest : r2[i];
            withLead = members[i].Index == locus.Lead.Index ? r2[i] : withLead;
        }

        return (withLead, largest);
    }

    /// <summary>The rows of the .bim file, by chromosome, position and identifier: an identifier alone may stand there twice.</summary>
    private static int[] Find(ImmutableArray<CausalVariant> causal, BimFile variants)
    {
        var rows = new int[causal.Length];
        Array.Fill(rows, -1);
        var places = Enumerable.Range(0, causal.Length).ToLookup(c => causal[c].Position);
        for (var v = 0; v < variants.Count; v++)
        {
            foreach (var c in places[variants.Position(v)])
            {
                if (rows[c] < 0 && variants.ChromosomeOf(v) == causal[c].Chromosome && variants.Id(v) == causal[c].Id)
                {
                    rows[c] = v;
                }
            }
        }

        return rows;
    }
}
