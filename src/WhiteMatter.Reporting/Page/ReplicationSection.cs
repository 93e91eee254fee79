namespace WhiteMatter.Reporting;

/// <summary>Leads of loci beside what other statistics say of them.</summary>
internal static class ReplicationSection
{
    public static void Write(HtmlOutput html, ReplicationReport replication)
    {
        html.Line($"<h3><span class=\"kind\">replication</span> {replication.Name}</h3>");
        if (replication.Loci.IsEmpty)
        {
            html.Line($"<p class=\"none\">{replication.Leads} has no locus.</p>");
            return;
        }

        var tested = replication.Loci.Count(locus => locus.Tested is not null);
        var again = replication.Loci.Count(locus => locus.Replicated == true);
        var criterion = replication.IsSigned ? "the same direction and " : "";
        var threshold = replication.Threshold is { } p ? NumberText.PValue(-Math.Log10(p)) : new Markup("the study's threshold");
        html.Line($"<p><strong>{NumberText.Count(again)} of {NumberText.Count(tested)}</strong> leads of {replication.Leads} that were tested in {replication.Against} are replicated: {criterion}P ≤ {threshold} there. {(tested < replication.Loci.Length ? $"{NumberText.Count(replication.Loci.Length - tested)} could not be tested." : "")}</p>");
        if (replication.IsSigned && tested > 0)
        {
            html.Line($"<figure class=\"effects\" data-file=\"replication-{replication.Name}\"><div class=\"drawing\">{new Markup(ReplicationSvg.Draw(replication))}</div>");
            html.Line($"<figcaption><strong>Effects of leads</strong> where they were found and in {replication.Against}, of the same allele, with 95% confidence intervals; replicated leads are red. Effects where a lead was found are larger than true ones: it was chosen for its P. {ReplicationSvg.Describe(replication)} <span class=\"scripted-only save\"></span></figcaption></figure>");
        }

        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Leads of {replication.Leads} in {replication.Against}</caption><thead><tr><th scope=\"col\">Lead variant</th><th scope=\"col\">Chr:position</th><th scope=\"col\">Alleles, effect first</th><th scope=\"col\">Trait</th>");
        html.Raw(replication.IsSigned ? "<th scope=\"col\" class=\"n\">β (SE)</th>" : "");
        html.Raw("<th scope=\"col\" class=\"n\">P</th><th scope=\"col\">Variant tested</th><th scope=\"col\" class=\"n\">r²</th>");
        html.Raw(replication.IsSigned ? "<th scope=\"col\" class=\"n\">β there (SE)</th>" : "");
        html.Raw("<th scope=\"col\" class=\"n\">P there</th><th scope=\"col\">Replicated</th></tr></thead><tbody>");
        foreach (var locus in replication.Loci)
        {
            html.Line($"<tr><th scope=\"row\">{locus.Lead}</th><td>{locus.Place}</td><td class=\"allele\">{locus.EffectAllele} / {locus.OtherAllele}</td><td>{locus.Trait}</td>");
            Effect(html, replication, locus.Beta, locus.StandardError);
            html.Line($"<td class=\"n\" data-v=\"{DesignSection.SortValue(-locus.NegLog10P)}\">{NumberText.PValue(locus.NegLog10P)}</td>");
            if (locus.Tested is null)
            {
                html.Line($"<td colspan=\"{(replication.IsSigned ? 4 : 3)}\">{locus.Obstacle}</td><td>not tested</td></tr>");
                continue;
            }

            html.Line($"<td>{(locus.IsProxy ? locus.Tested : "itself")}</td><td class=\"n\">{NumberText.Fixed(locus.R2, 2)}</td>");
            Effect(html, replication, locus.OtherBeta, locus.OtherStandardError);
            html.Line($"<td class=\"n\" data-v=\"{DesignSection.SortValue(-locus.OtherNegLog10P)}\">{NumberText.PValue(locus.OtherNegLog10P)}</td><td class=\"{(locus.Replicated == true ? "held" : "failed")}\">{(locus.Replicated == true ? "yes" : "no")}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    private static void Effect(HtmlOutput html, ReplicationReport replication, double beta, double error)
    {
        if (replication.IsSigned)
        {
            html.Line($"<td class=\"n\" data-v=\"{DesignSection.SortValue(beta)}\">{NumberText.Significant(beta, 3)} ({NumberText.Significant(error, 2)})</td>");
        }
    }
}
