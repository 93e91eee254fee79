namespace WhiteMatter.LanguageServer

open WhiteMatter.LanguageServer.Answers

/// What exists once the client has said which folder is open.
type internal Session = {
    Paths: Paths
    Documents: Documents
    Host: RememberingHost
    Checks: Checks
    Plans: Plans
    Places: Writing.Places
    Colours: Colours
    Snippets: bool
    /// Whether the client shows no Markdown on hover.
    HoverIsPlain: bool
    /// Whether it shows none beside proposals.
    NotesArePlain: bool
}
