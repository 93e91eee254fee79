/// Settings that another program takes by another name and in another form, as they are written here.
module internal WhiteMatter.Language.Checking.SettingsElsewhere

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Options of PLINK that name several files by what their names have in common, with the ending of the one that stands for them here.
let private prefixes = Map.ofList [ "bfile", ".bed"; "pfile", ".pgen" ]

/// Options of PLINK that keep variants, as the beginning of a condition.
let private conditions =
    Map.ofList [
        "maf", "maf >= "
        "geno", "missing <= "
        "hwe", "hwe_p >= "
        "info", "info >= "
    ]

let private settingOf (name: string) (body: Block) =
    body.Items
    |> List.tryPick (fun item ->
        match item.Node with
        | ItemNode.Setting(key, value) when key.Name = name -> Some value
        | _ -> None)

let private isJoinedByOr (condition: Expression) =
    match condition.Node with
    | ExpressionNode.Binary(BinaryOperator.Or, _, _, _) -> true
    | _ -> false

/// The change that writes `bfile = "x"` as `bed = "x.bed"` and `maf = 0.01` as a condition of `keep`, where `instead` is the setting of that kind.
let fix
    (source: SourceText)
    (body: Block option)
    (instead: string)
    (key: Identifier)
    (value: Expression)
    : Diagnostic -> Diagnostic =
    let body = Option.toList body
    let own = body |> List.tryPick (settingOf instead)
    let whole = Span.create key.Span.Start value.Span.End
    let written = source.TextOf value.Span

    match prefixes.TryFind key.Name, conditions.TryFind key.Name, value.Node with
    | Some ending, _, ExpressionNode.Text _ when own.IsNone && written.Length > 2 && written.EndsWith '"' ->
        let path = written.Substring(1, written.Length - 2)

        let path =
            if path.EndsWith(ending, StringComparison.OrdinalIgnoreCase) then
                path
            else
                path + ending

        let meant = $"{instead} = \"{path}\""
        Diagnostic.withFix source $"Write '{meant}'" whole meant
    | _, Some beginning, ExpressionNode.Number _ when instead = "keep" ->
        let condition = beginning + written

        match own with
        | None ->
            // Several become one setting: the others are joined to it afterwards.
            let first =
                body
                |> List.collect _.Items
                |> List.tryPick (fun item ->
                    match item.Node with
                    | ItemNode.Setting(other, _) when conditions.ContainsKey other.Name -> Some other.Span
                    | _ -> None)

            if first = Some key.Span then
                Diagnostic.withFix source $"Write 'keep = {condition}'" whole $"keep = {condition}"
            else
                id
        | Some kept when kept.Span.End <= key.Span.Start && not (isJoinedByOr kept) ->
            let between = source.Text.Substring(kept.Span.End, key.Span.Start - kept.Span.End)

            // Nothing else, and no comment, stands between the two.
            if between |> Seq.forall (fun c -> c = ',' || Char.IsWhiteSpace c) then
                Diagnostic.withFix
                    source
                    "Join it to 'keep' by and"
                    (Span.create kept.Span.End value.Span.End)
                    $" and {condition}"
            else
                id
        | Some _ -> id
    | _ -> id
