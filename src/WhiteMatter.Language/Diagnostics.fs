namespace WhiteMatter.Language

[<RequireQualifiedAccess>]
type Severity =
    | Error
    | Warning
    | Information

/// A machine-applicable change of the source.
type Fix =
    {
        Title: string
        Span: Span
        Replacement: string
    }

type RelatedSpan = { Span: Span; Path: string; Message: string }
