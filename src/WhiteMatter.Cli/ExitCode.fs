/// What the command's exit code says.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.ExitCode

[<Literal>]
let Done = 0

/// The study has errors.
[<Literal>]
let StudyErrors = 1

/// The command was called wrongly, or a file it names is not there.
[<Literal>]
let Usage = 2

/// A run failed or was stopped, or the program did.
[<Literal>]
let Failed = 3

/// The study ran, and an `expect` does not hold.
[<Literal>]
let ExpectationFailed = 4

/// `plan --detailed-exitcode`: something would run.
[<Literal>]
let WouldRun = 10
