using System.Buffers.Binary;
using System.Text;

namespace WhiteMatter.Learning.Weights;

/// <summary>A Python object that a pickle names and that is not made here: its class or function, and what it was called with.</summary>
/// <param name="Name">Module and name, such as <c>collections OrderedDict</c>.</param>
/// <param name="Arguments">What it was called with; empty for the class or function itself.</param>
internal sealed record PickledObject(string Name, IReadOnlyList<object?> Arguments);

/// <summary>What a pickle keeps outside itself, such as the bytes of a tensor.</summary>
/// <param name="Id">What names it.</param>
internal sealed record PickledReference(object? Id);

/// <summary>
/// Reads Python's pickles (protocols 0 to 5, as pickletools documents them) as data: numbers, texts, lists, tuples, dictionaries. What a pickle asks
/// Python to import or call is noted as a <see cref="PickledObject"/> and neither found nor run. Dictionaries are lists of pairs in their order, under
/// <see cref="PickledDictionary"/>. Sizes that it states are checked against the bytes there are.
/// </summary>
internal sealed class PickleReader
{
    private const int MostDepth = 10_000;
    private static readonly object s_mark = new();

    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;

    private PickleReader(byte[] bytes) => _bytes = bytes;

    /// <summary>Reads the object of a pickle.</summary>
    /// <exception cref="FormatException">It is no pickle, or holds what is not read here.</exception>
    public static object? Read(byte[] bytes)
    {
        try
        {
            return new PickleReader(bytes).Run();
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or InvalidCastException or OverflowException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the pickle contradicts itself", exception);
        }
    }

