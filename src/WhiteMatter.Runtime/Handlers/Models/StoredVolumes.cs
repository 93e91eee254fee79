using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>The volumes of a step of images, as a network takes them.</summary>
internal sealed class StoredVolumes : IVolumeSource, IDisposable
{
    /// <summary>So many people are named where more are meant.</summary>
    public const int NamesInMessages = 5;

    private StoredVolumes(VolumeStore store, ImageNormalisation normalisation)
    {
        Store = store;
        Ids = [.. Enumerable.Range(0, store.People).Select(person => Key(store.Families?[person], store.Ids[person]))];
        View = new NormalisedVolumes(
            this, normalisation == ImageNormalisation.ZScore ? VolumeNormalisation.ZScore : VolumeNormalisation.None);
    }

    public VolumeStore Store { get; }

    /// <summary>The volumes as the model sees them.</summary>
    public NormalisedVolumes View { get; }

    public IReadOnlyList<string> Ids { get; }

    public VolumeSize Size => new(Store.Grid.X, Store.Grid.Y, Store.Grid.Z);

    public ReadOnlyMemory<int> MaskIndex => Store.MaskIndex.AsMemory();

    /// <summary>Lower-case hex SHA-256 of the mask's voxels.</summary>
    public string MaskSha256 => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Store.MaskIndex.AsSpan())));

    /// <summary>Opens the volumes of the artifact of a step of images.</summary>
    /// <param name="images">The artifact.</param>
    /// <param name="normalisation">What the model does to each image before.</param>
    public static StoredVolumes Open(Artifact images, ImageNormalisation normalisation) => new(ImagesHandler.Open(images), normalisation);

    /// <summary>
    /// Finds a cohort's people among the volumes: by family and identifier where both sides have families, else by identifier alone.
    /// </summary>
    /// <returns>Rows of the people who have a volume, rising, and the names of those who have none.</returns>
    public (int[] Rows, List<string> Absent) Find(PeopleList people)
    {
        var byFamily = Store.Families is not null && people.Families is not null;
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < Store.People; row++)
        {
            if (!rows.TryAdd(Key(byFamily ? Store.Families!.Value[row] : null, Store.Ids[row]), row))
            {
                throw new RunFailureException(
                    DataFileCodes.AmbiguousPerson, $"The identifier {Store.Ids[row]} stands for images of people of several families, and the cohort has no families.");
            }
        }

        var found = new List<int>(people.Ids.Count);
        var absent = new List<string>();
        for (var i = 0; i < people.Ids.Count; i++)
        {
            if (rows.TryGetValue(Key(byFamily ? people.Families![i] : null, people.Ids[i]), out var row))
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

    public void Read(int person, Span<float> values) => Store.Read(person, values);

    public void Dispose() => Store.Dispose();

    private static string Key(string? family, string id) => family is null ? id : family + "\t" + id;
}
