/// A session in a folder of its own, and what is typed into it.
module WhiteMatter.Interactive.Tests.Cell

open System
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Engine
open WhiteMatter.Plan.Hosting
open WhiteMatter.Runtime.Running

let silent = {
    new IProgress<RunEvent> with
        member _.Report _ = ()
}

/// 1,000 people of ages 40 to 79, 25 of each; every second one is M, but for two of site Z all are of site A.
let people =
    "iid\tage\theight\tsex\tsite\n"
    + String.Join(
        "",
        [
            for i in 0..999 ->
                let sex = if i % 2 = 0 then "F" else "M"
                let site = if i < 2 then "Z" else "A"
                $"p{i}\t{40 + i % 40}\t{150 + i % 50}\t{sex}\t{site}\n"
        ]
    )

let everyone = "cohort everyone { table = tsv(\"people.tsv\", id = iid) }"

/// A folder with a table of people, gone when the test ends.
type Desk() =
    let path = Directory.CreateTempSubdirectory("wmstudy-session-").FullName
    do File.WriteAllText(Path.Combine(path, "people.tsv"), people)

    member _.Folder = path
    member _.Path(name: string) = Path.Combine(path, name)

    member _.Around = Surroundings.ofFolder path None (MachineResources(2, 4_000_000_000L))

    member this.Begin() : Session =
        Session.Begin(this.Around, CancellationToken.None).GetAwaiter().GetResult()

    member this.Open(name: string) : Result<Session * Answer, Answer> =
        Session.Open(this.Around, name, Map.empty, CancellationToken.None).GetAwaiter().GetResult()

    interface IDisposable with
        member _.Dispose() =
            Directory.Delete(path, recursive = true)

let submit (session: Session) (typed: string) : Answer =
    session.Submit(typed, silent, CancellationToken.None).GetAwaiter().GetResult()

let textOf (answer: Answer) : string = AnswerText.render 100 false answer

/// The text of an answer that is as asked.
let said (session: Session) (typed: string) : string =
    let answer = submit session typed
    let text = textOf answer
    Assert.True((answer.Ending = Ending.Done), $"'{typed}' ended with {answer.Ending}: {text}")
    text

/// The text of an answer that ended otherwise.
let refused (session: Session) (ending: Ending) (typed: string) : string =
    let answer = submit session typed
    Assert.Equal(ending, answer.Ending)
    textOf answer