    private object? Run()
    {
        while (true)
        {
            var code = (char)Take(1)[0];
            switch (code)
            {
                case '.': return Pop();
                case '(': Push(s_mark); break;
                case '0': Pop(); break;
                case '1': PopToMark(); break;
                case '2': Push(_stack[^1]); break;
                case 'N': Push(null); break;
                case '\x88': Push(true); break;
                case '\x89': Push(false); break;
                case 'I': Push(Integer(Line())); break;
                case 'L': Push(Integer(Line().TrimEnd('L'))); break;
                case 'F': Push(double.Parse(Line(), System.Globalization.CultureInfo.InvariantCulture)); break;
                case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case 'K': Push((long)Take(1)[0]); break;
                case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case '\x8a': Push(Long(Take(Take(1)[0]))); break;
                case '\x8b': Push(Long(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))))); break;
                case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
                case 'S' or 'V': Push(Line().Trim('\'', '"')); break;
                case 'T' or 'X': Push(Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))))); break;
                case 'U' or '\x8c': Push(Encoding.UTF8.GetString(Take(Take(1)[0]))); break;
                case '\x8d': Push(Encoding.UTF8.GetString(Take(Length8()))); break;
                case 'C': Push(Take(Take(1)[0]).ToArray()); break;
                case 'B': Push(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))).ToArray()); break;
                case '\x8e' or '\x96': Push(Take(Length8()).ToArray()); break;
                case ']': Push(new List<object?>()); break;
                case 'l': Push(PopToMark()); break;
                case 'a': Append([Pop()]); break;
                case 'e': Append(PopToMark()); break;
                case ')': Push(Array.Empty<object?>()); break;
                case 't': Push(PopToMark().ToArray()); break;
                case '\x85': Push(new[] { Pop() }); break;
                case '\x86': Push(Last(2)); break;
                case '\x87': Push(Last(3)); break;
                case '}': Push(new PickledDictionary()); break;
                case 'd': Push(new PickledDictionary(PopToMark())); break;
                case 's': Set(Last(2)); break;
                case 'u': Set(PopToMark()); break;
                case '\x8f': Push(new List<object?>()); break;
                case '\x90': Append(PopToMark()); break;
                case '\x91': Push(PopToMark()); break;
                case 'c': Push(new PickledObject(Line() + " " + Line(), [])); break;
                case '\x93': Push(Global()); break;
                case 'R' or '\x81': Call(Pop()); break;
                case '\x92': Pop(); Call(Pop()); break;
                case 'i' or 'o': Push(Instance(code)); break;
                case 'b': Build(Pop()); break;
                case 'P': Push(new PickledReference(Line())); break;
                case 'Q': Push(new PickledReference(Pop())); break;
                case 'p': _memo[long.Parse(Line(), System.Globalization.CultureInfo.InvariantCulture)] = _stack[^1]; break;
                case 'q': _memo[Take(1)[0]] = _stack[^1]; break;
                case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _stack[^1]; break;
                case '\x94': _memo[_memo.Count] = _stack[^1]; break;
                case 'g': Push(_memo[long.Parse(Line(), System.Globalization.CultureInfo.InvariantCulture)]); break;
                case 'h': Push(_memo[Take(1)[0]]); break;
                case 'j': Push(_memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))]); break;
                case '\x80': Take(1); break;
                case '\x95': Take(8); break;
                default: throw new FormatException($"the pickle has the code 0x{(int)code:x2} at byte {_at - 1}, which is not read here");
            }

            if (_stack.Count > MostDepth + _bytes.Length)
            {
                throw new FormatException("the pickle never ends");
            }
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at)
        {
            throw new FormatException("the pickle ends early");
        }

        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }

    private int Length8() => BinaryPrimitives.ReadInt64LittleEndian(Take(8)) is >= 0 and <= int.MaxValue and var length ? (int)length : throw new FormatException("the pickle ends early");

    private string Line()
    {
        var length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (length < 0)
        {
            throw new FormatException("the pickle ends early");
        }

        var text = Encoding.UTF8.GetString(_bytes.AsSpan(_at, length));
        _at += length + 1;
        return text;
    }

    private static object Integer(string text) => text switch
    {
        "00" => false,
        "01" => true,
        _ => long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : text,
    };

    /// <summary>A little-endian integer; one beyond 64 bits is kept as its bytes, as no size or place is one.</summary>
    private static object Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
        {
            return bytes.ToArray();
        }

        var value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1L : 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop()
    {
        if (_stack.Count == 0 || ReferenceEquals(_stack[^1], s_mark))
        {
            throw new FormatException("the pickle takes from an empty stack");
        }

        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] Last(int count)
    {
        var last = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            last[i] = Pop();
        }

        return last;
    }

    private List<object?> PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
        {
            throw new FormatException("the pickle misses a mark");
        }

        var above = _stack.GetRange(mark + 1, _stack.Count - mark - 1);
        _stack.RemoveRange(mark, _stack.Count - mark);
        return above;
    }

    private void Append(IEnumerable<object?> items)
    {
        // What a class of its own would do with its items is its own matter.
        if (_stack[^1] is List<object?> list)
        {
            list.AddRange(items);
        }
    }

    private void Set(IReadOnlyList<object?> pairs)
    {
        if (_stack[^1] is PickledDictionary dictionary)
        {
            dictionary.Add(pairs);
        }
    }

    private PickledObject Global()
    {
        var names = Last(2);
        return new PickledObject($"{names[0]} {names[1]}", []);
    }

    /// <summary>An ordered dictionary is made; whatever else is called is noted.</summary>
    private void Call(object? arguments)
    {
        var called = Pop();
        var given = arguments as object?[] ?? [arguments];
        Push(called is PickledObject { Name: "collections OrderedDict" or "collections defaultdict", Arguments.Count: 0 }
            ? new PickledDictionary([.. (given.FirstOrDefault(one => one is List<object?>) as List<object?> ?? []).SelectMany(pair => pair as object?[] ?? (pair as List<object?>)?.ToArray() ?? [])])
            : new PickledObject((called as PickledObject)?.Name ?? "unknown", given));
    }

    private PickledObject Instance(char code)
    {
        var name = code == 'i' ? Line() + " " + Line() : null;
        var given = PopToMark();
        return name is not null ? new PickledObject(name, given) : new PickledObject((given.FirstOrDefault() as PickledObject)?.Name ?? "unknown", [.. given.Skip(1)]);
    }

    /// <summary>The state of an object: what a dictionary has besides its items does not count, such as a state dict's versions.</summary>
    private void Build(object? state)
    {
        if (_stack[^1] is PickledObject built)
        {
            _stack[^1] = built with { Arguments = [.. built.Arguments, state] };
        }
    }
}

/// <summary>A dictionary of a pickle, in its order.</summary>
internal sealed class PickledDictionary
{
    private readonly List<(object? Key, object? Value)> _pairs = [];

    public PickledDictionary()
    {
    }

    public PickledDictionary(IReadOnlyList<object?> pairs) => Add(pairs);

    /// <summary>Its entries, the later of one key last.</summary>
    public IReadOnlyList<(object? Key, object? Value)> Entries => _pairs;

    /// <summary>What stands under a text; null where nothing does.</summary>
    public object? this[string key] => _pairs.LastOrDefault(pair => pair.Key is string text && text == key).Value;

    /// <summary>Adds keys and values in turn.</summary>
    public void Add(IReadOnlyList<object?> pairs)
    {
        if (pairs.Count % 2 != 0)
        {
            throw new FormatException("the pickle has a key without a value");
        }

        for (var i = 0; i < pairs.Count; i += 2)
        {
            _pairs.Add((pairs[i], pairs[i + 1]));
        }
    }
}
