using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan.Hosting;

/// <summary>A host whose outside is what it was given: for embedding, where a study must not see the disk, and for tests.</summary>
public sealed class InMemoryHost : IStudyHost
{
    private readonly ImmutableDictionary<string, string> _texts;
    private readonly ImmutableDictionary<string, TableHeader> _tables;
    private readonly ImmutableDictionary<string, GenotypeHeader> _genotypes;
    private readonly ImmutableDictionary<string, FileIdentity> _files;
    private readonly ImmutableDictionary<string, ImageHeader> _images;
    private readonly ImmutableDictionary<string, ImageSetHeader> _imageSets;
    private readonly ImmutableDictionary<string, StatisticsHeader> _statistics;
    private readonly ImmutableArray<ArtifactRecord> _artifacts;

    /// <summary>A host without any file.</summary>
    public InMemoryHost()
        : this(
            ImmutableDictionary<string, string>.Empty,
            ImmutableDictionary<string, TableHeader>.Empty,
            ImmutableDictionary<string, GenotypeHeader>.Empty,
            ImmutableDictionary<string, FileIdentity>.Empty,
            ImmutableDictionary<string, ImageHeader>.Empty,
            ImmutableDictionary<string, ImageSetHeader>.Empty,
            ImmutableDictionary<string, StatisticsHeader>.Empty,
            [],
            new MachineResources(2, 8L << 30),
            [])
    {
    }

    private InMemoryHost(
        ImmutableDictionary<string, string> texts,
        ImmutableDictionary<string, TableHeader> tables,
        ImmutableDictionary<string, GenotypeHeader> genotypes,
        ImmutableDictionary<string, FileIdentity> files,
        ImmutableDictionary<string, ImageHeader> images,
        ImmutableDictionary<string, ImageSetHeader> imageSets,
        ImmutableDictionary<string, StatisticsHeader> statistics,
        ImmutableArray<ArtifactRecord> artifacts,
        MachineResources machine,
        ImmutableArray<string> libraryFolders)
    {
        _texts = texts;
        _tables = tables;
        _genotypes = genotypes;
        _files = files;
        _images = images;
        _imageSets = imageSets;
        _statistics = statistics;
        _artifacts = artifacts;
        Machine = machine;
        LibraryFolders = libraryFolders;
    }

    /// <inheritdoc/>
    public MachineResources Machine { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> LibraryFolders { get; }

    /// <summary>The same host with a text file more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="text">Its content.</param>
    public InMemoryHost WithText(string path, string text) =>
        new(_texts.SetItem(path, text), _tables, _genotypes, _files.SetItem(path, IdentityOf(path, text.Length)), _images, _imageSets, _statistics, _artifacts, Machine, LibraryFolders);

    /// <summary>The same host with a table more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="header">Its header.</param>
    public InMemoryHost WithTable(string path, TableHeader header) =>
        new(_texts, _tables.SetItem(path, header), _genotypes, _files.SetItem(path, IdentityOf(path, header.Rows)), _images, _imageSets, _statistics, _artifacts, Machine, LibraryFolders);

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
        return WithGenotypes(new GenotypeRequest(GenotypeFormat.Bed, [bedPath], null), samples, variants, chromosomes, buildEvidence);
    }

    /// <summary>The same host with genotype files more.</summary>
    /// <param name="request">The files; those that describe them are taken to stand beside them where the format has such.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="variants">Number of variants of all files together, or null.</param>
    /// <param name="chromosomes">Chromosomes in order.</param>
    /// <param name="buildEvidence">The build its positions tell of, or null.</param>
    public InMemoryHost WithGenotypes(
        GenotypeRequest request, long samples, long? variants, ImmutableArray<string> chromosomes, string? buildEvidence = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var each = (variants ?? 0) / Math.Max(1, request.Paths.Length);
        var files = _files;
        var members = request.Paths.Select(path => new GenotypeMembers(
            Member(path, 3 + (each * ((samples + 3) / 4))),
            GenotypeFileNames.Variants(request.Format, path) is [var list, ..] ? Member(list, each * 30) : null,
            (request.Samples ?? GenotypeFileNames.Samples(request.Format, path)) is { } people ? Member(people, samples * 25) : null));
        var header = new GenotypeHeader(samples, variants, chromosomes, buildEvidence, [.. members]);
        return new(_texts, _tables, _genotypes.SetItem(request.Key, header), files, _images, _imageSets, _statistics, _artifacts, Machine, LibraryFolders);

        GenotypeFile Member(string path, long size)
        {
            var identity = IdentityOf(path, size);
            files = files.SetItem(path, identity);
            return new GenotypeFile(path, identity);
        }
    }

    /// <summary>The same host with an image file more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="size">Voxels along x, y, z.</param>
    /// <param name="affine">Rows of its 3 × 4 matrix.</param>
    public InMemoryHost WithImage(string path, ImmutableArray<int> size, ImmutableArray<double> affine)
    {
        var identity = IdentityOf(path, 352 + (4L * size.Aggregate(1L, (product, edge) => product * edge)));
        var header = new ImageHeader(size, affine, "float32", identity);
        return new(_texts, _tables, _genotypes, _files.SetItem(path, identity), _images.SetItem(path, header), _imageSets, _statistics, _artifacts, Machine, LibraryFolders);
    }

