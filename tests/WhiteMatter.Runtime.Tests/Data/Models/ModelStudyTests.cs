using System.Text.Json;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>Steps of models and encodings in runs. What the numbers are is the business of the library's tests.</summary>
public sealed class ModelStudyTests : InFolder
{
    [LibtorchFact]
    public async Task A_model_and_its_latents_have_the_files_and_values_that_the_plan_promises()
    {
        var study = new SmallModel(Folder);
        var result = await study.RunAsync();
        Done(result);
        var values = SmallModel.RecordOf(result, "model:udr").Values;
        Assert.Equal((3, SmallModel.Fitted), (values["epochs"], values["people"]));
        var history = File.ReadAllLines(study.PathOf(result, "model:udr", "history.tsv"));
        Assert.Equal("epoch\ttraining_loss\tvalidation_loss\tlearning_rate\tseconds", history[0]);
        Assert.Equal(4, history.Length);
        Assert.Equal(values["validation_loss"].ToString("R", System.Globalization.CultureInfo.InvariantCulture), history[(int)values["best_epoch"]].Split('\t')[2]);

        // For TensorBoard: the version, and of each of three epochs both losses and the rate.
        var events = Events(study.PathOf(result, "model:udr", "events.out.tfevents.wmstudy"));
        Assert.Equal([3, 3, 3], new[] { "loss/training", "loss/validation", "learning_rate" }.Select(tag => events.Split(tag).Length - 1));
        var fitted = File.ReadAllLines(study.PathOf(result, "model:udr", "fitted.tsv"));
        Assert.Equal("id\trole", fitted[0]);
        Assert.Equal(Enumerable.Range(1, SmallModel.Fitted).Select(n => $"P{n}"), fitted.Skip(1).Select(line => line.Split('\t')[0]));
        Assert.Contains(fitted, line => line.EndsWith("\ttraining", StringComparison.Ordinal));
        Assert.Contains(fitted, line => line.EndsWith("\tvalidation", StringComparison.Ordinal));
        var model = JsonSerializer.Deserialize<ModelDocument>(File.ReadAllBytes(study.PathOf(result, "model:udr", "model.json")), PlanJson.Options)!;
        Assert.Equal(values["parameters"], model.Layers.Sum(layer => layer.Parameters));
        using (var weights = SafetensorsFile.Open(study.PathOf(result, "model:udr", "weights.safetensors")))
        {
            // Weights and biases, without the running statistics, which are there too.
            Assert.Equal(
                values["parameters"],
                weights.Tensors.Where(tensor => !tensor.Name.Contains("running", StringComparison.Ordinal) && tensor.Type == TensorType.F32).Sum(tensor => tensor.Count));
            Assert.Contains(weights.Tensors, tensor => tensor.Name == "encoder.level1.norm1.running_var");
        }

        // Those of the last epoch are the same where it is the best.
        var (best, last) = (File.ReadAllBytes(study.PathOf(result, "model:udr", "weights.safetensors")), File.ReadAllBytes(study.PathOf(result, "model:udr", "last.safetensors")));
        Assert.Equal(best.Length, last.Length);
        Assert.Equal(values["best_epoch"] == 3, best.AsSpan().SequenceEqual(last));

        foreach (var name in new[] { "mean.nii.gz", "reconstruction.nii.gz" })
        {
            var image = NiftiFile.Read(study.PathOf(result, "model:udr", name));
            Assert.Equal((8, 8, 8), (image.Grid.X, image.Grid.Y, image.Grid.Z));
            Assert.All(image.Values, value => Assert.True(float.IsFinite(value)));
            Assert.Contains(image.Values, value => value != 0);
        }

        // Everybody of the other group but the one without an image; nobody of those the model knows.
        var latents = Latents(study, result);
        Assert.Equal(Enumerable.Range(SmallModel.Fitted + 1, SmallModel.People - SmallModel.Fitted - 1).Select(n => $"P{n}"), latents.Ids.AsEnumerable());
        Assert.Equal<string>(["latent_001", "latent_002", "latent_003"], [.. latents.Names]);
        var encoded = SmallModel.RecordOf(result, "encoding:latents").Values;
        Assert.Equal((7, 3, 0), (encoded["people"], encoded["traits"], encoded["fitted"]));
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == ModelCodes.PeopleFitted.Code);
        Assert.Empty(Directory.EnumerateDirectories(new StoreLayout(study.Store).Checkpoints));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(study.PathOf(result, "model:udr", "weights.safetensors")));
        }
    }

    [LibtorchFact]
    public async Task What_the_network_sees_in_training_changes_the_weights_and_stands_beside_them()
    {
        var plain = new SmallModel(Folder);
        var masked = plain with { Corruption = new CorruptionSettings(0.2, 0.5) { Patch = 3, Over = LossVoxels.Hidden } };
        var augmented = plain with { Augment = new AugmentationSettings(0.1, 0.2, 10, 2, 0.05, true) };
        var weights = new List<byte[]>();
        foreach (var study in new[] { plain, masked, augmented })
        {
            var result = await study.RunAsync();
            Done(result);
            weights.Add(File.ReadAllBytes(study.PathOf(result, "model:udr", "weights.safetensors")));
            var model = JsonSerializer.Deserialize<ModelDocument>(File.ReadAllBytes(study.PathOf(result, "model:udr", "model.json")), PlanJson.Options)!;
            Assert.Equal((study.Corruption, study.Augment), (model.Corruption, model.Augment));

            // Latents are of images as they are: there are as many as without.
            Assert.Equal(7, Latents(study, result).Ids.Length);
        }

        Assert.NotEqual(weights[0], weights[1]);
        Assert.NotEqual(weights[0], weights[2]);
        var large = plain with { Corruption = new CorruptionSettings(0, 0.5) { Patch = 8, Over = LossVoxels.All } };
        var failed = Assert.Single((await large.RunAsync()).Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(ModelCodes.GridTooSmall.Code, failed.Code);
        Assert.Contains("one block of 8 × 8 × 8 voxels", failed.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task A_variational_model_has_the_parts_of_its_loss_and_tells_of_latents_that_carry_nothing()
    {
        var study = new SmallModel(Folder) { Variational = new VariationalSettings(2, 1) };
        var result = await study.RunAsync();
        Done(result);
        var history = File.ReadAllLines(study.PathOf(result, "model:udr", "history.tsv"));
        Assert.Equal(
            "epoch\ttraining_loss\tvalidation_loss\tlearning_rate\tseconds\ttraining_reconstruction\ttraining_divergence\tvalidation_reconstruction\tvalidation_divergence",
            history[0]);
        double[] row = [.. history[3].Split('\t').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

        // 392 voxels in the mask.
        Assert.Equal(row[7] + (2 * 2.0 / 392 * row[8]), row[2], 1e-5);
        var latents = File.ReadAllLines(study.PathOf(result, "model:udr", "latents.tsv"));
        Assert.Equal(["latent\tdivergence", "latent_001", "latent_002", "latent_003"], latents.Select((line, i) => i == 0 ? line : line.Split('\t')[0]));
        Assert.Equal<string>(["latent_001", "latent_002", "latent_003"], [.. Latents(study, result).Names]);
        Assert.Equal(
            latents.Skip(1).Count(line => double.Parse(line.Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture) < 0.01),
            SmallModel.RecordOf(result, "model:udr").Values["collapsed"]);

        // A weight that leaves nothing of them.
        var held = study with { Variational = new VariationalSettings(1e5, 0), Train = study.Train with { Epochs = 60, Optimiser = study.Train.Optimiser with { LearningRate = 2e-2 } } };
        var collapsed = await held.RunAsync();
        var found = Assert.Single(collapsed.Diagnostics, found => found.Code == ModelCodes.LatentsCollapsed.Code);
        Assert.StartsWith("'udr' draws 3 of its 3 latents", found.Message, StringComparison.Ordinal);
        Assert.Equal(3, SmallModel.RecordOf(collapsed, "model:udr").Values["collapsed"]);
    }

    [LibtorchFact]
    public async Task A_model_of_transformers_is_trained_encoded_and_taken_again_from_its_weights()
    {
        var study = new SmallModel(Folder) { Transformer = new TransformerAutoencoder(4, 12, 2, 2, 1, PatchPositions.SinCos, 3) };
        var result = await study.RunAsync();
        Done(result);
        var model = JsonSerializer.Deserialize<ModelDocument>(File.ReadAllBytes(study.PathOf(result, "model:udr", "model.json")), PlanJson.Options)!;
        Assert.Equal((study.Transformer, null), (model.Transformer, model.Architecture));
        var expected = Latents(study, result);
        Assert.Equal<string>(["latent_001", "latent_002", "latent_003"], [.. expected.Names]);
        File.Copy(study.PathOf(result, "model:udr", "weights.safetensors"), Folder["vit.safetensors"]);
        var taken = study with { Weights = "vit.safetensors", SaysFitted = false, Train = study.Train with { Epochs = 0 } };
        var second = await taken.RunAsync();
        Done(second);
        Assert.All(expected.Values.Zip(Latents(taken, second).Values), pair => Assert.Equal(pair.First, pair.Second));
    }

    [LibtorchFact]
    public async Task Weights_from_elsewhere_are_taken_as_they_are_or_trained_further()
    {
        var trained = new SmallModel(Folder);
        var first = await trained.RunAsync();
        Done(first);
        var expected = Latents(trained, first);
        File.Copy(trained.PathOf(first, "model:udr", "weights.safetensors"), Folder["w.safetensors"]);

        var taken = new SmallModel(Folder) { Weights = "w.safetensors", SaysFitted = false, Train = trained.Train with { Epochs = 0 } };
        var second = await taken.RunAsync();
        Done(second);
        var values = SmallModel.RecordOf(second, "model:udr").Values;
        Assert.Equal((0, 0, 0), (values["epochs"], values["best_epoch"], values["people"]));
        Assert.True(double.IsNaN(values["validation_loss"]));
        Assert.Equal(File.ReadAllBytes(Folder["w.safetensors"]), File.ReadAllBytes(taken.PathOf(second, "model:udr", "weights.safetensors")));
        var latents = Latents(taken, second);
        Assert.Equal(expected.Ids.AsEnumerable(), latents.Ids.AsEnumerable());
        Assert.All(expected.Values.Zip(latents.Values), pair => Assert.Equal(pair.First, pair.Second));

        // Those it was fitted on elsewhere are known where the study says who they are.
        var known = taken with { SaysFitted = true, Encoded = null };
        var third = await known.RunAsync();
        Done(third);
        Assert.Contains(third.Diagnostics, found => found.Code == ModelCodes.PeopleFitted.Code);

        // Trained further, its first loss is below the last of the training before, give or take who is held out.
        var further = await (trained with { Weights = "w.safetensors" }).RunAsync();
        Done(further);
        double FirstLoss(RunResult result) => double.Parse(
            File.ReadAllLines(trained.PathOf(result, "model:udr", "history.tsv"))[1].Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(FirstLoss(further) < FirstLoss(first), $"{FirstLoss(further)} and {FirstLoss(first)}");
    }

    [LibtorchFact]
    public async Task A_latent_that_is_the_same_in_everybody_is_named_and_left_out_of_the_traits()
    {
        var trained = new SmallModel(Folder);
        var first = await trained.RunAsync();
        Done(first);

        // The second latent of three is its bias in everybody.
        Rewrite(trained.PathOf(first, "model:udr", "weights.safetensors"), Folder["one.safetensors"], [1]);
        var taken = new SmallModel(Folder) { Weights = "one.safetensors", SaysFitted = false, Train = trained.Train with { Epochs = 0 } };
        var second = await taken.RunAsync();
        Done(second);
        var warned = Assert.Single(second.Diagnostics, found => found.Code == ModelCodes.LatentsConstant.Code);
        Assert.StartsWith("Latents of latents that are the same in all people encoded, and so are left out of the traits: 1 of 3 (such as latent_002)", warned.Message, StringComparison.Ordinal);
        Assert.Equal(["latent_001", "latent_003"], Latents(taken, second).Names.AsEnumerable());
        Assert.Equal(2, SmallModel.RecordOf(second, "encoding:latents").Values["traits"]);

        Rewrite(trained.PathOf(first, "model:udr", "weights.safetensors"), Folder["all.safetensors"], [0, 1, 2]);
        var third = await (taken with { Weights = "all.safetensors" }).RunAsync();
        Assert.Equal(RunEnding.Failed, third.Ending);
        Assert.Equal(InterpretationCodes.NoLatentVaries.Code, third.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error).Code);

        void Rewrite(string path, string target, int[] still)
        {
            using var file = SafetensorsFile.Open(path);
            using var weights = File.Create(target);
            SafetensorsWriter.Write(weights, file.Tensors.Select(tensor =>
            {
                var values = new byte[tensor.Bytes];
                file.Read(tensor, 0, values);
                if (tensor.Name == "encoder.latent.weight")
                {
                    var row = values.Length / (int)tensor.Shape[0];
                    foreach (var latent in still)
                    {
                        values.AsSpan(latent * row, row).Clear();
                    }
                }

                return new TensorToStore(tensor.Name, tensor.Type, tensor.Shape, output => output.Write(values));
            }));
        }
    }

    [LibtorchFact]
    public async Task More_batches_a_step_than_an_epoch_has_are_told()
    {
        var study = new SmallModel(Folder);
        var result = await (study with { Train = study.Train with { Accumulate = 4 } }).RunAsync();
        Done(result);

        // Of ten people seven are trained on, in batches of four.
        var warned = Assert.Single(result.Diagnostics, found => found.Code == ModelCodes.AccumulatesBeyondEpoch.Code);
        Assert.Equal("'udr' takes the gradients of 4 batches together for a step, and an epoch has at most 2: weights move once an epoch.", warned.Message);
        Assert.DoesNotContain((await study.RunAsync()).Diagnostics, found => found.Code == ModelCodes.AccumulatesBeyondEpoch.Code);
    }

    [LibtorchFact]
    public async Task Weights_of_another_network_end_the_run_at_once()
    {
        File.WriteAllBytes(Folder["w.pt"], [0x50, 0x4b, 3, 4]);
        var taken = new SmallModel(Folder) { Weights = "w.pt", SaysFitted = false };
        var result = await (taken with { Train = taken.Train with { Epochs = 0 } }).RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Contains(result.Diagnostics, found => found.Code == ModelCodes.WeightsDamaged.Code);
    }

    [LibtorchFact]
    public async Task Parts_of_any_size_give_the_same_latents_and_tell_a_warning_once()
    {
        var study = new SmallModel(Folder) { Encoded = null };
        study = study with { Numerics = study.Numerics with { Blas = "openblas 0.0.0" } };
        var whole = await study.RunAsync();
        Done(whole);
        var expected = File.ReadAllBytes(study.PathOf(whole, "encoding:latents", "traits.bin"));
        foreach (int[] parts in new int[][] { [17], [5, 12], [1, 0, 9, 64] })
        {
            using var other = new TemporaryFolder();
            var sharded = new SmallModel(other) { Encoded = null, Parts = [.. parts], Numerics = study.Numerics };
            var result = await sharded.RunAsync();
            Done(result);
            Assert.Equal(expected, File.ReadAllBytes(sharded.PathOf(result, "encoding:latents", "traits.bin")));
            Assert.Single(result.Diagnostics, found => found.Code == ModelCodes.OtherNumerics.Code && found.Message.Contains("encoding:latents", StringComparison.Ordinal));
            Assert.Equal(SmallModel.RecordOf(whole, "encoding:latents").Values, SmallModel.RecordOf(result, "encoding:latents").Values);
        }
    }

    [LibtorchFact]
    public async Task People_that_the_model_was_fitted_on_are_seen_by_their_ids_and_counted()
    {
        var study = new SmallModel(Folder) { Encoded = null, WithFamilies = true };
        var result = await study.RunAsync();
        Done(result);
        var warned = Assert.Single(result.Diagnostics, found => found.Code == ModelCodes.PeopleFitted.Code);
        Assert.StartsWith($"Of the {SmallModel.People - 1} people encoded in latents, the model was fitted on {SmallModel.Fitted} (such as P1, P2,", warned.Message, StringComparison.Ordinal);
        Assert.Equal(SmallModel.Fitted, SmallModel.RecordOf(result, "encoding:latents").Values["fitted"]);
        Assert.Equal("F1", Latents(study, result).Families?[0]);
        Assert.Equal(
            ["family\tid", .. Enumerable.Range(1, SmallModel.Fitted).Select(n => $"F{n}\tP{n}")],
            File.ReadAllLines(study.PathOf(result, "encoding:latents", "fitted.tsv")));
        Assert.StartsWith("family\tid\trole", File.ReadAllText(study.PathOf(result, "model:udr", "fitted.tsv")), StringComparison.Ordinal);
    }

    /// <summary>The mask of the fake images is x ≥ 1 and y ≥ 1: a box of 7 × 7 × 8 voxels from (1, 1, 0) on.</summary>
    [LibtorchFact]
    public async Task A_cropped_model_sees_its_box_and_writes_on_the_whole_grid()
    {
        var study = new SmallModel(Folder) { Crop = new VoxelBox([1, 1, 0], [7, 7, 8]), Parts = [9, 8] };
        var result = await study.RunAsync();
        Done(result);
        var model = JsonSerializer.Deserialize<ModelDocument>(File.ReadAllBytes(study.PathOf(result, "model:udr", "model.json")), PlanJson.Options)!;
        Assert.Equal([8, 8, 8], model.Size.AsEnumerable());
        Assert.Equal([7, 7, 8], model.Seen.AsEnumerable());
        Assert.Equal([7, 7, 8], model.Layers[0].Output.Skip(1));
        var image = NiftiFile.Read(study.PathOf(result, "model:udr", "reconstruction.nii.gz"));
        Assert.Equal((8, 8, 8), (image.Grid.X, image.Grid.Y, image.Grid.Z));
        Assert.All(Enumerable.Range(0, 512), i => Assert.True((image.Values[i] != 0) == (i % 8 > 0 && i / 8 % 8 > 0)));
        Assert.Equal(7, Latents(study, result).Ids.Length);
    }

    [LibtorchFact]
    public async Task A_box_that_does_not_hold_the_mask_is_refused()
    {
        foreach (var box in new[] { new VoxelBox([2, 1, 0], [6, 7, 8]), new VoxelBox([1, 1, 0], [7, 7, 9]), VoxelBox.Unknown })
        {
            var result = await (new SmallModel(Folder) { Crop = box }).RunAsync();
            var found = Assert.Single(result.Diagnostics, found => found.Code == RunCodes.PlanBroken.Code);
            Assert.Contains("planned for the box of a mask that is not the images'", found.Message, StringComparison.Ordinal);
        }
    }

    [LibtorchFact]
    public async Task People_without_an_image_are_a_counted_warning()
    {
        var result = await new SmallModel(Folder).RunAsync();
        var warned = Assert.Single(result.Diagnostics, found => found.Code == ModelCodes.PeopleWithoutImage.Code);
        Assert.StartsWith($"No image for 1 of {SmallModel.People - SmallModel.Fitted} people (such as P{SmallModel.People}); latents leaves them out.", warned.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task A_stopped_training_goes_on_from_its_checkpoint_and_gives_the_weights_of_one_never_stopped()
    {
        using var whole = new TemporaryFolder();
        using var stopped = new TemporaryFolder();
        var train = new SmallModel(whole).Train with { Epochs = 60 };
        var expected = await new SmallModel(whole) { Train = train }.RunAsync();
        var study = new SmallModel(stopped) { Train = train };
        var checkpoint = await StopAfterAnEpoch(study);
        Assert.True(File.Exists(Path.Combine(checkpoint, "current.json")));

        // The curves of the epochs so far, for who watches: as many as the checkpoint has.
        var epochs = int.Parse(Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(checkpoint, "epoch-*.safetensors")))["epoch-".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(epochs, File.ReadAllLines(Path.Combine(checkpoint, "history.tsv")).Length - 1);
        Assert.Equal(epochs, Events(Path.Combine(checkpoint, "events.out.tfevents.wmstudy")).Split("loss/validation").Length - 1);
        var result = await study.RunAsync();
        Done(result);
        Assert.Contains(result.Diagnostics, found => found.Code == ModelCodes.TrainingResumed.Code);
        Assert.Equal(
            File.ReadAllBytes(new SmallModel(whole).PathOf(expected, "model:udr", "weights.safetensors")),
            File.ReadAllBytes(study.PathOf(result, "model:udr", "weights.safetensors")));
        Assert.False(Directory.Exists(checkpoint));
    }

    [LibtorchFact]
    public async Task A_checkpoint_that_was_changed_is_a_warning_and_training_starts_anew()
    {
        var study = new SmallModel(Folder);
        study = study with { Train = study.Train with { Epochs = 60 } };
        var checkpoint = await StopAfterAnEpoch(study);

        // A stop between writing a checkpoint and removing the one before leaves two; the pointer names the one that counts.
        using var pointer = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(checkpoint, "current.json")));
        var tensors = Path.Combine(checkpoint, pointer.RootElement.GetProperty("File").GetString()!);
        var bytes = File.ReadAllBytes(tensors);
        bytes[^1] ^= 1;
        File.WriteAllBytes(tensors, bytes);
        var result = await study.RunAsync();
        Done(result);
        var warned = Assert.Single(result.Diagnostics, found => found.Code == ModelCodes.CheckpointNotUsed.Code);
        Assert.Contains("its content is not what was written", warned.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == ModelCodes.TrainingResumed.Code);
    }

    [LibtorchFact]
    public async Task A_machine_unlike_the_plans_is_a_warning()
    {
        var study = new SmallModel(Folder);
        study = study with { Numerics = study.Numerics with { Processor = "x86-64 mmx" } };
        var result = await study.RunAsync();
        Done(result);
        Assert.Equal(2, result.Diagnostics.Count(found => found.Code == ModelCodes.OtherNumerics.Code));
        Assert.Contains(result.Diagnostics, found => found.Message.StartsWith("The step model:udr was planned for libtorch", StringComparison.Ordinal) && found.Message.Contains("x86-64 mmx and runs on", StringComparison.Ordinal));
    }

    [LibtorchFact]
    public async Task The_same_machine_is_no_warning()
    {
        var result = await new SmallModel(Folder).RunAsync();
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == ModelCodes.OtherNumerics.Code);
    }

    private static async Task<string> StopAfterAnEpoch(SmallModel study)
    {
        using var stop = new CancellationTokenSource();
        var layout = new StoreLayout(study.Store);
        var checkpoint = layout.Checkpoint(study.Plan().Steps.Single(step => step.Id == "model:udr").Fingerprint);
        var running = Task.Run(() => study.RunAsync(cancellationToken: stop.Token));

        // A thread of its own: beside other tests the pool's may be late by more than the epochs that are left.
        var watch = new Thread(() =>
        {
            while (!File.Exists(Path.Combine(checkpoint, "current.json")) && !running.IsCompleted)
            {
                Thread.Sleep(1);
            }

            stop.Cancel();
        });
        watch.Start();
        watch.Join();
        Assert.Equal(RunEnding.Stopped, (await running).Ending);
        return checkpoint;
    }

    private static string Events(string path) => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));

    private static TraitMatrix Latents(SmallModel study, RunResult result)
    {
        using var stream = File.OpenRead(study.PathOf(result, "encoding:latents", "traits.bin"));
        return TraitMatrix.Read(stream);
    }

    private static void Done(RunResult result) =>
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
}
