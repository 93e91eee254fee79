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

/// The time that the usual run takes; WMSTUDY_MUTATIONS=100000 runs that many instead, however long it takes.
let private usualSeconds = 25.0

[<Fact>]
let ``mutated studies always give a tree and diagnostics inside the text, in under 100 ms`` () =
    let random = Random 20260603
    let asked = rounds "WMSTUDY_MUTATIONS" 0
    let limit = if asked > 0 then asked else 100_000
    let clock = Stopwatch.StartNew()
    let mutable slowest = 0.0
    let mutable count = 0
    let mutable sound = 0

    timed originals[0] |> ignore

    while count < limit && (asked > 0 || clock.Elapsed.TotalSeconds < usualSeconds) do
        count <- count + 1
        let text = mutate random originals[random.Next originals.Length]

        let mutable result, time =
            try
                timed text
            with error ->
                failwith $"mutation {count} throws {error}\n{text}"

        if time > 100.0 then
            // The machine may have been busy elsewhere: the text itself is slow only if it is slow again.
            time <- min (snd (timed text)) (snd (timed text))

        slowest <- max slowest time

        if time > 100.0 then
            failwith $"mutation {count} takes {time:F0} ms:\n{text}"

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

    // Some changes do no harm, in a comment or a title; most do.
    Assert.InRange(sound, 1, count - 1)
    Console.WriteLine $"{count} mutations, {sound} of them sound, slowest {slowest:F1} ms"
