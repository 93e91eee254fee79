using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Handlers.Models;
using WhiteMatter.Runtime.Handlers.Models.Interpretation;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on what a model's latents show.</summary>
internal static class InterpretationPages
{
    private const int RegionsNamed = 3;
    private const int PairsShown = 20;

    public static InterpretationReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var parameters = (InterpretationParameters)step.Parameters;
        var artifact = material.ArtifactOf(step);
        var images = material.InputOf(step, "images");
        var model = material.InputOf(step, "model");
        var scored = step.Inputs.Any(input => input.Role == "atlas");
        var latents = Latents(artifact, scored, cancellationToken);
        var fitted = (ModelParameters)model.Parameters;
        ImmutableArray<ImageModality> kinds = fitted.Modalities?.Kinds ?? [new ImageModality(images.Declaration, fitted.Normalise, 1)];
        var several = fitted.Modalities is not null;
        VolumeData[] means = [.. kinds.Select((_, k) => Volume("mean.nii.gz", material.ArtifactOf(ImagesOf(k)), k))];
        var explained = Explained(artifact, several, cancellationToken);
        return new InterpretationReport
        {
            Name = step.Declaration,
            Description = material.DocOf(step),
            Model = model.Declaration,
            Networks = step.Inputs.Count(input => InterpretedModel.IsNetwork(input.Role)),
            Atlas = scored ? material.InputOf(step, "atlas").Declaration : null,
            People = (long)artifact.Value("people"),
            Directions = parameters.Permutations,
            IsPairedT = parameters.Statistic == MapStatistic.PairedT,
            Smoothing = parameters.Smoothing,
            Top = parameters.Top,
            Explained = artifact.Value("explained"),
            ExplainedQuartiles = (artifact.Value("explained_lower_quartile"), artifact.Value("explained_median"), artifact.Value("explained_upper_quartile")),
            ExplainedRegions = [.. explained.Where(share => share.Region != ExplainedTable.Everywhere).Select(share => new RegionShare((several ? share.Kind + ": " : "") + share.Region, share.Share))],
            ExplainedKinds = several ? [.. explained.Where(share => share.Region == ExplainedTable.Everywhere).Select(share => new RegionShare(share.Kind!, share.Share))] : [],
            Latents = latents,
            Comparisons = Comparisons(artifact, cancellationToken),
            Along = Along(artifact, several, cancellationToken),
            Mean = means[0],
            MeanPeople = PeopleOf(0),
            Quantity = QuantityOf(0),
            Pictures =
            [
                .. latents.Select((latent, at) => (latent, Number: int.Parse(latent.Name.AsSpan(latent.Name.IndexOf('_') + 1), System.Globalization.CultureInfo.InvariantCulture)))
                    .Where(found => artifact.Has(FileOf(0, LatentMaps.WalkName(found.Number - 1, 1))))
                    .OrderBy(found => double.IsNaN(found.latent.P) ? 0 : found.latent.P)
                    .ThenByDescending(found => double.IsNaN(found.latent.Score) ? 0 : found.latent.Score)
                    .SelectMany(found => Enumerable.Range(0, kinds.Length).Select(k => new LatentPicture(
                        found.latent.Name,
                        Volume(FileOf(k, found.latent.Name + ".nii.gz"), artifact, k),
                        scored ? Regions(artifact, found.latent.Name, several ? kinds[k].Name : null, cancellationToken) : [],
                        [.. LatentWalk.Places.ToArray().Select(place => (place, Volume(FileOf(k, LatentMaps.WalkName(found.Number - 1, place)), artifact, k)))])
                    {
                        Kind = several ? (kinds[k].Name, means[k], PeopleOf(k), QuantityOf(k)) : null,
                    })),
            ],
        };

        PlanStep ImagesOf(int kind) => material.InputOf(step, ImageModalities.RoleOf(kind));

        long PeopleOf(int kind) => (long)material.ArtifactOf(ImagesOf(kind)).Value("people");

        string FileOf(int kind, string name) => several ? kinds[kind].Name + "/" + name : name;

        string QuantityOf(int kind) => kinds[kind].Name + (kinds[kind].Normalise == ImageNormalisation.ZScore ? ", z-score inside the mask" : "");

