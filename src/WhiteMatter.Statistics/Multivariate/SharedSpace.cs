using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>
/// What several sets of variables of the same people have in common: generalised canonical analysis by the greatest variance (Carroll 1968, Proceedings of the 76th annual convention of the
/// APA 3, 227–228; MAXVAR of Kettenring 1971, Biometrika 58, 433–451). The first dimension is the variable of variance 1 whose squared correlations with the sets add up to most, the next
/// the same among those that are uncorrelated with it, and so on. It does not change when a set is turned, stretched or mixed, and no set comes first.
/// </summary>
/// <remarks>
/// With Q_m an orthonormal basis of set m over the people, the dimensions are the eigenvectors of Σ Q_m Q_m' with the greatest eigenvalues λ, which are had of the small matrix of all Q_m' Q_l;
/// λ is the sum of the squared multiple correlations. For other people each set gives its part by its own means, deviations and weights, and a dimension is their sum, scaled to variance 1 in
/// the people that it was fitted on.
/// </remarks>
public sealed class SharedSpace
{
    // Directions of a set with less of its variance are what rounding leaves of variables that make each other up.
    private const double LeastShare = 1e-10;

    private readonly Member[] _members;
    private readonly double[] _scales;
    private double[][][] _loadings = [];

    private SharedSpace(Member[] members, double[] eigenvalues, double[] scales)
    {
        (_members, _scales) = (members, scales);
        Agreement = [.. eigenvalues.Select(value => value / members.Length)];
    }

    /// <summary>Of each dimension the mean over sets of the squared multiple correlation with it: 1 where all sets hold it, 1 / sets where one does.</summary>
    public ImmutableArray<double> Agreement { get; }

    /// <summary>How many sets there are.</summary>
    public int Members => _members.Length;

    /// <summary>Fits the dimensions. About n s² operations for n people and s variables in all sets, and 10 s³.</summary>
    /// <param name="members">The sets: of each the variables, each of all people, finite.</param>
    /// <param name="dimensions">How many at most; no more than the smallest rank of a set.</param>
    /// <returns>Null where a set does not vary, or there are no more people than variables in all sets.</returns>
    public static SharedSpace? Of(IReadOnlyList<IReadOnlyList<double[]>> members, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentOutOfRangeException.ThrowIfLessThan(members.Count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var people = members[0].Count > 0 ? members[0][0].Length : 0;
        if (people < 3 || members.Any(set => set.Count == 0))
        {
            return null;
        }

        var fitted = members.Select(Member.Of).ToArray();
        if (fitted.Any(member => member.Rank == 0) || people - 1 <= fitted.Sum(member => member.Rank))
        {
            return null;
        }

        double[][] bases = [.. fitted.SelectMany((member, m) => member.Base(members[m]))];
        var products = new double[bases.Length, bases.Length];
        for (var i = 0; i < bases.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                products[i, j] = products[j, i] = Designs.VectorProduct.Dot(bases[i], bases[j]);
            }
        }

        var found = SymmetricEigenvalues.Of(products);
        var count = Math.Min(dimensions, fitted.Min(member => member.Rank));
        var scales = new double[count];
        for (var j = 0; j < count; j++)
        {
            var vector = found.Vectors[j];

            // The entry of largest size is positive, so that the same data give the same sign.
            var largest = vector.Select((value, at) => (Size: Math.Abs(value), at)).Max().at;
            scales[j] = Math.Sign(vector[largest]) * Math.Sqrt((people - 1) / Math.Max(found.Values[j], double.Epsilon));
        }

        var first = 0;
        foreach (var member in fitted)
        {
            member.Take([.. found.Vectors.Take(count).Select(vector => vector[first..(first + member.Rank)])]);
            member.Share = [.. found.Vectors.Take(count).Select((vector, j) => found.Values[j] * vector[first..(first + member.Rank)].Sum(value => value * value))];
            first += member.Rank;
        }

        var space = new SharedSpace(fitted, [.. found.Values.Take(count)], scales);
        space.Load(members);
        return space;
    }

    /// <summary>The means of a set's variables in the people fitted on, which <see cref="PartOf"/> takes away.</summary>
    /// <param name="member">Which set.</param>
    public ImmutableArray<double> MeansOf(int member) => [.. _members[member].Means];

    /// <summary>For each dimension the weight of each variable of a set in it.</summary>
    /// <param name="member">Which set.</param>
    public double[][] WeightsOf(int member) =>
        [.. _members[member].Weights.Select((weights, j) => Array.ConvertAll(weights, value => value * _scales[j]))];

