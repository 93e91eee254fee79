using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan.Hosting;

/// <summary>
/// All that checking and planning may learn of the outside. A command passes the file system, a web service what a stranger may
/// see, a test a dictionary. Paths are those of the study, already joined with the folder of the file that holds them, with
/// <c>/</c> as separator; they may be absolute or start with <c>..</c>, and it is the host that refuses what a study must not see.
/// </summary>
public interface IStudyHost
{
    /// <summary>Reads a whole small text, such as an imported study.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">A longer file is reported as unreadable.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Probe<string>> ReadTextAsync(string path, long maximumBytes, CancellationToken cancellationToken);

    /// <summary>Says what a file is known by.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Probe<FileIdentity>> IdentifyAsync(string path, CancellationToken cancellationToken);

    /// <summary>Reads a table's header and looks at its values.</summary>
    /// <param name="request">The table.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Probe<TableHeader>> ReadTableHeaderAsync(TableRequest request, CancellationToken cancellationToken);

    /// <summary>Reads the sizes and chromosomes of genotype files.</summary>
    /// <param name="request">The files; what describes them stands beside them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Probe<GenotypeHeader>> ReadGenotypeHeaderAsync(GenotypeRequest request, CancellationToken cancellationToken);

    /// <summary>Reads the header of an image: a NIfTI file, or the .hdr of a pair.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Probe<ImageHeader>> ReadImageHeaderAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the header of a mask and which box of its voxels is inside: a property of its voxels, and so the one thing that is asked for before a run and stands in no header. A host that
    /// leaves this out tells what it knows of the header (<see cref="ImageHeader.Inside"/>), and that it does not know the box where it does not.
    /// </summary>
    /// <param name="path">The mask.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    async ValueTask<Probe<ImageHeader>> ReadMaskAsync(string path, CancellationToken cancellationToken) =>
        await ReadImageHeaderAsync(path, cancellationToken).ConfigureAwait(false) switch
        {
            Probe<ImageHeader>.Found { Value.Inside: null } => new Probe<ImageHeader>.Unreadable(DataCodes.MaskBoxUnknown, [path]),
            var other => other,
        };

    /// <summary>Looks for the image of each person of a table. Not found when no person has one.</summary>
    /// <param name="request">The table and the template of the paths.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Probe<ImageSetHeader>> ReadImageSetHeaderAsync(ImageSetRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the header of a file of published summary statistics; unreadable where it does not say enough. A host that leaves this out says
    /// whether the file is there, and what it holds is found out by the run.
    /// </summary>
    /// <param name="request">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    async ValueTask<Probe<StatisticsHeader>> ReadStatisticsHeaderAsync(StatisticsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await IdentifyAsync(request.Path, cancellationToken).ConfigureAwait(false) switch
        {
            Probe<FileIdentity>.Found file => new Probe<StatisticsHeader>.Found(new StatisticsHeader(true, true, true) { Identity = file.Value }),
            Probe<FileIdentity>.Unreadable problem => new Probe<StatisticsHeader>.Unreadable(problem.Descriptor, problem.Arguments) { Advice = problem.Advice },
            Probe<FileIdentity>.NotFound missing => new Probe<StatisticsHeader>.NotFound(missing.Path),
            var other => throw new InvalidOperationException($"A host answered with a {other.GetType().Name}."),
        };
    }

    /// <summary>
    /// Reads the shapes of the tensors of a network's weights; unreadable where the file is none. A host that leaves this out says whether the
    /// file is there.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    async ValueTask<Probe<WeightsHeader>> ReadWeightsHeaderAsync(string path, CancellationToken cancellationToken) =>
        await IdentifyAsync(path, cancellationToken).ConfigureAwait(false) switch
        {
            Probe<FileIdentity>.Found => new Probe<WeightsHeader>.Found(new WeightsHeader([])),
            Probe<FileIdentity>.Unreadable problem => new Probe<WeightsHeader>.Unreadable(problem.Descriptor, problem.Arguments) { Advice = problem.Advice },
            Probe<FileIdentity>.NotFound missing => new Probe<WeightsHeader>.NotFound(missing.Path),
            var other => throw new InvalidOperationException($"A host answered with a {other.GetType().Name}."),
        };

    /// <summary>Says what the results of a network depend on when it runs here, without loading any library.</summary>
    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<NumericEnvironment> DescribeNumericsAsync(string device, int threads, CancellationToken cancellationToken);

    /// <summary>Finds the artifact of a fingerprint that is whole in the store.</summary>
    /// <param name="fingerprint">The step's fingerprint.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ArtifactRecord?> FindArtifactAsync(Fingerprint fingerprint, CancellationToken cancellationToken);

    /// <summary>Finds the artifact a step of this study made last, whatever its fingerprint; reasons are told against it.</summary>
    /// <param name="study">The study's name.</param>
    /// <param name="stepId">The step.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ArtifactRecord?> FindLatestAsync(string study, string stepId, CancellationToken cancellationToken);

    /// <summary>What the machine offers.</summary>
    MachineResources Machine { get; }

    /// <summary>
    /// Folders in which an imported file is looked for, in this order, where it is not there from the folder of the file that imports it.
    /// A host that leaves this out has none.
    /// </summary>
    ImmutableArray<string> LibraryFolders => [];

    /// <summary>
    /// Names in a folder, for what is proposed where a path is written: in the order of their letters, those of folders with <c>/</c> behind
    /// them, without those that begin with a dot. Empty where there is no such folder. A host that leaves this out lists nothing.
    /// </summary>
    /// <param name="path">The folder; empty for the one that relative paths start from.</param>
    /// <param name="most">So many names are enough.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ImmutableArray<string>> ListFolderAsync(string path, int most, CancellationToken cancellationToken) => new([]);
}

/// <summary>What a machine offers to a run.</summary>
/// <param name="Cores">Processor cores that may be used.</param>
/// <param name="MemoryBytes">Memory that may be used.</param>
public sealed record MachineResources(int Cores, long MemoryBytes);
