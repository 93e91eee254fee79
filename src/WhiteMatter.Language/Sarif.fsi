namespace WhiteMatter.Language

open WhiteMatter.Plan.Diagnostics

/// Diagnostics in the format of static analysers, SARIF 2.1.0 (OASIS), as code hosts and editors read it.
module Sarif =

    /// One run of the program with its findings, the rules they are of, their related places and their fixes; what the study accepts is a suppressed
    /// result with its reason. `version` is the program's; `folder` the one that relative paths start from, or nothing where that is not known: what
    /// lies outside of it is written from the root on.
    val write:
        version: string -> folder: string -> accepted: AcceptedFinding seq -> diagnostics: Diagnostic seq -> string
