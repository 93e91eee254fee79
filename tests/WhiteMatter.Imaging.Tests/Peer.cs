namespace WhiteMatter.Imaging.Tests;

/// <summary>Data that results are compared with.</summary>
internal static class Peer
{
    public const string Jhu = "/usr/share/mricron/templates/JHU-WhiteMatter-labels-2mm.nii.gz";
    public const string JhuNames = "/usr/share/mricron/templates/JHU-WhiteMatter-labels-2mm.nii.txt";
}
