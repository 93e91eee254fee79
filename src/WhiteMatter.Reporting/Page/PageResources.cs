using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>The bundled script, styles and licence texts that are inlined into each page.</summary>
internal sealed class PageResources
{
    private PageResources(string script, string styles, string licences)
    {
        Script = script;
        Styles = styles;
        Licences = licences;
        ScriptHash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
    }

    /// <summary>The page's script.</summary>
    public string Script { get; }

    /// <summary>The hash by which the content policy allows the script and no other.</summary>
    public string ScriptHash { get; }

    /// <summary>The page's styles.</summary>
    public string Styles { get; }

    /// <summary>Licence texts of the libraries inlined with the script.</summary>
    public string Licences { get; }

    /// <summary>Reads the resources of this assembly.</summary>
    public static PageResources Load() => new(Read("report.js"), Read("report.css"), Read("licences.txt"));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} was not built into {typeof(PageResources).Assembly.GetName().Name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
