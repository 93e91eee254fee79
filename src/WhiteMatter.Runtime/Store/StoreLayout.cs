using System.Text;
using WhiteMatter.Plan;

namespace WhiteMatter.Runtime.Store;

/// <summary>Where things stand in a store's folder.</summary>
/// <param name="Root">The store's folder, absolute.</param>
public sealed record StoreLayout(string Root)
{
    /// <summary>Version of the layout; a store of a later one is refused.</summary>
    public const int FormatVersion = 1;

    /// <summary>The file that states the layout's version.</summary>
    public string Format => Path.Combine(Root, "format");

    /// <summary>The file whose lock a run holds.</summary>
    public string Lock => Path.Combine(Root, "lock");

    /// <summary>Who holds the lock, for those who wait.</summary>
    public string LockHolder => Path.Combine(Root, "lock.json");

    /// <summary>Whole artifacts.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Artifacts being written.</summary>
    public string Drafts => Path.Combine(Root, "tmp");

    /// <summary>The last record of each step of each study.</summary>
    public string Latest => Path.Combine(Root, "latest");

    /// <summary>Damaged artifacts, set aside.</summary>
    public string Quarantine => Path.Combine(Root, "quarantine");

    /// <summary>Full hashes and headers of outside files, by identity.</summary>
    public string Known => Path.Combine(Root, "known");

    /// <summary>What unfinished steps go on from.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The folder an unfinished step goes on from.</summary>
    /// <param name="fingerprint">The step's fingerprint, known.</param>
    public string Checkpoint(Fingerprint fingerprint) => Path.Combine(Checkpoints, fingerprint.Value);

    /// <summary>The folder of an artifact.</summary>
    /// <param name="fingerprint">Its fingerprint, known.</param>
    public string Artifact(Fingerprint fingerprint) => Path.Combine(Artifacts, fingerprint.Value[..2], fingerprint.Value);

    /// <summary>The file of a step's last record.</summary>
    /// <param name="study">The study.</param>
    /// <param name="stepId">The step.</param>
    public string LatestOf(string study, string stepId) => Path.Combine(Latest, FileName(study), FileName(stepId) + ".json");

    /// <summary>A file name for any text: letters, digits, <c>. _ - :</c> stay, other bytes become <c>%hh</c>.</summary>
    internal static string FileName(string text)
    {
        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            var plain = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ':' || (c == '.' && name.Length > 0);
            _ = plain ? name.Append(c) : name.Append('%').Append(b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return name.Length == 0 ? "%" : name.ToString();
    }
}
