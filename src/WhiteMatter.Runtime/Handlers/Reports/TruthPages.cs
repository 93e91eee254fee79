using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Joint;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on what a simulation planted, against an association, a joint test or loci.</summary>
internal static class TruthPages
{
    public static TruthReport Of(ReportMaterial material, PlanStep step, PlanStep? against, CancellationToken cancellationToken)
    {
        var rows = TruthRow.Read(material.ArtifactOf(step), cancellationToken);
        var all = (int)material.ArtifactOf(material.InputOf(step, "atlas")).Value("regions");
        var report = new TruthReport { Name = step.Declaration, Variants = Variants(rows, all), Covariates = Covariates(rows, all) };
        if (against is null)
        {
            return report;
        }

        report = report with { Against = against.Declaration };
        if (against.Parameters is not LociParameters)
        {
            return Tested(material, report, against, rows, judged: true, cancellationToken);
        }

        report = Tested(material, report, material.InputOf(against, "association"), rows, judged: false, cancellationToken);
        return InLoci(report, material.ArtifactOf(against), against, cancellationToken);
    }

    private static ImmutableArray<PlantedVariant> Variants(ImmutableArray<TruthRow> rows, int all)
    {
        var chromosomes = new List<string>();
        return
        [
            .. rows.Where(row => row.Variant is not null).GroupBy(row => (row.Effect, row.Variant)).Select(group =>
            {
                var first = group.First();
                return new PlantedVariant
                {
                    Id = first.Variant!,
                    Chromosome = first.Chromosome,
                    ChromosomeOrder = Order(first.Chromosome),
                    Position = first.Position,
                    EffectAllele = first.EffectAllele,
                    OtherAllele = first.OtherAllele,
                    EffectAlleleFrequency = first.Frequency,
                    Regions = [.. group.Select(row => row.Region)],
                    AllRegions = group.Count() == all,
                    Rising = group.Count(row => row.Beta > 0),
                    LeastVariance = group.Min(row => row.Variance),
                    MostVariance = group.Max(row => row.Variance),
                };
            }).OrderBy(variant => variant.ChromosomeOrder).ThenBy(variant => variant.Position),
        ];

        // Numbered chromosomes by number, others after them in the order met.
        int Order(string chromosome)
        {
            if (int.TryParse(Formats.Plink.Chromosome.Normalise(chromosome), out var number))
            {
                return number;
            }

            if (!chromosomes.Contains(chromosome))
            {
                chromosomes.Add(chromosome);
            }

            return 100 + chromosomes.IndexOf(chromosome);
        }
    }

    private static ImmutableArray<PlantedCovariate> Covariates(ImmutableArray<TruthRow> rows, int all) =>
    [
        .. rows.Where(row => row.Variant is null).GroupBy(row => row.Effect).Select(group => new PlantedCovariate(
            group.Key, group.Count(), group.Count() == all, group.Min(row => row.Variance), group.Max(row => row.Variance))),
    ];

