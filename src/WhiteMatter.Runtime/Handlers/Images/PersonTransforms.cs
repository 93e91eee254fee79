using WhiteMatter.Formats;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Images;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>The transforms of people's images, and who lacks one.</summary>
internal sealed class PersonTransforms
{
    private readonly StepContext<ImagesParameters> _context;
    private readonly PeopleList _people;
    private readonly (ImageLocator Locator, Func<int, ImagePlace?> Find, List<string> Missing, bool IsWarp)[] _sets;

    /// <summary>Prepares the looking.</summary>
    public PersonTransforms(
        StepContext<ImagesParameters> context, PeopleList people, ImageLocator? affines, ImageLocator? warps, Func<ImageLocator, Func<int, ImagePlace?>> finder)
    {
        (_context, _people) = (context, people);
        _sets = [.. Of(affines, false).Concat(Of(warps, true))];

        IEnumerable<(ImageLocator, Func<int, ImagePlace?>, List<string>, bool)> Of(ImageLocator? locator, bool isWarp) =>
            locator is null ? [] : [(locator, finder(locator), [], isWarp)];
    }

    /// <summary>How many people lack one.</summary>
    public int Missing => _sets.Sum(set => set.Missing.Count);

    /// <summary>An image with its transforms; null where one is not there.</summary>
    public PersonImage? With(PersonImage image)
    {
        foreach (var (_, find, missing, isWarp) in _sets)
        {
            var path = find(image.Person) is { } place ? PlanPaths.Full(_context.Plan, place.Path) : null;
            if (path is null || !DataFile.Exists(path))
            {
                missing.Add(_people.Ids[image.Person]);
                return null;
            }

            image = isWarp ? image with { Warp = path } : image with { Affine = path };
        }

        return image;
    }

    /// <summary>Reports who lacks one.</summary>
    /// <exception cref="RunFailureException">Everybody with an image does.</exception>
    public void Report(bool nobody)
    {
        var all = WholeNumber.Text(_people.Ids.Count);
        foreach (var (locator, _, missing, _) in _sets.Where(set => set.Missing.Count > 0))
        {
            if (nobody)
            {
                throw new RunFailureException(ImageCodes.NobodyHasAnImage, all, locator.Text, "the transforms of images");
            }

            _context.Report(
                LayoutCodes.TransformsMissing, WholeNumber.Text(missing.Count), all, locator.Text, string.Join(", ", missing.Take(PersonImages.NamesInMessages)));
        }
    }
}
