using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WhiteMatter.Reporting;

/// <summary>
/// The data the page's script draws an association from: JSON with little-endian arrays in base64. Every character that
/// could end the script element is escaped by the JSON encoder.
/// </summary>
internal static class PlotDataBlock
{
    /// <summary>Frequencies are whole numbers of these parts; 65535 stands for an unknown one.</summary>
    private const double FrequencyUnits = 65534;

    /// <summary>Builds the JSON of one association.</summary>
    /// <param name="association">The association; its plots refer to its variants.</param>
    public static string Json(AssociationReport association)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteBoolean("joint", association.IsJoint);
            Genome(json, association.Genome);
            Variants(json, association.PlotVariants);
            json.WriteStartArray("traits");
            foreach (var trait in association.Traits)
            {
                json.WriteStringValue(trait.Name);
            }

            json.WriteEndArray();
            json.WriteStartArray("plots");
            foreach (var plot in association.Plots)
            {
                Plot(json, association, plot);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Genome(Utf8JsonWriter json, GenomeLayout genome)
    {
        json.WriteNumber("total", genome.Total);
        json.WriteStartArray("chromosomes");
        for (var i = 0; i < genome.Chromosomes.Length; i++)
        {
            json.WriteStartArray();
            json.WriteStringValue(genome.Chromosomes[i].Name);
            json.WriteNumberValue(genome.Chromosomes[i].Length);
            json.WriteNumberValue(genome.Offset(i));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Variants(Utf8JsonWriter json, IReadOnlyList<PlotVariant> variants)
    {
        var pairs = new Dictionary<string, uint>(StringComparer.Ordinal);
        var names = new List<string>();
        var allele = new uint[variants.Count];
        var ids = new StringBuilder();
        for (var i = 0; i < variants.Count; i++)
        {
            var variant = variants[i];
            ids.Append(i == 0 ? "" : "\t").Append(variant.Id.Replace('\t', ' '));
            var pair = Shorten(variant.EffectAllele) + "/" + Shorten(variant.OtherAllele);
            if (!pairs.TryGetValue(pair, out allele[i]))
            {
                allele[i] = (uint)names.Count;
                pairs.Add(pair, allele[i]);
                names.Add(pair);
            }
        }

        json.WriteString("ids", ids.ToString());
        json.WriteString("chromosome", Shorts(variants, v => (ushort)v.Chromosome));
        json.WriteString("position", Integers(variants, v => (uint)v.Position));
        json.WriteStartArray("alleles");
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteString("allele", Integers(allele, a => a));
        json.WriteString("frequency", Shorts(variants, v => v.EffectAlleleFrequency is >= 0 and <= 1 ? (ushort)Math.Round(v.EffectAlleleFrequency * FrequencyUnits) : ushort.MaxValue));
    }

    private static void Plot(Utf8JsonWriter json, AssociationReport association, AssociationPlot plot)
    {
        var points = plot.Points.ToArray();
        long Coordinate(in PlotPoint point)
        {
            var variant = association.PlotVariants[point.Variant];
            return association.Genome.Coordinate(variant.Chromosome, variant.Position);
        }

        Array.Sort(points, (a, b) =>
        {
            var order = Coordinate(a).CompareTo(Coordinate(b));
            order = order != 0 ? order : a.Variant.CompareTo(b.Variant);
            return order != 0 ? order : a.Trait.CompareTo(b.Trait);
        });
        json.WriteStartObject();
        json.WriteString("label", plot.Label);
        json.WriteBoolean("overview", plot.IsOverview);
        json.WriteNumber("threshold", -Math.Log10(plot.Threshold));
        json.WriteString("variant", Integers(points, p => (uint)p.Variant));
        json.WriteString("y", Floats(points, p => p.NegLog10P));
        json.WriteString("beta", Floats(points, p => p.Beta));
        json.WriteString("se", association.IsJoint ? "" : Floats(points, p => p.StandardError));
        json.WriteString("trait", plot.IsOverview || association.IsJoint ? Integers(points, p => (uint)p.Trait) : "");
        if (plot.Quantiles is { } quantiles)
        {
            json.WriteStartObject("qq");
            json.WriteString("expected", Floats(quantiles.Points, q => q.Expected));
            json.WriteString("observed", Floats(quantiles.Points, q => q.Observed));
            json.WriteString("lower", Floats(quantiles.Points, q => q.Lower));
            json.WriteString("upper", Floats(quantiles.Points, q => q.Upper));
            json.WriteBoolean("dependent", quantiles.Dependent);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("qq");
        }

        json.WriteEndObject();
    }

    private static string Shorten(string allele) => allele.Length <= 24 ? allele.Replace('/', '|') : $"{allele[..20]}… ({allele.Length} bp)";

    private static string Integers<T>(IReadOnlyList<T> items, Func<T, uint> value)
    {
        var bytes = new byte[4 * items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), value(items[i]));
        }

        return Convert.ToBase64String(bytes);
    }

    private static string Shorts<T>(IReadOnlyList<T> items, Func<T, ushort> value)
    {
        var bytes = new byte[2 * items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), value(items[i]));
        }

        return Convert.ToBase64String(bytes);
    }

    private static string Floats<T>(IReadOnlyList<T> items, Func<T, double> value)
    {
        var bytes = new byte[4 * items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var number = (float)value(items[i]);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), float.IsNaN(number) ? float.NaN : number);
        }

        return Convert.ToBase64String(bytes);
    }
}
