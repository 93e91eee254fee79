using System.Globalization;
using System.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>What is said beside a table of joint statistics, in a YAML file of the same name with "-meta.yaml" behind.</summary>
public sealed record JointStatisticsMetadata : StatisticsFileMetadata
{
    /// <summary>The statistic and what it is compared with, in words.</summary>
    public required string Statistic { get; init; }

    /// <summary>The numbers that its method adds, with their names: <c>rank</c>, the directions of the traits that were kept.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Numbers { get; init; }

    /// <summary>c, rank of the covariates with intercept.</summary>
    public required int CovariateRank { get; init; }

    /// <summary>The traits tested together.</summary>
    public required IReadOnlyList<string> Traits { get; init; }

    /// <inheritdoc/>
    public override string ToYaml()
    {
        var yaml = new StringBuilder("---\n");
        YamlText.Line(yaml, "file_type", "joint statistics of several traits: unsigned, no GWAS-SSF");
        yaml.Append("signed: false\n");
        YamlText.Line(yaml, "statistic", Statistic);
        yaml.Append(CultureInfo.InvariantCulture, $"traits: {Traits.Count}\n");
        foreach (var (name, value) in Numbers)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"covariate_rank: {CovariateRank}\n");
        YamlText.List(yaml, "", "trait_description", Traits);
        YamlText.Line(yaml, "genome_assembly", GenomeAssembly);
        yaml.Append("coordinate_system: 1-based\n");
        yaml.Append(CultureInfo.InvariantCulture, $"sample_size: {SampleSize}\n");
        YamlText.Line(yaml, "data_file_name", DataFileName);
        YamlText.Line(yaml, "data_file_md5sum", DataFileMd5);
        YamlText.Line(yaml, "analysis_software", AnalysisSoftware);
        yaml.Append(CultureInfo.InvariantCulture, $"is_sorted: {(IsSorted ? "true" : "false")}\n");
        return yaml.ToString();
    }
}
