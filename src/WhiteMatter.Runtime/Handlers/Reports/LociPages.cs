using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Joint;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on one table of loci.</summary>
internal static class LociPages
{
    public static LociTable Of(ReportMaterial material, PlanStep step)
    {
        var parameters = (LociParameters)step.Parameters;
        var artifact = material.ArtifactOf(step);
        double? rank = step.Inputs.Any(input => input.Role == "design") ? material.ArtifactOf(material.InputOf(step, "design")).Value("rank") : null;
        var statistics = material.InputOf(step, "association");
        var joint = statistics.Parameters is JointParameters ? JointDocument.Read(material.ArtifactOf(statistics)) : null;
        double? threshold = material.RestsOnFewPeople(parameters.P) ? null : LociHandler.Threshold(parameters, step.Declaration, material.Context.Upstream);
        ImmutableArray<Locus> loci = [.. Read(artifact, parameters, rank, joint is not null)];
        return new LociTable(step.Declaration, Definition(parameters, threshold), loci)
        {
            Joint = joint?.Caption,
            HasGenes = parameters.Genes is not null,
            HasKnown = parameters.Known is not null,
            Regions = LocusRegionPages.Of(artifact, parameters, loci, threshold ?? AssociationPages.GenomeWide),
        };
    }

    /// <summary>What a locus is; the threshold is null where it would tell of few people.</summary>
    private static string Definition(LociParameters parameters, double? threshold)
    {
        var culture = CultureInfo.InvariantCulture;
        var p = threshold is { } known ? PText(known) : "the study's threshold";
        var merged = parameters.Merge > 0 ? string.Create(culture, $"; clumps nearer than {parameters.Merge:N0} bp are one locus") : "";
        var r2 = parameters.Measure == LinkageMeasure.Haplotype ? "haplotype r²" : "r²";
        return parameters.Risk is { } risk
            ? string.Create(culture, $"FUMA's definition: P ≤ {p}; independent below {r2} {parameters.R2}, leads below {risk.LeadR2}; candidates P ≤ {PText(parameters.MemberP)} with a minor allele frequency of at least {risk.MinorAlleleFrequency} within {parameters.Window:N0} bp{merged}{(risk.MajorHistocompatibility is null ? "" : "; the major histocompatibility complex is one locus")}")
            : string.Create(culture, $"P ≤ {p}; members {r2} > {parameters.R2} within {parameters.Window:N0} bp and P ≤ {PText(parameters.MemberP)}{merged}");
    }

    /// <summary>As a study writes it: 0.01, 5e-8.</summary>
    private static string PText(double p) => p.ToString(p < 1e-3 ? "0.###e-0" : "0.####", CultureInfo.InvariantCulture);

    private static IEnumerable<Locus> Read(Artifact artifact, LociParameters parameters, double? rank, bool joint)
    {
        if (artifact.Value("count") == 0)
        {
            yield break;
        }

        string[] texts = ["trait", "chromosome", "lead", "effect_allele", "other_allele", "driving_trait", "known", "nearest_published", "nearest_gene"];
        string[] added = [.. parameters.Known is null ? [] : (string[])["known", "nearest_published", "published_distance"], .. parameters.Genes is null ? [] : (string[])["nearest_gene", "nearest_gene_offset"]];
        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] };
        var columns = DelimitedTable.Read(
            artifact.PathOf(LociTables.LociName),
            [.. (joint ? LociTables.JointColumns : LociTables.SignedColumns).Concat(added).Select(name => new ColumnRequest(name, texts.Contains(name) ? ColumnReading.Text : ColumnReading.Numeric))],
            options).ToDictionary(column => column.Name);
        var chromosomes = new List<string>();
        var quantiles = new Dictionary<double, double>();
        var contributors = Contributors(artifact);
        for (var row = 0; row < columns["trait"].Count; row++)
        {
            var chromosome = Text("chromosome", row);
            if (!chromosomes.Contains(chromosome))
            {
                chromosomes.Add(chromosome);
            }

            // Statistics without a design are compared with the normal distribution.
            var freedom = rank is { } covariates ? Number("n", row) - covariates - 1 : double.PositiveInfinity;
            if (!joint && !quantiles.ContainsKey(freedom))
            {
                quantiles[freedom] = double.IsInfinity(freedom) ? Normal.UpperQuantile(0.025) : IntervalQuantile(freedom);
            }

            var locus = new Locus
            {
                LeadVariant = Text("lead", row),
                Chromosome = chromosome,
                ChromosomeOrder = chromosomes.IndexOf(chromosome),
                Position = (long)Number("position", row),
                EffectAllele = Text("effect_allele", row),
                OtherAllele = Text("other_allele", row),
                EffectAlleleFrequency = Number("effect_allele_frequency", row),
                NegLog10P = Number("neg_log_10_p_value", row),
                Traits = [Text("trait", row)],
                Start = (long)Number("start", row),
                End = (long)Number("end", row),
                Variants = (int)Number("variants", row),
                Leads = (int)Number("leads", row),
            };
            if (parameters.Genes is not null)
            {
                locus = locus with { NearestGenes = Text("nearest_gene", row), GeneOffset = Whole("nearest_gene_offset", row) };
            }

            if (parameters.Known is not null)
            {
                locus = locus with
                {
                    IsKnown = Text("known", row) == "known",
                    NearestKnown = Text("nearest_published", row),
                    KnownDistance = Whole("published_distance", row),
                };
            }

            yield return joint
                ? locus with { Joint = new JointLead(Number("statistic", row), Whole("df", row), Text("driving_trait", row)) { Contributors = [.. contributors[row + 1].Take(3)] } }
                : locus with { Beta = Number("beta", row), StandardError = Number("standard_error", row), IntervalQuantile = quantiles[freedom] };
        }

        string Text(string name, int row) => ((TextColumn)columns[name])[row] ?? "NA";
        int? Whole(string name, int row) => double.IsNaN(Number(name, row)) ? null : (int)Number(name, row);
        double Number(string name, int row) => ((NumericColumn)columns[name]).Values[row];
    }

    /// <summary>For each locus of a joint test what its traits add, the largest first.</summary>
    private static ILookup<int, TraitShare> Contributors(Artifact artifact)
    {
        if (!artifact.Has(Contributions.FileName))
        {
            return Enumerable.Empty<int>().ToLookup(row => row, _ => default(TraitShare));
        }

        var columns = DelimitedTable.Read(
            artifact.PathOf(Contributions.FileName),
            [new ColumnRequest("locus", ColumnReading.Numeric), new ColumnRequest("trait", ColumnReading.Text), new ColumnRequest("share", ColumnReading.Numeric)],
            new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] });
        var (locus, share) = (((NumericColumn)columns[0]).Values, ((NumericColumn)columns[2]).Values);
        return Enumerable.Range(0, columns[0].Count).ToLookup(row => (int)locus[row], row => new TraitShare(((TextColumn)columns[1])[row] ?? "", share[row]));
    }

    /// <summary>t(0.975) by halving an interval: Student's two-sided P falls with t.</summary>
    internal static double IntervalQuantile(double degreesOfFreedom)
    {
        var (low, high) = (0.0, 1e3);
        for (var i = 0; i < 80; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = StudentT.TwoSidedP(middle, degreesOfFreedom) > 0.05 ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }
}
