using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>What a run says when a model cannot be trained or used.</summary>
public sealed class ModelFailureTests : InFolder
{
    [LibtorchFact]
    public async Task A_grid_too_small_for_the_network()
    {
        var found = await Fails(new SmallModel(Folder) { Channels = [2, 2, 2, 2, 2] }, ModelCodes.GridTooSmall);
        Assert.Contains("The images have 8×8×8 voxels", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Nobody_to_train_on()
    {
        var study = new SmallModel(Folder);
        Folder.Write("people.tsv", "family\teid\tgroup\n" + string.Concat(Enumerable.Range(1, 4).Select(n => $"F{n}\tP{n}\t{(n < 4 ? "test" : "fit")}\n")));
        await Fails(study, ModelCodes.TooFewPeople);
    }

    [LibtorchFact]
    public async Task An_image_without_variance_is_named()
    {
        var found = await Fails(new SmallModel(Folder), ModelCodes.VolumeUnusable, new FakeImages { Constant = "P4" });
        Assert.Contains("The image of P4 has the value 0.5 in every voxel of the mask", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task A_loss_that_is_no_number_is_told_with_people()
    {
        var study = new SmallModel(Folder);
        study = study with { Train = study.Train with { Optimiser = study.Train.Optimiser with { LearningRate = 1e30 } } };
        var found = await Fails(study, ModelCodes.LossNotFinite);
        Assert.Matches(@"with the images of P\d+, P\d+", found.Message);
    }

    [LibtorchFact]
    public async Task Weights_with_a_tensor_missing_or_of_another_shape_are_refused()
    {
        var study = new SmallModel(Folder);
        var trained = await study.RunAsync();
        var found = await Fails(study, ModelCodes.WeightsOfOtherNetwork, model: new Copied(study, trained, name => name != "encoder.level1.norm1.running_mean", false));
        Assert.Contains("missing: encoder.level1.norm1.running_mean", found.Message, StringComparison.Ordinal);
        found = await Fails(study, ModelCodes.WeightsOfOtherNetwork, model: new Copied(study, trained, _ => true, true));
        Assert.Contains("encoder.latent.bias is F32 [3, 1] in place of F32 [3]", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Weights_that_are_no_safetensors_file_are_refused()
    {
        var study = new SmallModel(Folder);
        var trained = await study.RunAsync();
        await Fails(study, ModelCodes.WeightsDamaged, model: new Copied(study, trained, null, false));
    }

    [LibtorchFact]
    public async Task Images_with_another_mask_than_the_models_are_refused()
    {
        var found = await Fails(new SmallModel(Folder) { OtherImages = true }, ModelCodes.ImagesOfOtherModel);

        // 7 × 7 × 8 voxels, and 6 × 7 × 8.
        Assert.Contains(
            "8×8×8 voxels, 392 of them inside the mask, and those to be encoded have 8×8×8 voxels, 336 of them inside the mask", found.Message, StringComparison.Ordinal);
    }

    /// <summary>The box of the model's mask does not hold the other's, which is no matter of the plan.</summary>
    [LibtorchFact]
    public async Task Images_with_another_mask_than_a_cropped_models_are_refused()
    {
        var study = new SmallModel(Folder) { OtherImages = true, Crop = new VoxelBox([1, 1, 0], [7, 7, 8]) };
        var found = await Fails(study, ModelCodes.ImagesOfOtherModel, new FakeImages { Narrower = -1 });

        // 7 × 7 × 8 voxels, and 8 × 7 × 8.
        Assert.Contains(
            "8×8×8 voxels, 392 of them inside the mask, and those to be encoded have 8×8×8 voxels, 448 of them inside the mask", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Nobody_of_the_cohort_has_an_image()
    {
        var study = new SmallModel(Folder) { Encoded = "other" };
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        lines[^1] = lines[^1].Replace("test", "other", StringComparison.Ordinal);
        Folder.Write("people.tsv", string.Join('\n', lines) + "\n");
        Assert.StartsWith("None of the 1 people of the cohort", (await Fails(study, ModelCodes.NobodyToEncode)).Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task A_cuda_device_that_is_not_there()
    {
        var study = new SmallModel(Folder);
        var found = await Fails(study with { Numerics = study.Numerics with { Device = "cuda:99" } }, ModelCodes.NoCuda);
        Assert.StartsWith("The step model:udr asks for the device cuda:99; the linked libtorch sees ", found.Message, StringComparison.Ordinal);
    }

    /// <summary>The message as libtorch 2.11 words it.</summary>
    [Fact]
    public void A_gpu_whose_memory_is_full_is_told_with_what_was_estimated()
    {
        var study = new SmallModel(Folder);
        study = study with { Numerics = study.Numerics with { Device = "cuda:0", Gpu = "NVIDIA L4", Precision = "bf16" } };
        var step = study.Plan().Steps.Single(step => step.Id == "model:udr");
        step = step with { Cost = step.Cost with { GpuMemoryBytes = 30_000_000_000 } };
        var full = new OutOfMemoryException("CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 21.95 GiB");
        var found = FailureDiagnosis.Of(full, step, new Runtime.Store.StoreLayout(study.Store), 1 << 30);
        Assert.Equal(ModelCodes.GpuMemoryFull.Code, found.Code);
        RunExamples.Take(RunExamples.Here(), [found], Folder.Path);
        Assert.StartsWith("The step model:udr ran out of the memory of cuda:0 (NVIDIA L4); about 30.0 GB was estimated", found.Message, StringComparison.Ordinal);
        Assert.Equal(RunCodes.OutOfMemory.Code, FailureDiagnosis.Of(new OutOfMemoryException("not enough memory"), step, new Runtime.Store.StoreLayout(study.Store), 1 << 30).Code);
    }

    /// <summary>As cuDNN and cuBLAS word it through libtorch 2.11; they take memory beside its allocator.</summary>
    [Theory]
    [InlineData("cuDNN error: CUDNN_STATUS_NOT_INITIALIZED", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED", true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("Unable to find a valid cuDNN algorithm to run convolution", true)]
    [InlineData("GET was unable to find an engine to execute this computation", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED", false)]
    [InlineData("[enforce fail at alloc_cpu.cpp:114] data. DefaultCPUAllocator: not enough memory: you tried to allocate 8589934592 bytes.", false)]
    public void Libraries_that_find_no_memory_on_a_gpu_are_told_as_the_allocator_is(string message, bool ofGpu)
    {
        var study = new SmallModel(Folder);
        study = study with { Numerics = study.Numerics with { Device = "cuda:0", Gpu = "NVIDIA L4", Precision = "bf16" } };
        var step = study.Plan().Steps.Single(step => step.Id == "model:udr");
        var found = FailureDiagnosis.Of(new OutOfMemoryException(message), step, new Runtime.Store.StoreLayout(study.Store), 1 << 30);
        Assert.Equal(ofGpu ? ModelCodes.GpuMemoryFull.Code : RunCodes.OutOfMemory.Code, found.Code);
    }

    [LibtorchFact]
    public async Task A_network_larger_than_memory_is_told_with_its_estimate()
    {
        var found = await Fails(new SmallModel(Folder) { Channels = [2, 500_000_000] }, RunCodes.OutOfMemory);
        Assert.Contains("model:udr ran out of memory", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_without_libtorch_says_what_to_install()
    {
        // The program as it is without the library that speaks to libtorch, in a folder of its own.
        using var program = new TemporaryFolder();
        var here = Path.GetDirectoryName(typeof(ChildProgram).Assembly.Location)!;
        foreach (var file in Directory.EnumerateFiles(here).Where(file => !Path.GetFileName(file).StartsWith("libwhitematter_torch", StringComparison.Ordinal)))
        {
            File.Copy(file, program[Path.GetFileName(file)]);
        }

        _ = new SmallModel(Folder);
        var (code, output) = Child.Run(["model", Folder.Path], program: program[Path.GetFileName(typeof(ChildProgram).Assembly.Location)]);
        Assert.Equal(3, code);
        Assert.StartsWith($"{ModelCodes.LibraryMissing.Code} The step model:udr runs a network, and its library cannot be loaded: ", output, StringComparison.Ordinal);
        // What the loader says after it is the machine's.
        var said = output[(output.IndexOf(' ', StringComparison.Ordinal) + 1)..(output.IndexOf(" loaded: ", StringComparison.Ordinal) + 8)] + "…";
        RunExamples.Take(RunExamples.Here(), [Diagnostic.Create(ModelCodes.LibraryMissing, null, "", "") with { Message = said }], Folder.Path);
    }

    [Fact]
    public void A_study_without_a_model_maps_no_libtorch()
    {
        _ = new SmallFileset(Folder);
        var (code, output) = Child.Run(["association", Folder.Path]);
        Assert.Equal((0, "done, mapped: libwhitematter.so"), (code, output.Trim()));
    }

    private static async Task<Diagnostic> Fails(
        SmallModel study, DiagnosticDescriptor expected, FakeImages? images = null, IStepHandler<ModelParameters>? model = null)
    {
        if (model is not null)
        {
            Directory.Delete(study.Store, recursive: true);
        }

        var result = await study.RunAsync(images, model);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal((expected.Code, 3), (found.Code, found.Span!.Line));
        Assert.NotEmpty(found.Advice);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(study.Store, "tmp")));
        return found;
    }

    /// <summary>Gives the artifact of a training before, with weights that another program might have written.</summary>
    private sealed class Copied : IStepHandler<ModelParameters>
    {
        private readonly Dictionary<string, byte[]> _files;
        private readonly Func<string, bool>? _keep;
        private readonly bool _reshape;

        public Copied(SmallModel study, RunResult trained, Func<string, bool>? keep, bool reshape)
        {
            var folder = Path.GetDirectoryName(study.PathOf(trained, "model:udr", "model.json"))!;
            _files = SmallModel.RecordOf(trained, "model:udr").Files.Where(file => File.Exists(Path.Combine(folder, file.Name))).ToDictionary(file => file.Name, file => File.ReadAllBytes(Path.Combine(folder, file.Name)));
            _keep = keep;
            _reshape = reshape;
        }

        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<ModelParameters> context, CancellationToken cancellationToken)
        {
            foreach (var name in new[] { "model.json", "fitted.tsv" })
            {
                using var stream = context.Output.Create(name);
                stream.Write(_files[name]);
            }

            using var weights = context.Output.Create("weights.safetensors");
            if (_keep is null)
            {
                weights.Write(_files["fitted.tsv"]);
                return ValueTask.CompletedTask;
            }

            var path = Path.Combine(context.Scratch, "weights");
            File.WriteAllBytes(path, _files["weights.safetensors"]);
            using var file = SafetensorsFile.Open(path);
            SafetensorsWriter.Write(weights, file.Tensors.Where(tensor => _keep(tensor.Name)).Select(tensor => Rewritten(file, tensor)));
            return ValueTask.CompletedTask;
        }

        private TensorToStore Rewritten(SafetensorsFile file, StoredTensor tensor)
        {
            var values = new byte[tensor.Bytes];
            file.Read(tensor, 0, values);
            return new TensorToStore(
                tensor.Name, tensor.Type, _reshape && tensor.Name == "encoder.latent.bias" ? tensor.Shape.Add(1) : tensor.Shape, output => output.Write(values));
        }
    }
}
