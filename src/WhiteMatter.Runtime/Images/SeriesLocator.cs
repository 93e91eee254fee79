using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Runtime.Images;

/// <summary>Finds people's volumes in one 4-D image by a list of its people.</summary>
internal sealed class SeriesLocator : ImageLocator
{
    private readonly Lazy<IReadOnlyDictionary<string, int>> _index;

    public SeriesLocator(string text, LocatorText written, Func<string, string> fullPath)
    {
        Text = text;
        Series = PathOf(written.First);
        Subjects = PathOf(written.Find("subjects") ?? throw new ArgumentException($"'{text}' has no list of subjects.", nameof(written)));
        var (series, subjects) = (fullPath(Series), fullPath(Subjects));
        _index = new(() =>
        {
            var people = SeriesPeople.Read(subjects);
            var volumes = NiftiFile.ReadHeader(series).Volumes;
            return volumes == people.Count ? SeriesPeople.Index(people) : throw new Formats.DataFormatException(
                Formats.DataProblem.SeriesCount,
                subjects,
                FormattableString.Invariant($"{people.Count} people are listed and {Path.GetFileName(series)} has {volumes} volumes"),
                "one a volume",
                "List the people in the order of the volumes, as they were merged");
        });
        string PathOf(string template) => ImageTemplate.Parse(template).Expand(_ => null, default) ?? throw new ArgumentException($"'{template}' is no path.", nameof(written));
    }

    /// <inheritdoc/>
    public override string Text { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Columns => [];

    /// <inheritdoc/>
    public override string Series { get; }

    /// <summary>The list of people, as the study names it.</summary>
    public string Subjects { get; }

    /// <inheritdoc/>
    public override string Needed => Series;

    /// <inheritdoc/>
    public override ImagePlace? Find(SoughtPerson person) => _index.Value.TryGetValue(person.Id, out var volume) ? new ImagePlace(Series, volume) : null;
}
