namespace WhiteMatter.Plan.Diagnostics;

/// <summary>How much a diagnostic weighs: an error stops the command, a warning does not.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Information,

    /// <summary>The work goes on, but its result deserves a look.</summary>
    Warning,

    /// <summary>The work cannot go on.</summary>
    Error,
}

/// <summary>What a report's page, which others read, shows of a finding.</summary>
public enum PageText
{
    /// <summary>The message.</summary>
    Message,

    /// <summary>The title alone: the message names single people or their files.</summary>
    Title,

    /// <summary>Nothing: the message counts or names few people, and the page's flow of people tells the same with small numbers hidden.</summary>
    Nothing,
}

/// <summary>One row of the table of diagnostic codes.</summary>
/// <param name="Code">The stable code, such as <c>WM2001</c>.</param>
/// <param name="Severity">What the diagnostic weighs unless the study accepts it.</param>
/// <param name="Title">A short name of the mistake, as a heading of its page.</param>
/// <param name="Template">The message, with <c>{0}</c>, <c>{1}</c> … for what was found.</param>
/// <param name="Advice">What to do about it, one sentence.</param>
/// <param name="Acceptable">Whether a study may accept it with <c>accept CODE because "…"</c>.</param>
/// <param name="OnPage">What a report's page shows of it.</param>
public sealed record DiagnosticDescriptor(
    string Code,
    DiagnosticSeverity Severity,
    string Title,
    string Template,
    string Advice,
    bool Acceptable = false,
    PageText OnPage = PageText.Message)
{
    /// <summary>The message with its arguments filled in.</summary>
    /// <param name="arguments">One text for each placeholder of <see cref="Template"/>.</param>
    public string Format(params ReadOnlySpan<string> arguments)
    {
        var boxed = new object[arguments.Length];
        for (var i = 0; i < boxed.Length; i++)
        {
            boxed[i] = arguments[i];
        }

        return string.Format(System.Globalization.CultureInfo.InvariantCulture, Template, boxed);
    }
}
