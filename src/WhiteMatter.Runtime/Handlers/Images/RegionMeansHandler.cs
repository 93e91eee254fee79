using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Regions;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Takes means of images over the regions of an atlas.</summary>
/// <remarks>Memory: 16 bytes a person and region, a volume inside the mask for each thread, and the atlas.</remarks>
public sealed class RegionMeansHandler : IStepHandler<RegionMeansParameters>
{
    private const int NamesInMessages = 5;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<RegionMeansParameters> context, CancellationToken cancellationToken)
    {
        using var volumes = ImagesHandler.Open(context.Input("images"));
        var atlas = AtlasHandler.Read(context.Input("atlas"), cancellationToken);
        AtlasHandler.RequireGrid(context, volumes.Grid, atlas);
        var means = RegionMeans.Compute(
            volumes,
            atlas,
            new RegionMeansOptions(
                context.Parameters.IncludeZeros,
                context.Parameters.MinimumCoverage,
                [.. Measured(context, atlas).Select(trait => new MeasuredArea(trait.Name, trait.Regions))]),
            context.Cores,
            new StepTicks(done => context.Advance(done, volumes.People, "volumes")),
            cancellationToken);
        var traits = Known(context, volumes, atlas, means);
        using (var stream = context.Output.Create(TraitsHandler.FileName))
        {
            new TraitMatrix(volumes.Ids, volumes.Families, [.. traits.Select(r => means.Regions[r].Name)], [.. traits.Select(r => means.Means[r])]).Write(stream);
        }

        WriteCoverage(context, volumes, means);
        WriteRegions(context, means);
        new StepFlow(
            "regions",
            [new FlowStage("coverage of the regions", means.Regions.Length, traits.Length, [new FlowReason("they have the coverage asked for in nobody", means.Regions.Length - traits.Length)])])
            .Write(context.Output);
        context.Output.SetValue("people", volumes.People);
        context.Output.SetValue("traits", traits.Length);
        return ValueTask.CompletedTask;
    }

    /// <summary>What is measured, each with a name of its own.</summary>
    private static ImmutableArray<RegionTrait> Measured(StepContext<RegionMeansParameters> context, Atlas atlas)
    {
        var parameters = context.Parameters;
        string[] names = [.. atlas.Regions.Select(region => region.Name)];
        if (parameters.Sides != RegionSides.Separate && RegionNames.Pairs(names).IsEmpty)
        {
            throw new RunFailureException(ImageCodes.NoSides, AtlasName(), WholeNumber.Text(names.Length), string.Join(", ", names.Take(NamesInMessages)));
        }

        var traits = RegionNames.Traits(names, parameters.Sides, parameters.Whole);
        return RegionNames.Ambiguous(traits) is var (first, second)
            ? throw new RunFailureException(ImageCodes.TwoTraitsOfOneName, AtlasName(), first.Name, RegionNames.Describe(first, names), RegionNames.Describe(second, names))
            : traits;

        string AtlasName() => context.Plan.Find(context.Step.Inputs.First(input => input.Role == "atlas").StepId)!.Declaration;
    }

    /// <summary>The regions that have a mean in somebody.</summary>
    private static ImmutableArray<int> Known(StepContext<RegionMeansParameters> context, VolumeStore volumes, Atlas atlas, RegionMeans means)
    {
        if (!context.Parameters.Whole && !volumes.MaskIndex.Any(voxel => atlas.Labels[voxel] != 0))
        {
            throw new RunFailureException(ImageCodes.NoRegionMeasured, WholeNumber.Text(means.Regions.Length), "no voxel of one is inside the mask");
        }

        var empty = Enumerable.Range(0, means.Regions.Length).Where(r => Array.TrueForAll(means.Means[r], double.IsNaN)).ToArray();
        if (empty.Length == means.Regions.Length)
        {
            throw new RunFailureException(ImageCodes.NoRegionMeasured, WholeNumber.Text(empty.Length), "none has the coverage asked for in anybody");
        }

        if (empty.Length > 0)
        {
            context.Report(
                ImageCodes.RegionsWithoutMeans,
                WholeNumber.Text(empty.Length),
                WholeNumber.Text(means.Regions.Length),
                string.Join(", ", empty.Take(NamesInMessages).Select(r => means.Regions[r].Name)));
        }

        return [.. Enumerable.Range(0, means.Regions.Length).Except(empty)];
    }

    private static void WriteCoverage(StepContext<RegionMeansParameters> context, VolumeStore volumes, RegionMeans means)
    {
        using var stream = context.Output.Create("coverage.tsv");
        string[] names = volumes.Families is null ? ["id"] : ["family", "id"];
        using var table = new TsvWriter(stream, [.. names, .. means.Regions.Select(region => region.Name)]);
        for (var person = 0; person < volumes.People; person++)
        {
            var cells = new List<object?>(means.Regions.Length + 2);
            if (volumes.Families is { } families)
            {
                cells.Add(families[person]);
            }

            cells.Add(volumes.Ids[person]);
            foreach (var column in means.Coverage)
            {
                cells.Add(column[person]);
            }

            table.WriteRow([.. cells]);
        }
    }

    private static void WriteRegions(StepContext<RegionMeansParameters> context, RegionMeans means)
    {
        using var stream = context.Output.Create("regions.tsv");
        using var table = new TsvWriter(stream, ["name", "voxels", "people", "mean", "sd", "mean_coverage", "least_coverage"]);
        for (var r = 0; r < means.Regions.Length; r++)
        {
            double[] known = [.. means.Means[r].Where(mean => !double.IsNaN(mean))];
            var average = known.Length > 0 ? known.Average() : double.NaN;
            var spread = known.Length > 1 ? Math.Sqrt(known.Sum(mean => (mean - average) * (mean - average)) / (known.Length - 1)) : double.NaN;
            table.WriteRow(
                means.Regions[r].Name, means.Regions[r].Voxels, known.Length, average, spread, means.Coverage[r].Average(), means.Coverage[r].Min());
        }
    }
}
