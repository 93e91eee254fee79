using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on one association: figures, traits and design.</summary>
internal static class AssociationPages
{
    /// <summary>Traits that get figures of their own: those with the smallest P.</summary>
    private const int TraitsWithFigures = 12;

    internal const double GenomeWide = 5e-8;

    /// <summary>The P at which figures of an association have their line: that of its leads where all of them have one, else that of the whole genome.</summary>
    /// <param name="steps">Steps of which some may be leads.</param>
    /// <param name="association">The step of the tests.</param>
    /// <param name="artifactOf">The result of a step, by its id.</param>
    public static double ThresholdOf(IEnumerable<PlanStep> steps, PlanStep association, Func<string, Artifact> artifactOf)
    {
        var thresholds = steps
            .Where(step => step.Parameters is LociParameters && step.Inputs.Any(input => input.Role == "association" && input.StepId == association.Id))
            .Select(step => LociHandler.Threshold((LociParameters)step.Parameters, step.Declaration, artifactOf))
            .Distinct()
            .ToArray();
        return thresholds.Length == 1 ? thresholds[0] : GenomeWide;
    }

    public static AssociationReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var designStep = material.InputOf(step, "design");
        var design = JsonDocumentFile.Read<DesignDocument>(material.ArtifactOf(designStep), DesignDocument.FileName);
        var found = JsonDocumentFile.Read<AssociationDocument>(artifact, AssociationDocument.FileName);
        var background = step.Parameters is RidgeParameters
            ? JsonDocumentFile.Read<BackgroundDocument>(material.ArtifactOf(material.InputOf(step, "background")), BackgroundDocument.FileName)
            : null;
        var variance = step.Parameters is MixedParameters or DenseMixedParameters
            ? JsonDocumentFile.Read<VarianceDocument>(material.ArtifactOf(material.InputOf(step, "variance")), VarianceDocument.FileName)
            : null;
        var variants = GenotypeSet.Variants(material.ArtifactOf(material.InputOf(step, "genotypes")), cancellationToken);
        var genome = Layout(variants);
        using var table = AssociationTable.Open(artifact.PathOf(AssociationHandler.FileName));
        var report = new AssociationReport
        {
            Name = step.Declaration,
            Description = material.DocOf(step),
            Method = MethodOf((AssociationParameters)step.Parameters),
            People = design.People,
            Variants = found.Tested,
            Design = DesignOf(design, (DesignParameters)designStep.Parameters),
            Traits = [.. design.Traits.Zip(found.Traits).Select((pair, t) => SummaryOf(pair.First, pair.Second, background, variance, t))],
            Genome = genome,
            PlotVariants = [],
            Plots = [],
            ShowFigures = material.Asks("manhattan", step) || material.Asks("qq", step),
        };
        if (!report.ShowFigures)
        {
            return report;
        }

