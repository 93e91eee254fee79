/// A study of which a few declarations were edited, added, taken away or named otherwise since it was checked: what is wrong with it now, without
/// checking all of it again.
[<RequireQualifiedAccess>]
module WhiteMatter.Language.Services.EditedStudy

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// Who types goes from one declaration to the next; of more that differ than these, all of the study is checked.
let private most = 32

/// What differs between two texts of a study.
[<RequireQualifiedAccess>]
type private Difference =
    /// Nothing but places.
    | Places
    /// A few declarations, with the names that are there now or were before and not both.
    | Declarations of names: Set<string>
    /// More, or something by which the other declarations may mean something else.
    | More

/// What differs, and which declarations are the same in both texts.
type private Compared = {
    Difference: Difference
    /// The numbers before and now of the declarations that were edited; those that are new or gone have only one.
    Edited: struct (int option * int option) list
    /// The number that each declaration of the newer text had in the older one; `None` where it was edited or is new.
    Before: int option[]
    /// The number that each declaration of the older text has in the newer one; `None` where it was edited or is gone.
    Now: int option[]
}

/// The kind and the name of a declaration that others can be made from; `None` of the study and of what the parser skipped.
let private named (declaration: Declaration) =
    match declaration.Node with
    | DeclarationNode.Kind kind when kind.Kind.Name <> "study" ->
        kind.Name |> Option.map (fun name -> struct (kind.Kind.Name, name.Name))
    | _ -> None

/// Which declarations of two stretches, that begin at one number and end before these, stand for each other: those of one name as they follow, and what
/// stands between two such as it follows. Those without another are `None` in its place.
let private pair (from: int) (old: Declaration[], oldEnd: int) (now: Declaration[], nowEnd: int) =
    let names = [| for i in from .. oldEnd - 1 -> named old[i] |]
    let pairs = ResizeArray<struct (int option * int option)>()
    let mutable i, j = from, from

    /// Those up to these two numbers.
    let between iEnd jEnd =
        for k in 0 .. max (iEnd - i) (jEnd - j) - 1 do
            let number start finish =
                if start + k < finish then Some(start + k) else None

            pairs.Add(struct (number i iEnd, number j jEnd))

    for next in from .. nowEnd - 1 do
        match named now[next] with
        | Some _ as name ->
            match Array.IndexOf(names, name, i - from) with
            | -1 -> ()
            | found ->
                between (from + found) next
                pairs.Add(struct (Some(from + found), Some next))
                i <- from + found + 1
                j <- next + 1
        | None -> ()

    between oldEnd nowEnd
    List.ofSeq pairs

/// The number of the declaration that holds an offset, if one does.
let private holding (declarations: Declaration[]) (offset: int) =
    let mutable low, high = 0, declarations.Length - 1

    while low < high do
        let middle = (low + high + 1) / 2

        if declarations[middle].Span.Start <= offset then
            low <- middle
        else
            high <- middle - 1

    if
        declarations.Length > 0
        && declarations[low].Span.Start <= offset
        && offset <= declarations[low].Span.End
    then
        Some low
    else
        None

/// The parser reads all of a text, again and again.
let private isParsers (diagnostic: Diagnostic) =
    diagnostic.Code.StartsWith("WM1", StringComparison.Ordinal)

/// What the parser found in each declaration that it found something in, by where it stands in it: of a declaration with mistakes less is said, and its own
/// text may be the same where they lie in how it stands after another.
let private parsersIn (source: SourceText) (declarations: Declaration[]) (diagnostics: Diagnostic seq) =
    diagnostics
    |> Seq.choose (fun one ->
        match one.Span with
        | NonNull span when isParsers one && span.Path = source.Path ->
            holding declarations span.Start
            |> Option.map (fun number ->
                number, struct (span.Start - declarations[number].Span.Start, span.Length, one.Code))
        | _ -> None)
    |> Seq.groupBy fst
    |> Seq.map (fun (number, found) -> number, found |> Seq.map snd |> List.ofSeq)
    |> Map.ofSeq

