namespace WhiteMatter.Reporting.Tests;

/// <summary>A test in a real browser; skipped, with the reason shown, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null)
        {
            Skip = "No chromium found; install the Debian package chromium to run the browser tests.";
        }
    }
}
