using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>What was planted against what was found: causal variants, effects on regions, and covariates.</summary>
internal static class TruthSection
{
    private const int EffectsShownOpen = 20;

    public static void Write(HtmlOutput html, TruthReport truth)
    {
        html.Line($"<h3><span class=\"kind\">simulation</span> {truth.Name}{new Markup(truth.Against is { } against ? $" <span class=\"kind\">against</span> {HtmlOutput.Escape(against)}" : "")}</h3>");
        if (truth.Variants.IsEmpty)
        {
            html.Raw("<p class=\"none\">No causal variant was planted.</p>");
        }
        else
        {
            Variants(html, truth);
        }

        if (!truth.Effects.IsEmpty)
        {
            Effects(html, truth);
        }

        if (!truth.Covariates.IsEmpty)
        {
            Covariates(html, truth);
        }
    }

    private static void Variants(HtmlOutput html, TruthReport truth)
    {
        var judged = truth.Criterion is not null && truth.Variants.Any(variant => variant.Recovered is not null);
        if (judged)
        {
            var found = truth.Variants.Count(variant => variant.Recovered == true);
            html.Line($"<p><strong>{NumberText.Count(found)} of {NumberText.Count(truth.Variants.Length)}</strong> causal variants were recovered: {truth.Criterion}.</p>");
        }

        var tested = truth.Variants.Any(variant => !double.IsNaN(variant.NegLog10P));
        var led = truth.Variants.Any(variant => variant.LeadVariant is not null);
        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Causal variants of {truth.Name}; the share is of a region's variance; directions are those of the effect allele</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Variant</th><th scope=\"col\">Chr:position</th>"
            + (judged ? "<th scope=\"col\">Recovered</th>" : "") + (tested ? "<th scope=\"col\" class=\"n\">P</th>" : "") + (led ? "<th scope=\"col\">Lead variant</th>" : "")
            + "<th scope=\"col\">Alleles, effect first</th><th scope=\"col\" class=\"n\">Frequency</th><th scope=\"col\">Regions</th><th scope=\"col\" class=\"n\">Share of variance</th><th scope=\"col\">Directions</th></tr></thead><tbody>");
        foreach (var variant in truth.Variants)
        {
            var place = ((decimal)variant.ChromosomeOrder * 10_000_000_000m) + variant.Position;
            var recovered = !judged ? "" : variant.Recovered switch
            {
                true => "<td class=\"held\">yes</td>",
                false => "<td class=\"failed\">no</td>",
                null => "<td>not tested</td>",
            };
            var trait = variant.Trait is { } name ? $"<br><span class=\"ci\">{Name(name)}</span>" : "";
            var p = tested ? $"<td class=\"n wraps\" data-v=\"{DesignSection.SortValue(-variant.NegLog10P)}\">{NumberText.PValue(variant.NegLog10P).Text}{trait}</td>" : "";
            var lead = led ? $"<td>{HtmlOutput.Escape(variant.LeadVariant is { } found ? (found == variant.Id ? "itself" : found) : "–")}</td>" : "";
            html.Line($"<tr><th scope=\"row\">{variant.Id}</th><td data-v=\"{place}\">{variant.Chromosome}:{NumberText.Count(variant.Position)}</td>{new Markup(recovered + p + lead)}<td class=\"allele\">{variant.EffectAllele} / {variant.OtherAllele}</td><td class=\"n\">{NumberText.Fixed(variant.EffectAlleleFrequency, 3)}</td><td data-v=\"{variant.Regions.Length}\">{new Markup(Regions(variant))}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(variant.MostVariance)}\">{Share(variant.LeastVariance, variant.MostVariance)}</td><td>{Directions(variant)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        SavedTable.Link(html, "causal-variants-" + truth.Name, VariantsTsv(truth));
    }

    private static void Effects(HtmlOutput html, TruthReport truth)
    {
        html.Line($"<figure class=\"effects\" data-file=\"effects-{truth.Name}\"><div class=\"drawing\">{new Markup(EffectsSvg.Draw(truth))}</div>");
        html.Line($"<figcaption><strong>Planted and estimated effects</strong> of causal variants on regions, in {truth.EffectUnit}, with 95% confidence intervals. On the line both are equal; dots whose interval misses it are red, and equal planted effects stand side by side. {EffectsSvg.Describe(truth)} {truth.ScaleNote} <span class=\"scripted-only save\"></span></figcaption></figure>");
        var many = truth.Effects.Length > EffectsShownOpen;
        html.Raw(many ? $"<details><summary>{NumberText.Count(truth.Effects.Length)} effects</summary>" : "");
        html.Line($"<div class=\"scroll{(many ? " tall" : "")}\"><table class=\"sortable\"><caption>Effects on regions in {truth.EffectUnit}</caption><thead><tr><th scope=\"col\">Variant</th><th scope=\"col\">Region</th><th scope=\"col\" class=\"n\">Planted β</th><th scope=\"col\" class=\"n\">Estimated β [95% CI]</th><th scope=\"col\" class=\"n\">SE</th><th scope=\"col\" class=\"n\">P</th></tr></thead><tbody>");
        foreach (var effect in truth.Effects)
        {
            var interval = $"[{NumberText.Significant(effect.Lower, 3)}, {NumberText.Significant(effect.Upper, 3)}]";
            html.Line($"<tr><th scope=\"row\">{effect.Variant}</th><td>{effect.Region}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(effect.Planted)}\">{NumberText.Significant(effect.Planted, 3)}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(effect.Estimate)}\">{NumberText.Significant(effect.Estimate, 3)} <span class=\"ci\">{interval}</span></td><td class=\"n\" data-v=\"{DesignSection.SortValue(effect.StandardError)}\">{NumberText.Significant(effect.StandardError, 3)}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(-effect.NegLog10P)}\">{NumberText.PValue(effect.NegLog10P)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        SavedTable.Link(html, "effects-" + truth.Name, EffectsTsv(truth));
        html.Raw(many ? "</details>" : "");
    }

    private static void Covariates(HtmlOutput html, TruthReport truth)
    {
        html.Line($"<div class=\"scroll\"><table><caption>Effects of covariates that {truth.Name} planted</caption><thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Regions</th><th scope=\"col\" class=\"n\">Share of variance</th></tr></thead><tbody>");
        foreach (var covariate in truth.Covariates)
        {
            var regions = covariate.AllRegions ? $"all {NumberText.Count(covariate.Regions)}" : NumberText.Count(covariate.Regions);
            html.Line($"<tr><th scope=\"row\">{covariate.Column}</th><td>{regions}</td><td class=\"n\">{Share(covariate.LeastVariance, covariate.MostVariance)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    /// <summary>The regions of a variant as markup.</summary>
    private static string Regions(PlantedVariant variant) => (variant.AllRegions, variant.Regions.Length) switch
    {
        (true, var count) => $"all {NumberText.Count(count)}",
        (false, <= 2) => string.Join(", ", variant.Regions.Select(Name)),
        (false, var count) => $"{Name(variant.Regions[0])}, {Name(variant.Regions[1])} and {NumberText.Count(count - 2)} more",
    };

    /// <summary>A name of a region as markup that may be broken at its underscores.</summary>
    private static string Name(string region) => HtmlOutput.Breakable(region);

    private static string Directions(PlantedVariant variant)
    {
        var (rising, falling) = (variant.Rising, variant.Regions.Length - variant.Rising);
        return (rising, falling) switch
        {
            (1, 0) => "rises",
            (0, 1) => "falls",
            (_, 0) => "all rise",
            (0, _) => "all fall",
            _ => $"{NumberText.Count(rising)} rise, {NumberText.Count(falling)} fall",
        };
    }

    private static string Share(double least, double most)
    {
        var (low, high) = (NumberText.Significant(100 * least, 2).TrimEndZeros(), NumberText.Significant(100 * most, 2).TrimEndZeros());
        return low == high ? low + "%" : $"{low}–{high}%";
    }

    private static string VariantsTsv(TruthReport truth)
    {
        var text = new StringBuilder("variant\tchromosome\tbase_pair_location\teffect_allele\tother_allele\teffect_allele_frequency\tregions\trising\tleast_variance\tmost_variance\tneg_log_10_p_value\ttrait\tlead_variant\trecovered\n");
        foreach (var variant in truth.Variants)
        {
            text.Append(CultureInfo.InvariantCulture, $"{SavedTable.Cell(variant.Id)}\t{SavedTable.Cell(variant.Chromosome)}\t{variant.Position}\t{SavedTable.Cell(variant.EffectAllele)}\t{SavedTable.Cell(variant.OtherAllele)}\t{SavedTable.Cell(variant.EffectAlleleFrequency)}\t{SavedTable.Cell(string.Join(';', variant.Regions))}\t{variant.Rising}\t{SavedTable.Cell(variant.LeastVariance)}\t{SavedTable.Cell(variant.MostVariance)}\t{SavedTable.Cell(variant.NegLog10P)}\t{SavedTable.Cell(variant.Trait ?? "NA")}\t{SavedTable.Cell(variant.LeadVariant ?? "NA")}\t{variant.Recovered switch { true => "true", false => "false", null => "NA" }}\n");
        }

        return text.ToString();
    }

    private static string EffectsTsv(TruthReport truth)
    {
        var text = new StringBuilder("variant\tregion\tplanted_beta\tbeta\tci_lower\tci_upper\tstandard_error\tneg_log_10_p_value\n");
        foreach (var effect in truth.Effects)
        {
            text.Append(CultureInfo.InvariantCulture, $"{SavedTable.Cell(effect.Variant)}\t{SavedTable.Cell(effect.Region)}\t{SavedTable.Cell(effect.Planted)}\t{SavedTable.Cell(effect.Estimate)}\t{SavedTable.Cell(effect.Lower)}\t{SavedTable.Cell(effect.Upper)}\t{SavedTable.Cell(effect.StandardError)}\t{SavedTable.Cell(effect.NegLog10P)}\n");
        }

        return text.ToString();
    }
}
