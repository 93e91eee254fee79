using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>A locus's lead as the table of loci has it.</summary>
/// <param name="Lead">The lead.</param>
/// <param name="Locus">The locus's number.</param>
/// <param name="StandardError">Its effect's standard error; NaN for a joint test.</param>
/// <param name="NegLog10P">−log10 of its P.</param>
internal sealed record LeadRow(ReplicatedLead Lead, int Locus, double StandardError, double NegLog10P)
{
    /// <summary>Reads the leads of an artifact of loci.</summary>
    public static IReadOnlyList<LeadRow> Read(Artifact loci)
    {
        if (loci.Value("count") == 0)
        {
            return [];
        }

        var path = loci.PathOf(LociTables.LociName);
        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] };
        var isJoint = DelimitedTable.ReadHeader(path, options with { HeaderRows = 1 }).Columns.All(column => column.Name != "beta");
        string[] texts = ["trait", "chromosome", "lead", "effect_allele", "other_allele"];
        string[] numbers = ["locus", "position", "effect_allele_frequency", "neg_log_10_p_value", .. isJoint ? [] : (string[])["beta", "standard_error"]];
        var columns = DelimitedTable.Read(
            path,
            [.. texts.Select(name => new ColumnRequest(name, ColumnReading.Text)), .. numbers.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            options).ToDictionary(column => column.Name);
        var rows = new List<LeadRow>();
        for (var row = 0; row < columns["trait"].Count; row++)
        {
            rows.Add(new LeadRow(
                new ReplicatedLead(
                    Text("trait", row),
                    Text("chromosome", row),
                    (int)Number("position", row),
                    Text("lead", row),
                    Text("effect_allele", row),
                    Text("other_allele", row),
                    Number("effect_allele_frequency", row),
                    isJoint ? double.NaN : Number("beta", row)),
                (int)Number("locus", row),
                isJoint ? double.NaN : Number("standard_error", row),
                Number("neg_log_10_p_value", row)));
        }

        return rows;

        string Text(string name, int row) => ((TextColumn)columns[name])[row] ?? "NA";
        double Number(string name, int row) => ((NumericColumn)columns[name]).Values[row];
    }
}
