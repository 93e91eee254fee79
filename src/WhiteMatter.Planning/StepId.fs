/// A step's id is `kind:declaration`.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.StepId

let declaration (id: string) = id.Substring(id.IndexOf ':' + 1)
