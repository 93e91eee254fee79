using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Grids;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>The volumes of a step of images, or of several of them as channels of one image, as a network takes them.</summary>
internal sealed class StoredVolumes : IDisposable
{
    /// <summary>So many people are named where more are meant.</summary>
    public const int NamesInMessages = 5;

    private StoredVolumes(ImmutableArray<StoredKind> kinds, JoinedPeople people, ImmutableArray<ImageModality> settings, VoxelBox? crop)
    {
        Kinds = kinds;
        Ids = people.Ids;
        Families = people.Families;
        View = new NormalisedVolumes(
            [
                .. kinds.Select((kind, k) => new VolumeChannel(
                    new Source(kind.Store, people.Keys, people.Rows[k], crop),
                    settings[k].Normalise == ImageNormalisation.ZScore ? VolumeNormalisation.ZScore : VolumeNormalisation.None,
                    settings[k].Weight)),
            ]);
    }

    /// <summary>The kinds of images, in the order of the channels.</summary>
    public ImmutableArray<StoredKind> Kinds { get; }

    /// <summary>The grid of all kinds.</summary>
    public VolumeGrid Grid => Kinds[0].Store.Grid;

    /// <summary>People who have a volume, or of several kinds those that are asked for.</summary>
    public int People => Ids.Length;

    /// <summary>Their identifiers, in order of the rows.</summary>
    public ImmutableArray<string> Ids { get; }

    /// <summary>Their families; null where there are none.</summary>
    public ImmutableArray<string>? Families { get; }

    /// <summary>The volumes as the model sees them, of cropped ones the box.</summary>
    public NormalisedVolumes View { get; }

    /// <summary>The grid's voxels, of cropped volumes too.</summary>
    public VolumeSize Size => new(Grid.X, Grid.Y, Grid.Z);

    /// <summary>Opens the volumes that a step takes.</summary>
    /// <param name="context">The step.</param>
    /// <param name="normalisation">What the model does to each image before.</param>
    /// <param name="modalities">The kinds of images where there are several.</param>
    /// <param name="crop">The box that the model sees; null for the whole grid.</param>
    /// <param name="tell">Whether people who lack a kind are told: by the model alone, of whose images it is.</param>
    public static StoredVolumes Open<TParameters>(
        StepContext<TParameters> context, ImageNormalisation normalisation, ImageModalities? modalities, VoxelBox? crop, bool tell)
        where TParameters : StepParameters => Open(context, normalisation, modalities, crop, tell, of: null);

    /// <summary>Opens the volumes that a step takes for the network of a model.</summary>
    /// <param name="context">The step.</param>
    /// <param name="model">The model; images of another grid or mask than its own are refused.</param>
    public static StoredVolumes Open<TParameters>(StepContext<TParameters> context, ModelDocument model)
        where TParameters : StepParameters => Open(context, model.Normalise, model.Modalities, model.Crop, tell: false, model);

    private static StoredVolumes Open<TParameters>(
        StepContext<TParameters> context, ImageNormalisation normalisation, ImageModalities? modalities, VoxelBox? crop, bool tell, ModelDocument? of)
        where TParameters : StepParameters
    {
        ImmutableArray<ImageModality> settings = modalities?.Kinds ?? [new ImageModality("", normalisation, 1)];
        var kinds = ImmutableArray.CreateBuilder<StoredKind>(settings.Length);
        try
        {
            for (var k = 0; k < settings.Length; k++)
            {
                kinds.Add(new StoredKind(settings[k].Name, ImagesHandler.Open(context.Input(ImageModalities.RoleOf(k)))));
                RequireGrid(kinds[0], kinds[k]);
            }

            var people = JoinedPeople.Of([.. kinds.Select(kind => kind.Store)], modalities is { AllowMissing: true });
            if (tell && modalities is not null)
            {
                TellMissing(context, people, modalities);
            }

            if (of is not null)
            {
                EncodingHandler.RequireSameImages(of, kinds);
            }

            RequireInside(context, kinds, crop);
            return new StoredVolumes(kinds.ToImmutable(), people, settings, crop);
        }
        catch
        {
            foreach (var kind in kinds)
            {
                kind.Store.Dispose();
            }

            throw;
        }
    }

    /// <summary>
    /// Finds a cohort's people among the volumes: by family and identifier where both sides have families, else by identifier alone.
    /// </summary>
    /// <returns>Rows of the people who have a volume, rising, and the names of those who have none.</returns>
    public (int[] Rows, List<string> Absent) Find(PeopleList people)
    {
        var byFamily = Families is not null && people.Families is not null;
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < People; row++)
        {
            if (!rows.TryAdd(JoinedPeople.Key(byFamily ? Families!.Value[row] : null, Ids[row]), row))
            {
                throw new RunFailureException(
                    DataFileCodes.AmbiguousPerson, $"The identifier {Ids[row]} stands for images of people of several families, and the cohort has no families.");
            }
        }

        var found = new List<int>(people.Ids.Count);
        var absent = new List<string>();
        for (var i = 0; i < people.Ids.Count; i++)
        {
            if (rows.TryGetValue(JoinedPeople.Key(byFamily ? people.Families![i] : null, people.Ids[i]), out var row))
            {
                found.Add(row);
            }
            else
            {
                absent.Add(people.Ids[i]);
            }
        }

