using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>Writes one bgzipped, indexed table of joint statistics, with its metadata.</summary>
/// <remarks>Memory: the variants, and for each thread one block of statistics with its text.</remarks>
public sealed class JointStatisticsHandler : IStepHandler<JointStatisticsParameters>
{
    private const string TableName = "joint.tsv.gz";

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<JointStatisticsParameters> context, CancellationToken cancellationToken)
    {
        var joint = context.Input("joint");
        var variants = GenotypeSet.Variants(context.Input("genotypes"), cancellationToken);
        var document = JointDocument.Read(joint);
        using var table = AssociationTable.Open(joint.PathOf(JointArtifact.TableName));
        using var drivers = DrivingTraits.Open(joint.PathOf(JointArtifact.DriversName));
        var workers = new BlockText[Math.Max(1, context.Cores)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new BlockText(table, drivers, variants, document, -Math.Log10(context.Parameters.MaximumP));
        }

        SummaryStatisticsCounts counts;
        using (var stream = context.Output.Create(TableName))
        {
            var writer = new JointStatisticsWriter(stream, JointStatisticsEncoder.Header);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken };
            for (var first = 0; first < table.Blocks; first += workers.Length)
            {
                var (start, count) = (first, Math.Min(workers.Length, table.Blocks - first));
                Parallel.For(0, count, parallel, i => workers[i].Encode(start + i));
                for (var i = 0; i < count; i++)
                {
                    writer.Append(workers[i].Variants!, workers[i].Text!);
                }

                context.Advance(first + count, table.Blocks, "blocks");
            }

            counts = writer.Complete();
        }

        Describe(context, document, counts.IsSorted, workers.Max(worker => worker.MostPeople));
        var leftOut = workers.Sum(worker => worker.LeftOut);
        StatisticsFile.ReportLeftOut(
            context, leftOut, $"a P above {context.Parameters.MaximumP.ToString("R", CultureInfo.InvariantCulture)}", "the joint statistics");
        context.Output.SetValue("variants", counts.Rows);
        return ValueTask.CompletedTask;
    }

    private static void Describe(StepContext<JointStatisticsParameters> context, JointDocument document, bool isSorted, int mostPeople)
    {
        StatisticsFile.Write(context.Output, new JointStatisticsMetadata
        {
            DataFileName = TableName,
            DataFileMd5 = StatisticsFile.Finish(context.Output, TableName, isSorted),
            GenomeAssembly = context.Parameters.Build,
            Statistic = document.InWords,
            Number = document.Number,
            CovariateRank = document.CovariateRank,
            Traits = document.Traits,
            SampleSize = mostPeople,
            AnalysisSoftware = StatisticsFile.Software,
            IsSorted = isSorted,
        });
    }

    /// <summary>Encodes one block after another in the same memory.</summary>
    private sealed class BlockText(AssociationTable table, DrivingTraits drivers, BimFile variants, JointDocument document, double smallestNegLog10P)
    {
        private readonly AssociationBlock _block = table.CreateBuffer();
        private readonly JointStatisticsEncoder _encoder = new(document.DegreesOfFreedom, document.Traits);
        private readonly double[] _statistic = new double[VariantBlock.MostVariants];
        private readonly double[] _negLog10P = new double[VariantBlock.MostVariants];
        private readonly double[] _frequency = new double[VariantBlock.MostVariants];
        private readonly int[] _people = new int[VariantBlock.MostVariants];
        private readonly int[] _drivers = new int[VariantBlock.MostVariants];

        public VariantBlock? Variants { get; private set; }

        public EncodedBlock? Text { get; private set; }

        /// <summary>How many of the kept variants have no row.</summary>
        public long LeftOut { get; private set; }

        public int MostPeople { get; private set; }

        /// <summary>Puts the kept variants of a block in their places among all variants of the file's block.</summary>
        public void Encode(int index)
        {
            table.Read(index, _block);
            Variants = VariantBlock.Create(variants, (int)_block.FirstFileVariant);
            drivers.Read(_block.FirstFileVariant, _drivers.AsSpan(0, Variants.Count));
            Array.Fill(_negLog10P, double.NaN);
            for (var v = 0; v < _block.Count; v++)
            {
                var at = _block.Variant[v] - Variants.First;
                var written = _block.NegLog10P[v] >= smallestNegLog10P;
                LeftOut += written ? 0 : 1;
                _statistic[at] = _block.Beta[v];
                _negLog10P[at] = written ? _block.NegLog10P[v] : double.NaN;
                _frequency[at] = _block.Counts[v].A1Frequency;
                _people[at] = _block.PeopleOf(0, v);
                MostPeople = Math.Max(MostPeople, _people[at]);
            }

            var rows = new JointRows
            {
                Statistic = _statistic,
                NegLog10P = _negLog10P,
                PeopleUsed = _people,
                EffectAlleleFrequency = _frequency,
                DrivingTrait = _drivers,
            };
            Text = _encoder.Encode(Variants, rows);
        }
    }
}
