using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Archives;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;

namespace WhiteMatter.Runtime.Images;

/// <summary>
/// The image files of a table's people as they are on the disk. Reads the columns of the table that the template names and asks for the
/// size and time of each file; opens none but where the set is small or a file is a link. Memory: those columns and 24 bytes a person.
/// </summary>
internal sealed class ImageSet
{
    /// <summary>The most files that are known by sampled blocks too.</summary>
    public const int MostSampled = 2000;

    private ImageSet(
        long people,
        IReadOnlyList<(string Person, string Path, int Volume)> files,
        IReadOnlyList<ImmutableArray<string>> beside,
        ImageSetIdentity identity,
        LatestChange? latest,
        string? lacking)
    {
        People = people;
        Files = files;
        Beside = beside;
        Identity = identity;
        Latest = latest;
        Lacking = lacking;
    }

    /// <summary>People of the table.</summary>
    public long People { get; }

    /// <summary>The files that are there, with their people, in the order of the table; paths as the study would name them.</summary>
    public IReadOnlyList<(string Person, string Path, int Volume)> Files { get; }

    /// <summary>The files that belong to each of <see cref="Files"/>, such as b-values.</summary>
    public IReadOnlyList<ImmutableArray<string>> Beside { get; }

    /// <summary>Whether they are volumes of one file.</summary>
    public bool IsSeries { get; private init; }

    /// <summary>What they are known by; paths do not enter it.</summary>
    public ImageSetIdentity Identity { get; }

    /// <summary>The file that was changed last, of images and what belongs to them; null where there is none.</summary>
    public LatestChange? Latest { get; }

    /// <summary>The template whose file most people lack, where it is one of what belongs to images; else null.</summary>
    public string? Lacking { get; }
    /// <summary>What is wrong with the first file whose archive shows it: it is cut short, or its member is there twice, encrypted or expands beyond reason. Null where nothing is.</summary>
    public DataFormatException? Problem { get; private init; }

