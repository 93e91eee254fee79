module WhiteMatter.Cli.Program

[<EntryPoint>]
let main _ = 0
