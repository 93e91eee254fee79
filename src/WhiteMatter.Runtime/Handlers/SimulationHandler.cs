using System.Text;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Images;
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
        var parameters = context.Parameters;
        context.NoteSeed(parameters.Seed);
        var genotypes = context.Input("genotypes");
        var atlas = AtlasHandler.Read(context.Input("atlas"), cancellationToken);
        var samples = GenotypeSet.Samples(genotypes, "the .fam file", cancellationToken);
        var people = SimulatedCohort.Draw(samples, parameters, context.Step.Declaration);
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        PlantedEffects planted;
        using (var source = GenotypeSet.Open(genotypes, context.PathsOf(parameters.Genotypes), context.Cores))
        {
            planted = PlantedEffects.Plan(context, atlas, people, variants, source, cancellationToken);
        }

        var template = VolumeTemplate.Create(atlas, parameters.Seed);
        var model = new RegionModel(
            parameters.Seed, [.. atlas.Regions.Select(region => region.Label)], [.. planted.Effects.Select(effect => effect.Loadings)], planted.Explained, parameters.Shared);
        SimulatedCohort.Write(people, context.Output);
        TruthTable.Write(planted, atlas, variants, context.Output);
        WriteNote(context);
        WriteLabels(context);
        WriteMask(context, atlas.Grid, template);
        var clipped = new SimulatedVolumes(context, atlas.Grid, template, model, planted, people).Write(cancellationToken);
        if (clipped > 0)
        {
            context.Report(
                SimulationCodes.ValuesClipped, context.Step.Declaration, WholeNumber.Text(clipped), WholeNumber.Text((long)template.Mask.Length * people.Length));
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
            [.. atlas.Regions.Select((region, r) => new SimulatedRegion(
                region.Label, region.Name, region.Voxels, model.BaseLevel(r), planted.Explained[r]))]));
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
        using var source = context.Input("atlas").OpenRead(AtlasHandler.LabelsName);
        using var target = context.Output.Create(AtlasHandler.LabelsName);
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
}
