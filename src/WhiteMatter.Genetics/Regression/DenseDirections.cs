using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The directions in which the relationships A of the people of some traits are diagonal once the covariates are out of them: the eigenvectors of
/// MAM that are orthogonal to the covariates, M the projection off these. What is left of a trait in them has the restricted likelihood
/// without a covariate in it.
/// </summary>
/// <param name="Group">The people, and the traits that they have.</param>
/// <param name="MeanDiagonal">The mean over people of A's diagonal, A centred by rows and columns: how much of σ²g is in a person's variance.</param>
/// <param name="Values">The eigenvalues, falling, none below 0.</param>
/// <param name="Vectors">For each its vector, one number a person of the group.</param>
public sealed record DenseDirections(TraitGroup Group, double MeanDiagonal, double[] Values, double[][] Vectors)
{
    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The relationships of all people of the design.</param>
    /// <param name="design">The design.</param>
    /// <param name="group">The people, and the traits that they have.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the rows done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static DenseDirections Of(
        double[][] matrix, AssociationDesign design, TraitGroup group, int threads, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(group);
        var covariates = group.Covariates(design);
        var own = new double[group.People.Length][];
        for (var i = 0; i < own.Length; i++)
        {
            var row = matrix[group.People[i]];
            own[i] = new double[own.Length];
            for (var j = 0; j < own.Length; j++)
            {
                own[i][j] = row[group.People[j]];
            }
        }

        var meanDiagonal = CentredDiagonal(own);
        TakeOut(covariates, own);
        var found = LargeSymmetricMatrix.Decompose(own, threads, progress, cancellationToken);
        return new DenseDirections(
            group,
            meanDiagonal,
            [.. found.Values.Skip(covariates.Length).Select(value => Math.Max(value, 0))],
            found.Vectors[covariates.Length..]);
    }

    /// <summary>Writes numbers of the group's people in the directions.</summary>
    /// <param name="people">One number a person.</param>
    /// <returns>As wide as <see cref="RestrictedLikelihood.WidthOf"/> says.</returns>
    internal double[] Rotate(double[] people)
    {
        var rotated = new double[RestrictedLikelihood.WidthOf(Values.Length)];
        for (var d = 0; d < Values.Length; d++)
        {
            rotated[d] = VectorProduct.Dot(Vectors[d], people);
        }

        return rotated;
    }

    private static double CentredDiagonal(double[][] matrix)
    {
        var (trace, sum) = (0.0, 0.0);
        for (var i = 0; i < matrix.Length; i++)
        {
            trace += matrix[i][i];
            sum += matrix[i].Sum();
        }

        return (trace - (sum / matrix.Length)) / matrix.Length;
    }

    /// <summary>
    /// A ← MAM + κQQ', Q the covariates' orthonormal basis and κ above every eigenvalue: the covariates' own directions become the first, and no
    /// other direction has a part of them, not even among those of A that are 0. With F = AQ − Q(Q'AQ + κI)/2 that is A − QF' − FQ'.
    /// </summary>
    private static void TakeOut(double[][] covariates, double[][] matrix)
    {
        var above = 1 + (2 * matrix.Max(row => row.Sum(Math.Abs)));
        var products = covariates.Select(column => matrix.Select(row => VectorProduct.Dot(row, column)).ToArray()).ToArray();
        var changes = products.Select(product => (double[])product.Clone()).ToArray();
        for (var c = 0; c < covariates.Length; c++)
        {
            for (var d = 0; d < covariates.Length; d++)
            {
                var within = VectorProduct.Dot(covariates[d], products[c]) + (c == d ? above : 0);
                VectorProduct.Add(-0.5 * within, covariates[d], changes[c]);
            }
        }

        for (var i = 0; i < matrix.Length; i++)
        {
            for (var c = 0; c < covariates.Length; c++)
            {
                VectorProduct.Add(-covariates[c][i], changes[c], matrix[i]);
                VectorProduct.Add(-changes[c][i], covariates[c], matrix[i]);
            }
        }
    }
}
