using System.Text;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>What a bgzipped table of statistics has beside it, whatever its rows are.</summary>
internal static class StatisticsFile
{
    /// <summary>The program and its version, as outputs name it.</summary>
    public static string Software { get; } = "wmstudy " + typeof(StatisticsFile).Assembly.GetName().Version!.ToString(3);

    /// <summary>Writes a table's metadata beside it.</summary>
    public static void Write(ArtifactDraft output, StatisticsFileMetadata metadata)
    {
        using var file = output.Create(metadata.DataFileName + "-meta.yaml");
        file.Write(Encoding.UTF8.GetBytes(metadata.ToYaml()));
    }

    /// <summary>Says how many rows the study's limit left out, if any: "a P above 0.001".</summary>
    public static void ReportLeftOut<TParameters>(StepContext<TParameters> context, long leftOut, string limit, string table)
        where TParameters : StepParameters
    {
        if (leftOut > 0)
        {
            context.Report(
                DataFileCodes.RowsLeftOut,
                WholeNumber.Text(leftOut),
                limit,
                table);
        }
    }
}
