using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>A table of loci, sortable, with the same table as tab-separated text to save.</summary>
internal static class LociSection
{
    public static void Write(HtmlOutput html, LociTable table)
    {
        html.Line($"<h3><span class=\"kind\">loci</span> {table.Name}</h3><p>{table.Definition}</p>");
        if (table.Loci.IsEmpty)
        {
            html.Raw("<p class=\"none\">No variant passed the threshold.</p>");
            return;
        }

        var note = table.Joint ?? "β is per copy of the effect allele";
        html.Line($"<div class=\"scroll\"><table class=\"sortable loci\"><caption>{NumberText.Count(table.Loci.Length)} {(table.Loci.Length == 1 ? "locus" : "loci")} of {table.Name}; {note}</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Lead variant</th><th scope=\"col\">Chr:position</th><th scope=\"col\">Effect allele</th><th scope=\"col\">Other allele</th><th scope=\"col\" class=\"n\">Frequency</th>");
        html.Raw(table.IsJoint
            ? "<th scope=\"col\" class=\"n\">Statistic</th><th scope=\"col\" class=\"n\">Degrees of freedom</th><th scope=\"col\" class=\"n\">P</th><th scope=\"col\">Driving trait</th>"
            : "<th scope=\"col\" class=\"n\">β [95% CI]</th><th scope=\"col\" class=\"n\">SE</th><th scope=\"col\" class=\"n\">P</th><th scope=\"col\">Traits</th>");
        html.Raw("<th scope=\"col\">Locus</th><th scope=\"col\" class=\"n\">Variants</th>");
        html.Raw(table.HasGenes ? "<th scope=\"col\">Nearest gene</th><th scope=\"col\" class=\"n\">Distance (bp)</th>" : "");
        html.Raw(table.HasKnown ? "<th scope=\"col\">Published</th><th scope=\"col\">Nearest published</th><th scope=\"col\" class=\"n\">Distance (bp)</th>" : "");
        html.Raw("</tr></thead><tbody>");
        foreach (var locus in table.Loci)
        {
            var place = ((decimal)locus.ChromosomeOrder * 10_000_000_000m) + locus.Position;
            html.Line($"<tr><th scope=\"row\">{locus.LeadVariant}</th><td data-v=\"{place}\">{locus.Chromosome}:{NumberText.Count(locus.Position)}</td><td class=\"allele\">{locus.EffectAllele}</td><td class=\"allele\">{locus.OtherAllele}</td><td class=\"n\">{NumberText.Fixed(locus.EffectAlleleFrequency, 3)}</td>");
            if (locus.Joint is { } joint)
            {
                JointCells(html, locus, joint);
            }
            else
            {
                SignedCells(html, locus);
            }

            var start = ((decimal)locus.ChromosomeOrder * 10_000_000_000m) + locus.Start;
            html.Line($"<td data-v=\"{start}\">{NumberText.Count(locus.Start)}–{NumberText.Count(locus.End)}</td><td class=\"n\" data-v=\"{locus.Variants}\">{NumberText.Count(locus.Variants)}</td>");
            Neighbours(html, table, locus);
            html.Raw("</tr>");
        }

        html.Raw("</tbody></table></div>");
        html.Line($"<p><a class=\"save-table\" download=\"{table.Name}.tsv\" href=\"data:text/tab-separated-values;charset=utf-8,{new Markup(Uri.EscapeDataString(Tsv(table)))}\">Save this table as TSV</a></p>");
        foreach (var region in table.Regions)
        {
            html.Line($"<figure class=\"region\">{new Markup(RegionSvg.Draw(region))}<figcaption><strong>{region.Lead}.</strong> {region.Trait}; each variant tested here, coloured by its r² with {region.Lead} (diamond). The dashed line is P = {NumberText.PValue(-Math.Log10(region.Threshold))}.</figcaption></figure>");
        }
    }

