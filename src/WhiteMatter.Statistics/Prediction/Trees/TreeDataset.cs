using System.Globalization;

namespace WhiteMatter.Statistics.Prediction.Trees;

/// <summary>
/// The features of people learnt from, each in at most 255 bins of as equal a number of people as can be, and their outcome. A feature of fewer distinct values has a bin for each, so
/// that every division of it is tried.
/// </summary>
internal sealed unsafe class TreeDataset : IDisposable
{
    /// <summary>
    /// What makes the trees the same bits on any machine and for any number of folds at once: one thread in each, histograms by rows, nothing drawn. Histograms that are kept
    /// to be subtracted take 128 MiB at most.
    /// </summary>
    private const string Common =
        "num_threads=1 deterministic=true force_row_wise=true verbosity=-1 seed=1 max_bin=255 min_data_in_bin=1 enable_bundle=false use_missing=false feature_pre_filter=false histogram_pool_size=128";

    private nint _dataset;

    /// <summary>Bins the features.</summary>
    /// <param name="features">Columns of the people.</param>
    /// <param name="outcome">Their outcome; of classes 0 and 1. It is rounded to single precision.</param>
    /// <param name="start">What is predicted of each before the first tree.</param>
    /// <param name="learner">Its least number of people in a leaf.</param>
    /// <exception cref="TreesUnavailableException">LightGBM cannot be loaded.</exception>
    public TreeDataset(double[][] features, double[] outcome, double[] start, BoostedTreesLearner learner)
    {
        Learner = learner;
        Least = Array.ConvertAll(features, column => column.Min());
        using var block = new ColumnBlock(features, Least, outcome.Length);
        try
        {
            NativeTrees.Check(NativeTrees.LGBM_DatasetCreateFromMat(block.Values, NativeTrees.Float64, block.Rows, block.Columns, 0, Common, 0, out _dataset));
        }
        catch (Exception missing) when (missing is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new TreesUnavailableException(missing.Message, missing);
        }

        var labels = Array.ConvertAll(outcome, value => (float)value);
        fixed (float* label = labels)
        {
            NativeTrees.Check(NativeTrees.LGBM_DatasetSetField(_dataset, "label", label, labels.Length, NativeTrees.Float32));
        }

        fixed (double* first = start)
        {
            NativeTrees.Check(NativeTrees.LGBM_DatasetSetField(_dataset, "init_score", first, start.Length, NativeTrees.Float64));
        }
    }

    /// <summary>The least value of each feature.</summary>
    public double[] Least { get; }

    /// <summary>What the trees are like.</summary>
    public BoostedTreesLearner Learner { get; }

    /// <summary>Begins to boost.</summary>
    /// <param name="isBinary">Whether log odds of classes are learnt by logarithmic loss; else numbers by half the squared error.</param>
    /// <param name="depth">The most divisions from the root to a leaf.</param>
    /// <param name="rate">What each tree's leaves are multiplied by.</param>
    public nint Begin(bool isBinary, int depth, double rate)
    {
        NativeTrees.Check(NativeTrees.LGBM_BoosterCreate(
            _dataset,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Common} objective={(isBinary ? "binary" : "regression")} boost_from_average=false num_leaves={1 << depth} max_depth={depth} learning_rate={rate:R} lambda_l2={Learner.L2:R} min_data_in_leaf={Learner.LeastInLeaf}"),
            out var booster));
        return booster;
    }

    public void Dispose()
    {
        if (_dataset != 0)
        {
            NativeTrees.Check(NativeTrees.LGBM_DatasetFree(_dataset));
            _dataset = 0;
        }
    }
}
