using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>The calls of a source as whole dosages.</summary>
internal sealed class CallsAsDosages(GenotypeSource calls) : GenotypeSource
{
    public override int PersonCount => calls.PersonCount;

    public override int VariantCount => calls.VariantCount;

    public override bool HasDosages => true;

    public override void ReadCalls(int firstVariant, int count, Span<byte> destination) => calls.ReadCalls(firstVariant, count, destination);

    public override void ReadDosages(int firstVariant, int count, Span<ushort> destination)
    {
        var rows = new byte[count * BytesPerVariant];
        calls.ReadCalls(firstVariant, count, rows);
        for (var v = 0; v < count; v++)
        {
            for (var i = 0; i < PersonCount; i++)
            {
                var code = (rows[(v * BytesPerVariant) + (i / 4)] >> (2 * (i % 4))) & 3;
                destination[(v * PersonCount) + i] = code switch { 0 => 2 * DosagePerCopy, 2 => DosagePerCopy, 3 => 0, _ => MissingDosage };
            }
        }
    }

    public override void CheckUnchanged() => calls.CheckUnchanged();

    protected override void Dispose(bool disposing) => calls.Dispose();
}
