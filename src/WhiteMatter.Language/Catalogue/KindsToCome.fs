/// The kinds of edition 1 that later versions bring. Their names resolve and their types are checked where they are used, so that one
/// message says all.
module internal WhiteMatter.Language.Catalogue.KindsToCome

open WhiteMatter.Language

let private kind name from yields doc : KindRow = {
    Name = name
    Edition = 1
    Doc = doc
    HasName = true
    From =
        match from with
        | [] -> None
        | types ->
            Some {
                Types = types
                Required = true
                Algebra = false
            }
    Yields = yields
    Settings = []
    Blocks = []
    Entries = None
    Availability = Availability.ToCome
    Example = ""
}

let private statistics = [ StudyType.SumStats; StudyType.JointStats ]

let all: KindRow list = [
    kind "heritability" [ StudyType.SumStats ] StudyType.Heritability "Heritability of traits."
    kind "correlation" [ StudyType.SumStats ] StudyType.Correlations "Genetic correlation."
    kind "genes" statistics StudyType.GeneStats "Gene mapping and gene-based tests."
    kind "enrichment" [ StudyType.GeneStats ] StudyType.SetStats "Enrichment of gene sets."
    kind "scores" [ StudyType.SumStats ] StudyType.Scores "Polygenic scores."
    kind "causal" [ StudyType.SumStats ] StudyType.Table "Mendelian randomisation and colocalisation."
    kind "comparison" [ StudyType.Unknown ] StudyType.Table "Two analyses against each other."
]
