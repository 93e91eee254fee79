using System.Text.Json.Nodes;

namespace WhiteMatter.Reporting.Tests;

/// <summary>The page in a real browser. Set REPORT_SCREENSHOTS to a folder to keep the pages and pictures.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("report-page-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BrowserFact]
    public async Task Page_draws_its_figures_without_complaint_or_request_on_desktop_and_phone()
    {
        var file = WritePage("page.html", SampleReport.Document());
        foreach (var (name, width, height, dark) in ((string, int, int, bool)[])[("desktop", 1280, 900, false), ("phone", 390, 844, false), ("dark", 1280, 900, true), ("phone-dark", 400, 860, true)])
        {
            await using var browser = await Chromium.Open(file, width, height, dark: dark);
            await browser.Until("document.querySelector('.association')?.dataset.ready === '0'");
            await Task.Delay(300);

            // Two canvases, and on the Manhattan plot thousands of coloured pixels below the axis' top.
            Assert.Equal(2, (int)(await browser.Evaluate("document.querySelectorAll('.panel.current canvas').length"))!);
            var painted = (int)(await browser.Evaluate("(() => { const c = document.querySelector('.manhattan canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 200; return n; })()"))!;
            Assert.InRange(painted, 10_000, 2_000_000);
            Assert.True((bool)(await browser.Evaluate("document.documentElement.scrollWidth <= innerWidth"))!, $"The page is wider than a {name} screen.");

            // Every drawing keeps to the column that it stands in, and the twelve slices and fifteen compared ones have their pictures.
            Assert.Equal("", (string?)await browser.Evaluate("[...document.querySelectorAll('.drawing svg')].map(s => [s, s.getBoundingClientRect()]).filter(([s, r]) => r.width < 40 || r.right > s.closest('main').getBoundingClientRect().right + 1).map(([s, r]) => `${s.querySelector('title').textContent}: ${r.left} to ${r.right}`).join('; ')"));
            Assert.Equal(27, (int)(await browser.Evaluate("[...document.querySelectorAll('.tiles image')].filter(i => i.getBoundingClientRect().height > 40).length"))!);
            await Keep(browser, name);
            Assert.Empty(browser.Complaints);
            Assert.Empty(browser.Requests);
        }
    }

    [BrowserFact]
    public async Task Pointing_at_a_variant_shows_its_identifier_alleles_effect_and_P()
    {
        // One point, so that what is under the pointer is known: chromosome 6 at its middle, P = 10^-400.
        var association = SampleReport.Association("one", 1000, 1, 1, 3) with
        {
            PlotVariants = [new PlotVariant("rs429358", 5, 85_557_533, "C", "T", 0.1512)],
            Plots = [new AssociationPlot { Label = "height", Points = [new PlotPoint(0, 400, -0.51234, 0.0123, 0)], Tested = 1, CompleteFrom = 3 }],
        };
        await using var browser = await Open("one.html", SampleReport.Document() with { Associations = [association] }, "document.querySelector('.association')?.dataset.ready === '0'");
        await browser.Evaluate("document.documentElement.style.scrollBehavior = 'auto'; document.querySelector('.manhattan').scrollIntoView({ block: 'center' })");
        await Task.Delay(200);
        var over = (await browser.Evaluate("(() => { const r = document.querySelector('.manhattan .u-over').getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()"))!.AsArray().Select(n => (double)n!).ToArray();
        var genome = SampleReport.Genome;
        var x = over[0] + (over[2] * genome.Coordinate(5, 85_557_533) / genome.Total);
        var y = over[1] + (over[3] * (1 - (1 / 1.06)));
        await browser.MoveMouse(x + 40, y + 60);
        Assert.True((bool)(await browser.Evaluate("document.querySelector('.manhattan .tip').hidden"))!);
        await browser.MoveMouse(x + 2, y + 2);
        await browser.Until("!document.querySelector('.manhattan .tip').hidden");
        var text = (string)(await browser.Evaluate("document.querySelector('.manhattan .tip').innerText"))!;
        Assert.Contains("rs429358", text, StringComparison.Ordinal);
        Assert.Contains("6:85,557,533", text, StringComparison.Ordinal);
        Assert.Contains("C (frequency 0.151)", text, StringComparison.Ordinal);
        Assert.Contains("−0.5123", text, StringComparison.Ordinal);
        Assert.Contains("0.0123", text, StringComparison.Ordinal);
        Assert.Contains("1.0 × 10⁻⁴⁰⁰", text, StringComparison.Ordinal);
        await Keep(browser, "tooltip", full: false);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Loci_sort_by_a_heading_in_both_directions()
    {
        await using var browser = await Open("sort.html", SampleReport.Document(2000), "document.querySelectorAll('table.loci th button').length === 11");
        const string leads = "[...document.querySelectorAll('table.loci tbody th')].map(c => c.textContent).join(' ')";
        Assert.Equal("rs2267209 rs5697003 rs10115207", (string?)await browser.Evaluate(leads));
        await browser.Evaluate("document.querySelectorAll('table.loci th button')[7].click()");
        Assert.Equal("rs2267209 rs10115207 rs5697003", (string?)await browser.Evaluate(leads));
        Assert.Equal("ascending", (string?)await browser.Evaluate("document.querySelectorAll('table.loci thead th')[7].getAttribute('aria-sort')"));
        await browser.Evaluate("document.querySelectorAll('table.loci th button')[7].click()");
        Assert.Equal("rs5697003 rs10115207 rs2267209", (string?)await browser.Evaluate(leads));

        // β is −0.287, 0.331 and 0.412: sorted by value, not by its text with a true minus sign.
        await browser.Evaluate("document.querySelectorAll('table.loci th button')[5].click()");
        Assert.Equal("rs5697003 rs10115207 rs2267209", (string?)await browser.Evaluate(leads));
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Choosing_a_trait_shows_its_figures()
    {
        await using var browser = await Open("traits.html", SampleReport.Document(3000), "document.querySelector('.association')?.dataset.ready === '0'");
        Assert.Equal("Smallest P over 2 traits", (string?)await browser.Evaluate("document.querySelector('.panel.current h4').textContent"));
        await browser.Evaluate("(() => { const s = document.querySelector('select'); s.selectedIndex = 2; s.dispatchEvent(new Event('change')); })()");
        await browser.Until("document.querySelector('.association').dataset.ready === '2'");
        Assert.Equal("bmi", (string?)await browser.Evaluate("document.querySelector('.panel.current h4').textContent"));
        Assert.Equal(2, (int)(await browser.Evaluate("document.querySelectorAll('canvas').length"))!);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Without_scripts_and_in_print_every_figure_is_a_drawing()
    {
        var file = WritePage("plain.html", SampleReport.Document(5000));
        await using (var browser = await Chromium.Open(file, 1280, 900, scripts: false))
        {
            Assert.Equal(6, (int)(await browser.Evaluate("[...document.querySelectorAll('.static svg')].filter(s => s.getBoundingClientRect().height > 200).length"))!);
            Assert.Equal(0, (int)(await browser.Evaluate("document.querySelectorAll('canvas').length"))!);
            await Keep(browser, "without-scripts");
        }

        await using (var browser = await Chromium.Open(file, 1280, 900))
        {
            await browser.Until("document.querySelector('.association')?.dataset.ready === '0'");
            await browser.Send("Emulation.setEmulatedMedia", new JsonObject { ["media"] = "print" });
            Assert.Equal(6, (int)(await browser.Evaluate("[...document.querySelectorAll('.static svg')].filter(s => s.getBoundingClientRect().height > 200).length"))!);
            Assert.Equal(0, (int)(await browser.Evaluate("[...document.querySelectorAll('.live')].filter(e => e.offsetHeight > 0).length"))!);
        }
    }

    [BrowserFact]
    public async Task Figures_are_saved_as_SVG_and_PNG_and_dragging_zooms()
    {
        await using var browser = await Open("save.html", SampleReport.Document(3000), "document.querySelector('.association')?.dataset.ready === '0'");
        await browser.Evaluate("window.saved = {}; HTMLAnchorElement.prototype.click = function () { saved[this.download] = this.href; }; document.querySelectorAll('.panel.current .manhattan .save button').forEach(b => b.click())");
        await browser.Until("Object.keys(saved).length === 2");
        Assert.True((bool)(await browser.Evaluate("saved['manhattan-height_gwas-1.png'].startsWith('data:image/png;base64,iVBORw0KGgo') && saved['manhattan-height_gwas-1.png'].length > 20000"))!);
        Assert.True((bool)(await browser.Evaluate("decodeURIComponent(saved['manhattan-height_gwas-1.svg']).includes('<title>Manhattan plot: Smallest P over 2 traits</title>')"))!);

        await browser.Evaluate("document.documentElement.style.scrollBehavior = 'auto'; document.querySelector('.manhattan').scrollIntoView({ block: 'center' })");
        var before = await Canvas();
        var over = (await browser.Evaluate("(() => { const r = document.querySelector('.manhattan .u-over').getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()"))!.AsArray().Select(n => (double)n!).ToArray();
        var y = over[1] + (over[3] / 2);
        await browser.Mouse("mousePressed", over[0] + 100, y);
        await browser.Mouse("mouseMoved", over[0] + 160, y);
        await browser.Mouse("mouseReleased", over[0] + 160, y);
        await Task.Delay(200);
        Assert.NotEqual(before, await Canvas());
        await Keep(browser, "zoom", full: false);
        await browser.Evaluate("document.querySelector('.manhattan .u-over').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))");
        await Task.Delay(200);
        Assert.Equal(before, await Canvas());
        Assert.Empty(browser.Complaints);

        async Task<string> Canvas() => (string)(await browser.Evaluate("document.querySelector('.manhattan canvas').toDataURL()"))!;
    }

    [BrowserFact]
    public async Task Slices_are_saved_as_one_picture_with_their_rows_named()
    {
        await using var browser = await Open("slices.html", SampleReport.Document(500), "document.querySelectorAll('.slices .save button').length === 4");
        await browser.Evaluate("window.saved = {}; HTMLAnchorElement.prototype.click = function () { saved[this.download] = this.href; }; document.querySelectorAll('.slices .save button').forEach(b => b.click())");
        await browser.Until("Object.keys(saved).length === 4");

        // Fifteen slices and two colour bars, and the names of the three rows.
        await browser.Evaluate("window.drawn = new DOMParser().parseFromString(decodeURIComponent(saved['reconstruction-udr.svg'].split(',').slice(1).join(',')), 'image/svg+xml')");
        Assert.Equal(17, (int)(await browser.Evaluate("drawn.querySelectorAll('svg > svg').length"))!);
        Assert.Equal("Mean of images|Mean of reconstructions|Difference", (string?)await browser.Evaluate("[...drawn.querySelectorAll('svg > text')].filter(t => t.parentNode === drawn.documentElement).map(t => t.textContent).join('|')"));
        Assert.True((bool)(await browser.Evaluate("saved['mean-fa.png'].length > 40000"))!);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Regions_sort_by_a_heading()
    {
        await using var browser = await Open("regions.html", SampleReport.Document(500), "document.querySelectorAll('#regions th button').length === 7");
        await browser.Evaluate("document.querySelectorAll('#regions th button')[3].click()");
        Assert.True((bool)(await browser.Evaluate("(() => { const v = [...document.querySelectorAll('#regions tbody tr')].map(r => Number(r.cells[3].dataset.v)); return v.length === 15 && v.every((x, i) => i === 0 || v[i - 1] <= x); })()"))!);
    }

    [BrowserFact]
    public async Task Text_of_the_study_never_becomes_markup_or_script()
    {
        await using var browser = await Open("hostile.html", HostileReport.Document(), "document.querySelector('.association')?.dataset.ready === '0'");
        Assert.Null(await browser.Evaluate("window.stolen ?? null"));
        Assert.Equal(0, (int)(await browser.Evaluate("document.querySelectorAll('b, img, iframe, [onerror], [onload]').length"))!);
        Assert.Equal(HostileReport.Text, (string?)await browser.Evaluate("document.querySelector('h1').textContent"));
        Assert.Equal(0, (int)(await browser.Evaluate("[...document.querySelectorAll('a')].filter(a => a.protocol === 'javascript:').length"))!);
        Assert.Empty(browser.Complaints);
    }

    private static async Task Keep(Chromium browser, string name, bool full = true)
    {
        if (Environment.GetEnvironmentVariable("REPORT_SCREENSHOTS") is { Length: > 0 } place)
        {
            await File.WriteAllBytesAsync(Path.Combine(place, name + ".png"), await browser.Screenshot(full));
        }
    }

    /// <summary>A page in a window of a desktop, once a condition on it holds.</summary>
    private async Task<Chromium> Open(string name, ReportDocument document, string ready)
    {
        var browser = await Chromium.Open(WritePage(name, document), 1280, 900);
        await browser.Until(ready);
        return browser;
    }

    private string WritePage(string name, ReportDocument document)
    {
        var file = Path.Combine(folder, name);
        using (var stream = File.Create(file))
        {
            ReportWriter.Write(document, stream);
        }

        if (Environment.GetEnvironmentVariable("REPORT_SCREENSHOTS") is { Length: > 0 } place)
        {
            File.Copy(file, Path.Combine(place, name), overwrite: true);
        }

        return file;
    }
}
