/// The cohort that a simulation makes, known before it runs, and whether its effects can be planted.
module internal WhiteMatter.Language.Checking.Simulations

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private levelsOf imageOnly = [
    "group",
    [
        "genotyped"
        if imageOnly then
            "image_only"
    ]
    "sex", [ "F"; "M" ]
    "site", [ "A"; "B"; "C" ]
]

let private years = Units.ofDimension Dimension.Age |> List.head

let private roles: (string * DeclaredRole) list = [
    "group", DeclaredRole.Factor []
    "age", DeclaredRole.Measure years
    "sex", DeclaredRole.Factor []
    "site", DeclaredRole.Factor []
]

let private headerOf (genotyped: int64 option) (imageOnly: int64) =
    let levels = Map.ofList (levelsOf (imageOnly > 0L))

    let column name =
        match levels.TryFind name with
        | Some levels -> TableColumn(name, ColumnContent.Text, ImmutableArray.CreateRange levels)
        | None when name = "age" -> TableColumn(name, ColumnContent.Number, ImmutableArray.Empty)
        | None -> TableColumn(name, ColumnContent.Text, ImmutableArray.Empty)

    TableHeader(
        ImmutableArray.CreateRange(
            WhiteMatter.Plan.Parameters.SimulationParameters.ParticipantColumns
            |> Seq.map column
        ),
        (genotyped |> Option.defaultValue 0L) + imageOnly,
        genotyped.IsSome
    )

/// The columns of the simulated people. Their levels are known whether or not the genotypes were seen.
let private columnsOf (name: string) (header: TableHeader) =
    let scope =
        ColumnScope.ofHeader $"the table of the simulation '{name}'" header
        |> ColumnScope.withRoles (roles @ [ "family", DeclaredRole.Id; "id", DeclaredRole.Id ])

    let columns = Dictionary<string, Column>(scope.Columns, StringComparer.Ordinal)

    for column in header.Columns do
        if not column.Levels.IsEmpty then
            columns[column.Name] <- {
                columns[column.Name] with
                    Levels = Some(List.ofSeq column.Levels)
            }

    { scope with Columns = columns }

/// Notes the cohort that a simulation makes; gives its settings, with the table it will have, and its declared columns.
let declare
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (from: CheckedExpression option)
    (settings: Map<string, CheckedExpression>)
    =
    let name = symbol.Qualified
    let genotypes = Analysis.find analysis from

    let genotyped =
        genotypes
        |> Option.bind (fun genotypes -> GenotypeDeclarations.headerOf analysis genotypes.Body.Settings)
        |> Option.map _.Samples

    let imageOnly =
        match settings.TryFind "image_only" |> Option.map _.Node with
        | Some(CheckedNode.Number value) -> int64 value
        | _ -> 0L

    let header = headerOf genotyped imageOnly
    let missing = CohortDeclarations.usualMissing home.Source symbol.NameSpan

    let made = {
        Declaration = name
        Kind = "simulation"
        File = WhiteMatter.Plan.Parameters.SimulationParameters.ParticipantsFile
        IdColumn = "id"
        FamilyColumn = Some "family"
        MissingCodes = missing |> Option.map CohortDeclarations.texts |> Option.defaultValue []
    }

    analysis.Outside.TablesByPath[made.Step] <- header

    let table = {
        Node = CheckedNode.MadeTable made
        Type = StudyType.PeopleTable
        Span = symbol.NameSpan
        File = home.Source
    }

    // The genotyped people of a simulation are those of its genotypes.
    let root =
        genotypes
        |> Option.bind _.From
        |> Option.bind (Cohorts.rootOf analysis.Cohorts)
        |> Option.defaultValue name

    analysis.Cohorts[name] <-
        {
            Name = name
            Columns = columnsOf name header
            Roles = roles
            Table = Some table
            Missing = missing
            Root = root
            Within = Set.singleton name
            Excluded = Set.empty
        }

    let settings = settings.Add("table", table)

    match missing with
    | Some missing -> settings.Add("missing", missing), roles
    | None -> settings, roles

