using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A trained model: its network, its training curve, and group means before and after it.</summary>
internal static class ModelSection
{
    public static void Write(HtmlOutput html, ModelReport model, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">model</span> {model.Name}</h3>");
        if (!string.IsNullOrWhiteSpace(model.Description))
        {
            html.Line($"<p>{model.Description}</p>");
        }

        html.Line($"<p>{model.Architecture}</p>");
        html.Line($"<dl class=\"facts\"><div><dt>Parameters</dt><dd>{NumberText.Count(model.Parameters)}</dd></div><div><dt>People fitted</dt><dd>{people.ShowPart(model.FittedPeople, model.ValidationPeople).Text}</dd></div><div><dt>People held out</dt><dd>{people.ShowPart(model.ValidationPeople, model.FittedPeople).Text}</dd></div>");
        if (!model.Epochs.IsEmpty)
        {
            html.Line($"<div><dt>Epochs</dt><dd>{NumberText.Count(model.Epochs.Length)}</dd></div><div><dt>Epoch kept</dt><dd>{NumberText.Count(model.BestEpoch)}</dd></div>");
        }

        if (model.Collapsed is var (collapsed, latents))
        {
            html.Line($"<div><dt>Latents in use</dt><dd>{NumberText.Count(latents - collapsed)} of {NumberText.Count(latents)}</dd></div>");
        }

        if (model.Device is { } device)
        {
            html.Line($"<div><dt>Trained on</dt><dd>{device}</dd></div>");
        }

        html.Raw("</dl>");
        if (model.ShowTraining && !model.Epochs.IsEmpty)
        {
            html.Line($"<figure class=\"training\" data-file=\"training-{model.Name}\"><div class=\"drawing\">{new Markup(TrainingSvg.Draw(model))}</div>");
            html.Line($"<figcaption><strong>Training curve.</strong> {model.Loss}. {TrainingSvg.Describe(model)} The ring marks the epoch kept; dotted lines are steps of the learning rate. <span class=\"scripted-only save\"></span></figcaption></figure>");
        }

        if (!model.Errors.IsEmpty)
        {
            Kinds(html, model, people);
        }

        if (model.Reconstruction is { } reconstruction)
        {
            foreach (var shown in (Reconstruction[])[reconstruction, .. model.FurtherReconstructions])
            {
                Reconstructed(html, model, shown, people);
            }
        }
    }

    private static void Kinds(HtmlOutput html, ModelReport model, SmallCountRule people)
    {
        html.Line($"<div class=\"scroll\"><table class=\"sortable\"><caption>Mean squared errors of {model.Name} in the epoch kept, by kind of images, over the people who have it</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Images</th><th scope=\"col\" class=\"n\">Share of the loss</th><th scope=\"col\" class=\"n\">People fitted</th><th scope=\"col\" class=\"n\">People held out</th></tr></thead><tbody>");
        foreach (var kind in model.Errors)
        {
            html.Line($"<tr><th scope=\"row\">{kind.Kind}</th><td class=\"n\">{NumberText.Percent(kind.Share, 1)}</td><td class=\"n\">{Of(kind.Fitted, kind.Training)}</td><td class=\"n\">{Of(kind.HeldOut, kind.Validation)}</td></tr>");
        }

        html.Raw("</tbody></table></div>");
        if (model.Errors.Any(kind => people.IsSmall(kind.Fitted) || people.IsSmall(kind.HeldOut)))
        {
            html.Line($"<p class=\"none\">An error of fewer than {people.Limit} people is not shown.</p>");
        }

        string Of(long count, double error) => people.IsSmall(count) ? "–" : NumberText.Significant(error, 4);
    }

    private static void Reconstructed(HtmlOutput html, ModelReport model, Reconstruction reconstruction, SmallCountRule people)
    {
        if (people.IsSmall(reconstruction.People))
        {
            html.Line($"<p class=\"none\">A mean of fewer than {people.Limit} people is not shown.</p>");
            return;
        }

        var montage = new SliceMontage(reconstruction.Mean);
        if (montage.IsEmpty)
        {
            html.Raw("<p class=\"none\">No voxel of the group mean lies inside the mask.</p>");
            return;
        }

        var difference = Difference(reconstruction);
        var range = ValueRange.Of([reconstruction.Mean, reconstruction.Reconstructed], montage.Shown);
        var around = ValueRange.Symmetric(difference, montage.Shown);
        html.Line($"<figure class=\"slices\" data-file=\"reconstruction-{model.Name}{(reconstruction.Kind is { } kind ? "-" + kind : "")}\"><div class=\"drawing\"><div class=\"tiles compared\"><p>Mean of images</p><p>Mean of reconstructions</p><p>Difference</p>");
        foreach (var (plane, count) in ((SlicePlane, int)[])[(SlicePlane.Axial, 3), (SlicePlane.Coronal, 1), (SlicePlane.Sagittal, 1)])
        {
            foreach (var place in montage.Places(plane, count))
            {
                html.Raw(montage.Draw(reconstruction.Mean, plane, place, range, ColourMap.Grey, "Mean of the images."));
                html.Raw(montage.Draw(reconstruction.Reconstructed, plane, place, range, ColourMap.Grey, "Mean of the reconstructions."));
                html.Raw(montage.Draw(difference, plane, place, around, ColourMap.Diverging, "Mean of the reconstructions less mean of the images."));
            }
        }

        html.Line($"</div><div class=\"bars\">{new Markup(ColourBarSvg.Draw(reconstruction.Quantity, range, ColourMap.Grey))}{new Markup(ColourBarSvg.Draw("reconstruction − image", around, ColourMap.Diverging))}</div></div>");
        html.Line($"<figcaption><strong>Reconstruction{(reconstruction.Kind is { } named ? " of " + named : "")} by {model.Name}.</strong> Group means of {people.Show(reconstruction.People).Text} people {reconstruction.Group}: their images, the reconstructions, and the reconstructions less the images; root mean square of the difference {NumberText.Significant(RootMeanSquare(difference, montage.Shown), 3)}. {montage.Describe()} {ColourBarSvg.Describe(around, ColourMap.Diverging)} <span class=\"scripted-only save\"></span></figcaption></figure>");
    }

    private static VolumeData Difference(Reconstruction reconstruction)
    {
        var values = new float[reconstruction.Mean.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reconstruction.Reconstructed.Values[i] - reconstruction.Mean.Values[i];
        }

        return reconstruction.Mean with { Values = ImmutableArray.Create(values) };
    }

    private static double RootMeanSquare(VolumeData difference, IReadOnlyList<bool> shown)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < difference.Values.Length; i++)
        {
            if (shown[i] && float.IsFinite(difference.Values[i]))
            {
                sum += (double)difference.Values[i] * difference.Values[i];
                count++;
            }
        }

        return Math.Sqrt(sum / count);
    }
}
