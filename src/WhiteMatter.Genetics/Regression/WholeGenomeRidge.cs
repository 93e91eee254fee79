using System.IO.MemoryMappedFiles;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// Ridge regression of all traits on the whole genome in two levels (Mbatchou et al. 2021, Nature Genetics 53, 1097): of each trait on each
/// block of variants with five penalties, then on the predictions of all blocks. People are predicted by fits without them.
/// </summary>
/// <remarks>
/// As in the published program: traits are residuals on the covariates, scaled to variance 1, 0 where they are missing; genotypes have
/// their mean in the place of what is missing and the covariates out, and variance 1; penalties are M(1 − h²)/h² of h² 0.01, 0.25, 0.5, 0.75
/// and 0.99; a level-0 prediction is centred and scaled over the people with the trait; the second level takes the penalty with the least
/// squared error. The genotypes are read twice and multiplied once for all traits. Memory: what the native part says of a block and 256 MiB
/// of predictions; disk: 4 bytes for each trait, block, penalty and person.
/// </remarks>
public static class WholeGenomeRidge
{
    private const long GroupBytes = 256L << 20;

    /// <summary>Runs both levels and writes the predictions.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="genotypes">What the traits are predicted from.</param>
    /// <param name="options">How.</param>
    /// <param name="folder">Where level 0 is kept: a run that was killed goes on from the blocks that are whole in it.</param>
    /// <param name="output">Path of the predictions.</param>
    /// <param name="progress">Receives the number of blocks done, and of all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read.</exception>
    /// <exception cref="RegressionException">No variant has a part.</exception>
    public static RidgeFit Run(
        AssociationDesign design,
        BackgroundGenotypes genotypes,
        RidgeOptions options,
        string folder,
        string output,
        Action<int, int>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(genotypes);
        ArgumentNullException.ThrowIfNull(options);
        var blocks = genotypes.Blocks(options.BlockSize, options.Threads, cancellationToken);
        var variants = blocks.Sum(block => block.Variants.Length);
        if (variants == 0)
        {
            throw new RegressionException(RegressionProblem.NoVariants);
        }

        var run = new RidgeRun(design, genotypes, options, blocks, RidgeOptions.Penalties(variants), cancellationToken);
        using var cancelling = cancellationToken.Register(run.Cancel);
        using (var levelZero = new LevelZeroFile(folder, design.Traits.Length, blocks, RidgeOptions.Heritabilities.Length, design.People))
        {
            run.LevelZero(levelZero, progress);
            using var predictions = BackgroundPredictions.Create(output, genotypes.Chromosomes, design.Traits.Length, design.People);
            return new RidgeFit(variants, blocks.Length, [.. run.LevelOne(levelZero, predictions)]);
        }
    }

    private sealed class RidgeRun(
        AssociationDesign design,
        BackgroundGenotypes genotypes,
        RidgeOptions options,
        RidgeBlock[] blocks,
        double[] penalties,
        CancellationToken cancellationToken)
    {
        private int _cancelled;

        public void Cancel() => Volatile.Write(ref _cancelled, 1);

        public void LevelZero(LevelZeroFile file, Action<int, int>? progress)
        {
            var source = genotypes.Source;
            var (traits, people) = (design.Traits.Length, design.People);
            var rowsOfTrait = checked(penalties.Length * people);
            var group = (int)Math.Clamp(GroupBytes / (sizeof(float) * (long)rowsOfTrait), 1, traits);
            var predictions = new float[checked(group * rowsOfTrait)];
            var most = blocks.Max(block => block.Variants.Length);
            var calls = source.HasDosages ? [] : new byte[checked(most * source.BytesPerVariant)];
            var dosages = source.HasDosages ? new ushort[checked(most * source.PersonCount)] : [];
            using var ridge = NativeRegression.CreateRidge(design, options.Folds, penalties);
            for (var b = file.Whole; b < blocks.Length; b++)
            {
                progress?.Invoke(b, blocks.Length);
                cancellationToken.ThrowIfCancellationRequested();
                Read(blocks[b].Variants, calls, dosages);
                NativeRegression.Fit(
                    ridge,
                    calls,
                    dosages,
                    source.HasDosages ? source.PersonCount : source.BytesPerVariant,
                    source.PersonCount,
                    genotypes.SampleIndex,
                    blocks[b].Variants.Length,
                    options.Threads,
                    ref _cancelled,
                    cancellationToken);
                for (var first = 0; first < traits; first += group)
                {
                    var count = Math.Min(group, traits - first);
                    NativeRegression.Predict(ridge, first, count, options.Threads, ref _cancelled, predictions, cancellationToken);
                    for (var t = 0; t < count; t++)
                    {
                        file.Write(first + t, b * penalties.Length, predictions.AsSpan(t * rowsOfTrait, rowsOfTrait));
                    }
                }

                file.Complete();
            }

            progress?.Invoke(blocks.Length, blocks.Length);
        }

        public unsafe TraitRidgeFit[] LevelOne(LevelZeroFile file, BackgroundPredictions output)
        {
            var (people, chromosomes) = (design.People, genotypes.Chromosomes.Length);
            int[] chromosome = [.. blocks.SelectMany(block => Enumerable.Repeat(block.Chromosome, penalties.Length))];
            var added = RidgeOptions.Penalties(file.Rows);
            var fits = new TraitRidgeFit[design.Traits.Length];
            using var mapped = MemoryMappedFile.CreateFromFile(file.Path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                var rows = (float*)(start + view.PointerOffset);
                Parallel.For(
                    0,
                    fits.Length,
                    new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken },
                    () => (Total: new float[people], Without: new float[checked(chromosomes * people)]),
                    (t, _, room) =>
                    {
                        var errors = new double[added.Length];
                        var (chosen, r2) = NativeRegression.Stack(
                            design,
                            t,
                            rows + ((long)t * file.Rows * people),
                            file.Rows,
                            options.Folds,
                            added,
                            chromosomes,
                            chromosome,
                            errors,
                            room.Total,
                            room.Without,
                            ref _cancelled,
                            cancellationToken);
                        for (var c = 0; c < chromosomes; c++)
                        {
                            output.Write(c, t, room.Without.AsSpan(c * people, people));
                        }

                        output.Write(chromosomes, t, room.Total);
                        fits[t] = new TraitRidgeFit(design.Traits[t], [.. errors], chosen, r2);
                        return room;
                    },
                    _ => { });
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }

            return fits;
        }

        /// <summary>Reads a block's variants, neighbours in the file together.</summary>
        private void Read(int[] variants, byte[] calls, ushort[] dosages)
        {
            var source = genotypes.Source;
            for (int from = 0, to; from < variants.Length; from = to)
            {
                to = from + 1;
                while (to < variants.Length && variants[to] == variants[to - 1] + 1)
                {
                    to++;
                }

                if (source.HasDosages)
                {
                    source.ReadDosages(variants[from], to - from, dosages.AsSpan(from * source.PersonCount));
                }
                else
                {
                    source.ReadCalls(variants[from], to - from, calls.AsSpan(from * source.BytesPerVariant));
                }
            }
        }
    }
}
