namespace WhiteMatter.Learning.Weights;

/// <summary>Compares what a network needs with what a file has: every tensor by name, type and shape.</summary>
public static class StoredTensors
{
    private const int MostNamed = 5;

    /// <summary>Checks that a file has exactly the tensors of a network.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="wanted">The network's tensors.</param>
    /// <param name="found">The file's.</param>
    /// <exception cref="LearningException">A tensor is missing, unexpected, or of another type or shape; the message names them.</exception>
    public static void RequireSame(string path, IEnumerable<StoredTensor> wanted, IEnumerable<StoredTensor> found)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(found);
        var left = found.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var missing = new List<string>();
        var other = new List<string>();
        foreach (var tensor in wanted)
        {
            if (!left.Remove(tensor.Name, out var stored))
            {
                missing.Add(tensor.Name);
            }
            else if (stored.Type != tensor.Type || !stored.Shape.AsSpan().SequenceEqual(tensor.Shape.AsSpan()))
            {
                other.Add($"{tensor.Name} is {stored.ShapeText} in place of {tensor.ShapeText}");
            }
        }

        if (missing.Count + other.Count + left.Count == 0)
        {
            return;
        }

        string[] parts =
        [
            .. Part("missing: ", missing),
            .. Part("not of the network: ", [.. left.Keys.Order(StringComparer.Ordinal)]),
            .. Part("of another shape or type: ", other),
        ];
        throw new LearningException(LearningProblem.WeightsOfOtherNetwork, $"The tensors of '{path}' are not those of the network; {string.Join("; ", parts)}.");
    }

    private static IEnumerable<string> Part(string label, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            var more = names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "";
            yield return label + string.Join(", ", names.Take(MostNamed)) + more;
        }
    }
}
