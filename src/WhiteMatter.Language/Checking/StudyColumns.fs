namespace WhiteMatter.Language

open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// What columns of a checked study are, by what its cohorts declare and what the headers of their tables show.
[<RequireQualifiedAccess>]
module StudyColumns =

    let private tableOf (declaration: CheckedDeclaration) =
        declaration.Body.Settings.TryFind "table" |> Option.bind PeopleTable.tryRead

    let private headerOf (facts: StudyFacts) (declaration: CheckedDeclaration) =
        tableOf declaration
        |> Option.bind (fun table -> facts.Tables.TryFind table.Path)

    /// How a column of a cohort's table enters a design: as declared, else as a factor where it holds text.
    let roleOf (facts: StudyFacts) (cohort: CheckedDeclaration) (column: string) : ColumnRole =
        match cohort.Body.Columns |> List.tryFind (fun (name, _, _) -> name = column) with
        | Some(_, role, _) -> role
        | None ->
            match headerOf facts cohort with
            | Some header when
                header.Columns
                |> Seq.exists (fun other -> other.Name = column && other.Content = ColumnContent.Text)
                ->
                ColumnRole.Factor
            | _ -> ColumnRole.Numeric

    /// The columns of the table of `phenotypes` that are declared to be no numbers, so that `all` leaves them out. `cohort` is the
    /// declaration its people come from.
    let declaredNoTraits (cohort: CheckedDeclaration option) (phenotypes: CheckedDeclaration) =
        match cohort with
        | Some cohort when (tableOf cohort).IsSome && tableOf cohort = tableOf phenotypes -> [
            for name, role, _ in cohort.Body.Columns do
                if role <> ColumnRole.Numeric then
                    name
          ]
        | _ -> []

    /// The columns a `phenotypes` declaration has as traits; `None` for `all` of a table that was not seen. `cohort` is the declaration
    /// its people come from.
    let traitsOf (facts: StudyFacts) (cohort: CheckedDeclaration option) (phenotypes: CheckedDeclaration) =
        match phenotypes.Body.Settings.TryFind "columns" |> Option.map _.Node with
        | Some(CheckedNode.List items) ->
            Some [
                for item in items do
                    match item.Node with
                    | CheckedNode.Column name -> name
                    | _ -> ()
            ]
        | Some(CheckedNode.EnumCase "all") ->
            match headerOf facts phenotypes, tableOf phenotypes with
            | Some header, Some table ->
                let excluded = declaredNoTraits cohort phenotypes

                let isTrait (column: TableColumn) =
                    column.Name <> table.IdColumn
                    && Some column.Name <> table.FamilyColumn
                    && (column.Content = ColumnContent.Integer || column.Content = ColumnContent.Number)
                    && not (List.contains column.Name excluded)

                Some [
                    for column in header.Columns do
                        if isTrait column then
                            column.Name
                ]
            | _ -> None
        | _ -> None

    /// The names of an atlas's regions, in their order, where it says them or `known` has those of its table.
    let internal regionNames (known: string -> string list option) (atlas: CheckedDeclaration) =
        atlas.Body.Settings.TryFind "names"
        |> Option.bind (fun names ->
            match names.Node, PeopleTable.literal names with
            | CheckedNode.List items, _ -> Some(items |> List.choose PeopleTable.literal)
            | _, Some path -> known (StudyPath.resolve names.File path)
            | _ -> None)

    let internal sidesOf (value: CheckedExpression option) =
        match value |> Option.map _.Node with
        | Some(CheckedNode.EnumCase "averaged") -> RegionSides.Averaged
        | Some(CheckedNode.EnumCase "both") -> RegionSides.Both
        | _ -> RegionSides.Separate

    let internal isTrue (value: CheckedExpression option) =
        match value |> Option.map _.Node with
        | Some(CheckedNode.Boolean value) -> value
        | _ -> false

    /// The names of the traits that means over an atlas's regions give; `None` where the names of its regions are not known.
    let regionTraitsOf (facts: StudyFacts) (atlas: CheckedDeclaration) (mean: CheckedExpression) : string list option =
        match mean.Node with
        | CheckedNode.Call(_, arguments) ->
            regionNames facts.RegionNames.TryFind atlas
            |> Option.map (fun names ->
                RegionNames.Traits(
                    Array.ofList names,
                    sidesOf (arguments.TryFind "sides"),
                    isTrue (arguments.TryFind "whole")
                )
                |> Seq.map _.Name
                |> List.ofSeq)
        | _ -> None
