namespace WhiteMatter.Language.Checking

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Diagnostics

/// A column that what another file declares asks for, and where it does.
type internal AskedColumn = {
    Column: string
    /// The declaration that asks for it, by its qualified name.
    By: string
    Source: SourceText
    Span: Span
}

/// What a name that is not there may be.
[<RequireQualifiedAccess>]
type internal MeantName =
    /// A name of an imported file, with its alias; several where files share it.
    | Imported of string list
    /// Something else, in words.
    | Told of string

/// What was found so far. One mistake is kept once, however often it is met.
type internal Findings() =
    let found = ResizeArray<Diagnostic>()
    let seen = HashSet<struct (string * string * int * int * string)>()

    let undeclared =
        Dictionary<struct (string * string), SourceText * ResizeArray<Span> * (unit -> string seq)>()

    /// The files that names of imports are looked for in, by the name with its alias.
    let imported = Dictionary<struct (string * string), string>()

    let columns =
        Dictionary<struct (string * string * string), SourceText * ResizeArray<Span> * (unit -> string seq)>()

    /// What other files declare, by where it is named and the table that lacks columns of it.
    let lacking =
        Dictionary<struct (string * string * string), SourceText * ResizeArray<Span> * AskedColumn list>()

    /// Names that stand where a text would fit, by file and place, with the values that the column beside them has, where those are known.
    let texts = Dictionary<struct (string * int), (string * string list) option>()

    /// What is known of names that are not there, by file and name: what they are in imported files, or what stands for them.
    let elsewhere = Dictionary<struct (string * string), MeantName>()

    /// Sets of columns of which a table has none, each by the set and whose table it is: where a table's columns are declared by them, and
    /// where they are taken as traits.
    let setsDeclared = ResizeArray<struct (string * string) * SourceText * Span>()

    let setsTaken = Dictionary<struct (string * string), SourceText * Span>()

    /// As many as the parser lists of one file.
    let mostErrors = ParserState.MostErrors

    /// Of the names of an imported file as many are listed in a message.
    let mostListed = 12

    /// What to say of a function's name that stands without its parentheses.
    let calledAs (name: string) =
        Catalogue.tryFindFunction name
        |> Option.filter (fun row -> row.Availability = Availability.Here)
        |> Option.map (fun row ->
            let call = row.Example.Split('\n')[0]
            $"; it is a function, which is called with its arguments: {call}.")

    let mutable errors = 0
    let mutable toldOfMore = false

    /// Keeps a diagnostic. Of more errors than a person can read only that there are more is kept, so that a study of
    /// nothing but mistakes does not fill the memory of whoever checks it.
    let keep (diagnostic: Diagnostic) =
        if diagnostic.Severity <> DiagnosticSeverity.Error then
            found.Add diagnostic
        elif errors < mostErrors then
            errors <- errors + 1
            found.Add diagnostic
        elif not toldOfMore then
            toldOfMore <- true

            Diagnostic.Create(
                SyntaxCodes.TooManyErrors,
                diagnostic.Span,
                ReadOnlySpan.op_Implicit [| string mostErrors |]
            )
            |> found.Add

    let keyOf (diagnostic: Diagnostic) =
        match diagnostic.Span with
        | null -> struct (diagnostic.Code, "", 0, 0, diagnostic.Message)
        | span -> struct (diagnostic.Code, span.Path, span.Start, span.Length, diagnostic.Message)

    member _.AddDiagnostic(diagnostic: Diagnostic) =
        if seen.Add(keyOf diagnostic) then
            keep diagnostic

    /// Whether this was found before.
    member _.Has(diagnostic: Diagnostic) = seen.Contains(keyOf diagnostic)

    member this.Add(source: SourceText, descriptor: DiagnosticDescriptor, span: Span, arguments: string list) =
        this.AddDiagnostic(Diagnostic.create source descriptor span arguments)

    /// As `Add`, with a suggestion that replaces the text at `span`.
    member this.AddNear
        (
            source: SourceText,
            descriptor: DiagnosticDescriptor,
            span: Span,
            arguments: string list,
            written: string,
            candidates: string seq,
            rest: string list
        ) =
        this.AddSuggesting(source, descriptor, span, arguments, Suggestions.nearest written candidates, rest)

    /// As `Add`, with what was meant, if that is known, as a fix for the text at `span`.
    member this.AddSuggesting
        (
            source: SourceText,
            descriptor: DiagnosticDescriptor,
            span: Span,
            arguments: string list,
            suggestion: string option,
            rest: string list
        ) =
        let diagnostic =
            Diagnostic.create source descriptor span (arguments @ [ Suggestions.phrase suggestion ] @ rest)

        match suggestion with
        | Some name -> Diagnostic.withFix source $"Write '{name}'" span name diagnostic
        | None -> diagnostic
        |> this.AddDiagnostic

    /// Notes a use of a name that nothing declares; all uses make one diagnostic.
    member _.Undeclared(source: SourceText, name: string, span: Span, candidates: unit -> string seq) =
        let key = struct (source.Path, name)

        match undeclared.TryGetValue key with
        | true, (_, uses, _) -> uses.Add span
        | _ -> undeclared.Add(key, (source, ResizeArray [ span ], candidates))

    /// Notes a use of a name that an imported file does not declare, as `ukb.name`.
    member this.UndeclaredIn
        (source: SourceText, path: string, name: string, span: Span, candidates: unit -> string seq)
        =
        imported[struct (source.Path, name)] <- StandardLibrary.shown path
        this.Undeclared(source, name, span, candidates)

    /// Notes a use of a column that a table does not have; all uses in a file make one diagnostic.
    member _.MissingColumn
        (source: SourceText, table: string, name: string, span: Span, candidates: unit -> string seq)
        =
        let key = struct (source.Path, table, name)

        match columns.TryGetValue key with
        | true, (_, uses, _) -> uses.Add span
        | _ -> columns.Add(key, (source, ResizeArray [ span ], candidates))

    /// Notes that what another file declares, named at `span`, asks for columns that a table does not have: one diagnostic where it
    /// is named, however many columns it asks for.
    member _.Lacking(source: SourceText, table: string, span: Span, asked: AskedColumn list) =
        let key = struct (source.Path, table, source.TextOf span)

        match lacking.TryGetValue key with
        | true, (_, uses, _) -> uses.Add span
        | _ -> lacking.Add(key, (source, ResizeArray [ span ], asked))

    /// Notes that a table has no column of a set by which its columns are declared.
    member _.SetNotInTable(source: SourceText, span: Span, owner: string) =
        setsDeclared.Add(struct (source.TextOf span, owner), source, span)

    /// Notes that a table has no column of a set that is taken as traits.
    member _.NoneInTable(source: SourceText, span: Span, owner: string) =
        setsTaken.TryAdd(struct (source.TextOf span, owner), (source, span)) |> ignore

    /// The columns that were not there, each where it is used first, and what else was found but for names that nothing declares:
    /// what is said of them where they stand.
    member _.Apart() : (string * SourceText * Span) list * Diagnostic list =
        [
            for KeyValue(struct (_, _, name), (source, uses, _)) in columns -> name, source, uses[0]
        ],
        List.ofSeq found

    /// Notes that a name which may be no column stands where a text would fit; `values` are those of the column beside it.
    member _.MayBeText(source: SourceText, span: Span, values: (string * string list) option) =
        texts[struct (source.Path, span.Start)] <- values

    /// Notes what a name that a file does not know may be.
    member _.MayMean(source: SourceText, name: string, meant: MeantName) =
        elsewhere[struct (source.Path, name)] <- meant

    /// Everything found, in order of its place.
    member this.Finish() : Diagnostic list =
        let flush descriptor name table (source: SourceText, uses: ResizeArray<Span>, candidates: unit -> string seq) =
            let uses = uses |> Seq.distinct |> Seq.sortBy (fun span -> span.Start) |> List.ofSeq

            let suggestion, phrase =
                match elsewhere.TryGetValue(struct (source.Path, name)), table with
                | (true, MeantName.Imported [ only ]), _ -> Some only, Suggestions.phrase (Some only)
                | (true, MeantName.Imported several), _ ->
                    let quoted = [ for other in several -> $"'{other}'" ]
                    None, $". Did you mean {Suggestions.alternatives quoted}?"
                | (true, MeantName.Told words), _ -> None, words
                | _, Some _ -> MissingColumns.meant name (candidates ())
                | _, None ->
                    match OtherPrograms.nameHint name |> Option.orElseWith (fun () -> calledAs name) with
                    | Some hint -> None, hint
                    | None ->
                        let suggestion = Suggestions.nearest name (candidates ())

                        match suggestion, imported.TryGetValue(struct (source.Path, name)) with
                        | None, (true, _) ->
                            let known = candidates () |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b))
                            let listed = Suggestions.listed (List.ofSeq (Seq.truncate mostListed known))

                            suggestion,
                            (if Seq.isEmpty known then
                                 "."
                             elif Seq.length known > mostListed then
                                 $", which declares {listed} and others."
                             else
                                 $", which declares {listed}.")
                        | _ -> suggestion, Suggestions.phrase suggestion

            let isText (span: Span) =
                texts.ContainsKey(struct (source.Path, span.Start)) && source.TextOf span = name

            /// The value that a name beside a column is meant as, and whether it is that value itself; `None` where the column has none like it.
            let valueAt (span: Span) =
                match texts[struct (source.Path, span.Start)] with
                | Some(_, levels) when not (List.contains name levels) ->
                    Suggestions.level name levels |> Option.map (fun level -> level, false)
                | _ -> Some(name, true)

            let hint =
                if suggestion.IsNone && isText uses.Head then
                    match valueAt uses.Head, texts[struct (source.Path, uses.Head.Start)] with
                    | Some(level, _), _ -> $"; a text stands in quotes: \"{level}\"."
                    | None, Some(column, levels) -> $"; {Suggestions.values column levels}."
                    | None, None -> phrase
                else
                    phrase

            let diagnostic =
                Diagnostic.create
                    source
                    descriptor
                    uses.Head
                    (match table with
                     | Some table -> [ name; table; hint ]
                     | None ->
                         match imported.TryGetValue(struct (source.Path, name)) with
                         | true, path -> [ name; $", nor in '{path}'{phrase}" ]
                         | _ -> [ name; phrase ])

            let diagnostic =
                uses.Tail
                |> List.fold
                    (fun diagnostic span -> Diagnostic.withRelated source span "also used here" diagnostic)
                    diagnostic

            match suggestion with
            | Some other ->
                uses
                |> List.filter (fun span -> source.TextOf span = name)
                |> List.fold
                    (fun diagnostic span ->
                        // `chr21` for `chr22` and `case` for `cases` are names that somebody chose: another one is for them to choose.
                        (if table.IsNone || elsewhere.ContainsKey(struct (source.Path, name)) then
                             Diagnostic.withProposal
                         else
                             Diagnostic.withFix)
                            source
                            $"Write '{other}'"
                            span
                            other
                            diagnostic)
                    diagnostic
            | None -> diagnostic
            |> fun diagnostic ->
                uses
                |> List.filter isText
                |> List.fold
                    (fun diagnostic span ->
                        match valueAt span with
                        | Some(level, isItself) ->
                            (if isItself then
                                 Diagnostic.withFix
                             else
                                 Diagnostic.withProposal)
                                source
                                $"Write '\"{level}\"'"
                                span
                                $"\"{level}\""
                                diagnostic
                        | None -> diagnostic)
                    diagnostic
            |> this.AddDiagnostic

        for KeyValue(struct (_, name), uses) in undeclared do
            flush NameCodes.UndeclaredName name None uses

        for KeyValue(struct (_, table, name), uses) in columns do
            flush NameCodes.UnknownColumn name (Some table) uses

        for KeyValue(struct (_, table, written), (source, uses, asked)) in lacking do
            let uses = uses |> Seq.distinct |> Seq.sortBy (fun span -> span.Start) |> List.ofSeq
            let names = asked |> List.map _.Column |> List.distinct

            let diagnostic =
                Diagnostic.create source ModuleCodes.ColumnsLacking uses.Head [
                    written
                    (if names.Length = 1 then
                         "a column"
                     else
                         $"{names.Length} columns")
                    table
                    MissingColumns.listed names
                ]

            let diagnostic =
                uses.Tail
                |> List.fold
                    (fun diagnostic span -> Diagnostic.withRelated source span "also used here" diagnostic)
                    diagnostic

            asked
            |> List.groupBy _.By
            |> List.fold
                (fun diagnostic (by, columns) ->
                    let listed = columns |> List.map _.Column |> List.distinct |> MissingColumns.listed
                    Diagnostic.withRelated columns.Head.Source columns.Head.Span $"'{by}' asks for {listed}" diagnostic)
                diagnostic
            |> this.AddDiagnostic

        // Where traits are taken from a set, that they are not there says the same of the columns that it declares.
        for set, source, span in setsDeclared do
            if not (setsTaken.ContainsKey set) then
                let struct (name, owner) = set
                this.Add(source, DataCodes.SetNotInTable, span, [ name; owner ])

        for KeyValue(struct (name, owner), (source, span)) in setsTaken do
            setsDeclared
            |> Seq.filter (fun (set, _, _) -> set = struct (name, owner))
            |> Seq.fold
                (fun diagnostic (_, source, span) ->
                    Diagnostic.withRelated source span "its columns are declared here" diagnostic)
                (Diagnostic.create source ModuleCodes.NoneInTable span [ name; owner ])
            |> this.AddDiagnostic

        undeclared.Clear()
        columns.Clear()
        lacking.Clear()
        setsDeclared.Clear()
        setsTaken.Clear()

        found
        |> Seq.sortWith (fun a b ->
            match a.Span, b.Span with
            | null, null -> String.CompareOrdinal(a.Code, b.Code)
            | null, _ -> -1
            | _, null -> 1
            | x, y ->
                let path = String.CompareOrdinal(x.Path, y.Path)

                if path <> 0 then path
                elif x.Start <> y.Start then compare x.Start y.Start
                else String.CompareOrdinal(a.Code, b.Code))
        |> List.ofSeq
