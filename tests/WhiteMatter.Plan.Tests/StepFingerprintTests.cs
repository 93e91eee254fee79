using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WhiteMatter.Plan.Parameters;
using Xunit;

namespace WhiteMatter.Plan.Tests;

public sealed class StepFingerprintTests
{
    private static readonly SummaryStatisticsParameters Parameters = new("GRCh37", 1, null, [StatisticsTable.GwasSsf]);

    [Fact]
    public void It_is_the_hash_of_kind_version_parameters_and_inputs()
    {
        // Written out by hand from the definition; hashed by the framework's SHA-256.
        var input = new Fingerprint(new string('a', 64));
        var text = "summary-statistics\n3\n{\"kind\":\"summary-statistics\",\"build\":\"GRCh37\",\"maximumP\":1,\"top\":null,\"export\":[\"gwasSsf\"]}\nassociation=" + new string('a', 64) + "\n";
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(expected, StepFingerprint.Of(Parameters, [new("association", input)]).Value);
    }

    [Fact]
    public void The_parameters_in_it_are_what_the_serialiser_writes_of_their_common_type()
    {
        var options = new JsonSerializerOptions(PlanJson.Options)
        {
            WriteIndented = false,
            TypeInfoResolver = PlanJson.Options.TypeInfoResolver!.WithAddedModifier(type =>
            {
                foreach (var outside in type.Properties.Where(one => one.AttributeProvider?.IsDefined(typeof(OutsideIdentityAttribute), inherit: true) == true).ToList())
                {
                    type.Properties.Remove(outside);
                }
            }),
        };
        Assert.All(SamplePlan.EveryKind(), one => Assert.Equal(JsonSerializer.Serialize(one, options), StepFingerprint.IdentityJson(one).GetRawText()));
    }

    [Fact]
    public void Paths_and_wording_do_not_enter_it()
    {
        var here = SamplePlan.Genotypes();
        var there = SamplePlan.Genotypes("/elsewhere/b");
        Assert.Equal(StepFingerprint.Of(here, []), StepFingerprint.Of(there, []));

        var design = SamplePlan.EveryKind().OfType<DesignParameters>().Single();
        Assert.Equal(StepFingerprint.Of(design, []), StepFingerprint.Of(design with { FormulaText = "otherwise spaced" }, []));
    }

    [Fact]
    public void A_files_identity_enters_it()
    {
        var before = SamplePlan.Genotypes();
        var after = before with { Files = [before.Files[0] with { Samples = SamplePlan.File("a.fam", size: 11) }] };
        Assert.NotEqual(StepFingerprint.Of(before, []), StepFingerprint.Of(after, []));
    }

    [Fact]
    public void Every_kind_has_another_one()
    {
        var all = SamplePlan.EveryKind().Select(one => StepFingerprint.Of(one, [])).ToArray();
        Assert.All(all, one => Assert.True(one.IsKnown));
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void It_is_unknown_where_a_file_or_an_inputs_is()
    {
        var known = SamplePlan.Genotypes();
        var missing = known with { Files = [known.Files[0] with { Genotypes = SamplePlan.File("a.bed") with { Identity = null } }] };
        Assert.False(StepFingerprint.Of(missing, []).IsKnown);
        Assert.False(StepFingerprint.Of(Parameters, [new("association", Fingerprint.Unknown)]).IsKnown);
        Assert.False(StepFingerprint.OfShard(Fingerprint.Unknown, 0, 1).IsKnown);
    }

    [Fact]
    public void The_role_of_an_input_enters_it()
    {
        var input = new Fingerprint(new string('b', 64));
        Assert.NotEqual(StepFingerprint.Of(Parameters, [new("association", input)]), StepFingerprint.Of(Parameters, [new("genotypes", input)]));
    }

    [Fact]
    public void A_text_that_looks_like_a_missing_identity_does_not_make_it_unknown()
    {
        var traits = new TraitsParameters(SamplePlan.Table(), ["\"identity\":null"], []);
        Assert.True(StepFingerprint.Of(traits, []).IsKnown);
    }

    /// <summary>On the processor transformers in use attend in blocks, which changes last bits; a GPU and convolutions have what they had.</summary>
    [Fact]
    public void Transformers_on_the_processor_are_another_version()
    {
        var convolutions = SamplePlan.EveryKind().OfType<ModelParameters>().Single();
        var transformer = convolutions with { Architecture = null, Transformer = new TransformerAutoencoder(8, 32, 2, 4, 1, PatchPositions.SinCos, 16) };
        var gpu = convolutions.Numerics with { Device = "cuda:0" };
        Assert.False(convolutions.Numerics.IsOnGpu);
        Assert.Equal((3, 4), (convolutions.ImplementationVersion, transformer.ImplementationVersion));
        Assert.Equal((2, 2), ((convolutions with { Numerics = gpu }).ImplementationVersion, (transformer with { Numerics = gpu }).ImplementationVersion));

        // Written out by hand: the version stands in what is hashed, and the model's fingerprint in that of its latents.
        var text = "model\n4\n" + StepFingerprint.IdentityJson(transformer).GetRawText() + "\n";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), StepFingerprint.Of(transformer, []).Value);
        var before = new Fingerprint(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Replace("model\n4", "model\n3", StringComparison.Ordinal)))));
        var latents = new EncodingParameters(transformer.Numerics);
        Assert.NotEqual(StepFingerprint.Of(latents, [new("model", before)]), StepFingerprint.Of(latents, [new("model", StepFingerprint.Of(transformer, []))]));
    }

    [Fact]
    public void Shards_of_one_step_differ_by_their_range()
    {
        var step = StepFingerprint.Of(Parameters, []);
        Assert.NotEqual(StepFingerprint.OfShard(step, 0, 1024), StepFingerprint.OfShard(step, 1024, 1024));
        Assert.NotEqual(StepFingerprint.OfShard(step, 0, 1024), StepFingerprint.OfShard(step, 0, 2048));
        Assert.NotEqual(step, StepFingerprint.OfShard(step, 0, 1024));
    }
}
