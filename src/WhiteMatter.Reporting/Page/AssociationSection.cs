namespace WhiteMatter.Reporting;

/// <summary>The Manhattan and quantile–quantile plots of an association.</summary>
internal static class AssociationSection
{
    public static void Write(HtmlOutput html, AssociationReport association, string id)
    {
        html.Line($"<h3><span class=\"kind\">{(association.IsJoint ? "joint" : association.Kind)}</span> {association.Name}</h3>");
        if (association.IsJoint)
        {
            html.Line($"<p>{association.Method}</p>");
        }

        if (association.Plots.IsEmpty)
        {
            html.Raw("<p class=\"none\">No test gave a P value.</p>");
            return;
        }

        html.Line($"<div class=\"association\" id=\"{id}\">");
        if (association.Plots.Length > 1)
        {
            html.Line($"<p class=\"choose\"><label for=\"{id}-trait\">Trait shown</label> <select id=\"{id}-trait\" autocomplete=\"off\">");
            foreach (var plot in association.Plots)
            {
                html.Line($"<option>{plot.Label}</option>");
            }

            html.Raw("</select></p>");
        }

        for (var i = 0; i < association.Plots.Length; i++)
        {
            Panel(html, association, association.Plots[i], $"{association.Name}-{i + 1}");
        }

        html.Raw("</div>");
        html.Line($"<script type=\"application/json\" id=\"{id}-data\">{new Markup(PlotDataBlock.Json(association))}</script>");
    }

    private static void Panel(HtmlOutput html, AssociationReport association, AssociationPlot plot, string file)
    {
        var description = ManhattanSvg.Describe(association.Genome, association.PlotVariants, plot);
        html.Line($"<section class=\"panel\"><h4>{plot.Label}</h4><div class=\"figures\">");
        html.Line($"<figure class=\"manhattan\" data-file=\"manhattan-{file}\"><div class=\"live\" role=\"img\" aria-label=\"{"Manhattan plot of " + plot.Label + ". " + description}\"></div>");
        html.Line($"<div class=\"static\">{new Markup(ManhattanSvg.Draw(association.Genome, association.PlotVariants, plot))}</div>");
        html.Line($"<figcaption><strong>Manhattan plot.</strong> {(plot.IsOverview ? "Each point is the smallest P of a variant over the traits. " : "")}{NumberText.Count(plot.Points.Length)} of {NumberText.Count(plot.Tested)} tests are drawn: all with P &lt; {NumberText.PValue(plot.CompleteFrom)}, and of the others one for each pixel. The dashed line is P = {NumberText.PValue(-Math.Log10(plot.Threshold))}. <span class=\"scripted-only\">Point at a variant for its {(association.IsJoint ? "statistic" : "effect")}; drag to zoom, double-click to see all. <span class=\"save\"></span></span></figcaption></figure>");
        if (plot.Quantiles is { } quantiles)
        {
            var lambda = NumberText.Fixed(quantiles.LambdaGc, 3);
            html.Line($"<figure class=\"qq\" data-file=\"qq-{file}\"><div class=\"live\" role=\"img\" aria-label=\"Quantile–quantile plot of {plot.Label}: {NumberText.Count(quantiles.Tests)} tests, genomic control lambda {lambda}\"></div>");
            html.Line($"<div class=\"static\">{new Markup(QqSvg.Draw(plot.Label, quantiles))}</div>");
            var band = quantiles.Dependent ? "Tests are pooled over traits and not independent, so no band is drawn." : "Shaded: pointwise 95% band of independent uniform P.";
            html.Line($"<figcaption><strong>Quantile–quantile plot.</strong> λ<sub>GC</sub> = {lambda}. {band} <span class=\"scripted-only save\"></span></figcaption></figure>");
        }

        html.Raw("</div></section>");
    }
}
