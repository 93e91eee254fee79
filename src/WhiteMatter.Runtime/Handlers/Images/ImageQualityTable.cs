using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Quality;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>The quality of a cohort's images: what <c>qc.tsv</c> shows and what a <c>keep</c> may ask for.</summary>
internal sealed class ImageQualityTable
{
    private readonly PersonImages _images;
    private readonly ImageQuality[] _quality;
    private readonly double[] _correlation;
    private readonly long[] _notFinite;
    private readonly double[] _meanZ;
    private readonly double[] _spreadZ;

    public ImageQualityTable(PersonImages images, ImageQuality[] quality, double[] correlation, long[] notFinite)
    {
        _images = images;
        _quality = quality;
        _correlation = correlation;
        _notFinite = notFinite;
        _meanZ = RobustZ.Of([.. quality.Select(image => image.Mean)]);
        _spreadZ = RobustZ.Of([.. quality.Select(image => image.StandardDeviation)]);
        Outliers = [.. Enumerable.Range(0, quality.Length).Where(IsOutlier)];
    }

    /// <summary>The columns that a condition may name.</summary>
    public static ImmutableArray<string> Columns { get; } = ["coverage", "outside", "mean", "sd", "mean_z", "sd_z", "correlation"];

    /// <summary>The images that stand out: places among those that are there.</summary>
    public ImmutableArray<int> Outliers { get; }

    /// <summary>The images that a condition keeps, and how many lack a value that it needs.</summary>
    public (ImmutableArray<int> Kept, int Undecided) Keep(PlanExpression? condition, Func<string, string, double> stepValue)
    {
        var all = Enumerable.Range(0, _quality.Length);
        if (condition is null)
        {
            return ([.. all], 0);
        }

        var truth = new ExpressionCompiler<int>(Reader, stepValue).Compile(condition);
        var answers = all.Select(image => truth(image).Truth).ToArray();
        return ([.. all.Where(image => answers[image] == true)], answers.Count(answer => answer is null));
    }

    /// <summary>Writes a row for each person with an image, whether kept or not.</summary>
    public void Write(Stream stream, IReadOnlySet<int> kept)
    {
        var people = _images.People;
        var outliers = Outliers.ToHashSet();
        string[] names = people.Families is null ? ["id"] : ["family", "id"];
        using var table = new TsvWriter(stream, [.. names, .. Columns, "not_finite", "outlier", "kept"]);
        for (var i = 0; i < _quality.Length; i++)
        {
            var person = _images.There[i].Person;
            var (quality, cells) = (_quality[i], new List<object?>());
            if (people.Families is { } families)
            {
                cells.Add(families[person]);
            }

            cells.AddRange([
                people.Ids[person], quality.Coverage, quality.Outside, quality.Mean, quality.StandardDeviation, _meanZ[i], _spreadZ[i],
                _correlation[i], _notFinite[i], outliers.Contains(i), kept.Contains(i)]);
            table.WriteRow([.. cells]);
        }
    }

    /// <summary>Reports what is odd.</summary>
    public void Report(StepContext<ImagesParameters> context)
    {
        const int most = 5;
        var all = WholeNumber.Text(_quality.Length);
        var broken = Enumerable.Range(0, _quality.Length).Where(i => _notFinite[i] > 0).ToArray();
        if (broken.Length > 0)
        {
            context.Report(ImageCodes.VoxelsNotFinite, WholeNumber.Text(_notFinite.Sum()), WholeNumber.Text(broken.Length), all, Names(broken.Take(most)));
        }

        var empty = Enumerable.Range(0, _quality.Length).Where(i => _quality[i].Coverage == 0).ToArray();
        if (empty.Length > 0)
        {
            context.Report(ImageCodes.ImagesWithoutValues, WholeNumber.Text(empty.Length), all, Names(empty.Take(most)));
        }

        if (!Outliers.IsEmpty)
        {
            context.Report(
                ImageCodes.ImageOutliers,
                WholeNumber.Text(Outliers.Length),
                all,
                RobustZ.OutlierThreshold.ToString(CultureInfo.InvariantCulture),
                Names(Outliers.OrderByDescending(Distance).Take(most)));
        }
    }

    private string Names(IEnumerable<int> images) =>
        string.Join(", ", images.Select(i => PersonImages.NameOf(_images.People, _images.There[i].Person)));

    private bool IsOutlier(int image) => Distance(image) > RobustZ.OutlierThreshold;

    /// <summary>The larger of the two distances from the median; 0 where neither is known.</summary>
    private double Distance(int image) => Math.Max(Known(_meanZ[image]), Known(_spreadZ[image]));

    private static double Known(double z) => double.IsNaN(z) ? 0 : Math.Abs(z);

    private Func<int, Cell> Reader(string column)
    {
        switch (column)
        {
            case "coverage":
                return image => Cell.Of(_quality[image].Coverage);
            case "outside":
                return image => Cell.Of(_quality[image].Outside);
            case "mean":
                return image => Cell.Of(_quality[image].Mean);
            case "sd":
                return image => Cell.Of(_quality[image].StandardDeviation);
            case "mean_z":
                return image => Cell.Of(_meanZ[image]);
            case "sd_z":
                return image => Cell.Of(_spreadZ[image]);
            case "correlation":
                return image => Cell.Of(_correlation[image]);
            default:
                var read = _images.Reader(column);
                return image => read(_images.There[image].Person);
        }
    }
}
