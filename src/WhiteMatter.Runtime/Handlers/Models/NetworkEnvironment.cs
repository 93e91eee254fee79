using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Machine;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Torch;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>What a step that runs a network meets on this machine.</summary>
internal static class NetworkEnvironment
{
    /// <summary>Loads libtorch, checks the device, and compares what is here with what the step was planned for.</summary>
    /// <param name="context">The step.</param>
    /// <param name="planned">What it was planned for.</param>
    /// <param name="tell">Whether to warn of a difference; a step's parts tell it once.</param>
    /// <returns>What is here.</returns>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    /// <exception cref="RunFailureException">There is no such device.</exception>
    public static NumericEnvironment Prepare<TParameters>(StepContext<TParameters> context, NumericEnvironment planned, bool tell)
        where TParameters : StepParameters
    {
        TorchLibrary.Load();
        CheckDevice(context.Step.Id, planned);
        var names = NumericMachine.Current.Describe(planned.Device, planned.Threads);
        var actual = names with
        {
            Library = "libtorch " + TorchLibrary.Version,
            Blas = BlasOf(names.Blas, TorchLibrary.Blas),
            Precision = planned.Precision,
        };
        if (tell && actual != planned)
        {
            context.Report(ModelCodes.OtherNumerics, context.Step.Id, Text(planned), Text(actual));
        }

        return actual;
    }

    /// <summary>Gives the system what libtorch keeps of the memory of tensors when it is disposed, after the step's networks.</summary>
    public static IDisposable Memory() => new TensorMemory();

    /// <summary>How a network is run in an environment.</summary>
    public static NetworkExecution Execution(NumericEnvironment numerics) => new(
        numerics.Device,
        numerics.Threads,
        numerics.Precision switch
        {
            "tf32" => NetworkPrecision.TensorFloat,
            "bf16" => NetworkPrecision.BFloat,
            "fp16" => NetworkPrecision.Half,
            _ => NetworkPrecision.Single,
        });

    private static void CheckDevice(string step, NumericEnvironment planned)
    {
        if (!planned.IsOnGpu)
        {
            return;
        }

        var devices = torch.cuda.device_count();
        if (planned.GpuIndex >= devices)
        {
            throw new RunFailureException(ModelCodes.NoCuda, step, planned.Device, WholeNumber.Text(devices));
        }
    }

    /// <summary>
    /// What multiplies matrices, once libtorch is loaded. OpenBLAS describes itself as <c>OpenBLAS 0.3.21 NO_LAPACKE …</c>. A libtorch in a folder of its own may bring one along, as those for ARM do:
    /// that is not the system's, and plans name it by libtorch's version alone.
    /// </summary>
    /// <param name="named">What the names of files say.</param>
    /// <param name="description">What the loaded library says of itself.</param>
    internal static string BlasOf(string named, string description) =>
        named != NumericMachine.OwnBlas && description.Split(' ') is ["OpenBLAS", var version, ..] ? "openblas " + version : named;

    private static string Text(NumericEnvironment environment) =>
        string.Join(", ", new[] { environment.Library, environment.Blas, environment.Processor, environment.Gpu ?? "" }.Where(part => !string.IsNullOrEmpty(part)));

    private sealed class TensorMemory : IDisposable
    {
        public void Dispose() => TorchLibrary.TrimBlocks();
    }
}
