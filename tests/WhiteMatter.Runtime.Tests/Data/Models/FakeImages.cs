using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>
/// Makes the volumes of a cohort's people in place of decoding files: a wave of the person's own inside a box, for all but the last person. The box is another where the images have a condition. Images named <c>gm</c> are
/// of another wave, and the third and twelfth person have none.
/// </summary>
internal sealed class FakeImages : IStepHandler<ImagesParameters>
{
    public bool OwnerOnly => true;

    /// <summary>Voxels along each axis.</summary>
    public int Edge { get; init; } = 8;

    /// <summary>Whether the images named <c>gm</c> lie elsewhere.</summary>
    public bool GreyElsewhere { get; init; }

    /// <summary>How many voxels fewer along x the box has where the images have a condition.</summary>
    public int Narrower { get; init; } = 1;

    /// <summary>The person whose volume is the same everywhere.</summary>
    public string? Constant { get; init; }

    public ValueTask RunAsync(StepContext<ImagesParameters> context, CancellationToken cancellationToken)
    {
        var people = PeopleList.Read(context.Input("cohort"));
        var grey = context.Step.Declaration == "gm";
        var grid = new VolumeGrid(Edge, Edge, Edge, [2, 0, 0, grey && GreyElsewhere ? -6 : -8, 0, 2, 0, -8, 0, 0, 2, -8]);
        var margin = context.Parameters.Keep is null ? 0 : Narrower;
        int[] absent = grey ? [2, 11] : [];
        int[] rows = [.. Enumerable.Range(0, people.Ids.Count - 1).Except(absent)];
        var mask = VolumeMask.Of(grid, voxel => voxel % Edge > margin && voxel / Edge % Edge > 0);
        string[] ids = [.. rows.Select(row => people.Ids[row])];
        using var stream = context.Output.Create("volumes.bin");
        using var description = context.Output.Create("volumes.json");
        var writer = new VolumeStoreWriter(stream, mask);
        for (var person = 0; person < ids.Length; person++)
        {
            var own = ids[person] == Constant ? 0 : 0.2 * Math.Sin(person + 1);
            writer.Append(MaskedVolume.Of([.. mask.Index.Select(voxel => (float)(0.5 + (own * Math.Cos((voxel * 0.1 * (1 + (person % 3))) + (grey ? 1 : 0)))))]));
        }

        writer.Finish(description, ids, people.Families is { } families ? [.. rows.Select(row => families[row])] : null);
        foreach (var name in new[] { "mask.nii.gz", "mean.nii.gz" })
        {
            using var image = context.Output.Create(name);
            NiftiFile.Write(image, grid, mask.Spread(Enumerable.Repeat(1f, mask.Count).ToArray()));
        }

        context.Output.SetValue("people", ids.Length);
        return ValueTask.CompletedTask;
    }
}
