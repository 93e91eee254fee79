/// A study of which one declaration was edited, added, taken away or named otherwise since it was checked: what is wrong with it now, without checking
/// all of it again.
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

/// What differs between two texts of a study.
[<RequireQualifiedAccess>]
type private Difference =
    /// Nothing but places.
    | Places
    /// One declaration: its number where it is new or another than before, and the names that are there now or were before and not both.
    | Declaration of now: int option * names: Set<string>
    /// More, or something by which the other declarations may mean something else.
    | More

/// What differs, and which declarations stand before and behind it in both texts.
type private Compared = {
    Difference: Difference
    /// How many stand before it.
    Before: int
    /// How many stand behind it.
    Behind: int
}

/// What differs between a checked study and a newer text of it.
let private compare (before: StudyModel) (source: SourceText) (old: Declaration[]) (now: Declaration[]) : Compared =
    let isSame i j =
        let was, is = old[i].Span, now[j].Span

        was.Length = is.Length
        && String.CompareOrdinal(before.Source.Text, was.Start, source.Text, is.Start, was.Length) = 0

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

    /// A declaration that others can be made from, and its name; of what the parser skipped none.
    let read (declarations: Declaration[]) =
        match declarations[first .. declarations.Length - 1 - last] with
        | [||] -> Some(None, None)
        | [| { Node = DeclarationNode.Kind kind } |] when kind.Kind.Name <> "study" && kind.Name.IsSome ->
            Some(Some kind.Kind.Name, kind.Name |> Option.map _.Name)
        | _ -> None

    let difference =
        if old.Length = 0 || now.Length = 0 || not (openAlike ()) then
            Difference.More
        elif first + last = old.Length && old.Length = now.Length then
            Difference.Places
        else
            match read old, read now with
            | Some(wasKind, was), Some(isKind, is) when wasKind.IsNone || isKind.IsNone || wasKind = isKind ->
                let was, is = Set(Option.toList was), Set(Option.toList is)
                Difference.Declaration((if isKind.IsSome then Some first else None), (was - is) + (is - was))
            | _ -> Difference.More

    {
        Difference = difference
        Before = first
        Behind = last
    }

/// Whether a text has a name that stands alone in it, be it in a comment.
let private hasName (name: string) (text: string) (span: Span) =
    let isOfName (c: char) = Char.IsLetterOrDigit c || c = '_'

    let rec search (from: int) =
        if from > span.End - name.Length then
            false
        else
            match text.IndexOf(name, from, span.End - from, StringComparison.Ordinal) with
            | -1 -> false
            | at ->
                let after = at + name.Length

                (not (at > 0 && isOfName text[at - 1])
                 && not (after < text.Length && isOfName text[after]))
                || search (at + 1)

    search span.Start

/// The edited declaration, what is made from it, and what all of these refer to; `None` where that is most of the study.
let private choose
    (edited: Declaration option)
    (names: Set<string>)
    (affected: HashSet<string>)
    (program: Program)
    (ordered: Order.Ordered)
    : Order.Ordered option =
    let needed = HashSet<string>(StringComparer.Ordinal)
    let toVisit = Stack<string>()

    /// Whether a declaration is the edited one, or says a name that means something else now.
    let isTouched (symbol: Symbol) =
        (match edited with
         | Some declaration -> obj.ReferenceEquals(symbol.Declaration, declaration)
         | None -> false)
        || names
           |> Set.exists (fun name -> hasName name program.Main.Source.Text symbol.Declaration.Span)

    for home, symbol in ordered.Declarations do
        // Each stands after what it refers to.
        if
            (obj.ReferenceEquals(home, program.Main) && isTouched symbol)
            || ordered.References[symbol.Qualified]
               |> List.exists (fun other -> affected.Contains other.Qualified)
        then
            affected.Add symbol.Qualified |> ignore
            toVisit.Push symbol.Qualified

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

/// The number that a declaration of the older text has in the newer one; `None` where it was edited or is gone.
let private numberNow (old: Declaration[]) (now: Declaration[]) (compared: Compared) (i: int) =
    if i < compared.Before then
        Some i
    elif i >= old.Length - compared.Behind then
        Some(i + now.Length - old.Length)
    else
        None

/// A place of the older text in the newer one; `None` where the text was edited, or stands in no declaration.
let private movedSpan (source: SourceText) (old: Declaration[]) (now: Declaration[]) compared (span: SourceSpan) =
    if span.Path <> source.Path then
        Some span
    else
        match holding old span.Start with
        | Some i when span.Start + span.Length <= old[i].Span.End ->
            numberNow old now compared i
            |> Option.map (fun j ->
                let start = span.Start + now[j].Span.Start - old[i].Span.Start
                Diagnostic.locate source (Span.create start (start + span.Length)))
        | _ -> None

/// The parser reads all of a text, again and again.
let private isParsers (diagnostic: Diagnostic) =
    diagnostic.Code.StartsWith("WM1", StringComparison.Ordinal)

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

/// The number that a declaration of the newer text had in the older one; `None` where it was edited or is new.
let private numberBefore (old: Declaration[]) (now: Declaration[]) (compared: Compared) (j: int) =
    if j < compared.Before then
        Some j
    elif j >= now.Length - compared.Behind then
        Some(j + old.Length - now.Length)
    else
        None

/// What is found where one declaration was edited, added, taken away or named otherwise since `before`: it, all that is made from it and all that says
/// its name is checked again, of the others stands what was found before. `None` where more was edited, or where that is no less work than to check all. It lacks what follows for the rest of the
/// study from no reference, such as how many tests are done in all: the check of the whole text says that. Throws only when cancelled.
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
    let compared = compare before source old now
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
                match numberBefore old now compared j with
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

        Some(StudyInEdit(model, isChecked, declarations))

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
        | Difference.Declaration(edited, names) ->
            let affected = HashSet<string>(StringComparer.Ordinal)
            let edited = edited |> Option.map (fun i -> now[i])

            match! Checker.analysePart request parsed host cancellation (choose edited names affected) with
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
                        match numberNow old now compared i with
                        | Some j -> again.Contains j
                        | None -> true)

                let found = part.Result.Diagnostics

                /// Names that are declared nowhere are told with the nearest that is, which may be another now.
                let isNearestOther =
                    not names.IsEmpty
                    && before.Diagnostics
                       |> Seq.exists (fun one -> one.Code = NameCodes.UndeclaredName.Code && not (wasAgain one.Span))

                if isNearestOther || areUsesSplit isAgain wasAgain before.Diagnostics found then
                    return None
                else
                    return
                        together source place isAgain before.Diagnostics found
                        |> known again read part.Analysis
    }
