/// Paths of a study, joined with the folder of the file that holds them; `/` separates.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.StudyPath

open System.Collections.Generic

let private isAbsolute (path: string) =
    path.StartsWith '/' || (path.Length > 2 && path[1] = ':' && path[2] = '/')

/// Takes `.` and `name/..` out, so that one file has one name.
let private normalise (path: string) =
    let kept = Stack<string>()
    let absolute = path.StartsWith '/'

    for part in path.Split '/' do
        match part with
        | ""
        | "." -> ()
        | ".." when kept.Count > 0 && kept.Peek() <> ".." -> kept.Pop() |> ignore
        | ".." when absolute -> ()
        | part -> kept.Push part

    let joined = System.String.Join("/", kept.ToArray() |> Array.rev)
    if absolute then "/" + joined else joined

/// The path that a text in a study file names.
let resolve (studyFile: string) (path: string) =
    if isAbsolute path then
        normalise path
    else
        match studyFile.LastIndexOf '/' with
        | -1 -> normalise path
        | at -> normalise (studyFile.Substring(0, at + 1) + path)
