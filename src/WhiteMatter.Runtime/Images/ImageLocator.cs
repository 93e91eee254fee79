using System.Collections.Immutable;
using WhiteMatter.Formats;

namespace WhiteMatter.Runtime.Images;

/// <summary>Where a person's image is.</summary>
/// <param name="Path">The file, as the study would name it.</param>
/// <param name="Volume">Which of its volumes, from 0 on.</param>
internal readonly record struct ImagePlace(string Path, int Volume = 0);

/// <summary>A person, as a table of people has them.</summary>
/// <param name="Id">The person's identifier.</param>
/// <param name="ValueOf">The person's value in a column; null where it is missing.</param>
/// <param name="Table">The table, for messages.</param>
/// <param name="Name">The person, for messages.</param>
internal readonly record struct SoughtPerson(string Id, Func<string, string?> ValueOf, string Table, string Name);

/// <summary>How people's images are found: by a template of paths, a query of a BIDS dataset, or a list of the volumes of a series. Safe for several threads at once.</summary>
internal abstract class ImageLocator
{
    /// <summary>What the plan has, for messages.</summary>
    public abstract string Text { get; }

    /// <summary>The columns it names, each once.</summary>
    public abstract ImmutableArray<string> Columns { get; }

    /// <summary>Where a person's image would be; null where a value it needs is missing, or nothing answers.</summary>
    /// <exception cref="DataFormatException">A value would lead to another folder, or several files answer.</exception>
    public abstract ImagePlace? Find(SoughtPerson person);

    /// <summary>The folder or file without which nobody has an image; null where there is none of the kind.</summary>
    public virtual string? Needed => null;

    /// <summary>The one file whose volumes are people's images; null where each has a file.</summary>
    public virtual string? Series => null;

    /// <summary>Reads what a plan has: a template of paths, or <c>bids(…)</c> or <c>series(…)</c> as <see cref="LocatorText"/> describes them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fullPath">Makes a path of the study one of the disk.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public static ImageLocator Parse(string text, Func<string, string> fullPath) => LocatorText.Read(text) switch
    {
        null => ImageTemplate.Parse(text),
        { Name: "bids" } written => new BidsLocator(text, written, fullPath),
        { Name: "series" } written => new SeriesLocator(text, written, fullPath),
        var other => throw new ArgumentException($"'{other.Name}' finds no images.", nameof(text)),
    };

    /// <summary>Makes sure that a value can be part of a file's name.</summary>
    /// <exception cref="DataFormatException">It would lead to another folder.</exception>
    internal static string Checked(string value, string column, SoughtPerson person) =>
        value.AsSpan().IndexOfAny('/', '\\') >= 0 || value.Any(char.IsControl) || value.All(c => c == '.')
            ? throw new DataFormatException(
                DataProblem.PathValue,
                person.Table,
                $"the value '{value}' of {person.Name} cannot be part of a file's name",
                "a value without / and \\ that is more than dots",
                "Mend the table, or name the files by another column",
                column: column)
            : value;
}
