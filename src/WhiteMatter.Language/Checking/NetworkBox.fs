/// How many voxels along each axis a network needs of a box.
[<RequireQualifiedAccess>]
module WhiteMatter.Language.NetworkBox

/// The fewest along each axis, and what they are a multiple of: each halving of a convolutional network needs two voxels for one, and a transformer takes whole patches.
let needs (architecture: CheckedExpression option) : int * int =
    match architecture |> Option.map _.Node with
    | Some(CheckedNode.Call("vit_autoencoder", arguments)) ->
        match arguments.TryFind "patch" |> Option.map _.Node with
        | Some(CheckedNode.Number patch) when patch >= 1.0 && patch <= 65536.0 -> 1, int patch
        | _ -> 1, 1
    | Some(CheckedNode.Call(_, arguments)) ->
        match arguments.TryFind "channels" |> Option.map _.Node with
        | Some(CheckedNode.List(_ :: halvings)) -> 1 <<< min halvings.Length 30, 1
        | _ -> 1, 1
    | _ -> 1, 1
