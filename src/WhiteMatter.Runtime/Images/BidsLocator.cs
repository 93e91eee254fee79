using System.Collections.Immutable;
using WhiteMatter.Formats.Bids;

namespace WhiteMatter.Runtime.Images;

/// <summary>Finds people's images, or with <c>extension</c> what belongs to them by the inheritance principle, in a BIDS dataset.</summary>
internal sealed class BidsLocator : ImageLocator
{
    private readonly string _folder;
    private readonly BidsDataset _dataset;
    private readonly string _root;
    private readonly string? _extension;
    private readonly string _suffix;
    private readonly string? _dataType;
    private readonly ImageTemplate? _subject;
    private readonly ImmutableArray<(string Key, ImageTemplate Label)> _entities;

    public BidsLocator(string text, LocatorText written, Func<string, string> fullPath)
    {
        Text = text;
        _folder = ImageTemplate.Parse(written.First).Expand(_ => null, default) ?? throw new ArgumentException($"The folder of '{text}' is no path.", nameof(written));
        _root = fullPath(_folder);
        _dataset = new BidsDataset(_root);
        _suffix = written.Find("suffix") ?? throw new ArgumentException($"'{text}' has no suffix.", nameof(written));
        _dataType = written.Find("datatype");
        _extension = written.Find("extension");
        _subject = written.Find("sub") is { } subject ? ImageTemplate.Parse(subject) : null;
        _entities =
        [
            .. written.Arguments.Where(argument => argument.Key is not ("suffix" or "datatype" or "extension" or "sub"))
                .Select(argument => (argument.Key, ImageTemplate.Parse(argument.Value))),
        ];
        Columns = [.. _entities.Select(entity => entity.Label).Prepend(_subject).OfType<ImageTemplate>().SelectMany(label => label.Columns).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override string Text { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Columns { get; }

    /// <inheritdoc/>
    public override string Needed => _folder;

    /// <summary>What is odd about the dataset's version.</summary>
    public string? OddVersion => _dataset.OddVersion;

    /// <summary>The dataset's folder, as the study names it.</summary>
    public string Folder => _folder;

    /// <inheritdoc/>
    public override ImagePlace? Find(SoughtPerson person)
    {
        if ((_subject is null ? Checked(person.Id, "id", person) : _subject.Expand(person.ValueOf, person)) is not { Length: > 0 } subject)
        {
            return null;
        }

        var entities = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(_entities.Length);
        foreach (var (key, label) in _entities)
        {
            if (label.Expand(person.ValueOf, person) is not { Length: > 0 } value)
            {
                return null;
            }

            entities.Add(new(key, BidsQuery.Bare(key, value)));
        }

        var image = _dataset.Find(BidsQuery.Bare("sub", subject), new BidsQuery(_suffix, entities.MoveToImmutable()) { DataType = _dataType });
        var found = image is null || _extension is null ? image : _dataset.Inherited(image, _extension);
        return found is null ? null : new ImagePlace(Path.Combine(_folder, Path.GetRelativePath(_root, found)));
    }
}
