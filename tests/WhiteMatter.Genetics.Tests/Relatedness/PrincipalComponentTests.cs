using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Relatedness;

public sealed class PrincipalComponentTests
{
    private const string Real = "/usr/share/doc/bolt-lmm/examples/examples.tar.xz";

    [RealDataFact("plink2", Real)]
    public void TheComponentsOf379PeopleAreThoseOfPlink2()
    {
        using var real = new RealGenotypes(Real);
        using var peer = new Plink2();
        // The variants without a missing call: where one is missing PLINK 2 divides each pair by its own number of variants.
        peer.Run("--bfile", real.Prefix, "--geno", "0", "--maf", "0.05", "--pca", "10", "--nonfounders", "--write-snplist");
        var listed = File.ReadAllLines(peer.PathOf("snplist")).Select(real.Bim.Find).ToArray();
        Assert.True(listed.Length > 20_000);
        using var source = real.Open();
        using var packed = PackedPeople.Read(
            source, [.. Enumerable.Range(0, source.PersonCount)], listed, long.MaxValue, "none", 2, null, CancellationToken.None);
        var weights = StandardisedWeights.Of(Frequencies(source, listed));
        var ours = PrincipalComponents.Compute(packed, weights, 10, 1, 2, null, CancellationToken.None);

        var values = File.ReadAllLines(peer.PathOf("eigenval")).Select(Plink2.Number).ToArray();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, ours.Eigenvalues[i] / values[i], 1e-4);
        }

        var rows = peer.Rows("eigenvec");
        var theirs = Enumerable.Range(1, 10).Select(c => rows.Select(row => Plink2.Number(row[$"PC{c}"])).ToArray()).ToArray();
        Assert.True(GreatestAngle(theirs, Columns(ours.Scores, 10)) < 1e-3);
        // The first alone too, which lies apart from the others.
        Assert.True(GreatestAngle(theirs[..1], Columns(ours.Scores, 10)[..1]) < 1e-3);
    }

    [Fact]
    public void ComponentsAreTheEigenvectorsOfTheRelationshipMatrix()
    {
        using var families = new Families(120, 700, 0, 14);
        using var packed = families.Pack();
        var weights = StandardisedWeights.Of(families.Genotypes.Select(row => row.Average(g => g / 2.0)).ToArray());
        var ours = PrincipalComponents.Compute(packed, weights, 5, 3, 2, null, CancellationToken.None);
        Assert.True(ours.Residual <= PrincipalComponents.Tolerance);

        var matrix = RelationshipEstimation.Compute(
            packed, [.. families.Everybody.Select(i => $"{i}")], null, weights, double.NegativeInfinity, 2, null, CancellationToken.None);
        var dense = new double[120, 120];
        for (var i = 0; i < 120; i++)
        {
            dense[i, i] = matrix.Diagonal[i];
            for (var j = 0; j < i; j++)
            {
                dense[i, j] = matrix.Values[matrix.RowStarts[i] + j];
            }
        }

        // The dense matrix decomposed by MathNet.
        var exact = SymmetricEigenvalues.Of(dense);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, ours.Eigenvalues[i] / exact.Values[i], 1e-5);
        }

        Assert.True(GreatestAngle(exact.Vectors[..5], Columns(ours.Scores, 5)) < 1e-3);
    }

    [Fact]
    public void ThePeopleThemselvesAreProjectedOntoTheirOwnScores()
    {
        using var families = new Families(300, 900, 0.01, 15);
        using var packed = families.Pack();
        using var parts = families.Pack(memory: 900 * 32 * 2);
        var weights = StandardisedWeights.Of(families.Genotypes.Select(row => row.Where(g => g >= 0).Average(g => g / 2.0)).ToArray());
        var ours = PrincipalComponents.Compute(packed, weights, 4, 7, 1, null, CancellationToken.None);
        var projected = ours.Project(parts, weights, 2, CancellationToken.None);
        for (var i = 0; i < projected.Length; i++)
        {
            Assert.Equal(ours.Scores[i], projected[i], 1e-4);
        }

        var again = PrincipalComponents.Compute(parts, weights, 4, 7, 2, null, CancellationToken.None);
        // Other blocks of people are summed in another order; other threads are not.
        Assert.All(again.Eigenvalues.Zip(ours.Eigenvalues), pair => Assert.Equal(1, pair.First / pair.Second, 1e-6));
        Assert.Equal(again.Scores, PrincipalComponents.Compute(parts, weights, 4, 7, 1, null, CancellationToken.None).Scores);
    }

    private static double[] Frequencies(Formats.Genotypes.GenotypeSource source, int[] variants)
    {
        var frequencies = new double[variants.Length];
        var row = new byte[source.BytesPerVariant];
        for (var v = 0; v < variants.Length; v++)
        {
            source.ReadCalls(variants[v], 1, row);
            var (copies, called) = (0, 0);
            for (var i = 0; i < source.PersonCount; i++)
            {
                var code = row[i / 4] >> (2 * (i % 4)) & 3;
                copies += code switch { 0 => 2, 2 => 1, _ => 0 };
                called += code == 1 ? 0 : 1;
            }

            frequencies[v] = copies / (2.0 * called);
        }

        return frequencies;
    }

    private static double[][] Columns(double[] rows, int count) =>
        [.. Enumerable.Range(0, count).Select(c => Enumerable.Range(0, rows.Length / count).Select(i => rows[(i * count) + c]).ToArray())];

    /// <summary>The greatest principal angle of two spaces, of unit vectors: arcsin of the greatest length outside.</summary>
    private static double GreatestAngle(double[][] a, double[][] b)
    {
        var gram = new double[a.Length, a.Length];
        var outside = a.Select(vector =>
        {
            var left = (double[])vector.Clone();
            foreach (var other in b)
            {
                var share = other.Zip(vector).Sum(pair => pair.First * pair.Second);
                for (var i = 0; i < left.Length; i++)
                {
                    left[i] -= share * other[i];
                }
            }

            return left;
        }).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < a.Length; j++)
            {
                gram[i, j] = outside[i].Zip(outside[j]).Sum(pair => pair.First * pair.Second);
            }
        }

        return Math.Asin(Math.Min(1, Math.Sqrt(Math.Max(0, SymmetricEigenvalues.Of(gram).Values[0]))));
    }
}