        return ([.. found.Order()], absent);
    }

    /// <summary>Reports the people who have no volume, if there are any.</summary>
    public static void ReportAbsent<TParameters>(StepContext<TParameters> context, PeopleList people, List<string> absent)
        where TParameters : StepParameters
    {
        if (absent.Count > 0)
        {
            context.Report(
                ModelCodes.PeopleWithoutImage,
                WholeNumber.Text(absent.Count),
                WholeNumber.Text(people.Ids.Count),
                context.Step.Declaration,
                string.Join(", ", absent.Take(NamesInMessages)));
        }
    }

    public void Dispose()
    {
        foreach (var kind in Kinds)
        {
            kind.Store.Dispose();
        }
    }

    private static void TellMissing<TParameters>(StepContext<TParameters> context, JoinedPeople people, ImageModalities modalities)
        where TParameters : StepParameters
    {
        if (people.Lacking.Sum() == 0)
        {
            return;
        }

        context.Report(
            ModelCodes.PeopleWithoutModality,
            WholeNumber.Text(people.Incomplete),
            WholeNumber.Text(people.Any),
            context.Step.Declaration,
            string.Join(", ", modalities.Kinds.Select((kind, k) => $"{kind.Name} {WholeNumber.Text(people.Lacking[k])}")),
            modalities.AllowMissing ? "taken with what they have" : "left out");
    }

    /// <summary>The box is that of the masks when the step was planned.</summary>
    private static void RequireInside<TParameters>(StepContext<TParameters> context, IEnumerable<StoredKind> kinds, VoxelBox? crop)
        where TParameters : StepParameters
    {
        if (crop is not null && !kinds.All(kind => Holds(crop, kind.Store.Mask)))
        {
            throw new RunFailureException(
                RunCodes.PlanBroken, $"the step {context.Step.Id} is planned for the box of a mask that is not the images'; plan it again where the mask can be read");
        }
    }

    private static bool Holds(VoxelBox crop, VolumeMask mask)
    {
        if (crop.First.Length != 3 || crop.Size.Length != 3 || mask.Box is not { } box)
        {
            return false;
        }

        var (first, size) = box;

        int[] starts = [first.X, first.Y, first.Z], sizes = [size.X, size.Y, size.Z], grid = [mask.Grid.X, mask.Grid.Y, mask.Grid.Z];
        return Enumerable.Range(0, 3).All(axis =>
            crop.First[axis] >= 0
            && crop.First[axis] + crop.Size[axis] <= grid[axis]
            && starts[axis] >= crop.First[axis]
            && starts[axis] + sizes[axis] <= crop.First[axis] + crop.Size[axis]);
    }

    private static void RequireGrid(StoredKind first, StoredKind other)
    {
        if (GridComparison.Compare(first.Store.Grid, other.Store.Grid) != GridDifference.None)
        {
            throw new RunFailureException(
                ModelCodes.ModalitiesOnOtherGrids, other.Name, first.Name, GridComparison.Describe(other.Store.Grid), GridComparison.Describe(first.Store.Grid));
        }
    }

    /// <summary>One kind's volumes in the order of the people that all kinds have in common. What is stored are the voxels of the mask: cropped volumes are the same values in a smaller grid.</summary>
    private sealed class Source(VolumeStore store, ImmutableArray<string> keys, int[] rows, VoxelBox? crop) : IVolumeSource
    {
        public IReadOnlyList<string> Ids => keys;

        public VolumeSize Size { get; } = crop is null ? new(store.Grid.X, store.Grid.Y, store.Grid.Z) : new(crop.Size[0], crop.Size[1], crop.Size[2]);

        public ReadOnlyMemory<int> MaskIndex { get; } = crop is null ? store.MaskIndex.AsMemory() : Within(store, crop);

        public bool Has(int person) => rows[person] >= 0;

        public void Read(int person, Span<float> values) => store.Read(rows[person], values);

        /// <summary>The voxels of the mask as those of the box; the order stays.</summary>
        private static int[] Within(VolumeStore store, VoxelBox crop)
        {
            var (width, height) = (store.Grid.X, store.Grid.Y);
            return
            [
                .. store.MaskIndex.Select(voxel =>
                    (voxel % width) - crop.First[0]
                    + (crop.Size[0] * ((voxel / width % height) - crop.First[1] + (crop.Size[1] * ((voxel / width / height) - crop.First[2]))))),
            ];
        }
    }
}

/// <summary>The images of one kind.</summary>
/// <param name="Name">Their name in the study; empty where there is one kind.</param>
/// <param name="Store">Their volumes.</param>
internal sealed record StoredKind(string Name, VolumeStore Store)
{
    /// <summary>Lower-case hex SHA-256 of the mask's voxels.</summary>
    public string MaskSha256 => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Store.MaskIndex.AsSpan())));

    /// <summary>The name of a file of theirs in an artifact: in a folder of the kind's name where there are several.</summary>
    public string FileOf(string name) => Name.Length == 0 ? name : Name + "/" + name;
}
