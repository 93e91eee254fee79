using System.Globalization;
using System.Text.RegularExpressions;

namespace WhiteMatter.Formats.Tests;

/// <summary>
/// The rules that GWAS-SSF v1.0.0 states for a table (EBISPOT/gwas-summary-statistics-standard, Table 1), as the GWAS Catalog's validator
/// checks them (EBISPOT/gwas-sumstats-tools, schema/data_table.py): order of columns, what may stand in them, no empty field.
/// </summary>
internal static partial class GwasSsfRules
{
    private const string Missing = "#NA";

    private static readonly string[] Mandatory = ["chromosome", "base_pair_location", "effect_allele", "other_allele", "", "standard_error", "effect_allele_frequency", ""];

    private static readonly Dictionary<string, Func<string, bool>> Fields = new()
    {
        ["chromosome"] = text => Whole(text) is >= 1 and <= 25,
        ["base_pair_location"] = text => Whole(text) is >= 1,
        ["effect_allele"] = text => Nucleotides().IsMatch(text),
        ["other_allele"] = text => Nucleotides().IsMatch(text),
        ["beta"] = text => IsNumber(text),
        ["odds_ratio"] = text => IsNumber(text) && !text.StartsWith('-'),
        ["hazard_ratio"] = text => IsNumber(text) && !text.StartsWith('-'),
        ["standard_error"] = text => IsNumber(text),
        ["effect_allele_frequency"] = text => Number(text) is >= 0 and <= 1,

        // Float128 in the validator, so that 1e-400 is above 0.
        ["p_value"] = text => PValue().Match(text) is { Success: true } && Number(text) is >= 0 and <= 1,
        ["neg_log_10_p_value"] = text => Number(text) is >= 0,
    };

    private static readonly Dictionary<string, Func<string, bool>> Encouraged = new()
    {
        ["variant_id"] = text => VariantId().IsMatch(text),
        ["rsid"] = text => RsId().IsMatch(text),
        ["ref_allele"] = text => text is "EA" or "OA",
        ["ci_upper"] = text => IsNumber(text),
        ["ci_lower"] = text => IsNumber(text),
        ["info"] = text => Number(text) is >= 0 and <= 1,
        ["n"] = text => Whole(text) is >= 0,
        ["neg_log_10_p_value"] = text => Number(text) is >= 0,
    };

    /// <summary>Every rule that the table breaks.</summary>
    public static IReadOnlyList<string> Broken(TextReader table)
    {
        var header = table.ReadLine()?.Split('\t') ?? [];
        var broken = new List<string>();
        for (var c = 0; c < Mandatory.Length; c++)
        {
            var name = c < header.Length ? header[c] : "nothing";
            var right = c switch
            {
                4 => name is "beta" or "odds_ratio" or "hazard_ratio",
                7 => name is "p_value" or "neg_log_10_p_value",
                _ => name == Mandatory[c],
            };
            if (!right)
            {
                broken.Add($"column {c} is {name}");
            }
        }

        if (broken.Count > 0)
        {
            return broken;
        }

        for (var line = 2; table.ReadLine() is { } row; line++)
        {
            var fields = row.Split('\t');
            if (fields.Length != header.Length)
            {
                broken.Add($"line {line} has {fields.Length} fields");
                continue;
            }

            for (var c = 0; c < fields.Length; c++)
            {
                var right = fields[c].Length > 0
                    && (c < Mandatory.Length
                        ? Fields[header[c]](fields[c])
                        : fields[c] == Missing || !Encouraged.TryGetValue(header[c], out var rule) || rule(fields[c]));
                if (!right)
                {
                    broken.Add($"line {line}: '{fields[c]}' in {header[c]}");
                }
            }
        }

        return broken;
    }

    private static long? Whole(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static bool IsNumber(string text) => Number(text) is not null;

    [GeneratedRegex("^[ACGT]+$")]
    private static partial Regex Nucleotides();

    [GeneratedRegex("^[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
    private static partial Regex PValue();

    [GeneratedRegex("^([1-9]|1[0-9]|2[0-5])_[0-9]+_([ACGT]+_[ACGT]+|LONG_STRING)$")]
    private static partial Regex VariantId();

    [GeneratedRegex("^rs[0-9]+$")]
    private static partial Regex RsId();
}
