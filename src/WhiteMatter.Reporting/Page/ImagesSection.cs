namespace WhiteMatter.Reporting;

/// <summary>The quality of images and their group mean.</summary>
internal static class ImagesSection
{
    private const int AxialSlices = 6;
    private const int OtherSlices = 3;

    public static void Write(HtmlOutput html, ImagesReport images, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">images</span> {images.Name}</h3>");
        if (!string.IsNullOrWhiteSpace(images.Description))
        {
            html.Line($"<p>{images.Description}</p>");
        }

        if (images.ShowQuality)
        {
            Quality(html, images, people);
        }

        if (images.Mean is { } mean)
        {
            Mean(html, images, mean, people);
        }
    }

    private static void Quality(HtmlOutput html, ImagesReport images, SmallCountRule people)
    {
        var outliers = people.IsSmall(images.Outliers) || images.Outliers == 0 ? people.Show(images.Outliers) : people.ShowPart(images.Outliers, images.People + images.Removed - images.Outliers);
        html.Line($"<dl class=\"facts\"><div><dt>People</dt><dd>{people.Show(images.People).Text}</dd></div><div><dt>Without a file</dt><dd>{people.Show(images.Missing).Text}</dd></div><div><dt>Removed for quality</dt><dd>{people.Show(images.Removed).Text}</dd></div><div><dt>Outliers</dt><dd>{outliers.Text}</dd></div>");
        html.Line($"<div><dt>Voxels inside the mask</dt><dd>{NumberText.Count(images.Voxels)}</dd></div></dl>");
        if (images.Mask is { } mask)
        {
            html.Line($"<p>{mask}</p>");
        }

        html.Raw("<div class=\"distributions\">");
        for (var i = 0; i < images.Measures.Length; i++)
        {
            var measure = images.Measures[i];
            var histogram = PeopleHistogram.Of(measure.Values, people.Limit);
            if (histogram.Bins.IsEmpty)
            {
                html.Line($"<p class=\"none\">{measure.Title}: too few people, or too few values, for a distribution.</p>");
                continue;
            }

            var joined = people.Limit > 1 ? $" Bins of fewer than {people.Limit} people are joined with their neighbours." : "";
            html.Line($"<figure data-file=\"distribution-{images.Name}-{i + 1}\"><div class=\"drawing\">{new Markup(HistogramSvg.Draw(measure, histogram))}</div>");
            html.Line($"<figcaption><strong>{measure.Title}.</strong> {HistogramSvg.Describe(measure, histogram)} Bars are shares of the people; the dotted line is the median.{joined} <span class=\"scripted-only save\"></span></figcaption></figure>");
        }

        html.Raw("</div>");
    }

    private static void Mean(HtmlOutput html, ImagesReport images, VolumeData mean, SmallCountRule people)
    {
        if (people.IsSmall(images.People))
        {
            html.Line($"<p class=\"none\">A mean of fewer than {people.Limit} people is not shown.</p>");
            return;
        }

        var montage = new SliceMontage(mean);
        if (montage.IsEmpty)
        {
            html.Raw("<p class=\"none\">No voxel of the group mean lies inside the mask.</p>");
            return;
        }

        var range = ValueRange.Of([mean], montage.Shown);
        var what = $"Group mean of {images.Name}; left is on the left.";
        html.Line($"<figure class=\"slices\" data-file=\"mean-{images.Name}\"><div class=\"drawing\"><div class=\"tiles\">");
        foreach (var place in montage.Places(SlicePlane.Axial, AxialSlices))
        {
            html.Raw(montage.Draw(mean, SlicePlane.Axial, place, range, ColourMap.Grey, what));
        }

        html.Raw("</div><div class=\"tiles\">");
        foreach (var plane in (SlicePlane[])[SlicePlane.Coronal, SlicePlane.Sagittal])
        {
            foreach (var place in montage.Places(plane, OtherSlices))
            {
                html.Raw(montage.Draw(mean, plane, place, range, ColourMap.Grey, what));
            }
        }

        html.Line($"</div><div class=\"bars\">{new Markup(ColourBarSvg.Draw(images.Quantity, range, ColourMap.Grey))}</div></div>");
        html.Line($"<figcaption><strong>Group mean of {images.Name}</strong> inside the mask, {people.Show(images.People).Text} people: axial, coronal and sagittal slices; the number is the place in mm. {montage.Describe()} {ColourBarSvg.Describe(range, ColourMap.Grey)} <span class=\"scripted-only save\"></span></figcaption></figure>");
    }
}
