using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Plan.Hosting;

/// <summary>A host whose outside is what it was given: for embedding, where a study must not see the disk, and for tests.</summary>
public sealed class InMemoryHost : IStudyHost
{
    private readonly ImmutableDictionary<string, string> _texts;
    private readonly ImmutableDictionary<string, TableHeader> _tables;
    private readonly ImmutableDictionary<string, GenotypeHeader> _genotypes;
    private readonly ImmutableDictionary<string, FileIdentity> _files;
    private readonly ImmutableArray<ArtifactRecord> _artifacts;

    /// <summary>A host without any file.</summary>
    public InMemoryHost()
        : this(
            ImmutableDictionary<string, string>.Empty,
            ImmutableDictionary<string, TableHeader>.Empty,
            ImmutableDictionary<string, GenotypeHeader>.Empty,
            ImmutableDictionary<string, FileIdentity>.Empty,
            [],
            new MachineResources(2, 8L << 30))
    {
    }

    private InMemoryHost(
        ImmutableDictionary<string, string> texts,
        ImmutableDictionary<string, TableHeader> tables,
        ImmutableDictionary<string, GenotypeHeader> genotypes,
        ImmutableDictionary<string, FileIdentity> files,
        ImmutableArray<ArtifactRecord> artifacts,
        MachineResources machine)
    {
        _texts = texts;
        _tables = tables;
        _genotypes = genotypes;
        _files = files;
        _artifacts = artifacts;
        Machine = machine;
    }

    /// <inheritdoc/>
    public MachineResources Machine { get; }

    /// <summary>The same host with a text file more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="text">Its content.</param>
    public InMemoryHost WithText(string path, string text) =>
        new(_texts.SetItem(path, text), _tables, _genotypes, _files.SetItem(path, IdentityOf(path, text.Length)), _artifacts, Machine);

    /// <summary>The same host with a table more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="header">Its header.</param>
    public InMemoryHost WithTable(string path, TableHeader header) =>
        new(_texts, _tables.SetItem(path, header), _genotypes, _files.SetItem(path, IdentityOf(path, header.Rows)), _artifacts, Machine);

    /// <summary>The same host with a PLINK 1 file set more.</summary>
    /// <param name="bedPath">Path of the .bed file; .bim and .fam are taken to stand beside it.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="variants">Number of variants.</param>
    /// <param name="chromosomes">Chromosomes in order.</param>
    /// <param name="buildEvidence">The build its positions tell of, or null.</param>
    public InMemoryHost WithGenotypes(
        string bedPath, long samples, long variants, ImmutableArray<string> chromosomes, string? buildEvidence = null)
    {
        ArgumentNullException.ThrowIfNull(bedPath);
        var stem = bedPath.EndsWith(".bed", StringComparison.Ordinal) ? bedPath[..^4] : bedPath;
        var bed = new GenotypeFile(stem + ".bed", IdentityOf(stem + ".bed", 3 + (variants * ((samples + 3) / 4))));
        var bim = new GenotypeFile(stem + ".bim", IdentityOf(stem + ".bim", variants * 30));
        var fam = new GenotypeFile(stem + ".fam", IdentityOf(stem + ".fam", samples * 25));
        var header = new GenotypeHeader(samples, variants, chromosomes, buildEvidence, bed, bim, fam);
        var files = _files.SetItem(bed.Path, bed.Identity).SetItem(bim.Path, bim.Identity).SetItem(fam.Path, fam.Identity);
        return new(_texts, _tables, _genotypes.SetItem(bed.Path, header), files, _artifacts, Machine);
    }

    /// <summary>The same host with an artifact in its store.</summary>
    /// <param name="artifact">The artifact's record.</param>
    public InMemoryHost WithArtifact(ArtifactRecord artifact) =>
        new(_texts, _tables, _genotypes, _files, _artifacts.Add(artifact), Machine);

    /// <summary>The same host on another machine.</summary>
    /// <param name="machine">What the machine offers.</param>
    public InMemoryHost WithMachine(MachineResources machine) => new(_texts, _tables, _genotypes, _files, _artifacts, machine);

    /// <inheritdoc/>
    public ValueTask<Probe<string>> ReadTextAsync(string path, long maximumBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_texts.TryGetValue(path, out var text))
        {
            return new(new Probe<string>.NotFound());
        }

        return Encoding.UTF8.GetByteCount(text) > maximumBytes
            ? new(new Probe<string>.Unreadable(DataCodes.TextTooLong, [path, maximumBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            : new(new Probe<string>.Found(text));
    }

    /// <inheritdoc/>
    public ValueTask<Probe<FileIdentity>> IdentifyAsync(string path, CancellationToken cancellationToken) =>
        Find(_files, path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Probe<TableHeader>> ReadTableHeaderAsync(TableRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(_tables, request.Path, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Probe<GenotypeHeader>> ReadGenotypeHeaderAsync(string bedPath, CancellationToken cancellationToken) =>
        Find(_genotypes, bedPath, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ArtifactRecord?> FindArtifactAsync(Fingerprint fingerprint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_artifacts.FirstOrDefault(record => record.Fingerprint == fingerprint));
    }

    /// <inheritdoc/>
    public ValueTask<ArtifactRecord?> FindLatestAsync(string study, string stepId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_artifacts.LastOrDefault(record => record.Study == study && record.StepId == stepId));
    }

    private static ValueTask<Probe<T>> Find<T>(ImmutableDictionary<string, T> among, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return among.TryGetValue(path, out var value) ? new(new Probe<T>.Found(value)) : new(new Probe<T>.NotFound());
    }

    private static FileIdentity IdentityOf(string path, long size) =>
        new(size, 0, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(path))));
}