    /// <summary>The same host with a mask more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="size">Voxels along x, y, z.</param>
    /// <param name="affine">Rows of its 3 × 4 matrix.</param>
    /// <param name="inside">The smallest box around its voxels that are not 0.</param>
    public InMemoryHost WithMask(string path, ImmutableArray<int> size, ImmutableArray<double> affine, VoxelBox inside)
    {
        var host = WithImage(path, size, affine);
        var header = host._images[path] with { Inside = inside };
        return new(_texts, _tables, _genotypes, host._files, host._images.SetItem(path, header), _imageSets, _statistics, _artifacts, Machine, LibraryFolders);
    }

    /// <summary>The same host with the images of a table's people.</summary>
    /// <param name="template">The template of their paths as studies name it.</param>
    /// <param name="people">People of the table.</param>
    /// <param name="files">How many of them have a file.</param>
    /// <param name="size">Voxels along x, y, z.</param>
    /// <param name="affine">Rows of their 3 × 4 matrix.</param>
    public InMemoryHost WithImages(string template, long people, long files, ImmutableArray<int> size, ImmutableArray<double> affine)
    {
        var one = 352 + (4L * size.Aggregate(1L, (product, edge) => product * edge));
        var identity = new ImageSetIdentity(files, files * one, IdentityOf(template, files * one).SampleHash);
        var header = new ImageSetHeader(people, identity, new ImageHeader(size, affine, "float32", IdentityOf(template, one)), template);
        return new(_texts, _tables, _genotypes, _files, _images, _imageSets.SetItem(template, header), _statistics, _artifacts, Machine, LibraryFolders);
    }

    /// <summary>The same host with diffusion series of a table's people.</summary>
    /// <param name="template">The template of their paths as studies name it.</param>
    /// <param name="people">People of the table.</param>
    /// <param name="files">How many of them have a series.</param>
    /// <param name="size">Voxels along x, y, z.</param>
    /// <param name="affine">Rows of their 3 × 4 matrix.</param>
    /// <param name="series">What is beside the first of them.</param>
    public InMemoryHost WithSeries(
        string template, long people, long files, ImmutableArray<int> size, ImmutableArray<double> affine, SeriesHeader series)
    {
        var host = WithImages(template, people, files, size, affine);
        var header = host._imageSets[template] with { Series = series };
        return new(_texts, _tables, _genotypes, _files, _images, host._imageSets.SetItem(template, header), _statistics, _artifacts, Machine, LibraryFolders);
    }

    /// <summary>The same host with a file of published summary statistics more.</summary>
    /// <param name="path">Its path as studies name it.</param>
    /// <param name="header">What it says.</param>
    public InMemoryHost WithStatistics(string path, StatisticsHeader header) =>
        new(_texts, _tables, _genotypes, _files.SetItem(path, IdentityOf(path, 1)), _images, _imageSets, _statistics.SetItem(path, header), _artifacts, Machine, LibraryFolders);

    /// <summary>The same host with an artifact in its store.</summary>
    /// <param name="artifact">The artifact's record.</param>
    public InMemoryHost WithArtifact(ArtifactRecord artifact) =>
        new(_texts, _tables, _genotypes, _files, _images, _imageSets, _statistics, _artifacts.Add(artifact), Machine, LibraryFolders);

    /// <summary>The same host with a folder more in which imported files are looked for.</summary>
    /// <param name="folder">The folder, as the paths of its files begin.</param>
    public InMemoryHost WithLibraryFolder(string folder) =>
        new(_texts, _tables, _genotypes, _files, _images, _imageSets, _statistics, _artifacts, Machine, LibraryFolders.Add(folder));

    /// <summary>The same host on another machine.</summary>
    /// <param name="machine">What the machine offers.</param>
    public InMemoryHost WithMachine(MachineResources machine) => new(_texts, _tables, _genotypes, _files, _images, _imageSets, _statistics, _artifacts, machine, LibraryFolders);

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
    public ValueTask<Probe<GenotypeHeader>> ReadGenotypeHeaderAsync(GenotypeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(_genotypes, request.Key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Probe<ImageHeader>> ReadImageHeaderAsync(string path, CancellationToken cancellationToken) =>
        Find(_images, path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Probe<ImageSetHeader>> ReadImageSetHeaderAsync(ImageSetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(_imageSets, request.Template, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Probe<StatisticsHeader>> ReadStatisticsHeaderAsync(StatisticsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _statistics.ContainsKey(request.Path) || !_files.ContainsKey(request.Path)
            ? Find(_statistics, request.Path, cancellationToken)
            : new(new Probe<StatisticsHeader>.Found(new StatisticsHeader(true, true, true)));
    }

    /// <inheritdoc/>
    public ValueTask<NumericEnvironment> DescribeNumericsAsync(string device, int threads, CancellationToken cancellationToken) =>
        new(new NumericEnvironment(device == "auto" ? "cpu" : device, "in memory", "", "", threads));

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

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<string>> ListFolderAsync(string path, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        var folder = path is "" or "/" ? path : path + "/";
        var names = _files.Keys
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal) && (folder != "" || !file.StartsWith('/')))
            .Select(file => file[folder.Length..])
            .Select(rest => rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? rest[..(slash + 1)] : rest)
            .Where(name => !name.StartsWith('.'))
            .Distinct()
            .Order(StringComparer.Ordinal);
        return new([.. names.Take(most)]);
    }

    private static ValueTask<Probe<T>> Find<T>(ImmutableDictionary<string, T> among, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return among.TryGetValue(path, out var value) ? new(new Probe<T>.Found(value)) : new(new Probe<T>.NotFound());
    }

    private static FileIdentity IdentityOf(string path, long size) =>
        new(size, 0, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(path))));
}
