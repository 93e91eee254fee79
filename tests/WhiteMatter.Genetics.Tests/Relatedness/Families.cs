using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Genetics.Tests.Relatedness;

/// <summary>
/// Drawn families in a PLINK 1 fileset: for every ten people two founders and their three children, one of them twice (a twin), a
/// founder and a grandchild of the first two, and two people of no family.
/// </summary>
internal sealed class Families : IDisposable
{
    private readonly SyntheticFileset _files;

    public Families(int people, int variants, double missing, int seed)
    {
        _files = new SyntheticFileset(people, variants, 0, seed, flips: 0.6);
        var random = new Random(seed + 1);
        for (var first = 0; first + 10 <= people; first += 10)
        {
            foreach (var genotypes in _files.Genotypes)
            {
                sbyte Child(int mother, int father) => (sbyte)(Passed(genotypes[mother]) + Passed(genotypes[father]));
                genotypes[first + 2] = Child(first, first + 1);
                genotypes[first + 3] = Child(first, first + 1);
                genotypes[first + 4] = Child(first, first + 1);
                genotypes[first + 5] = genotypes[first + 4];
                genotypes[first + 7] = Child(first + 2, first + 6);
            }
        }

        foreach (var genotypes in _files.Genotypes)
        {
            for (var i = 0; i < people; i++)
            {
                genotypes[i] = random.NextDouble() < missing ? (sbyte)-1 : genotypes[i];
            }
        }

        _files.Rewrite();

        int Passed(sbyte copies) => copies == 1 ? random.Next(2) : copies / 2;
    }

    public sbyte[][] Genotypes => _files.Genotypes;

    public string Prefix => _files.Bed[..^".bed".Length];

    public int People => Genotypes[0].Length;

    public int[] Everybody => [.. Enumerable.Range(0, People)];

    public int[] Variants => [.. Enumerable.Range(0, Genotypes.Length)];

    public BedFile Open() => _files.Open();

    public BimFile Bim() => _files.Variants();

    public PackedPeople Pack(long memory = long.MaxValue)
    {
        using var source = Open();
        return PackedPeople.Read(source, Everybody, Variants, memory, _files.PathOf("scratch"), 2, null, CancellationToken.None);
    }

    public void Dispose() => _files.Dispose();
}
