namespace WhiteMatter.Reporting;

/// <summary>What was expected, what was written, how it was made, what to cite.</summary>
internal static class RecordSection
{
    public static void Expectations(HtmlOutput html, IReadOnlyList<ExpectationResult> results)
    {
        html.Raw("<div class=\"scroll\"><table><caption>Conditions the study expected to hold</caption><thead><tr><th scope=\"col\">Condition</th><th scope=\"col\">Found</th><th scope=\"col\">Result</th></tr></thead><tbody>");
        foreach (var result in results)
        {
            html.Line($"<tr><th scope=\"row\"><code>{result.Condition}</code></th><td>{result.Found}</td><td class=\"{(result.Held ? "held" : "failed")}\">{(result.Held ? "held" : "did not hold")}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    public static void Diagnostics(HtmlOutput html, IReadOnlyList<ReportedDiagnostic> diagnostics)
    {
        html.Raw("<div class=\"scroll\"><table><caption>Warnings of the checker and the run</caption><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Where</th><th scope=\"col\">What was found</th><th scope=\"col\">Accepted because</th></tr></thead><tbody>");
        foreach (var diagnostic in diagnostics)
        {
            html.Line($"<tr><th scope=\"row\">{diagnostic.Code}</th><td>{diagnostic.Where ?? "–"}</td><td class=\"text\">{diagnostic.Message}</td><td class=\"text\">{diagnostic.AcceptedBecause ?? "not accepted"}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    public static void Files(HtmlOutput html, IReadOnlyList<ResultFile> files)
    {
        html.Raw("<div class=\"scroll\"><table><caption>Files of results, relative to this page</caption><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Contents</th><th scope=\"col\" class=\"n\">Size</th></tr></thead><tbody>");
        foreach (var file in files)
        {
            var link = "./" + string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString));
            html.Line($"<tr><th scope=\"row\"><a href=\"{link}\">{file.Path}</a></th><td class=\"text\">{file.Description}</td><td class=\"n\">{(file.Bytes is { } bytes ? NumberText.Bytes(bytes) : "–")}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    public static void Provenance(HtmlOutput html, IReadOnlyList<ProvenanceEntry> entries)
    {
        html.Raw("<div class=\"scroll\"><table><caption>Steps of the plan and how each came by its result</caption><thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Fingerprint</th><th scope=\"col\">Version</th><th scope=\"col\" class=\"n\">Line</th><th scope=\"col\" class=\"n\">Seed</th><th scope=\"col\">Started</th><th scope=\"col\" class=\"n\">Duration</th><th scope=\"col\">This run</th></tr></thead><tbody>");
        foreach (var entry in entries)
        {
            var shortened = entry.Fingerprint.Length > 12 ? entry.Fingerprint[..12] : entry.Fingerprint;
            var started = entry.Started is { } moment ? new Markup($"<time datetime=\"{NumberText.Iso(moment)}\">{NumberText.Iso(moment).Replace('T', ' ').Replace("Z", " UTC", StringComparison.Ordinal)}</time>") : new Markup("–");
            html.Line($"<tr><th scope=\"row\">{entry.Step}</th><td><code title=\"{entry.Fingerprint}\">{shortened}</code></td><td>{entry.Version}</td><td class=\"n\">{(entry.SourceLine is { } line ? NumberText.Count(line) : "–")}</td><td class=\"n\">{(entry.Seed is { } seed ? seed.ToString(System.Globalization.CultureInfo.InvariantCulture) : "–")}</td><td>{started}</td><td class=\"n\">{(entry.Duration is { } duration ? NumberText.Duration(duration) : "–")}</td><td>{(entry.Cached ? "cached" : "run")}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    public static void Citations(HtmlOutput html, IReadOnlyList<SoftwareCitation> citations)
    {
        html.Raw("<ol class=\"citations\">");
        foreach (var citation in citations)
        {
            var version = citation.Version is { } number ? " " + number : "";
            var link = Uri.TryCreate(citation.Link, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
                ? new Markup($" <a rel=\"noreferrer noopener\" href=\"{HtmlOutput.Escape(address.AbsoluteUri)}\">{HtmlOutput.Escape(citation.Link)}</a>")
                : new Markup(citation.Link is null ? "" : " " + HtmlOutput.Escape(citation.Link));
            html.Line($"<li><strong>{citation.Name}{version}</strong>. {citation.Reference}{link}</li>");
        }

        html.Raw("</ol>");
    }
}
