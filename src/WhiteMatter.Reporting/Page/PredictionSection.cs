namespace WhiteMatter.Reporting;

/// <summary>How well traits predict an outcome.</summary>
internal static class PredictionSection
{
    public static void Write(HtmlOutput html, PredictionReport prediction, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">prediction</span> {prediction.Name}</h3>");
        if (!string.IsNullOrWhiteSpace(prediction.Description))
        {
            html.Line($"<p>{prediction.Description}</p>");
        }

        html.Line($"<p>{prediction.Method}</p>");
        html.Line($"<dl class=\"facts\"><div><dt>Outcome</dt><dd>{prediction.Outcome}</dd></div><div><dt>People</dt><dd>{people.Show(prediction.People).Text}</dd></div>");
        if (prediction.Cases is { } cases)
        {
            html.Line($"<div><dt>Cases ({prediction.Case})</dt><dd>{people.ShowPart(cases, prediction.People - cases).Text}</dd></div>");
        }

        html.Line($"<div><dt>Traits</dt><dd>{NumberText.Count(prediction.Features)}</dd></div>");
        if (prediction.Permutations > 0)
        {
            html.Line($"<div><dt>P of {prediction.Statistic}</dt><dd>{NumberText.PValue(-Math.Log10(prediction.P))}</dd></div>");
        }

        html.Raw("</dl>");
        html.Line($"<div class=\"scroll\"><table><caption>Measures of {prediction.Name}, of people when left out</caption><thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" class=\"n\">Value</th><th scope=\"col\" class=\"n\">95% interval</th></tr></thead><tbody>");
        foreach (var measure in prediction.Measures)
        {
            var interval = double.IsFinite(measure.Low) ? $"{NumberText.Significant(measure.Low, 3)} to {NumberText.Significant(measure.High, 3)}" : "–";
            html.Line($"<tr><th scope=\"row\">{measure.Name}</th><td class=\"n\">{NumberText.Significant(measure.Value, 3)}</td><td class=\"n\">{interval}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        html.Raw("<div class=\"distributions\">");
        if (prediction.Cases is { } ofClass)
        {
            Class(html, prediction, ofClass, people);
        }
        else
        {
            Number(html, prediction, people);
        }

        if (prediction.Permutations > 0)
        {
            html.Line($"<figure data-file=\"permutations-{prediction.Name}\"><div class=\"drawing\">{new Markup(PredictionSvg.DrawNull(prediction))}</div>");
            html.Line($"<figcaption><strong>Permutations.</strong> {PredictionSvg.DescribeNull(prediction)} <span class=\"scripted-only save\"></span></figcaption></figure>");
        }

        html.Raw("</div>");
        Sites(html, prediction, people);
        if (prediction.IsOfTrees)
        {
            Gains(html, prediction);
        }
        else
        {
            Traits(html, prediction);
        }
    }

    private static void Number(HtmlOutput html, PredictionReport prediction, SmallCountRule people)
    {
        var density = PeopleDensity.Of(prediction.Truth.AsSpan(), prediction.Predicted.AsSpan(), people.Limit);
        if (density.Cells == 0 || density.Shown == 0)
        {
            html.Raw("<p class=\"none\">Too few people for a picture of the predictions.</p>");
            return;
        }

        var hidden = people.Limit > 1 ? $" Cells of fewer than {people.Limit} people are left empty, and the outermost hold everybody beyond." : "";
        var description = $"True and predicted {prediction.Outcome} of people when left out, in {density.Cells} by {density.Cells} cells, darker where there are more.";
        html.Line($"<figure data-file=\"predicted-{prediction.Name}\"><div class=\"drawing\">{new Markup(DensitySvg.Draw(density, "Predicted against true", description, "True " + prediction.Outcome, "Predicted"))}</div>");
        html.Line($"<figcaption><strong>Predicted against true.</strong> {description}{hidden} <span class=\"scripted-only save\"></span></figcaption></figure>");
    }

    private static void Class(HtmlOutput html, PredictionReport prediction, int cases, SmallCountRule people)
    {
        if (people.IsSmall(cases) || people.IsSmall(prediction.People - cases))
        {
            html.Raw("<p class=\"none\">Too few people of a class for pictures.</p>");
            return;
        }

        html.Line($"<figure data-file=\"roc-{prediction.Name}\"><div class=\"drawing\">{new Markup(PredictionSvg.DrawRoc(prediction))}</div>");
        html.Line($"<figcaption><strong>ROC curve.</strong> {PredictionSvg.DescribeRoc(prediction)} <span class=\"scripted-only save\"></span></figcaption></figure>");
        var bins = prediction.Calibration.Where(bin => !people.IsSmall(bin.People) && !people.IsSmall(bin.Cases) && !people.IsSmall(bin.People - bin.Cases)).ToArray();
        if (bins.Length == 0)
        {
            html.Raw("<p class=\"none\">Too few people for a picture of the calibration.</p>");
            return;
        }

        var left = bins.Length < prediction.Calibration.Length ? $" Tenths with fewer than {people.Limit} people of a class are left out." : "";
        html.Line($"<figure data-file=\"calibration-{prediction.Name}\"><div class=\"drawing\">{new Markup(PredictionSvg.DrawCalibration(prediction, bins))}</div>");
        html.Line($"<figcaption><strong>Calibration.</strong> {PredictionSvg.DescribeCalibration}{left} <span class=\"scripted-only save\"></span></figcaption></figure>");
    }