    /// <summary>The table as tab-separated text; a tab or line end within a text becomes a space.</summary>
    /// <param name="table">The table.</param>
    internal static string Tsv(LociTable table)
    {
        var text = new StringBuilder("lead_variant\tchromosome\tbase_pair_location\teffect_allele\tother_allele\teffect_allele_frequency\t");
        text.Append(table.IsJoint ? "statistic\tdf\tp_value\tneg_log_10_p_value\tdriving_trait\t" : "beta\tci_lower\tci_upper\tstandard_error\tp_value\tneg_log_10_p_value\ttraits\t");
        text.Append("locus_start\tlocus_end\tvariants");
        text.Append(table.HasGenes ? "\tnearest_gene\tnearest_gene_offset" : "");
        text.Append(table.HasKnown ? "\tknown\tnearest_published\tpublished_distance" : "");
        text.Append('\n');
        foreach (var locus in table.Loci)
        {
            var culture = CultureInfo.InvariantCulture;
            text.Append(culture, $"{SavedTable.Cell(locus.LeadVariant)}\t{SavedTable.Cell(locus.Chromosome)}\t{locus.Position}\t{SavedTable.Cell(locus.EffectAllele)}\t{SavedTable.Cell(locus.OtherAllele)}\t{locus.EffectAlleleFrequency:G6}\t");
            if (locus.Joint is { } joint)
            {
                text.Append(culture, $"{joint.Statistic:G8}\t{joint.DegreesOfFreedom?.ToString(culture) ?? "NA"}\t{NumberText.PValueText(locus.NegLog10P)}\t{locus.NegLog10P:G8}\t{SavedTable.Cell(joint.DrivingTrait)}");
            }
            else
            {
                var half = locus.IntervalQuantile * locus.StandardError;
                text.Append(culture, $"{locus.Beta:G8}\t{locus.Beta - half:G8}\t{locus.Beta + half:G8}\t{locus.StandardError:G8}\t{NumberText.PValueText(locus.NegLog10P)}\t{locus.NegLog10P:G8}\t{SavedTable.Cell(string.Join(';', locus.Traits))}");
            }

            text.Append(culture, $"\t{locus.Start}\t{locus.End}\t{locus.Variants}");
            if (table.HasGenes)
            {
                text.Append(culture, $"\t{SavedTable.Cell(locus.NearestGenes)}\t{locus.GeneOffset?.ToString(culture) ?? "NA"}");
            }

            if (table.HasKnown)
            {
                text.Append(culture, $"\t{Published(locus)}\t{SavedTable.Cell(locus.NearestKnown)}\t{locus.KnownDistance?.ToString(culture) ?? "NA"}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Published(Locus locus) => locus.IsKnown switch { true => "known", false => "novel", null => "NA" };

    private static void Neighbours(HtmlOutput html, LociTable table, Locus locus)
    {
        if (table.HasGenes)
        {
            html.Line($"<td>{locus.NearestGenes}</td><td class=\"n\" data-v=\"{Math.Abs(locus.GeneOffset ?? long.MaxValue)}\">{Distance(locus.GeneOffset)}</td>");
        }

        if (table.HasKnown)
        {
            html.Line($"<td>{Published(locus)}</td><td>{locus.NearestKnown}</td><td class=\"n\" data-v=\"{locus.KnownDistance ?? long.MaxValue}\">{Distance(locus.KnownDistance)}</td>");
        }
    }

    private static string Distance(long? distance) => distance switch
    {
        null => "–",
        < 0 => "−" + NumberText.Count(-distance.Value),
        _ => NumberText.Count(distance.Value),
    };

    private static void SignedCells(HtmlOutput html, Locus locus)
    {
        var half = locus.IntervalQuantile * locus.StandardError;
        var interval = $"[{NumberText.Significant(locus.Beta - half, 3)}, {NumberText.Significant(locus.Beta + half, 3)}]";
        var traits = locus.Traits.Length <= 3 ? string.Join(", ", locus.Traits.Select(HtmlOutput.Breakable)) : $"{string.Join(", ", locus.Traits.Take(3).Select(HtmlOutput.Breakable))} and {locus.Traits.Length - 3} more";
        html.Line($"<td class=\"n\" data-v=\"{DesignSection.SortValue(locus.Beta)}\">{NumberText.Significant(locus.Beta, 3)} <span class=\"ci\">{interval}</span></td><td class=\"n\" data-v=\"{DesignSection.SortValue(locus.StandardError)}\">{NumberText.Significant(locus.StandardError, 3)}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(-locus.NegLog10P)}\">{NumberText.PValue(locus.NegLog10P)}</td><td>{new Markup(traits)}</td>");
    }

    private static void JointCells(HtmlOutput html, Locus locus, JointLead joint) =>
        html.Line($"<td class=\"n\" data-v=\"{DesignSection.SortValue(joint.Statistic)}\">{NumberText.Significant(joint.Statistic, 4)}</td><td class=\"n\" data-v=\"{joint.DegreesOfFreedom ?? 0}\">{joint.DegreesOfFreedom?.ToString(CultureInfo.InvariantCulture) ?? "–"}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(-locus.NegLog10P)}\">{NumberText.PValue(locus.NegLog10P)}</td><td>{new Markup(HtmlOutput.Breakable(joint.DrivingTrait))}{Contributors(joint)}</td>");

    private static Markup Contributors(JointLead joint) => new(joint.Contributors.IsDefaultOrEmpty
        ? ""
        : " <span class=\"ci\" title=\"what the statistic loses without the trait\">" + string.Join(", ", joint.Contributors.Select(one => $"{HtmlOutput.Breakable(one.Trait)} {NumberText.Fixed(100 * one.Share, 0)}%")) + "</span>");
}
