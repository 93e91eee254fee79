using WhiteMatter.Formats;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Running;

/// <summary>Gives a problem of a data file its code.</summary>
internal static class DataFailure
{
    /// <summary>The diagnostic of a data file that is not what its format promises.</summary>
    public static Diagnostic Of(DataFormatException exception, SourceSpan? span)
    {
        throw new NotImplementedException();
    }
}