        VolumeData Volume(string name, Artifact of, int kind) => VolumePages.Read(of, name, material.ArtifactOf(ImagesOf(kind)), ImagesHandler.MaskName, cancellationToken);
    }

    private static ImmutableArray<LatentRow> Latents(Artifact artifact, bool scored, CancellationToken cancellationToken)
    {
        var columns = Read(artifact, LatentMaps.LatentsName, ["latent", "region"], ["sd", "greatest", "score", "p"], cancellationToken);
        return
        [
            .. Enumerable.Range(0, columns.Texts[0].Count).Select(row => new LatentRow(
                columns.Texts[0][row]!,
                columns.Numbers[0].Values[row],
                columns.Numbers[1].Values[row],
                scored ? columns.Texts[1][row] : null,
                columns.Numbers[2].Values[row],
                columns.Numbers[3].Values[row])),
        ];
    }

    private static ImmutableArray<RegionScore> Regions(Artifact artifact, string latent, string? kind, CancellationToken cancellationToken)
    {
        var columns = Read(artifact, LatentMaps.RegionsName, kind is null ? ["latent", "region"] : ["latent", "region", KindColumn.Name], ["rank", "score", "p"], cancellationToken);
        return
        [
            .. Enumerable.Range(0, columns.Texts[0].Count)
                .Where(row => columns.Texts[0][row] == latent && (kind is null || columns.Texts[2][row] == kind))
                .Take(RegionsNamed)
                .Select(row => new RegionScore(columns.Texts[1][row] ?? "NA", columns.Numbers[1].Values[row], columns.Numbers[2].Values[row])),
        ];
    }

    private static (string? Kind, string Region, double Share)[] Explained(Artifact artifact, bool several, CancellationToken cancellationToken)
    {
        var columns = Read(artifact, ExplainedTable.FileName, several ? ["region", KindColumn.Name] : ["region"], ["explained"], cancellationToken);
        return
        [
            .. Enumerable.Range(0, columns.Texts[0].Count)
                .Select(row => (several ? columns.Texts[1][row] : null, columns.Texts[0][row] ?? "NA", columns.Numbers[0].Values[row])),
        ];
    }

    private static ImmutableArray<LatentComparison> Comparisons(Artifact artifact, CancellationToken cancellationToken)
    {
        if (!artifact.Has(LatentComparisons.ComparisonsName))
        {
            return [];
        }

        var sets = Read(artifact, LatentComparisons.ComparisonsName, ["with"], ["traits", "people", "mean_square", "chance", "adjusted"], cancellationToken);
        var canonical = artifact.Has(LatentComparisons.CanonicalName) ? Read(artifact, LatentComparisons.CanonicalName, ["with"], ["r"], cancellationToken) : default;
        var pairs = Read(artifact, LatentComparisons.CorrelationsName, ["latent", "with", "trait"], ["people", "r", "neg_log10_p"], cancellationToken);
        var byName = Enumerable.Range(0, pairs.Texts[0].Count).ToLookup(row => pairs.Texts[1][row]);
        return
        [
            .. Enumerable.Range(0, sets.Texts[0].Count).Select(row => new LatentComparison(
                sets.Texts[0][row]!,
                (long)sets.Numbers[0].Values[row],
                (long)sets.Numbers[1].Values[row],
                canonical.Texts is null ? [] : [.. Enumerable.Range(0, canonical.Texts[0].Count).Where(at => canonical.Texts[0][at] == sets.Texts[0][row]).Select(at => canonical.Numbers[0].Values[at])],
                sets.Numbers[2].Values[row],
                sets.Numbers[3].Values[row],
                sets.Numbers[4].Values[row],
                byName[sets.Texts[0][row]].Count(),
                [
                    .. byName[sets.Texts[0][row]].Where(at => double.IsFinite(pairs.Numbers[1].Values[at]))
                        .OrderByDescending(at => Math.Abs(pairs.Numbers[1].Values[at]))
                        .Take(PairsShown)
                        .Select(at => new LatentCorrelation(
                            pairs.Texts[0][at]!, pairs.Texts[2][at] ?? "NA", (long)pairs.Numbers[0].Values[at], pairs.Numbers[1].Values[at], pairs.Numbers[2].Values[at])),
                ])),
        ];
    }

    private static ImmutableArray<TraitAlong> Along(Artifact artifact, bool several, CancellationToken cancellationToken)
    {
        if (!artifact.Has(TraitsAlong.FileName))
        {
            return [];
        }

        var traits = Read(artifact, TraitsAlong.FileName, ["with", "trait"], ["number", "people", "length"], cancellationToken);
        var regions = artifact.Has(TraitsAlong.RegionsName)
            ? Read(artifact, TraitsAlong.RegionsName, several ? ["region", KindColumn.Name] : ["region"], ["number", "change", "p"], cancellationToken)
            : default;
        return
        [
            .. Enumerable.Range(0, traits.Texts[0].Count).Select(row => new TraitAlong(
                traits.Texts[0][row]!,
                traits.Texts[1][row] ?? "NA",
                (long)traits.Numbers[1].Values[row],
                traits.Numbers[2].Values[row],
                regions.Texts is null
                    ? []
                    :
                    [
                        .. Enumerable.Range(0, regions.Texts[0].Count)
                            .Where(at => regions.Numbers[0].Values[at] == traits.Numbers[0].Values[row])
                            .Take(RegionsNamed)
                            .Select(at => new RegionChange(
                                (several ? regions.Texts[1][at] + ": " : "") + regions.Texts[0][at], regions.Numbers[1].Values[at], regions.Numbers[2].Values[at])),
                    ])),
        ];
    }

    private static (TextColumn[] Texts, NumericColumn[] Numbers) Read(
        Artifact artifact, string name, string[] texts, string[] numbers, CancellationToken cancellationToken)
    {
        var columns = DelimitedTable.Read(
            artifact.PathOf(name),
            [.. texts.Select(text => new ColumnRequest(text, ColumnReading.Text)), .. numbers.Select(number => new ColumnRequest(number, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        return ([.. columns.Take(texts.Length).Cast<TextColumn>()], [.. columns.Skip(texts.Length).Cast<NumericColumn>()]);
    }
}
