namespace WhiteMatter.Language

/// Paths as studies write them: `/` separates, relative ones start from the folder of the file that holds them.
[<RequireQualifiedAccess>]
module StudyPath =

    let private isAbsolute (path: string) =
        path.StartsWith '/'
        || (path.Length >= 2 && path[1] = ':' && System.Char.IsAsciiLetter path[0])

    let private normalise (path: string) =
        let rooted = path.StartsWith '/'
        let kept = ResizeArray<string>()

        for part in path.Split '/' do
            match part with
            | ""
            | "." -> ()
            | ".." when kept.Count > 0 && kept[kept.Count - 1] <> ".." -> kept.RemoveAt(kept.Count - 1)
            | ".." when rooted -> ()
            | part -> kept.Add part

        (if rooted then "/" else "") + System.String.Join('/', kept)

    /// The folder that holds a file; empty for the current one.
    let folderOf (path: string) =
        match path.Replace('\\', '/').LastIndexOf '/' with
        | -1 -> ""
        | 0 -> "/"
        | at -> path.Substring(0, at)

    /// The path a host is asked for: `path` as written in the file `file`, joined with that file's folder.
    let resolve (file: SourceText) (path: string) =
        let path = path.Replace('\\', '/')

        if isAbsolute path then
            normalise path
        else
            let folder = (folderOf file.Path).Replace('\\', '/')
            normalise (if folder = "" then path else folder + "/" + path)