/// What differs between a checked study and a newer text of it.
let private compare
    (before: StudyModel)
    (source: SourceText)
    (old: Declaration[])
    (now: Declaration[])
    found
    : Compared =
    let parsersBefore = parsersIn before.Source old before.Diagnostics
    let parsersNow = parsersIn source now found

    let isSame i j =
        let was, is = old[i].Span, now[j].Span

        was.Length = is.Length
        && String.CompareOrdinal(before.Source.Text, was.Start, source.Text, is.Start, was.Length) = 0
        && (old[i].Trivia.Leading.IsEmpty && now[j].Trivia.Leading.IsEmpty
            || Trivia.docLines old[i].Trivia = Trivia.docLines now[j].Trivia)
        && parsersBefore.TryFind i = parsersNow.TryFind j

    /// Whether what stands before the first declarations, the number of the edition among it, is the same.
    let openAlike () =
        let was, is = old[0].Span.Start, now[0].Span.Start

        was = is
        && String.CompareOrdinal(before.Source.Text, 0, source.Text, 0, was) = 0

    let shorter = min old.Length now.Length
    let mutable first = 0
    let mutable last = 0

    while first < shorter && isSame first first do
        first <- first + 1

    while last < shorter - first && isSame (old.Length - 1 - last) (now.Length - 1 - last) do
        last <- last + 1

    let numbersBefore = Array.create now.Length None
    let numbersNow = Array.create old.Length None

    let same i j =
        numbersBefore[j] <- Some i
        numbersNow[i] <- Some j

    for i in 0 .. first - 1 do
        same i i

    for i in 1..last do
        same (old.Length - i) (now.Length - i)

    let changed =
        pair first (old, old.Length - last) (now, now.Length - last)
        |> List.filter (fun numbers ->
            match numbers with
            | struct (Some i, Some j) when isSame i j ->
                same i j
                false
            | _ -> true)

    let namedOf (declarations: Declaration[]) number =
        number |> Option.map (fun number -> named declarations[number])

    let difference =
        if old.Length = 0 || now.Length = 0 || not (openAlike ()) || changed.Length > most then
            Difference.More
        elif changed.IsEmpty then
            Difference.Places
        else
            let read = [ for struct (was, is) in changed -> namedOf old was, namedOf now is ]

            /// Whether something was skipped by the parser, is the study, or became another kind of thing under its name.
            let isMore (was, is) =
                match was, is with
                | Some None, _
                | _, Some None -> true
                | Some(Some struct (wasKind, _)), Some(Some struct (isKind, _)) -> wasKind <> isKind
                | _ -> false

            if List.exists isMore read then
                Difference.More
            else
                let names =
                    set [
                        for was, is in read do
                            if was <> is then
                                for name in [ was; is ] do
                                    match name with
                                    | Some(Some struct (_, name)) -> name
                                    | _ -> ()
                    ]

                Difference.Declarations names

    {
        Difference = difference
        Edited = changed
        Before = numbersBefore
        Now = numbersNow
    }

/// The edited declarations, what is made from them, and what all of these refer to; `None` where that is most of the study.
let private choose
    (edited: HashSet<Declaration>)
    (names: Set<string>)
    (affected: HashSet<string>)
    (sharing: Order.Ordered -> HashSet<string> -> string list)
    (program: Program)
    (ordered: Order.Ordered)
    : Order.Ordered option =
    let needed = HashSet<string>(StringComparer.Ordinal)
    let toVisit = Stack<string>()

    /// Whether a declaration is an edited one, or says a name that means something else now.
    let isTouched (symbol: Symbol) =
        edited.Contains symbol.Declaration
        || names
           |> Set.exists (fun name -> SharedNames.isIn name program.Main.Source.Text symbol.Declaration.Span)

    for home, symbol in ordered.Declarations do
        // Each stands after what it refers to.
        if
            (obj.ReferenceEquals(home, program.Main) && isTouched symbol)
            || ordered.References[symbol.Qualified]
               |> List.exists (fun other -> affected.Contains other.Qualified)
        then
            affected.Add symbol.Qualified |> ignore
            toVisit.Push symbol.Qualified

    for other in sharing ordered affected do
        if affected.Add other then
            toVisit.Push other

    while toVisit.Count > 0 do
        let next = toVisit.Pop()

        if needed.Add next then
            match ordered.References.TryGetValue next with
            | true, others ->
                for other in others do
                    toVisit.Push other.Qualified
            | _ -> ()

    if affected.Count = 0 || 2 * needed.Count > ordered.Declarations.Length then
        None
    else
        Some {
            ordered with
                Declarations =
                    ordered.Declarations
                    |> List.filter (fun (_, symbol) -> needed.Contains symbol.Qualified || Names.isStudy symbol)
        }

