using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Meta;

/// <summary>
/// Combines the statistics of studies variant by variant, in the order of the genome. Variants are the same where chromosome, position and
/// alleles are, whichever allele the effect is of and on whichever strand. Memory: one block of each study.
/// </summary>
public sealed class MetaScan
{
    private const double RemarkableDifference = 0.2;
    private const int Interval = 65536;
    private readonly IReadOnlyList<MetaSource> _sources;
    private readonly MetaOptions _options;
    private readonly int _traits;
    private readonly MetaCursor[] _cursors;
    private readonly MetaSourceCounts[] _counts;
    private readonly List<Group> _groups = [];
    private readonly MetaVariant _variant;
    private readonly StudyEstimate[] _studies;
    private int _used;
    private long _variants;
    private long _combined;
    private long _tooFew;

    /// <summary>Prepares to combine.</summary>
    /// <param name="sources">The studies; their order decides whose alleles and names are taken.</param>
    /// <param name="traits">How many traits are combined.</param>
    /// <param name="options">How.</param>
    public MetaScan(IReadOnlyList<MetaSource> sources, int traits, MetaOptions options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        _sources = sources;
        _options = options;
        _traits = traits;
        _cursors = [.. sources.Select(source => new MetaCursor(source))];
        _counts = [.. sources.Select(_ => new MetaSourceCounts())];
        _variant = new MetaVariant(traits, sources.Count);
        _studies = new StudyEstimate[sources.Count];
    }

