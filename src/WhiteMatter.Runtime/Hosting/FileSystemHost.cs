using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.PublishedStatistics;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Meta;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Machine;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>Lets checking and planning see this machine's files, and a store.</summary>
public sealed class FileSystemHost : IStudyHost
{
    /// <summary>Rows of a table that are looked at for types and levels.</summary>
    private const int HeaderRows = 10_000;

    private const int MostLevels = 64;
    private const int TextBuffer = 1 << 12;

    private readonly string _baseDirectory;
    private readonly ArtifactStore _store;
    private readonly GenotypeHeaderReader _genotypes;

    /// <summary>Sees the files from a folder on.</summary>
    /// <param name="baseDirectory">The folder relative paths start from.</param>
    /// <param name="store">The store in which results of earlier runs are.</param>
    /// <param name="machine">What the machine offers.</param>
    public FileSystemHost(string baseDirectory, ArtifactStore store, MachineResources machine)
    {
        ArgumentNullException.ThrowIfNull(store);
        _baseDirectory = Path.GetFullPath(baseDirectory);
        _store = store;
        _genotypes = new GenotypeHeaderReader(store.Layout);
        Machine = machine;
    }

    /// <inheritdoc/>
    public MachineResources Machine { get; }

    /// <summary>
    /// Folders in which imported files are looked for after the folder of the file that imports them, unless others are set: those that the
    /// environment variable <c>WMSTUDY_PATH</c> names, separated as those of <c>PATH</c>.
    /// </summary>
    public ImmutableArray<string> LibraryFolders { get; init; } = FoldersOf(Environment.GetEnvironmentVariable("WMSTUDY_PATH"));

