using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Writes the results of every trait as tables of text that other programs read.</summary>
/// <remarks>
/// Reads only the chunks that have a row. Memory: the variants, one block of results for all traits, and for each thread the text of
/// one block of one trait.
/// </remarks>
public sealed class SummaryStatisticsHandler : IStepHandler<SummaryStatisticsParameters>
{
    /// <summary>Files open at once; more traits take further passes over the table.</summary>
    private const int FilesAtOnce = 256;

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

        var traits = table.Header.Traits.Length;
        var atOnce = Math.Max(1, FilesAtOnce / context.Parameters.Export.Length);
        var rows = 0L;
        for (var first = 0; first < traits; first += atOnce)
        {
            rows += new Pass(context, table, variants, first, Math.Min(atOnce, traits - first)).Run(cancellationToken);
        }

        StatisticsFile.ReportLeftOut(context, (table.Variants * traits) - rows, LimitOf(context.Parameters), "the summary statistics");
        context.Output.SetValue("traits", traits);
        return ValueTask.CompletedTask;
    }

    /// <summary>The format of a table.</summary>
    /// <param name="table">Which.</param>
    /// <param name="method">The association whose results it holds; null for one of the number of effect alleles.</param>
    internal static StatisticsFormat FormatOf(StatisticsTable table, AssociationParameters? method = null) => table switch
    {
        StatisticsTable.GwasSsf => StatisticsFormat.GwasSsf,
        StatisticsTable.Plink => StatisticsFormat.Plink(TestOf(method, "ADDx"), method is LogisticParameters),
        StatisticsTable.Regenie => StatisticsFormat.Regenie(TestOf(method, "ADD-INT_SNPx")),
        StatisticsTable.Ldsc => StatisticsFormat.Ldsc,
        StatisticsTable.Cojo => StatisticsFormat.Cojo,
        StatisticsTable.Metal => StatisticsFormat.Metal,
        _ => throw new ArgumentOutOfRangeException(nameof(table)),
    };

    /// <summary>What was tested, in the word of PLINK and regenie.</summary>
    private static string TestOf(AssociationParameters? method, string interaction) => method switch
    {
        LinearParameters { Interaction: { } column } => interaction + column,
        LogisticParameters { Interaction: { } column } => interaction + column,
        { Coding: GenotypeCoding.Dominant } => "DOM",
        { Coding: GenotypeCoding.Recessive } => "REC",
        _ => "ADD",
    };

    private static AssociationParameters? MethodOf(StepContext<SummaryStatisticsParameters> context) =>
        context.Plan.Find(context.Step.Inputs.First(input => input.Role == "association").StepId)?.Parameters as AssociationParameters;

    /// <summary>The tables that are written, those of genotypes with dosages with the quality of imputation.</summary>
    private static StatisticsFormat[] FormatsOf(StepContext<SummaryStatisticsParameters> context)
    {
        var hasQuality = HasDosages(context) is not null;
        var formats = context.Parameters.Export.Select(table => FormatOf(table, MethodOf(context)));
        return [.. formats.Select(format => hasQuality ? format.WithQuality() : format)];
    }

    /// <summary>Says of a variant whether it has dosages; null where none has, as of a meta-analysis.</summary>
    private static Func<long, bool>? HasDosages(StepContext<SummaryStatisticsParameters> context)
    {
        var genotypes = context.Input("genotypes");
        return genotypes.Has(GenotypesDocument.FileName)
            && JsonDocumentFile.Read<GenotypesDocument>(genotypes, GenotypesDocument.FileName).Files.Any(file => file.Dosages)
            ? GenotypeSet.Dosages(genotypes)
            : null;
    }

    private static string LimitOf(SummaryStatisticsParameters parameters)
    {
        var limit = $"a P above {parameters.MaximumP.ToString("R", CultureInfo.InvariantCulture)}";
        return parameters.Top is { } top ? $"{limit} or not among the {WholeNumber.Text(top)} smallest of the trait" : limit;
    }

    /// <summary>One pass over the table for some of its traits.</summary>
    private sealed class Pass(StepContext<SummaryStatisticsParameters> context, AssociationTable table, BimFile variants, int first, int count)
    {
        private readonly double _least = context.Parameters.MaximumP < 1 ? -Math.Log10(context.Parameters.MaximumP) : 0;
        private readonly Func<long, bool>? _hasDosages = HasDosages(context);
        private readonly StatisticsFormat[] _formats = FormatsOf(context);
        private readonly int[]?[] _only = new int[]?[count];
        private readonly AssociationBlock _block = table.CreateBuffer();
        private readonly double[] _largest = new double[table.Header.Traits.Length];

        /// <summary>Writes the files; returns the rows of the first table.</summary>
        public long Run(CancellationToken cancellationToken)
        {
            if (context.Parameters.Top is { } top)
            {
                Confine(top, cancellationToken);
            }

            var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Cores, CancellationToken = cancellationToken };
            var files = new TraitFiles[count];
            try
            {
                for (var i = 0; i < count; i++)
                {
                    files[i] = new TraitFiles(context.Output, table.Header.Traits[first + i], _formats);
                }

                var wanted = new List<int>();
                for (var b = 0; b < table.Blocks; b++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Wanted(b, wanted);
                    if (wanted.Count > 0)
                    {
                        Write(b, wanted, files, parallel);
                    }

                    context.Advance(((long)first * table.Blocks) + ((long)(b + 1) * count), (long)table.Blocks * table.Header.Traits.Length, "blocks");
                }

                // Flushing to the disk takes as long as a third of the writing: files end beside each other too.
                Parallel.For(0, count, parallel, i => files[i].Complete(context.Parameters.Build, table.Header.People));
                return files.Sum(file => file.Rows);
            }
            finally
            {
                foreach (var file in files)
                {
                    file?.Dispose();
                }
            }
        }

        /// <summary>Finds for each trait the variants of its smallest P.</summary>
        private void Confine(int top, CancellationToken cancellationToken)
        {
            for (var i = 0; i < count; i++)
            {
                var query = new AssociationQuery { Traits = [first + i], LeastNegLog10P = _least };
                _only[i] = [.. AssociationSelection.Top(table, query, top, cancellationToken).Select(cell => cell.Variant).Order()];
            }
        }

        /// <summary>Lists the traits that may have a row in a block, by their places in this pass.</summary>
        private void Wanted(int index, List<int> wanted)
        {
            wanted.Clear();
            if (!(table.LargestNegLog10P(index) >= _least))
            {
                return;
            }

            var (from, variantCount) = table.RangeOf(index);
            table.ReadLargest(index, _largest);
            for (var i = 0; i < count; i++)
            {
                if (_largest[first + i] >= _least && (_only[i] is not { } only || HasAny(only, from, from + variantCount)))
                {
                    wanted.Add(i);
                }
            }
        }

        private static bool HasAny(int[] sorted, long from, long to)
        {
            var at = Array.BinarySearch(sorted, (int)from);
            at = at < 0 ? ~at : at;
            return at < sorted.Length && sorted[at] < to;
        }

        private void Write(int index, List<int> wanted, TraitFiles[] files, ParallelOptions parallel)
        {
            var whole = wanted.Count > table.Header.Traits.Length / 2;
            if (whole)
            {
                table.Read(index, _block, AssociationColumns.All, context.Cores);
            }
            else
            {
                table.ReadTraits(index, [.. wanted.Select(i => first + i)], _block);
            }

            var frequency = new double[_block.Count];
            var called = new int[_block.CellPeople is null ? _block.Count : 0];
            var quality = new double[_hasDosages is null ? 0 : _block.Count];
            for (var v = 0; v < _block.Count; v++)
            {
                frequency[v] = _block.Counts[v].A1Frequency;
                if (_hasDosages is not null)
                {
                    quality[v] = QualityOf(v);
                }

                if (called.Length > 0)
                {
                    called[v] = _block.Counts[v].Called;
                }
            }

            var blocks = Array.ConvertAll(_formats, format => StatisticsBlock.Create(format, variants, _block.Variant.AsSpan(0, _block.Count), frequency, called, null, quality));
            Parallel.For(
                0,
                wanted.Count,
                parallel,
                () => new StatisticsEncoder(),
                (n, _, encoder) =>
                {
                    var i = wanted[n];
                    files[i].Append(blocks, _block, whole ? first + i : n, _least, PlacesOf(_only[i]), encoder);
                    return encoder;
                },
                _ => { });
        }

        /// <summary>
        /// The variance of the dosages beside that of known genotypes, at most 1 as GWAS-SSF has it. The counts of X are of women and men together, which tell no
        /// quality; those of Y and MT are of two copies where people have one.
        /// </summary>
        private double QualityOf(int v)
        {
            var copies = Chromosome.Normalise(variants.ChromosomeOf(_block.Variant[v])) switch
            {
                "X" => 0,
                "Y" or "MT" => 1,
                _ => 2,
            };
            return copies == 0 || !_hasDosages!(_block.Variant[v]) ? double.NaN : Math.Min(1, _block.Counts[v].ImputationQuality * copies / 2);
        }

        /// <summary>The places in the block of variants a trait is confined to.</summary>
        private List<int>? PlacesOf(int[]? only)
        {
            if (only is null)
            {
                return null;
            }

            var places = new List<int>();
            for (var v = 0; v < _block.Count; v++)
            {
                if (Array.BinarySearch(only, _block.Variant[v]) >= 0)
                {
                    places.Add(v);
                }
            }

            return places;
        }
    }
}
