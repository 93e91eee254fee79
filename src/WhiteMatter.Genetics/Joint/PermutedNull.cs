using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Joint;

/// <summary>The z of an association of permuted genotypes, block after block, and their products over variants.</summary>
internal static class PermutedNull
{
    /// <summary>Variants with a smaller minor allele frequency do not enter the null, as in MOSTest.</summary>
    public const double MinorAlleleFrequency = 0.005;

    /// <summary>
    /// The mean products of the traits' z over variants, and how many variants they are of. Partial sums are of whole blocks and added in
    /// their order, so that the bits do not depend on the threads. Memory: for each thread a block and K² numbers.
    /// </summary>
    public static (double[] Products, long Variants) ProductsOf(AssociationTable permuted, JointForm form, int threads, CancellationToken cancellationToken)
    {
        var traits = permuted.Header.Traits.Length;
        var workers = new Worker[Math.Min(Math.Max(1, threads), Math.Max(1, permuted.Blocks))];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Worker(permuted, form);
        }

        var (products, variants) = (new double[traits * traits], 0L);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken };
        for (var first = 0; first < permuted.Blocks; first += workers.Length)
        {
            var (start, count) = (first, Math.Min(workers.Length, permuted.Blocks - first));
            Parallel.For(0, count, parallel, i => workers[i].Compute(start + i));
            for (var i = 0; i < count; i++)
            {
                variants += workers[i].Variants;
                VectorProduct.Add(1, workers[i].Products, products);
            }
        }

        for (var a = 0; a < traits; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var value = products[(a * traits) + b] / variants;
                products[(a * traits) + b] = value;
                products[(b * traits) + a] = value;
            }
        }

        return (products, variants);
    }

    /// <summary>Whether a variant enters the null: tested in every trait and not rare.</summary>
    public static bool Counts(AssociationBlock block, int v)
    {
        var frequency = block.Counts[v].A1Frequency;
        if (!(Math.Min(frequency, 1 - frequency) > MinorAlleleFrequency))
        {
            return false;
        }

        for (var t = 0; t < block.Traits; t++)
        {
            if (!double.IsFinite(block.NegLog10P[(t * block.Count) + v]))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Worker(AssociationTable permuted, JointForm form)
    {
        private readonly AssociationBlock _block = permuted.CreateBuffer();
        private readonly double[] _z = new double[permuted.LargestBlock * permuted.Header.Traits.Length];

        public double[] Products { get; } = new double[permuted.Header.Traits.Length * permuted.Header.Traits.Length];

        public int Variants { get; private set; }

        public void Compute(int index)
        {
            permuted.Read(index, _block);
            var traits = _block.Traits;
            Variants = 0;
            for (var v = 0; v < _block.Count; v++)
            {
                if (Counts(_block, v))
                {
                    for (var t = 0; t < traits; t++)
                    {
                        var cell = (t * _block.Count) + v;
                        var z = _block.Beta[cell] / _block.StandardError[cell];
                        var left = _block.PeopleOf(t, v) - permuted.Header.Rank - 1;
                        _z[(t * permuted.LargestBlock) + Variants] = form == JointForm.Wald ? z : z / Math.Sqrt(1 + (z * z / left));
                    }

                    Variants++;
                }
            }

            for (var a = 0; a < traits; a++)
            {
                var left = _z.AsSpan(a * permuted.LargestBlock, Variants);
                for (var b = 0; b <= a; b++)
                {
                    Products[(a * traits) + b] = VectorProduct.Dot(left, _z.AsSpan(b * permuted.LargestBlock, Variants));
                }
            }
        }
    }
}
