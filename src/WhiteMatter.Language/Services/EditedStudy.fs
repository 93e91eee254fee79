/// A study of which one declaration was edited since it was checked: what is wrong with it now, without checking all of it again.
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
    /// The text of one declaration, by its number.
    | Declaration of int
    /// More, or something by which the other declarations may mean something else.
    | More

/// What differs between a checked study and a newer text of it.
let private differenceOf (before: StudyModel) (source: SourceText) (old: Declaration[]) (now: Declaration[]) =
    let isSame i =
        let was, is = old[i].Span, now[i].Span

        was.Length = is.Length
        && String.CompareOrdinal(before.Source.Text, was.Start, source.Text, is.Start, was.Length) = 0

    /// Whether what stands before the first declarations, the number of the edition among it, is the same.
    let openAlike () =
        let was, is = old[0].Span.Start, now[0].Span.Start

        was = is
        && String.CompareOrdinal(before.Source.Text, 0, source.Text, 0, was) = 0

    if old.Length <> now.Length || old.Length = 0 then
        Difference.More
    elif not (openAlike ()) then
        Difference.More
    else
        let mutable edited = -1
        let mutable several = false

        for i in 0 .. old.Length - 1 do
            if not (isSame i) then
                several <- several || edited >= 0
                edited <- i

        if several then
            Difference.More
        elif edited < 0 then
            Difference.Places
        else
            match old[edited].Node, now[edited].Node with
            | DeclarationNode.Kind was, DeclarationNode.Kind is when
                was.Kind.Name = is.Kind.Name
                && is.Kind.Name <> "study"
                && (was.Name |> Option.map _.Name) = (is.Name |> Option.map _.Name)
                ->
                Difference.Declaration edited
            | _ -> Difference.More

/// The edited declaration, what is made from it, and what all of these refer to; `None` where that is most of the study.
let private choose
    (edited: Declaration)
    (affected: HashSet<string>)
    (program: Program)
    (ordered: Order.Ordered)
    : Order.Ordered option =
    let needed = HashSet<string>(StringComparer.Ordinal)
    let toVisit = Stack<string>()

    for home, symbol in ordered.Declarations do
        // Each stands after what it refers to.
        if
            (obj.ReferenceEquals(home, program.Main)
             && obj.ReferenceEquals(symbol.Declaration, edited))
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

/// A place of the older text in the newer one; `None` where the text was edited, or stands in no declaration.
let private movedSpan (source: SourceText) (old: Declaration[]) (now: Declaration[]) difference (span: SourceSpan) =
    if span.Path <> source.Path then
        Some span
    else
        match holding old span.Start with
        | Some i when
            difference <> Difference.Declaration i
            && span.Start + span.Length <= old[i].Span.End
            ->
            let start = span.Start + now[i].Span.Start - old[i].Span.Start
            Some(Diagnostic.locate source (Span.create start (start + span.Length)))
        | _ -> None

/// A diagnostic of the older text in the newer one; `None` where its place is gone.
let private moved (place: SourceSpan -> SourceSpan option) (diagnostic: Diagnostic) : Diagnostic option =
    let withSpan (span: SourceSpan | null) =
        Diagnostic(
            diagnostic.Code,
            diagnostic.Severity,
            diagnostic.Message,
            diagnostic.Advice,
            span,
            ImmutableArray.CreateRange(
                diagnostic.Related
                |> Seq.choose (fun related ->
                    place related.Span
                    |> Option.map (fun span -> RelatedLocation(span, related.Message)))
            ),
            ImmutableArray.CreateRange(
                diagnostic.Fixes
                |> Seq.choose (fun fix ->
                    place fix.Span
                    |> Option.map (fun span -> DiagnosticFix(fix.Title, span, fix.Replacement)))
            )
        )

    match diagnostic.Span with
    | null -> Some(withSpan null)
    | span -> place span |> Option.map withSpan

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
        (before
         |> Seq.filter (fun diagnostic -> not (isParsers diagnostic))
         |> Seq.choose (moved place)
         |> Seq.filter (fun diagnostic -> not (isNew diagnostic)))
        (now |> Seq.filter isNew)
    |> Seq.sortBy startOf
    |> ImmutableArray.CreateRange

/// Whether a diagnostic gathers the uses of a name, wherever they stand.
let private gathersUses (diagnostic: Diagnostic) =
    diagnostic.Code = NameCodes.UndeclaredName.Code
    || diagnostic.Code = NameCodes.UnknownColumn.Code

/// Whether uses of one name stand both in what was checked again and in what was not: they make one diagnostic.
let private areUsesSplit isAgain wasAgain (before: Diagnostic seq) (now: Diagnostic seq) =
    let gathered = before |> Seq.filter gathersUses |> List.ofSeq

    let isSplit (diagnostic: Diagnostic) =
        let spans = diagnostic.Span :: [ for related in diagnostic.Related -> related.Span ]
        List.exists wasAgain spans && not (List.forall wasAgain spans)

    let isElsewhere (diagnostic: Diagnostic) =
        gathered
        |> List.exists (fun other -> other.Message = diagnostic.Message && not (wasAgain other.Span))

    List.exists isSplit gathered
    || now
       |> Seq.exists (fun diagnostic -> gathersUses diagnostic && isAgain diagnostic.Span && isElsewhere diagnostic)

/// What is found where one declaration was edited since `before`: it and all that is made from it is checked again, of the others stands what
/// was found before. `None` where more was edited, or where that is no less work than to check all. It lacks what follows for the rest of the
/// study from no reference, such as how many tests are done in all: the check of the whole text says that. Throws only when cancelled.
let find
    (before: StudyModel)
    (request: CheckRequest)
    (parsed: ParseResult)
    (host: IStudyHost)
    (cancellation: CancellationToken)
    : Task<StudyModel option> =
    let source = request.Source
    let old = Array.ofList before.File.Declarations
    let now = Array.ofList parsed.File.Declarations
    let difference = differenceOf before source old now
    let place = movedSpan source old now difference

    let model file analysis diagnostics =
        Some(
            StudyModel(
                source,
                {
                    Result = {
                        File = file
                        Study = None
                        Diagnostics = diagnostics
                    }
                    Analysis = analysis
                }
            )
        )

    /// Whether a place lies in one of some declarations of the newer text, seen in either text.
    let liesIn (declarations: Declaration[]) (again: HashSet<int>) (span: SourceSpan | null) =
        match span with
        | null -> false
        | span ->
            span.Path = source.Path
            && (match holding declarations span.Start with
                | Some i -> again.Contains i
                | None -> false)

    task {
        match difference with
        | Difference.More -> return None
        | Difference.Places ->
            return
                together source place (fun _ -> false) before.Diagnostics parsed.Diagnostics
                |> model parsed.File before.Analysis
        | Difference.Declaration edited ->
            let affected = HashSet<string>(StringComparer.Ordinal)

            match! Checker.analysePart request parsed host cancellation (choose now[edited] affected) with
            | None -> return None
            | Some part ->
                let again =
                    part.Analysis.Env.Program.Main.Declarations
                    |> Seq.filter (fun symbol -> affected.Contains symbol.Qualified)
                    |> Seq.choose (fun symbol -> holding now symbol.Declaration.Span.Start)
                    |> HashSet

                let found = part.Result.Diagnostics

                if areUsesSplit (liesIn now again) (liesIn old again) before.Diagnostics found then
                    return None
                else
                    return
                        together source place (liesIn now again) before.Diagnostics found
                        |> model parsed.File part.Analysis
    }
