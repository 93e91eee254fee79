using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Writes one bgzipped, indexed GWAS-SSF file for each trait, with its metadata.</summary>
/// <remarks>
/// Memory: the variants, one block of results for all traits, and for each of at most 128 traits written at once the text of
/// one block.
/// </remarks>
public sealed class SummaryStatisticsHandler : IStepHandler<SummaryStatisticsParameters>
{
    /// <summary>Files open at once; more traits take further passes over the table.</summary>
    private const int TraitsAtOnce = 128;

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<SummaryStatisticsParameters> context, CancellationToken cancellationToken)
    {
        var variants = GenotypeSet.Variants(context.Input("genotypes"), cancellationToken);
        using var table = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        if (!table.Header.IsSigned)
        {
            throw new RunFailureException(RunCodes.PlanBroken, $"the step {context.Step.Id} writes effects, and its association holds joint statistics, which have no sign");
        }

        var traits = table.Header.Traits;
        long leftOut = 0;
        for (var first = 0; first < traits.Length; first += TraitsAtOnce)
        {
            leftOut += WriteTraits(context, table, variants, first, Math.Min(TraitsAtOnce, traits.Length - first), cancellationToken);
        }

        StatisticsFile.ReportLeftOut(context, leftOut, context.Parameters.MaximumP, "the summary statistics");
        context.Output.SetValue("traits", traits.Length);
        return ValueTask.CompletedTask;
    }

    private static long WriteTraits(
        StepContext<SummaryStatisticsParameters> context, AssociationTable table, BimFile variants, int first, int count, CancellationToken cancellationToken)
    {
        var files = new TraitFile[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                files[i] = new TraitFile(context.Output, table.Header.Traits[first + i]);
            }

            var smallest = -Math.Log10(context.Parameters.MaximumP);
            var block = table.CreateBuffer();
            for (var b = 0; b < table.Blocks; b++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                table.Read(b, block);
                var variantBlock = VariantBlock.Create(variants, (int)block.FirstFileVariant);
                var frequencies = Frequencies(variantBlock, block);
                var frequencyTexts = new NumberTexts(frequencies);
                Parallel.For(
                    0,
                    count,
                    new ParallelOptions { MaxDegreeOfParallelism = context.Cores, CancellationToken = cancellationToken },
                    i => files[i].Append(variantBlock, block, frequencies, frequencyTexts, first + i, smallest));
                context.Advance(((long)first * table.Blocks) + ((long)(b + 1) * count), (long)table.Blocks * table.Header.Traits.Length, "blocks");
            }

            // Flushing to the disk and indexing take as long as a third of the writing: files end beside each other too.
            Parallel.For(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = context.Cores, CancellationToken = cancellationToken },
                i => files[i].Complete(context.Parameters.Build));
            return files.Sum(file => file.LeftOut);
        }
        finally
        {
            foreach (var file in files)
            {
                file?.Dispose();
            }
        }
    }

    /// <summary>The frequencies of the block's effect alleles, in the place of each variant among all of the file's block.</summary>
    private static double[] Frequencies(VariantBlock variants, AssociationBlock block)
    {
        var frequencies = new double[variants.Count];
        Array.Fill(frequencies, double.NaN);
        for (var v = 0; v < block.Count; v++)
        {
            frequencies[block.Variant[v] - variants.First] = block.Counts[v].A1Frequency;
        }

        return frequencies;
    }

    /// <summary>One trait's file while it grows.</summary>
    private sealed class TraitFile : IDisposable
    {
        private readonly ArtifactDraft _output;
        private readonly string _trait;
        private readonly string _name;
        private readonly Stream _stream;
        private readonly SummaryStatisticsWriter _writer;
        private readonly SummaryStatisticsEncoder _encoder = new();
        private readonly double[] _beta = new double[VariantBlock.MostVariants];
        private readonly double[] _error = new double[VariantBlock.MostVariants];
        private readonly double[] _negLog10P = new double[VariantBlock.MostVariants];
        private readonly int[] _people = new int[VariantBlock.MostVariants];
        private int _mostPeople;

        public TraitFile(ArtifactDraft output, string trait)
        {
            _output = output;
            _trait = trait;
            _name = StoreLayout.FileName(trait) + ".tsv.gz";
            _stream = output.Create(_name);
            _writer = new SummaryStatisticsWriter(_stream);
        }

        /// <summary>How many of the kept variants have no row.</summary>
        public long LeftOut { get; private set; }

        /// <summary>Puts the kept variants of a block in their places among all variants of the file's block.</summary>
        public void Append(
            VariantBlock variants, AssociationBlock block, double[] frequencies, NumberTexts frequencyTexts, int trait, double smallestNegLog10P)
        {
            Array.Fill(_negLog10P, double.NaN);
            for (var v = 0; v < block.Count; v++)
            {
                var cell = (trait * block.Count) + v;
                var at = block.Variant[v] - variants.First;
                _beta[at] = block.Beta[cell];
                _error[at] = block.StandardError[cell];
                var written = block.NegLog10P[cell] >= smallestNegLog10P;
                LeftOut += written ? 0 : 1;
                _negLog10P[at] = written ? block.NegLog10P[cell] : double.NaN;
                _people[at] = block.PeopleOf(trait, v);
                _mostPeople = Math.Max(_mostPeople, _people[at]);
            }

            var rows = new AssociationRows
            {
                Beta = _beta,
                StandardError = _error,
                NegLog10P = _negLog10P,
                PeopleUsed = _people,
                EffectAlleleFrequency = frequencies,
                EffectAlleleFrequencyTexts = frequencyTexts,
            };
            _writer.Append(variants, _encoder.Encode(variants, rows));
        }

        /// <summary>Ends the file and writes index and metadata.</summary>
        public void Complete(string build)
        {
            var counts = _writer.Complete();
            _stream.Dispose();
            StatisticsFile.Write(_output, new SummaryStatisticsMetadata
            {
                DataFileName = _name,
                DataFileMd5 = StatisticsFile.Finish(_output, _name, counts.IsSorted),
                GenomeAssembly = build,
                TraitDescription = _trait,
                SampleSize = _mostPeople,
                AnalysisSoftware = StatisticsFile.Software,
                IsSorted = counts.IsSorted,
            });
        }

        public void Dispose() => _stream.Dispose();
    }
}
