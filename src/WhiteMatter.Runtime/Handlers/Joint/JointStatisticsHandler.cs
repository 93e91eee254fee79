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
        var format = StatisticsFormat.Joint(document.DegreesOfFreedom);
        var names = DrivingTraitColumn.Texts(document.Traits);
        var least = context.Parameters.MaximumP < 1 ? -Math.Log10(context.Parameters.MaximumP) : 0;
        var workers = new BlockText[Math.Max(1, context.Cores)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new BlockText(table, drivers, variants, format, names, least);
        }

        string md5;
        using (var stream = context.Output.Create(TableName))
        using (var writer = new StatisticsWriter(stream, format))
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken };
            for (var first = 0; first < table.Blocks; first += workers.Length)
            {
                var (start, count) = (first, Math.Min(workers.Length, table.Blocks - first));
                Parallel.For(0, count, parallel, i => workers[i].Encode(start + i));
                for (var i = 0; i < count; i++)
                {
                    workers[i].AppendTo(writer);
                }

                context.Advance(first + count, table.Blocks, "blocks");
            }

            md5 = writer.Complete();
            Index(context, writer);
            Describe(context, document, md5, writer.IsSorted, workers.Max(worker => worker.MostPeople));
            context.Output.SetValue("variants", writer.Rows);
            StatisticsFile.ReportLeftOut(
                context,
                workers.Sum(worker => worker.Tested) - writer.Rows,
                $"a P above {context.Parameters.MaximumP.ToString("R", CultureInfo.InvariantCulture)}",
                "the joint statistics");
        }

        return ValueTask.CompletedTask;
    }

    private static void Index(StepContext<JointStatisticsParameters> context, StatisticsWriter writer)
    {
        if (writer.IsSorted && writer.Rows > 0)
        {
            using var index = context.Output.Create(TableName + ".tbi");
            index.Write(writer.Index());
        }
    }

    private static void Describe(StepContext<JointStatisticsParameters> context, JointDocument document, string md5, bool isSorted, int mostPeople)
    {
        StatisticsFile.Write(context.Output, new JointStatisticsMetadata
        {
            DataFileName = TableName,
            DataFileMd5 = md5,
            GenomeAssembly = context.Parameters.Build,
            Statistic = document.InWords,
            Numbers = document.Numbers,
            CovariateRank = document.CovariateRank,
            Traits = document.Traits,
            SampleSize = mostPeople,
            AnalysisSoftware = StatisticsFile.Software,
            IsSorted = isSorted,
        });
    }

    /// <summary>Encodes one block after another in the same memory.</summary>
    private sealed class BlockText(
        AssociationTable table, DrivingTraits drivers, BimFile variants, StatisticsFormat format, IReadOnlyList<byte[]> names, double least)
    {
        private readonly AssociationBlock _block = table.CreateBuffer();
        private readonly StatisticsEncoder _encoder = new();
        private StatisticsBlock? _variants;
        private byte[] _bytes = [];

        /// <summary>Variants with a test.</summary>
        public long Tested { get; private set; }

        public int MostPeople { get; private set; }

        /// <summary>Encodes a block's rows.</summary>
        public void Encode(int index)
        {
            table.Read(index, _block);
            var count = _block.Count;
            var (frequency, people, traits) = (new double[count], new int[count], new int[count]);
            var ofFile = new int[_block.FileVariants];
            drivers.Read(_block.FirstFileVariant, ofFile);
            for (var v = 0; v < count; v++)
            {
                frequency[v] = _block.Counts[v].A1Frequency;
                people[v] = _block.PeopleOf(0, v);
                traits[v] = ofFile[_block.Variant[v] - _block.FirstFileVariant];
                MostPeople = Math.Max(MostPeople, people[v]);
                Tested += _block.NegLog10P[v] >= 0 ? 1 : 0;
            }

            _variants = StatisticsBlock.Create(format, variants, _block.Variant.AsSpan(0, count), frequency, people, new DrivingTraitColumn(names, traits));
            _bytes = _encoder.Encode(_variants, new TraitResults { Beta = _block.Beta.AsSpan(0, count), NegLog10P = _block.NegLog10P.AsSpan(0, count) }, least);
        }

        public void AppendTo(StatisticsWriter writer) => writer.Append(_variants!, _encoder, _bytes);
    }
}