        return WithFigures(report, found, variants, table, material.Asks("qq", step), material.ThresholdOf(step), cancellationToken);
    }

    /// <summary>The figures of the traits with the smallest P, read off the table.</summary>
    /// <param name="report">What they are added to.</param>
    /// <param name="found">What was found of each trait.</param>
    /// <param name="variants">The table's variants.</param>
    /// <param name="table">The results.</param>
    /// <param name="quantiles">Whether quantile–quantile plots are among them.</param>
    /// <param name="threshold">P at which their line is drawn.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static AssociationReport WithFigures(
        AssociationReport report,
        AssociationDocument found,
        BimFile variants,
        AssociationTable table,
        bool quantiles,
        double threshold,
        CancellationToken cancellationToken)
    {
        var chosen = found.Traits
            .Select((trait, index) => (Index: index, trait.MaximumNegLog10P))
            .Where(trait => !double.IsNaN(trait.MaximumNegLog10P))
            .OrderByDescending(trait => trait.MaximumNegLog10P)
            .Take(TraitsWithFigures)
            .Select(trait => trait.Index)
            .Order()
            .ToArray();
        var figures = new FigureScan(report.Genome, variants, chosen, found.Traits.Length);
        figures.Read(table, cancellationToken);
        var plots = figures.Plots([.. found.Traits.Select(trait => (trait.Trait, trait.LambdaGc))], quantiles, threshold);
        return plots.Build(report, variant => Describe(variants, figures, variant));
    }

    private static string MethodOf(AssociationParameters parameters)
    {
        var counted = parameters.Coding switch
        {
            GenotypeCoding.Dominant => "whether there is an effect allele (dominant)",
            GenotypeCoding.Recessive => "whether there are two effect alleles (recessive)",
            _ => "the number of effect alleles",
        };
        var missing = parameters switch
        {
            LinearParameters { MissingGenotypes: MissingGenotypes.Mean } or LogisticParameters { MissingGenotypes: MissingGenotypes.Mean } =>
                "people without a genotype have the mean of the others, people without a trait are left out of its tests exactly",
            _ => "people without a genotype or trait are left out of that test exactly",
        };
        return parameters switch
        {
            LogisticParameters { Interaction: { } covariate } logistic =>
                $"logistic regression of cases and controls on {counted}, {covariate} and their product; effects are log odds ratios, effects and P are of the product; {FirthOf(logistic.Firth)}; {missing}",
            LogisticParameters logistic => $"logistic regression of cases and controls on {counted}, effects are log odds ratios; {FirthOf(logistic.Firth)}; {missing}",
            RidgeParameters => $"whole-genome ridge regression in two levels, then a score test of {counted} against what the predictions from the other chromosomes leave of the trait; {missing}",
            MixedParameters => $"a mixed model of each trait with a sparse relationship matrix, then a calibrated score test of {counted} against what it leaves; a trait whose h² is 0 has the linear model's score; {missing}",
            DenseMixedParameters => $"the exact mixed model of each trait on {counted} with a dense relationship matrix, its variance components anew for each variant, and Wald's test; people without a genotype have the mean of the others, people without a trait are left out of its tests exactly",
            LinearParameters { Interaction: { } covariate } =>
                $"linear regression on {counted}, {covariate} and their product; effects and P are of the product; {missing}",
            _ => $"linear regression on {counted}; {missing}",
        };
    }

    private static string FirthOf(FirthUse firth) => firth switch
    {
        FirthUse.Always => "by Firth's penalised likelihood",
        FirthUse.Never => "without a penalty",
        FirthUse.Approximate => "score tests, and where their P is at most 0.05 approximate fits of Firth's penalised likelihood with P by the likelihood ratio",
        _ => "by Firth's penalised likelihood where the ordinary has no greatest value",
    };

    private static TraitSummary SummaryOf(DesignTrait trait, AssociationTraitResult result, BackgroundDocument? background, VarianceDocument? variance, int index) => new(
        trait.Name,
        null,
        trait.People,
        trait.Missing,
        trait.Mean,
        trait.StandardDeviation,
        double.IsNaN(result.LambdaGc) ? null : result.LambdaGc,
        double.IsNaN(result.MaximumNegLog10P) ? null : result.MaximumNegLog10P,
        background?.Traits[index].R2,
        background is null ? null : background.Heritabilities[background.Traits[index].Chosen])
    {
        Cases = trait.Cases,
        Heritability = variance?.Traits[index].Heritability,
        HeritabilityError = variance?.Traits[index].StandardError,
    };

    internal static PlotVariant Describe(BimFile variants, FigureScan figures, int variant) => new(
        variants.Id(variant),
        variants.ChromosomeIndex(variant),
        variants.Position(variant),
        variants.Allele1(variant),
        variants.Allele2(variant),
        figures.FrequencyOf(variant));

    internal static GenomeLayout Layout(BimFile variants)
    {
        var largest = new long[variants.Chromosomes.Length];
        for (var v = 0; v < variants.Count; v++)
        {
            ref var length = ref largest[variants.ChromosomeIndex(v)];
            length = Math.Max(length, variants.Position(v));
        }

        return new GenomeLayout(variants.Chromosomes.Select((name, i) => new Reporting.Chromosome(name, Math.Max(1, largest[i]))));
    }

    internal static DesignReport DesignOf(DesignDocument design, DesignParameters parameters)
    {
        var termOf = design.Terms.SelectMany(term => term.Columns.Select(column => (column, term.Label))).ToDictionary(entry => entry.column, entry => entry.Label);
        return new DesignReport
        {
            Formula = design.Formula.Length == 0 ? "(intercept only)" : design.Formula,
            Transform = design.Transform == "none" ? null : design.Transform,
            Columns = [.. design.Columns.Where(name => design.Dropped.All(dropped => dropped.Name != name)).Select(name => Column(name, termOf.GetValueOrDefault(name)))],
            Dropped = [.. design.Dropped.Select(dropped => new DroppedColumn(
                dropped.Name, dropped.Constant ? "constant" : "a combination of " + string.Join(", ", dropped.MadeUpOf)))],
            Rank = design.Rank,
            DegreesOfFreedom = design.People - design.Rank - 1,
        };

        DesignColumn Column(string name, string? term)
        {
            if (term is null)
            {
                return new DesignColumn { Name = name, Kind = DesignColumnKind.Intercept };
            }

            if (design.Factors.FirstOrDefault(factor => factor.Name == term) is { } coding)
            {
                var level = name[term.Length..];
                return new DesignColumn
                {
                    Name = name,
                    Kind = DesignColumnKind.FactorLevel,
                    Term = term,
                    Level = level,
                    ReferenceLevel = coding.Reference,
                    People = coding.Levels.FirstOrDefault(entry => entry.Level == level)?.People,
                };
            }

            return new DesignColumn
            {
                Name = name,
                Kind = term.Contains(':', StringComparison.Ordinal) ? DesignColumnKind.Interaction : DesignColumnKind.Numeric,
                Term = term,
                Unit = parameters.Columns.FirstOrDefault(column => column.Name == term)?.Unit,
            };
        }
    }
}
