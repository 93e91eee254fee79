namespace WhiteMatter.Interactive

open System

/// What is proposed after a command.
[<RequireQualifiedAccess>]
type CommandTakes =
    /// Nothing.
    | Nothing
    /// Names of declarations.
    | Names
    /// An expression.
    | Expression
    /// Words of the catalogue.
    | Topic
    /// A file of a study.
    | File
    /// A parameter and a value.
    | Parameter

/// A command of a session.
type SessionCommand = {
    /// With its colon.
    Name: string
    /// What stands after it, as help writes it.
    Arguments: string
    /// What it does, in a sentence.
    Summary: string
    /// What is proposed after it.
    Takes: CommandTakes
}

/// The commands of a session.
[<RequireQualifiedAccess>]
module SessionCommands =

    let private command name arguments takes summary = {
        Name = name
        Arguments = arguments
        Summary = summary
        Takes = takes
    }

    /// All of them, in the order of help.
    let all: SessionCommand list = [
        command ":list" "" CommandTakes.Nothing "List what is declared, with what is stored of it."
        command
            ":type"
            "X"
            CommandTakes.Expression
            "Say what a name is and what it can be asked for, or the type of an expression."
        command
            ":columns"
            "X"
            CommandTakes.Names
            "List the columns of a cohort or a table, or the traits of phenotypes."
        command ":plan" "[X …]" CommandTakes.Names "Show what a run would do, and why."
        command
            ":run"
            "[X …]"
            CommandTakes.Names
            "Compute these with all they need, or everything; Ctrl-C stops it, and the next run goes on from there."
        command
            ":show"
            "X"
            CommandTakes.Names
            "Show the values, tables and files that are stored of a declaration or a step."
        command
            ":head"
            "X [N]"
            CommandTakes.Names
            "Show the first rows: of tests those of the smallest P, of people what the study lets be shown."
        command
            ":plot"
            "X [COLUMN [COLUMN]] [--browser]"
            CommandTakes.Names
            "Draw a histogram, people over two columns, a Manhattan plot ('qq' for quantiles), or a slice of the mean image ('coronal 20')."
        command ":why" "STEP" CommandTakes.Names "Say why a step runs or does not, and all that its result depends on."
        command ":set" "NAME=VALUE" CommandTakes.Parameter "Give a parameter of the study a value."
        command ":drop" "X …" CommandTakes.Names "Forget declarations that nothing else depends on."
        command ":undo" "" CommandTakes.Nothing "Take the last change of the declarations back."
        command ":load" "FILE" CommandTakes.File "Begin anew with a study."
        command
            ":save"
            "[FILE]"
            CommandTakes.File
            "Write the session as a study; '--replace' writes over a file that is there."
        command
            ":help"
            "[TOPIC]"
            CommandTakes.Topic
            "Explain a command, a kind, a setting, a function, a type, a word or a code."
        command ":quit" "" CommandTakes.Nothing "End the session."
    ]

    /// The command of a name; a beginning that only one has will do.
    let find (word: string) : Result<SessionCommand, string> =
        match all |> List.filter (fun command -> command.Name = word) with
        | [ only ] -> Ok only
        | _ ->
            match
                all
                |> List.filter (fun command -> command.Name.StartsWith(word, StringComparison.Ordinal))
            with
            | [ only ] when word.Length > 1 -> Ok only
            | _ :: _ :: _ as several when word.Length > 1 ->
                let names = String.Join(", ", several |> List.map _.Name)
                Error $"'{word}' may be {names}"
            | _ ->
                let names = all |> List.map _.Name
                Error $"there is no command '{word}'{Closest.hint names word}; ':help' lists them"
