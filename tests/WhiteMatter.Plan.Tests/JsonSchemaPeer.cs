using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Plan.Tests;

/// <summary>The validator of Debian's python3-jsonschema, which knows nothing of ours.</summary>
internal static class JsonSchemaPeer
{
    /// <summary>The system's Python.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>What the validator says of a document; empty where the schema allows it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="document">The document.</param>
    public static string Complaint(string schema, string document)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-schema-");
        try
        {
            var schemaFile = Path.Combine(folder.FullName, "schema.json");
            var documentFile = Path.Combine(folder.FullName, "document.json");
            File.WriteAllText(schemaFile, schema);
            File.WriteAllText(documentFile, document);
            var (code, said) = Run("-W", "ignore", "-m", "jsonschema", "--output", "pretty", "-i", documentFile, schemaFile);
            Assert.True(code is 0 or 1, said);
            return code == 0 ? string.Empty : said;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs Python; gives its exit code and what it wrote to standard error.</summary>
    /// <param name="words">Its arguments.</param>
    public static (int Code, string Error) Run(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, words) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }
}

/// <summary>A test against python3-jsonschema; skipped with a reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JsonSchemaFactAttribute : FactAttribute
{
    private static readonly bool IsThere = File.Exists(JsonSchemaPeer.Python) && JsonSchemaPeer.Run("-c", "import jsonschema").Code == 0;

    /// <summary>Looks for the validator.</summary>
    public JsonSchemaFactAttribute()
    {
        if (!IsThere)
        {
            Skip = "jsonschema is not installed for /usr/bin/python3 (Debian package python3-jsonschema).";
        }
    }
}