    /// <summary>Looks for the files.</summary>
    /// <param name="tablePath">The table's file.</param>
    /// <param name="options">How the table is read.</param>
    /// <param name="idColumn">The column that names the person.</param>
    /// <param name="template">How the images are found.</param>
    /// <param name="beside">How the files are found that belong to each image; a person without one of them has none.</param>
    /// <param name="fullPath">Makes a path of the study one of the disk.</param>
    /// <param name="threads">Threads to use; what is found does not depend on them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Formats.DataFormatException">The table cannot be read, or a value would lead to another folder.</exception>
    public static ImageSet Find(
        string tablePath,
        TableOptions options,
        string idColumn,
        ImageLocator template,
        IReadOnlyList<ImageLocator> beside,
        Func<string, string> fullPath,
        int threads,
        CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        ImmutableArray<ImageLocator> templates = [template, .. beside];
        string[] names = [idColumn, .. templates.SelectMany(each => each.Columns).Distinct(StringComparer.Ordinal).Where(name => name != idColumn)];
        var columns = DelimitedTable.Read(tablePath, [.. names.Select(name => new ColumnRequest(name, ColumnReading.Text))], options, cancellationToken)
            .ToDictionary(column => column.Name, column => (TextColumn)column, StringComparer.Ordinal);
        var ids = columns[idColumn];
        var places = Handlers.Images.OrderedWork.Run([.. Enumerable.Range(0, ids.Count)], threads, cancellationToken, row =>
        {
            var person = new SoughtPerson(ids[row] ?? "", name => columns[name][row], tablePath, ids[row] ?? "a person without an identifier");
            ImagePlace?[] found = [.. templates.Select(each => each.Find(person))];
            return found;
        });
        var paths = Array.ConvertAll(places, found => found.Contains(null) ? (ImmutableArray<string>?)null : [.. found.Select(place => place!.Value.Path)]);

        var found = new FileState?[paths.Length];
        var lacking = new long[templates.Length];
        Parallel.For(0, paths.Length, parallel, row =>
        {
            if (paths[row] is { } own)
            {
                FileState?[] states = [.. own.Select(path => Look(path, fullPath))];
                found[row] = states.Aggregate(Together);
                if (Array.IndexOf(states, null) is var absent and >= 0)
                {
                    Interlocked.Increment(ref lacking[absent]);
                }
            }
            else if (Array.IndexOf(places[row], null) is var unanswered and >= 0)
            {
                Interlocked.Increment(ref lacking[unanswered]);
            }
        });
        var there = Enumerable.Range(0, paths.Length).Where(row => found[row] is not null).ToArray();
        var samples = new string[there.Length];
        if (template.Series is not null)
        {
            Array.Fill(samples, there.Length == 0 ? "" : Sample(fullPath(template.Series)));
        }
        else if (there.Length <= MostSampled)
        {
            Parallel.For(0, there.Length, parallel, i =>
                samples[i] = string.Join(' ', paths[there[i]]!.Value.Select(path => Sample(fullPath(path)))));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        LatestChange? last = null;
        DataFormatException? problem = null;
        for (var i = 0; i < there.Length; i++)
        {
            var (size, ticks, latest) = found[there[i]]!.Value;
            problem ??= found[there[i]]!.Value.Problem;
            bytes += template.Series is null || i == 0 ? size : 0;
            last = last is null || latest.Ticks > last.Ticks ? latest : last;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{ids[there[i]]}\t{size}\t{ticks}\t{samples[i]}{(template.Series is null ? "" : $"\t{places[there[i]][0]!.Value.Volume}")}\n")));
        }

        return new ImageSet(
            paths.Length,
            [.. there.Select(row => (ids[row] ?? "", paths[row]!.Value[0], places[row][0]!.Value.Volume))],
            [.. there.Select(row => paths[row]!.Value[1..])],
            new ImageSetIdentity(there.Length, bytes, Convert.ToHexStringLower(hash.GetHashAndReset())),
            last,
            Array.IndexOf(lacking, lacking.Max()) is var most and > 0 ? templates[most].Text : null)
        {
            IsSeries = template.Series is not null,
            Problem = problem,
        };
    }

    /// <summary>The set that a step's parameters name.</summary>
    public static ImageSet Find(OutsideImages images, TableReference table, string tablePath, Func<string, string> fullPath, int threads, CancellationToken cancellationToken) =>
        Find(
            tablePath,
            Handlers.TableReading.OptionsOf(table),
            table.IdColumn,
            ImageLocator.Parse(images.Template, fullPath),
            [.. images.Beside.Select(text => ImageLocator.Parse(text, fullPath))],
            fullPath,
            threads,
            cancellationToken);

    /// <summary>What a file is known by, and its own last change.</summary>
    private readonly record struct FileState(long Size, long Ticks, LatestChange Latest)
    {
        /// <summary>What its archive's directory shows to be wrong with it.</summary>
        public DataFormatException? Problem { get; init; }
    }

    /// <summary>Files that are known together: each of them changes the numbers, and none may be missing.</summary>
    private static FileState? Together(FileState? first, FileState? second) => first is { } one && second is { } other
        ? new FileState(one.Size + other.Size, unchecked((one.Ticks * 31) + other.Ticks), one.Latest.Ticks >= other.Latest.Ticks ? one.Latest : other.Latest) { Problem = one.Problem ?? other.Problem }
        : null;

    /// <summary>Size and time of change of an image, of a link those of what it leads to; null when it is not there.</summary>
    private static FileState? Look(string path, Func<string, string> fullPath)
    {
        if (LookAlone(path, fullPath(path)) is not { } file)
        {
            return null;
        }

        // A pair of header and voxels is known by both.
        return NiftiPair.PartnerOf(fullPath(path)) is { } other && LookAlone(path, other) is { } partner ? Together(file, partner) : file;
    }

    private static FileState? LookAlone(string named, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return ArchivePath.Of(path) is { } inside && File.Exists(inside.Archive) ? LookInside(named, inside) : null;
        }

        if (!file.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return StateOf(file);
        }

        return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? StateOf(target) : null;

        FileState StateOf(FileInfo info) => new(info.Length, info.LastWriteTimeUtc.Ticks, new LatestChange(named, info.LastWriteTimeUtc.Ticks));
    }

    private static FileState? LookInside(string named, ArchivePath inside)
    {
        try
        {
            // The checksum makes a member another one although archive and sizes look the same.
            return ZipMember.FindReadable(inside) is { } member
                ? new FileState(member.Length, unchecked(member.ModifiedTicks + (long)member.Checksum), new LatestChange(named, member.ModifiedTicks))
                : null;
        }
        catch (DataFormatException problem)
        {
            // A check tells it; of a plan that was made before it the step that reads the file does.
            var archive = new FileInfo(inside.Archive);
            return new FileState(archive.Length, archive.LastWriteTimeUtc.Ticks, new LatestChange(named, archive.LastWriteTimeUtc.Ticks)) { Problem = problem };
        }
    }

    private static string Sample(string path)
    {
        try
        {
            return FileIdentifier.Identify(path).SampleHash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DataFormatException)
        {
            // The step that reads it says what is wrong with it.
            return "unreadable";
        }
    }
}
