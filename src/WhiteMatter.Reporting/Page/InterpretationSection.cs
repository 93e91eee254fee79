using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Where latents show: maps over the group mean, walks along latents, and a table.</summary>
internal static class InterpretationSection
{
    private const int LatentsShownOpen = 30;
    private const int CanonicalShown = 8;

    /// <summary>The largest share of the mask that a map covers in a picture.</summary>
    private const double Covered = 0.05;

    public static void Write(HtmlOutput html, InterpretationReport interpretation, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">interpretation</span> {interpretation.Name}</h3>");
        if (!string.IsNullOrWhiteSpace(interpretation.Description))
        {
            html.Line($"<p>{interpretation.Description}</p>");
        }

        html.Line($"<p>{Method(interpretation, people)}</p>");
        if (people.IsSmall(interpretation.People))
        {
            html.Line($"<p class=\"none\">Maps of fewer than {people.Limit} people are not shown.</p>");
            return;
        }

        html.Line($"<p>{Explained(interpretation)}</p>");
        foreach (var picture in interpretation.Pictures)
        {
            Pictured(html, interpretation, picture, people);
        }

        Table(html, interpretation);
        foreach (var comparison in interpretation.Comparisons)
        {
            Compared(html, comparison, people);
        }

        Along(html, interpretation, people);
    }

    private static void Along(HtmlOutput html, InterpretationReport interpretation, SmallCountRule people)
    {
        if (interpretation.Along.IsEmpty)
        {
            return;
        }

        html.Line($"<h4>Along traits</h4>");
        var regions = interpretation.Atlas is null
            ? ""
            : $" P of a region is the share of {NumberText.Count(interpretation.Directions)} permutations of the trait over people in one of whose regions the change goes as closely with it.";
        html.Line($"<p>For one standard deviation of a trait latents change as their regressions on it say, and regions as the decoder makes of that, in what a voxel holds.{regions}</p>");
        html.Raw("<div class=\"scroll\"><table class=\"sortable\"><caption>Directions of traits through the latents</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Phenotypes</th><th scope=\"col\">Trait</th><th scope=\"col\" class=\"n\">People</th><th scope=\"col\" class=\"n\">Length in SD</th><th scope=\"col\">Regions that go most closely with it: change</th></tr></thead><tbody>");
        foreach (var along in interpretation.Along.Where(along => !people.IsSmall(along.People)))
        {
            var changed = along.Regions.IsEmpty
                ? "NA"
                : string.Join("; ", along.Regions.Select(region => $"{region.Region} {NumberText.Significant(region.Change, 3)} (P {NumberText.Significant(region.P, 2)})"));
            html.Line($"<tr><td>{along.With}</td><th scope=\"row\">{along.Trait}</th>{Cell(along.People, NumberText.Count(along.People))}{Cell(along.Length, NumberText.Fixed(along.Length, 3))}<td>{changed}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    private static void Compared(HtmlOutput html, LatentComparison comparison, SmallCountRule people)
    {
        html.Line($"<h4>Latents beside {comparison.Name}</h4>");
        if (people.IsSmall(comparison.People))
        {
            html.Line($"<p class=\"none\">Fewer than {people.Limit} people have all traits of {comparison.Name}.</p>");
            return;
        }

        html.Line($"<p>{Together(comparison)}</p>");
        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>The strongest of {NumberText.Count(comparison.Pairs)} correlations; P is of each pair alone</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Latent</th><th scope=\"col\">Trait</th><th scope=\"col\" class=\"n\">People</th><th scope=\"col\" class=\"n\">r</th><th scope=\"col\" class=\"n\">−log10 P</th></tr></thead><tbody>");
        foreach (var pair in comparison.Strongest.Where(pair => !people.IsSmall(pair.People)))
        {
            html.Line($"<tr><th scope=\"row\">{pair.Latent}</th><td>{pair.Trait}</td>{Cell(pair.People, NumberText.Count(pair.People))}{Cell(pair.R, NumberText.Fixed(pair.R, 3))}{Cell(pair.NegLog10P, NumberText.Significant(pair.NegLog10P, 3))}</tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    private static string Together(LatentComparison comparison)
    {
        var people = $"{NumberText.Count(comparison.People)} people have {(comparison.Traits == 1 ? "the trait" : $"all {NumberText.Count(comparison.Traits)} traits")} of {comparison.Name}.";
        if (comparison.Canonical.IsEmpty)
        {
            return people + " They are too few for canonical correlations with all latents together.";
        }

        var first = string.Join(", ", comparison.Canonical.Take(CanonicalShown).Select(value => NumberText.Fixed(value, 3)));
        var more = comparison.Canonical.Length > CanonicalShown ? ", …" : "";
        return $"{people} Canonical correlations with all latents together: {first}{more}. The mean of their squares is {NumberText.Fixed(comparison.MeanSquare, 3)}, and {NumberText.Fixed(comparison.Chance, 3)} is expected of traits that have nothing to do with the latents; what is above that is {NumberText.Percent(comparison.Adjusted, 1)} of what could be.";
    }

    private static string Method(InterpretationReport interpretation, SmallCountRule people)
    {
        var smoothing = interpretation.Smoothing > 0
            ? $", smoothed inside the mask by a Gaussian of {NumberText.Significant(interpretation.Smoothing, 3).TrimEndZeros()} mm"
            : "";
        var scores = interpretation.Atlas is { } atlas
            ? $" A region of {atlas} scores the share of its voxels among the largest {NumberText.Significant(100 * interpretation.Top, 3).TrimEndZeros()}% of a map, less the share of all voxels inside the mask; P is the share of {NumberText.Count(interpretation.Directions)} random directions through the latents, each a step of one standard deviation along it, of which some region scores as high."
            : "";
        var networks = interpretation.Networks == 1
            ? ""
            : $" The latents are what the {NumberText.Count(interpretation.Networks)} networks of {interpretation.Model} have in common: a step along one is in each network what the regression of its own latents on them says, and a volume is the mean of what the networks decode.";
        return $"Latents of {people.Show(interpretation.People).Text} people were decoded by {interpretation.Model} as they are, and moved by one standard deviation in one latent. A map holds {(interpretation.IsPairedT ? "the paired |t| of the differences" : "the size of the mean difference")} in each voxel{smoothing}.{networks}{scores}";
    }

    private static string Explained(InterpretationReport interpretation)
    {
        var (lower, median, upper) = interpretation.ExplainedQuartiles;
        var regions = interpretation.ExplainedRegions.OrderByDescending(region => region.Share).ToArray();
        var ends = regions.Length < 2
            ? ""
            : $" By region from {NumberText.Percent(regions[^1].Share, 1)} ({regions[^1].Region}) to {NumberText.Percent(regions[0].Share, 1)} ({regions[0].Region}).";
        var kinds = interpretation.ExplainedKinds.IsEmpty
            ? ""
            : $" ({string.Join(", ", interpretation.ExplainedKinds.Select(kind => $"{kind.Region} {NumberText.Percent(kind.Share, 1)}"))}; the mean is by the weights of the loss)";
        return $"Reconstructions of these people explain {NumberText.Percent(interpretation.Explained, 1)} of the variance between people inside the mask{kinds}.{ends} Of a person's own variance over voxels they explain {NumberText.Percent(median, 1)} (median; quartiles {NumberText.Percent(lower, 1)} and {NumberText.Percent(upper, 1)}).";
    }

    private static string Statistic(InterpretationReport interpretation, string quantity) => interpretation.IsPairedT ? "|t|" : "|change of " + quantity + "|";

    private static void Pictured(HtmlOutput html, InterpretationReport interpretation, LatentPicture picture, SmallCountRule people)
    {
        var (mean, quantity) = picture.Kind is { } kind ? (kind.Mean, kind.Quantity) : (interpretation.Mean, interpretation.Quantity);
        var title = picture.Kind is { } named ? $"{picture.Name} in {named.Name}" : picture.Name;
        if (people.IsSmall(picture.Kind?.People ?? interpretation.MeanPeople))
        {
            html.Line($"<p class=\"none\">{title} is not shown: the group mean that maps are laid over is of fewer than {people.Limit} people.</p>");
            return;
        }

        var montage = new SliceMontage(mean);
        if (montage.IsEmpty)
        {
            html.Raw("<p class=\"none\">No voxel of the group mean lies inside the mask.</p>");
            return;
        }

        var range = ValueRange.Of([mean], montage.Shown);
        var over = Upper(picture.Map, montage.Shown);
        var peak = montage.Peak(picture.Map);
        html.Line($"<figure class=\"slices\" data-file=\"{interpretation.Name}-{picture.Name}{(picture.Kind is { } of ? "-" + of.Name : "")}\"><div class=\"drawing\"><div class=\"tiles\">");
        foreach (var plane in (SlicePlane[])[SlicePlane.Axial, SlicePlane.Coronal, SlicePlane.Sagittal])
        {
            html.Raw(montage.DrawLaid(mean, range, picture.Map, over, plane, peak[plane.Across], $"Map of {title} over the group mean."));
        }

        html.Line($"</div><div class=\"bars\">{new Markup(ColourBarSvg.DrawOver(Statistic(interpretation, quantity) + (interpretation.Smoothing > 0 ? ", smoothed" : ""), over))}</div>");
        Walk(html, montage, picture, peak, quantity);
        html.Line($"</div><figcaption><strong>{title}.</strong> {Regions(picture)}The largest {NumberText.Percent(Covered, 0)} of its map in colour over the group mean, cut where it is largest. {WalkText(picture)}{montage.Describe()} <span class=\"scripted-only save\"></span></figcaption></figure>");
    }

    private static void Walk(HtmlOutput html, SliceMontage montage, LatentPicture picture, int[] peak, string quantity)
    {
        if (picture.Walk.IsEmpty)
        {
            return;
        }

        var mean = picture.Walk.First(step => step.Place == 0).Volume;
        var differences = picture.Walk.Where(step => step.Place != 0).Select(step => (step.Place, Volume: Difference(step.Volume, mean))).ToArray();
        var widest = differences.MaxBy(step => Math.Abs(step.Place)).Volume;
        var around = ValueRange.Symmetric(widest, montage.Shown);
        html.Raw("<div class=\"tiles\">");
        foreach (var (place, volume) in differences)
        {
            html.Raw(montage.Draw(volume, SlicePlane.Axial, peak[SlicePlane.Axial.Across], around, ColourMap.Diverging, $"Decoded at {PlaceText(place)} less decoded at the mean."));
        }

        html.Line($"</div><div class=\"bars\">{new Markup(ColourBarSvg.Draw("change of " + quantity, around, ColourMap.Diverging))}</div>");
    }

    private static string WalkText(LatentPicture picture) => picture.Walk.IsEmpty
        ? ""
        : $"Below, a walk along the latent: what is decoded of the mean latents at {string.Join(", ", picture.Walk.Where(step => step.Place != 0).Select(step => PlaceText(step.Place)))}, less what is decoded of the mean. ";

    private static string PlaceText(int place) => string.Create(CultureInfo.InvariantCulture, $"{(place < 0 ? "−" : "+")}{Math.Abs(place)} SD");

    private static string Regions(LatentPicture picture) => picture.Regions.IsEmpty
        ? ""
        : "Highest scores: " + string.Join("; ", picture.Regions.Select(region => $"{region.Region} {NumberText.Fixed(region.Score, 3)} (P {NumberText.Significant(region.P, 2)})")) + ". ";

    /// <summary>From the least value of the largest share of a map to its greatest.</summary>
    private static ValueRange Upper(VolumeData map, IReadOnlyList<bool> shown)
    {
        var values = new List<float>();
        for (var i = 0; i < map.Values.Length; i++)
        {
            if (shown[i] && float.IsFinite(map.Values[i]))
            {
                values.Add(map.Values[i]);
            }
        }

        values.Sort();
        double low = values[(int)((1 - Covered) * (values.Count - 1))], high = values[^1];
        return new ValueRange(low > 0 ? low : double.Epsilon, high > low ? high : low + 1, false, false);
    }

    private static VolumeData Difference(VolumeData volume, VolumeData from)
    {
        var values = new float[volume.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = volume.Values[i] - from.Values[i];
        }

        return volume with { Values = ImmutableArray.Create(values) };
    }

    private static void Table(HtmlOutput html, InterpretationReport interpretation)
    {
        var scored = interpretation.Atlas is not null;
        var tall = interpretation.Latents.Length > LatentsShownOpen ? " tall" : "";
        html.Line($"<div class=\"scroll{tall}\"><table class=\"sortable\"><caption>{NumberText.Count(interpretation.Latents.Length)} latents of {interpretation.Model}{(scored ? ", each with the region that scores highest" : "")}</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Latent</th><th scope=\"col\" class=\"n\">SD</th><th scope=\"col\" class=\"n\">Greatest value</th>");
        html.Raw((scored ? "<th scope=\"col\">Region</th><th scope=\"col\" class=\"n\">Score</th><th scope=\"col\" class=\"n\">P</th>" : "") + "</tr></thead><tbody>");
        foreach (var latent in interpretation.Latents)
        {
            html.Line($"<tr><th scope=\"row\">{latent.Name}</th>{Cell(latent.StandardDeviation, NumberText.Significant(latent.StandardDeviation))}{Cell(latent.Greatest, NumberText.Significant(latent.Greatest))}");
            if (scored)
            {
                html.Line($"<td>{latent.Region ?? "NA"}</td>{Cell(latent.Score, NumberText.Fixed(latent.Score, 3))}{Cell(latent.P, NumberText.Significant(latent.P, 2))}");
            }

            html.Raw("</tr>");
        }

        html.Raw("</tbody></table></div>");
        SavedTable.Link(html, interpretation.Name, Tsv(interpretation));
    }

    /// <summary>The table as tab-separated text.</summary>
    /// <param name="interpretation">The interpretation.</param>
    internal static string Tsv(InterpretationReport interpretation)
    {
        var text = new StringBuilder("latent\tsd\tgreatest\tregion\tscore\tp\n");
        foreach (var latent in interpretation.Latents)
        {
            text.Append(CultureInfo.InvariantCulture, $"{SavedTable.Cell(latent.Name)}\t{SavedTable.Cell(latent.StandardDeviation)}\t{SavedTable.Cell(latent.Greatest)}\t{SavedTable.Cell(latent.Region ?? "NA")}\t{SavedTable.Cell(latent.Score)}\t{SavedTable.Cell(latent.P)}\n");
        }

        return text.ToString();
    }

    private static Markup Cell(double value, string text) => new($"<td class=\"n\" data-v=\"{DesignSection.SortValue(value)}\">{text}</td>");
}
