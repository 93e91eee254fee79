using System.IO.Compression;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using Xunit;

namespace WhiteMatter.Learning.Tests.Weights;

/// <summary>
/// State dicts that PyTorch 1.13.1 saves (<c>/usr/bin/python3 Peer/autoencoder.py save FOLDER</c>), whose names are those of the published code of UDIP
/// (github.com/ZhiGroup/DeepENDO, UDIP/udip_model.py): all of a network is taken, or nothing.
/// </summary>
public sealed class PretrainedWeightsTests : IClassFixture<PretrainedWeightsTests.SavedStates>
{
    private static readonly VolumeSize s_size = new(16, 17, 18);
    private static readonly AutoencoderArchitecture s_architecture = new([2, 3, 4, 5], 6);
    private readonly SavedStates _saved;

    public PretrainedWeightsTests(SavedStates saved) => _saved = saved;

    [PyTorchTheory]
    [InlineData("published.pt")]
    [InlineData("parameters.pt")]
    [InlineData("prefixed.pt")]
    [InlineData("transposed.pt")]
    [InlineData("shared.pt")]
    [InlineData("ours.pt")]
    [InlineData("lightning.ckpt")]
    [InlineData("weights.safetensors")]
    public void Every_value_is_taken_whatever_the_names_and_the_file(string name)
    {
        using var network = Network(seed: 99);
        Assert.NotEqual(_saved.Bytes, BytesOf(network));
        PretrainedWeights.Load(network, _saved.PathOf(name));
        Assert.Equal(_saved.Bytes, BytesOf(network));
    }

    [PyTorchTheory]
    [InlineData("half.pt", 11)]
    [InlineData("bfloat16.pt", 8)]
    public void Values_of_16_bits_are_widened(string name, int digits)
    {
        using var network = Network(seed: 99);
        PretrainedWeights.Load(network, _saved.PathOf(name));
        using var original = Network(seed: 7);
        foreach (var ((key, value), (_, expected)) in network.state_dict().Zip(original.state_dict()))
        {
            if (value.dtype == torch.ScalarType.Float32)
            {
                foreach (var (one, other) in value.data<float>().ToArray().Zip(expected.data<float>().ToArray()))
                {
                    // Rounded to so many binary digits, a value is off by half of the last one at most; tiny ones of F16 by 2⁻²⁵.
                    Assert.True(Math.Abs(one - other) <= Math.Max(Math.ScaleB(Math.Abs(other), -digits), Math.ScaleB(1, -25)), $"{key}: {one} for {other}");
                }
            }
        }
    }

