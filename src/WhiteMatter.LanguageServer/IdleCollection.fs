namespace WhiteMatter.LanguageServer

open System

/// Collects garbage when an answer has been sent, so that it is not collected while the next one is waited for: a check of a long study leaves
/// behind what the one before it found, tens of megabytes. Thread-safe.
[<Sealed>]
type internal IdleCollection() =
    /// A collection costs the more the more is alive, and nothing is won where little was left behind.
    let enough = 24_000_000L

    let door = obj ()
    let mutable collectedAt = GC.GetTotalAllocatedBytes()

    /// To be called when nobody waits.
    member _.Collect() =
        lock door (fun () ->
            if GC.GetTotalAllocatedBytes() - collectedAt >= enough then
                // What the check before the last one found is in the first generation.
                GC.Collect(1, GCCollectionMode.Forced, blocking = true)
                collectedAt <- GC.GetTotalAllocatedBytes())
