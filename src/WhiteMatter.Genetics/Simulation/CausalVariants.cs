using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;
using WhiteMatter.Statistics;

namespace WhiteMatter.Genetics.Simulation;

/// <summary>
/// Chooses causal variants: those named, and others drawn by a seed among the autosomal variants that a filter keeps, at least
/// <see cref="LeastDistance"/> apart, with a genotype r² below <see cref="MostRSquared"/> with every other one, and on a chromosome without
/// one as long as there is such a chromosome.
/// </summary>
/// <remarks>
/// The seed puts all variants into an order that does not depend on the filter, and the first that fits is taken; only variants whose turn
/// comes are read, so that a file of ten million variants is not. Memory: 12 bytes a variant of the file, and 8 bytes a person for each
/// chosen one.
/// </remarks>
public static class CausalVariants
{
    /// <summary>Base pairs between two causal variants of a chromosome, where one is drawn.</summary>
    public const int LeastDistance = 2_000_000;

    /// <summary>Genotype r² of two causal variants stays below this, where one is drawn.</summary>
    public const double MostRSquared = 0.05;

    /// <summary>Chooses the variants of every request.</summary>
    /// <param name="variants">The variants of the file.</param>
    /// <param name="source">Their genotypes.</param>
    /// <param name="filter">Which variants may be causal, by their counts in all people of the file; null allows all.</param>
    /// <param name="requests">What is asked for.</param>
    /// <param name="seed">What the variants are drawn with.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The variants of each request, in order. A variant that several requests name is the same object in each.</returns>
    /// <exception cref="CausalChoiceException">A named variant cannot be causal, or too few can be drawn.</exception>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static ImmutableArray<ImmutableArray<CausalVariant>> Choose(
        BimFile variants,
        GenotypeSource source,
        VariantFilter? filter,
        IReadOnlyList<CausalRequest> requests,
        long seed,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(requests);
        var search = new Search(variants, source, filter, seed);

        // Those named come first, so that those drawn stay away from them.
        var chosen = new ImmutableArray<CausalVariant>[requests.Count];
        for (var i = 0; i < chosen.Length; i++)
        {
            if (requests[i].Variant is { } name)
            {
                chosen[i] = [search.Named(name)];
            }
        }

        var wanted = requests.Where(request => request.Variant is null).Sum(request => request.Count);
        var found = 0;
        for (var i = 0; i < chosen.Length; i++)
        {
            if (requests[i].Variant is null)
            {
                var drawn = ImmutableArray.CreateBuilder<CausalVariant>(requests[i].Count);
                for (; drawn.Count < requests[i].Count; found++)
                {
                    drawn.Add(search.Draw(cancellationToken)
                        ?? throw new CausalChoiceException(CausalProblem.TooFewVariants, "", wanted, found));
                }

                chosen[i] = drawn.MoveToImmutable();
            }
        }

        return [.. chosen];
    }

    /// <summary>The variants chosen so far, and those to be drawn in their order.</summary>
    private sealed class Search(BimFile variants, GenotypeSource source, VariantFilter? filter, long seed)
    {
        private readonly List<CausalVariant> _chosen = [];
        private readonly HashSet<int> _refused = [];
        private int[]? _order;

        public CausalVariant Named(string name)
        {
            var index = variants.Find(name);
            if (index < 0)
            {
                throw new CausalChoiceException(CausalProblem.VariantUnknown, name, 1, 0);
            }

            if (_chosen.Find(other => other.Index == index) is { } before)
            {
                return before;
            }

            if (!Chromosome.IsAutosome(variants.ChromosomeOf(index)))
            {
                throw new CausalChoiceException(CausalProblem.VariantOutsideAutosomes, name, 1, 0);
            }

            var variant = CausalVariant.Read(source, index);
            if (!Keeps(variant))
            {
                throw new CausalChoiceException(CausalProblem.VariantRemoved, name, 1, 0);
            }

            if (variant.StandardDeviation == 0)
            {
                throw new CausalChoiceException(CausalProblem.VariantConstant, name, 1, 0);
            }

            _chosen.Add(variant);
            return variant;
        }

        /// <summary>The next variant that fits, on a new chromosome if there is one; null when none fits.</summary>
        public CausalVariant? Draw(CancellationToken cancellationToken) =>
            Draw(newChromosome: true, cancellationToken) ?? Draw(newChromosome: false, cancellationToken);

        private CausalVariant? Draw(bool newChromosome, CancellationToken cancellationToken)
        {
            foreach (var index in _order ??= Order())
            {
                if (_refused.Contains(index) || !FarFromOthers(index, newChromosome))
                {
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                var variant = CausalVariant.Read(source, index);
                if (variant.StandardDeviation == 0 || !Keeps(variant) || _chosen.Exists(other => other.RSquaredWith(variant) >= MostRSquared))
                {
                    // Never asked again: variants chosen later only add to those it must be unlike.
                    _refused.Add(index);
                    continue;
                }

                _chosen.Add(variant);
                return variant;
            }

            return null;
        }

        private bool FarFromOthers(int index, bool newChromosome)
        {
            foreach (var other in _chosen)
            {
                if (variants.ChromosomeIndex(other.Index) == variants.ChromosomeIndex(index)
                    && (newChromosome || Math.Abs((long)variants.Position(other.Index) - variants.Position(index)) < LeastDistance))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Keeps(CausalVariant variant) => filter is null || filter.Keep(VariantFacts.Of(filter, variant.Index, variant.Counts));

        /// <summary>The placed autosomal variants, in an order drawn by the seed.</summary>
        private int[] Order()
        {
            var draws = KeyedDraws.For(seed, "order of causal variants");
            var autosomes = variants.Chromosomes.Select(Chromosome.IsAutosome).ToArray();
            var candidates = Enumerable.Range(0, variants.Count)
                .Where(index => variants.Position(index) > 0 && autosomes[variants.ChromosomeIndex(index)])
                .ToArray();
            var places = Array.ConvertAll(candidates, index => draws.Bits((ulong)index));
            Array.Sort(places, candidates);
            return candidates;
        }
    }
}