    private static void Sites(HtmlOutput html, PredictionReport prediction, SmallCountRule people)
    {
        if (prediction.Sites.IsEmpty)
        {
            return;
        }

        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Each fold of {prediction.Name}, predicted by the others</caption><thead><tr><th scope=\"col\">Fold</th><th scope=\"col\" class=\"n\">People</th><th scope=\"col\" class=\"n\">{prediction.Measures[0].Name}</th></tr></thead><tbody>");

        // One small fold would follow from the others and all people: the next larger is not told either.
        var small = prediction.Sites.Count(site => people.IsSmall(site.People));
        var hidden = small == 1 && prediction.Sites.Length > 2 ? prediction.Sites.Where(site => !people.IsSmall(site.People)).MinBy(site => site.People) : null;
        foreach (var site in prediction.Sites)
        {
            if (ReferenceEquals(site, hidden))
            {
                html.Line($"<tr><th scope=\"row\">{site.Name}</th><td class=\"n\">–</td><td class=\"n\">–</td></tr>");
                continue;
            }

            var few = people.IsSmall(site.People) || (site.Cases is { } cases && (people.IsSmall(cases) || people.IsSmall(site.People - cases)));
            var measure = few ? "–" : NumberText.Significant(site.Measure, 3);
            html.Line($"<tr><th scope=\"row\">{site.Name}</th><td class=\"n\">{people.ShowPart(site.People, prediction.People - site.People).Text}</td><td class=\"n\">{measure}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    private static void Gains(HtmlOutput html, PredictionReport prediction)
    {
        html.Line($"<figure data-file=\"gains-{prediction.Name}\"><div class=\"drawing\">{new Markup(GainSvg.Draw(prediction))}</div>");
        html.Line($"<figcaption><strong>Gain.</strong> {GainSvg.Describe} <span class=\"scripted-only save\"></span></figcaption></figure>");
        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Traits of {prediction.Name} by which trees divide people with the most gain</caption><thead><tr><th scope=\"col\">Trait</th><th scope=\"col\" class=\"n\">Share of the gain</th><th scope=\"col\" class=\"n\">Its SD over folds</th><th scope=\"col\" class=\"n\">Folds in which trees divide by it</th><th scope=\"col\" class=\"n\">Correlation with the prediction</th></tr></thead><tbody>");
        foreach (var trait in prediction.Traits)
        {
            html.Line($"<tr><th scope=\"row\">{trait.Name}</th><td class=\"n\" data-v=\"{DesignSection.SortValue(trait.Coefficient)}\">{NumberText.Percent(trait.Coefficient)}</td><td class=\"n\">{NumberText.Percent(trait.Deviation)}</td><td class=\"n\">{NumberText.Percent(trait.Chosen)}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(trait.Pattern)}\">{NumberText.Significant(trait.Pattern, 3)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        html.Raw("<p class=\"note\">Traits that tell nothing have some gain too, the more the more values they have; what is right of them is what is predicted of people left out.</p>");
    }

    private static void Traits(HtmlOutput html, PredictionReport prediction)
    {
        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Traits of {prediction.Name} with the strongest patterns</caption><thead><tr><th scope=\"col\">Trait</th><th scope=\"col\" class=\"n\">Correlation with the prediction</th><th scope=\"col\" class=\"n\">Coefficient by SD</th><th scope=\"col\" class=\"n\">Its SD over folds</th><th scope=\"col\" class=\"n\">Folds in which it is not 0</th></tr></thead><tbody>");
        foreach (var trait in prediction.Traits)
        {
            html.Line($"<tr><th scope=\"row\">{trait.Name}</th><td class=\"n\" data-v=\"{DesignSection.SortValue(trait.Pattern)}\">{NumberText.Significant(trait.Pattern, 3)}</td><td class=\"n\" data-v=\"{DesignSection.SortValue(trait.Coefficient)}\">{NumberText.Significant(trait.Coefficient, 3)}</td><td class=\"n\">{NumberText.Significant(trait.Deviation, 3)}</td><td class=\"n\">{NumberText.Percent(trait.Chosen)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        html.Raw("<p class=\"note\">A coefficient of correlated traits says what a trait adds to the others, not what it shows of the outcome; the correlation with the prediction does (Haufe and others 2014).</p>");
    }
}
