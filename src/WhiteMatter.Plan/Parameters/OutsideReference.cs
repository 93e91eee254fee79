using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A file outside, or the images of a template, that a step's parameters name.</summary>
/// <param name="Role">The property of the parameters that names it, such as <c>table.file</c>.</param>
/// <param name="Path">The path of the file, or the template of the paths.</param>
/// <param name="IsKnown">Whether it was there when the study was planned.</param>
/// <param name="File">The file; null for images.</param>
public sealed record OutsideReference(string Role, string Path, bool IsKnown, FileReference? File)
{
    /// <summary>What was found of parameters before: they do not change, and are asked for by planning, by checks and by every step.</summary>
    private static readonly ConditionalWeakTable<StepParameters, IReadOnlyList<OutsideReference>> Known = [];

    /// <summary>Everything outside that parameters name, in the order of the record. Files that another step makes are among its inputs instead.</summary>
    /// <param name="parameters">The parameters.</param>
    public static IReadOnlyList<OutsideReference> Of(StepParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Known.GetValue(parameters, static of =>
        {
            var found = new List<OutsideReference>();
            Walk(of, "", found);
            return found.AsReadOnly();
        });
    }

    private static void Walk(object? value, string name, List<OutsideReference> found)
    {
        switch (value)
        {
            case null or string or FileReference { Input: not null }:
                break;
            case FileReference file:
                found.Add(new OutsideReference(name, file.Path, file.Identity is not null, file));
                break;
            case OutsideImages images:
                found.Add(new OutsideReference(name, images.Template, images.Identity is not null, null));
                WalkProperties(images, name, found);
                break;
            case IEnumerable items:
                foreach (var item in items)
                {
                    Walk(item, name, found);
                }

                break;
            default:
                WalkProperties(value, name, found);
                break;
        }
    }

    private static void WalkProperties(object value, string name, List<OutsideReference> found)
    {
        // Only records of the plan's own parameters are looked into.
        if (value.GetType().Namespace != typeof(StepParameters).Namespace || value.GetType().IsEnum)
        {
            return;
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0)
            {
                var part = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
                Walk(property.GetValue(value), name.Length == 0 ? part : name + "." + part, found);
            }
        }
    }
}
