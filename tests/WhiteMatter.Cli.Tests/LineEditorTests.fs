/// The lines of `wmstudy repl` as they are typed, key by key.
module WhiteMatter.Cli.Tests.LineEditorTests

open System
open System.Collections.Generic
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Cli.Repl
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Engine
open WhiteMatter.Plan.Hosting

type private Keyboard(keys: ConsoleKeyInfo list, pasted: bool) =
    let left = Queue<ConsoleKeyInfo> keys

    interface IKeys with
        member _.Read() = left.Dequeue()
        member _.Available = pasted && left.Count > 0

let private text (typed: string) = [
    for letter in typed do
        match letter with
        | '\n' -> ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false)
        | '\t' -> ConsoleKeyInfo('\t', ConsoleKey.Tab, false, false, false)
        | ' ' -> ConsoleKeyInfo(' ', ConsoleKey.Spacebar, false, false, false)
        | letter -> ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false)
]

let private key (key: ConsoleKey) = [ ConsoleKeyInfo('\000', key, false, false, false) ]
let private control (key: ConsoleKey) = [ ConsoleKeyInfo('\000', key, false, false, true) ]

/// What is typed by these keys, and what the screen was sent.
let private given (pasted: bool) (history: History) (keys: ConsoleKeyInfo list list) : Typed * string =
    use folder = new Folder()
    folder.Write("people.tsv", people) |> ignore

    let around =
        Surroundings.ofFolder (folder.Path "") None (MachineResources(1, 1_000_000_000L))

    let session = Session.Begin(around, CancellationToken.None).GetAwaiter().GetResult()
    use out = new StringWriter()

    let editor =
        LineEditor(session, history, Keyboard(List.concat keys, pasted), out, (fun () -> 80), true)

    editor.Read(), out.ToString()

let private typed = given false

let private line keys =
    match fst (typed (History None) keys) with
    | Typed.Text text -> text
    | other -> failwith $"It was {other}."

[<Fact>]
let ``A text goes on over lines until its brackets are closed, indented as it is written`` () =
    Assert.Equal(
        "cohort old from everyone {\n  include = age >= 60\n}",
        line [ text "cohort old from everyone {\ninclude = age >= 60\n}\n" ]
    )

[<Fact>]
let ``Keys move and change what is typed`` () =
    Assert.Equal("1 + 2", line [ text "1 + 3"; key ConsoleKey.Backspace; text "2\n" ])
    Assert.Equal("1 + 2", line [ text " + 2"; key ConsoleKey.Home; text "1"; key ConsoleKey.End; text "\n" ])
    Assert.Equal("31", line [ text "1 + 2"; control ConsoleKey.A; control ConsoleKey.K; text "31\n" ])
    Assert.Equal("1 + three", line [ text "1 + two"; control ConsoleKey.W; text "three\n" ])

    Assert.Equal(
        "ab",
        line [
            text "axb"
            key ConsoleKey.LeftArrow
            key ConsoleKey.LeftArrow
            key ConsoleKey.Delete
            text "\n"
        ]
    )

[<Fact>]
let ``Ctrl-C throws away what is typed, and Ctrl-D ends where nothing is`` () =
    Assert.Equal(Typed.Discarded, fst (typed (History None) [ text "cohort {"; control ConsoleKey.C ]))
    Assert.Equal(Typed.End, fst (typed (History None) [ control ConsoleKey.D ]))

[<Fact>]
let ``Tab completes a word, and lists what it may be`` () =
    Assert.Equal("cohort e { table = x }", line [ text "coh\te { table = x }\n" ])
    let answer, screen = typed (History None) [ text ":pl\tan\n" ]
    Assert.Equal(Typed.Text ":plan", answer)
    Assert.Contains(":plan  :plot", screen)

[<Fact>]
let ``A tab of a pasted text is a blank and completes nothing`` () =
    let pasted, screen =
        given true (History None) [ text "gwas g from e {\n\ttraits\t= traits\n\tadjust\t= age\n}\n" ]

    match pasted with
    | Typed.Text kept ->
        Assert.Equal<string list>(
            [ "gwas g from e {"; "traits = traits"; "adjust = age"; "}" ],
            [ for line in kept.Split '\n' -> line.Trim() ]
        )
    | other -> failwith $"It was {other}."

    Assert.DoesNotContain("genotypes", screen)

[<Fact>]
let ``Words are coloured on the screen by what they mean`` () =
    let _, screen = typed (History None) [ text "cohort\n" ]
    Assert.Contains("wm>", screen)
    let _, screen = typed (History None) [ text "cohort e { missing = [] }\n" ]
    Assert.Contains("\u001b[1;35mcohort", screen)
    Assert.Contains("\u001b[34mmissing", screen)

[<Fact>]
let ``What was typed before is found again, also by its beginning and in a later session`` () =
    use folder = new Folder()
    let file = folder.Path "state/history"
    let history = History(Some file)

    for entry in [ "1 + 1"; "cohort e {\n  missing = [\"\\\"]\n}"; ":help"; ":help" ] do
        history.Add entry

    let later = History(Some file)
    Assert.Equal(3, later.Count)
    Assert.Equal("cohort e {\n  missing = [\"\\\"]\n}", later[1])

    if not (OperatingSystem.IsWindows()) then
        Assert.Equal(UnixFileMode.UserRead ||| UnixFileMode.UserWrite, File.GetUnixFileMode file)

    Assert.Equal(Typed.Text "1 + 1", fst (typed later [ text "1"; key ConsoleKey.UpArrow; text "\n" ]))

    Assert.Equal(
        Typed.Text ":help",
        fst (typed (History(Some file)) [ key ConsoleKey.UpArrow; key ConsoleKey.UpArrow; text "\n" ])
    )

[<Fact>]
let ``A line as wide as the screen goes on in the next row`` () =
    let wide = String('1', 76)
    let _, screen = typed (History None) [ text wide; text "\n" ]
    // The prompt has four columns: the row is full, and a blank takes the cursor to the next.
    Assert.Contains(wide + " \r", screen)
