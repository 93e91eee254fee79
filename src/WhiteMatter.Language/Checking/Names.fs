/// What each name of a file stands for.
namespace WhiteMatter.Language.Checking

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

[<RequireQualifiedAccess>]
type internal Meaning =
    | Parameter of TypeName * value: Expression option
    | Declaration of KindDeclaration * KindRow option
    /// Path of the imported file as the host knows it.
    | Import of path: string

/// A named declaration, or one without a name that can still be carried out.
type internal Symbol = {
    /// As written in its own file.
    Local: string
    /// As the checked study names it: with the alias for imports.
    Qualified: string
    NameSpan: Span
    Declaration: Declaration
    Meaning: Meaning
    Type: StudyType
}

/// A file and its names.
type internal FileScope = {
    Source: SourceText
    File: StudyFile
    /// `""` for the study's file, `jhu.` for a file imported as `jhu`.
    Prefix: string
    Symbols: Dictionary<string, Symbol>
    /// Those of its symbols that are imports.
    Imports: Lazy<Symbol list>
    /// Paths of imports as they are written, and as the host or the library knows the files.
    ImportPaths: Dictionary<string, string>
    /// Names of declarations whose heads could not be read: their uses are no mistakes of their own.
    Unread: HashSet<string>
    /// Declarations of kinds, in order, with those without a name and second ones of a name.
    Declarations: ResizeArray<Symbol>
}

/// A value that an import gives to a parameter of the file.
type internal GivenValue = {
    /// The file that imports.
    Home: FileScope
    /// The parameter's name, where the value is given.
    Key: Identifier
    Value: Expression
}

/// All files of a study.
type internal Program = {
    Main: FileScope
    /// By path as the host knows it.
    Files: Dictionary<string, FileScope>
    /// The file a declaration stands in, by qualified name.
    Homes: Dictionary<string, FileScope * Symbol>
    /// What imports give to parameters, by the path of the imported file and the parameter's name there.
    Given: Dictionary<struct (string * string), GivenValue>
}

