using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A table of effects as another program reads or writes it.</summary>
public enum StatisticsTable
{
    /// <summary>GWAS-SSF v1.0 of the GWAS Catalog.</summary>
    GwasSsf,

    /// <summary>PLINK 2's <c>.glm.linear</c>.</summary>
    Plink,

    /// <summary>regenie's step 2.</summary>
    Regenie,

    /// <summary>LD score regression, as munged.</summary>
    Ldsc,

    /// <summary>GCTA-COJO's <c>.ma</c>.</summary>
    Cojo,

    /// <summary>METAL's input.</summary>
    Metal,
}

/// <summary>
/// Writes the results of each trait as bgzipped text. Inputs <c>association</c>, <c>genotypes</c>. Artifact: for each trait a file of each
/// table, <c>&lt;trait&gt;.tsv.gz</c> with <c>-meta.yaml</c> for GWAS-SSF, and a <c>.tbi</c> beside those that begin with chromosome and
/// position and are sorted.
/// </summary>
/// <param name="Build">The genome build.</param>
/// <param name="MaximumP">Rows with a larger P are left out; 1 writes all.</param>
/// <param name="Top">How many rows of a trait are written at most, those of the smallest P; null for no such limit.</param>
/// <param name="Export">Which tables, in the order of the enumeration.</param>
public sealed record SummaryStatisticsParameters(string Build, double MaximumP, int? Top, ImmutableArray<StatisticsTable> Export) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "summary-statistics";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 3;
}
