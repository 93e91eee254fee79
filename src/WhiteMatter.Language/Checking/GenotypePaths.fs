namespace WhiteMatter.Language

open System.Collections.Immutable
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// Genotype files as studies name them: one file, or several by `{1..22,X}` in its path.
[<RequireQualifiedAccess>]
module GenotypePaths =

    /// Files that one declaration may name.
    let internal Most = 1000

    /// The settings that name genotype files, each of its format.
    let internal formats = [
        "bed", GenotypeFormat.Bed
        "pgen", GenotypeFormat.Pgen
        "bgen", GenotypeFormat.Bgen
        "vcf", GenotypeFormat.Vcf
    ]

    let private itemsOf (item: ExpansionItem) =
        match item with
        | ExpansionItem.Range(first, last) -> seq { for number in first..last -> string number }
        | ExpansionItem.Word word -> Seq.singleton word

    let private countOf (item: ExpansionItem) =
        match item with
        | ExpansionItem.Range(first, last) -> float (last - first) + 1.0
        | ExpansionItem.Word _ -> 1.0

    let private parts (path: CheckedExpression) =
        match path.Node with
        | CheckedNode.Text parts -> parts
        | _ -> []

    /// How many files a path means.
    let internal count (path: CheckedExpression) =
        parts path
        |> List.fold
            (fun count part ->
                match part with
                | TextPart.Expansion(items, _) -> count * (items |> List.sumBy countOf)
                | _ -> count)
            1.0

    /// A path as it is written, with its braces.
    let internal written (path: CheckedExpression) =
        parts path
        |> List.map (fun part ->
            match part with
            | TextPart.Literal text -> text
            | TextPart.Expansion(items, _) -> ExpansionText.ofItems items
            | TextPart.Placeholder name -> "{" + name.Name + "}")
        |> System.String.Concat

    /// The files that a path means, in order, as the host knows them: of several braces the last changes first.
    let internal expand (path: CheckedExpression) : string list =
        let grow (texts: string list) part =
            match part with
            | TextPart.Literal text -> texts |> List.map (fun before -> before + text)
            | TextPart.Expansion(items, _) ->
                let words = items |> Seq.collect itemsOf |> List.ofSeq

                texts
                |> List.collect (fun before -> words |> List.map (fun word -> before + word))
            | TextPart.Placeholder _ -> texts

        parts path |> List.fold grow [ "" ] |> List.map (StudyPath.resolve path.File)

    /// The settings that name genotype files, with their formats.
    let internal named (settings: Map<string, CheckedExpression>) =
        formats
        |> List.choose (fun (name, format) -> settings.TryFind name |> Option.map (fun path -> name, format, path))

    /// Endings of files of each format.
    let private endings = [
        ".bed", "bed"
        ".bim", "bed"
        ".fam", "bed"
        ".pgen", "pgen"
        ".pvar", "pgen"
        ".psam", "pgen"
        ".bgen", "bgen"
        ".vcf", "vcf"
        ".vcf.gz", "vcf"
        ".bcf", "vcf"
    ]

    /// Whether a file of an ending is the one that its setting names, and not one that lies beside it.
    let internal isNamed (ending: string) =
        [ ".bed"; ".pgen"; ".bgen"; ".vcf"; ".vcf.gz"; ".bcf" ] |> List.contains ending

    /// The ending of a path, and the setting that takes such files, where that is another one than its own.
    let internal ofOther (setting: string) (path: CheckedExpression) : (string * string) option =
        let text = written path

        endings
        |> List.tryFind (fun (ending, _) -> text.EndsWith(ending, System.StringComparison.OrdinalIgnoreCase))
        |> Option.filter (fun (_, other) -> other <> setting)

    /// The files that settings name, with the path as it is written; `None` where that cannot be told, which is said elsewhere.
    let internal tryRead (settings: Map<string, CheckedExpression>) : (GenotypeRequest * CheckedExpression) option =
        let isText (value: CheckedExpression) = value.Type = StudyType.String

        match named settings with
        | [ name, format, path ] when isText path && count path <= float Most && (ofOther name path).IsNone ->
            let samples: string | null =
                match settings.TryFind "sample" with
                | Some({
                           Node = CheckedNode.Text [ TextPart.Literal text ]
                       } as sample) -> StudyPath.resolve sample.File text
                | _ -> null

            Some(GenotypeRequest(format, ImmutableArray.CreateRange(expand path), samples), path)
        | _ -> None

    /// The files of a declaration of genotypes, as hosts are asked for them.
    let request (genotypes: CheckedDeclaration) : GenotypeRequest option =
        tryRead genotypes.Body.Settings |> Option.map fst
