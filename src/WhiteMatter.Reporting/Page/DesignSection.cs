namespace WhiteMatter.Reporting;

/// <summary>The resolved design of an association and its traits.</summary>
internal static class DesignSection
{
    private const int TraitsShownOpen = 12;

    private const int BarLength = 80;

    private const string PredictionHeads =
        "<th scope=\"col\" class=\"n\" title=\"Squared correlation of the trait and its prediction from the whole genome, in people left out\">R² of the genome</th><th scope=\"col\" class=\"n\" title=\"The share of variance that the chosen penalty stands for\">Penalty’s h²</th>";

    private const string HeritabilityHeads =
        "<th scope=\"col\" class=\"n\" title=\"The share of variance that goes with the relationships, by restricted maximum likelihood\">h²</th><th scope=\"col\" class=\"n\" title=\"Standard error of h²; none where the likelihood is greatest at a border\">SE of h²</th>";

    public static void Write(HtmlOutput html, AssociationReport association, SmallCountRule people)
    {
        var design = association.Design ?? throw new ArgumentException("The association has no design.", nameof(association));
        html.Line($"<h3><span class=\"kind\">gwas</span> {association.Name}</h3>");
        if (!string.IsNullOrWhiteSpace(association.Description))
        {
            html.Line($"<p>{association.Description}</p>");
        }

        var shownPeople = people.Show(association.People).Text;
        var freedom = people.ShowLess(association.People, association.People - design.DegreesOfFreedom).Text;
        html.Line($"<dl class=\"facts\"><div><dt>Formula</dt><dd><code>{design.Formula}</code></dd></div><div><dt>Method</dt><dd>{association.Method}</dd></div><div><dt>Transform of traits</dt><dd>{design.Transform ?? "none"}</dd></div>");
        html.Line($"<div><dt>People</dt><dd>{shownPeople}</dd></div><div><dt>Variants tested</dt><dd>{NumberText.Count(association.Variants)}</dd></div><div><dt>Rank of covariates</dt><dd>{design.Rank}</dd></div><div><dt>Residual degrees of freedom</dt><dd>{freedom}</dd></div></dl>");
        Columns(html, association, design, people);
        if (!design.Dropped.IsEmpty)
        {
            html.Line($"<div class=\"scroll\"><table><caption>Columns dropped from the design of {association.Name}</caption><thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Reason</th></tr></thead><tbody>");
            foreach (var dropped in design.Dropped)
            {
                html.Line($"<tr><th scope=\"row\">{dropped.Name}</th><td>{dropped.Reason}</td></tr>");
            }

            html.Raw("</tbody></table></div>");
        }

        Traits(html, association, people);
    }

