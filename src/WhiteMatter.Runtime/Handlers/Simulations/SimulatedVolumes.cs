using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Handlers.Simulations;

/// <summary>Writes the volumes of simulated people, several people at once; the bytes of a volume do not depend on the others.</summary>
internal sealed class SimulatedVolumes(
    StepContext<SimulationParameters> context,
    VolumeGrid grid,
    VolumeTemplate template,
    RegionModel model,
    PlantedEffects planted,
    IReadOnlyList<SimulatedPerson> people)
{
    /// <summary>The folder of the artifact that holds them, one <c>ID.nii.gz</c> for each person.</summary>
    public const string Folder = "fa";

    private readonly NiftiWriteOptions _options = new() { Description = SimulationNote.Description };
    private readonly Lock _gate = new();
    private long _done;
    private long _clipped;

    /// <summary>Writes them all.</summary>
    /// <returns>How many voxels were brought back into 0 to 1.</returns>
    public long Write(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Cores, CancellationToken = cancellationToken };
        Parallel.For(0, people.Count, options, () => new Buffers(template.Size, model), WriteOne, _ => { });
        return _clipped;
    }

    private Buffers WriteOne(int person, ParallelLoopState state, Buffers buffers)
    {
        var id = people[person].Id;
        for (var k = 0; k < buffers.Scores.Length; k++)
        {
            buffers.Scores[k] = planted.Effects[k].Scores[person];
        }

        model.Fill(id, buffers.Scores, buffers.Values);
        var background = RegionModel.Background + (RegionModel.BackgroundShared * model.SharedPart(id));
        var draws = KeyedDraws.For(context.Parameters.Seed, "voxel noise", id);
        var clipped = template.Fill(buffers.Values, background, context.Parameters.Noise, draws, buffers.Volume);
        using (var stream = context.Output.Create($"{Folder}/{id}.nii.gz"))
        {
            NiftiFile.Write(stream, grid, buffers.Volume, _options);
        }

        lock (_gate)
        {
            _clipped += clipped;
            context.Advance(++_done, people.Count, "volumes");
        }

        return buffers;
    }

    /// <summary>What one thread works in.</summary>
    private sealed class Buffers(int voxels, RegionModel model)
    {
        public double[] Scores { get; } = new double[model.Scores];

        public double[] Values { get; } = new double[model.Regions];

        public float[] Volume { get; } = new float[voxels];
    }
}
