using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;

namespace WhiteMatter.Genetics.Meta;

/// <summary>A lead that is looked for in other statistics.</summary>
/// <param name="Trait">Its trait.</param>
/// <param name="Chromosome">Its chromosome's normalised name.</param>
/// <param name="Position">Its position.</param>
/// <param name="Id">Its name.</param>
/// <param name="EffectAllele">The allele that its effect is of.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="Frequency">Frequency of the effect allele; NaN where it is not known.</param>
/// <param name="Beta">Its effect; NaN for a joint test.</param>
public sealed record ReplicatedLead(
    string Trait, string Chromosome, int Position, string Id, string EffectAllele, string OtherAllele, double Frequency, double Beta);

/// <summary>How leads are looked for.</summary>
/// <param name="IsOneTrait">Whether the statistics that leads come from are of one trait, so that the only trait of others is it, whatever it is called.</param>
/// <param name="Ambiguous">What is done with alleles that read the same on both strands, where the direction of effects counts.</param>
/// <param name="AmbiguousFrequency">Minor allele frequencies above this do not tell the strand.</param>
public sealed record ReplicationOptions(bool IsOneTrait, AmbiguousAlleles Ambiguous, double AmbiguousFrequency);

/// <summary>Why a lead was not tested.</summary>
public enum ReplicationObstacle
{
    /// <summary>It was tested.</summary>
    None,

    /// <summary>The other statistics lack its trait.</summary>
    TraitMissing,

    /// <summary>They lack it, and no proxy was looked for or found.</summary>
    VariantMissing,

    /// <summary>Its alleles read the same on both strands and nothing tells which are meant; nor was a proxy found.</summary>
    StrandUnknown,
}

/// <summary>What other statistics say of a lead.</summary>
/// <param name="Obstacle">Why it was not tested.</param>
/// <param name="Row">Row of the variant tested in the list of the other statistics; −1 for none.</param>
/// <param name="IsProxy">Whether another variant stands for the lead.</param>
/// <param name="R2">r² of the variant tested with the lead; 1 for the lead itself.</param>
/// <param name="Beta">The effect of the lead's effect allele, or of the proxy's allele that goes with it; the statistic of a joint test.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="NegLog10P">−log10 of its two-sided P.</param>
/// <param name="People">People; 0 where their number is not known.</param>
public sealed record ReplicationOutcome(ReplicationObstacle Obstacle, int Row, bool IsProxy, double R2, double Beta, double StandardError, double NegLog10P, int People)
{
    /// <summary>Whether the lead or a proxy was tested.</summary>
    public bool IsTested => Obstacle == ReplicationObstacle.None;
}

/// <summary>Genotypes from which proxies of leads are taken.</summary>
/// <param name="Variants">Their variants.</param>
/// <param name="Source">The genotypes.</param>
/// <param name="LeastR2">A proxy has at least this r² with the lead.</param>
/// <param name="Window">And lies within this many base pairs of it.</param>
public sealed record ProxyReference(BimFile Variants, GenotypeSource Source, double LeastR2, long Window);

