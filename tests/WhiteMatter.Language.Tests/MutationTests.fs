/// Studies changed at random places, as typing, pasting and bad copies change them, through the parser and the checker.
[<Xunit.Collection("timed")>]
module WhiteMatter.Language.Tests.MutationTests

open System
open System.Diagnostics
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

let private alphabet =
    "(){}[]\"#,;.:=+-*/^&|<>!%_'\\ \n\t\r\000\u00A0\u201C\u2212\uFEFFaefn019"

let private words = [|
    "and"
    "or"
    "not"
    "in"
    "from"
    "accept"
    "import"
    "param"
    "\ncohort x {"
    "}"
    "\n"
    "wmstudy 1"
    "{1..22}"
    "5e-"
    "##"
    "//"
|]

let private mutate (random: Random) (text: string) =
    let mutable result = text

    for _ in 1 .. 1 + random.Next 4 do
        let at = random.Next(result.Length + 1)
        let length = min (result.Length - at) (random.Next 12)

        result <-
            match random.Next 6 with
            | 0 -> result.Remove(at, min 1 length)
            | 1 -> result.Remove(at, length)
            | 2 -> result.Insert(at, string alphabet[random.Next alphabet.Length])
            | 3 -> result.Insert(at, words[random.Next words.Length])
            | 4 ->
                let from = random.Next(result.Length + 1)
                result.Insert(at, result.Substring(from, min (random.Next 80) (result.Length - from)))
            | _ -> result.Remove(at, min 1 length).Insert(at, string alphabet[random.Next alphabet.Length])

    result

/// What is changed: the parser's texts, the examples, and a study of every kind.
let private originals =
    Array.concat [
        caseNames |> Array.map studyOf
        exampleFiles |> Array.map File.ReadAllText
        [| CheckerHost.wholeStudy; CheckerHost.imagingStudy |]
    ]

let private timed (text: string) =
    let watch = Stopwatch.StartNew()

    let result =
        (Checker.check (Checker.request (SourceText("study.wmstudy", text))) ExampleHost.host CancellationToken.None)
            .GetAwaiter()
            .GetResult()

    result, watch.Elapsed.TotalMilliseconds

/// The time that the usual run takes.
let private usualSeconds = 25.0

/// What some mutations came to.
type private Outcome = {
    Count: int
    Sound: int
    Slowest: float
    SlowestText: string
}

/// Mutates, parses, checks and formats until `goesOn` says no.
let private run (seed: int) (goesOn: int -> bool) : Outcome =
    let random = Random seed
    let mutable slowest = 0.0
    let mutable slowestText = ""
    let mutable count = 0
    let mutable sound = 0

    while goesOn count do
        count <- count + 1
        let text = mutate random originals[random.Next originals.Length]

        let mutable result, time =
            try
                timed text
            with error ->
                failwith $"seed {seed}, mutation {count} throws {error}\n{text}"

        if time > 100.0 then
            // The machine may have been busy elsewhere: the text itself is slow only if it is slow again.
            time <- min (snd (timed text)) (snd (timed text))

        if time > slowest then
            slowest <- time
            slowestText <- text

        if result.Study.IsSome then
            sound <- sound + 1

        // A study that cannot be used always says why.
        Assert.True(result.Study.IsSome || result.HasErrors, text)

        for found in result.Diagnostics do
            match found.Span with
            | null -> ()
            | span ->
                Assert.InRange(span.Start, 0, text.Length)
                Assert.InRange(span.Start + span.Length, 0, text.Length + 1)

        try
            Formatter.format result.File |> ignore
        with error ->
            failwith $"seed {seed}, mutation {count} cannot be formatted: {error}\n{text}"

    {
        Count = count
        Sound = sound
        Slowest = slowest
        SlowestText = slowestText
    }

[<Fact>]
let ``mutated studies always give a tree and diagnostics inside the text, in under 100 ms`` () =
    let clock = Stopwatch.StartNew()
    timed originals[0] |> ignore

    let outcome =
        run 20260603 (fun count -> count < 100_000 && clock.Elapsed.TotalSeconds < usualSeconds)

    if outcome.Slowest > 100.0 then
        failwith $"a mutation takes {outcome.Slowest:F0} ms:\n{outcome.SlowestText}"

    // Some changes do no harm, in a comment or a title; most do.
    Assert.InRange(outcome.Sound, 1, outcome.Count - 1)

/// `tests/fuzz.sh` runs it: WMSTUDY_MUTATIONS of them, from WMSTUDY_MUTATION_SEED on, on every core; what it came to is
/// added to WMSTUDY_MUTATION_LOG.
[<Fact>]
let ``as many mutated studies as are asked for always give a tree`` () =
    let asked = rounds "WMSTUDY_MUTATIONS" 2_000
    let seed = rounds "WMSTUDY_MUTATION_SEED" 1
    let parts = Environment.ProcessorCount
    timed originals[0] |> ignore
    let clock = Stopwatch.StartNew()

    let outcomes =
        Array.Parallel.init parts (fun part ->
            let share = asked / parts + (if part < asked % parts then 1 else 0)
            run (seed + part) (fun count -> count < share))

    let total = outcomes |> Array.sumBy _.Count
    let worst = outcomes |> Array.maxBy _.Slowest
    Assert.Equal(asked, total)

    match Environment.GetEnvironmentVariable "WMSTUDY_MUTATION_LOG" with
    | null
    | "" -> ()
    | path ->
        let line =
            $"studies: {total} mutations from seed {seed} on, {outcomes |> Array.sumBy _.Sound} without an error, "
            + $"slowest {worst.Slowest:F1} ms, {clock.Elapsed.TotalSeconds:F0} s\n"

        File.AppendAllText(path, line)

    // On a machine that does nothing else it is a tenth of this.
    Assert.True(worst.Slowest < 1000.0, worst.SlowestText)
