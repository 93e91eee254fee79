namespace WhiteMatter.Reporting;

/// <summary>The studies of a meta-analysis and what each says of the strongest variants.</summary>
internal static class MetaSection
{
    public static void Write(HtmlOutput html, MetaReport meta)
    {
        html.Line($"<h3><span class=\"kind\">meta</span> {meta.Name}</h3><p>{meta.Method}.</p>");
        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Studies of {meta.Name}: variants with a test, and what was done to lay their alleles beside those of the first study that has the variant</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Study</th><th scope=\"col\" class=\"n\">Variants</th><th scope=\"col\" class=\"n\">Alleles exchanged</th><th scope=\"col\" class=\"n\">Other strand</th><th scope=\"col\" class=\"n\">Strand told by frequency</th><th scope=\"col\" class=\"n\">Left out: strand unknown</th><th scope=\"col\" class=\"n\">Left out: duplicate</th></tr></thead><tbody>");
        foreach (var study in meta.Studies)
        {
            html.Line($"<tr><th scope=\"row\">{study.Name}</th><td class=\"n\">{NumberText.Count(study.Variants)}</td><td class=\"n\">{NumberText.Count(study.Swapped)}</td><td class=\"n\">{NumberText.Count(study.Flipped)}</td><td class=\"n\">{NumberText.Count(study.StrandTold)}</td><td class=\"n\">{NumberText.Count(study.StrandUnknown)}</td><td class=\"n\">{NumberText.Count(study.Duplicates)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        for (var i = 0; i < meta.Forests.Length; i++)
        {
            var forest = meta.Forests[i];
            html.Line($"<figure class=\"region\" data-file=\"forest-{meta.Name}-{i + 1}\"><div class=\"drawing\">{new Markup(ForestSvg.Draw(forest, meta.IsZ))}</div>");
            html.Line($"<figcaption><strong>{forest.Variant}</strong> ({forest.Place}, {forest.EffectAllele} / {forest.OtherAllele}) and {forest.Trait}: {(meta.IsZ ? "z" : "β per copy of the effect allele")} of each study with its 95% confidence interval, squares by weight, and of all together. P = {NumberText.PValue(forest.Together.NegLog10P)}; Q = {NumberText.Significant(forest.Q, 4)}, I² = {NumberText.Fixed(forest.I2, 1)}%, P of heterogeneity = {NumberText.PValue(forest.HeterogeneityNegLog10P)}. <span class=\"scripted-only save\"></span></figcaption></figure>");
        }
    }
}
