module WhiteMatter.Language.Catalogue.Enumerations

let private case name doc = {
    Name = name
    Doc = doc
    Availability = Availability.Here
}

let private toCome name doc = {
    Name = name
    Doc = doc
    Availability = Availability.ToCome
}

let all: EnumerationRow list = [
    {
        Name = "Build"
        Doc = "A version of the human reference genome."
        Cases = [ case "GRCh36" "NCBI36, hg18"; case "GRCh37" "hg19"; case "GRCh38" "hg38" ]
    }
    {
        Name = "Transform"
        Doc = "What is done to each trait in the people of an association."
        Cases = [
            case "none" "nothing"
            case
                "rank_int"
                "residualised on the covariates, then rank-based inverse normal (Blom's offset 3/8), then adjusted again in the association (Sofer 2019)"
        ]
    }
    {
        Name = "AssociationMethod"
        Doc = "How traits are tested against variants."
        Cases = [
            case "linear" "ordinary least squares on allele counts, each variant on its own"
            toCome "logistic" "logistic regression of a binary trait"
        ]
    }
    {
        Name = "Precision"
        Doc = "Digits the association's sums are carried with."
        Cases = [
            case "double" "five base-256 digits: agrees with double precision"
            case "single" "three base-256 digits: single precision, faster"
        ]
    }
    {
        Name = "ColumnChoice"
        Doc = "Which columns of a table."
        Cases = [ case "all" "every numeric column that is no ID" ]
    }
    {
        Name = "ColumnKind"
        Doc =
            "How a column of a table is read, where its text alone cannot tell. A unit of the language may stand in its place."
        Cases = [
            case "numeric" "a number without a unit: one slope in a formula"
            case "factor" "a category: one column for each level but the reference in a formula"
            case "id" "names people; never a number, never a trait"
        ]
    }
]

let private byName = all |> List.map (fun row -> row.Name, row) |> Map.ofList

let tryFind (name: string) = byName.TryFind name
