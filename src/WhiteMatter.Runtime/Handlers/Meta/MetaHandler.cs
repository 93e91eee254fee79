using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>Combines the statistics of studies and writes the results, their tables and what each study says of the strongest variants.</summary>
/// <remarks>Memory: the positions of each study's variants, and one block of the traits that are combined of each.</remarks>
public sealed class MetaHandler : IStepHandler<MetaParameters>
{
    /// <summary>Share of variants above which frequencies that differ are told.</summary>
    private const double FewDifferences = 0.001;

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<MetaParameters> context, CancellationToken cancellationToken)
    {
        using var studies = MetaStudies.Open(context, cancellationToken);
        var counts = Combine(context, studies, cancellationToken);
        if (counts.Combined == 0)
        {
            throw new RunFailureException(
                MetaCodes.NothingCombined, context.Step.Declaration, WholeNumber.Text(counts.Variants), WholeNumber.Text(context.Parameters.MinimumStudies));
        }

        Report(context, counts);
        Describe(context, counts, cancellationToken);
        return ValueTask.CompletedTask;
    }

    private static MetaCounts Combine(StepContext<MetaParameters> context, MetaStudies studies, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var traits = studies.Traits;
        var least = -Math.Log10(parameters.MaximumP);
        var forest = new MetaForest(traits, parameters.Studies);
        var files = new List<MetaTextFile>();
        var (rows, cells) = (0L, 0L);
        try
        {
            foreach (var trait in traits)
            {
                files.Add(new MetaTextFile(context.Output, trait, parameters.Weights == StudyWeights.SampleSize));
            }

            var total = studies.Sources.Max(source => source.Table.Variants);
            MetaCounts counts;
            using (var output = context.Output.Create(AssociationHandler.FileName))
            using (var variants = context.Output.Create(GenotypeSet.VariantsName))
            using (var table = new StatisticsTableWriter(
                output, variants, new AssociationTableHeader(0, 0, true, [.. traits]) { Statistic = TableStatistic.SignedScore }))
            {
                var scan = new MetaScan(studies.Sources, traits.Count, OptionsOf(parameters));
                counts = scan.Run(Found, new StepTicks(done => context.Advance(Math.Min(done, total), total, "variants")), cancellationToken);
                table.Complete();

                void Found(MetaVariant variant)
                {
                    table.Begin(variant.Variant);
                    for (var trait = 0; trait < traits.Count; trait++)
                    {
                        var result = variant.Results[trait];
                        if (result.Studies == 0)
                        {
                            continue;
                        }

                        table.Set(trait, result.Beta, result.StandardError, result.NegLog10P, (int)Math.Min(int.MaxValue, variant.People[trait]));
                        cells++;
                        if (result.NegLog10P >= least)
                        {
                            files[trait].Add(variant, trait);
                        }
                    }

                    forest.Look(variant);
                }
            }

            foreach (var file in files)
            {
                file.Complete();
                rows += file.Rows;
            }

            forest.Write(context.Output);
            StatisticsFile.ReportLeftOut(
                context, cells - rows, $"a P above {parameters.MaximumP.ToString("R", CultureInfo.InvariantCulture)}", "the tables of the meta-analysis");
            return counts;
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }

    private static MetaOptions OptionsOf(MetaParameters parameters) => new(
        parameters.Weights == StudyWeights.SampleSize ? MetaScheme.SampleSize : MetaScheme.InverseVariance,
        parameters.Model == EffectsModel.Random ? MetaModel.Random : MetaModel.Fixed,
        AmbiguousOf(parameters.Strands),
        parameters.AmbiguousFrequency,
        parameters.MinimumStudies);

    /// <summary>What is done with alleles that read the same on both strands.</summary>
    internal static AmbiguousAlleles AmbiguousOf(StrandTreatment strands) => strands switch
    {
        StrandTreatment.LeaveOut => AmbiguousAlleles.LeaveOut,
        StrandTreatment.Trust => AmbiguousAlleles.Trust,
        _ => AmbiguousAlleles.ByFrequency,
    };

    private static void Report(StepContext<MetaParameters> context, MetaCounts counts)
    {
        var name = context.Step.Declaration;
        for (var i = 0; i < counts.Sources.Count; i++)
        {
            var (study, found) = (context.Parameters.Studies[i], counts.Sources[i]);
            if (found.AmbiguousLeftOut > 0)
            {
                context.Report(MetaCodes.StrandUnknown, name, study, WholeNumber.Text(found.AmbiguousLeftOut), WholeNumber.Text(found.Variants));
            }

            if (found.FrequencyDiffers > FewDifferences * found.Variants)
            {
                context.Report(MetaCodes.FrequenciesDiffer, name, study, WholeNumber.Text(found.FrequencyDiffers), WholeNumber.Text(found.Variants));
            }
        }

        if (counts.TooFewStudies > 0)
        {
            context.Report(
                MetaCodes.TooFewStudies, name, WholeNumber.Text(counts.TooFewStudies), WholeNumber.Text(counts.Variants), WholeNumber.Text(context.Parameters.MinimumStudies));
        }
    }

    private static void Describe(StepContext<MetaParameters> context, MetaCounts counts, CancellationToken cancellationToken)
    {
        AssociationDocument document;
        using (var table = AssociationTable.Open(context.Output.PathFor(AssociationHandler.FileName)))
        {
            document = AssociationDocument.Of(AssociationSummary.Of(table, cancellationToken));
        }

        var parameters = context.Parameters;
        JsonDocumentFile.Write(context.Output, AssociationDocument.FileName, document);
        JsonDocumentFile.Write(context.Output, MetaDocument.FileName, new MetaDocument(
            InWords(parameters),
            counts.Variants,
            counts.Combined,
            [
                .. counts.Sources.Select((found, i) => new MetaStudy(
                    parameters.Studies[i],
                    found.Variants,
                    found.Swapped,
                    found.Flipped,
                    found.AmbiguousResolved,
                    found.AmbiguousLeftOut,
                    found.Duplicates,
                    found.FrequencyDiffers)),
            ]));
        new StepFlow(
            "variants",
            [new FlowStage("meta-analysis", counts.Variants, counts.Combined, [new FlowReason($"fewer than {WholeNumber.Text(parameters.MinimumStudies)} studies have them", counts.TooFewStudies)])])
            .Write(context.Output);
        context.Output.SetValue("variants", document.Tested);
        context.Output.SetValue("traits", document.Traits.Length);
        context.Output.SetValue("studies", parameters.Studies.Length);
        context.Output.SetValue("lambda_gc", document.MedianLambda);
        context.Output.SetValue("min_p", document.Traits.Select(trait => Math.Pow(10, -trait.MaximumNegLog10P)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min());
    }

    private static string InWords(MetaParameters parameters)
    {
        var control = parameters.GenomicControl ? "; each study's standard errors are multiplied by √λ where λ is above 1" : "";
        return (parameters.Weights, parameters.Model) switch
        {
            (StudyWeights.SampleSize, _) => "z, from P and the sign of the effect, weighted by the square root of the number of people; effects shown are z" + control,
            (_, EffectsModel.Random) => "effects weighted by the inverse of their variance and of that between studies (DerSimonian and Laird)" + control,
            _ => "effects weighted by the inverse of their variance, one effect in all studies" + control,
        };
    }
}
