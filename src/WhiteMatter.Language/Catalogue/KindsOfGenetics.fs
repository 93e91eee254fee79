/// The kinds about how people are related.
module internal WhiteMatter.Language.Catalogue.KindsOfGenetics

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let relatedness = {
    kind
        "relatedness"
        StudyType.Relatedness
        "Who is related to whom (KING-robust kinship), the largest set of unrelated people, and principal components of ancestry, by hard calls on the autosomes." with
        From = from [ StudyType.Genotypes ]
        Settings = [
            setting
                "maf"
                [ StudyType.Float ]
                "Variants of a smaller minor allele frequency in the genotypes' cohort are left out, beside those that the genotypes' `keep` removes."
            |> below 0.0 0.5
            |> orNumber "0.01" 0.01 StudyType.Float
            setting
                "prune_r2"
                [ StudyType.Float ]
                "Of two variants nearer than `prune_window` whose r² is above this, the one with the rarer minor allele is left out (PLINK's `--indep-pairwise`); 1 keeps both."
            |> above 0.0 1.0
            |> orNumber "0.2" 0.2 StudyType.Float
            setting "prune_window" [ genomic ] "Variants within this distance are compared."
            |> above 0.0 3e9
            |> orNumber "1Mb" 1e6 genomic
            setting
                "kinship"
                [ StudyType.Float ]
                "People of a larger kinship are related: 0.354 finds duplicates and twins alone, 0.177 first degree relatives too, 0.0884 second degree, 0.0442 third (KING's bounds)."
            |> inside 0.0 0.5
            |> orNumber "0.0884" 0.0884 StudyType.Float
            setting
                "components"
                [ StudyType.Int ]
                "Principal components, of unrelated people; all others are projected onto them. They are the terms `NAME.pcs` of a formula."
            |> between 0.0 100.0
            |> orNumber "10" 10.0 StudyType.Int
            setting
                "fit_on"
                [ StudyType.Cohort ]
                "The unrelated people among these make the components, and everybody else is projected onto them."
            |> orFrom "everybody who is genotyped"
            setting
                "grm_cutoff"
                [ StudyType.Float ]
                "Makes a sparse genetic relationship matrix (GCTA's) of the pairs of at least this relationship; 0.05 is usual."
            |> inside 0.0 1.0
        ]
        Example =
            "relatedness kin from chips { components = 10, prune_r2 = 0.1 }\ncovariates base { age * sex + kin.pcs }\ncohort unrelated from europeans { unrelated = kin }"
}
