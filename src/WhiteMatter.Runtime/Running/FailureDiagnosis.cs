using WhiteMatter.Formats;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Learning;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Torch;

namespace WhiteMatter.Runtime.Running;

/// <summary>Says in the table's codes why a step failed.</summary>
internal static class FailureDiagnosis
{
    private static readonly string[] GpuWords = ["CUDA", "cuDNN", "CUBLAS", "find an engine"];

    /// <summary>The diagnostic of an exception, at the line of the study that asked for the step.</summary>
    public static Diagnostic Of(Exception exception, PlanStep step, StoreLayout store, long memoryBytes)
    {
        switch (exception)
        {
            case AggregateException { InnerException: { } first }:
                return Of(first, step, store, memoryBytes);
            case RunFailureException failure:
                return failure.ToDiagnostic(step.Source);
            case DataFormatException data:
                return DataFailure.Of(data, step.Source);
            case Genetics.Designs.DesignException design:
                return DataFailure.Of(design, step.Source);
            case Statistics.Designs.DesignException design:
                return Diagnostic.Create(DataFileCodes.DesignImpossible, step.Source, design.Message);
            case RegressionException regression:
                return Of(regression, step);
            case LearningException learning:
                return Diagnostic.Create(RowOf(learning.Problem), step.Source, learning.Message);
            case TorchUnavailableException unavailable:
                return Diagnostic.Create(ModelCodes.LibraryMissing, step.Source, step.Id, unavailable.Message);
            case OutOfMemoryException when Numerics(step) is { IsOnGpu: true } numerics && IsOfGpu(exception.Message):
                return Diagnostic.Create(
                    ModelCodes.GpuMemoryFull, step.Source, step.Id, numerics.Device, numerics.Gpu ?? "", ByteCount.Text(step.Cost.GpuMemoryBytes));
            case OutOfMemoryException:
                return Diagnostic.Create(
                    RunCodes.OutOfMemory, step.Source, step.Id, ByteCount.Text(step.Cost.MemoryBytes), ByteCount.Text(memoryBytes));
            case FileNotFoundException { FileName: { } missing } when !Within(missing, store.Root):
                return Diagnostic.Create(RunCodes.InputGone, step.Source, missing, step.Id);
            case IOException when StorageFailure.IsFull(exception):
                return StorageFailure.Of(exception, store.Drafts, step.Id, step.Cost.DiskBytes).ToDiagnostic(step.Source);
            case IOException or UnauthorizedAccessException when exception.Message.Contains(store.Root, StringComparison.Ordinal):
                return StorageFailure.Of(exception, store.Root, step.Id, step.Cost.DiskBytes).ToDiagnostic(step.Source);
            case IOException or UnauthorizedAccessException:
                return Diagnostic.Create(RunCodes.InputUnreadable, step.Source, step.Id, exception.Message);
            default:
                return Diagnostic.Create(RunCodes.StepFailed, step.Source, step.Id, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Whether memory that could not be had is a GPU's: the allocator of the GPU's names CUDA, and so does cuBLAS; cuDNN and the search for its algorithms name cuDNN or engines.</summary>
    private static bool IsOfGpu(string message) =>
        GpuWords.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)) && !message.Contains("HOST_ALLOCATION", StringComparison.Ordinal);

    private static NumericEnvironment? Numerics(PlanStep step) => step.Parameters switch
    {
        ModelParameters model => model.Numerics,
        EncodingParameters encoding => encoding.Numerics,
        InterpretationParameters interpretation => interpretation.Numerics,
        _ => null,
    };

    /// <summary>The row of a problem of the networks' library.</summary>
    internal static DiagnosticDescriptor RowOf(LearningProblem problem) => problem switch
    {
        LearningProblem.GridTooSmall => ModelCodes.GridTooSmall,
        LearningProblem.TooFewPeople => ModelCodes.TooFewPeople,
        LearningProblem.VolumeUnusable => ModelCodes.VolumeUnusable,
        LearningProblem.LossNotFinite => ModelCodes.LossNotFinite,
        LearningProblem.WeightsDamaged => ModelCodes.WeightsDamaged,
        LearningProblem.WeightsOfOtherNetwork => ModelCodes.WeightsOfOtherNetwork,
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "The problem has no code."),
    };

    private static Diagnostic Of(RegressionException failure, PlanStep step)
    {
        var count = WholeNumber.Text(failure.Count);
        return failure.Problem switch
        {
            RegressionProblem.NoVariants => Diagnostic.Create(RegressionCodes.NoVariants, step.Source, step.Declaration),
            RegressionProblem.FamilyTooLarge => Diagnostic.Create(
                MixedModelCodes.FamilyTooLarge, step.Source, step.Declaration, count, WholeNumber.Text(RotatedPeople.LargestFamily)),
            RegressionProblem.NoCalibration => Diagnostic.Create(MixedModelCodes.NoneToCalibrate, step.Source, step.Declaration, count),
            RegressionProblem.TooManyPeople => Diagnostic.Create(
                MixedModelCodes.TooManyPeople, step.Source, step.Declaration, count, WholeNumber.Text(DenseMixedModel.MostPeople)),
            RegressionProblem.TooManyGroups => Diagnostic.Create(
                MixedModelCodes.TooManyGroups, step.Source, step.Declaration, count, ByteCount.Text(sizeof(double) * DenseMixedModel.MostNumbers)),
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure.Problem, "The problem has no code."),
        };
    }

    private static bool Within(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);
}
