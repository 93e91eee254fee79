using System.Collections.Immutable;
using System.IO.Compression;

namespace WhiteMatter.Learning.Weights;

/// <summary>
/// Reads the tensors that PyTorch (1.6 and later) or Lightning saved, a zip archive with a pickle: of a state dict itself, or of one under
/// <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>, <c>network</c> or <c>weights</c>. Nothing in the file is executed, and no size it states is
/// believed. Memory: the pickle.
/// </summary>
internal sealed class StateDictFile : IWeightsFile
{
    /// <summary>Bytes a pickle may have; that of 10,000 tensors has 2 MB.</summary>
    private const long MostPickleBytes = 100_000_000;

    private static readonly string[] s_places = ["state_dict", "model_state_dict", "model", "network", "weights"];

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    private StateDictFile(string path, ZipArchive archive)
    {
        _path = path;
        _archive = archive;
        Tensors = Find();
    }

    /// <inheritdoc/>
    public ImmutableArray<StoredTensor> Tensors { get; }

    /// <summary>Opens a file and finds its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LearningException">It is no such file, or not all of one.</exception>
    public static StateDictFile Open(string path)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            return new StateDictFile(path, archive);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or OverflowException)
        {
            archive?.Dispose();
            throw Damaged(path, exception.Message.TrimEnd('.'), exception);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(StoredTensor tensor, Span<byte> values)
    {
        var place = _places[tensor.Name];
        try
        {
            using var stream = place.Entry.Open();
            if (place.IsInOrder)
            {
                Skip(stream, place.Offset * place.Bytes);
                stream.ReadExactly(values);
                return;
            }

            // A transposed tensor and the like: its storage is read and its values are picked.
            var storage = new byte[place.Entry.Length];
            stream.ReadExactly(storage);
            var index = new long[tensor.Shape.Length];
            for (var i = 0L; i < tensor.Count; i++)
            {
                var at = place.Offset;
                for (var axis = 0; axis < index.Length; axis++)
                {
                    at += index[axis] * place.Strides[axis];
                }

                storage.AsSpan(checked((int)(at * place.Bytes)), place.Bytes).CopyTo(values[checked((int)(i * place.Bytes))..]);
                for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--)
                {
                    index[axis] = 0;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(_path, $"the values of {tensor.Name} cannot be read", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private ImmutableArray<StoredTensor> Find()
    {
        var entries = _archive.Entries.Where(entry => entry.Name == "data.pkl").ToList();
        if (entries is not [var pickle])
        {
            throw new FormatException("it is a zip archive without the file data.pkl of PyTorch");
        }

        var folder = pickle.FullName[..^pickle.Name.Length];
        var byFile = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in _archive.Entries)
        {
            if (!byFile.TryAdd(entry.FullName, entry))
            {
                throw new FormatException($"its archive has two files '{entry.FullName}'");
            }
        }

        if (byFile.TryGetValue(folder + "byteorder", out var order) && Text(order) != "little")
        {
            throw new FormatException("it was written on a big-endian machine");
        }

        if (pickle.Length > MostPickleBytes)
        {
            throw new FormatException($"its pickle has {pickle.Length} bytes");
        }

        var bytes = new byte[pickle.Length];
        using (var stream = pickle.Open())
        {
            stream.ReadExactly(bytes);
        }

        var tensors = ImmutableArray.CreateBuilder<StoredTensor>();
        foreach (var (key, value) in StateDict(PickleReader.Read(bytes)).Entries)
        {
            if (key is string name && TensorOf(name, value, folder, byFile) is var (tensor, place))
            {
                if (!_places.TryAdd(name, place))
                {
                    throw new FormatException($"it has two tensors {name}");
                }

                tensors.Add(tensor);
            }
        }

        return tensors.ToImmutable();
    }

    private static PickledDictionary StateDict(object? root)
    {
        if (root is not PickledDictionary all)
        {
            var what = root is PickledObject named ? $"a Python object, {named.Name.Replace(' ', '.')}" : "no dictionary";
            throw new FormatException($"it holds {what}: save the state dict, as in torch.save(model.state_dict(), path)");
        }

        foreach (var place in s_places)
        {
            if (all[place] is PickledDictionary inner && inner.Entries.Any(entry => IsTensor(entry.Value)))
            {
                return inner;
            }
        }

        return all.Entries.Any(entry => IsTensor(entry.Value))
            ? all
            : throw new FormatException($"it holds no tensors, neither itself nor under {string.Join(", ", s_places)}");
    }

    private static bool IsTensor(object? value) => Unwrapped(value) is PickledObject { Name: "torch._utils _rebuild_tensor_v2" };

    /// <summary>A parameter is a tensor and what is known of it besides.</summary>
    private static object? Unwrapped(object? value) =>
        value is PickledObject { Name: "torch._utils _rebuild_parameter", Arguments: [var inner, ..] } ? inner : value;

    private static (StoredTensor Tensor, Place Place)? TensorOf(string name, object? value, string folder, Dictionary<string, ZipArchiveEntry> byFile)
    {
        if (!IsTensor(value))
        {
            return null;
        }

        if (Unwrapped(value) is not PickledObject
            {
                Arguments: [PickledReference { Id: object?[] { Length: >= 5 } storage }, long offset, object?[] edges, object?[] strides, ..],
            } || storage[1] is not PickledObject kind || storage[2] is not string file || edges.Length != strides.Length || offset < 0)
        {
            throw new FormatException($"the tensor {name} is written in a way that is not read here");
        }

        var type = TypeOf(kind.Name) ?? throw new FormatException($"the tensor {name} has values of the type {kind.Name.Replace(' ', '.')}, which is not read here");
        var tensor = new StoredTensor(name, type, [.. edges.Select(Edge)]);
        ImmutableArray<long> steps = [.. strides.Select(Edge)];
        if (!byFile.TryGetValue($"{folder}data/{file}", out var entry))
        {
            throw new FormatException($"the values of {name} are missing");
        }

        var bytes = TensorTypes.Bytes(type);
        var last = tensor.Count == 0 ? offset - 1 : offset + tensor.Shape.Select((edge, axis) => checked((edge - 1) * steps[axis])).Sum();
        if (checked((last + 1) * bytes) > entry.Length || entry.CompressedLength < entry.Length)
        {
            throw new FormatException($"the values of {name} are {entry.Length} bytes, and {(last + 1) * bytes} are wanted, not compressed");
        }

        return (tensor, new Place(entry, offset, steps, bytes, IsInOrder(tensor.Shape, steps)));

        static long Edge(object? edge) => edge is long and >= 0 and var value ? (long)value : throw new FormatException("a tensor has an edge that is no number");
    }

    private static bool IsInOrder(ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        var step = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && strides[axis] != step)
            {
                return false;
            }

            step *= Math.Max(1, shape[axis]);
        }

        return true;
    }

    private static TensorType? TypeOf(string storage) => storage switch
    {
        "torch DoubleStorage" => TensorType.F64,
        "torch FloatStorage" => TensorType.F32,
        "torch HalfStorage" => TensorType.F16,
        "torch BFloat16Storage" => TensorType.BF16,
        "torch LongStorage" => TensorType.I64,
        "torch IntStorage" => TensorType.I32,
        "torch ShortStorage" => TensorType.I16,
        "torch CharStorage" => TensorType.I8,
        "torch ByteStorage" => TensorType.U8,
        "torch BoolStorage" => TensorType.BOOL,
        _ => null,
    };

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        var text = new char[16];
        return new string(text, 0, reader.ReadBlock(text, 0, text.Length)).Trim();
    }

    private static void Skip(Stream stream, long bytes)
    {
        Span<byte> passed = stackalloc byte[4096];
        while (bytes > 0)
        {
            var read = stream.Read(passed[..(int)Math.Min(bytes, passed.Length)]);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            bytes -= read;
        }
    }

    private static LearningException Damaged(string path, string why, Exception? inner = null) =>
        new(LearningProblem.WeightsDamaged, $"The weights of '{path}' cannot be read: {why}.", inner);

    private sealed record Place(ZipArchiveEntry Entry, long Offset, ImmutableArray<long> Strides, int Bytes, bool IsInOrder);
}