    private static void Columns(HtmlOutput html, AssociationReport association, DesignReport design, SmallCountRule people)
    {
        html.Line($"<div class=\"scroll\"><table><caption>Design columns of {association.Name}, genotype not listed</caption><thead><tr><th scope=\"col\" class=\"n\">#</th><th scope=\"col\">Column</th><th scope=\"col\">Kind</th><th scope=\"col\">Term</th><th scope=\"col\">Coding</th><th scope=\"col\" class=\"n\">People</th></tr></thead><tbody>");
        for (var i = 0; i < design.Columns.Length; i++)
        {
            var column = design.Columns[i];
            var kind = column.Kind switch
            {
                DesignColumnKind.Intercept => "intercept",
                DesignColumnKind.Numeric => "numeric",
                DesignColumnKind.FactorLevel => "factor level",
                _ => "interaction",
            };
            var coding = (column.Level, column.ReferenceLevel, column.Unit) switch
            {
                ({ } level, { } reference, _) => $"1 for {level}, reference {reference}",
                ({ } level, null, _) => $"1 for {level}",
                (null, { } reference, _) => $"reference {reference}",
                (null, null, { } unit) => $"per {unit}",
                _ => column.Kind == DesignColumnKind.Intercept ? "constant 1" : "as measured",
            };
            html.Line($"<tr><td class=\"n\">{i + 1}</td><th scope=\"row\">{column.Name}</th><td>{kind}</td><td>{column.Term ?? "–"}</td><td class=\"text\">{coding}</td><td class=\"n\">{(column.People is { } count ? people.Show(count).Text : "–")}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    private static void Traits(HtmlOutput html, AssociationReport association, SmallCountRule people)
    {
        var many = association.Traits.Length > TraitsShownOpen;
        var binary = association.Traits.Any(trait => trait.Cases is not null);
        var predicted = association.Traits.Any(trait => trait.GenomeR2 is not null);
        var modelled = association.Traits.Any(trait => trait.Heritability is not null);
        if (many)
        {
            html.Line($"<details><summary>{NumberText.Count(association.Traits.Length)} traits</summary>");
        }

        html.Line($"<div class=\"scroll{(many ? " tall" : "")}\"><table class=\"sortable\"><caption>Traits of {association.Name}; mean and SD before any transform</caption><thead><tr><th scope=\"col\">Trait</th><th scope=\"col\">Unit</th><th scope=\"col\" class=\"n\">n</th><th scope=\"col\" class=\"n\">Missing</th>");
        html.Raw(binary ? "<th scope=\"col\" class=\"n\">Cases</th>" : "");
        html.Raw("<th scope=\"col\" class=\"n\">Mean</th><th scope=\"col\" class=\"n\">SD</th><th scope=\"col\" class=\"n\">λ<sub>GC</sub></th><th scope=\"col\" class=\"n\">Smallest P</th>");
        html.Raw(predicted ? PredictionHeads : "");
        html.Raw(modelled ? HeritabilityHeads : "");
        html.Raw("</tr></thead><tbody>");
        foreach (var trait in association.Traits)
        {
            var n = people.ShowPart(trait.N, trait.Missing);
            var missing = people.IsSmall(trait.N) ? people.ShowPart(trait.Missing, trait.N) : people.Show(trait.Missing);
            // The mean of a binary trait is its share of cases, and would tell how few they are.
            var hidden = people.IsSmall(trait.N) || (trait.Cases is { } rarer && (people.IsSmall(rarer) || people.IsSmall(trait.N - rarer)));
            var (mean, deviation) = hidden ? (double.NaN, double.NaN) : (trait.Mean, trait.StandardDeviation);
            var lambda = trait.LambdaGc ?? double.NaN;
            var strongest = trait.MaximumNegLog10P ?? double.NaN;
            html.Line($"<tr><th scope=\"row\">{trait.Name}</th><td>{trait.Unit ?? "–"}</td><td class=\"n\" data-v=\"{n.Least}\">{n.Text}</td><td class=\"n\" data-v=\"{missing.Least}\">{missing.Text}</td>");
            Cases(html, trait, people, binary);
            html.Line($"<td class=\"n\" data-v=\"{SortValue(mean)}\">{NumberText.Significant(mean)}</td><td class=\"n\" data-v=\"{SortValue(deviation)}\">{NumberText.Significant(deviation)}</td><td class=\"n\" data-v=\"{SortValue(lambda)}\">{NumberText.Fixed(lambda, 3)}</td><td class=\"n\" data-v=\"{SortValue(-strongest)}\">{NumberText.PValue(strongest)}</td>{new Markup(predicted ? Prediction(trait) : "")}{new Markup(modelled ? Heritability(trait) : "")}</tr>");
        }

        html.Raw("</tbody></table></div>");
        if (many)
        {
            html.Raw("</details>");
        }
    }

    /// <summary>The cases of a binary trait, in a table in which some trait has them.</summary>
    private static void Cases(HtmlOutput html, TraitSummary trait, SmallCountRule people, bool binary)
    {
        if (binary && trait.Cases is { } count)
        {
            var cases = people.ShowPart(count, trait.N - count);
            html.Line($"<td class=\"n\" data-v=\"{cases.Least}\">{cases.Text}</td>");
        }
        else if (binary)
        {
            html.Raw("<td class=\"n\">–</td>");
        }
    }

    /// <summary>How well the whole genome predicts a trait: a bar as long as R², its number, and the penalty taken.</summary>
    private static string Prediction(TraitSummary trait)
    {
        var r2 = trait.GenomeR2 ?? double.NaN;
        var length = double.IsNaN(r2) ? 0 : Math.Clamp(r2, 0, 1) * BarLength;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return string.Create(
            culture,
            $"<td class=\"n\" data-v=\"{SortValue(r2)}\"><svg width=\"{BarLength}\" height=\"10\" role=\"img\" aria-label=\"R² {NumberText.Fixed(r2, 3)}\"><rect width=\"{BarLength}\" height=\"10\" fill=\"currentColor\" opacity=\"0.12\"/><rect width=\"{length:F1}\" height=\"10\" fill=\"currentColor\" opacity=\"0.6\"/></svg> {NumberText.Fixed(r2, 3)}</td><td class=\"n\">{NumberText.Fixed(trait.GenomeShare ?? double.NaN, 2)}</td>");
    }

    /// <summary>The share of variance that goes with the relationships, and its standard error; at a border of the likelihood it has none.</summary>
    private static string Heritability(TraitSummary trait)
    {
        var (share, error) = (trait.Heritability ?? double.NaN, trait.HeritabilityError ?? double.NaN);
        return $"<td class=\"n\" data-v=\"{SortValue(share)}\">{NumberText.Fixed(share, 3)}</td><td class=\"n\" data-v=\"{SortValue(error)}\">{(double.IsNaN(error) ? "–" : NumberText.Fixed(error, 3))}</td>";
    }

    /// <summary>A number as a sort key: empty where there is none.</summary>
    /// <param name="value">The number.</param>
    internal static string SortValue(double value) => double.IsNaN(value) ? "" : value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
