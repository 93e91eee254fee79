using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>
/// Writes a report as one HTML page that needs nothing but itself: script, styles, data and pictures are inlined, and its
/// content policy forbids any request. The same document gives the same bytes.
/// </summary>
public static class ReportWriter
{
    /// <summary>Writes the page as UTF-8 without a byte order mark; the stream is left open.</summary>
    /// <param name="document">What to show.</param>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="ArgumentException">The document contradicts itself: a point of a variant that is not there, or a negative count.</exception>
    public static void Write(ReportDocument document, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        Write(document, writer);
    }

    /// <summary>Writes the page; the writer must encode as UTF-8, as the page says it is.</summary>
    /// <param name="document">What to show.</param>
    /// <param name="writer">Where to write; left open and flushed.</param>
    /// <exception cref="ArgumentException">The document contradicts itself: a point of a variant that is not there, or a negative count.</exception>
    public static void Write(ReportDocument document, TextWriter writer)
    {
        DocumentCheck.ThrowIfContradictory(document);
        var resources = PageResources.Load();
        var html = new HtmlOutput(writer);
        var people = new SmallCountRule(document.SmallCounts, document.PeopleFlows);
        var sections = Sections(document, people);

        html.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        html.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '{new Markup(resources.ScriptHash)}'; img-src data:; base-uri 'none'; form-action 'none'\">");
        html.Line($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"{document.Heading.Software}\">\n<title>{HeadingSection.Title(document.Heading)}</title>\n<link rel=\"icon\" href=\"data:,\">");
        html.Raw("<style>" + resources.Styles + "</style>\n</head>\n<body>\n<main>");
        HeadingSection.Write(html, document, people);
        html.Raw("<nav aria-label=\"Sections\"><ul>");
        foreach (var (id, title, _) in sections)
        {
            html.Line($"<li><a href=\"#{id}\">{title}</a></li>");
        }

        html.Raw("</ul></nav>");
        foreach (var (id, title, write) in sections)
        {
            html.Line($"<section id=\"{id}\"><h2>{title}</h2>");
            write(html);
            html.Raw("</section>");
        }

        html.Raw("</main>\n<footer>");
        if (document.SmallCounts > 1)
        {
            html.Line($"<p>Counts of people from 1 to {document.SmallCounts - 1} are shown as &lt;{document.SmallCounts}; figures that would tell such a count by subtraction are shown as ranges.</p>");
        }

        html.Line($"<p>This page is complete in itself and makes no request to any server. <code>{document.Heading.Software}</code></p>");
        html.Line($"<details><summary>Licences of the software inlined in this page</summary><pre>{resources.Licences}</pre></details>\n</footer>");
        html.Raw("<script>" + resources.Script + "</script>\n</body>\n</html>");
        writer.Flush();
    }

    private static List<(string Id, string Title, Action<HtmlOutput> Write)> Sections(ReportDocument document, SmallCountRule people)
    {
        var sections = new List<(string Id, string Title, Action<HtmlOutput> Write)>();
        void Add(bool present, string id, string title, Action<HtmlOutput> write)
        {
            if (present)
            {
                sections.Add((id, title, write));
            }
        }

        Add(!document.Relatedness.IsEmpty, "relatedness", "Relatedness and ancestry", html =>
        {
            foreach (var relatedness in document.Relatedness)
            {
                RelatednessSection.Write(html, relatedness, people);
            }
        });
        Add(!document.Images.IsEmpty, "images", "Images", html =>
        {
            foreach (var images in document.Images)
            {
                ImagesSection.Write(html, images, people);
            }
        });
        Add(!document.Models.IsEmpty, "models", "Model", html =>
        {
            foreach (var model in document.Models)
            {
                ModelSection.Write(html, model, people);
            }
        });
        Add(!document.Ensembles.IsEmpty, "ensembles", "Agreement of networks", html =>
        {
            foreach (var ensemble in document.Ensembles)
            {
                EnsembleSection.Write(html, ensemble, people);
            }
        });
        Add(!document.Interpretations.IsEmpty, "latents", "What latents show", html =>
        {
            foreach (var interpretation in document.Interpretations)
            {
                InterpretationSection.Write(html, interpretation, people);
            }
        });
        Add(!document.Predictions.IsEmpty, "predictions", "Predictions", html =>
        {
            foreach (var prediction in document.Predictions)
            {
                PredictionSection.Write(html, prediction, people);
            }
        });
        Add(!document.Regions.IsEmpty, "regions", "Regions", html =>
        {
            foreach (var table in document.Regions)
            {
                RegionSection.Write(html, table, people);
            }
        });
        var drawn = document.Associations.Where(association => association.ShowFigures).ToList();
        Add(drawn.Count > 0, "associations", "Associations", html =>
        {
            for (var i = 0; i < drawn.Count; i++)
            {
                AssociationSection.Write(html, drawn[i], $"association-{i + 1}");
            }
        });
        Add(!document.Metas.IsEmpty, "meta", "Meta-analysis", html =>
        {
            foreach (var meta in document.Metas)
            {
                MetaSection.Write(html, meta);
            }
        });
        Add(!document.Loci.IsEmpty, "loci", "Loci", html =>
        {
            foreach (var table in document.Loci)
            {
                LociSection.Write(html, table);
            }
        });
        Add(!document.Replications.IsEmpty, "replication", "Replication", html =>
        {
            foreach (var replication in document.Replications)
            {
                ReplicationSection.Write(html, replication);
            }
        });
        Add(!document.Truths.IsEmpty, "truth", "Planted against found", html =>
        {
            foreach (var truth in document.Truths)
            {
                TruthSection.Write(html, truth);
            }
        });
        Add(!document.Expectations.IsEmpty, "expectations", "Expectations", html => RecordSection.Expectations(html, document.Expectations));
        Add(!document.PeopleFlows.IsEmpty || !document.VariantFlows.IsEmpty, "flow", "People and variants", html =>
        {
            FlowSection.Write(html, "People", document.PeopleFlows, people);
            FlowSection.Write(html, "Variants", document.VariantFlows, SmallCountRule.ShowAll);
        });
        var designs = document.Associations.Where(association => !association.IsJoint && association.Design is not null).ToList();
        Add(designs.Count > 0, "design", "Design", html =>
        {
            foreach (var association in designs)
            {
                DesignSection.Write(html, association, people);
            }
        });
        Add(!document.Diagnostics.IsEmpty, "warnings", "Warnings", html => RecordSection.Diagnostics(html, document.Diagnostics));
        Add(!document.Files.IsEmpty, "files", "Files", html => RecordSection.Files(html, document.Files));
        Add(!document.Provenance.IsEmpty, "provenance", "Provenance", html => RecordSection.Provenance(html, document.Provenance));
        Add(!document.Citations.IsEmpty, "citations", "Software to cite", html => RecordSection.Citations(html, document.Citations));
        return sections;
    }
}
