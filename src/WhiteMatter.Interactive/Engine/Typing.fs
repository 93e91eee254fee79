namespace WhiteMatter.Interactive.Engine

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Plan.Hosting

/// What a session proposes and shows while something is typed.
[<RequireQualifiedAccess>]
module internal Typing =

    /// The text of the study with what is typed after it, as the declaration or the condition that it begins; where the typed text begins in it.
    let private within (state: SessionState) (typed: string) : SourceText * int =
        if TypedText.isDeclaration typed then
            let before = state.Model.Source.Text.TrimEnd() + "\n\n"
            SourceText(state.Path, before + typed), before.Length
        else
            Asking.withExpression state.Model typed

    let private proposal kind label detail : Proposal = {
        Label = label
        Kind = kind
        Detail = detail
        Documentation = lazy ""
        Text = label
        Snippet = None
        Rank = 0
    }

    let private starting (word: string) (proposals: Proposal list) =
        proposals
        |> List.filter (fun made -> made.Label.StartsWith(word, StringComparison.OrdinalIgnoreCase))

    /// Where the word before an offset begins.
    let private wordStart (text: string) (offset: int) =
        let rec back at =
            if at > 0 && (Char.IsLetterOrDigit text[at - 1] || text[at - 1] = '_') then
                back (at - 1)
            else
                at

        back offset

    let private wordEnd (text: string) (offset: int) =
        let rec upTo at =
            if at < text.Length && (Char.IsLetterOrDigit text[at] || text[at] = '_') then
                upTo (at + 1)
            else
                at

        upTo offset

    let private files (folder: string) (written: string) : Proposal list =
        let slash = written.LastIndexOf '/'
        let inside = written.Substring(0, slash + 1)

        try
            let root = Path.GetFullPath(Path.Combine(folder, inside))

            [
                if Directory.Exists root then
                    for path in Directory.EnumerateDirectories root |> Seq.sort do
                        let name = string (Path.GetFileName path)

                        if not (name.StartsWith '.') then
                            proposal ProposalKind.Value (inside + name + "/") "folder"

                    for path in Directory.EnumerateFiles(root, "*.wmstudy") |> Seq.sort do
                        proposal ProposalKind.Value (inside + string (Path.GetFileName path)) "study"
            ]
        with
        | :? IOException
        | :? UnauthorizedAccessException -> []

    let private names (state: SessionState) = [
        for name in Asking.names state.Model do
            proposal ProposalKind.Declaration name (Asking.typeOf state.Model name |> Option.defaultValue "")
    ]

    /// What the session would know with declarations that are not submitted yet; of those that cannot be read, what can.
    let private withDeclarations
        (host: IStudyHost)
        (state: SessionState)
        (typed: string list)
        (cancellation: CancellationToken)
        =
        task {
            match typed |> List.filter TypedText.isDeclaration with
            | [] -> return state
            | typed ->
                let text =
                    (state.Text, typed)
                    ||> List.fold (fun text typed ->
                        (text, (SessionText.ofTyped state.Path typed).Parts)
                        ||> List.fold (fun text part -> fst (SessionText.put part text)))

                let request = {
                    Checker.request (SourceText(state.Path, SessionText.write text)) with
                        Parameters = state.Parameters
                }

                let! model = StudyModel.check request host cancellation

                return {
                    state with
                        Text = text
                        Model = model
                }
        }

    let private members
        (host: IStudyHost)
        (state: SessionState)
        (typed: string)
        (offset: int)
        (cancellation: CancellationToken)
        =
        task {
            let source, start = within state typed
            let! found = Completing.at state.Model host source (start + offset) cancellation

            let replace =
                Span.create (max 0 (found.Replace.Start - start)) (max 0 (found.Replace.End - start))

            return { found with Replace = replace }
        }

    /// What may follow a command.
    let private afterCommand
        (around: Surroundings)
        (state: SessionState)
        (typed: string)
        (offset: int)
        (cancellation: CancellationToken)
        =
        task {
            let space = typed.IndexOf ' '

            if space < 0 || offset <= space then
                let written = typed.Substring(0, offset)

                return {
                    Replace = Span.create 0 offset
                    Proposals =
                        SessionCommands.all
                        |> List.map (fun command -> proposal ProposalKind.Keyword command.Name command.Arguments)
                        |> starting written
                }
            else
                let start = typed.LastIndexOf(' ', offset - 1) + 1
                let written = typed.Substring(start, offset - start)

                let words proposals = {
                    Replace = Span.create start offset
                    Proposals = starting written proposals
                }

                match SessionCommands.find (typed.Substring(0, space)) with
                | Error _ -> return words []
                | Ok command ->
                    match command.Takes with
                    | CommandTakes.Names when command.Name = ":plot" && start > space + 1 ->
                        let plotted = typed.Substring(space + 1).Trim().Split(' ')[0]

                        return
                            words [
                                for column in Asking.columns state.Model plotted |> Option.defaultValue [] do
                                    proposal ProposalKind.Column column.Name column.Type
                                proposal ProposalKind.Word "--browser" "as a page"
                            ]
                    | CommandTakes.Names -> return words (names state)
                    | CommandTakes.Topic ->
                        return
                            words [
                                for command in SessionCommands.all do
                                    proposal ProposalKind.Keyword command.Name command.Arguments
                                for topic in CatalogueText.known () do
                                    proposal ProposalKind.Word topic ""
                            ]
                    | CommandTakes.File -> return words (files around.Folder written)
                    | CommandTakes.Parameter ->
                        return
                            words (
                                names state
                                |> List.filter (fun made ->
                                    state.Text.Parts
                                    |> List.exists (fun part -> part.Kind = "param" && part.Name = Some made.Label))
                                |> List.map (fun made -> { made with Text = made.Label + "=" })
                            )
                    | CommandTakes.Expression ->
                        let body = typed.Substring(space + 1)

                        let! found =
                            members (SessionState.host around state.Path) state body (offset - space - 1) cancellation

                        return {
                            Replace = Span.create (found.Replace.Start + space + 1) (found.Replace.End + space + 1)
                            Proposals =
                                starting
                                    (typed.Substring(wordStart typed offset, offset - wordStart typed offset))
                                    (found.Proposals @ names state)
                                |> List.distinctBy _.Label
                        }
                    | CommandTakes.Nothing -> return words []
        }

    /// What may stand at an offset of a typed text, of what the word there begins. `above` are the inputs that stand above it and come first.
    let complete
        (around: Surroundings)
        (state: SessionState)
        (above: string list)
        (typed: string)
        (offset: int)
        (cancellation: CancellationToken)
        : Task<Completion> =
        task {
            let host = SessionState.host around state.Path

            if typed.StartsWith ':' then
                let! state = withDeclarations host state above cancellation
                return! afterCommand around state typed offset cancellation
            else
                // Declarations that are typed together follow each other in one text.
                let own = typed.Substring(0, TypedText.declarationStart typed offset)
                let! state = withDeclarations host state (above @ [ own ]) cancellation
                let! found = members host state typed offset cancellation

                let word =
                    typed.Substring(found.Replace.Start, max 0 (offset - found.Replace.Start))

                let isFirst =
                    typed.Substring(0, offset).Trim() = word && not (TypedText.isDeclaration typed)

                // The first word of a line may begin a declaration, or be a name.
                let! kinds =
                    task {
                        if isFirst then
                            let before = state.Model.Source.Text.TrimEnd() + "\n\n"
                            let source = SourceText(state.Path, before + typed.Substring(0, offset))
                            let! kinds = Completing.at state.Model host source source.Text.Length cancellation
                            return kinds.Proposals @ names state
                        else
                            return []
                    }

                return {
                    found with
                        Proposals = starting word (found.Proposals @ kinds) |> List.distinctBy _.Label
                }
        }

    /// Looks at no file: names and kinds have their colours before any table was read.
    let private noOutside: IStudyHost = InMemoryHost()

    /// The words of a typed text with their colours.
    let colours (state: SessionState) (typed: string) (cancellation: CancellationToken) : Task<SemanticToken list> =
        task {
            if typed.StartsWith ':' then
                return []
            else
                let source, start = within state typed

                let request = {
                    Checker.request source with
                        Parameters = state.Parameters
                }

                let! model = StudyModel.check request noOutside cancellation

                return [
                    for token in Tokens.ofFile model source.Path do
                        if token.Span.Start >= start && token.Span.End <= start + typed.Length then
                            {
                                token with
                                    Span = Span.create (token.Span.Start - start) (token.Span.End - start)
                            }
                ]
        }

    /// What is known of the word at an offset of a typed text, in Markdown.
    let inspect
        (around: Surroundings)
        (state: SessionState)
        (typed: string)
        (offset: int)
        (cancellation: CancellationToken)
        : Task<string option> =
        task {
            let start = wordStart typed (min offset typed.Length)

            let word = typed.Substring(start, wordEnd typed start - start)

            if typed.StartsWith ':' then
                let command = typed.Split(' ')[0]

                match SessionCommands.find command with
                | Ok found when offset <= command.Length ->
                    return Some $"`{found.Name} {found.Arguments}`\n\n{found.Summary}"
                | _ -> return Declaring.described state word
            else
                let source, before = within state typed

                let request = {
                    Checker.request source with
                        Parameters = state.Parameters
                }

                let! model =
                    StudyModel.check request (SessionState.host around state.Path) cancellation

                return
                    Hover.at model source.Path (before + start)
                    |> Option.map _.Markdown
                    |> Option.orElseWith (fun () -> Declaring.described state word)
                    |> Option.orElseWith (fun () ->
                        CatalogueText.find word
                        |> Option.map (fun known -> $"```text\n{known.TrimEnd()}\n```"))
        }
