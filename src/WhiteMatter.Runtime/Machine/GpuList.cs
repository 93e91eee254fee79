using System.Globalization;

namespace WhiteMatter.Runtime.Machine;

/// <summary>The GPUs of a machine by CUDA's numbers, told from names of files alone.</summary>
internal static class GpuList
{
    private const string Unnamed = "a GPU";

    /// <summary>Names of the GPUs.</summary>
    /// <param name="devices">The folder of device nodes.</param>
    /// <param name="drivers">The driver's folder with a folder for each GPU.</param>
    /// <param name="visible">CUDA_VISIBLE_DEVICES: the GPUs that programs see, in their order; null for all.</param>
    public static IReadOnlyList<string> Of(string devices, string drivers, string? visible)
    {
        var nodes = Enumerable.Range(0, 64).Count(number => File.Exists(Path.Combine(devices, "nvidia" + number.ToString(CultureInfo.InvariantCulture))));
        string[] named = Directory.Exists(drivers)
            ? [.. Directory.EnumerateDirectories(drivers).Order(StringComparer.Ordinal).Select(folder => NameOf(Path.Combine(folder, "information")))]
            : [];

        // Without the driver's folder, as in some containers, there are the nodes.
        string[] all = nodes == 0 ? [] : named.Length > 0 ? named : [.. Enumerable.Repeat(Unnamed, nodes)];
        if (visible is null)
        {
            return all;
        }

        // An entry that is no number names a GPU by what only the driver knows; an entry that names none ends the list.
        return
        [
            .. visible.Split(',', StringSplitOptions.TrimEntries)
                .Select(entry => int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number < all.Length ? all[number] : null
                    : entry.Length > 0 && all.Length > 0 && entry[0] != '-' ? all[0] : null)
                .TakeWhile(name => name is not null)
                .Select(name => name!),
        ];
    }

    private static string NameOf(string information)
    {
        const string model = "Model:";
        return File.Exists(information)
            && File.ReadLines(information).FirstOrDefault(line => line.StartsWith(model, StringComparison.Ordinal)) is { } line
            ? line[model.Length..].Trim()
            : Unnamed;
    }
}
