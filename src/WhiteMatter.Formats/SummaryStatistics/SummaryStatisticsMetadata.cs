using System.Globalization;
using System.Text;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// What GWAS-SSF v1.0 asks to be said beside a file, in a YAML file of the same name with "-meta.yaml" behind.
/// </summary>
public sealed record SummaryStatisticsMetadata : StatisticsFileMetadata
{
    /// <summary>The trait, in words.</summary>
    public required string TraitDescription { get; init; }

    /// <summary>The people's ancestry categories; none is written as NR, not reported.</summary>
    public IReadOnlyList<string> AncestryCategories { get; init; } = [];

    /// <summary>How people were genotyped; none is written as NR.</summary>
    public IReadOnlyList<string> GenotypingTechnologies { get; init; } = [];

    /// <summary>What the association was adjusted for.</summary>
    public IReadOnlyList<string> AdjustedCovariates { get; init; } = [];

    /// <summary>Remarks for the reader, or null.</summary>
    public string? AuthorNotes { get; init; }

    /// <inheritdoc/>
    public override string ToYaml()
    {
        var yaml = new StringBuilder("---\n");
        if (AuthorNotes is not null)
        {
            YamlText.Line(yaml, "author_notes", AuthorNotes);
        }

        YamlText.List(yaml, "", "trait_description", [TraitDescription]);
        YamlText.Line(yaml, "genome_assembly", GenomeAssembly);
        yaml.Append("coordinate_system: 1-based\n");
        YamlText.List(yaml, "", "genotyping_technology", GenotypingTechnologies.Count == 0 ? ["NR"] : GenotypingTechnologies);
        yaml.Append("samples:\n");
        yaml.Append(CultureInfo.InvariantCulture, $"  - sample_size: {SampleSize}\n");
        YamlText.List(yaml, "    ", "sample_ancestry_category", AncestryCategories.Count == 0 ? ["NR"] : AncestryCategories);
        YamlText.Line(yaml, "data_file_name", DataFileName);
        yaml.Append("file_type: GWAS-SSF v1.0\n");
        YamlText.Line(yaml, "data_file_md5sum", DataFileMd5);
        YamlText.Line(yaml, "analysis_software", AnalysisSoftware);
        if (AdjustedCovariates.Count > 0)
        {
            YamlText.List(yaml, "", "adjusted_covariates", AdjustedCovariates);
        }

        yaml.Append("is_harmonised: false\n");
        yaml.Append(CultureInfo.InvariantCulture, $"is_sorted: {(IsSorted ? "true" : "false")}\n");
        return yaml.ToString();
    }
}
