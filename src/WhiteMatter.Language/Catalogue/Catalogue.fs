namespace WhiteMatter.Language.Catalogue

open WhiteMatter.Language

/// The one table of what kinds, functions and types mean.
[<RequireQualifiedAccess>]
module Catalogue =

    /// Every kind: those this version carries out, then those to come.
    let kinds: KindRow list = KindsHere.all @ KindsToCome.all

    /// Every function.
    let functions: FunctionRow list = Functions.all

    /// Every enumeration.
    let enumerations: EnumerationRow list = Enumerations.all

    /// Columns computed for each variant, in the people of the step that uses them.
    let variantColumns: ComputedColumnRow list = ComputedColumns.ofVariants

    /// Columns computed for each person's image.
    let imageColumns: ComputedColumnRow list = ComputedColumns.ofImages

    /// Every type with what can be asked of its values.
    let types: TypeRow list = Members.all

    let private kindsByName = kinds |> List.map (fun row -> row.Name, row) |> Map.ofList

    let private typesByType = types |> List.map (fun row -> row.Type, row) |> dict

    let private variantColumnsByName =
        variantColumns |> List.map (fun row -> row.Name, row) |> Map.ofList

    /// The kind of a name.
    let tryFindKind (name: string) = kindsByName.TryFind name

    /// The function of a name.
    let tryFindFunction (name: string) = Functions.tryFind name

    /// The enumeration of a name.
    let tryFindEnumeration (name: string) = Enumerations.tryFind name

    /// The column computed for variants of a name.
    let tryFindVariantColumn (name: string) = variantColumnsByName.TryFind name

    /// What can be asked of a value of the type.
    let membersOf (studyType: StudyType) =
        match typesByType.TryGetValue studyType with
        | true, row -> row.Members
        | _ -> []

    /// Words that begin a declaration without being kinds of the catalogue.
    let keywords = [ "import"; "param"; "accept" ]
