using WhiteMatter.Formats;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Checks a PLINK 1 file set and keeps its samples and variants.</summary>
/// <remarks>Memory: the people and the variants of the file set, and no genotype.</remarks>
public sealed class GenotypesHandler : IStepHandler<GenotypesParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<GenotypesParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var samples = FamFile.Read(context.PathOf(parameters.Fam), cancellationToken);
        var variants = BimFile.Read(context.PathOf(parameters.Bim), null, cancellationToken);
        using (BedFile.Open(context.PathOf(parameters.Bed), variants.Count, samples.Count))
        {
        }

        Report(context, variants);
        Copy(context, parameters.Fam, GenotypeSet.SamplesName);
        Copy(context, parameters.Bim, GenotypeSet.VariantsName);
        context.Output.SetValue("samples", samples.Count);
        context.Output.SetValue("variants", variants.Count);
        return ValueTask.CompletedTask;
    }

    private static void Report(StepContext<GenotypesParameters> context, BimFile variants)
    {
        var path = context.Parameters.Bim.Path;
        if (variants.DuplicateCount > 0)
        {
            var first = variants.Duplicates[0];
            context.Report(
                DataFileCodes.VariantsOfOneName, WholeNumber.Text(variants.DuplicateCount), path, first.Id, WholeNumber.Text(first.FirstLine), WholeNumber.Text(first.Line));
        }

        if (variants.SymbolicAlleleCount + variants.MissingAlleleCount is var odd and > 0)
        {
            context.Report(DataFileCodes.AllelesNotNucleotides, WholeNumber.Text(odd), path);
        }

        var unnumbered = variants.Runs()
            .Where(run => Chromosome.SummaryStatisticsNumber(variants.Chromosomes[run.Chromosome]) is null)
            .ToArray();
        if (unnumbered.Length > 0)
        {
            context.Report(
                DataFileCodes.ChromosomesWithoutNumber,
                WholeNumber.Text(unnumbered.Sum(run => (long)run.Count)),
                path,
                variants.Chromosomes[unnumbered[0].Chromosome]);
        }

        if (variants.FirstUnsortedLine is { } line)
        {
            context.Report(DataFileCodes.VariantsUnsorted, path, WholeNumber.Text(line));
        }
    }

    private static void Copy(StepContext<GenotypesParameters> context, FileReference file, string name)
    {
        using var source = DataFile.OpenStream(context.PathOf(file));
        using var target = context.Output.Create(name);
        source.CopyTo(target, 1 << 20);
    }
}