/// <summary>
/// Looks for leads in other statistics: by chromosome, position and alleles, whichever allele the effect is of and on whichever strand. A lead
/// that is not there is stood for by the variant of the largest r² that is, of equals by the nearest; the sign of the correlation says which of
/// its alleles goes with the lead's effect allele.
/// </summary>
public static class LeadReplication
{
    /// <summary>Tests leads. Memory: the positions of the lists, the variants near the leads, and the genotypes of one window.</summary>
    /// <param name="leads">The leads.</param>
    /// <param name="table">The other statistics.</param>
    /// <param name="variants">Their variants.</param>
    /// <param name="options">How they are looked for.</param>
    /// <param name="reference">Where proxies are taken from; null for none.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static ImmutableArray<ReplicationOutcome> Test(
        IReadOnlyList<ReplicatedLead> leads,
        AssociationTable table,
        BimFile variants,
        ReplicationOptions options,
        ProxyReference? reference,
        int threads,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leads);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(variants);
        var places = leads.Select(lead => (lead.Chromosome, lead.Position)).ToList();
        var theirs = new NearbyVariants(variants, places, reference?.Window ?? 0, cancellationToken);
        var proxies = reference is null ? null : new NearbyVariants(reference.Variants, places, reference.Window, cancellationToken);
        var search = new Search(new TableRows(table), table.Header.IsSigned, theirs, options);
        var outcomes = ImmutableArray.CreateBuilder<ReplicationOutcome>(leads.Count);
        foreach (var lead in leads)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var trait = options.IsOneTrait && table.Header.Traits.Length == 1 ? 0 : Array.IndexOf(table.Header.Traits, lead.Trait);
            if (trait < 0)
            {
                outcomes.Add(Untested(ReplicationObstacle.TraitMissing));
                continue;
            }

            var itself = search.Itself(lead, trait);
            outcomes.Add(itself.IsTested || proxies is null ? itself : search.ByProxy(lead, trait, proxies, reference!, threads) ?? itself);
        }

        return outcomes.MoveToImmutable();
    }

    private static ReplicationOutcome Untested(ReplicationObstacle obstacle) => new(obstacle, -1, false, double.NaN, double.NaN, double.NaN, double.NaN, 0);

    /// <summary>Covariance of two variants' copies of their first alleles, in people who have both, and the frequency of the first one's.</summary>
    private static (double Covariance, double Frequency) Together(GenotypeSource source, int first, int second)
    {
        var (a, b) = (new byte[source.BytesPerVariant], new byte[source.BytesPerVariant]);
        source.ReadCalls(first, 1, a);
        source.ReadCalls(second, 1, b);
        var (count, x, y, xy) = (0L, 0L, 0L, 0L);
        for (var person = 0; person < source.PersonCount; person++)
        {
            // Codes of the BED format: 00 two copies, 01 missing, 10 one, 11 none.
            var (left, right) = ((a[person / 4] >> (2 * (person % 4))) & 3, (b[person / 4] >> (2 * (person % 4))) & 3);
            if (left != 1 && right != 1)
            {
                var (copies, others) = (left == 0 ? 2 : 3 - left, right == 0 ? 2 : 3 - right);
                count++;
                x += copies;
                y += others;
                xy += copies * others;
            }
        }

        return count == 0 ? (0, double.NaN) : (((double)xy * count) - ((double)x * y), x / (2.0 * count));
    }

    /// <summary>The other statistics, and how they are looked through.</summary>
    private sealed class Search(TableRows rows, bool isSigned, NearbyVariants theirs, ReplicationOptions options)
    {
        /// <summary>What they say of the lead itself.</summary>
        public ReplicationOutcome Itself(ReplicatedLead lead, int trait)
        {
            var (row, match) = theirs.Find(lead.Chromosome, lead.Position, lead.EffectAllele, lead.OtherAllele);
            if (row < 0 || !rows.Find(row, out var block, out var place))
            {
                return Untested(ReplicationObstacle.VariantMissing);
            }

            var swapped = match.IsSwapped();
            var frequency = block.Counts[place].A1Frequency;
            return SettleStrand(lead, swapped ? 1 - frequency : frequency) is { } turned
                ? Read(row, trait, swapped ^ turned, null) ?? Untested(ReplicationObstacle.VariantMissing)
                : Untested(ReplicationObstacle.StrandUnknown);
        }

        /// <summary>What they say of the variant that stands for the lead; null where none does.</summary>
        public ReplicationOutcome? ByProxy(ReplicatedLead lead, int trait, NearbyVariants proxies, ProxyReference reference, int threads)
        {
            var (index, match) = proxies.Find(lead.Chromosome, lead.Position, lead.EffectAllele, lead.OtherAllele);
            if (index < 0)
            {
                return null;
            }

            var known = reference.Variants;
            int[] samples = [.. Enumerable.Range(0, reference.Source.PersonCount)];
            var around = proxies.Around(lead.Chromosome, lead.Position, reference.Window).Where(row => row != index).ToList();
            var r2 = new GenotypeWindow(reference.Source, samples, CorrelationKind.Genotype, threads).CorrelationsWith(
                index, [.. around.Select(row => new VariantResult(row, double.NaN, double.NaN, double.NaN, 0, double.NaN))]);
            foreach (var i in Enumerable.Range(0, around.Count)
                .Where(i => r2[i] >= reference.LeastR2)
                .OrderByDescending(i => r2[i])
                .ThenBy(i => Math.Abs(known.Position(around[i]) - lead.Position))
                .ThenBy(i => around[i]))
            {
                var proxy = around[i];
                if (StrandCounts && AlleleAlignment.IsAmbiguous(known.Allele1(proxy), known.Allele2(proxy)))
                {
                    continue;
                }

                var (row, there) = theirs.Find(lead.Chromosome, known.Position(proxy), known.Allele1(proxy), known.Allele2(proxy));
                if (row < 0)
                {
                    continue;
                }

                // The reference's first alleles go together or against each other; both lists may have them exchanged.
                var (covariance, frequency) = Together(reference.Source, index, proxy);
                if (SettleStrand(lead, match.IsSwapped() ? 1 - frequency : frequency) is { } turned
                    && Read(row, trait, there.IsSwapped() ^ match.IsSwapped() ^ turned ^ (covariance < 0), r2[i]) is { } outcome)
                {
                    return outcome;
                }
            }

            return null;
        }

        /// <summary>Whether the strand of alleles that read the same on both is to be told.</summary>
        private bool StrandCounts => isSigned && options.Ambiguous != AmbiguousAlleles.Trust;

        /// <summary>Whether a list is on the other strand than the lead, by the frequency of the lead's effect allele there; null where nothing tells.</summary>
        private bool? SettleStrand(ReplicatedLead lead, double frequency) =>
            !StrandCounts || double.IsNaN(lead.Beta) || !AlleleAlignment.IsAmbiguous(lead.EffectAllele, lead.OtherAllele) ? false
            : options.Ambiguous == AmbiguousAlleles.LeaveOut ? null
            : AlleleAlignment.AreOnOtherStrands(lead.Frequency, frequency, options.AmbiguousFrequency);

        private ReplicationOutcome? Read(int row, int trait, bool swapped, double? proxyR2)
        {
            if (!rows.Find(row, out var block, out var place))
            {
                return null;
            }

            var cell = (trait * block.Count) + place;
            if (!(block.NegLog10P[cell] >= 0))
            {
                return null;
            }

            var beta = isSigned && swapped ? -block.Beta[cell] : block.Beta[cell];
            return new ReplicationOutcome(
                ReplicationObstacle.None, row, proxyR2 is not null, proxyR2 ?? 1, beta, block.StandardError[cell], block.NegLog10P[cell], block.PeopleOf(trait, place));
        }
    }
}
