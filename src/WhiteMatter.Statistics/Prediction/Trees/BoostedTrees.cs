namespace WhiteMatter.Statistics.Prediction.Trees;

/// <summary>Trees that are learnt one after the other, each of what those before it leave (Friedman 2001; Ke and others 2017).</summary>
/// <remarks>
/// With g and h the first and second derivatives of a person's loss by what is predicted, a leaf adds −rate · Σg/(Σh + l2) over its people, and a division gains
/// (Σg)²/(Σh + l2) of its two parts less that of the whole.
/// </remarks>
internal sealed unsafe class BoostedTrees : IDisposable
{
    private readonly TreeDataset _data;
    private nint _booster;
    private bool _done;

    public BoostedTrees(TreeDataset data, bool isBinary, int depth, double rate)
    {
        _data = data;
        _booster = data.Begin(isBinary, depth, rate);
    }

    /// <summary>How many trees there are.</summary>
    public int Count { get; private set; }

    /// <summary>Learns until there are so many; fewer where no leaf can be divided any more.</summary>
    public void GrowTo(int trees, CancellationToken cancellationToken)
    {
        while (Count < trees && !_done)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NativeTrees.Check(NativeTrees.LGBM_BoosterUpdateOneIter(_booster, out var finished));
            _done = finished != 0;
            Count += _done ? 0 : 1;
        }
    }

    /// <summary>Adds what the trees from one on say of people.</summary>
    public void AddTo(double[] predictions, ColumnBlock people, int firstTree)
    {
        if (firstTree >= Count || predictions.Length == 0)
        {
            return;
        }

        var said = new double[predictions.Length];
        fixed (double* into = said)
        {
            NativeTrees.Check(NativeTrees.LGBM_BoosterPredictForMat(
                _booster, people.Values, NativeTrees.Float64, people.Rows, people.Columns, 0, NativeTrees.RawScore, firstTree, Count - firstTree, "num_threads=1 verbosity=-1", out _, into));
        }

        for (var i = 0; i < said.Length; i++)
        {
            predictions[i] += said[i];
        }
    }

    /// <summary>For each feature the share of what all divisions gain that divisions by it do; all 0 without divisions.</summary>
    public double[] Gains()
    {
        var gains = new double[_data.Least.Length];
        if (Count == 0)
        {
            return gains;
        }

        fixed (double* into = gains)
        {
            NativeTrees.Check(NativeTrees.LGBM_BoosterFeatureImportance(_booster, 0, NativeTrees.ImportanceGain, into));
        }

        var all = gains.Sum();
        return all > 0 ? Array.ConvertAll(gains, gain => gain / all) : gains;
    }

    public void Dispose()
    {
        if (_booster != 0)
        {
            NativeTrees.Check(NativeTrees.LGBM_BoosterFree(_booster));
            _booster = 0;
        }
    }
}
