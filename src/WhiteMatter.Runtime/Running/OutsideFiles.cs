using System.Collections;
using System.Reflection;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Running;

/// <summary>Finds the outside files that a step's parameters name.</summary>
internal static class OutsideFiles
{
    /// <summary>Every file with the name of the setting that names it, such as <c>table.file</c>, in the order of the record.</summary>
    public static IReadOnlyList<(string Role, FileReference File)> Of(StepParameters parameters)
    {
        var found = new List<(string, FileReference)>();
        Walk(parameters, "", found);
        return found;
    }

    private static void Walk(object? value, string name, List<(string, FileReference)> found)
    {
        switch (value)
        {
            case null or string:
                break;
            case FileReference { Input: not null }:
                break;
            case FileReference file:
                found.Add((name, file));
                break;
            case IEnumerable items:
                foreach (var item in items)
                {
                    Walk(item, name, found);
                }

                break;
            default:
                // Only records of the plan's own parameters are looked into.
                if (value.GetType().Namespace != typeof(StepParameters).Namespace || value.GetType().IsEnum)
                {
                    break;
                }

                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    if (property.GetIndexParameters().Length == 0)
                    {
                        var part = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
                        Walk(property.GetValue(value), name.Length == 0 ? part : name + "." + part, found);
                    }
                }

                break;
        }
    }
}
