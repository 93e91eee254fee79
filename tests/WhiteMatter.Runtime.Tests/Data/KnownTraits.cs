using System.Text;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Columns of a table as if they were latents of a model that was fitted on some people.</summary>
/// <param name="fitted">The table of these.</param>
internal sealed class KnownTraits(string fitted) : IStepHandler<TraitsParameters>
{
    private readonly TraitsHandler _traits = new();

    public bool OwnerOnly => _traits.OwnerOnly;

    public async ValueTask RunAsync(StepContext<TraitsParameters> context, CancellationToken cancellationToken)
    {
        await _traits.RunAsync(context, cancellationToken);
        using var stream = context.Output.Create("fitted.tsv");
        stream.Write(Encoding.UTF8.GetBytes(fitted));
    }
}