/// A place of the older text in the newer one; `None` where the text was edited, or stands in no declaration.
let private movedSpan (source: SourceText) (old: Declaration[]) (now: Declaration[]) compared (span: SourceSpan) =
    if span.Path <> source.Path then
        Some span
    else
        match holding old span.Start with
        | Some i when span.Start + span.Length <= old[i].Span.End ->
            compared.Now[i]
            |> Option.map (fun j ->
                let start = span.Start + now[j].Span.Start - old[i].Span.Start
                Diagnostic.locate source (Span.create start (start + span.Length)))
        | _ -> None

/// What was found before, but for what `isAgain` says was looked at again, with what was found there now.
let private together (source: SourceText) place isAgain (before: Diagnostic seq) (now: Diagnostic seq) =
    let startOf (diagnostic: Diagnostic) =
        match diagnostic.Span with
        | null -> -1
        | span when span.Path = source.Path -> span.Start
        | _ -> Int32.MaxValue

    let isNew (diagnostic: Diagnostic) =
        isParsers diagnostic || isAgain diagnostic.Span

    Seq.append
        (Repeats.split before
         |> Seq.filter (fun diagnostic -> not (isParsers diagnostic))
         |> Seq.choose (Diagnostic.relocate place)
         |> Seq.filter (fun diagnostic -> not (isNew diagnostic)))
        (Repeats.split now |> Seq.filter isNew)
    |> Seq.sortBy startOf
    |> Repeats.merge
    |> ImmutableArray.CreateRange

/// Whether uses of one name stand both in what was checked again and in what was not: they make one diagnostic.
let private areUsesSplit isAgain wasAgain (before: Diagnostic seq) (now: Diagnostic seq) =
    let gathered = before |> Seq.filter Repeats.gathersUses |> List.ofSeq

    let isSplit (diagnostic: Diagnostic) =
        // Places of an imported file are none of uses.
        let spans =
            diagnostic.Span
            :: [
                for related in diagnostic.Related do
                    match diagnostic.Span with
                    | NonNull span when related.Span.Path = span.Path -> related.Span
                    | _ -> ()
            ]

        List.exists wasAgain spans && not (List.forall wasAgain spans)

    let isElsewhere (diagnostic: Diagnostic) =
        gathered
        |> List.exists (fun other -> other.Message = diagnostic.Message && not (wasAgain other.Span))

    List.exists isSplit gathered
    || now
       |> Seq.exists (fun diagnostic ->
           Repeats.gathersUses diagnostic
           && isAgain diagnostic.Span
           && isElsewhere diagnostic)

/// Whether what stands of the diagnostics from before points to a place that was edited, as one that says where a name was declared first.
let private losesPlaces (place: SourceSpan -> SourceSpan option) wasAgain (before: Diagnostic seq) =
    before
    |> Seq.exists (fun one ->
        not (isParsers one)
        && not (wasAgain one.Span)
        && one.Related |> Seq.exists (fun related -> (place related.Span).IsNone))

