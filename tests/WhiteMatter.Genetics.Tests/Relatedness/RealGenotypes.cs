using System.Diagnostics;
using WhiteMatter.Formats.Plink;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Relatedness;

/// <summary>A test with a program and a file of real data; skipped with a reason where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string program, string file)
    {
        Skip = new PeerFactAttribute(program).Skip ?? (File.Exists(file) ? null : $"{file} is absent (Debian package bolt-lmm-example).");
    }
}

/// <summary>BOLT-LMM's example, unpacked in a folder of its own: 379 Europeans of the 1000 Genomes Project, 54,051 variants.</summary>
internal sealed class RealGenotypes : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wm-real-").FullName;

    public RealGenotypes(string archive)
    {
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-xf", archive, "-C", _folder]))!;
        tar.WaitForExit();
        Prefix = Directory.EnumerateFiles(_folder, "EUR_subset.bed", SearchOption.AllDirectories).Single()[..^".bed".Length];
        Bim = BimFile.Read(Prefix + ".bim");
        Fam = FamFile.Read(Prefix + ".fam");
    }

    public string Prefix { get; }

    public BimFile Bim { get; }

    public FamFile Fam { get; }

    public BedFile Open() => BedFile.Open(Prefix + ".bed", Bim.Count, Fam.Count);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
