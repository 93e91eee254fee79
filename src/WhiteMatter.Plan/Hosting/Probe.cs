using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Plan.Hosting;

/// <summary>The answer of a host that was asked to look at something outside: found, not there, or there but unreadable.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record Probe<T>
{
    private Probe()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="Value">What was found.</param>
    public sealed record Found(T Value) : Probe<T>;

    /// <summary>There is no such file.</summary>
    /// <param name="Path">The file that is not there, where it is another than the one named, such as a member of a file set.</param>
    public sealed record NotFound(string? Path = null) : Probe<T>
    {
        /// <summary>A file that is there and that the name may have meant, as the study would write it; null where none is near.</summary>
        public string? Meant { get; init; }
    }

    /// <summary>It is there but cannot be used.</summary>
    /// <param name="Descriptor">What is wrong, a row of the table of codes.</param>
    /// <param name="Arguments">The texts for the row's placeholders.</param>
    public sealed record Unreadable(DiagnosticDescriptor Descriptor, ImmutableArray<string> Arguments) : Probe<T>
    {
        /// <summary>What to do about it, where the host knows more than the row says; null for the row's advice.</summary>
        public string? Advice { get; init; }

        /// <summary>Says it at a place of a study.</summary>
        /// <param name="span">Where, or <see langword="null"/>.</param>
        public Diagnostic At(SourceSpan? span)
        {
            var diagnostic = Diagnostic.Create(Descriptor, span, Arguments.AsSpan());
            return Advice is null ? diagnostic : diagnostic with { Advice = Advice };
        }
    }
}
