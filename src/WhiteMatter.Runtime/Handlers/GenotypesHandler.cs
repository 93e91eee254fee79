using WhiteMatter.Formats;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Genotypes;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Checks genotype files of any format and keeps their samples and variants in the form that later steps read.</summary>
/// <remarks>Memory: the people and the variants of the files, and no genotype.</remarks>
public sealed class GenotypesHandler : IStepHandler<GenotypesParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<GenotypesParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var samples = new SampleLists(context);
        VariantLists lists;
        using (var bim = context.Output.Create(GenotypeSet.VariantsName))
        using (var addresses = parameters.Format is GenotypeFormat.Bgen or GenotypeFormat.Vcf ? context.Output.Create(GenotypeSet.AddressesName) : null)
        {
            lists = new VariantLists(context, bim, addresses);
            foreach (var file in parameters.Files)
            {
                samples.Add(file, cancellationToken);
                lists.Add(file, samples.Count, cancellationToken);
            }
        }

        var places = new VariantPlaces(parameters, lists.Files);
        var variants = ReadVariants(context, places, cancellationToken);
        CheckBuild(parameters, variants, places);
        Report(context, variants, variants.FindDuplicates(cancellation: cancellationToken), places);
        JsonDocumentFile.Write(context.Output, GenotypesDocument.FileName, new GenotypesDocument(parameters.Format, lists.Files));
        context.Output.SetValue("samples", samples.Count);
        context.Output.SetValue("variants", variants.Count);
        context.Output.SetValue("chosen", ChosenVariants.Write(context, variants, cancellationToken));
        return ValueTask.CompletedTask;
    }

    private static BimFile ReadVariants(StepContext<GenotypesParameters> context, VariantPlaces places, CancellationToken cancellationToken)
    {
        try
        {
            return BimFile.Read(context.Output.PathFor(GenotypeSet.VariantsName), null, cancellationToken);
        }
        catch (DataFormatException exception)
        {
            throw places.Translate(exception);
        }
    }

    /// <summary>Refuses positions that the stated build does not have and the other has.</summary>
    private static void CheckBuild(GenotypesParameters parameters, BimFile variants, VariantPlaces places)
    {
        if (parameters.Build is not ("GRCh37" or "GRCh38"))
        {
            return;
        }

        var largest = new long[variants.Chromosomes.Length];
        foreach (var (chromosome, first, count) in variants.Runs())
        {
            for (var variant = first; variant < first + count; variant++)
            {
                largest[chromosome] = Math.Max(largest[chromosome], variants.Position(variant));
            }
        }

        if (ChromosomeLengths.Evidence(variants.Chromosomes.Zip(largest)) is { } other && other != parameters.Build)
        {
            throw new RunFailureException(DataCodes.BuildContradictsData, places.Name, parameters.Build, other);
        }
    }

    private static void Report(StepContext<GenotypesParameters> context, BimFile variants, DuplicateVariants duplicates, VariantPlaces places)
    {
        if (duplicates.Count > 0)
        {
            var first = duplicates.Listed[0];
            context.Report(
                DataFileCodes.VariantsOfOneName, WholeNumber.Text(duplicates.Count), places.Name, first.Id, places.Of(first.FirstLine), places.Of(first.Line));
        }

        if (variants.SymbolicAlleleCount + variants.MissingAlleleCount is var odd and > 0)
        {
            context.Report(DataFileCodes.AllelesNotNucleotides, WholeNumber.Text(odd), places.Name);
        }

        var unnumbered = variants.Runs()
            .Where(run => Chromosome.SummaryStatisticsNumber(variants.Chromosomes[run.Chromosome]) is null)
            .ToArray();
        if (unnumbered.Length > 0)
        {
            context.Report(
                DataFileCodes.ChromosomesWithoutNumber,
                WholeNumber.Text(unnumbered.Sum(run => (long)run.Count)),
                places.Name,
                variants.Chromosomes[unnumbered[0].Chromosome]);
        }

        if (variants.FirstUnsortedLine is { } line)
        {
            context.Report(DataFileCodes.VariantsUnsorted, places.Name, places.Of(line));
        }
    }
}
