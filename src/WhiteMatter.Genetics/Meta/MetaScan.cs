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
    private static readonly StudyEstimate s_nothing = new(double.NaN, double.NaN, double.NaN, double.NaN);
    private readonly IReadOnlyList<MetaSource> _sources;
    private readonly MetaOptions _options;
    private readonly int _traits;
    private readonly MetaCursor[] _cursors;
    private readonly MetaSourceCounts[] _counts;
    private readonly int[] _lists;
    private readonly double[] _telling;
    private readonly List<Group> _groups = [];
    private readonly List<Entry> _entries = [];
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
        _lists = [.. sources.Select(source => sources.TakeWhile(other => !source.SharesVariantsWith(other)).Count())];
        _telling = new double[sources.Count];
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
                    Enter(s, position);
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

    /// <summary>Puts a study's variants at a place to those of the same alleles; those of the same strand first, so that no other takes their place.</summary>
    private void Enter(int study, int position)
    {
        var cursor = _cursors[study];
        var count = 0;
        for (; cursor.Row >= 0 && cursor.Position == position; cursor.Next())
        {
            if (count == _entries.Count)
            {
                _entries.Add(new Entry(_traits));
            }

            Read(study, _entries[count++]);
        }

        for (var i = 0; i < count; i++)
        {
            if (Find(_entries[i], exactly: true) is var (group, match))
            {
                Place(study, _entries[i], group, match);
                _entries[i].IsPlaced = true;
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (!_entries[i].IsPlaced)
            {
                var (group, match) = Find(_entries[i], exactly: false) ?? (NewGroup(_entries[i]), AlleleMatch.Same);
                Place(study, _entries[i], group, match);
            }
        }
    }

    /// <summary>Holds the variant at a study's cursor.</summary>
    private void Read(int study, Entry entry)
    {
        var (cursor, variants) = (_cursors[study], _sources[study].Variants);
        (entry.Effect, entry.Other) = (Capitals(variants.Allele1(cursor.Row)), Capitals(variants.Allele2(cursor.Row)));
        (entry.Id, entry.Frequency, entry.IsPlaced) = (variants.Id(cursor.Row), cursor.Counts.A1Frequency, false);
        for (var trait = 0; trait < _traits; trait++)
        {
            entry.Estimates[trait] = Estimate(study, trait);
        }

        _counts[study].Variants++;
    }

    private void Place(int study, Entry entry, Group group, AlleleMatch match)
    {
        if (group.Matches[study] != AlleleMatch.None)
        {
            _counts[study].Duplicates++;
            return;
        }

        var swapped = match.IsSwapped();
        group.Matches[study] = match;
        group.Frequencies[study] = swapped ? 1 - entry.Frequency : entry.Frequency;
        for (var trait = 0; trait < _traits; trait++)
        {
            group.Estimates[(trait * _sources.Count) + study] = swapped ? Negative(entry.Estimates[trait]) : entry.Estimates[trait];
        }
    }

    private static StudyEstimate Negative(StudyEstimate estimate) => estimate with { Beta = -estimate.Beta };

    /// <summary>What a study says of a trait at its cursor, with its standard error as it is combined; NaN where that is nothing.</summary>
    private StudyEstimate Estimate(int study, int trait)
    {
        var estimate = _cursors[study].Estimate(trait);
        if (!double.IsFinite(estimate.Beta) || !(estimate.StandardError > 0) || !(estimate.NegLog10P >= 0)
            || (_options.Scheme == MetaScheme.SampleSize && !(estimate.People > 0)))
        {
            return s_nothing;
        }

        if (_sources[study].Inflation is { } inflation && inflation[trait] > 1)
        {
            var error = estimate.StandardError * Math.Sqrt(inflation[trait]);
            var z = Normal.TwoSidedZ(estimate.NegLog10P) / Math.Sqrt(inflation[trait]);
            estimate = estimate with { StandardError = error, NegLog10P = Normal.NegLog10TwoSided(z) };
        }

        return estimate;
    }

    private (Group Group, AlleleMatch Match)? Find(Entry entry, bool exactly)
    {
        for (var g = 0; g < _used; g++)
        {
            var match = AlleleAlignment.Match(_groups[g].Effect, _groups[g].Other, entry.Effect, entry.Other);
            if (match != AlleleMatch.None && !(exactly && match.IsFlipped()))
            {
                return (_groups[g], match);
            }
        }

        return null;
    }

    /// <summary>
    /// Settles the strands of studies in a variant that reads alike on both. By frequency: the first list of variants with a frequency that tells is
    /// the measure, those on whose strand the other allele is the rarer are turned, and those none of whose frequencies tells are left out, wherever
    /// they stand. Studies of one list are on one strand.
    /// </summary>
    private void SettleStrands(Group group)
    {
        if (_options.Ambiguous == AmbiguousAlleles.Trust)
        {
            return;
        }

        Array.Fill(_telling, double.NaN);
        var (only, several, measure) = (-1, false, double.NaN);
        for (var study = 0; study < _sources.Count; study++)
        {
            if (group.Matches[study] != AlleleMatch.None)
            {
                var (list, frequency) = (_lists[study], group.Frequencies[study]);
                several |= only >= 0 && only != list;
                only = list;
                if (double.IsNaN(_telling[list]) && Math.Min(frequency, 1 - frequency) <= _options.AmbiguousFrequency)
                {
                    _telling[list] = frequency;
                    measure = double.IsNaN(measure) ? frequency : measure;
                }
            }
        }

        for (var study = 0; study < _sources.Count; study++)
        {
            if (group.Matches[study] == AlleleMatch.None)
            {
                continue;
            }

            var frequency = _telling[_lists[study]];
            if (_options.Ambiguous == AmbiguousAlleles.LeaveOut || (several && double.IsNaN(frequency)))
            {
                _counts[study].AmbiguousLeftOut++;
                group.Leave(study);
            }
            else if (several)
            {
                _counts[study].AmbiguousResolved++;
                if (frequency > 0.5 != measure > 0.5)
                {
                    Turn(group, study);
                }
            }
        }
    }

    private void Turn(Group group, int study)
    {
        group.Matches[study] = group.Matches[study].IsSwapped() ? AlleleMatch.Flipped : AlleleMatch.FlippedAndSwapped;
        group.Frequencies[study] = 1 - group.Frequencies[study];
        for (var trait = 0; trait < _traits; trait++)
        {
            ref var estimate = ref group.Estimates[(trait * _sources.Count) + study];
            estimate = Negative(estimate);
        }
    }

    /// <summary>Counts how the studies' alleles lay to those of the first that has the variant.</summary>
    private void CountMatches(Group group)
    {
        var first = double.NaN;
        for (var study = 0; study < _sources.Count; study++)
        {
            var (match, counts) = (group.Matches[study], _counts[study]);
            if (match == AlleleMatch.None)
            {
                continue;
            }

            counts.Swapped += match.IsSwapped() ? 1 : 0;
            counts.Flipped += match.IsFlipped() ? 1 : 0;
            counts.FrequencyDiffers += Math.Abs(group.Frequencies[study] - first) > RemarkableDifference ? 1 : 0;
            first = double.IsNaN(first) ? group.Frequencies[study] : first;
        }
    }

    private void Finish(Group group, string chromosome, int position, Action<MetaVariant> found)
    {
        _variants++;
        if (AlleleAlignment.IsAmbiguous(group.Effect, group.Other))
        {
            SettleStrands(group);
        }

        CountMatches(group);
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
            if (double.IsNaN(frequency))
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

    private Group NewGroup(Entry entry)
    {
        if (_used == _groups.Count)
        {
            _groups.Add(new Group(_traits, _sources.Count));
        }

        var group = _groups[_used++];
        (group.Effect, group.Other, group.Id) = (entry.Effect, entry.Other, entry.Id);
        Array.Fill(group.Matches, AlleleMatch.None);
        Array.Fill(group.Frequencies, double.NaN);
        Array.Fill(group.Estimates, s_nothing);
        return group;
    }

    private static string Capitals(string allele) => allele.AsSpan().IndexOfAnyInRange('a', 'z') < 0 ? allele : allele.ToUpperInvariant();

    /// <summary>A variant of one study as it stands.</summary>
    private sealed class Entry(int traits)
    {
        public string Effect { get; set; } = "";

        public string Other { get; set; } = "";

        public string Id { get; set; } = "";

        public double Frequency { get; set; }

        public bool IsPlaced { get; set; }

        public StudyEstimate[] Estimates { get; } = new StudyEstimate[traits];
    }

    /// <summary>The studies' variants of the same alleles at one place: frequencies and effects are of the group's effect allele.</summary>
    private sealed class Group(int traits, int studies)
    {
        public string Effect { get; set; } = "";

        public string Other { get; set; } = "";

        public string Id { get; set; } = "";

        /// <summary>For each study how its alleles lie to the group's; none where it lacks the variant or is left out of it.</summary>
        public AlleleMatch[] Matches { get; } = new AlleleMatch[studies];

        public double[] Frequencies { get; } = new double[studies];

        public StudyEstimate[] Estimates { get; } = new StudyEstimate[traits * studies];

        /// <summary>Leaves a study out.</summary>
        public void Leave(int study)
        {
            (Matches[study], Frequencies[study]) = (AlleleMatch.None, double.NaN);
            for (var cell = study; cell < Estimates.Length; cell += studies)
            {
                Estimates[cell] = s_nothing;
            }
        }
    }
}
