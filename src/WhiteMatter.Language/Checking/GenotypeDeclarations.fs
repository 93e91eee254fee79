/// The files that a declaration of genotypes names.
module internal WhiteMatter.Language.Checking.GenotypeDeclarations

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// What the host knows of the files; `None` where they are not there or were not looked at.
let headerOf (analysis: Analysis) (settings: Map<string, CheckedExpression>) : GenotypeHeader option =
    GenotypePaths.tryRead settings
    |> Option.bind (fun (request, _) ->
        match analysis.Outside.Genotypes.TryGetValue request.Key with
        | true, header -> Some header
        | _ -> None)

let private checkFormats
    (findings: Findings)
    (home: FileScope)
    (symbol: Symbol)
    (isWhole: bool)
    (named: (string * GenotypeFormat * CheckedExpression) list)
    =
    match named with
    | [ _ ] -> ()
    | [] when isWhole ->
        findings.Add(home.Source, NameCodes.GenotypeFormats, symbol.NameSpan, [ symbol.Local; "no format" ])
    | [] -> ()
    | several ->
        let names = several |> List.map (fun (name, _, _) -> $"'{name}'")
        let (_, _, second) = several[1]

        findings.Add(home.Source, NameCodes.GenotypeFormats, second.Span, [ symbol.Local; String.Join(" and ", names) ])

/// Several files are not too many, and none of them twice.
let private checkFiles (findings: Findings) (path: CheckedExpression) =
    if GenotypePaths.count path > float GenotypePaths.Most then
        Diagnostic.create path.File NameCodes.LimitExceeded path.Span [
            "genotype files of one declaration"
            string GenotypePaths.Most
        ]
        |> findings.AddDiagnostic
    else
        let seen = HashSet<string>(StringComparer.Ordinal)

        GenotypePaths.expand path
        |> List.tryFind (fun file -> not (seen.Add file))
        |> Option.iter (fun file ->
            Diagnostic.create path.File NameCodes.ListedTwice path.Span [ file ]
            |> findings.AddDiagnostic)

let rec private uses (column: string) (condition: CheckedExpression) =
    match condition.Node with
    | CheckedNode.Column name -> name = column
    | CheckedNode.Unary(_, operand)
    | CheckedNode.Member(operand, _) -> uses column operand
    | CheckedNode.Binary(_, left, right) -> uses column left || uses column right
    | CheckedNode.List items -> items |> List.exists (uses column)
    | CheckedNode.Call(_, arguments) -> arguments |> Map.exists (fun _ -> uses column)
    | _ -> false

/// Imputation quality is missing in hard calls: a condition on it would keep nothing.
let private checkQuality (findings: Findings) (keep: CheckedExpression) name =
    if uses "info" keep then
        Diagnostic.create keep.File NameCodes.DoNotGoTogether keep.Span [
            "'info'"
            $"'{name}'"
            "imputation quality is known only where there are dosages, and PLINK 1 files have none"
        ]
        |> findings.AddDiagnostic

/// The chromosomes of which a part of a condition asks, where it asks for nothing else.
let private chromosomesOf (part: CheckedExpression) : string list option =
    let isChromosome (side: CheckedExpression) =
        match side.Node with
        | CheckedNode.Column "chromosome" -> true
        | _ -> false

    match part.Node with
    | CheckedNode.Binary(BinaryOperator.Equal, column, value)
    | CheckedNode.Binary(BinaryOperator.Equal, value, column) when isChromosome column ->
        PeopleTable.literal value |> Option.map List.singleton
    | CheckedNode.Binary(BinaryOperator.In, column, { Node = CheckedNode.List items }) when isChromosome column ->
        let texts = items |> List.choose PeopleTable.literal
        if texts.Length = items.Length then Some texts else None
    | _ -> None

/// A condition that asks for chromosomes of which the files have none leaves no variant.
let private checkChromosomes (findings: Findings) (keep: CheckedExpression) (header: GenotypeHeader) =
    for part in Checked.conjuncts keep do
        match chromosomesOf part with
        | Some asked when
            not header.Chromosomes.IsEmpty
            && not asked.IsEmpty
            && not (asked |> List.exists (fun name -> Seq.contains name header.Chromosomes))
            ->
            let had = String.Join(", ", header.Chromosomes |> Seq.truncate 30)
            let more = if header.Chromosomes.Length > 30 then ", …" else ""

            Diagnostic.create keep.File DesignCodes.NobodyLeft part.Span [
                keep.File.TextOf part.Span
                "no variant"
                $"the files have variants of chromosome {had}{more} alone"
            ]
            |> Diagnostic.withAdvice "Correct the condition, or name files that have these chromosomes."
            |> findings.AddDiagnostic
        | _ -> ()

/// Whether the body has only settings that the kind has, so that what is missing can be told.
let private isWhole (row: KindRow) (kind: KindDeclaration) (sorted: Blocks.SortedBlock) =
    let isKnown (item: Item) =
        match item.Node with
        | ItemNode.Setting(key, _) -> row.Settings |> List.exists (fun setting -> setting.Name = key.Name)
        | _ -> true

    not sorted.Unread
    && kind.Body |> Option.forall (fun body -> body.Items |> List.forall isKnown)

/// Exactly one format, its files each once, and people's names from a file of their own only where the format has such.
let check
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (kind: KindDeclaration)
    (sorted: Blocks.SortedBlock)
    (settings: Map<string, CheckedExpression>)
    =
    let findings = analysis.Env.Findings
    let named = GenotypePaths.named settings

    let whole =
        Catalogue.tryFindKind "genotypes"
        |> Option.forall (fun row -> isWhole row kind sorted)

    checkFormats findings home symbol whole named

    for name, _, path in named do
        if path.Type = StudyType.String then
            checkFiles findings path

            match GenotypePaths.ofOther name path, sorted.Settings.TryGetValue name with
            | Some(ending, other), (true, (_, key, _)) ->
                let found =
                    Diagnostic.create path.File NameCodes.WrongType path.Span [
                        $"'{name}'"
                        $"a .{name} file"
                        $"a {ending} file, which belongs to '{other}'"
                    ]

                // Of a set of files one is named here; which one that setting takes says its own ending.
                (if sorted.Settings.ContainsKey other || not (GenotypePaths.isNamed ending) then
                     found
                 else
                     Diagnostic.withFix home.Source $"Write '{other}'" key.Span other found)
                |> findings.AddDiagnostic
            | _ -> ()

    match settings.TryFind "keep", named with
    | Some keep, [ name, GenotypeFormat.Bed, _ ] -> checkQuality findings keep name
    | _ -> ()

    match settings.TryFind "keep", headerOf analysis settings with
    | Some keep, Some header when not (Checked.isWrong keep) -> checkChromosomes findings keep header
    | _ -> ()

    match settings.TryFind "sample", named with
    | Some sample, [ name, format, _ ] when format <> GenotypeFormat.Bgen ->
        findings.Add(
            home.Source,
            NameCodes.DoNotGoTogether,
            sample.Span,
            [
                "'sample'"
                $"'{name}'"
                "people of BGEN files alone are named in a file that may stand elsewhere"
            ]
        )
    | _ -> ()