    /// <summary>
    /// For each dimension the covariance of each variable of a set with it in the people fitted on. As dimensions have variance 1 and are uncorrelated, these are the coefficients of the
    /// regression of the variables on all dimensions together: by how much each variable differs between people who differ by one standard deviation of a dimension.
    /// </summary>
    /// <param name="member">Which set.</param>
    public ImmutableArray<double[]> LoadingsOf(int member) => [.. _loadings[member]];

    /// <summary>Of each dimension the squared multiple correlation with a set in the people fitted on: the share of its variance that the set explains.</summary>
    /// <param name="member">Which set.</param>
    public ImmutableArray<double> ExplainedBy(int member) => [.. _members[member].Share];

    private void Load(IReadOnlyList<IReadOnlyList<double[]>> members)
    {
        var people = members[0][0].Length;
        var dimensions = Array.ConvertAll(_scales, _ => new double[people]);
        for (var m = 0; m < members.Count; m++)
        {
            foreach (var (j, part) in PartOf(m, members[m]).Index())
            {
                for (var person = 0; person < people; person++)
                {
                    dimensions[j][person] += part[person];
                }
            }
        }

        // Dimensions have mean 0, so that variables need not be centred.
        _loadings = [.. members.Select(variables => Array.ConvertAll(
            dimensions, dimension => variables.Select(variable => Designs.VectorProduct.Dot(dimension, variable) / (people - 1)).ToArray()))];
    }

    /// <summary>A set's part of every dimension in people; the parts of all sets add up to the dimension.</summary>
    /// <param name="member">Which set.</param>
    /// <param name="variables">Its variables in these people.</param>
    public double[][] PartOf(int member, IReadOnlyList<double[]> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return [.. _members[member].Parts(variables).Select((part, j) => Array.ConvertAll(part, value => value * _scales[j]))];
    }

    private sealed class Member
    {
        private double[] _means = [];
        private double[] _deviations = [];
        private double[][] _whitening = [];
        private double[][] _weights = [];

        public int Rank => _whitening.Length;

        public double[] Share { get; set; } = [];

        public double[] Means => _means;

        public double[][] Weights => _weights;

        public static Member Of(IReadOnlyList<double[]> variables)
        {
            var (count, people) = (variables.Count, variables[0].Length);
            var member = new Member { _means = new double[count], _deviations = new double[count] };
            var centred = new double[count][];
            for (var k = 0; k < count; k++)
            {
                var mean = variables[k].Average();
                centred[k] = Array.ConvertAll(variables[k], value => value - mean);
                (member._means[k], member._deviations[k]) = (mean, Math.Sqrt(Designs.VectorProduct.Dot(centred[k], centred[k])));
            }

            var greatest = member._deviations.Max();
            var correlations = new double[count, count];
            for (var k = 0; k < count; k++)
            {
                if (!(member._deviations[k] > 1e-12 * Math.Max(greatest, Math.Abs(member._means[k]))))
                {
                    member._deviations[k] = 0;
                }

                for (var l = 0; l <= k; l++)
                {
                    var scale = member._deviations[k] * member._deviations[l];
                    correlations[k, l] = correlations[l, k] = scale > 0 ? Designs.VectorProduct.Dot(centred[k], centred[l]) / scale : 0;
                }
            }

            var found = SymmetricEigenvalues.Of(correlations);
            member._whitening =
            [
                .. found.Values.Zip(found.Vectors)
                    .Where(pair => pair.First > LeastShare * Math.Max(found.Values[0], 1))
                    .Select(pair => pair.Second.Select((value, k) => member._deviations[k] > 0 ? value / (Math.Sqrt(pair.First) * member._deviations[k]) : 0).ToArray()),
            ];
            return member;
        }

        /// <summary>Columns of length 1 at right angles in the people fitted on.</summary>
        public double[][] Base(IReadOnlyList<double[]> variables) => [.. _whitening.Select(weights => Combine(weights, variables))];

        /// <summary>Takes the eigenvectors' part of this set.</summary>
        public void Take(double[][] vectors) =>
            _weights = Array.ConvertAll(vectors, vector => Enumerable.Range(0, _means.Length).Select(k => vector.Zip(_whitening, (a, weights) => a * weights[k]).Sum()).ToArray());

        public double[][] Parts(IReadOnlyList<double[]> variables) => Array.ConvertAll(_weights, weights => Combine(weights, variables));

        private double[] Combine(double[] weights, IReadOnlyList<double[]> variables)
        {
            var sums = new double[variables[0].Length];
            for (var k = 0; k < weights.Length; k++)
            {
                for (var person = 0; person < sums.Length; person++)
                {
                    sums[person] += weights[k] * (variables[k][person] - _means[k]);
                }
            }

            return sums;
        }
    }
}