/// What is found where a few declarations were edited, added, taken away or named otherwise since `before`: they, all that is made from them and all
/// that says their names is checked again, of the others stands what was found before. `None` where more was edited, or where that is no less work than
/// to check all. It lacks what follows for the rest of the study from no reference, such as how many tests are done in all: the check of the whole text
/// says that. Throws only when cancelled.
let find
    (before: StudyModel)
    (request: CheckRequest)
    (parsed: ParseResult)
    (host: IStudyHost)
    (cancellation: CancellationToken)
    : Task<StudyInEdit option> =
    let source = request.Source
    let old = Array.ofList before.File.Declarations
    let now = Array.ofList parsed.File.Declarations
    let compared = compare before source old now parsed.Diagnostics
    let place = movedSpan source old now compared

    /// `again` has the numbers of the declarations that were checked again for their mistakes, `read` of all whose words were looked at on the way.
    let known (again: HashSet<int>) (read: HashSet<int>) analysis diagnostics =
        let model =
            StudyModel(
                source,
                {
                    Result = {
                        File = parsed.File
                        Study = None
                        Diagnostics = diagnostics
                        Accepted = ImmutableArray<AcceptedFinding>.Empty
                    }
                    Analysis = analysis
                }
            )

        let declarations = [
            for j in 0 .. now.Length - 1 do
                match compared.Before[j] with
                | Some i when not (read.Contains j) -> {
                    Model = before
                    Declaration = old[i]
                    Moved = now[j].Span.Start - old[i].Span.Start
                    Now = now[j]
                  }
                | _ -> {
                    Model = model
                    Declaration = now[j]
                    Moved = 0
                    Now = now[j]
                  }
        ]

        let isChecked offset =
            match holding now offset with
            | Some i -> again.Contains i
            | None -> false

        let edited = [
            for struct (was, is) in compared.Edited ->
                struct (was |> Option.map (fun i -> old[i].Span), is |> Option.map (fun j -> now[j].Span))
        ]

        Some(StudyInEdit(before, model, isChecked, edited, declarations))

    /// Whether a place lies in a declaration whose number is one of some; of the older text also in what was edited or is gone.
    let liesIn (declarations: Declaration[]) (isAgain: int -> bool) (span: SourceSpan | null) =
        match span with
        | null -> false
        | span ->
            span.Path = source.Path
            && (match holding declarations span.Start with
                | Some i -> isAgain i
                | None -> false)

    task {
        match compared.Difference with
        | Difference.More -> return None
        | Difference.Places ->
            return
                together source place (fun _ -> false) before.Diagnostics parsed.Diagnostics
                |> known (HashSet()) (HashSet()) before.Analysis
        | Difference.Declarations names ->
            let affected = HashSet<string>(StringComparer.Ordinal)

            let edited =
                HashSet<Declaration>(
                    compared.Edited
                    |> Seq.choose (fun struct (_, is) -> is)
                    |> Seq.map (fun j -> now[j]),
                    HashIdentity.Reference
                )

            /// Where the names are the same, what was not edited refers to what it did.
            let references (home: FileScope) (symbol: Symbol) =
                if not names.IsEmpty || home.Prefix <> "" || edited.Contains symbol.Declaration then
                    ValueNone
                else
                    match before.Analysis.References.TryGetValue symbol.Qualified with
                    | true, others -> ValueSome others
                    | _ -> ValueNone

            let toCheck: Order.Part = {
                References = references
                Choose =
                    [
                        for struct (was, _) in compared.Edited do
                            match was |> Option.bind (fun i -> named old[i]) with
                            | Some(struct (_, name)) -> name
                            | None -> ()
                    ]
                    |> SharedNames.sharing before.Analysis
                    |> choose edited names affected
            }

            match! Checker.analysePart request parsed host cancellation toCheck with
            | None -> return None
            | Some part ->
                let numbersOf isOne =
                    part.Analysis.Env.Program.Main.Declarations
                    |> Seq.filter (fun symbol -> isOne symbol.Qualified)
                    |> Seq.choose (fun symbol -> holding now symbol.Declaration.Span.Start)
                    |> HashSet

                let again = numbersOf affected.Contains
                let read = numbersOf part.Analysis.Checked.ContainsKey
                read.UnionWith again

                let isAgain = liesIn now again.Contains

                let wasAgain =
                    liesIn old (fun i ->
                        match compared.Now[i] with
                        | Some j -> again.Contains j
                        | None -> true)

                let found = part.Result.Diagnostics

                /// Names that are declared nowhere are told with the nearest that is, which may be another now.
                let isNearestOther =
                    not names.IsEmpty
                    && before.Diagnostics
                       |> Seq.exists (fun one -> one.Code = NameCodes.UndeclaredName.Code && not (wasAgain one.Span))

                if
                    isNearestOther
                    || areUsesSplit isAgain wasAgain before.Diagnostics found
                    || losesPlaces place wasAgain before.Diagnostics
                then
                    return None
                else
                    return
                        together source place isAgain before.Diagnostics found
                        |> known again read part.Analysis
    }
