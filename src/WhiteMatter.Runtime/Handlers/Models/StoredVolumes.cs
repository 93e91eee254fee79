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

    private StoredVolumes(ImmutableArray<StoredKind> kinds, JoinedPeople people, ImmutableArray<ImageModality> settings)
    {
        Kinds = kinds;
        Ids = people.Ids;
        Families = people.Families;
        View = new NormalisedVolumes(
            [
                .. kinds.Select((kind, k) => new VolumeChannel(
                    new Source(kind.Store, people.Keys, people.Rows[k]),
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

    /// <summary>The volumes as the model sees them.</summary>
    public NormalisedVolumes View { get; }

    /// <summary>The grid's voxels.</summary>
    public VolumeSize Size => new(Grid.X, Grid.Y, Grid.Z);

    /// <summary>Opens the volumes that a step takes.</summary>
    /// <param name="context">The step.</param>
    /// <param name="normalisation">What the model does to each image before.</param>
    /// <param name="modalities">The kinds of images where there are several.</param>
    /// <param name="tell">Whether people who lack a kind are told: by the model alone, of whose images it is.</param>
    public static StoredVolumes Open<TParameters>(StepContext<TParameters> context, ImageNormalisation normalisation, ImageModalities? modalities, bool tell)
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

            return new StoredVolumes(kinds.ToImmutable(), people, settings);
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

    private static void RequireGrid(StoredKind first, StoredKind other)
    {
        if (GridComparison.Compare(first.Store.Grid, other.Store.Grid) != GridDifference.None)
        {
            throw new RunFailureException(
                ModelCodes.ModalitiesOnOtherGrids, other.Name, first.Name, GridComparison.Describe(other.Store.Grid), GridComparison.Describe(first.Store.Grid));
        }
    }

    /// <summary>One kind's volumes in the order of the people that all kinds have in common.</summary>
    private sealed class Source(VolumeStore store, ImmutableArray<string> keys, int[] rows) : IVolumeSource
    {
        public IReadOnlyList<string> Ids => keys;

        public VolumeSize Size => new(store.Grid.X, store.Grid.Y, store.Grid.Z);

        public ReadOnlyMemory<int> MaskIndex => store.MaskIndex.AsMemory();

        public bool Has(int person) => rows[person] >= 0;

        public void Read(int person, Span<float> values) => store.Read(rows[person], values);
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
