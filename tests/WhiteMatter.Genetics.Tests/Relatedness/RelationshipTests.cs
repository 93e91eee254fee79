using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Relatedness;

public sealed class RelationshipTests
{
    [PeerFact("plink2")]
    public void RelationshipsArePlink2sWithEverybodyAsAFounder()
    {
        using var families = new Families(150, 3000, 0.02, 21);
        using var peer = new Plink2().Run("--bfile", families.Prefix, "--make-rel", "square", "bin");
        using var packed = families.Pack();
        var matrix = Compute(families, packed, double.NegativeInfinity);
        var theirs = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(peer.PathOf("rel.bin")));
        Assert.Equal(150 * 150, theirs.Length);
        for (var i = 0; i < 150; i++)
        {
            Assert.Equal(theirs[(i * 150) + i], matrix.Diagonal[i], 2e-6);
            Assert.Equal(i, matrix.RowStarts[i + 1] - matrix.RowStarts[i]);
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(theirs[(i * 150) + j], matrix.Values[matrix.RowStarts[i] + j], 2e-6);
            }
        }
    }

    [Fact]
    public void RelationshipsAreGctasMeanOverTheVariantsThatBothHave()
    {
        using var families = new Families(40, 900, 0.05, 2);
        using var packed = families.Pack();
        var matrix = Compute(families, packed, double.NegativeInfinity);
        // Yang and others 2011, equation 3, in plain double precision.
        var frequency = families.Genotypes.Select(row => row.Where(g => g >= 0).Average(g => g / 2.0)).ToArray();
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var (sum, count) = (0.0, 0);
                for (var v = 0; v < 900; v++)
                {
                    var (a, b, p) = (families.Genotypes[v][i], families.Genotypes[v][j], frequency[v]);
                    if (a >= 0 && b >= 0)
                    {
                        count++;
                        sum += p is > 0 and < 1 ? (a - (2 * p)) * (b - (2 * p)) / (2 * p * (1 - p)) : 0;
                    }
                }

                var ours = i == j ? matrix.Diagonal[i] : matrix.Values[matrix.RowStarts[i] + j];
                Assert.Equal(sum / count, ours, 1e-6);
            }
        }
    }

    [Fact]
    public void TheMatrixIsTheSameOnAnyThreadsAndMemory()
    {
        using var families = new Families(400, 500, 0.01, 6);
        using var whole = families.Pack();
        using var parts = families.Pack(memory: 500 * 32 * 2);
        Assert.True(parts.Blocks > 1);
        var (one, other) = (new MemoryStream(), new MemoryStream());
        Compute(families, whole, 0.05, threads: 1).Write(one);
        Compute(families, parts, 0.05).Write(other);
        Assert.Equal(one.ToArray(), other.ToArray());
    }

    [Fact]
    public void AWrittenMatrixIsReadAgainAndTakesPartsAndProducts()
    {
        using var families = new Families(60, 800, 0, 6);
        using var packed = families.Pack();
        var file = new MemoryStream();
        Compute(families, packed, 0.05).Write(file);
        file.Position = 0;
        var matrix = SparseRelationshipMatrix.Read(file);
        Assert.Equal(60, matrix.People);
        Assert.True(matrix.Values.Length is > 20 and < 60 * 59 / 2);
        Assert.All(matrix.Values, value => Assert.True(value >= 0.05));
        int[] chosen = [7, 2, 4, 5, 33, 0];
        var part = matrix.Of(chosen);
        var dense = Dense(matrix);
        for (var i = 0; i < chosen.Length; i++)
        {
            var (x, y) = (new double[chosen.Length], new double[chosen.Length]);
            x[i] = 1;
            part.Multiply(x, y);
            Assert.Equal(chosen.Select(other => dense[chosen[i], other]), y);
            Assert.Equal($"I{chosen[i]}", part.Ids[i]);
        }

        file.SetLength(file.Length - 3);
        file.Position = 0;
        Assert.Throws<InvalidDataException>(() => SparseRelationshipMatrix.Read(file));
        Assert.Throws<InvalidDataException>(() => SparseRelationshipMatrix.Read(new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8, 9])));
    }

    private static double[,] Dense(SparseRelationshipMatrix matrix)
    {
        var dense = new double[matrix.People, matrix.People];
        for (var i = 0; i < matrix.People; i++)
        {
            dense[i, i] = matrix.Diagonal[i];
            for (var at = matrix.RowStarts[i]; at < matrix.RowStarts[i + 1]; at++)
            {
                dense[i, matrix.Columns[at]] = dense[matrix.Columns[at], i] = matrix.Values[at];
            }
        }

        return dense;
    }

    private static SparseRelationshipMatrix Compute(Families families, PackedPeople packed, double cutoff, int threads = 2)
    {
        var counts = families.Genotypes.Select(row => new VariantCounts(row.Count(g => g == 2), row.Count(g => g == 1), row.Count(g => g == 0), row.Count(g => g < 0))).ToArray();
        return RelationshipEstimation.Compute(
            packed, [.. families.Everybody.Select(i => $"I{i}")], null, StandardisedWeights.Of(counts), cutoff, threads, null, CancellationToken.None);
    }
}
