/// Checks one declaration after another, each after those it refers to.
namespace WhiteMatter.Language.Checking

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

/// What checking the declarations builds up.
type internal Analysis = {
    Env: CheckContext
    Outside: Outside
    Cohorts: Cohorts.CohortTable
    Checked: Dictionary<string, CheckedDeclaration>
    /// The study's build, once its declaration is checked.
    mutable Build: CheckedExpression option
    /// Covariates already checked against a cohort's columns.
    Used: HashSet<struct (string * string)>
}

[<RequireQualifiedAccess>]
module internal Declarations =

    let private texts (expression: CheckedExpression) =
        match expression.Node with
        | CheckedNode.List items -> items |> List.choose PeopleTable.literal
        | _ -> []

    let private missingDefault =
        KindsHere.all
        |> List.find (fun row -> row.Name = "cohort")
        |> fun row -> row.Settings |> List.find (fun setting -> setting.Name = "missing")

    let private defaultOf (home: FileScope) span (row: SettingRow) : CheckedExpression option =
        match row.Default with
        | Some { Value = Some(node, studyType) } ->
            Some {
                Node = node
                Type = studyType
                Span = span
                File = home.Source
            }
        | _ -> None

    let private describeBounds (row: SettingRow) (bounds: Bounds) =
        let unit value =
            match row.Accepts with
            | StudyType.Quantity dimension :: _ when dimension <> Dimension.Fraction ->
                Checked.number value + (Units.ofDimension dimension).Head.Name
            | _ -> Checked.number value

        let low = if bounds.LowIncluded then "at least" else "more than"
        $"{low} {unit bounds.Low} and at most {unit bounds.High}"

    let private checkBounds (env: CheckContext) (home: FileScope) (row: SettingRow) (value: CheckedExpression) =
        match row.Bounds, value.Node with
        | Some bounds, CheckedNode.Number number when StudyType.isNumeric value.Type ->
            let high =
                if value.Type = StudyType.Quantity Dimension.Fraction then
                    1.0
                else
                    bounds.High

            let low = number < bounds.Low || (number = bounds.Low && not bounds.LowIncluded)

            // A number of people is whole and at least one.
            if low || number > high then
                env.Findings.Add(
                    home.Source,
                    NameCodes.OutOfBounds,
                    value.Span,
                    [
                        $"'{row.Name}'"
                        Checked.number number
                        describeBounds row { bounds with High = high }
                    ]
                )
        | _ -> ()

    /// The header of a table with these missing codes, as columns.
    let private scopeOf (analysis: Analysis) (table: CheckedExpression option) (missing: string list) =
        match table |> Option.bind PeopleTable.tryRead with
        | Some table ->
            let owner = $"the table '{table.Path}'"

            match Outside.findTable analysis.Outside table.Path missing with
            | Some header -> ColumnScope.ofHeader owner header, Some(table.Path, header)
            | None -> ColumnScope.unknown owner, None
        | None -> ColumnScope.unknown "the table", None

    let private checkRole (env: CheckContext) (home: FileScope) (scope: ColumnScope) (name: Identifier) role =
        let place = Place.plain home "'columns'"

        match Expressions.resolveColumn env place scope name.Name name.Span with
        | Some {
                   Content = Some ColumnContent.Text
                   Examples = examples
                   Levels = levels
               } ->
            let notNumbers =
                levels
                |> Option.defaultValue examples
                |> List.filter (fun value ->
                    not (fst (Double.TryParse(value, Globalization.CultureInfo.InvariantCulture))))
                |> List.truncate 3

            let declared =
                match role with
                | DeclaredRole.Numeric -> Some "a number"
                | DeclaredRole.Measure unit -> Some $"a number in {unit.Name}"
                | _ -> None

            match declared with
            | Some declared ->
                env.Findings.Add(
                    home.Source,
                    DataCodes.RoleContradictsData,
                    name.Span,
                    [
                        name.Name
                        declared
                        if notNumbers.IsEmpty then
                            "that of later rows"
                        else
                            String.Join(", ", notNumbers |> List.map (fun value -> $"'{value}'"))
                    ]
                )
            | None -> ()
        | _ -> ()

    /// Where `name : role` can be written into the cohort's block.
    let private declareIn (home: FileScope) (kind: KindDeclaration) (columns: Block option) =
        match columns, kind.Body with
        | Some block, _ ->
            Some(fun entry ->
                match List.tryLast block.Items with
                | Some last -> home.Source, Span.create last.Span.End last.Span.End, $", {entry}"
                | None -> home.Source, Span.create (block.Span.Start + 1) (block.Span.Start + 1), $" {entry} ")
        | None, Some body ->
            let at = body.Span.Start + 1
            let separator = if body.OneLine && not body.Items.IsEmpty then "," else ""
            let start = if body.OneLine then " " else "\n  "
            Some(fun entry -> home.Source, Span.create at at, $"{start}columns {{ {entry} }}{separator}")
        | None, None -> None

    let private planRole role : ColumnRole * string option =
        match role with
        | DeclaredRole.Numeric -> ColumnRole.Numeric, None
        | DeclaredRole.Factor
        | DeclaredRole.Id -> ColumnRole.Factor, None
        | DeclaredRole.Measure unit -> ColumnRole.Numeric, Some unit.Name

    let private cohortOf (analysis: Analysis) (from: CheckedExpression option) =
        from
        |> Option.bind Cohorts.leftmost
        |> Option.bind (fun name ->
            match analysis.Cohorts.TryGetValue name with
            | true, facts -> Some facts
            | _ -> None)

    /// Checks the terms of covariates, and of covariates they name, against the columns of a cohort that uses them.
    let rec private useCovariates
        (analysis: Analysis)
        (cohort: string)
        (scope: ColumnScope)
        (formula: CheckedExpression)
        =
        let env = analysis.Env

        match formula.Node with
        | CheckedNode.Declaration name when formula.Type = StudyType.Covariates ->
            if analysis.Used.Add(struct (name, cohort)) then
                match env.Program.Homes.TryGetValue name with
                | true,
                  (home,
                   {
                       Meaning = Meaning.Declaration({ Body = Some body }, _)
                   }) ->
                    let place = {
                        Place.plain home "a formula" with
                            Columns = Some scope
                    }

                    for item in body.Items do
                        match item.Node with
                        | ItemNode.Bare entry -> Formulas.check env place entry |> useCovariates analysis cohort scope
                        | _ -> ()
                | _ -> ()
        | CheckedNode.Binary(_, left, right) ->
            useCovariates analysis cohort scope left
            useCovariates analysis cohort scope right
        | _ -> ()

    let private checkAdjust
        (analysis: Analysis)
        (home: FileScope)
        (from: CheckedExpression option)
        (value: Expression)
        =
        let env = analysis.Env

        let cohort, scope =
            match cohortOf analysis from with
            | Some facts -> facts.Name, facts.Columns
            | None -> "", ColumnScope.unknown "the cohort's table"

        let place = {
            Place.plain home "'adjust'" with
                Columns = Some scope
        }

        let bare = Checked.stripParentheses value

        let checkedValue =
            match bare.Node with
            | ExpressionNode.Name name when (ColumnScope.tryFind name scope).IsNone ->
                match Names.tryFind home name with
                | Some symbol when symbol.Type = StudyType.Covariates || Names.isSilent symbol ->
                    Formulas.check env place value
                | Some { Meaning = Meaning.Declaration _ }
                | Some { Meaning = Meaning.Import _ } ->
                    Expressions.check
                        env
                        { place with Columns = None }
                        [ StudyType.Covariates; StudyType.Formula ]
                        value
                | Some _ -> Formulas.check env place value
                | None ->
                    let covariates = [
                        for symbol in home.Symbols.Values do
                            if symbol.Type = StudyType.Covariates then
                                symbol.Local
                    ]

                    if scope.Complete || (Suggestions.nearest name covariates).IsSome then
                        env.Findings.Undeclared(
                            home.Source,
                            name,
                            bare.Span,
                            (fun () -> Seq.append covariates (ColumnScope.names scope))
                        )

                        Checked.wrong place value.Span
                    else
                        Formulas.check env place value
            | ExpressionNode.Text _
            | ExpressionNode.List _
            | ExpressionNode.Boolean _ ->
                Expressions.check env { place with Columns = None } [ StudyType.Covariates; StudyType.Formula ] value
            | _ -> Formulas.check env place value

        useCovariates analysis cohort scope checkedValue

        match checkedValue.Type with
        | StudyType.Covariates
        | StudyType.Unknown -> checkedValue
        | _ -> {
            checkedValue with
                Type = StudyType.Formula
          }

    /// A column of a phenotype must be a number.
    let private checkTrait (env: CheckContext) (scope: ColumnScope) (trait': CheckedExpression) =
        match trait'.Node with
        | CheckedNode.Column name ->
            match ColumnScope.tryFind name scope with
            | Some column ->
                let report (descriptor: DiagnosticDescriptor) arguments =
                    Diagnostic.create trait'.File descriptor trait'.Span arguments
                    |> env.Findings.AddDiagnostic

                match column.Declared, column.Content with
                | Some DeclaredRole.Id, _ -> report NameCodes.IdColumn [ name; "a trait" ]
                | Some DeclaredRole.Factor, _
                | _, Some ColumnContent.Text -> report NameCodes.TextAsNumber [ name; Column.describe column ]
                | _, Some ColumnContent.Empty -> report DataCodes.EmptyColumn [ name; scope.Owner ]
                | _ -> ()
            | None -> ()
        | _ -> ()

    let private checkBuild
        (analysis: Analysis)
        (home: FileScope)
        (name: string)
        (settings: Map<string, CheckedExpression>)
        =
        let env = analysis.Env

        let word (expression: CheckedExpression option) =
            expression
            |> Option.bind (fun expression ->
                match expression.Node with
                | CheckedNode.EnumCase word -> Some word
                | _ -> None)

        let own = settings.TryFind "build"
        let bed = settings.TryFind "bed"

        match word own, word analysis.Build, own with
        | Some build, Some study, Some at when build <> study ->
            env.Findings.Add(home.Source, DataCodes.BuildDiffers, at.Span, [ name; build; study ])
        | _ -> ()

        let stated = word own |> Option.orElse (word analysis.Build)

        match stated, bed |> Option.bind PeopleTable.literal, bed with
        | Some stated, Some path, Some bed ->
            match analysis.Outside.Genotypes.TryGetValue(StudyPath.resolve home.Source path) with
            | true, header ->
                match header.BuildEvidence with
                | null -> ()
                | evidence when evidence <> stated ->
                    env.Findings.Add(home.Source, DataCodes.BuildContradictsData, bed.Span, [ path; stated; evidence ])
                | _ -> ()
            | _ -> ()
        | _ -> ()

    let private checkFrom
        (analysis: Analysis)
        (home: FileScope)
        (symbol: Symbol)
        (kind: KindDeclaration)
        (row: KindRow)
        =
        let env = analysis.Env

        match row.From, kind.From with
        | None, None -> None
        | None, Some from ->
            env.Findings.Add(home.Source, NameCodes.FromUnexpected, from.Span, [ row.Name ])
            None
        | Some wanted, None ->
            if wanted.Required then
                env.Findings.Add(
                    home.Source,
                    NameCodes.FromMissing,
                    symbol.NameSpan,
                    [ row.Name; Names.describeExpected wanted.Types ]
                )

            None
        | Some wanted, Some from ->
            let value = Expressions.check env (Place.plain home "'from'") wanted.Types from

            match value.Node with
            | CheckedNode.Binary _ when not wanted.Algebra ->
                env.Findings.Add(home.Source, NameCodes.AlgebraMisplaced, from.Span, [ row.Name ])
            | _ -> ()

            Cohorts.emptiness analysis.Cohorts value
            |> Option.iter (fun reason ->
                env.Findings.Add(
                    home.Source,
                    DesignCodes.NobodyLeft,
                    from.Span,
                    [ home.Source.TextOf from.Span; reason ]
                ))

            Some value

    /// Checks a declaration; `None` for those of which nothing is said.
    let check (analysis: Analysis) (home: FileScope) (symbol: Symbol) : CheckedDeclaration option =
        match symbol.Meaning with
        | Meaning.Declaration(kind, Some row) when row.Availability = Availability.Here ->
            let env = analysis.Env
            env.Cancellation.ThrowIfCancellationRequested()
            let sorted = Blocks.sort env home kind row
            let from = checkFrom analysis home symbol kind row
            let mutable settings: Map<string, CheckedExpression> = Map.empty

            let checkSetting (setting: SettingRow) columns people value =
                let place = {
                    Place.plain home $"'{setting.Name}'" with
                        RunValues = setting.AllowsRunValues
                        Columns = columns
                        People = people
                }

                let result = Expressions.check env place setting.Accepts value
                checkBounds env home setting result

                match result.Node with
                | CheckedNode.List [] when setting.Required ->
                    env.Findings.Add(home.Source, NameCodes.EmptyList, value.Span, [ $"'{setting.Name}'" ])
                | _ -> ()

                settings <- settings.Add(setting.Name, result)

            let given name =
                match sorted.Settings.TryGetValue name with
                | true, found -> Some found
                | _ -> None

            // What shows no columns comes first: it says which columns there are.
            for KeyValue(_, (setting, _, value)) in sorted.Settings do
                if setting.Sees = Sees.Nothing then
                    checkSetting setting None None value

            for setting in row.Settings do
                if
                    not (settings.ContainsKey setting.Name)
                    && not (sorted.Settings.ContainsKey setting.Name)
                then
                    defaultOf home symbol.NameSpan setting
                    |> Option.iter (fun value -> settings <- settings.Add(setting.Name, value))

            let mutable roles: (string * DeclaredRole) list = []
            let source = cohortOf analysis from

            let people =
                if row.Name <> "cohort" then
                    source |> Option.map _.Columns
                else
                    match from, given "table" with
                    | Some from, Some(_, key, _) ->
                        env.Findings.Add(
                            home.Source,
                            NameCodes.TableAndSource,
                            key.Span,
                            [ symbol.Local; home.Source.TextOf from.Span ]
                        )
                    | None, None when kind.From.IsNone && kind.Body.IsSome ->
                        let unread =
                            kind.Body.Value.Items
                            |> List.exists (fun item ->
                                match item.Node with
                                | ItemNode.Skipped _ -> true
                                | _ -> false)

                        if not unread then
                            env.Findings.Add(
                                home.Source,
                                NameCodes.MissingSetting,
                                kind.Kind.Span,
                                [
                                    "cohort"
                                    "table"
                                    "the table of people, unless it is drawn 'from' another cohort."
                                ]
                            )
                    | None, None when kind.From.IsNone ->
                        env.Findings.Add(
                            home.Source,
                            NameCodes.MissingSetting,
                            kind.Kind.Span,
                            [
                                "cohort"
                                "table"
                                "the table of people, unless it is drawn 'from' another cohort."
                            ]
                        )
                    | _ -> ()

                    // A cohort drawn from another has its table, its columns and its missing codes.
                    match source with
                    | Some source ->
                        source.Table
                        |> Option.iter (fun table -> settings <- settings.Add("table", table))

                        if (given "missing").IsNone then
                            source.Missing
                            |> Option.iter (fun missing -> settings <- settings.Add("missing", missing))
                    | None -> ()

                    let codes = settings.TryFind "missing" |> Option.map texts |> Option.defaultValue []

                    let table, header =
                        match source with
                        | Some source -> source.Columns, None
                        | None -> scopeOf analysis (settings.TryFind "table") codes

                    header
                    |> Option.iter (fun (path, header) ->
                        if header.RowsExact && header.Rows = 0L then
                            let at = settings["table"].Span
                            env.Findings.Add(home.Source, DataCodes.EmptyTable, at, [ path ]))

                    let block =
                        match sorted.Blocks.TryGetValue "columns" with
                        | true, (_, _, body) -> Some body
                        | _ -> None

                    let declared =
                        block |> Option.map (Blocks.readColumns env home) |> Option.defaultValue []

                    for name, role in declared do
                        checkRole env home table name role

                    let own = [ for name, role in declared -> name.Name, role ]
                    let ownNames = own |> List.map fst |> Set.ofList

                    let inherited =
                        source
                        |> Option.map _.Roles
                        |> Option.defaultValue []
                        |> List.filter (fun (name, _) -> not (ownNames.Contains name))

                    roles <- inherited @ own

                    let scope = {
                        ColumnScope.withRoles own table with
                            Declare =
                                table.Declare
                                |> Option.orElse (
                                    declareIn home kind block
                                    |> Option.map (fun declare -> fun entry -> declare entry)
                                )
                    }

                    // The ID columns of the table name people, whatever they look like.
                    let ids =
                        match settings.TryFind "table" |> Option.bind PeopleTable.tryRead with
                        | Some table -> table.IdColumn :: Option.toList table.FamilyColumn
                        | None -> []

                    let scope =
                        ids
                        |> List.filter (fun id ->
                            match ColumnScope.tryFind id scope with
                            | Some { Declared = None } -> true
                            | _ -> false)
                        |> List.map (fun id -> id, DeclaredRole.Id)
                        |> fun ids -> ColumnScope.withRoles ids scope

                    let within, excluded =
                        match from with
                        | Some from ->
                            Cohorts.withinOf analysis.Cohorts from, Cohorts.excludedFrom analysis.Cohorts from
                        | None -> Set.empty, Set.empty

                    analysis.Cohorts[symbol.Qualified] <-
                        {
                            Name = symbol.Qualified
                            Columns = scope
                            Roles = roles
                            Table = settings.TryFind "table"
                            Missing = settings.TryFind "missing"
                            Root = source |> Option.map _.Root |> Option.defaultValue symbol.Qualified
                            Within = within.Add symbol.Qualified
                            Excluded = excluded
                        }

                    Some scope

            let tableColumns =
                if row.Name <> "phenotypes" then
                    people
                else
                    let codes =
                        source
                        |> Option.bind _.Missing
                        |> Option.map texts
                        |> Option.defaultWith (fun () ->
                            defaultOf home symbol.NameSpan missingDefault
                            |> Option.map texts
                            |> Option.defaultValue [])

                    match settings.TryFind "table" with
                    | Some table -> Some(fst (scopeOf analysis (Some table) codes))
                    | None ->
                        source
                        |> Option.bind _.Table
                        |> Option.iter (fun table -> settings <- settings.Add("table", table))

                        people

            let orUnknown scope =
                scope |> Option.defaultValue (ColumnScope.unknown "the cohort's table") |> Some

            for KeyValue(name, (setting, _, value)) in sorted.Settings do
                match setting.Sees with
                | Sees.Nothing -> ()
                | _ when row.Name = "gwas" && name = "adjust" ->
                    settings <- settings.Add("adjust", checkAdjust analysis home from value)
                | Sees.ImageColumns
                | Sees.Placeholders
                | Sees.PeopleColumns -> checkSetting setting (orUnknown people) None value
                | Sees.VariantColumns -> checkSetting setting (Some VariantColumns.scope) people value
                | Sees.TableColumns -> checkSetting setting (orUnknown tableColumns) None value

            let entries =
                sorted.Entries
                |> List.map (fun entry ->
                    match row.Entries with
                    | Some Entries.Terms -> Formulas.check env (Place.plain home "a formula") entry
                    | _ ->
                        let place = {
                            Place.plain home $"'{row.Name}'" with
                                RunValues = true
                        }

                        Expressions.check env place [ StudyType.Predicate ] entry)

            match row.Name with
            | "study" ->
                analysis.Build <- settings.TryFind "build"

                let text value =
                    Some {
                        Node = CheckedNode.Text [ TextPart.Literal value ]
                        Type = StudyType.String
                        Span = symbol.NameSpan
                        File = home.Source
                    }

                let fill name value =
                    if not (settings.ContainsKey name) then
                        value |> Option.iter (fun value -> settings <- settings.Add(name, value))

                fill "title" (text symbol.Local)
                fill "results" (text $"results/{symbol.Local}")
            | "genotypes" ->
                checkBuild analysis home symbol.Local settings

                if not (settings.ContainsKey "build") then
                    analysis.Build
                    |> Option.iter (fun build -> settings <- settings.Add("build", build))
            | "phenotypes" ->
                match settings.TryFind "columns", tableColumns with
                | Some { Node = CheckedNode.List items }, Some scope ->
                    let seen = HashSet<string>()

                    for item in items do
                        match item.Node with
                        | CheckedNode.Column name when not (seen.Add name) ->
                            env.Findings.Add(home.Source, NameCodes.ListedTwice, item.Span, [ name ])
                        | _ -> checkTrait env scope item
                | _ -> ()
            | _ -> ()

            Some {
                Name = symbol.Qualified
                Kind = row.Name
                From = from
                Body = {
                    Settings = settings
                    Blocks = Map.empty
                    Entries = entries
                    Columns = [
                        for name, role in roles ->
                            let role, unit = planRole role
                            name, role, unit
                    ]
                }
                Type = row.Yields
                Doc = [
                    for trivia in symbol.Declaration.Trivia.Leading do
                        match trivia with
                        | LeadingTrivia.Comment comment when comment.IsDoc -> comment.Text.Trim()
                        | _ -> ()
                ]
                Span = symbol.Declaration.Span
                File = home.Source
            }
        | _ -> None