    /// <summary>The folders of a list as <c>WMSTUDY_PATH</c> holds it.</summary>
    private static ImmutableArray<string> FoldersOf(string? list) =>
        list is null ? [] : [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>What stands at a path where that is neither a file nor a folder, such as "a pipe"; null otherwise. Nothing is opened or waited for.</summary>
    /// <param name="path">The path.</param>
    public static string? KindOfOther(string path) => DataFile.KindOfOther(path);

    /// <inheritdoc/>
    public async ValueTask<Probe<string>> ReadTextAsync(string path, long maximumBytes, CancellationToken cancellationToken)
    {
        try
        {
            var full = Full(path);
            using var reader = new StreamReader(DataFile.OpenStream(full, TextBuffer));
            if (reader.BaseStream.Length > maximumBytes)
            {
                return new Probe<string>.Unreadable(DataCodes.TextTooLong, [path, WholeNumber.Text(maximumBytes)]);
            }

            return new Probe<string>.Found(await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DataFormatException)
        {
            return Failed<string>(exception, path, Full);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<string>> ListFolderAsync(string path, int most, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => NamesIn(new DirectoryInfo(Full(path)), most), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static ImmutableArray<string> NamesIn(DirectoryInfo folder, int most) =>
        !folder.Exists
            ? []
            : [
                .. folder.EnumerateFileSystemInfos()
                    .Where(entry => !entry.Name.StartsWith('.'))
                    .Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name)
                    .Order(StringComparer.Ordinal)
                    .Take(most),
            ];

    /// <inheritdoc/>
    public ValueTask<Probe<FileIdentity>> IdentifyAsync(string path, CancellationToken cancellationToken) =>
        LookAsync(path, FileIdentifier.Identify, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Probe<Plan.Hosting.TableHeader>> ReadTableHeaderAsync(TableRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return LookAsync(request.Path, path => ReadTable(path, request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Probe<GenotypeHeader>> ReadGenotypeHeaderAsync(GenotypeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Format == GenotypeFormat.Bed && request.Paths.FirstOrDefault(IsBesideBed) is { } beside)
        {
            var bed = string.Concat(beside.AsSpan(0, beside.Length - ".bim".Length), ".bed");
            return new Probe<GenotypeHeader>.Unreadable(DataFileCodes.BedMagic, [$"'{beside}' holds no genotypes: 'bed' names the .bed file, beside which it stands."])
            {
                Advice = $"Write '{bed}'.",
            };
        }

        return await Task.Run(() => GenotypeHeaderReader.Missing(request, Full), cancellationToken).ConfigureAwait(false) is { } missing
            ? new Probe<GenotypeHeader>.NotFound(missing) { Meant = MeantPath.Of(missing, Full, request.Format) }
            : await LookAsync(request.Paths[0], _ => _genotypes.Read(request, Full, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static bool IsBesideBed(string path) =>
        path.EndsWith(".bim", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".fam", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValueTask<Probe<ImageHeader>> ReadImageHeaderAsync(string path, CancellationToken cancellationToken) =>
        LookAsync(path, ImageHeaderReader.Read, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Probe<ImageHeader>> ReadMaskAsync(string path, CancellationToken cancellationToken) =>
        await LookAsync(path, full => ImageHeaderReader.ReadMask(full, cancellationToken), cancellationToken).ConfigureAwait(false) switch
        {
            Probe<ImageHeader>.Found { Value.Inside: null } => new Probe<ImageHeader>.Unreadable(ImageCodes.MaskEmpty, [$"'{path}' is 0 everywhere"]),
            var other => other,
        };

    /// <inheritdoc/>
    public async ValueTask<Probe<ImageSetHeader>> ReadImageSetHeaderAsync(ImageSetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var looked = await LookAsync<ImageSet>(
            request.Table.Path,
            table => ImageSet.Find(
                table,
                OptionsOf(request.Table),
                request.IdColumn,
                ImageLocator.Parse(request.Template, Full),
                [.. request.Beside.Select(text => ImageLocator.Parse(text, Full))],
                Full,
                Machine.Cores,
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        switch (looked)
        {
            case Probe<ImageSet>.Found { Value: { Files: [var (_, first, _), ..] } set }:
                return await LookAsync(first, path => set.Problem is { } problem ? throw problem : HeaderOf(request, set, path, cancellationToken), cancellationToken).ConfigureAwait(false);
            case Probe<ImageSet>.Unreadable problem:
                return new Probe<ImageSetHeader>.Unreadable(problem.Descriptor, problem.Arguments) { Advice = problem.Advice };
            case Probe<ImageSet>.NotFound missing:
                return new Probe<ImageSetHeader>.NotFound(missing.Path ?? request.Table.Path);
            case Probe<ImageSet>.Found { Value.Lacking: { } lacking }:
                return new Probe<ImageSetHeader>.NotFound(lacking);
            default:
                var needed = ImageLocator.Parse(request.Template, Full).Needed;
                return needed is null || Path.Exists(Full(needed)) ? new Probe<ImageSetHeader>.NotFound() : new Probe<ImageSetHeader>.NotFound(needed);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Probe<StatisticsHeader>> ReadStatisticsHeaderAsync(StatisticsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return LookAsync(
            request.Path,
            path =>
            {
                var header = PublishedHeader.Read(path, PublishedHandler.FormatOf(request.Layout), cancellationToken);
                return new StatisticsHeader(header.HasPlaces, header.HasEffects, header.HasPeople)
                {
                    HasRatios = header.HasRatios,
                    Identity = FileIdentifier.Identify(path),
                };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Probe<WeightsHeader>> ReadWeightsHeaderAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(path, WeightsHeaderOf, cancellationToken).ConfigureAwait(false);
        }
        catch (LearningException problem)
        {
            return new Probe<WeightsHeader>.Unreadable(FailureDiagnosis.RowOf(problem.Problem), [problem.Message]);
        }

        static WeightsHeader WeightsHeaderOf(string path)
        {
            var (shapes, origin) = PretrainedWeights.HeaderOf(path);
            return new WeightsHeader(shapes) { Network = origin.Network, Grid = origin.Grid, Normalisation = origin.Normalisation };
        }
    }

    /// <inheritdoc/>
    public ValueTask<NumericEnvironment> DescribeNumericsAsync(string device, int threads, CancellationToken cancellationToken) =>
        new(NumericMachine.Current.Describe(device, threads));

    /// <inheritdoc/>
    public ValueTask<ArtifactRecord?> FindArtifactAsync(Fingerprint fingerprint, CancellationToken cancellationToken) =>
        new((_store.Find(fingerprint) as StoreLookup.Whole)?.Artifact.Record);

    /// <inheritdoc/>
    public ValueTask<ArtifactRecord?> FindLatestAsync(string study, string stepId, CancellationToken cancellationToken) =>
        new(_store.FindLatest(study, stepId));

    private static Plan.Hosting.TableHeader ReadTable(string path, TableRequest request, CancellationToken cancellationToken)
    {
        var options = OptionsOf(request) with { MostLevels = MostLevels, HeaderRows = HeaderRows };
        var header = DelimitedTable.ReadHeader(path, options, cancellationToken);
        return new Plan.Hosting.TableHeader(
            [.. header.Columns.Select(column => new Plan.Hosting.TableColumn(
                column.Name,
                column.Kind switch
                {
                    ColumnKind.Missing => ColumnContent.Empty,
                    ColumnKind.Integer => ColumnContent.Integer,
                    ColumnKind.Numeric => ColumnContent.Number,
                    _ => ColumnContent.Text,
                },
                column.LevelsComplete ? column.Levels : [])
            {
                MinusNines = column.MinusNines,
                FirstText = column.FirstText,
            })],
            header.RowsRead,
            header.Complete)
        {
            BytesPerRow = header.BytesPerRow,
        };
    }

    private ImageSetHeader HeaderOf(ImageSetRequest request, ImageSet set, string path, CancellationToken cancellationToken)
    {
        if (request.AreNoImages)
        {
            var first = new ImageHeader([], [], "", FileIdentifier.Identify(path));
            return new ImageSetHeader(set.People, set.Identity, first, set.Files[0].Path) { Latest = set.Latest };
        }

        // What has b-values and directions beside it is a series of volumes.
        var isSeries = request.Beside.Length > 1;
        var header = new ImageSetHeader(
            set.People, set.Identity, ImageHeaderReader.Read(path, isSeries: !request.Beside.IsEmpty || set.IsSeries), set.Files[0].Path)
        { Latest = set.Latest };
        if (!isSeries)
        {
            return header;
        }

        var beside = set.Beside[0];
        var table = GradientFiles.Read(Full(beside[0]), Full(beside[1]), (path, NiftiFile.ReadHeader(path).Volumes), cancellationToken);
        return header with
        {
            Series = new SeriesHeader(beside[0], table.BValues)
            {
                BrainPath = beside.Length > 2 ? beside[2] : null,
                Brain = beside.Length > 2 ? ImageHeaderReader.Read(Full(beside[2])) : null,
            },
        };
    }

    private static TableOptions OptionsOf(TableRequest request) =>
        new() { Delimiter = TableReading.DelimiterOf(request.Format), MissingCodes = request.MissingCodes };

    private static Probe<T> Failed<T>(Exception exception, string path, Func<string, string> locate)
    {
        switch (exception)
        {
            case FileNotFoundException or DirectoryNotFoundException or DataFormatException { Problem: DataProblem.FileMissing }:
                return new Probe<T>.NotFound { Meant = MeantPath.Of(path, locate) };
            case DataFormatException data:
                var diagnostic = DataFailure.Of(data, null);
                return new Probe<T>.Unreadable(DataFailure.RowOf(data.Problem), [diagnostic.Message]) { Advice = diagnostic.Advice };
            default:
                return new Probe<T>.Unreadable(RunCodes.InputUnreadable, [path, exception.Message]);
        }
    }

    private async ValueTask<Probe<T>> LookAsync<T>(string path, Func<string, T> look, CancellationToken cancellationToken)
    {
        try
        {
            return new Probe<T>.Found(await Task.Run(() => look(Full(path)), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DataFormatException)
        {
            return Failed<T>(exception, path, Full);
        }
    }

    private string Full(string path) => Path.GetFullPath(Path.Combine(_baseDirectory, path));
}
