using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Meta;

namespace WhiteMatter.Genetics.Tests.Meta;

/// <summary>Tables of effects written for a test, in a folder that is gone afterwards.</summary>
internal sealed class StatisticsFiles : IDisposable
{
    private readonly List<AssociationTable> _tables = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("wmstudy-test-").FullName;

    /// <summary>A study of one trait.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Variants in the order of the genome with effect, standard error and people; NaN for no test.</param>
    public MetaSource Study(string name, params (StatisticsVariant Variant, double Beta, double Error, int People)[] rows)
    {
        var (table, variants) = (Path.Combine(Folder, name + ".bin"), Path.Combine(Folder, name + ".bim"));
        using (var output = File.Create(table))
        using (var list = File.Create(variants))
        using (var writer = new StatisticsTableWriter(output, list, new AssociationTableHeader(0, 0, true, ["height"]) { Statistic = TableStatistic.SignedScore }))
        {
            foreach (var (variant, beta, error, people) in rows)
            {
                writer.Begin(variant);
                writer.Set(0, beta, error, double.IsNaN(beta) ? double.NaN : Statistics.Distributions.Normal.NegLog10TwoSided(beta / error), people);
            }

            writer.Complete();
        }

        return new MetaSource(name, Open(table), BimFile.Read(variants), [0]);
    }

    public AssociationTable Open(string path)
    {
        _tables.Add(AssociationTable.Open(path));
        return _tables[^1];
    }

    public static StatisticsVariant Variant(string chromosome, int position, string effect, string other, double frequency) =>
        new(chromosome, position, $"{chromosome}:{position}", effect, other, frequency, double.NaN);

    public void Dispose()
    {
        _tables.ForEach(table => table.Dispose());
        Directory.Delete(Folder, recursive: true);
    }
}
