namespace WhiteMatter.Reporting;

/// <summary>The head of the page: title, circumstances, banner, cards.</summary>
internal static class HeadingSection
{
    public static void Write(HtmlOutput html, ReportDocument document, SmallCountRule people)
    {
        var heading = document.Heading;
        html.Line($"<header><p class=\"eyebrow\">Study report · <code>{heading.StudyName}</code></p><h1>{Title(heading)}</h1>");
        foreach (var paragraph in Paragraphs(heading.Description))
        {
            html.Line($"<p class=\"lead\">{paragraph}</p>");
        }

        html.Raw("<dl class=\"made\">");
        html.Line($"<div><dt>Made</dt><dd><time datetime=\"{NumberText.Iso(heading.Created)}\">{NumberText.Moment(heading.Created)}</time></dd></div><div><dt>With</dt><dd>{heading.Software}</dd></div>");
        Fact(html, "On", heading.Machine);
        Fact(html, "From", heading.StudyFile);
        Fact(html, "Genome build", heading.GenomeBuild);
        Fact(html, "Seed", heading.Seed?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        html.Raw("</dl></header>");
        if (!string.IsNullOrWhiteSpace(heading.Simulated))
        {
            html.Line($"<p class=\"banner\" role=\"note\"><strong>Simulated: {heading.Simulated}.</strong> No result that draws on simulated data is a finding about people.</p>");
        }

        Cards(html, document, people);
    }

    /// <summary>The title shown.</summary>
    /// <param name="heading">The heading.</param>
    internal static string Title(StudyHeading heading) => string.IsNullOrWhiteSpace(heading.Title) ? heading.StudyName : heading.Title;

    private static void Cards(HtmlOutput html, ReportDocument document, SmallCountRule people)
    {
        var summary = document.Summary;
        (string Label, string? Value)[] cards =
        [
            ("people", summary.People is { } count ? people.Show(count).Text : null),
            ("variants", Text(summary.Variants)),
            (summary.Traits == 1 ? "trait" : "traits", Text(summary.Traits)),
            ("associations tested", Text(summary.Associations)),
            (summary.Loci == 1 ? "locus" : "loci", Text(summary.Loci)),
            (summary.Traits > 1 ? "genomic control λ, median of the traits" : "genomic control λ", summary.LambdaGc is { } lambda ? NumberText.Fixed(lambda, 3) : null),
        ];
        if (cards.All(card => card.Value is null))
        {
            return;
        }

        html.Raw("<dl class=\"cards\" aria-label=\"Summary\">");
        foreach (var (label, value) in cards)
        {
            if (value is not null)
            {
                html.Line($"<div><dt>{label}</dt><dd>{value}</dd></div>");
            }
        }

        html.Raw("</dl>");

        static string? Text(long? value) => value is { } number ? NumberText.Count(number) : null;
    }

    private static void Fact(HtmlOutput html, string label, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            html.Line($"<div><dt>{label}</dt><dd>{value}</dd></div>");
        }
    }

    private static IEnumerable<string> Paragraphs(string? text) =>
        (text ?? "").ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
