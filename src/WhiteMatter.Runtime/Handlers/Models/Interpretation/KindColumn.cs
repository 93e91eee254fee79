namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>The column <c>modality</c> of tables about several kinds of images; tables about one have none.</summary>
internal static class KindColumn
{
    /// <summary>Its name.</summary>
    public const string Name = "modality";

    /// <summary>The columns of a table.</summary>
    public static string[] Of(StoredVolumes volumes, params string[] columns) => volumes.Kinds.Length == 1 ? columns : [Name, .. columns];

    /// <summary>A row of it.</summary>
    public static object[] Row(StoredVolumes volumes, int kind, params object[] cells) => volumes.Kinds.Length == 1 ? cells : [volumes.Kinds[kind].Name, .. cells];
}
