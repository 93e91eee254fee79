using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;
using WhiteMatter.Statistics;

namespace WhiteMatter.Genetics.Regression;

/// <summary>The genotypes that score statistics are calibrated with, in people whom a mixed model knows.</summary>
/// <param name="Source">Where they are read.</param>
/// <param name="SampleIndex">For each person of the design the row in the file.</param>
/// <param name="Filter">Which variants may have a part; null for all.</param>
/// <param name="IsEligible">Whether a variant, by its number, is one of an autosome.</param>
/// <param name="Seed">What they are drawn with.</param>
public sealed record CalibrationGenotypes(GenotypeSource Source, int[] SampleIndex, VariantFilter? Filter, Func<int, bool> IsEligible, long Seed)
{
    /// <summary>Variants that are drawn, where there are so many; fastGWA takes as many.</summary>
    public const int Wanted = 1000;

    /// <summary>Rarer alleles say more of who carries them than of the traits' variance.</summary>
    public const double LeastFrequency = 0.01;

    /// <summary>Draws variants that the filter keeps and of which the rarer allele is not too rare in these people.</summary>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Their numbers, ascending; fewer than wanted where there are no more.</returns>
    public int[] Draw(int threads, CancellationToken cancellationToken)
    {
        var draws = KeyedDraws.For(Seed, "calibration of score statistics");
        int[] eligible = [.. Enumerable.Range(0, Source.VariantCount).Where(IsEligible)];
        Array.Sort(Array.ConvertAll(eligible, variant => draws.Bits((ulong)variant)), eligible);
        var found = new List<int>(Wanted);
        foreach (var variant in eligible)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Filter?.MayKeep?.Invoke(variant) != false && Keeps(variant, CountsOf(variant, threads)))
            {
                found.Add(variant);
            }

            if (found.Count == Wanted)
            {
                break;
            }
        }

        found.Sort();
        return [.. found];
    }

    private VariantCounts CountsOf(int variant, int threads)
    {
        var counts = new VariantCounts[1];
        if (Source.HasDosages)
        {
            var dosages = new ushort[Source.PersonCount];
            Source.ReadDosages(variant, 1, dosages);
            NativeAssociation.Count(dosages, Source.PersonCount, SampleIndex, counts, threads);
        }
        else
        {
            var calls = new byte[Source.BytesPerVariant];
            Source.ReadCalls(variant, 1, calls);
            NativeAssociation.Count(calls, Source.BytesPerVariant, Source.PersonCount, SampleIndex, counts, threads);
        }

        return counts[0];
    }

    private bool Keeps(int variant, VariantCounts counts) =>
        counts.MinorAlleleFrequency >= LeastFrequency
        && (Filter is null || Filter.Keep(VariantFacts.Of(Filter, variant, counts)));
}
