using System.Buffers.Binary;
using System.Text;
using WhiteMatter.Learning.Weights;
using Xunit;

namespace WhiteMatter.Learning.Tests.Weights;

public sealed class SafetensorsTests
{
    /// <summary>A file put together by hand after https://github.com/huggingface/safetensors, "Format".</summary>
    [Fact]
    public void A_file_is_read_as_the_format_says()
    {
        using var folder = new TemporaryFolder();
        const string Header = """{"__metadata__":{"made":"by hand"},"b":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}   """;
        var bytes = Bytes(Header, 16);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(^16), -3);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(^8), 1.5f);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(^4), -2);
        File.WriteAllBytes(folder["w"], bytes);
        using var file = SafetensorsFile.Open(folder["w"]);
        Assert.Equal(["b", "a"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("I64 []", file.Tensors[0].ShapeText);
        Assert.Equal("F32 [2, 1]", file.Tensors[1].ShapeText);
        Assert.Equal("by hand", file.Metadata["made"]);
        var values = new byte[8];
        file.Read(file.Tensors[0], 0, values);
        Assert.Equal(-3, BinaryPrimitives.ReadInt64LittleEndian(values));
        file.Read(file.Tensors[1], 4, values.AsSpan(0, 4));
        Assert.Equal(-2, BinaryPrimitives.ReadSingleLittleEndian(values));
    }

    [Fact]
    public void A_written_file_has_the_layout_of_the_format()
    {
        using var folder = new TemporaryFolder();
        Write(folder["w"]);
        var bytes = File.ReadAllBytes(folder["w"]);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"__metadata__":{"k":"v"},"steps":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"weight":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(8 + length + 32, bytes.Length);
        Assert.Equal(7, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 + length)));
        Assert.Equal(0.25f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + 8)));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,-8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"1","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,-9223372036854775808]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4)]
    [InlineData("""{"a":[1]}""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[[[[[0]]]]]}}""", 0)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0)]
    [InlineData("[]", 0)]
    [InlineData("{", 0)]
    public void A_header_that_does_not_hold_together_is_refused(string header, int dataBytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["w"], Bytes(header, dataBytes));
        var problem = Assert.Throws<LearningException>(() => SafetensorsFile.Open(folder["w"]).Dispose());
        Assert.Equal(LearningProblem.WeightsDamaged, problem.Problem);
        Assert.Contains(folder["w"], problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 123, 125 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 123, 125 })]
    public void A_file_shorter_than_its_header_is_refused(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["w"], bytes);
        Assert.Equal(LearningProblem.WeightsDamaged, Assert.Throws<LearningException>(() => SafetensorsFile.Open(folder["w"]).Dispose()).Problem);
    }

    [Fact]
    public void A_changed_file_is_read_or_refused_and_never_crashes()
    {
        using var folder = new TemporaryFolder();
        Write(folder["w"]);
        var whole = File.ReadAllBytes(folder["w"]);
        var random = new Random(20_240_511);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)"0123456789[]{},:\""[random.Next(17)],
                    _ => bytes[random.Next(bytes.Length)],
                };
            }

            File.WriteAllBytes(folder["m"], random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            try
            {
                using var file = SafetensorsFile.Open(folder["m"]);
                foreach (var tensor in file.Tensors)
                {
                    Assert.InRange(tensor.Bytes, 0, bytes.Length);
                    file.Read(tensor, 0, new byte[tensor.Bytes]);
                }
            }
            catch (LearningException problem) when (problem.Problem == LearningProblem.WeightsDamaged)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2999);
    }

    [Fact]
    public void Tensors_of_another_network_are_named_with_what_is_wrong()
    {
        StoredTensor[] wanted = [new("a", TensorType.F32, [2]), new("b", TensorType.F32, [3]), new("c", TensorType.F32, [4]), new("d", TensorType.I64, [])];
        StoredTensors.RequireSame("w", wanted, wanted.Reverse());
        StoredTensor[] found = [new("a", TensorType.F32, [2]), new("b", TensorType.F32, [3, 1]), new("d", TensorType.I32, []), new("e", TensorType.F32, [1])];
        var problem = Assert.Throws<LearningException>(() => StoredTensors.RequireSame("w", wanted, found));
        Assert.Equal(LearningProblem.WeightsOfOtherNetwork, problem.Problem);
        Assert.Equal(
            "The tensors of 'w' are not those of the network; missing: c; not of the network: e; "
                + "of another shape or type: b is F32 [3, 1] in place of F32 [3], d is I32 [] in place of I64 [].",
            problem.Message);
    }

    private static void Write(string path)
    {
        using var stream = File.Create(path);
        SafetensorsWriter.Write(
            stream,
            [
                new TensorToStore("weight", TensorType.F32, [2, 3], output =>
                {
                    Span<byte> values = stackalloc byte[24];
                    for (var i = 0; i < 6; i++)
                    {
                        BinaryPrimitives.WriteSingleLittleEndian(values[(4 * i)..], (i + 1) / 4f);
                    }

                    output.Write(values);
                }),
                new TensorToStore("steps", TensorType.I64, [], output => output.Write([7, 0, 0, 0, 0, 0, 0, 0])),
            ],
            new Dictionary<string, string> { ["k"] = "v" });
    }

    private static byte[] Bytes(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }
}
