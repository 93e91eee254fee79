using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Dosages in memory, by the copies of A1 of each variant and person, negative where missing.</summary>
internal sealed class MemoryDosages(double[][] copies) : GenotypeSource
{
    public override int PersonCount => copies[0].Length;

    public override int VariantCount => copies.Length;

    public override bool HasDosages => true;

    public override void ReadCalls(int firstVariant, int count, Span<byte> destination) => throw new NotSupportedException();

    public override void ReadDosages(int firstVariant, int count, Span<ushort> destination)
    {
        for (var v = 0; v < count; v++)
        {
            for (var i = 0; i < PersonCount; i++)
            {
                var copy = copies[firstVariant + v][i];
                destination[(v * PersonCount) + i] = copy < 0 ? MissingDosage : (ushort)Math.Round(copy * DosagePerCopy);
            }
        }
    }

    public override void CheckUnchanged()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
