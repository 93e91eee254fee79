namespace WhiteMatter.Reporting;

/// <summary>How far networks of several seeds agree: a picture, the latents, and each two networks.</summary>
internal static class EnsembleSection
{
    private const int LatentsShownOpen = 30;

    public static void Write(HtmlOutput html, EnsembleReport ensemble, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">phenotypes</span> {ensemble.Name}: agreement of {NumberText.Count(ensemble.Networks)} networks</h3>");
        html.Line($"<p>Latents are what the networks of {ensemble.Model}, which differ in their seeds, have in common (generalised canonical analysis in the people fitted on), by falling agreement. A network's R² is the share of a latent's variance that its own latents explain in the people fitted on; where nothing but one network holds a latent, the mean is {NumberText.Significant(1.0 / ensemble.Networks, 2)}. In the people applied to, where nothing was fitted, agreement is the mean correlation of two networks' parts of the latent.</p>");
        if (people.IsSmall(ensemble.People))
        {
            html.Line($"<p class=\"none\">Agreement in fewer than {people.Limit} people is not shown.</p>");
            return;
        }

        html.Line($"<figure data-file=\"agreement-{ensemble.Name}\"><div class=\"drawing\">{new Markup(AgreementSvg.Draw(ensemble))}</div>");
        html.Line($"<figcaption><strong>Agreement.</strong> {AgreementSvg.Describe} <span class=\"scripted-only save\"></span></figcaption></figure>");
        html.Line($"<details{new Markup(ensemble.Latents.Length <= LatentsShownOpen ? " open" : "")}><summary>{NumberText.Count(ensemble.Latents.Length)} latents</summary><div class=\"scroll\"><table class=\"sortable\"><caption>Agreement on the latents of {ensemble.Name}</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Latent</th><th scope=\"col\" class=\"n\">Mean R², fitted on</th><th scope=\"col\" class=\"n\">Least R²</th><th scope=\"col\" class=\"n\">Greatest R²</th><th scope=\"col\" class=\"n\">Correlation, applied to</th></tr></thead><tbody>");
        foreach (var latent in ensemble.Latents)
        {
            html.Line($"<tr><th scope=\"row\">{latent.Name}</th><td class=\"n\">{NumberText.Fixed(latent.Fitted, 3)}</td><td class=\"n\">{NumberText.Fixed(latent.Networks.Min(), 3)}</td><td class=\"n\">{NumberText.Fixed(latent.Networks.Max(), 3)}</td><td class=\"n\">{NumberText.Fixed(latent.Applied, 3)}</td></tr>");
        }

        html.Raw("</tbody></table></div></details>");
        html.Line($"<div class=\"scroll\"><table><caption>Canonical correlations of the networks of {ensemble.Model} in the {people.Show(ensemble.People).Text} people of {ensemble.Name}</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Networks</th><th scope=\"col\" class=\"n\">Greatest</th><th scope=\"col\" class=\"n\">Least</th><th scope=\"col\" class=\"n\">Mean square</th><th scope=\"col\" class=\"n\">By chance</th></tr></thead><tbody>");
        foreach (var pair in ensemble.Pairs)
        {
            html.Line($"<tr><th scope=\"row\">{NumberText.Count(pair.First)} and {NumberText.Count(pair.Second)}</th><td class=\"n\">{NumberText.Fixed(pair.Greatest, 3)}</td><td class=\"n\">{NumberText.Fixed(pair.Least, 3)}</td><td class=\"n\">{NumberText.Fixed(pair.MeanSquare, 3)}</td><td class=\"n\">{NumberText.Fixed(pair.Chance, 3)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }
}
