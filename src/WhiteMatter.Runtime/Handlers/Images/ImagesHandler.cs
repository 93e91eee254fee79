using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Quality;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Decodes the images of a cohort's people inside a mask and measures their quality.</summary>
/// <remarks>
/// Memory: for each thread a whole volume of at most 4 bytes a voxel and four volumes inside the mask of 8 bytes a voxel; 4 bytes a voxel
/// for the mask; 16 MiB for each thread for the median map; 200 bytes a person. No volume outlives its batch. Without a mask the images
/// are read twice, once to find it; where images are brought to a grid, for each thread the image and its field besides
/// (<see cref="OntoGrid"/>), and where they are smoothed 24 bytes a voxel of the box around the mask. Disk: the volumes inside the mask, and once more while a <c>keep</c> leaves people out.
/// </remarks>
public sealed class ImagesHandler : IStepHandler<ImagesParameters>
{
    /// <summary>The values of all people.</summary>
    internal const string VolumesName = "volumes.bin";

    /// <summary>Grid, mask and people of <see cref="VolumesName"/>.</summary>
    internal const string DescriptionName = "volumes.json";

    /// <summary>The mask.</summary>
    internal const string MaskName = "mask.nii.gz";

    private const string BeforeKeep = "before-keep.";
    private const string Unit = "volumes";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <summary>Opens the volumes of an artifact.</summary>
    internal static VolumeStore Open(Store.Artifact artifact) =>
        VolumeStore.Open(artifact.PathOf(VolumesName), artifact.PathOf(DescriptionName));

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<ImagesParameters> context, CancellationToken cancellationToken)
    {
        var images = PersonImages.Find(context, cancellationToken);
        var given = GivenMask(context, cancellationToken);
        var onto = OntoGrid.Of(context);
        var grid = ImageSurvey.Check(
            context, images.There, images.Series, onto, given is { } found ? (found.Mask.Grid, $"the mask '{found.Name}'") : null, cancellationToken);

        var total = (long)images.There.Count * (given is null ? 3 : 2);
        var done = 0L;
        void Advance() => context.Advance(Interlocked.Increment(ref done), total, Unit);
        var decoding = new ImageDecoding(images.There, images.Series, onto, context.Parameters.SmoothingSigma, context.Cores, Advance);
        var mask = given?.Mask ?? decoding.MaskOfHalf(grid, cancellationToken);
        if (mask.Count == 0)
        {
            throw new RunFailureException(ImageCodes.MaskEmpty, given is { } empty ? $"'{empty.Name}' is 0 everywhere" : "no voxel has a value in half of the images");
        }

        // What a condition may leave out is kept aside until it is known.
        var prefix = context.Parameters.Keep is null ? "" : BeforeKeep;
        var (quality, notFinite) = Write(context, decoding, images, mask, prefix, cancellationToken);
        using (var volumes = VolumeStore.Open(context.Output.PathFor(prefix + VolumesName), context.Output.PathFor(prefix + DescriptionName)))
        {
            var table = new ImageQualityTable(images, quality, Correlations(context, volumes, Advance, cancellationToken), notFinite);
            table.Report(context);
            Finish(context, images, table, volumes, cancellationToken);
        }

        return ValueTask.CompletedTask;
    }

    private static (VolumeMask Mask, string Name)? GivenMask(StepContext<ImagesParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        if (parameters.Mask is { } file)
        {
            var volume = NiftiFile.Read(context.PathOf(file), cancellationToken);
            if (parameters.MaskAbove is { } above)
            {
                var used = VolumeMask.Of(volume, above);
                return used.Count > 0
                    ? (used, file.Path)
                    : throw new RunFailureException(ImageCodes.MaskBelow, file.Path, Text(above), Text(volume.Values.Where(value => !float.IsNaN(value)).DefaultIfEmpty().Max()));
            }

            ReportGraded(context, file.Path, volume);
            return (VolumeMask.Of(volume), file.Path);
        }

        return parameters is { Outside: null, Measure: null }
            ? (VolumeMask.Of(NiftiFile.Read(context.Input("simulation").PathOf(MaskName), cancellationToken)), "of the simulation")
            : null;
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>Tells of a mask that is rather a map, such as a skeleton of mean FA, and all of which is used.</summary>
    private static void ReportGraded(StepContext<ImagesParameters> context, string path, NiftiVolume mask)
    {
        var (least, most, count) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        foreach (var value in mask.Values)
        {
            if (value != 0 && !float.IsNaN(value))
            {
                (least, most, count) = (Math.Min(least, value), Math.Max(most, value), count + 1);
            }
        }

        if (least < most)
        {
            context.Report(ImageCodes.MaskOfSeveralValues, path, WholeNumber.Text(count), Text(least), Text(most));
        }
    }

    private static (ImageQuality[] Quality, long[] NotFinite) Write(
        StepContext<ImagesParameters> context, ImageDecoding decoding, PersonImages images, VolumeMask mask, string prefix, CancellationToken cancellationToken)
    {
        using var stream = context.Output.Create(prefix + VolumesName);
        using var description = context.Output.Create(prefix + DescriptionName);
        var writer = new VolumeStoreWriter(stream, mask);
        var measured = decoding.Write(writer, mask, cancellationToken);
        var (ids, families) = NamesOf(images, Enumerable.Range(0, images.There.Count));
        writer.Finish(description, ids, families);
        return measured;
    }

    private static double[] Correlations(
        StepContext<ImagesParameters> context, VolumeStore volumes, Action advance, CancellationToken cancellationToken)
    {
        var median = GroupMaps.Median(volumes, context.Cores, cancellationToken);
        var found = new double[volumes.People];
        Parallel.For(
            0,
            volumes.People,
            new ParallelOptions { MaxDegreeOfParallelism = context.Cores, CancellationToken = cancellationToken },
            () => new float[volumes.Voxels],
            (person, _, values) =>
            {
                volumes.Read(person, values);
                found[person] = GroupMaps.Correlation(values, median);
                advance();
                return values;
            },
            _ => { });
        return found;
    }

    private static void Finish(
        StepContext<ImagesParameters> context, PersonImages images, ImageQualityTable table, VolumeStore volumes, CancellationToken cancellationToken)
    {
        var output = context.Output;
        var (kept, undecided) = table.Keep(context.Parameters.Keep, (step, member) => context.Upstream(step).Value(member));
        var removed = images.There.Count - kept.Length;
        if (kept.IsEmpty)
        {
            throw new RunFailureException(
                ImageCodes.NobodyKept,
                WholeNumber.Text(images.There.Count),
                $"{WholeNumber.Text(removed - undecided)} do not meet it and {WholeNumber.Text(undecided)} lack a value it needs");
        }

        float[] mean;
        if (context.Parameters.Keep is null)
        {
            mean = GroupMaps.Mean(volumes, context.Cores, cancellationToken);
        }
        else
        {
            Copy(output, images, volumes, kept);
            using var left = VolumeStore.Open(output.PathFor(VolumesName), output.PathFor(DescriptionName));
            mean = GroupMaps.Mean(left, context.Cores, cancellationToken);
            File.Delete(output.PathFor(BeforeKeep + VolumesName));
            File.Delete(output.PathFor(BeforeKeep + DescriptionName));
        }

        WriteImage(output, MaskName, volumes.Mask, Enumerable.Repeat(1f, volumes.Voxels).ToArray(), NiftiDataType.UInt8);
        WriteImage(output, "mean.nii.gz", volumes.Mask, mean, NiftiDataType.Float32);
        using (var stream = output.Create("qc.tsv"))
        {
            table.Write(stream, kept.ToHashSet());
        }

        var absent = images.People.Ids.Count - images.There.Count;
        new StepFlow(
            "people",
            [
                new FlowStage("image files", images.People.Ids.Count, images.There.Count, Absent(images, absent)),
                .. context.Parameters.Keep is null ? [] : (ImmutableArray<FlowStage>)
                [
                    new FlowStage("keep", images.There.Count, kept.Length, [
                        new FlowReason("their image does not meet the condition", removed - undecided),
                        new FlowReason("a value the condition needs is missing", undecided)]),
                ],
            ]).Write(output);
        output.SetValue("people", kept.Length);
        output.SetValue("missing", absent);
        output.SetValue("removed", removed);
        output.SetValue("voxels", volumes.Voxels);
        output.SetValue("outliers", table.Outliers.Length);
    }

    private static ImmutableArray<FlowReason> Absent(PersonImages images, int absent) =>
    [
        new FlowReason("they have no image", absent - images.NotInArchives - images.WithoutTransform),
        .. images.WithoutTransform == 0 ? [] : (ImmutableArray<FlowReason>)[new FlowReason("they have no transform", images.WithoutTransform)],
        .. images.NotInArchives == 0 ? [] : (ImmutableArray<FlowReason>)[new FlowReason("they have an archive without the image", images.NotInArchives)],
    ];

    private static void Copy(Store.ArtifactDraft output, PersonImages images, VolumeStore volumes, ImmutableArray<int> kept)
    {
        using var stream = output.Create(VolumesName);
        using var description = output.Create(DescriptionName);
        var writer = new VolumeStoreWriter(stream, volumes.Mask);
        foreach (var image in kept)
        {
            writer.Append(volumes, image);
        }

        var (ids, families) = NamesOf(images, kept);
        writer.Finish(description, ids, families);
    }

    private static void WriteImage(Store.ArtifactDraft output, string name, VolumeMask mask, float[] values, NiftiDataType type)
    {
        using var stream = output.Create(name);
        NiftiFile.Write(stream, mask.Grid, mask.Spread(values), new NiftiWriteOptions { DataType = type });
    }

    private static (string[] Ids, string[]? Families) NamesOf(PersonImages images, IEnumerable<int> which)
    {
        int[] people = [.. which.Select(i => images.There[i].Person)];
        return (
            [.. people.Select(person => images.People.Ids[person])],
            images.People.Families is { } families ? [.. people.Select(person => families[person])] : null);
    }
}
