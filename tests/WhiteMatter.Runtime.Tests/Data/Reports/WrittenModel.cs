using System.Text;
using System.Text.Json;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Data.Simulations;

namespace WhiteMatter.Runtime.Tests.Data.Reports;

/// <summary>Writes the artifact of a model as training would leave it, so that a page is tested on machines without libtorch.</summary>
internal sealed class WrittenModel : IStepHandler<ModelParameters>
{
    public bool OwnerOnly => true;

    public ValueTask RunAsync(StepContext<ModelParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var grid = BlockAtlas.Grid;
        using (var stream = context.Output.Create(ModelDocument.FileName))
        {
            JsonSerializer.Serialize(
                stream,
                new ModelDocument(
                    parameters.Loss, [grid.X, grid.Y, grid.Z], grid.Affine, 192, new string('0', 64), ImageNormalisation.ZScore, 243, 27, 3, 2, 12_345, [])
                { Architecture = parameters.Architecture },
                PlanJson.Options);
        }

        using (var stream = context.Output.Create("history.tsv"))
        {
            stream.Write(Encoding.UTF8.GetBytes(
                "epoch\ttraining_loss\tvalidation_loss\tlearning_rate\tseconds\n1\t0.9\t0.95\t0.001\t1\n2\t0.5\t0.625\t0.001\t1\n3\t0.4\t0.65\t0.0005\t1\n"));
        }

        foreach (var (name, scale) in ((string, float)[])[("mean.nii.gz", 1), ("reconstruction.nii.gz", 0.75f)])
        {
            var values = new float[grid.Voxels];
            for (var region = 0; region < ImagingStudy.Regions; region++)
            {
                foreach (var voxel in BlockAtlas.VoxelsOf(region))
                {
                    values[voxel] = scale * (region - 1.5f);
                }
            }

            using var stream = context.Output.Create(name);
            NiftiFile.Write(stream, grid, values);
        }

        context.Output.SetValue("epochs", 3);
        context.Output.SetValue("best_epoch", 2);
        context.Output.SetValue("training_loss", 0.5);
        context.Output.SetValue("validation_loss", 0.625);
        context.Output.SetValue("people", 270);
        context.Output.SetValue("parameters", 12_345);
        return ValueTask.CompletedTask;
    }
}
