using WhiteMatter.Formats;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Queries;

/// <summary>Says in the table's codes why results or data could not be looked at.</summary>
public static class QueryFailure
{
    /// <summary>The diagnostic of an exception; null of a mistake of the program.</summary>
    /// <param name="exception">The exception.</param>
    public static Diagnostic? Of(Exception exception) => exception switch
    {
        AggregateException { InnerException: { } first } => Of(first),
        RunFailureException failure => failure.ToDiagnostic(null),
        DataFormatException data => DataFailure.Of(data, null),
        IOException or UnauthorizedAccessException or InvalidDataException =>
            Diagnostic.Create(RunCodes.InputUnreadable, null, (exception as FileNotFoundException)?.FileName ?? "a file of the session", exception.Message),
        _ => null,
    };
}
