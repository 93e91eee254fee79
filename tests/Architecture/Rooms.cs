namespace Architecture;

/// <summary>The rooms of the house and the arrows between them that docs/explanation/architecture.md draws.</summary>
internal static class Rooms
{
    /// <summary>For each project under src, the projects it may use by itself. A project that is not here fails the tests: give it a row.</summary>
    public static IReadOnlyDictionary<string, string[]> Arrows { get; } = new Dictionary<string, string[]>
    {
        ["WhiteMatter.Plan"] = [],
        ["WhiteMatter.Language"] = ["WhiteMatter.Plan"],
        ["WhiteMatter.Planning"] = ["WhiteMatter.Language", "WhiteMatter.Plan"],
        ["WhiteMatter.Formats"] = [],
        ["WhiteMatter.Torch"] = [],
        ["WhiteMatter.Statistics"] = [],
        ["WhiteMatter.Reporting"] = [],
        ["WhiteMatter.Genetics"] = ["WhiteMatter.Formats", "WhiteMatter.Statistics"],
        ["WhiteMatter.Imaging"] = ["WhiteMatter.Formats", "WhiteMatter.Statistics"],
        ["WhiteMatter.Learning"] = ["WhiteMatter.Formats", "WhiteMatter.Statistics", "WhiteMatter.Torch"],
        ["WhiteMatter.Runtime"] =
        [
            "WhiteMatter.Plan", "WhiteMatter.Formats", "WhiteMatter.Torch", "WhiteMatter.Statistics", "WhiteMatter.Genetics", "WhiteMatter.Imaging",
            "WhiteMatter.Learning", "WhiteMatter.Reporting",
        ],
        ["WhiteMatter.LanguageServer"] = ["WhiteMatter.Language", "WhiteMatter.Plan"],
        ["WhiteMatter.Interactive"] = ["WhiteMatter.Language", "WhiteMatter.Planning", "WhiteMatter.Plan", "WhiteMatter.Runtime", "WhiteMatter.Reporting"],
        ["WhiteMatter.Jupyter"] = ["WhiteMatter.Interactive", "WhiteMatter.Language", "WhiteMatter.Plan", "WhiteMatter.Runtime"],
        ["WhiteMatter.Cli"] =
        [
            "WhiteMatter.Language", "WhiteMatter.LanguageServer", "WhiteMatter.Interactive", "WhiteMatter.Jupyter", "WhiteMatter.Planning", "WhiteMatter.Plan", "WhiteMatter.Runtime",
        ],
    };

    /// <summary>The faces, which alone may write to the console.</summary>
    public static IReadOnlySet<string> Faces { get; } = new HashSet<string> { "WhiteMatter.Cli" };

    /// <summary>What other programs embed: they touch nothing outside but through the interface that the host passes in.</summary>
    public static IReadOnlyList<string> Embeddable { get; } = ["WhiteMatter.Plan", "WhiteMatter.Language", "WhiteMatter.Planning"];

    /// <summary>Namespaces that a project has beside its own: the binding speaks with TorchSharp's names.</summary>
    public static IReadOnlyDictionary<string, string> MoreNamespaces { get; } = new Dictionary<string, string> { ["WhiteMatter.Torch"] = "TorchSharp" };
}