    [PyTorchTheory]
    [InlineData("incomplete.pt", LearningProblem.WeightsOfOtherNetwork, "missing: encoder.level3.norm2.weight")]
    [InlineData("extra.pt", LearningProblem.WeightsOfOtherNetwork, "not of the network: extra.weight")]
    [InlineData("shape.pt", LearningProblem.WeightsOfOtherNetwork, "encoder.latent.bias is F32 [7] in place of F32 [6]")]
    [InlineData("double.pt", LearningProblem.WeightsOfOtherNetwork, "is F64")]
    [InlineData("object.pt", LearningProblem.WeightsDamaged, "torch.save(model.state_dict(), path)")]
    [InlineData("old.pt", LearningProblem.WeightsDamaged, "before version 1.6")]
    [InlineData("list.pt", LearningProblem.WeightsDamaged, "no dictionary")]
    public void What_is_not_exactly_the_network_is_refused_and_nothing_is_taken(string name, LearningProblem problem, string words)
    {
        using var network = Network(seed: 99);
        var before = BytesOf(network);
        var refused = Assert.Throws<LearningException>(() => PretrainedWeights.Load(network, _saved.PathOf(name)));
        Assert.Equal(problem, refused.Problem);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, BytesOf(network));
    }

    [LibtorchFact]
    public void Weights_that_are_no_finite_numbers_are_refused_by_the_name_of_their_tensor()
    {
        using var folder = new TemporaryFolder();
        using var network = Network(seed: 7);
        using (torch.no_grad())
        {
            network.state_dict()["decoder.latent.weight"].fill_(double.NaN);
        }

        File.WriteAllBytes(folder["w.safetensors"], BytesOf(network));
        using var other = Network(seed: 99);
        var before = BytesOf(other);
        var refused = Assert.Throws<LearningException>(() => PretrainedWeights.Load(other, folder["w.safetensors"]));
        Assert.Equal(LearningProblem.WeightsDamaged, refused.Problem);
        Assert.Contains("decoder.latent.weight", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, BytesOf(other));
    }

    [LibtorchFact]
    public void Variances_below_0_are_refused_by_the_name_of_their_tensor()
    {
        using var folder = new TemporaryFolder();
        using var network = Network(seed: 7);
        using (torch.no_grad())
        {
            // Running means may be below 0, and variances may be 0.
            network.state_dict()["encoder.level1.norm1.running_mean"].fill_(-3);
            network.state_dict()["encoder.level1.norm2.running_var"].fill_(0);
        }

        File.WriteAllBytes(folder["good.safetensors"], BytesOf(network));
        using (torch.no_grad())
        {
            network.state_dict()["encoder.level1.norm1.running_var"].fill_(-0.5);
        }

        File.WriteAllBytes(folder["w.safetensors"], BytesOf(network));
        using var other = Network(seed: 99);
        var refused = Assert.Throws<LearningException>(() => PretrainedWeights.Load(other, folder["w.safetensors"]));
        Assert.Equal(LearningProblem.WeightsDamaged, refused.Problem);
        Assert.Contains("the tensor encoder.level1.norm1.running_var holds variances and has values below 0", refused.Message, StringComparison.Ordinal);
        PretrainedWeights.Load(other, folder["good.safetensors"]);
    }

    [PyTorchFact]
    public void Damaged_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(_saved.PathOf("published.pt"));
        var random = new Random(5);
        using var network = Network(seed: 99);
        for (var i = 0; i < 300; i++)
        {
            // Cut anywhere, or with some bytes changed in the first pages, where the pickle is, or at the end, where the directory is.
            var bytes = whole.ToArray();
            if (i % 3 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }
            else
            {
                for (var change = 0; change < 1 + (i % 5); change++)
                {
                    bytes[i % 3 == 1 ? random.Next(4000) : bytes.Length - 1 - random.Next(4000)] = (byte)random.Next(256);
                }
            }

            File.WriteAllBytes(folder["d.pt"], bytes);
            try
            {
                PretrainedWeights.Load(network, folder["d.pt"]);
            }
            catch (LearningException)
            {
                // Refused; a change of a byte that nothing reads may pass.
            }
        }

        // A pickle that is packed a thousandfold, and one without its values.
        using (var archive = ZipFile.Open(folder["b.pt"], ZipArchiveMode.Create))
        {
            using var pickle = archive.CreateEntry("a/data.pkl").Open();
            pickle.Write(new byte[101_000_000]);
        }

        Assert.Contains("101000000 bytes", Assert.Throws<LearningException>(() => PretrainedWeights.Load(network, folder["b.pt"])).Message, StringComparison.Ordinal);
    }

    /// <summary>Python's zipfile adds a second file of a name with a warning; which of the two counts is nobody's to guess.</summary>
    [PyTorchFact]
    public void An_archive_with_two_files_of_a_name_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.Copy(_saved.PathOf("published.pt"), folder["twice.pt"]);
        string twice;
        using (var archive = ZipFile.Open(folder["twice.pt"], ZipArchiveMode.Update))
        {
            twice = archive.Entries.Single(entry => entry.Name == "version").FullName;
            using var second = archive.CreateEntry(twice).Open();
            second.Write("3"u8);
        }

        using var network = Network(seed: 99);
        var before = BytesOf(network);
        var refused = Assert.Throws<LearningException>(() => PretrainedWeights.Load(network, folder["twice.pt"]));
        Assert.Equal(LearningProblem.WeightsDamaged, refused.Problem);
        Assert.Contains($"two files '{twice}'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, BytesOf(network));
    }

    [PyTorchFact]
    public void Weights_say_what_they_are_of_and_go_into_no_other_network()
    {
        // Four heads and two share one matrix of the same shape.
        using var folder = new TemporaryFolder();
        var size = new VolumeSize(8, 8, 8);
        var architecture = new TransformerArchitecture(4, 24, 1, 4, 1, PatchPositions.Sinusoidal, 3);
        using var network = new VolumeAutoencoder(architecture, size);
        using (var stream = File.Create(folder["w.safetensors"]))
        {
            NetworkWeights.Save(network, stream, "zscore");
        }

        using var same = new VolumeAutoencoder(architecture, size);
        var origin = PretrainedWeights.Load(same, folder["w.safetensors"]);
        Assert.Equal("8 × 8 × 8", origin.Grid);
        Assert.Equal("zscore", origin.Normalisation);
        Assert.Equal("4", origin.Network["heads"]);
        using var other = new VolumeAutoencoder(architecture with { Heads = 2 }, size);
        var refused = Assert.Throws<LearningException>(() => PretrainedWeights.Load(other, folder["w.safetensors"]));
        Assert.Equal(LearningProblem.WeightsOfOtherNetwork, refused.Problem);
        Assert.Contains("are of a network with heads = 4, and the architecture has 2.", refused.Message, StringComparison.Ordinal);
    }

    private static VolumeAutoencoder Network(long seed)
    {
        var network = new VolumeAutoencoder(s_architecture, s_size);
        InitialWeights.Draw(network, seed);
        return network;
    }

    private static byte[] BytesOf(VolumeAutoencoder network)
    {
        using var stream = new MemoryStream();
        NetworkWeights.Save(network, stream);
        return stream.ToArray();
    }

    /// <summary>The files, saved once.</summary>
    public sealed class SavedStates : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Lazy<byte[]> _bytes;

        public SavedStates() => _bytes = new Lazy<byte[]>(() =>
        {
            var volumes = new NormalisedVolumes(new SyntheticVolumes(s_size, 1), VolumeNormalisation.ZScore);
            using var network = Network(seed: 7);
            PeerFolder.Write(_folder.Path, network, volumes, 1, 0, 1e-3, threads: 1);
            PyTorch.Run("save", _folder.Path);
            return BytesOf(network);
        });

        public byte[] Bytes => _bytes.Value;

        public string PathOf(string name) => Bytes.Length > 0 ? _folder[name] : "";

        public void Dispose() => _folder.Dispose();
    }
}
