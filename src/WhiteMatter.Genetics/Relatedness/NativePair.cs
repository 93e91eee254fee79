using System.Runtime.InteropServices;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>Two people as the kernels give them; <c>wm_pair</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativePair
{
    public readonly int First;
    public readonly int Second;
    public readonly int Called;
    public readonly int BothHeterozygous;
    public readonly int OppositeHomozygotes;
    public readonly int HeterozygousFirst;
    public readonly int HeterozygousSecond;
    private readonly int _reserved;
    public readonly double Value;
}
