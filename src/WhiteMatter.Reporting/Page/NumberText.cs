using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Numbers as the page prints them, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>A whole number with its digits in groups of three.</summary>
    /// <param name="value">The number.</param>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A measured number to a number of significant digits, with a true minus sign.</summary>
    /// <param name="value">The number; NaN gives a dash.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Significant(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        if (value == 0)
        {
            return "0";
        }

        var size = Math.Abs(value);
        string text;
        if (size is < 1e-4 or >= 1e7)
        {
            text = size.ToString("0." + new string('0', digits - 1) + "e-0", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);
        }
        else
        {
            var decimals = Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, 12);
            text = size.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return value < 0 ? "−" + text : text;
    }

    /// <summary>A printed number without zeros at the end of its decimals ("2.00" gives "2").</summary>
    /// <param name="text">The number.</param>
    public static string TrimEndZeros(this string text) =>
        text.Contains('.', StringComparison.Ordinal) && !text.Contains('e', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>A share as a percentage.</summary>
    /// <param name="share">The share; NaN gives a dash.</param>
    /// <param name="decimals">Decimals.</param>
    public static string Percent(double share, int decimals = 0) => double.IsFinite(share) ? Fixed(100 * share, decimals) + "%" : "–";

    /// <summary>A number to a fixed number of decimals.</summary>
    /// <param name="value">The number; NaN gives a dash.</param>
    /// <param name="decimals">Decimals.</param>
    public static string Fixed(double value, int decimals) => double.IsFinite(value)
        ? value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal)
        : "–";

    /// <summary>Splits P = 10^−y into mantissa (two digits) and exponent, without forming P.</summary>
    /// <param name="negLog10P">y.</param>
    public static (double Mantissa, long Exponent) Scientific(double negLog10P)
    {
        var exponent = (long)Math.Ceiling(negLog10P);
        var mantissa = Math.Round(Math.Pow(10, exponent - negLog10P), 1, MidpointRounding.AwayFromZero);
        return mantissa >= 10 ? (1, 1 - exponent) : (mantissa, -exponent);
    }

    /// <summary>P as markup, from −log10 P.</summary>
    /// <param name="negLog10P">−log10 P.</param>
    public static Markup PValue(double negLog10P)
    {
        if (!(negLog10P >= 0))
        {
            return new Markup("–");
        }

        if (negLog10P < 3)
        {
            return new Markup(Significant(Math.Pow(10, -negLog10P), 2));
        }

        var (mantissa, exponent) = Scientific(negLog10P);
        return new Markup($"{Fixed(mantissa, 1)} × 10<sup>−{(-exponent).ToString(CultureInfo.InvariantCulture)}</sup>");
    }

    /// <summary>P as other programs read it ("3.2e-5001").</summary>
    /// <param name="negLog10P">−log10 P.</param>
    public static string PValueText(double negLog10P)
    {
        if (!(negLog10P >= 0))
        {
            return "NA";
        }

        var exponent = (long)Math.Ceiling(negLog10P);
        var mantissa = Math.Round(Math.Pow(10, exponent - negLog10P), 4, MidpointRounding.AwayFromZero);
        if (mantissa >= 10)
        {
            mantissa = 1;
            exponent--;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{mantissa:0.####}e-{exponent}");
    }

    /// <summary>A time span in the largest fitting units.</summary>
    /// <param name="span">The span.</param>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.00} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalHours} h {span.Minutes} min"),
    };

    /// <summary>A size of a file.</summary>
    /// <param name="bytes">Bytes.</param>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>A moment, with its offset from universal time.</summary>
    /// <param name="moment">The moment.</param>
    public static string Moment(DateTimeOffset moment) => moment.Offset == TimeSpan.Zero
        ? moment.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : moment.ToString("d MMMM yyyy, HH:mm '(UTC'zzz')'", CultureInfo.InvariantCulture);

    /// <summary>A moment in ISO 8601.</summary>
    /// <param name="moment">The moment.</param>
    public static string Iso(DateTimeOffset moment) => moment.Offset == TimeSpan.Zero
        ? moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
