/// Texts that are kept in `tests/Baselines` and compared with. With WMSTUDY_REWRITE_BASELINES=1 they are written; a person then
/// judges the difference.
module WhiteMatter.Language.Tests.Baseline

open System
open System.IO
open System.Text

let private rewrite =
    Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_BASELINES" = "1"

/// What is wrong with a text that should be the file's, if anything is. `file` starts from `tests/Baselines`.
let difference (file: string) (actual: string) : string option =
    let path = Path.Combine(Samples.repository, "tests", "Baselines", file)

    if rewrite then
        Directory.CreateDirectory(Path.GetDirectoryName path |> string) |> ignore
        File.WriteAllText(path, actual)
        None
    elif not (File.Exists path) then
        Some $"{file} is missing"
    elif Encoding.UTF8.GetString(File.ReadAllBytes path) <> actual then
        Some $"{file} differs; now it is\n{actual}"
    else
        None

/// Fails with all that is wrong.
let hold (differences: string option list) =
    let found = List.choose id differences
    Xunit.Assert.True(found.IsEmpty, String.Join("\n", found))
