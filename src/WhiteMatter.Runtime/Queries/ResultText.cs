using System.Globalization;
using System.Text;
using System.Text.Json;
using WhiteMatter.Formats.SummaryStatistics;

namespace WhiteMatter.Runtime.Queries;

/// <summary>Writes results as lines with tabs or as JSON, every digit of them.</summary>
public static class ResultText
{
    private static readonly string[] Columns =
    [
        "trait", "chromosome", "position", "id", "effect_allele", "other_allele", "effect_allele_frequency", "n", "beta", "standard_error", "neg_log_10_p_value", "p_value",
    ];

    /// <summary>A header and a line for each result; what is no number is <c>NA</c>.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="output">Where to.</param>
    public static void WriteTsv(IEnumerable<ResultRow> rows, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(output);
        var header = false;
        foreach (var row in rows)
        {
            if (!header)
            {
                output.Write(string.Join('\t', Columns) + "\n");
                header = true;
            }

            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Trait}\t{row.Chromosome}\t{row.Position}\t{row.Id}\t{row.EffectAllele}\t{row.OtherAllele}\t{Text(row.EffectAlleleFrequency)}\t{row.People}\t{Text(row.Beta)}\t{Text(row.StandardError)}\t{Text(row.NegLog10P)}\t{P(row.NegLog10P)}\n"));
        }

        if (!header)
        {
            output.Write(string.Join('\t', Columns) + "\n");
        }
    }

    /// <summary>An array with an object for each result. P is a number where a double holds it; what is no number is null.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="output">Where to.</param>
    public static void WriteJson(IEnumerable<ResultRow> rows, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("[");
        var before = "\n";
        using var buffer = new MemoryStream();
        foreach (var row in rows)
        {
            buffer.SetLength(0);
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartObject();
                writer.WriteString(Columns[0], row.Trait);
                writer.WriteString(Columns[1], row.Chromosome);
                writer.WriteNumber(Columns[2], row.Position);
                writer.WriteString(Columns[3], row.Id);
                writer.WriteString(Columns[4], row.EffectAllele);
                writer.WriteString(Columns[5], row.OtherAllele);
                Number(writer, Columns[6], row.EffectAlleleFrequency);
                writer.WriteNumber(Columns[7], row.People);
                Number(writer, Columns[8], row.Beta);
                Number(writer, Columns[9], row.StandardError);
                Number(writer, Columns[10], row.NegLog10P);
                Number(writer, Columns[11], Math.Pow(10, -row.NegLog10P));
                writer.WriteEndObject();
            }

            output.Write(before);
            output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
            before = ",\n";
        }

        output.Write("\n]\n");
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "NA";

    private static string P(double negLog10P)
    {
        Span<byte> text = stackalloc byte[PValueText.LongestText];
        return Encoding.ASCII.GetString(text[..PValueText.Write(negLog10P, text)]);
    }
}