let private argumentOf name (arguments: Map<string, CheckedExpression>) =
    arguments.TryFind name
    |> Option.filter (fun value -> not (Checked.isWrong value))

/// The regions an effect names; `None` for all.
let private regionsOf (arguments: Map<string, CheckedExpression>) : CheckedExpression list option =
    match argumentOf "regions" arguments |> Option.map _.Node with
    | Some(CheckedNode.List items) -> Some items
    | _ -> None

let private checkRegions (analysis: Analysis) (atlas: CheckedDeclaration option) (items: CheckedExpression list) =
    let seen = HashSet<string>(StringComparer.Ordinal)

    let known =
        atlas |> Option.bind (RegionTraits.namesOf analysis) |> Option.map Set.ofList

    let isLabel (name: string) =
        name.StartsWith("label_", StringComparison.Ordinal)
        && name.Length > 6
        && name |> Seq.skip 6 |> Seq.forall Char.IsAsciiDigit

    for item in items do
        match PeopleTable.literal item, known, atlas with
        | Some name, _, _ when not (seen.Add name) ->
            analysis.Env.Findings.Add(item.File, NameCodes.ListedTwice, item.Span, [ name ])
        | Some name, Some known, Some atlas when not (Set.contains name known) && not (isLabel name) ->
            let suggestion = Suggestions.nearest name known

            let diagnostic =
                Diagnostic.create item.File NameCodes.UnknownRegion item.Span [
                    atlas.Name
                    name
                    Suggestions.phrase suggestion
                ]

            match suggestion with
            | Some other -> Diagnostic.withFix item.File $"Write \"{other}\"" item.Span $"\"{other}\"" diagnostic
            | None -> diagnostic
            |> analysis.Env.Findings.AddDiagnostic
        | _ -> ()

/// Checks the effects of a simulation: their regions, and that none has more than all of its variance explained.
let checkEffects (analysis: Analysis) (simulation: CheckedDeclaration) =
    let findings = analysis.Env.Findings
    let atlas = Analysis.find analysis (Analysis.setting "atlas" simulation)
    let mutable explained: Map<string, float> = Map.empty
    let mutable everywhere = 0.0
    let mutable told = false

    let effects =
        match Analysis.setting "effects" simulation |> Option.map _.Node with
        | Some(CheckedNode.List effects) -> effects
        | _ -> []

    for effect in effects do
        match effect.Node with
        | CheckedNode.Call(_, arguments) ->
            let regions = regionsOf arguments
            regions |> Option.iter (checkRegions analysis atlas)

            match argumentOf "variant" arguments, argumentOf "variants" arguments with
            | Some variant, Some({ Node = CheckedNode.Number count }) when count > 1.0 ->
                findings.Add(
                    effect.File,
                    NameCodes.DoNotGoTogether,
                    variant.Span,
                    [
                        "'variant'"
                        $"'variants = {Checked.number count}'"
                        "the one that is named is the only one"
                    ]
                )
            | _ -> ()

            match argumentOf "variance" arguments |> Option.map _.Node with
            | Some(CheckedNode.Number variance) ->
                let names =
                    match regions with
                    | Some items -> items |> List.choose PeopleTable.literal |> List.distinct
                    | None -> []

                if regions.IsNone then
                    everywhere <- everywhere + variance

                for name in names do
                    explained <- explained.Add(name, (explained.TryFind name |> Option.defaultValue 0.0) + variance)

                // The region with the most, as it stands after this effect.
                let most =
                    Seq.append
                        [ "every region", 0.0 ]
                        (explained |> Map.toSeq |> Seq.map (fun (name, sum) -> $"'{name}'", sum))
                    |> Seq.map (fun (name, sum) -> name, sum + everywhere)
                    |> Seq.maxBy snd

                if snd most > 1.0 + 1e-9 && not told then
                    told <- true

                    findings.Add(
                        effect.File,
                        DesignCodes.VarianceExceeded,
                        effect.Span,
                        [
                            (100.0 * snd most).ToString("0.##", CultureInfo.InvariantCulture) + "%"
                            fst most
                        ]
                    )
            | _ -> ()
        | _ -> ()
