using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Simulations;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Makes a cohort with known truth: people, volumes and the table of what was planted.</summary>
/// <remarks>
/// Memory: the people and variants of the genotypes, 8 bytes a person for each causal variant and covariate effect, the label volume,
/// 16 bytes a voxel of the mask, and for each core one volume. A volume is a function of seed, identifier and what is planted, whatever the
/// order, the threads and the number of image-only people; its values are the same on every machine, its packed bytes on every machine
/// whose .NET packs alike.
/// </remarks>
public sealed class SimulationHandler : IStepHandler<SimulationParameters>
{
    private const string MaskName = "mask.nii.gz";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<SimulationParameters> context, CancellationToken cancellationToken)
    {
        context.NoteSeed();
        var parameters = context.Parameters;
        var genotypes = context.Input("genotypes");
        if (context.Input("atlas").Value("regions") == 0)
        {
            throw new RunFailureException(SimulationCodes.AtlasWithoutRegions, context.Step.Declaration);
        }

        var atlas = SimulatedAtlas.Read(context.Input("atlas"), cancellationToken);
        var samples = GenotypeSet.Samples(genotypes, "the .fam file", cancellationToken);
        var people = SimulatedCohort.Draw(samples, parameters, context.Step.Declaration);
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        PlantedEffects planted;
        using (var bed = GenotypeSet.Open(genotypes, context.PathOf(parameters.Bed)))
        {
            planted = PlantedEffects.Plan(context, atlas, people, variants, bed, cancellationToken);
        }

        var grid = atlas.Volume.Grid;
        var template = VolumeTemplate.Create(grid.X, grid.Y, grid.Z, atlas.Volume.Values, atlas.Labels, parameters.Seed);
        var model = new RegionModel(
            parameters.Seed, atlas.Labels, [.. planted.Effects.Select(effect => effect.Loadings)], planted.Explained, parameters.Shared);
        SimulatedCohort.Write(people, context.Output);
        TruthTable.Write(planted, atlas, variants, context.Output);
        WriteNote(context);
        WriteLabels(context);
        WriteMask(context, grid, template);
        var clipped = new SimulatedVolumes(context, grid, template, model, planted, people).Write(cancellationToken);
        if (clipped > 0)
        {
            context.Report(
                SimulationCodes.ValuesClipped, context.Step.Declaration, Text(clipped), Text((long)template.Mask.Length * people.Length));
        }

        JsonDocumentFile.Write(context.Output, SimulationDocument.FileName, new SimulationDocument(
            SimulationNote.Definition,
            parameters.Seed,
            samples.Count,
            parameters.ImageOnly,
            planted.Variants,
            RegionModel.StandardDeviation,
            parameters.Shared,
            parameters.Noise,
            template.Mask.Length,
            clipped,
            [.. Enumerable.Range(0, atlas.Labels.Length).Select(region => new SimulatedRegion(
                atlas.Labels[region], atlas.Names[region], template.VoxelsOf(region), model.BaseLevel(region), planted.Explained[region]))]));
        context.Output.SetValue("count", people.Length);
        context.Output.SetValue("genotyped", samples.Count);
        context.Output.SetValue("planted", planted.Variants);
        return ValueTask.CompletedTask;
    }

    private static void WriteNote(StepContext<SimulationParameters> context)
    {
        using var stream = context.Output.Create(SimulationNote.FileName);
        stream.Write(Encoding.UTF8.GetBytes(SimulationNote.Text));
    }

    private static void WriteLabels(StepContext<SimulationParameters> context)
    {
        using var source = context.Input("atlas").OpenRead(SimulatedAtlas.LabelsName);
        using var target = context.Output.Create(SimulatedAtlas.LabelsName);
        source.CopyTo(target);
    }

    private static void WriteMask(StepContext<SimulationParameters> context, VolumeGrid grid, VolumeTemplate template)
    {
        var mask = new float[template.Size];
        foreach (var voxel in template.Mask)
        {
            mask[voxel] = 1;
        }

        using var stream = context.Output.Create(MaskName);
        NiftiFile.Write(
            stream, grid, mask, new NiftiWriteOptions { DataType = NiftiDataType.UInt8, Description = SimulationNote.Description });
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
