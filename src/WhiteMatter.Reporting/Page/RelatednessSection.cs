namespace WhiteMatter.Reporting;

/// <summary>Related pairs by degree, and components of ancestry.</summary>
internal static class RelatednessSection
{
    public static void Write(HtmlOutput html, RelatednessReport relatedness, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">relatedness</span> {relatedness.Name}</h3>");
        if (!string.IsNullOrWhiteSpace(relatedness.Description))
        {
            html.Line($"<p>{relatedness.Description}</p>");
        }

        var removed = relatedness.People - relatedness.Unrelated;
        html.Line($"<dl class=\"facts\"><div><dt>People compared</dt><dd>{people.Show(relatedness.People).Text}</dd></div><div><dt>Unrelated people kept</dt><dd>{people.ShowPart(relatedness.Unrelated, removed).Text}</dd></div><div><dt>Removed for a relative</dt><dd>{people.Show(removed).Text}</dd></div>");
        html.Line($"<div><dt>Related above kinship</dt><dd>{NumberText.Significant(relatedness.Kinship, 3)}</dd></div><div><dt>Variants before pruning</dt><dd>{NumberText.Count(relatedness.Considered)}</dd></div><div><dt>Variants compared by</dt><dd>{NumberText.Count(relatedness.Variants)}</dd></div></dl>");
        html.Line($"<div class=\"scroll\"><table><caption>Pairs of {relatedness.Name} by KING-robust kinship</caption><thead><tr><th scope=\"col\">Degree</th><th scope=\"col\" class=\"n\">Kinship above</th><th scope=\"col\" class=\"n\">Pairs</th></tr></thead><tbody>");
        foreach (var degree in relatedness.Pairs)
        {
            html.Line($"<tr><th scope=\"row\">{degree.Degree}</th><td class=\"n\">{NumberText.Significant(degree.Least, 3)}</td><td class=\"n\">{people.Show(degree.Pairs).Text}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        if (relatedness.Components is { Eigenvalues.IsEmpty: false } components)
        {
            Components(html, relatedness.Name, components, people);
        }
    }

    private static void Components(HtmlOutput html, string name, ComponentsReport components, SmallCountRule people)
    {
        html.Raw("<div class=\"distributions\">");
        html.Line($"<figure data-file=\"eigenvalues-{name}\"><div class=\"drawing\">{new Markup(ComponentsSvg.DrawScree(components.Eigenvalues))}</div>");
        var projected = components.Projected == 0 ? "" : $"; {people.Show(components.Projected).Text} others are projected, which draws them a little towards 0";
        html.Line($"<figcaption><strong>Principal components.</strong> {ComponentsSvg.DescribeScree(components.Eigenvalues)} Computed with {people.ShowPart(components.Fitted, components.Projected).Text} unrelated people{projected}. <span class=\"scripted-only save\"></span></figcaption></figure>");
        var density = PeopleDensity.Of(components.First.AsSpan(), components.Second.AsSpan(), people.Limit);
        if (density.Cells == 0 || density.Shown == 0)
        {
            html.Raw("<p class=\"none\">Too few people, or components, for a picture of the first two.</p>");
        }
        else
        {
            var hidden = people.Limit > 1 ? $" Cells of fewer than {people.Limit} people are left empty, and the outermost hold everybody beyond." : "";
            html.Line($"<figure data-file=\"components-{name}\"><div class=\"drawing\">{new Markup(ComponentsSvg.DrawDensity(density))}</div>");
            html.Line($"<figcaption><strong>Component 1 against component 2.</strong> {ComponentsSvg.DescribeDensity(density)}{hidden} <span class=\"scripted-only save\"></span></figcaption></figure>");
        }

        html.Raw("</div>");
    }
}