    /// <summary>Adds what an association or a joint test says of each causal variant.</summary>
    private static TruthReport Tested(
        ReportMaterial material, TruthReport report, PlanStep tested, ImmutableArray<TruthRow> rows, bool judged, CancellationToken cancellationToken)
    {
        var joint = tested.Parameters is JointParameters;
        var variants = GenotypeSet.Variants(material.ArtifactOf(material.InputOf(tested, "genotypes")), cancellationToken);
        using var table = AssociationTable.Open(material.ArtifactOf(tested).PathOf(joint ? JointArtifact.TableName : AssociationHandler.FileName));
        var found = TruthScan.Find(table, variants, rows, cancellationToken);
        var traits = table.Header.Traits;

        // Each trait is a chance of its own, so the threshold is divided by their number.
        var limit = -Math.Log10(AssociationPages.GenomeWide / traits.Length);
        report = report with
        {
            Criterion = judged ? (traits.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"P < 5 × 10⁻⁸ / {traits.Length} of the variant itself with some trait of ") : "P < 5 × 10⁻⁸ of the variant itself in ") + tested.Declaration : null,
            Variants =
            [
                .. report.Variants.Select(variant =>
                {
                    if (!found.TryGetValue(variant.Id, out var results) || results.Strongest is < 0)
                    {
                        return variant;
                    }

                    var p = results.NegLog10P[results.Strongest];
                    return variant with
                    {
                        NegLog10P = double.IsPositiveInfinity(p) ? 1e6 : p,
                        Trait = traits.Length > 1 ? traits[results.Strongest] : null,
                        Recovered = judged ? p > limit : null,
                    };
                }),
            ],
        };
        return joint ? report : Signed(material, report, tested, traits, rows, found);
    }

    /// <summary>Adds planted and estimated effects on the traits that are regions.</summary>
    private static TruthReport Signed(
        ReportMaterial material,
        TruthReport report,
        PlanStep association,
        IReadOnlyList<string> traits,
        ImmutableArray<TruthRow> rows,
        IReadOnlyDictionary<string, VariantResults> found)
    {
        var designStep = material.InputOf(association, "design");
        var design = JsonDocumentFile.Read<DesignDocument>(material.ArtifactOf(designStep), DesignDocument.FileName);
        var ranked = ((DesignParameters)designStep.Parameters).Transform == TraitTransform.RankInverseNormal;
        var places = traits.Select((name, index) => (name, index)).ToDictionary(entry => entry.name, entry => entry.index);
        var adjusted = design.Terms.Select(term => term.Label).ToHashSet();
        var effects = ImmutableArray.CreateBuilder<PlantedEffect>();
        foreach (var group in rows.Where(row => row.Variant is not null).GroupBy(row => (Id: row.Variant!, row.Region)))
        {
            var (id, region) = group.Key;
            if (!places.TryGetValue(region, out var trait) || !found.TryGetValue(id, out var results)
                || double.IsNaN(results.NegLog10P[trait]) || results.StandardError[trait] is not > 0)
            {
                continue;
            }

            // A variant may carry several effects on a region.
            var planted = group.Sum(row => row.Beta);
            if (ranked)
            {
                // The tested trait has variance 1 after the covariates are taken out; the planted effect is of the trait before.
                var explained = rows.Where(row => row.Variant is null && row.Region == region && adjusted.Contains(row.Effect)).Sum(row => row.Variance);
                planted /= design.Traits[trait].StandardDeviation * Math.Sqrt(1 - explained);
            }

            var quantile = LociPages.IntervalQuantile(results.People[trait] - design.Rank - 1);
            var p = results.NegLog10P[trait];
            effects.Add(new PlantedEffect(
                id, region, planted, results.Sign * results.Beta[trait], results.StandardError[trait], quantile, double.IsPositiveInfinity(p) ? 1e6 : p));
        }

        return report with
        {
            Effects = effects.ToImmutable(),
            EffectUnit = ranked ? "standard deviations of the adjusted trait per effect allele" : "units of the images per effect allele",
            ScaleNote = ranked
                ? "Traits were ranked to normal scores, so planted effects are divided by the trait's standard deviation without the share of variance that the adjusted covariates were planted with."
                : null,
        };
    }

    private static TruthReport InLoci(TruthReport report, Artifact loci, PlanStep step, CancellationToken cancellationToken)
    {
        if (!loci.Has(LociTables.TruthName) || report.Variants.IsEmpty)
        {
            return report;
        }

        var columns = DelimitedTable.Read(
            loci.PathOf(LociTables.TruthName),
            [new ColumnRequest("variant", ColumnReading.Text), new ColumnRequest("found", ColumnReading.Text), new ColumnRequest("lead", ColumnReading.Text)],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        var (id, found, lead) = ((TextColumn)columns[0], (TextColumn)columns[1], (TextColumn)columns[2]);
        var outcomes = new Dictionary<string, (bool Found, string? Lead)>();
        for (var row = 0; row < id.Count; row++)
        {
            outcomes[id[row]!] = (found[row] == "true", lead[row]);
        }

        return report with
        {
            Criterion = string.Create(
                CultureInfo.InvariantCulture, $"inside a locus of {step.Declaration}, or r² of at least {((LociParameters)step.Parameters).R2} with its lead variant"),
            Variants =
            [
                .. report.Variants.Select(variant => outcomes.TryGetValue(variant.Id, out var outcome)
                    ? variant with { Recovered = outcome.Found, LeadVariant = outcome.Lead }
                    : variant),
            ],
        };
    }
}
