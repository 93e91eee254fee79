using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Meta;

/// <summary>Goes through the tested variants of one study, chromosome by chromosome. Memory: one block of the traits that are combined.</summary>
internal sealed class MetaCursor
{
    private readonly MetaSource _source;
    private readonly int[] _read;
    private readonly int[] _placeOf;
    private readonly AssociationBlock _block;
    private readonly Dictionary<string, (int First, int End)> _runs;
    private int _index = -1;
    private int _at;
    private int _end;

    public MetaCursor(MetaSource source)
    {
        _source = source;
        _read = [.. source.Traits.Where(trait => trait >= 0).Distinct().Order()];
        _placeOf = [.. source.Traits.Select(trait => trait < 0 ? -1 : Array.IndexOf(_read, trait))];
        _block = source.Table.CreateBuffer(_read.Length);
        _runs = source.Variants.Runs().ToDictionary(
            run => source.Variants.Chromosomes[run.Chromosome], run => (run.First, run.First + run.Count), StringComparer.Ordinal);
    }

    /// <summary>Chromosomes of the study.</summary>
    public IEnumerable<string> Chromosomes => _runs.Keys;

    /// <summary>The row of the variant at hand in the study's list; −1 at the end of the chromosome.</summary>
    public int Row { get; private set; } = -1;

    /// <summary>Its position.</summary>
    public int Position { get; private set; }

    /// <summary>What is known of its genotypes.</summary>
    public VariantCounts Counts => _block.Counts[_at];

    /// <summary>Goes to the first tested variant of a chromosome.</summary>
    public void MoveTo(string chromosome)
    {
        Row = -1;
        if (!_runs.TryGetValue(chromosome, out var run))
        {
            return;
        }

        _end = run.End;
        if (_index < 0 || _source.Table.RangeOf(_index) is var (first, count) && (run.First < first || run.First >= first + count))
        {
            Load(BlockOf(run.First));
        }

        _at = 0;
        while (_at < _block.Count && _block.Variant[_at] < run.First)
        {
            _at++;
        }

        _at--;
        Next();
    }

    /// <summary>Goes to the next tested variant of the chromosome.</summary>
    public void Next()
    {
        while (true)
        {
            _at++;
            while (_at >= _block.Count)
            {
                if (_index + 1 >= _source.Table.Blocks)
                {
                    Row = -1;
                    return;
                }

                Load(_index + 1);
                _at = 0;
            }

            if (_block.Variant[_at] >= _end)
            {
                Row = -1;
                return;
            }

            if (IsTested())
            {
                Row = _block.Variant[_at];
                Position = _source.Variants.Position(Row);
                return;
            }
        }
    }

    /// <summary>What the study says of a trait in the variant at hand; NaN where it says nothing.</summary>
    public StudyEstimate Estimate(int trait)
    {
        if (_placeOf[trait] < 0)
        {
            return new StudyEstimate(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var cell = (_placeOf[trait] * _block.Count) + _at;
        return new StudyEstimate(
            _block.Beta[cell], _block.StandardError[cell], _block.NegLog10P[cell], _block.PeopleOf(_placeOf[trait], _at));
    }

    private bool IsTested()
    {
        for (var place = 0; place < _read.Length; place++)
        {
            var cell = (place * _block.Count) + _at;
            if (double.IsFinite(_block.Beta[cell]) && _block.StandardError[cell] > 0 && _block.NegLog10P[cell] >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private int BlockOf(int row)
    {
        var (low, high) = (0, _source.Table.Blocks - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _source.Table.RangeOf(middle).First <= row ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private void Load(int index)
    {
        _source.Table.ReadTraits(index, _read, _block);
        _index = index;
    }
}
