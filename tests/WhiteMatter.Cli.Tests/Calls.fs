/// Calls the command in this process, in a folder of its own.
module WhiteMatter.Cli.Tests.Calls

open System
open System.IO
open System.Threading
open WhiteMatter.Cli

type Answer = {
    Code: int
    Out: string
    Error: string
}

let callWith (input: string) (words: string list) : Answer =
    use out = new StringWriter()
    use error = new StringWriter()

    let terminal: Terminal = {
        Out = out
        Error = error
        ColourOut = false
        ColourError = false
        Live = false
        In = new StringReader(input)
        Interactive = false
        Interrupts = Interrupts()
        Cancellation = CancellationToken.None
    }

    let code = Application.run terminal words

    {
        Code = code
        Out = out.ToString()
        Error = error.ToString()
    }

let call words = callWith "" words

/// A folder that is gone when the test ends.
type Folder() =
    let path = Directory.CreateTempSubdirectory("wmstudy-cli-").FullName

    member _.Path(name: string) = Path.Combine(path, name)

    member this.Write(name: string, text: string) =
        File.WriteAllText(this.Path name, text)
        this.Path name

    interface IDisposable with
        member _.Dispose() =
            Directory.Delete(path, recursive = true)

let people = "iid\tage\theight\np1\t50\t170.5\np2\t61\t160.25\np3\t47\t182\n"

let study =
    """wmstudy 1

## Heights of three people.
study heights {
  build = GRCh37
}

cohort everyone {
  table   = tsv("people.tsv", id = iid)
  include = age >= 48
}

phenotypes sizes from everyone { columns = [height] }

expect { everyone.count >= 2 }
"""

/// Keeps or compares what the program said of a code, as the example of its page: `error CODE: message`, places, and `= advice`.
let example (test: string) (code: string) (error: string) =
    let lines = error.Split '\n' |> List.ofArray

    match lines |> List.tryFindIndex (fun line -> line.Contains $"{code}: ") with
    | None -> failwith $"Nothing says {code}: {error}"
    | Some at ->
        let message = lines[at].Substring(lines[at].IndexOf($"{code}: ") + code.Length + 2)

        let advice =
            lines
            |> List.skip (at + 1)
            |> List.tryFind _.TrimStart().StartsWith("= ")
            |> Option.map (fun line -> line.TrimStart().Substring 2)

        WhiteMatter.Fixtures.SaidExamples.take test code message (Option.defaultValue "" advice)
