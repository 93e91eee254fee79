using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
        var traits = table.Header.Traits;
        long leftOut = 0;
        for (var first = 0; first < traits.Length; first += TraitsAtOnce)
        {
            leftOut += WriteTraits(context, table, variants, first, Math.Min(TraitsAtOnce, traits.Length - first), cancellationToken);
        }

        if (leftOut > 0)
        {
            context.Report(
                DataFileCodes.RowsLeftOut,
                leftOut.ToString(CultureInfo.InvariantCulture),
                context.Parameters.MaximumP.ToString("R", CultureInfo.InvariantCulture));
        }

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
                Parallel.For(
                    0,
                    count,
                    new ParallelOptions { MaxDegreeOfParallelism = context.Cores, CancellationToken = cancellationToken },
                    i => files[i].Append(variantBlock, block, first + i, smallest));
                context.Advance(((long)first * table.Blocks) + ((long)(b + 1) * count), (long)table.Blocks * table.Header.Traits.Length, "blocks");
            }

            return files.Sum(file => file.Complete(context.Parameters.Build));
        }
        finally
        {
            foreach (var file in files)
            {
                file?.Dispose();
            }
        }
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
        private readonly double[] _frequency = new double[VariantBlock.MostVariants];
        private readonly int[] _people = new int[VariantBlock.MostVariants];
        private int _mostPeople;
        private long _leftOut;

        public TraitFile(ArtifactDraft output, string trait)
        {
            _output = output;
            _trait = trait;
            _name = StoreLayout.FileName(trait) + ".tsv.gz";
            _stream = output.Create(_name);
            _writer = new SummaryStatisticsWriter(_stream);
        }

        /// <summary>Puts the kept variants of a block in their places among all variants of the file's block.</summary>
        public void Append(VariantBlock variants, AssociationBlock block, int trait, double smallestNegLog10P)
        {
            Array.Fill(_negLog10P, double.NaN);
            for (var v = 0; v < block.Count; v++)
            {
                var cell = (trait * block.Count) + v;
                var at = block.Variant[v] - variants.First;
                _beta[at] = block.Beta[cell];
                _error[at] = block.StandardError[cell];
                var written = block.NegLog10P[cell] >= smallestNegLog10P;
                _leftOut += written ? 0 : 1;
                _negLog10P[at] = written ? block.NegLog10P[cell] : double.NaN;
                _frequency[at] = block.Counts[v].A1Frequency;
                _people[at] = block.PeopleOf(trait, v);
                _mostPeople = Math.Max(_mostPeople, _people[at]);
            }

            var rows = new AssociationRows
            {
                Beta = _beta,
                StandardError = _error,
                NegLog10P = _negLog10P,
                PeopleUsed = _people,
                EffectAlleleFrequency = _frequency,
            };
            _writer.Append(variants, _encoder.Encode(variants, rows));
        }

        /// <summary>Ends the file and writes index and metadata. Returns how many of the kept variants have no row.</summary>
        public long Complete(string build)
        {
            var counts = _writer.Complete();
            _stream.Dispose();
            var path = _output.PathFor(_name);
            if (counts.IsSorted)
            {
                SummaryStatisticsWriter.BuildIndex(path, _output.PathFor(_name + ".tbi"));
            }

            using var written = File.OpenRead(path);
            var metadata = new SummaryStatisticsMetadata
            {
                DataFileName = _name,
                DataFileMd5 = Convert.ToHexStringLower(MD5.HashData(written)),
                GenomeAssembly = build,
                TraitDescription = _trait,
                SampleSize = _mostPeople,
                AnalysisSoftware = "wmstudy " + typeof(TraitFile).Assembly.GetName().Version!.ToString(3),
                IsSorted = counts.IsSorted,
            };
            using var yaml = _output.Create(_name + "-meta.yaml");
            yaml.Write(Encoding.UTF8.GetBytes(metadata.ToYaml()));
            return _leftOut;
        }

        public void Dispose() => _stream.Dispose();
    }
}