    /// <summary>Combines all variants.</summary>
    /// <param name="found">Receives each variant with a result; the same object each time.</param>
    /// <param name="progress">Told the variants done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public MetaCounts Run(Action<MetaVariant> found, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var chromosome in _cursors.SelectMany(cursor => cursor.Chromosomes).Distinct().Order(Comparer<string>.Create(GenomeOrder.Compare)))
        {
            foreach (var cursor in _cursors)
            {
                cursor.MoveTo(chromosome);
            }

            while (NextPosition() is { } position)
            {
                _used = 0;
                for (var s = 0; s < _cursors.Length; s++)
                {
                    for (; _cursors[s].Row >= 0 && _cursors[s].Position == position; _cursors[s].Next())
                    {
                        Enter(s, _cursors[s].Row);
                    }
                }

                for (var g = 0; g < _used; g++)
                {
                    Finish(_groups[g], chromosome, position, found);
                    if (_variants % Interval == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        progress?.Report(_variants);
                    }
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        progress?.Report(_variants);
        return new MetaCounts(_variants, _combined, _tooFew, _counts);
    }

    private int? NextPosition()
    {
        int? next = null;
        foreach (var cursor in _cursors)
        {
            if (cursor.Row >= 0 && (next is null || cursor.Position < next))
            {
                next = cursor.Position;
            }
        }

        return next;
    }

    /// <summary>Puts a study's variant to those of the same alleles at the place.</summary>
    private void Enter(int study, int row)
    {
        var variants = _sources[study].Variants;
        var counts = _counts[study];
        var (effect, other) = (Capitals(variants.Allele1(row)), Capitals(variants.Allele2(row)));
        var frequency = _cursors[study].Counts.A1Frequency;
        counts.Variants++;
        var (group, match) = Find(effect, other);
        if (group is null)
        {
            group = NewGroup();
            (group.Effect, group.Other, group.Id, group.Frequency) = (effect, other, variants.Id(row), frequency);
            match = AlleleMatch.Same;
        }
        else if (group.Has[study])
        {
            counts.Duplicates++;
            return;
        }
        else if (AlleleAlignment.IsAmbiguous(effect, other))
        {
            if (StrandOf(group, match.IsSwapped() ? 1 - frequency : frequency) is not { } otherStrand)
            {
                counts.AmbiguousLeftOut++;
                return;
            }

            counts.AmbiguousResolved += _options.Ambiguous == AmbiguousAlleles.ByFrequency ? 1 : 0;
            match = otherStrand
                ? match.IsSwapped() ? AlleleMatch.Flipped : AlleleMatch.FlippedAndSwapped
                : match;
        }

        var swapped = match.IsSwapped();
        counts.Swapped += swapped ? 1 : 0;
        counts.Flipped += match is AlleleMatch.Flipped or AlleleMatch.FlippedAndSwapped ? 1 : 0;
        frequency = swapped ? 1 - frequency : frequency;
        counts.FrequencyDiffers += Math.Abs(frequency - group.Frequency) > RemarkableDifference ? 1 : 0;
        group.Has[study] = true;
        group.Frequencies[study] = frequency;
        for (var trait = 0; trait < _traits; trait++)
        {
            group.Estimates[(trait * _sources.Count) + study] = Aligned(study, trait, swapped);
        }
    }

    private StudyEstimate Aligned(int study, int trait, bool swapped)
    {
        var estimate = _cursors[study].Estimate(trait);
        if (!double.IsFinite(estimate.Beta) || !(estimate.StandardError > 0) || !(estimate.NegLog10P >= 0)
            || (_options.Scheme == MetaScheme.SampleSize && !(estimate.People > 0)))
        {
            return new StudyEstimate(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        if (swapped)
        {
            estimate = estimate with { Beta = -estimate.Beta };
        }

        if (_sources[study].Inflation is { } inflation && inflation[trait] > 1)
        {
            var error = estimate.StandardError * Math.Sqrt(inflation[trait]);
            var z = Normal.TwoSidedZ(estimate.NegLog10P) / Math.Sqrt(inflation[trait]);
            estimate = estimate with { StandardError = error, NegLog10P = Normal.NegLog10TwoSided(z) };
        }

        return estimate;
    }

    private (Group? Group, AlleleMatch Match) Find(string effect, string other)
    {
        for (var g = 0; g < _used; g++)
        {
            var match = AlleleAlignment.Match(_groups[g].Effect, _groups[g].Other, effect, other);
            if (match != AlleleMatch.None)
            {
                return (_groups[g], match);
            }
        }

        return (null, AlleleMatch.None);
    }

    /// <summary>Whether a study is on the other strand than the first in a variant that reads alike on both; null where that is not known.</summary>
    private bool? StrandOf(Group group, double frequency)
    {
        if (_options.Ambiguous != AmbiguousAlleles.ByFrequency)
        {
            return _options.Ambiguous == AmbiguousAlleles.Trust ? false : null;
        }

        return Tells(frequency) && Tells(group.Frequency) ? frequency > 0.5 != group.Frequency > 0.5 : null;

        bool Tells(double one) => Math.Min(one, 1 - one) <= _options.AmbiguousFrequency;
    }

    private void Finish(Group group, string chromosome, int position, Action<MetaVariant> found)
    {
        _variants++;
        var any = false;
        for (var trait = 0; trait < _traits; trait++)
        {
            var all = group.Estimates.AsSpan(trait * _sources.Count, _sources.Count);
            all.CopyTo(_variant.StudiesOf(trait));
            var count = 0;
            var people = 0.0;
            foreach (var study in all)
            {
                if (!double.IsNaN(study.Beta))
                {
                    _studies[count++] = study;
                    people = study.People > 0 && (count == 1 || people > 0) ? people + study.People : 0;
                }
            }

            var enough = count >= _options.MinimumStudies && count > 0;
            _variant.Results[trait] = enough ? MetaAnalysis.Combine(_studies.AsSpan(0, count), _options.Scheme, _options.Model) : default;
            _variant.People[trait] = enough ? people : 0;
            any |= enough;
        }

        if (!any)
        {
            _tooFew++;
            return;
        }

        _combined++;
        var (mean, least, most) = FrequencyOf(group);
        _variant.Variant = new StatisticsVariant(chromosome, position, group.Id, group.Effect, group.Other, mean, double.NaN);
        (_variant.LeastFrequency, _variant.MostFrequency) = (least, most);
        found(_variant);
    }

    /// <summary>The mean of the studies' frequencies by their people, or the plain mean where the people of one are not known.</summary>
    private (double Mean, double Least, double Most) FrequencyOf(Group group)
    {
        var (sum, weights, plain, known, allKnown) = (0.0, 0.0, 0.0, 0, true);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var study = 0; study < _sources.Count; study++)
        {
            var frequency = group.Frequencies[study];
            if (!group.Has[study] || double.IsNaN(frequency))
            {
                continue;
            }

            var people = 0.0;
            for (var trait = 0; trait < _traits; trait++)
            {
                people = Math.Max(people, group.Estimates[(trait * _sources.Count) + study].People is > 0 and var some ? some : 0);
            }

            sum += people * frequency;
            weights += people;
            plain += frequency;
            known++;
            allKnown &= people > 0;
            (least, most) = (Math.Min(least, frequency), Math.Max(most, frequency));
        }

        return known == 0 ? (double.NaN, double.NaN, double.NaN) : (allKnown ? sum / weights : plain / known, least, most);
    }

    private Group NewGroup()
    {
        if (_used == _groups.Count)
        {
            _groups.Add(new Group(_traits, _sources.Count));
        }

        var group = _groups[_used++];
        Array.Clear(group.Has);
        Array.Fill(group.Frequencies, double.NaN);
        Array.Fill(group.Estimates, new StudyEstimate(double.NaN, double.NaN, double.NaN, double.NaN));
        return group;
    }

    private static string Capitals(string allele) => allele.AsSpan().IndexOfAnyInRange('a', 'z') < 0 ? allele : allele.ToUpperInvariant();

    /// <summary>The studies' variants of the same alleles at one place.</summary>
    private sealed class Group(int traits, int studies)
    {
        public string Effect { get; set; } = "";

        public string Other { get; set; } = "";

        public string Id { get; set; } = "";

        public double Frequency { get; set; }

        public bool[] Has { get; } = new bool[studies];

        public double[] Frequencies { get; } = new double[studies];

        public StudyEstimate[] Estimates { get; } = new StudyEstimate[traits * studies];
    }
}
