using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>People and variants in and out of each step: a picture and a table.</summary>
internal static class FlowSection
{
    private const int Width = 640;
    private const int RowHeight = 54;

    public static void Write(HtmlOutput html, string noun, IReadOnlyList<CountFlow> flows, SmallCountRule rule)
    {
        foreach (var flow in flows)
        {
            html.Line($"<h3><span class=\"kind\">{noun}</span> {flow.Name}</h3>");
            html.Line($"<figure class=\"flow\">{new Markup(Picture(noun, flow, rule))}</figure>");
            html.Line($"<div class=\"scroll\"><table><caption>{noun} of {flow.Name} in and out of each step</caption>");
            html.Raw("<thead><tr><th scope=\"col\">Step</th><th scope=\"col\" class=\"n\">In</th><th scope=\"col\">Left out because</th><th scope=\"col\" class=\"n\">Left out</th><th scope=\"col\" class=\"n\">Out</th></tr></thead><tbody>");
            for (var i = 0; i < flow.Steps.Length; i++)
            {
                var step = flow.Steps[i];
                var (before, after) = (rule.Show(step.In), rule.Show(step.Out));
                var span = Math.Max(1, step.Losses.Length);
                var first = step.Losses.IsEmpty ? "–" : step.Losses[0].Reason;
                var firstLoss = step.Losses.IsEmpty ? "0" : rule.ShowLoss(step, 0).Text;
                html.Line($"<tr><th scope=\"row\" rowspan=\"{span}\">{step.Label}</th><td class=\"n\" rowspan=\"{span}\">{before.Text}</td><td>{first}</td><td class=\"n\">{firstLoss}</td><td class=\"n\" rowspan=\"{span}\">{after.Text}</td></tr>");
                for (var j = 1; j < step.Losses.Length; j++)
                {
                    html.Line($"<tr><td>{step.Losses[j].Reason}</td><td class=\"n\">{rule.ShowLoss(step, j).Text}</td></tr>");
                }
            }

            html.Raw("</tbody></table></div>");
        }
    }

    private static string Picture(string noun, CountFlow flow, SmallCountRule rule)
    {
        if (flow.Steps.IsEmpty)
        {
            return "";
        }

        // Lengths come from the counts as shown, so that a bar tells no more than its label.
        var start = rule.Show(flow.Steps[0].In);
        double Length(PeopleCount count) => start.Most == 0 ? 0 : (double)count.Most / start.Most * Width;
        var fromStart = flow.Steps[0].Losses.IsEmpty ? 0 : 1;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {(flow.Steps.Length + fromStart) * RowHeight}\" role=\"img\" font-size=\"14\"><title>{HtmlOutput.Escape($"{noun} of {flow.Name} left after each step")}</title><desc>{HtmlOutput.Escape($"The table below gives the same counts: from {start.Text} to {rule.Show(flow.Steps[^1].Out).Text}.")}</desc>");
        if (fromStart == 1)
        {
            Row(0, "at the start", start, start);
        }

        for (var i = 0; i < flow.Steps.Length; i++)
        {
            Row(i + fromStart, flow.Steps[i].Label, rule.Show(flow.Steps[i].In), rule.Show(flow.Steps[i].Out));
        }

        return svg.Append("</svg>").ToString();

        void Row(int row, string label, PeopleCount before, PeopleCount after)
        {
            var y = row * RowHeight;
            var text = label.Length <= 40 ? label : label[..39] + "…";
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"0\" y=\"{y + 20}\">{HtmlOutput.Escape(text)}</text><text class=\"count\" x=\"{Width}\" y=\"{y + 20}\" text-anchor=\"end\">{HtmlOutput.Escape(after.Text)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"lost\" x=\"0\" y=\"{y + 27}\" width=\"{Length(before):0.##}\" height=\"14\"/><rect class=\"kept\" x=\"0\" y=\"{y + 27}\" width=\"{Length(after):0.##}\" height=\"14\"/>");
        }
    }
}