[<RequireQualifiedAccess>]
module internal Names =

    /// Whether a symbol is the declaration of a study, or of what was to be one.
    let isStudy (symbol: Symbol) =
        match symbol.Meaning with
        | Meaning.Declaration(kind, _) -> kind.Kind.Name = "study"
        | _ -> false

    /// The type of a parameter's values; a quantity has whatever unit is given.
    let rec typeOfParameter typeName =
        match typeName with
        | TypeName.Int -> StudyType.Int
        | TypeName.Float -> StudyType.Float
        | TypeName.Bool -> StudyType.Bool
        | TypeName.String -> StudyType.String
        | TypeName.Quantity -> StudyType.Unknown
        | TypeName.List item -> StudyType.List(typeOfParameter item)

    /// The names in the text of declarations that could not be read: each word behind a kind, or `param`, that begins a line or a block.
    let private namesInSkipped (text: string) = [
        let mutable place = 0

        while place >= 0 && place < text.Length do
            let first = Lexis.skipBlanks text place
            let last = Lexis.wordEnd text first
            let start = Lexis.skipBlanks text last
            let finish = Lexis.wordEnd text start

            let kind = text.Substring(first, last - first)

            if finish > start && (kind = "param" || (Catalogue.tryFindKind kind).IsSome) then
                text.Substring(start, finish - start)

            place <-
                match text.AsSpan(place).IndexOfAny('\n', '{') with
                | -1 -> -1
                | next -> place + next + 1
    ]

    /// Collects the names of a file and reports names declared twice, unknown kinds, missing names and a second study.
    let collect
        (findings: Findings)
        (source: SourceText)
        (file: StudyFile)
        (prefix: string)
        (importPaths: Dictionary<string, string>)
        =
        let symbols = Dictionary<string, Symbol>(StringComparer.Ordinal)
        let declarations = ResizeArray<Symbol>()
        let unread = HashSet<string>(StringComparer.Ordinal)
        let counts = Dictionary<string, int>()
        let mutable study: Identifier option = None

        let add (symbol: Symbol) =
            match symbols.TryGetValue symbol.Local with
            | true, first ->
                Diagnostic.create source NameCodes.DeclaredTwice symbol.NameSpan [ symbol.Local ]
                |> Diagnostic.withRelated source first.NameSpan "declared here first"
                |> findings.AddDiagnostic

                false
            | _ ->
                symbols.Add(symbol.Local, symbol)
                true

        let unnamed kind =
            let number =
                match counts.TryGetValue kind with
                | true, n -> n + 1
                | _ -> 1

            counts[kind] <- number
            kind + "#" + string number

        for declaration in file.Declarations do
            match declaration.Node with
            | DeclarationNode.Import(path, _, alias, _) ->
                let known =
                    match importPaths.TryGetValue path with
                    | true, known -> known
                    | _ -> StudyPath.resolve source path

                add {
                    Local = alias.Name
                    Qualified = prefix + alias.Name
                    NameSpan = alias.Span
                    Declaration = declaration
                    Meaning = Meaning.Import known
                    Type = StudyType.Nothing
                }
                |> ignore
            | DeclarationNode.Param(name, typeName, _, value) ->
                add {
                    Local = name.Name
                    Qualified = prefix + name.Name
                    NameSpan = name.Span
                    Declaration = declaration
                    Meaning = Meaning.Parameter(typeName, value)
                    Type = typeOfParameter typeName
                }
                |> ignore
            | DeclarationNode.Kind kind ->
                let row = Catalogue.tryFindKind kind.Kind.Name

                match row with
                | None ->
                    let candidates = Catalogue.keywords @ [ for row in Catalogue.kinds -> row.Name ]

                    findings.AddSuggesting(
                        source,
                        NameCodes.UnknownKind,
                        kind.Kind.Span,
                        [ kind.Kind.Name ],
                        OtherPrograms.kind kind.Kind.Name
                        |> Option.orElseWith (fun () -> Suggestions.nearest kind.Kind.Name candidates),
                        []
                    )
                | Some row when row.Availability = Availability.ToCome ->
                    findings.Add(source, NameCodes.NotThereYet, kind.Kind.Span, [ "kind"; row.Name ])
                | Some row ->
                    match kind.Name with
                    | None when row.HasName -> findings.Add(source, NameCodes.NameMissing, kind.Kind.Span, [ row.Name ])
                    | Some name when not row.HasName ->
                        Diagnostic.create source NameCodes.NameUnexpected name.Span [ row.Name; name.Name ]
                        |> Diagnostic.withFix
                            source
                            "Remove the name"
                            (Span.create name.Span.Start (Lexis.skipBlanks source.Text name.Span.End))
                            ""
                        |> findings.AddDiagnostic
                    | _ -> ()

                let named =
                    match kind.Name, row with
                    | Some name, Some row when row.HasName -> Some name
                    | Some name, None -> Some name
                    | _ -> None

                let symbol = {
                    Local =
                        match named with
                        | Some name -> name.Name
                        | None -> unnamed kind.Kind.Name
                    Qualified = ""
                    NameSpan =
                        match named with
                        | Some name -> name.Span
                        | None -> kind.Kind.Span
                    Declaration = declaration
                    Meaning = Meaning.Declaration(kind, row)
                    Type =
                        match row with
                        | Some row -> row.Yields
                        | None -> StudyType.Unknown
                }

                let symbol = {
                    symbol with
                        Qualified = prefix + symbol.Local
                }

                if kind.Kind.Name = "study" then
                    match study with
                    | Some first ->
                        Diagnostic.create source NameCodes.StudyTwice kind.Kind.Span []
                        |> Diagnostic.withRelated source first.Span "the first study"
                        |> findings.AddDiagnostic
                    | None ->
                        study <- Some kind.Kind
                        declarations.Add symbol
                elif add symbol then
                    declarations.Add symbol
                else
                    // Checked all the same, under a name nothing can refer to.
                    declarations.Add {
                        symbol with
                            Qualified = unnamed (symbol.Qualified + "#again")
                    }
            | DeclarationNode.Skipped text -> unread.UnionWith(namesInSkipped text)
            | DeclarationNode.Accept _ -> ()

        // What has the study's name stands under it; the study, which nothing refers to, then stands under another.
        for i in 0 .. declarations.Count - 1 do
            let symbol = declarations[i]

            if isStudy symbol && symbols.ContainsKey symbol.Local then
                declarations[i] <- {
                    symbol with
                        Qualified = symbol.Qualified + "#study"
                }

        {
            Source = source
            File = file
            Prefix = prefix
            Symbols = symbols
            Imports = lazy (symbols.Values |> Seq.filter _.Meaning.IsImport |> List.ofSeq)
            ImportPaths = importPaths
            Unread = unread
            Declarations = declarations
        }

    let tryFind (scope: FileScope) (name: string) =
        match scope.Symbols.TryGetValue name with
        | true, symbol -> Some symbol
        | _ -> None

    /// What `alias.name` stands for in a file that is imported; `ValueNone` where the alias is no import.
    let inImport (program: Program) (home: FileScope) (alias: string) (name: string) : Symbol option voption =
        match tryFind home alias with
        | Some { Meaning = Meaning.Import path } ->
            match program.Files.TryGetValue path with
            | true, other -> ValueSome(tryFind other name)
            | _ -> ValueSome None
        | _ -> ValueNone

    /// What the files that a file imports declare by a name, as it is written there: `c.people` for `people`.
    let inImports (program: Program) (scope: FileScope) (name: string) (fits: Symbol -> bool) : string list = [
        for import in scope.Imports.Value do
            match import.Meaning with
            | Meaning.Import path ->
                match program.Files.TryGetValue path with
                | true, home ->
                    match tryFind home name with
                    | Some symbol when not symbol.Meaning.IsImport && fits symbol -> $"{import.Local}.{name}"
                    | _ -> ()
                | _ -> ()
            | _ -> ()
    ]

    /// Whether the declaration is of a kind that this version cannot carry out, or of an unknown one: nothing else is said of it.
    let isSilent (symbol: Symbol) =
        match symbol.Meaning with
        | Meaning.Declaration(_, None) -> true
        | Meaning.Declaration(_, Some row) -> row.Availability = Availability.ToCome
        | _ -> false

    let private withArticle (noun: string) =
        if "aeiou".Contains(noun[0]) then
            $"an {noun}"
        else
            $"a {noun}"

    /// What a value is, for messages: `a cohort`, `a set of genotypes`, `a whole number`.
    let describeType (studyType: StudyType) =
        match studyType with
        | StudyType.Nothing -> "not a value"
        | StudyType.Int -> "a whole number"
        | StudyType.Float -> "a number"
        | StudyType.Bool -> "true or false"
        | StudyType.String -> "text"
        | StudyType.Quantity dimension -> Dimension.phrase dimension
        | StudyType.List _ -> "a list"
        | StudyType.Enumeration name -> withArticle name
        | StudyType.PeopleTable -> "a table of people"
        | StudyType.ColumnName -> "a column's name"
        | StudyType.Predicate -> "a condition"
        | StudyType.Reduction -> "a measure of images"
        | StudyType.ImageQuery -> "a query of a dataset"
        | StudyType.VolumeSeries -> "a series of volumes"
        | StudyType.Harmonisation -> "a way to harmonise traits"
        | StudyType.Architecture -> "the architecture of a network"
        | StudyType.Effect -> "an effect to be planted"
        | StudyType.Images -> "a set of images"
        | StudyType.Genotypes -> "a set of genotypes"
        | StudyType.Covariates -> "a set of covariates"
        | StudyType.Columns -> "a set of columns"
        | StudyType.Traits -> "a set of traits"
        | StudyType.SumStats -> "an association"
        | StudyType.JointStats -> "a joint test"
        | StudyType.Loci -> "a set of loci"
        | StudyType.Correlations -> "a set of genetic correlations"
        | StudyType.GeneStats -> "a set of gene-based tests"
        | StudyType.GeneSets -> "a set of gene sets"
        | StudyType.SetStats -> "a set of gene-set tests"
        | StudyType.Scores -> "a set of polygenic scores"
        | StudyType.Predictions -> "a set of predictions"
        | StudyType.Table -> "a table of results"
        | StudyType.Reportable -> "a result or a figure"
        | StudyType.Unknown -> "unknown"
        | other -> (StudyType.name other).ToLowerInvariant() |> withArticle

    /// What a setting or an argument expects, for messages.
    let describeExpected (types: StudyType list) =
        let one studyType =
            match studyType with
            | StudyType.List StudyType.ColumnName -> "a list of columns"
            | StudyType.List StudyType.String -> "a list of texts"
            | StudyType.List StudyType.Int -> "a list of whole numbers"
            | StudyType.List StudyType.Float -> "a list of numbers"
            | StudyType.List StudyType.Bool -> "a list of true and false"
            | StudyType.List StudyType.Effect -> "a list of effects"
            | StudyType.List StudyType.PeopleTable -> "a list of tables of people"
            | StudyType.List StudyType.SumStats -> "a list of associations"
            | StudyType.List StudyType.Reportable -> "a list of results and figures"
            | StudyType.List _ -> "a list"
            | StudyType.Enumeration("choice of columns" | "choice of regions") -> "'all'"
            | other -> describeType other

        types |> List.map one |> List.distinct |> Suggestions.alternatives
